"""What is shown beside the figures of a filled form: what a total comes to where it is another, or is not filled in yet;
and a figure that is written in another unit, in that of its field.

What is written is not repeated: a total that holds has no hint, nor has a figure in the unit of its field, nor a target,
which says its unit itself.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from lsprotocol import types

from gouji.lang import codes
from gouji.lang.catalogue import Language
from gouji.lang.form_model import Form, FormField, FormTable
from gouji.lang.quantities import split_quantity
from gouji.lang.run import CompiledForm, compiled
from gouji.lang.standing import At, Total, computed_total
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import format_in
from gouji.lint import member_words
from gouji.lsp.convert import position_at
from gouji.lsp.features.diagnostics import message_of
from gouji.lsp.features.names.check_names import every_member
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question


class _Hint(NamedTuple):
    at: int
    label: str
    tooltip: str = ""


def inlay_hints(asked: Question, known: KnownForm) -> list[types.InlayHint]:
    """The hints of a part of the text."""
    if known.form is None or known.program is None or known.submission is None:
        return []
    found = [*_totals(known, known.submission, compiled(known.program, known.form), asked.language)]
    found += _normalised(known.submission)
    return [
        types.InlayHint(
            position_at(known.source, one.at, asked.encoding), one.label, padding_left=True, tooltip=one.tooltip or None
        )
        for one in sorted(found)
        if asked.span.start <= one.at <= asked.span.end
    ]


def _totals(known: KnownForm, submission: Submission, checks: CompiledForm, language: Language) -> Iterator[_Hint]:
    """The sum of the parts and how far it is from the figure, where a total is another; the sum alone where it is blank."""
    failed = {
        one.place.span: message_of(one, language)
        for one in known.checked.diagnostics
        if one.code is codes.TOTAL_MISMATCH
    }
    for field, at, cell in _cells(submission.form, submission):
        if not field.totals or cell.span.end == cell.span.start:
            continue
        is_blank = cell.state == State.BLANK
        if not is_blank and cell.span not in failed:
            continue
        total = computed_total(checks, submission, at)
        if total is not None and (total.apart or (is_blank and total.sum != "0")):
            apart = f"  {total.apart.replace('-', '−')}" if total.apart.startswith("-") else f"  +{total.apart}"
            label = f"Σ {total.sum}" + (apart if total.apart else "")
            yield _Hint(cell.span.end, label, failed.get(cell.span) or member_words.limits(field, [language])[0])


def wrong_totals(known: KnownForm) -> Iterator[tuple[Cell, Total]]:
    """The cells of totals that are another figure than their sum, with that."""
    if known.form is None or known.program is None or known.submission is None:
        return
    checks = compiled(known.program, known.form)
    for field, at, cell in _cells(known.form, known.submission):
        total = computed_total(checks, known.submission, at) if field.totals else None
        if total is not None and total.apart:
            yield cell, total


def _normalised(submission: Submission) -> Iterator[_Hint]:
    """Figures that are written in another unit than their field's, in that of the field."""
    for field, _, cell in _cells(submission.form, submission):
        if field.unit is not None and cell.state == State.GIVEN and isinstance(cell.value, Decimal):
            written = split_quantity(cell.text.strip("\"'"))[1]
            if written and written != field.unit.name:
                yield _Hint(cell.span.end, f"= {format_in(cell.value, field.unit)}")


def _cells(form: Form, submission: Submission) -> Iterator[tuple[FormField, At, Cell]]:
    """The cells of figures, with the field of each."""
    for field in every_member(form):
        if not isinstance(field, FormField) or field.kind in ("text", "target", "date", "choice", "reference"):
            continue
        table = form.find(field.path[:-1]) if len(field.path) > 1 else None
        for slot in field.slots:
            if not isinstance(table, FormTable):
                yield field, At(slot), submission.cells[slot]
                continue
            for row, cell in enumerate(submission.tables[table.index].columns[slot]):
                yield field, At(slot, table, row), cell
