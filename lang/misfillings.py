"""A slip in filling in that explains several failures: two figures that changed places, a minus sign too many.

Proposes only what makes every total right that takes the figures in. Never changes a verdict.
"""

from decimal import Decimal
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.closures import Frame
from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.model import Check, Compare, Instance
from gouji.lang.probe import NamedCell, Probe
from gouji.lang.source import Span
from gouji.lang.submission import Submission
from gouji.lang.totals import Totals


class Misfilling(NamedTuple):
    """What was likely meant, the change that makes it so, and the totals that are right then, by name."""

    meant: str
    fix: Fix
    wholes: tuple[str, ...]


def misfilling(
    check: Check, instance: Instance, submission: Submission, frame: Frame, totals: Totals
) -> Misfilling | None:
    """The slip that a failed limit or a figure that falls comes from; the totals that follow from it are told with it."""
    must = instance.must
    if check.code not in (codes.OUT_OF_BOUNDS, codes.AMOUNT_FALLS) or not isinstance(must, Compare):
        return None
    probe = Probe(frame)
    found = [(named, _figure(named)) for named in (probe.cell(must.left), probe.cell(must.right)) if named is not None]
    cells = [(named, figure) for named, figure in found if figure is not None]
    for named, _ in cells:
        totals.suspect(named.cell)
    if check.code is codes.AMOUNT_FALLS and len(cells) == 2:
        (first, earlier), (second, later) = cells
        wholes = totals.put_right({id(first.cell): later - earlier, id(second.cell): earlier - later}, check.severity)
        texts = [_text(submission, named.cell.span) for named in (first, second)]
        changes = Replacement(first.cell.span, texts[1]), Replacement(second.cell.span, texts[0])
        return (
            Misfilling("", Fix(Term("fix.swap", (("cells", (first.name, second.name)),)), changes), wholes)
            if wholes
            else None
        )
    if check.code is codes.OUT_OF_BOUNDS and cells and cells[0][1] < 0:
        named, figure = cells[0]
        text = _text(submission, named.cell.span)
        wholes = totals.put_right({id(named.cell): -2 * figure}, check.severity) if text.count("-") == 1 else ()
        change = Replacement(named.cell.span, text.replace("-", ""))
        meant = change.text.strip("\"'")
        return Misfilling(meant, Fix(Term("fix.replace", (("text", meant),)), (change,)), wholes) if wholes else None
    return None


def _figure(named: NamedCell) -> Decimal | None:
    return named.cell.value if isinstance(named.cell.value, Decimal) else None


def _text(submission: Submission, span: Span) -> str:
    return submission.source.text[slice(*span)]
