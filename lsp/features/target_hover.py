"""What is shown of a key or value of a filled form: the field's definition, and what its checks say now.

Runs no check: what there is to say was found when the form was checked.
"""

from decimal import Decimal

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.model import FormField, FormTable
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import natural
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.diagnostics import told
from gouji.lsp.features.member_text import describe, prescribed
from gouji.lsp.features.spots import Spot, spot_at
from gouji.lsp.snapshot import KnownForm


def hover(known: KnownForm, offset: int, language: Language, encoding: Encoding) -> types.Hover | None:
    spot = spot_at(known.root, known.form, offset)
    member = known.form.find(spot.path) if spot is not None and known.form is not None else None
    if spot is None or member is None:
        return None
    parts = [describe(member, language)]
    submission = known.checked.submission
    if isinstance(member, FormField) and submission is not None:
        parts += _of_row(spot, submission, language)
        cell = cell_at(spot, submission)
        if cell is not None and not spot.on_key:
            parts += _of_value(cell)
            parts += [f"- {line}" for line in _findings(known.checked.diagnostics, cell, language)]
    shown = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts))
    return types.Hover(shown, range_of(known.source, spot.span, encoding))


def cell_at(spot: Spot, submission: Submission) -> Cell | None:
    """The cell that a value stands for."""
    field = submission.form.find(spot.path)
    if not isinstance(field, FormField) or spot.coordinate not in field.coordinates:
        return None
    slot = field.slots[field.coordinates.index(spot.coordinate)]
    if spot.row is None:
        return submission.cells[slot]
    column = submission.tables[_table(submission, spot).index].columns[slot]
    return column[spot.row] if spot.row < len(column) else None


def _table(submission: Submission, spot: Spot) -> FormTable:
    table = submission.form.find(spot.path[:-1])
    assert isinstance(table, FormTable)
    return table


def _of_row(spot: Spot, submission: Submission, language: Language) -> list[str]:
    """What the prescribed row prescribes."""
    if spot.row is None:
        return []
    rows = submission.tables[_table(submission, spot).index].prescribed
    row = rows[spot.row] if spot.row < len(rows) else None
    return [f"{row.key}: {prescribed(row, language)}"] if row is not None else []


def _of_value(cell: Cell) -> list[str]:
    """The figure in base units, where it is written in others."""
    if cell.state != State.GIVEN or cell.unit is None or not isinstance(cell.value, Decimal):
        return []
    return [f"`{natural(cell.value, cell.unit.dimension)}`"]


def _findings(found: list[Diagnostic], cell: Cell, language: Language) -> list[str]:
    return [told(one, language).replace("\n", "  \n  ") for one in found if one.place.span == cell.span]
