"""What every compiler of expressions shares: frames, closures, the table of compilers, and how a cell is read.

A closure takes a frame, as `model.py` lays it out. It returns a plain value, or raises `NotApplicable` (a blank
operand, no such row) or `NotEvaluable` (division by zero, unlike dimensions). Which function compiles which expression
is for `evaluate.py` to say; nothing here knows.
"""

from collections.abc import Callable
from decimal import DecimalException
from typing import Any, NamedTuple

from gouji.lang.amounts import NONE, amount_of
from gouji.lang.diagnostic import Term
from gouji.lang.model import CELLS, TABLES, CellValue, Expression, Let, Lookup, RowValue
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, Cell, State, TableData, Takes
from gouji.lang.types import Kind, Type

Frame = list[Any]
Closure = Callable[[Frame], Any]


class _Unset:
    """What stands in a slot that has no row, member or value yet: who asks for it gets the reason why it has none."""

    def __index__(self) -> int:
        raise NotApplicable(Term("reason.nothing-stated"))

    @property
    def value(self) -> Any:
        raise NotApplicable(Term("reason.nothing-stated"))


UNSET: Any = _Unset()
# Filled by `evaluate.py`: conditions are made of values and values of conditions, so neither can import the other.
COMPILERS: dict[type, Callable[[Any], Closure]] = {}


def usable(cell: Cell) -> Any:
    """A cell's value, or the reason why it has none."""
    if cell.state:
        if cell.state == State.BROKEN:
            raise NotApplicable(Term("reason.broken"), cell)
        raise NotApplicable(Term("reason.inapplicable" if cell.state == State.INAPPLICABLE else "reason.blank"), cell)
    return cell.value


def cell_finder(expression: CellValue | RowValue | Lookup) -> Callable[[Frame], Cell]:
    """A closure that gives the cell itself."""
    if isinstance(expression, CellValue):
        slot = expression.slot
        return lambda frame: frame[CELLS][slot]
    column = expression.column
    index = expression.table.index
    if isinstance(expression, RowValue):
        row = expression.row
        return lambda frame: frame[TABLES][index].columns[column][frame[row]]
    key = compile_value(expression.key)

    def find(frame: Frame) -> Cell:
        data: TableData = frame[TABLES][index]
        wanted = key(frame)
        position = data.keys.get(wanted)
        if position is None:
            raise NotApplicable(Term("reason.no-such-row", (("key", wanted),)))
        return data.columns[column][position]

    return find


def compile_value(expression: Expression) -> Closure:
    """A closure giving the expression's value: Decimal in base units, str, bool, Date, or, if dynamic, an Amount."""
    return COMPILERS[type(expression)](expression)


def compile_text(expression: Expression) -> Closure:
    """A closure giving a value as one text: where several names stand in a cell, they are joined as they are listed."""
    inner, source = compile_value(expression), expression
    while isinstance(source, Let):
        source = source.value
    if isinstance(source, CellValue | RowValue | Lookup) and source.field.several:
        return lambda frame: "、".join(inner(frame))
    return inner


class _Raised(NamedTuple):
    """What a let raised; it would again."""

    signal: Exception


def remembering(slot: int, compile_inner: Callable[[], Closure]) -> Closure:
    """A closure that computes its value once a frame, and is itself compiled once it is needed.

    Both matter where lets are made of lets: what each uses twice would else be compiled and computed 2ⁿ times.
    """
    inner: Closure | None = None

    def value(frame: Frame) -> Any:
        nonlocal inner
        known = frame[slot]
        if known is UNSET:
            inner = inner or compile_inner()
            try:
                known = frame[slot] = inner(frame)
            except (NotApplicable, NotEvaluable, DecimalException) as signal:
                frame[slot] = _Raised(signal)
                raise
        elif type(known) is _Raised:
            raise known.signal
        return known

    return value


def compile_amount(expression: Expression) -> Callable[[Frame], Amount]:
    """A closure giving an `Amount`, whatever the expression is."""
    inner = compile_value(expression)
    if expression.type.dynamic and expression.type.kind is not Kind.TARGET:
        return inner
    lift = lifting(expression.type)
    return lambda frame: lift(inner(frame))


def lifting(type: Type) -> Callable[[Any], Amount]:
    """What makes an `Amount` of a value of a type."""
    if type.kind is Kind.TARGET:
        return amount_of
    if type.dynamic:
        return lambda value: value
    dimension, unit = type.dimension, type.unit
    takes = Takes.UNIT if type.is_constant else Takes.COUNTER if type.is_count else Takes.NOTHING
    return lambda value: Amount(value, dimension, NONE, unit, takes)
