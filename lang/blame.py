"""Which cell a finding is about: the `at` clause, else the left side, else a figure in a text, else the row.

Finds and names cells in the frame of a failure; explains nothing.
"""

from dataclasses import dataclass
from typing import Any

from gouji.lang.closures import Frame, cell_finder, compile_value
from gouji.lang.model import (
    Aggregate,
    Call,
    CellValue,
    Compare,
    Expression,
    FormTable,
    HasRow,
    Instance,
    IsFirstWithKey,
    IsState,
    Let,
    Lookup,
    MemberLoop,
    Negative,
    RowLoop,
    Rows,
    RowValue,
    cell_name,
    dotted,
)
from gouji.lang.outcomes import NotApplicable
from gouji.lang.source import Source, Span
from gouji.lang.submission import Cell, Member, Submission, TableData
from gouji.lang.walk import walk


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that took part, with the name that findings give it."""

    name: str
    cell: Cell


def primary_cell(instance: Instance, frame: Frame) -> tuple[str, Cell | None]:
    """The cell that a check is about in this frame, by the same order in which a failure is blamed."""
    named = named_cell(instance.at, frame) or _first_cell(instance, instance.must, frame)
    return (named.name, named.cell) if named else ("", None)


def blamed(
    instance: Instance, failed: Expression, submission: Submission, frame: Frame
) -> tuple[str, Cell | None, Span]:
    """Name, cell and place at fault: `at`, else the left side, else a figure in a text, else the row."""
    if isinstance(instance.at, Rows):
        return _table_place(instance.at.table, frame)
    if instance.at is not None:
        named = named_cell(instance.at, frame)
        if named is not None:
            return named.name, named.cell, named.cell.span
    left = failed.left if isinstance(failed, Compare) else getattr(failed, "operand", None)
    named = named_cell(left, frame) if left is not None else None
    if named is None:
        for loop in reversed(instance.loops):
            if isinstance(loop, MemberLoop):
                return _member_place(loop, frame, submission.source)
    named = named or _first_cell(instance, failed, frame)
    if named is not None:
        return named.name, named.cell, named.cell.span
    table = failed.table if isinstance(failed, HasRow) else None
    near = misspelt_row(failed, frame) if isinstance(failed, HasRow) else None
    if near is not None:
        return near[0].name, near[0].cell, near[0].cell.span
    if isinstance(failed, IsState) and isinstance(failed.operand, Rows):
        table = failed.operand.table
    for node in walk(failed):
        if isinstance(node, Aggregate):
            table = table or node.table
    return _table_place(table, frame) if table is not None else ("", None, Span(0, 0))


def _table_place(table: FormTable, frame: Frame) -> tuple[str, Cell | None, Span]:
    """A table as a whole is pointed at by the header of its first row."""
    data: TableData = frame[1][table.index]
    return dotted(table.path), None, data.spans[0] if data.spans else data.span


def _member_place(loop: MemberLoop, frame: Frame, source: Source) -> tuple[str, Cell | None, Span]:
    member: Member = frame[loop.slot]
    text = loop.members.arguments[0] if isinstance(loop.members, Call) else None
    named = named_cell(text, frame) if text is not None else None
    if member.cell is None:
        return "", None, Span(0, 0)
    return named.name if named else "", member.cell, text_span(source, member.cell, member.start, member.end)


def text_span(source: Source, cell: Cell, start: int, end: int) -> Span:
    """The place of a part of a cell's text, where the file holds the text as it is; else the whole cell."""
    at = source.text.find(cell.text, cell.span.start, cell.span.end) if end > start and cell.text else -1
    return Span(at + start, at + end) if at >= 0 else cell.span


def _first_cell(instance: Instance, part: Expression, frame: Frame) -> NamedCell | None:
    if isinstance(part, IsFirstWithKey):
        key = part.table.key
        assert key is not None
        return row_cell(part.table, key.slots[0], frame[part.row], frame)
    for node in _cells_in(part):
        named = named_cell(node, frame)
        if named is not None:
            return named
    for loop in reversed(instance.loops):
        if isinstance(loop, RowLoop):
            key = loop.table.key
            return row_cell(loop.table, key.slots[0] if key else 0, frame[loop.slot], frame)
        member: Any = frame[loop.slot]
        if isinstance(member, Member) and member.cell is not None:
            return NamedCell("", member.cell)
    return None


def _cells_in(part: Expression) -> list[Expression]:
    # The rows that an aggregate ran over are past: the frame points at the last of them.
    return [node for node in walk(part, (Aggregate,)) if isinstance(node, CellValue | RowValue | Lookup)]


def named_cell(expression: Expression | None, frame: Frame) -> NamedCell | None:
    """The cell that an expression is, with its name; None for anything else or where it cannot be found."""
    while isinstance(expression, Let | Negative) or (isinstance(expression, Call) and len(expression.arguments) == 1):
        if isinstance(expression, Let):
            expression = expression.value
        elif isinstance(expression, Negative):
            expression = expression.operand
        else:
            expression = expression.arguments[0]
    if isinstance(expression, Call) and expression.arguments:
        expression = expression.arguments[0]
    if not isinstance(expression, CellValue | RowValue | Lookup):
        return None
    try:
        if isinstance(expression, RowValue):
            return row_cell(expression.table, expression.column, frame[expression.row], frame)
        cell = cell_finder(expression)(frame)
    except (NotApplicable, TypeError, IndexError):
        return None
    if isinstance(expression, Lookup):
        key = str(compile_value(expression.key)(frame))
        return NamedCell(cell_name(expression.field.path, expression.coordinate, key), cell)
    return NamedCell(cell_name(expression.field.path, expression.coordinate), cell)


def row_cell(table: FormTable, column: int, row: Any, frame: Frame) -> NamedCell | None:
    data: TableData = frame[1][table.index]
    if not isinstance(row, int) or row >= data.count:
        return None
    field = next(field for field in table.fields.values() if column in field.slots)
    coordinate = field.coordinates[field.slots.index(column)]
    key: str | None = None
    if table.key is not None:
        key_cell = data.columns[table.key.slots[0]][row]
        key = key_cell.text.strip() if key_cell.value else None
    return NamedCell(cell_name(field.path, coordinate, key, row), data.columns[column][row])


def misspelt_row(failed: HasRow, frame: Frame) -> tuple[NamedCell, str] | None:
    """The row that is nearest in name to a missing prescribed row, among those that are not prescribed themselves."""
    table = failed.table
    data: TableData = frame[1][table.index]
    row = data.misspelt.get(failed.prescribed.key)
    if table.key is None or row is None:
        return None
    named = row_cell(table, table.key.slots[0], row, frame)
    return (named, str(named.cell.value)) if named is not None else None
