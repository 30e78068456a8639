"""A figure of a filled form, or the figure of a target, written in another unit; the cell means what it did.

Offers what is exact and read as the same figure again; mends nothing.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from lsprotocol import types

from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Replacement
from gouji.lang.form_model import FormField, FormTable
from gouji.lang.located import Scalar
from gouji.lang.quantities import parse_quantity, split_quantity
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Span
from gouji.lang.submission import State, Submission
from gouji.lang.targets import Target, TargetKind
from gouji.lang.units import Units
from gouji.lang.values import parse_target
from gouji.lint.toml_strings import unquoted
from gouji.lint.toml_text import EQUALS
from gouji.lsp.features.actions import Action
from gouji.lsp.features.figures import in_other_units
from gouji.lsp.features.forms.spots import Spot, cells_of, spot_at
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question


class _Rewritten(NamedTuple):
    """A figure as it would be shown, and the text of it in place of a span."""

    figure: str
    span: Span
    text: str


def in_other_unit(asked: Question, known: KnownForm) -> Iterator[Action]:
    """The figure that a span touches, in other units."""
    for one in _in_other_units(known, asked.span):
        title, change = text("lsp.action.unit", asked.language, figure=one.figure), Replacement(one.span, one.text)
        yield Action(title, asked.path, known.source, (change,), kind=types.CodeActionKind.RefactorRewrite)


def _in_other_units(known: KnownForm, span: Span) -> Iterator[_Rewritten]:
    form, submission = known.form, known.submission
    spot = spot_at(known.root, form, span.start)
    if form is None or submission is None or spot is None or spot.on_key or span.end > spot.span.end:
        return
    field = form.find(spot.path)
    if not isinstance(field, FormField) or not isinstance(spot.entry.node, Scalar):
        return
    between = known.source.text[spot.entry.key_span.end : spot.span.start]
    if not any(sign in between for sign in EQUALS):  # without it a text in quotes is no value
        return
    if field.kind == "target":
        yield from _in_target(spot.entry.node, spot.span, form.units)
    elif field.unit is not None:
        yield from _in_cell(spot, field, submission)


def _in_cell(spot: Spot, field: FormField, submission: Submission) -> Iterator[_Rewritten]:
    table = submission.form.find(spot.path[:-1]) if spot.row is not None else None
    cells = cells_of(spot, field, table if isinstance(table, FormTable) else None, submission)
    cell = cells[0].cell(submission) if len(cells) == 1 else None
    if cell is None or cell.state != State.GIVEN or not isinstance(cell.value, Decimal) or field.unit is None:
        return
    units = submission.form.units
    written = units.find(split_quantity(unquoted(cell.text))[1])
    is_whole = written is not None and written.dimension == field.unit.dimension
    for figure in in_other_units(cell.value, written if is_whole and written is not None else field.unit, units):
        is_own = split_quantity(figure)[1] == field.unit.name  # which needs not be written
        yield _Rewritten(figure, spot.span, split_quantity(figure)[0] if is_own else in_quotes(figure))


def _in_target(node: Scalar, span: Span, units: Units) -> Iterator[_Rewritten]:
    target = parse_target(node.value, units) if isinstance(node.value, str) else None
    quantity = target.quantity if target is not None and target.kind is TargetKind.QUANTITY else None
    if target is None or quantity is None or quantity.unit.dimension is None:
        return
    for figure in in_other_units(quantity.value, quantity.unit, units):
        start = next((at for at, sign in enumerate(target.text) if sign.isdigit()), 0)
        written = target.text[start:]
        if parse_quantity(written, units) is None:
            return
        new = target.text[:start] + figure
        if _is_alike(parse_target(new, units), target):
            yield _Rewritten(new, span, in_quotes(new))


def _is_alike(one: Target, other: Target) -> bool:
    values = [None if target.quantity is None else target.quantity.value for target in (one, other)]
    return (one.kind, one.comparator, values[0]) == (other.kind, other.comparator, values[1])
