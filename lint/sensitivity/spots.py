"""The filled cells of a form, each with its name, its place and the kind of thing that it holds.

Blank, broken and missing cells are left out: nothing in them can be changed. Changes nothing.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from gouji.lang.form_model import FormField, FormTable, PrescribedRow, cell_name
from gouji.lang.form_paths import scalars
from gouji.lang.prose import figures, years
from gouji.lang.reads import OUTSIDE, Slot
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.target_parts import CellOfParts
from gouji.lang.units import DIMENSIONLESS
from gouji.lang.values import Target, TargetKind


class CellKind(StrEnum):
    """Kinds of cells, in the order in which they are told."""

    YEAR = "year"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    PERCENT_TARGET = "percent-target"
    FIGURE_TARGET = "figure-target"
    WORD_TARGET = "word-target"
    DATE_TARGET = "date-target"
    OTHER_TARGET = "other-target"
    PRESCRIBED_NAME = "prescribed-name"
    NAME = "name"
    HEADING = "heading"
    REFERENCE = "reference"
    FIGURE_TEXT = "figure-text"
    TEXT = "text"


TARGETS = frozenset(kind for kind in CellKind if kind.endswith("-target"))
_OF_FIELDS = {
    "money": CellKind.MONEY,
    "number": CellKind.NUMBER,
    "count": CellKind.NUMBER,
    "ratio": CellKind.NUMBER,
    "date": CellKind.DATE,
}


class Spot(NamedTuple):
    """One filled cell. `row` and `key` are those of its row, 0 and None outside tables."""

    field: FormField
    coordinate: str
    table: FormTable | None
    row: int
    key: str | int | None
    prescribed: PrescribedRow | None
    cell: Cell
    kind: CellKind

    @property
    def slot(self) -> Slot:
        """Where it stands among the slots that checks read."""
        at = self.field.slots[self.field.coordinates.index(self.coordinate)]
        return (self.table.index if self.table else OUTSIDE, at)

    @property
    def text(self) -> str:
        """What stands in it, without the quotation marks that a figure with a unit has in a file."""
        if isinstance(self.cell, CellOfParts):
            return self.cell.written
        text = self.cell.text
        quoted = self.field.kind in _OF_FIELDS and text[0] in "\"'" and text[0] == text[-1]
        return text[1:-1] if quoted else text

    @property
    def part(self) -> str:
        """What of a target beside it the cell holds: its comparator or its unit; empty for neither."""
        for other in self.table.fields.values() if self.table is not None else ():
            if self.field.name in (other.comparator_from, other.unit_from):
                return "comparator" if self.field.name == other.comparator_from else "unit"
        return ""

    @property
    def is_read_by_row(self) -> bool:
        """Whether other cells of its row are read by what it holds, or it by what they hold."""
        return self.table is not None and (
            self.field is self.table.key or self.field.is_put_together or bool(self.part)
        )

    @property
    def name(self) -> str:
        """The cell as findings name it."""
        if isinstance(self.key, int):
            return cell_name(self.field.path, self.coordinate, None, self.key)
        return cell_name(self.field.path, self.coordinate, self.key)


def spots(submission: Submission) -> Iterator[Spot]:
    """Every filled cell, in the order of the form, each table row by row."""
    for field in scalars(submission.form.members):
        for at, slot in zip(field.coordinates, field.slots, strict=True):
            cell = submission.cells[slot]
            if _is_filled(cell):
                yield Spot(field, at, None, 0, None, None, cell, _kind(field, cell, None, None))
    for table in submission.form.tables:
        data = submission.tables[table.index]
        for row in range(data.count):
            key = _key(table, data.columns, row)
            for field in table.fields.values():
                for at, slot in zip(field.coordinates, field.slots, strict=True):
                    cell = data.columns[slot][row]
                    if _is_filled(cell):
                        prescribed = data.prescribed[row]
                        yield Spot(field, at, table, row, key, prescribed, cell, _kind(field, cell, table, prescribed))


def _is_filled(cell: Cell) -> bool:
    """A default that stands for a blank has no text of its own."""
    return cell.state == State.GIVEN and cell.text != ""


def _key(table: FormTable, columns: list[list[Cell]], row: int) -> str | int:
    value = columns[table.key.slots[0]][row].value if table.key is not None else None
    return value if isinstance(value, str) and value else row


def _kind(field: FormField, cell: Cell, table: FormTable | None, prescribed: PrescribedRow | None) -> CellKind:
    if isinstance(cell.value, Target):
        return _target_kind(cell.value)
    if field.kind in _OF_FIELDS:
        return _OF_FIELDS[field.kind]
    if field.kind == "reference":
        return CellKind.REFERENCE
    if table is not None and field is table.key:
        return CellKind.PRESCRIBED_NAME if prescribed is not None else CellKind.NAME
    if field.type.choices or (prescribed is not None and field.name in prescribed.cells):
        return CellKind.HEADING
    return CellKind.FIGURE_TEXT if figures(cell.text) or years(cell.text) else CellKind.TEXT


def _target_kind(target: Target) -> CellKind:
    if target.kind is TargetKind.QUANTITY and target.quantity is not None:
        return CellKind.PERCENT_TARGET if target.quantity.unit.dimension == DIMENSIONLESS else CellKind.FIGURE_TARGET
    known = {TargetKind.WORD: CellKind.WORD_TARGET, TargetKind.DATE: CellKind.DATE_TARGET}
    return known.get(target.kind, CellKind.OTHER_TARGET)
