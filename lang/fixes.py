"""The fixes of findings, made together: which are made unasked, which go together, and the text that comes of them.

What is safe, a fix says itself; a finding that has been answered is left as it is. Judges no finding.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable

from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.source import Source, Span


def fixable(found: Iterable[Diagnostic], *, unsafe: bool = False) -> list[Diagnostic]:
    """The findings that are mended unasked; with `unsafe`, also those whose fix alters a figure or a meaning."""
    return [one for one in found if one.fix is not None and one.answer is None and (unsafe or one.fix.safe)]


def together(found: Iterable[Diagnostic], beside: Iterable[Diagnostic] = ()) -> list[Diagnostic]:
    """The findings whose fixes can be made at once, and with those of `beside`.

    A fix that touches what another changes is left for the next time.
    """
    made: dict[Source, list[Span]] = defaultdict(list)
    for one in beside:
        for change in changes_of(one):
            insort(made[one.place.source], change.span)
    taken: list[Diagnostic] = []
    for one in found:
        spans = made[one.place.source]
        if not any(_clashes(change.span, spans) for change in changes_of(one)):
            taken.append(one)
            for change in changes_of(one):
                insort(spans, change.span)
    return taken


def changes_of(finding: Diagnostic) -> tuple[Replacement, ...]:
    """What the fix of a finding changes."""
    return finding.fix.replacements if finding.fix is not None else ()


def edited(source: Source, changes: Iterable[Replacement]) -> Source:
    """The text with all changes made, none of which clashes with another."""
    pieces: list[str] = []
    at = 0
    for change in sorted(changes):
        pieces += [source.text[at : change.span.start], change.text]
        at = change.span.end
    return Source(source.name, "".join([*pieces, source.text[at:]]))


def _clashes(span: Span, made: list[Span]) -> bool:
    """Whether a change is about the letters of one that is made; of these, in order, no two are about the same.

    Insertions in one place come one after the other.
    """
    at = bisect_left(made, span)
    if at and made[at - 1].end > span.start:
        return True
    for other in made[at:]:
        if other.start > span.start:
            return other.start < span.end
        if other.start < other.end and span.start < span.end:
            return True
    return False
