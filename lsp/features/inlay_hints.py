"""What is shown beside the figures of a filled form: the sum that a total should be, and a figure in its usual unit.

What is written is not repeated: a total that holds has no hint, nor has a figure in the unit of its field.
"""

from collections.abc import Iterator
from decimal import Decimal

from lsprotocol import types

from gouji.lang import codes
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import rendered
from gouji.lang.model import FormField
from gouji.lang.quantities import split_quantity
from gouji.lang.source import Span
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import format_in
from gouji.lsp.convert import Encoding, position_at
from gouji.lsp.features.names import members
from gouji.lsp.snapshot import KnownForm


def inlay_hints(known: KnownForm, span: Span, language: Language, encoding: Encoding) -> list[types.InlayHint]:
    """The hints of a part of the text."""
    found = [*_totals(known, language)]
    if known.checked.submission is not None:
        found += _normalised(known.checked.submission)
    return [
        types.InlayHint(position_at(known.source, at, encoding), label, padding_left=True)
        for at, label in sorted(found)
        if span.start <= at <= span.end
    ]


def _totals(known: KnownForm, language: Language) -> Iterator[tuple[int, str]]:
    """The sum of the parts and the difference, where a total is another."""
    for one in known.checked.diagnostics:
        if one.code is codes.TOTAL_MISMATCH and one.place.span.end > one.place.span.start:
            expected = rendered(one.arguments.get("right", ""), language)
            difference = rendered(one.difference, language)
            yield one.place.span.end, f"Σ {expected} · {difference}" if expected else f"Σ · {difference}"


def _normalised(submission: Submission) -> Iterator[tuple[int, str]]:
    """Figures that are written in another unit than their field's, in that of the field."""
    for member in members(submission.form):
        if isinstance(member, FormField) and member.unit is not None:
            for cell in _cells(submission, member):
                if cell.state == State.GIVEN and isinstance(cell.value, Decimal):
                    written = split_quantity(cell.text.strip("\"'"))[1]
                    if written and written != member.unit.name:
                        yield cell.span.end, f"= {format_in(cell.value, member.unit)}"


def _cells(submission: Submission, field: FormField) -> Iterator[Cell]:
    table = next((one for one in submission.form.tables if one.fields.get(field.name) is field), None)
    for slot in field.slots:
        if table is None:
            yield submission.cells[slot]
        else:
            yield from submission.tables[table.index].columns[slot]
