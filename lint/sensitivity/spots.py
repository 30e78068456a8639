"""The filled cells of a form, each with its name, its place and the kind of thing that it holds.

Blank, broken and missing cells are left out: nothing in them can be changed. Changes nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.form_paths import scalars
from gouji.lang.model import FormField, FormTable, PrescribedRow, cell_name
from gouji.lang.prose import figures, years
from gouji.lang.reads import OUTSIDE, Slot
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import DIMENSIONLESS
from gouji.lang.values import Target, TargetKind

KINDS = (
    "year", "money", "number", "date", "percent-target", "figure-target", "word-target", "date-target", "other-target",
    "prescribed-name", "name", "heading", "reference", "figure-text", "text",
)  # fmt: skip
"""Kinds of cells, in the order in which they are told."""

TARGETS = frozenset(kind for kind in KINDS if kind.endswith("-target"))
_OF_FIELDS = {"money": "money", "number": "number", "count": "number", "ratio": "number", "date": "date"}


class Spot(NamedTuple):
    """One filled cell. `row` and `key` are those of its row, None outside tables."""

    field: FormField
    coordinate: str
    table: FormTable | None
    row: int
    key: str | int | None
    prescribed: PrescribedRow | None
    cell: Cell
    kind: str

    @property
    def slot(self) -> Slot:
        """Where it stands among the slots that checks read."""
        at = self.field.slots[self.field.coordinates.index(self.coordinate)]
        return (self.table.index if self.table else OUTSIDE, at)

    @property
    def text(self) -> str:
        """What stands in it, without the quotation marks that a figure with a unit has in a file."""
        text = self.cell.text
        quoted = self.field.kind in _OF_FIELDS and text[0] in "\"'" and text[0] == text[-1]
        return text[1:-1] if quoted else text

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


def _kind(field: FormField, cell: Cell, table: FormTable | None, prescribed: PrescribedRow | None) -> str:
    if isinstance(cell.value, Target):
        return _target_kind(cell.value)
    if field.kind in _OF_FIELDS:
        return _OF_FIELDS[field.kind]
    if field.kind == "reference":
        return "reference"
    if table is not None and field is table.key:
        return "prescribed-name" if prescribed is not None else "name"
    if field.type.choices or (prescribed is not None and field.name in prescribed.cells):
        return "heading"
    return "figure-text" if figures(cell.text) or years(cell.text) else "text"


def _target_kind(target: Target) -> str:
    if target.kind is TargetKind.QUANTITY and target.quantity is not None:
        return "percent-target" if target.quantity.unit.dimension == DIMENSIONLESS else "figure-target"
    return {TargetKind.WORD: "word-target", TargetKind.DATE: "date-target"}.get(target.kind, "other-target")
