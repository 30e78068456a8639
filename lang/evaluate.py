"""Typed expressions -> closures over one filled form: the oracle that every other engine must agree with.

A closure takes a frame: [cells, tables, year, slots …]. It returns a plain value, or raises `NotApplicable` (a blank
operand, no such row) or `NotEvaluable` (division by zero, unlike dimensions). Exact decimals throughout; only division
rounds, half-even, at `DIVISION_SCALE`. Never reports: `explain.py` does, and only for what failed.
"""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from functools import cache
from operator import add, mul, sub
from typing import Any, NamedTuple

from gouji.lang import functions
from gouji.lang.aggregates import combined_amounts, compile_aggregate
from gouji.lang.amounts import NONE, amount_of, combined, negated, quotient
from gouji.lang.diagnostic import Term
from gouji.lang.model import (
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Column,
    Compare,
    Expression,
    FormYear,
    HasRow,
    IsFirstWithKey,
    IsState,
    Let,
    Literal,
    Logical,
    Lookup,
    Matches,
    Negative,
    Not,
    OneOf,
    OtherDocument,
    RowField,
    Rows,
    RowValue,
    Variable,
)
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, Cell, Member, State, TableData
from gouji.lang.types import Kind, Type

Frame = list[Any]


Closure = Callable[[Frame], Any]


UNSET: Any = object()
# What a prescribed row fixes besides its cells.
ROW_ATTRIBUTES = frozenset(("words", "unit", "direction", "bounds"))


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
        return lambda frame: frame[0][slot]
    column = expression.column
    index = expression.table.index
    if isinstance(expression, RowValue):
        row = expression.row
        return lambda frame: frame[1][index].columns[column][frame[row]]
    key = compile_value(expression.key)

    def find(frame: Frame) -> Cell:
        data: TableData = frame[1][index]
        wanted = key(frame)
        position = data.keys.get(wanted)
        if position is None:
            raise NotApplicable(Term("reason.no-such-row", (("key", wanted),)))
        return data.columns[column][position]

    return find


def compile_value(expression: Expression) -> Closure:
    """A closure giving the expression's value: Decimal in base units, str, bool, Date, or, if dynamic, an Amount."""
    return _compilers()[type(expression)](expression)


def compile_text(expression: Expression) -> Closure:
    """A closure giving a value as one text: where several names stand in a cell, they are joined as they are listed."""
    inner, source = compile_value(expression), expression
    while isinstance(source, Let):
        source = source.value
    if isinstance(source, CellValue | RowValue | Lookup) and source.field.several:
        return lambda frame: "、".join(inner(frame))
    return inner


def _literal(expression: Literal) -> Closure:
    value = expression.value
    return lambda frame: value


def _cell(expression: Any) -> Closure:
    find = cell_finder(expression)

    def value(frame: Frame) -> Any:
        cell = find(frame)
        return usable(cell) if cell.state else cell.value

    return value


def _scalar(expression: CellValue) -> Closure:
    slot = expression.slot

    def value(frame: Frame) -> Any:
        cell = frame[0][slot]
        return usable(cell) if cell.state else cell.value

    return value


def _row_value(expression: RowValue) -> Closure:
    index, column, row = expression.table.index, expression.column, expression.row

    def value(frame: Frame) -> Any:
        cell = frame[1][index].columns[column][frame[row]]
        return usable(cell) if cell.state else cell.value

    return value


def _row_field(expression: RowField) -> Closure:
    """What a prescribed row fixes: `words`, `unit`, `direction`, or the cell of a column."""
    index, row, what = expression.table.index, expression.row, expression.what

    def value(frame: Frame) -> Any:
        prescribed = frame[1][index].prescribed[frame[row]]
        if prescribed is None:
            raise NotApplicable(Term("reason.not-prescribed"))
        if what in ROW_ATTRIBUTES:
            found = getattr(prescribed, what)
        else:
            found = prescribed.cells.get(what)
        if not found:
            raise NotApplicable(Term("reason.not-prescribed"))
        return found

    return value


def _variable(expression: Variable) -> Closure:
    slot = expression.slot

    def value(frame: Frame) -> Any:
        member: Member = frame[slot]
        return member.value

    return value


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


def _let(expression: Let) -> Closure:
    return remembering(expression.slot, lambda: compile_value(expression.value))


def _other_document(expression: OtherDocument) -> Closure:
    reason = Term(f"reason.no-{expression.document}")

    def value(frame: Frame) -> Any:
        raise NotApplicable(reason)

    return value


def _year(expression: FormYear) -> Closure:
    return lambda frame: frame[2]


def spine_of(expression: Arithmetic) -> tuple[Expression, list[Arithmetic]]:
    """The first operand of a chain like `a + b − c`, and the steps from it; a long chain is no deep recursion."""
    first: Expression = expression
    steps: list[Arithmetic] = []
    while isinstance(first, Arithmetic):
        steps.append(first)
        first = first.left
    return first, steps[::-1]


def _arithmetic(expression: Arithmetic) -> Closure:
    first, steps = spine_of(expression)
    start = compile_value(first)
    others = [_step(step) for step in steps]
    if len(others) == 1:
        right, combine = others[0]
        return lambda frame: combine(start(frame), right(frame))

    def value(frame: Frame) -> Any:
        found = start(frame)
        for right, combine in others:
            found = combine(found, right(frame))
        return found

    return value


def _step(step: Arithmetic) -> tuple[Closure, Callable[[Any, Any], Any]]:
    """The right side of one operator, and what it does to what stands left of it."""
    operator, factor = step.operator, step.factor
    if step.type.dynamic:
        lift = lifting(step.left.type)
        return compile_amount(step.right), lambda left, right: combined(operator, lift(left), right)
    right = compile_value(step.right)
    if operator == "+":
        return right, add
    if operator == "-":
        return right, sub
    if operator == "/":
        return right, lambda left, right: quotient(left, right, factor)
    if factor == 1:
        return right, mul
    return right, lambda left, right: quotient(left * right, Decimal(factor))


def _negative(expression: Negative) -> Closure:
    if expression.type.dynamic:
        amount = compile_amount(expression.operand)
        return lambda frame: negated(amount(frame))
    inner = compile_value(expression.operand)
    return lambda frame: -inner(frame)


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
    return lambda value: Amount(value, dimension, NONE, unit)


def compile_members(expression: Expression) -> Callable[[Frame], list[Member]]:
    """A closure giving the members of a computed set, or the given cells of a column."""
    if isinstance(expression, Column):
        index, column = expression.table.index, expression.column

        def cells(frame: Frame) -> list[Member]:
            given = [cell for cell in frame[1][index].columns[column] if not cell.state]
            return [Member(value, cell, 0, 0) for cell in given for value in _each(cell.value)]

        return cells
    assert isinstance(expression, Call | Let), expression
    if isinstance(expression, Let):
        return compile_members(expression.value)
    arguments = expression.arguments
    text = compile_text(arguments[0])
    make = functions.SETS[expression.function]
    others = [compile_text(argument) for argument in arguments[1:]]
    source = arguments[0]
    find = cell_finder(source) if isinstance(source, CellValue | RowValue | Lookup) else None

    if find is None:
        return lambda frame: make(text(frame), None, *(other(frame) for other in others))

    def members(frame: Frame) -> list[Member]:
        cell = find(frame)
        arguments = [other(frame) for other in others]
        remembered = (expression.function, *arguments)
        if cell.members is None:
            cell.members = {}
        found = cell.members.get(remembered)
        if found is None:
            # The text as written, so that places in it are places in the file.
            written = cell.text if not cell.state and isinstance(cell.value, str) else text(frame)
            found = cell.members[remembered] = make(written, cell, *arguments)
        return found

    return members


def _each(value: Any) -> tuple[Any, ...]:
    return value if type(value) is tuple else (value,)


def _aggregate(expression: Aggregate) -> Closure:
    return compile_aggregate(expression, compile_amount if expression.type.dynamic else compile_value)


def _call(expression: Call) -> Closure:
    name = expression.function
    if name in functions.SETS:
        return compile_members(expression)
    if name == "size":
        every = compile_members(expression.arguments[0])
        return lambda frame: Decimal(len(every(frame)))
    if name == "total":
        return _total(expression)
    amounts = name in functions.AMOUNTS or expression.type.dynamic
    parts = [compile_amount(part) if amounts else compile_text(part) for part in expression.arguments]
    function = functions.FUNCTIONS[name]
    if name in functions.REASONS:
        return _may_not_apply(name, parts)
    if len(parts) == 1:
        only = parts[0]
        if amounts and not expression.type.dynamic and expression.type.is_numeric:
            return lambda frame: function(only(frame)).value
        return lambda frame: function(only(frame))
    if amounts and not expression.type.dynamic and expression.type.is_numeric:
        return lambda frame: function(*(part(frame) for part in parts)).value
    if len(parts) == 2:
        first, second = parts
        return lambda frame: function(first(frame), second(frame))
    return lambda frame: function(*(part(frame) for part in parts))


def _may_not_apply(name: str, parts: list[Closure]) -> Closure:
    """A function of a target that gives None where it does not apply."""
    function, reason = functions.FUNCTIONS[name], functions.REASONS[name]

    def value(frame: Frame) -> Any:
        arguments = [part(frame) for part in parts]
        found = function(*arguments)
        if found is None:
            raise NotApplicable(Term(reason, (("text", arguments[0].text),)))
        return found

    return value


def _total(expression: Call) -> Closure:
    """The sum of the parts that are stated; blank ones are left out, and with none stated there is no sum."""
    dynamic = expression.type.dynamic
    parts = [compile_amount(argument) if dynamic else compile_value(argument) for argument in expression.arguments]

    def value(frame: Frame) -> Any:
        stated: list[Any] = []
        missing: NotApplicable | None = None
        for part in parts:
            try:
                stated.append(part(frame))
            except NotApplicable as reason:
                if reason.cell is not None and reason.cell.state == State.BROKEN:
                    raise
                missing = missing or reason
        if not stated:
            raise missing or NotApplicable(Term("reason.blank"))
        return combined_amounts("sum", stated) if dynamic else sum(stated[1:], stated[0])

    return value


def _no_value(expression: Any) -> Closure:
    raise AssertionError(f"{type(expression).__name__} has no single value")


@cache
def _compilers() -> dict[type, Callable[[Any], Closure]]:
    """Which function compiles which expression. Conditions are made of values and values of conditions, hence here."""
    from gouji.lang import conditions

    return {
        Literal: _literal,
        CellValue: _scalar,
        RowValue: _row_value,
        RowField: _row_field,
        Lookup: _cell,
        Column: _no_value,
        Rows: _no_value,
        Variable: _variable,
        Let: _let,
        OtherDocument: _other_document,
        FormYear: _year,
        Arithmetic: _arithmetic,
        Negative: _negative,
        Compare: conditions.compile_comparison,
        Logical: conditions.compile_logical,
        Not: conditions.compile_negation,
        IsState: conditions.compile_state,
        Matches: conditions.compile_match,
        OneOf: conditions.compile_membership,
        Aggregate: _aggregate,
        HasRow: conditions.compile_has_row,
        IsFirstWithKey: conditions.compile_is_first,
        Call: _call,
    }
