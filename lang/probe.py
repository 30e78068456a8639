"""Asks a frame, after its check has ended, what an expression's value was, which cell it is, over which rows it ran.

For those who explain. Never raises: what has no answer is None, a row that cannot be told is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from gouji.lang.aggregates import compile_rows
from gouji.lang.amounts import comparable, tolerance_of
from gouji.lang.closures import Frame, cell_finder, compile_amount
from gouji.lang.evaluate import compile_value
from gouji.lang.form_model import FormTable, cell_name
from gouji.lang.intervals import compile_interval
from gouji.lang.model import TABLES, Aggregate, Call, CellValue, Compare, Expression, Let, Lookup, Negative, RowValue
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, Cell, Member, TableData

_NO_ANSWER = (NotApplicable, NotEvaluable, DecimalException)


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that took part, with the name that findings give it."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Probe:
    """One frame, as its check left it."""

    frame: Frame

    # --- values

    def value(self, expression: Expression) -> Any:
        """What the expression's closure gives."""
        try:
            return compile_value(expression)(self.frame)
        except _NO_ANSWER:
            return None

    def amount(self, expression: Expression) -> Amount | None:
        """The value as a figure with its unit."""
        try:
            return compile_amount(expression)(self.frame)
        except _NO_ANSWER:
            return None

    def sides(self, compare: Compare) -> tuple[Amount, Amount] | None:
        """Both sides of a comparison of figures, in like dimensions."""
        left, right = self.amount(compare.left), self.amount(compare.right)
        if left is None or right is None:
            return None
        try:
            return comparable(left, right, (compare.left.type, compare.right.type))
        except _NO_ANSWER:
            return None

    def tolerance(self, compare: Compare, side: Amount) -> Amount | None:
        """How far apart the sides may be: what `within` says, or half a unit of each last digit that was written."""
        try:
            if compare.within is not None:
                types = compare.left.type, compare.right.type
                return tolerance_of(compile_amount(compare.within)(self.frame), side, types)
            total = Decimal(0)
            for part in (compare.left, compare.right):
                low, high = compile_interval(part)(self.frame)
                total += (high - low) / 2
        except _NO_ANSWER:
            return None
        return Amount(total, None, Decimal(0), None)

    # --- rows

    def data(self, table: FormTable) -> TableData:
        """The rows of a table."""
        data: TableData = self.frame[TABLES][table.index]
        return data

    def row(self, slot: int) -> int | None:
        """The row at which a slot of the frame stands, if it runs over rows."""
        row = self.frame[slot]
        return row if isinstance(row, int) else None

    def rows(self, aggregate: Aggregate) -> Iterator[int]:
        """The rows that an aggregate takes, the frame standing at each in turn; up to one that cannot be told."""
        try:
            yield from compile_rows(aggregate)(self.frame)
        except _NO_ANSWER:
            return

    def parts(self, aggregate: Aggregate) -> Iterator[Amount | None]:
        """The figure that an aggregate takes of each of its rows; None where a row states none."""
        assert aggregate.value is not None
        amount = compile_amount(aggregate.value)
        for _ in self.rows(aggregate):
            try:
                yield amount(self.frame)
            except _NO_ANSWER:
                yield None

    def member(self, slot: int) -> Member | None:
        """The member at which a slot of the frame stands, if it runs over members."""
        member = self.frame[slot]
        return member if isinstance(member, Member) else None

    # --- cells

    def cell(self, expression: Expression | None) -> NamedCell | None:
        """The cell that an expression is, or that its only figure is taken from."""
        found = _cell_of(expression)
        if isinstance(found, RowValue):
            return self.row_cell(found.table, found.column, self.row(found.row))
        if found is None:
            return None
        try:
            cell = cell_finder(found)(self.frame)
        except _NO_ANSWER:
            return None
        key = str(self.value(found.key)) if isinstance(found, Lookup) else None
        return NamedCell(cell_name(found.field.path, found.coordinate, key), cell)

    def row_cell(self, table: FormTable, column: int, row: int | None) -> NamedCell | None:
        """The cell of a column in a row, named by the row's key."""
        data = self.data(table)
        if row is None or row >= data.count:
            return None
        field = next(field for field in table.fields.values() if column in field.slots)
        coordinate = field.coordinates[field.slots.index(column)]
        key: str | None = None
        if table.key is not None:
            key_cell = data.columns[table.key.slots[0]][row]
            key = key_cell.text.strip() if key_cell.value else None
        return NamedCell(cell_name(field.path, coordinate, key, row), data.columns[column][row])


def _cell_of(expression: Expression | None) -> CellValue | RowValue | Lookup | None:
    while isinstance(expression, Let | Negative) or (isinstance(expression, Call) and expression.arguments):
        if isinstance(expression, Let):
            expression = expression.value
        elif isinstance(expression, Negative):
            expression = expression.operand
        else:
            expression = expression.arguments[0]
    return expression if isinstance(expression, CellValue | RowValue | Lookup) else None
