"""Makes the fixes of findings in texts, round after round, each looked at anew, until nothing is left that helps.

A fix that leaves more behind than it cures is undone, so mending twice is mending once. Reads and writes no file, and
never decides what is safe.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gouji.lang.diagnostic import Code, Diagnostic, Severity
from gouji.lang.fixes import changes_of, edited, together
from gouji.lang.source import Source
from gouji.lint.fingerprints import where

MOST_ROUNDS = 50

Texts = Mapping[Path, Source]


class Looked(NamedTuple):
    """What is found in texts, how many checks could not be judged there, and whether it is known what the texts are of."""

    findings: list[Diagnostic]
    unjudged: int = 0
    is_known: bool = True


Look = Callable[[Texts], Looked]
Wanted = Callable[[list[Diagnostic]], list[Diagnostic]]


class Mended(NamedTuple):
    """Texts after mending, what is found in them, and the findings whose fixes were made."""

    texts: Texts
    looked: Looked
    cured: tuple[Diagnostic, ...] = ()


def mend(texts: Texts, look: Look, wanted: Wanted) -> Mended:
    """The texts with the fixes of the findings that are `wanted`, as far as these leave less behind.

    On the way there may be as much as before: a sum put right puts the sum above it wrong, whose turn is next.
    """
    state = best = Mended(texts, look(texts))
    seen = {_written(texts)}
    for _ in range(MOST_ROUNDS):
        state = _Round(state, look).after(wanted(state.looked.findings))
        if _written(state.texts) in seen:
            break
        seen.add(_written(state.texts))
        if _is_better(state.looked, best.looked):
            best = state
    return best


def brought_by(finding: Diagnostic, mended: Mended, look: Look) -> Diagnostic | None:
    """What a fix that was not made would bring, made by itself; None for nothing new."""
    after = _Round(mended, look).after_one(finding).looked
    return next(iter(_new(after, mended.looked)), None)


def _written(texts: Texts) -> tuple[str, ...]:
    return tuple(one.text for one in texts.values())


@dataclass(slots=True)
class _Round:
    """The fixes of one state of the texts, made as far as they do no harm."""

    before: Mended
    look: Look
    taken: list[Diagnostic] = field(default_factory=list)
    even: list[Diagnostic] = field(default_factory=list)
    now: Mended = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.before

    def after(self, wanted: list[Diagnostic]) -> Mended:
        own = set(self.before.texts.values())
        waiting = [one for one in wanted if one.place.source in own and changes_of(one)]
        while batch := together(waiting, self.taken):
            known = set(map(id, batch))
            waiting = [one for one in waiting if id(one) not in known]
            self._take(batch)
        if not self.taken:  # what leaves as much behind may lead to where there is less
            for one in self.even:
                if together([one], self.taken) and not _is_worse((after := self._with([one])).looked, self.now.looked):
                    self._accept([one], after)
        return self.now

    def after_one(self, finding: Diagnostic) -> Mended:
        """With one fix made, be it good or bad."""
        return self._with([finding])

    def _take(self, findings: list[Diagnostic]) -> None:
        """Takes what helps: all at once where nothing new comes of it, else half by half, so that none hides another."""
        after = self._with(findings)
        if _is_better(after.looked, self.now.looked) and (
            len(findings) == 1 or not _new(after.looked, self.now.looked)
        ):
            self._accept(findings, after)
        elif len(findings) > 1:
            middle = len(findings) // 2
            self._take(findings[:middle])
            self._take(findings[middle:])
        else:
            self.even += findings

    def _accept(self, findings: list[Diagnostic], after: Mended) -> None:
        self.taken += findings
        self.now = after

    def _with(self, findings: list[Diagnostic]) -> Mended:
        """The texts with these fixes made besides those that have been taken."""
        made = [*self.taken, *findings]
        texts = {
            path: edited(source, (change for one in made if one.place.source is source for change in changes_of(one)))
            for path, source in self.before.texts.items()
        }
        return Mended(texts, self.look(texts), (*self.before.cured, *made))


def _new(after: Looked, before: Looked) -> list[Diagnostic]:
    """The findings that there were not, or not as often, the gravest first."""
    known = Counter(map(_about, before.findings))
    found: list[Diagnostic] = []
    for one in after.findings:
        known[_about(one)] -= 1
        found += [one] if known[_about(one)] < 0 else []
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _about(one: Diagnostic) -> tuple[Code, str, str]:
    return one.code, one.rule, where(one)


def _is_better(one: Looked, other: Looked) -> bool:
    return not _is_worse(one, other) and _is_worse(other, one)


def _is_worse(one: Looked, other: Looked) -> bool:
    """Whether there is more to see to: of errors, of errors and warnings, of all; a check without a verdict is one of each.

    A text of which nothing was known, and now is, is no worse for what is found in it.
    """
    if one.is_known != other.is_known:
        return other.is_known
    return any(mine > its for mine, its in zip(_weights(one), _weights(other), strict=True))


def _weights(looked: Looked) -> tuple[int, int, int]:
    counts = Counter(one.severity for one in looked.findings if one.answer is None)
    errors = looked.unjudged + counts[Severity.ERROR]
    warnings = errors + counts[Severity.WARNING]
    return errors, warnings, warnings + counts[Severity.HINT]
