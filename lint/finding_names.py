"""What findings are called: which are meant by the name of a rule or of a code, and which by a place.

Looks at names alone. Never decides what is done with a finding that is meant.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lang.switches import names_check
from gouji.lang.values import canonical_text

_STEPS = re.compile(r'\["[^"]*"\]|\[[^\]]*\]|[^.\[\]]+')
_PLAIN_QUOTES = str.maketrans("“”", '""')


def is_finding_of(name: str, finding: Diagnostic) -> bool:
    """Whether a name is that of the finding's rule: an end of its full name, or the code of its kind."""
    return canonical_text(name) == finding.code.id or (bool(finding.rule) and names_check(name, finding.rule))


def place_of(finding: Diagnostic) -> str:
    """The cell that a finding is about; an empty text where it is about no cell."""
    cell = finding.cell
    return "" if finding.rule and cell == finding.form else cell


def steps_of(place: str) -> Iterator[Span]:
    """Where each step of a place stands in it, those in brackets with them."""
    return (Span(*step.span()) for step in _STEPS.finditer(place))


def steps(place: str) -> tuple[str, ...]:
    """The steps of a place as they are compared."""
    return tuple(canonical_text(step).translate(_PLAIN_QUOTES) for step in _STEPS.findall(place))


def covers(place: Sequence[str], cell: Sequence[str]) -> bool:
    """Whether a cell is what a place names, or lies in it: a group, a table, a row, a column, a coordinate left open.

    Both are given by their steps; no steps at all name every cell.
    """
    at = 0
    for step in cell:
        if at == len(place):
            break
        if step == place[at]:
            at += 1
        elif not step.startswith("["):
            return False
    return at == len(place)


class Aim(NamedTuple):
    """What is meant: the findings of a rule or a code, at the place of these steps or, without any, wherever they are."""

    name: str
    steps: tuple[str, ...]

    def is_met_by(self, finding: Diagnostic) -> bool:
        return is_finding_of(self.name, finding) and covers(self.steps, steps(place_of(finding)))


def aim_at(name: str, place: str) -> Aim:
    """The aim that is written so; what is meant the same is the same."""
    return Aim(canonical_text(name), steps(place))


class NamedFindings:
    """Findings on one form, to be found by what they are called, which takes no look at each of them. In their order."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        self.all = findings
        self._steps = [steps(place_of(one)) for one in findings]
        self._by_step: dict[str, list[int]] = {}
        self._by_kind: dict[tuple[str, str], list[int]] = {}
        for index, one in enumerate(findings):
            self._by_kind.setdefault((one.code.id, one.rule), []).append(index)
            for step in set(self._steps[index]):
                self._by_step.setdefault(step, []).append(index)
        self._of_name: dict[str, list[int]] = {}
        self._met: dict[Aim, list[int]] = {}

    def of_name(self, name: str) -> list[int]:
        """The findings of a rule or a code, by where they stand in `all`."""
        known = self._of_name.get(name)
        if known is None:
            kinds = (kind for kind in self._by_kind.values() if is_finding_of(name, self.all[kind[0]]))
            known = self._of_name[name] = sorted(index for kind in kinds for index in kind)
        return known

    def met(self, aim: Aim) -> list[int]:
        """Those that are meant. Of a place, only the findings that have its rarest step are looked at."""
        known = self._met.get(aim)
        if known is None:
            known = self.of_name(aim.name)
            if aim.steps:
                few = min((self._by_step.get(step, []) for step in aim.steps), key=len)
                known = [
                    index for index in few
                    if is_finding_of(aim.name, self.all[index]) and covers(aim.steps, self._steps[index])
                ]  # fmt: skip
            self._met[aim] = known
        return known
