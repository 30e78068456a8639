"""Typed expressions -> closures over one filled form: the oracle that every other engine must agree with.

A closure takes a frame: [cells, tables, year, slots …]. It returns a plain value, or raises `NotApplicable` (a blank
operand, no such row) or `NotEvaluable` (division by zero, unlike dimensions). Exact decimals throughout; only division
rounds, half-even, at `DIVISION_SCALE`. Never reports: `explain.py` does, and only for what failed.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from gouji.lang import functions
from gouji.lang.aggregates import compile_aggregate
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
from gouji.lang.patterns import compiled as compiled_pattern
from gouji.lang.submission import Amount, Cell, Member, State, TableData
from gouji.lang.types import DIVISION_SCALE, Kind
from gouji.lang.units import ROUNDING, Dimension, divide, multiply, product_divisor, quotient_multiplier
from gouji.lang.values import Date, Target, TargetKind

Frame = list[Any]
Closure = Callable[[Frame], Any]
UNSET: Any = object()
_QUANTUM = Decimal(1).scaleb(-DIVISION_SCALE)


def quotient(left: Decimal, right: Decimal, factor: int = 1) -> Decimal:
    """`left × factor ÷ right`, rounded half-even to `DIVISION_SCALE` places."""
    if not right:
        raise NotEvaluable("reason.division-by-zero")
    return ROUNDING.divide(left * factor, right).quantize(_QUANTUM, ROUND_HALF_EVEN, ROUNDING)


def usable(cell: Cell) -> Any:
    """A cell's value, or the reason why it has none."""
    if cell.state:
        if cell.state == State.BROKEN:
            raise NotApplicable(Term("reason.broken"), cell)
        raise NotApplicable(Term("reason.inapplicable" if cell.state == State.INAPPLICABLE else "reason.blank"), cell)
    return cell.value


# --- finding cells


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


# --- values


def compile_value(expression: Expression) -> Closure:
    """A closure giving the expression's value: Decimal in base units, str, bool, Date, or, if dynamic, an Amount."""
    return _COMPILERS[type(expression)](expression)


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
        if what in ("words", "unit", "direction"):
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


def _let(expression: Let) -> Closure:
    slot = expression.slot
    inner = compile_value(expression.value)

    def value(frame: Frame) -> Any:
        known = frame[slot]
        if known is UNSET:
            known = frame[slot] = inner(frame)
        return known

    return value


def _other_document(expression: OtherDocument) -> Closure:
    reason = Term(f"reason.no-{expression.document}")

    def value(frame: Frame) -> Any:
        raise NotApplicable(reason)

    return value


def _year(expression: FormYear) -> Closure:
    return lambda frame: frame[2]


def _arithmetic(expression: Arithmetic) -> Closure:
    if expression.type.dynamic:
        return _dynamic_arithmetic(expression)
    left, right = compile_value(expression.left), compile_value(expression.right)
    operator, factor = expression.operator, expression.factor
    if operator == "+":
        return lambda frame: left(frame) + right(frame)
    if operator == "-":
        return lambda frame: left(frame) - right(frame)
    if operator == "*":
        if factor == 1:
            return lambda frame: left(frame) * right(frame)
        return lambda frame: quotient(left(frame) * right(frame), Decimal(factor))
    return lambda frame: quotient(left(frame), right(frame), factor)


def _dynamic_arithmetic(expression: Arithmetic) -> Closure:
    left, right = compile_amount(expression.left), compile_amount(expression.right)
    operator = expression.operator

    def value(frame: Frame) -> Amount:
        one, other = left(frame), right(frame)
        if operator in "+-":
            one, other = in_like_units(one, other)
            total = one.value + other.value if operator == "+" else one.value - other.value
            dimension = other.dimension if one.dimension is None else one.dimension
            return Amount(total, dimension, one.precision + other.precision, one.unit or other.unit)
        above: Dimension = one.dimension or ()
        below: Dimension = other.dimension or ()
        if operator == "*":
            product = quotient(one.value * other.value, Decimal(product_divisor(above, below)))
            unit = one.unit if other.dimension is None else other.unit if one.dimension is None else None
            return Amount(product, multiply(above, below), Decimal(0), unit)
        ratio = quotient(one.value, other.value, quotient_multiplier(above, below))
        return Amount(ratio, divide(above, below), Decimal(0), one.unit if other.dimension is None else None)

    return value


def _negative(expression: Negative) -> Closure:
    inner = compile_value(expression.operand)
    if expression.type.dynamic:
        amount = compile_amount(expression.operand)
        return lambda frame: amount(frame)._replace(value=-amount(frame).value)
    return lambda frame: -inner(frame)


# --- figures whose dimension only the form tells


def compile_amount(expression: Expression) -> Callable[[Frame], Amount]:
    """A closure giving an `Amount`, whatever the expression is."""
    inner = compile_value(expression)
    fixed = expression.type
    if fixed.kind is Kind.TARGET:
        return lambda frame: amount_of(inner(frame))
    if fixed.dynamic:
        return inner
    return lambda frame: Amount(inner(frame), fixed.dimension, Decimal(0), fixed.unit)


def amount_of(value: Any) -> Amount:
    """The figure of a target, or the reason why it has none to compare."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, Target):
        if value.kind is TargetKind.QUANTITY and value.quantity is not None:
            quantity = value.quantity
            unit = quantity.unit if quantity.unit.name else None
            return Amount(quantity.value, quantity.unit.dimension, quantity.precision, unit)
        raise NotApplicable(Term("reason.not-a-quantity", (("text", value.text),)))
    return Amount(Decimal(value), None, Decimal(0), None)


def in_like_units(left: Amount, right: Amount) -> tuple[Amount, Amount]:
    """Both figures in like dimensions: a bare number takes the other's unit; unlike ones cannot be compared."""
    if left.dimension == right.dimension:
        return left, right
    if left.dimension is None:
        return _lent(left, right.unit), right
    if right.dimension is None:
        return left, _lent(right, left.unit)
    raise NotEvaluable("reason.unlike", left, right)


def _lent(bare: Amount, unit: Any) -> Amount:
    """A scale alone (28亿) is already in base units; a bare number is counted in the other's unit."""
    if bare.unit is not None or unit is None:
        return bare
    return Amount(bare.value * unit.factor, unit.dimension, bare.precision * unit.factor, unit)


# --- intervals, for ≈


def compile_interval(expression: Expression) -> Callable[[Frame], tuple[Decimal, Decimal]]:
    """A closure giving the least and greatest value that the written figures allow; figures in rules are exact."""
    if isinstance(expression, CellValue | RowValue | Lookup):
        find = cell_finder(expression)

        def of_cell(frame: Frame) -> tuple[Decimal, Decimal]:
            cell = find(frame)
            value = usable(cell)
            amount = amount_of(value) if isinstance(value, Target) else None
            middle, half = (amount.value, amount.precision) if amount else (value, cell.precision)
            return middle - half, middle + half

        return of_cell
    if isinstance(expression, Arithmetic):
        return _interval_arithmetic(expression)
    if isinstance(expression, Negative):
        inner = compile_interval(expression.operand)

        def negated(frame: Frame) -> tuple[Decimal, Decimal]:
            low, high = inner(frame)
            return -high, -low

        return negated
    if isinstance(expression, Let):
        slot, inner = expression.slot + 1, compile_interval(expression.value)

        def remembered(frame: Frame) -> tuple[Decimal, Decimal]:
            known: Any = frame[slot]
            if known is UNSET:
                known = frame[slot] = inner(frame)
            found: tuple[Decimal, Decimal] = known
            return found

        return remembered
    if isinstance(expression, Aggregate) and expression.function in ("sum", "average", "minimum", "maximum"):
        return compile_aggregate(expression, compile_interval, interval=True)
    if isinstance(expression, Call) and expression.function in functions.INTERVALS:
        parts = [compile_interval(argument) for argument in expression.arguments]
        combine = functions.INTERVALS[expression.function]
        return lambda frame: combine([part(frame) for part in parts])
    value = compile_amount(expression)

    def exact(frame: Frame) -> tuple[Decimal, Decimal]:
        amount = value(frame)
        return amount.value - amount.precision, amount.value + amount.precision

    return exact


def _interval_arithmetic(expression: Arithmetic) -> Callable[[Frame], tuple[Decimal, Decimal]]:
    left, right = compile_interval(expression.left), compile_interval(expression.right)
    operator, factor = expression.operator, expression.factor

    def interval(frame: Frame) -> tuple[Decimal, Decimal]:
        (a, b), (c, d) = left(frame), right(frame)
        if operator == "+":
            return a + c, b + d
        if operator == "-":
            return a - d, b - c
        if operator == "*":
            ends = [quotient(x * y, Decimal(factor)) if factor != 1 else x * y for x in (a, b) for y in (c, d)]
        elif c <= 0 <= d:
            raise NotEvaluable("reason.division-by-zero")
        else:
            ends = [quotient(x, y, factor) for x in (a, b) for y in (c, d)]
        return min(ends), max(ends)

    return interval


# --- conditions


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}


def _compare(expression: Compare) -> Closure:
    left, right, operator = expression.left, expression.right, expression.operator
    if left.type.kind is Kind.DATE:
        return _compare_dates(expression)
    if not left.type.is_numeric:
        one, other, test = compile_value(left), compile_value(right), _COMPARE[operator]
        return lambda frame: test(one(frame), other(frame))
    if operator == "~":
        return _approximately(expression)
    dynamic = left.type.dynamic or right.type.dynamic
    within = compile_value(expression.within) if expression.within is not None else None
    if not dynamic and within is None:
        one, other = compile_value(left), compile_value(right)
        if operator == "=":
            return lambda frame: one(frame) == other(frame)
        if operator == "<=":
            return lambda frame: one(frame) <= other(frame)
        if operator == ">=":
            return lambda frame: one(frame) >= other(frame)
        test = _COMPARE[operator]
        return lambda frame: test(one(frame), other(frame))
    first, second, test = compile_amount(left), compile_amount(right), _COMPARE[operator]

    def compared(frame: Frame) -> bool:
        a, b = in_like_units(first(frame), second(frame))
        if within is None:
            return test(a.value, b.value)
        tolerance = amount_of(within(frame)).value
        difference = a.value - b.value
        if operator == "=":
            return abs(difference) <= tolerance
        if operator == "!=":
            return abs(difference) > tolerance
        if operator in ("<=", "<"):
            return test(difference, tolerance)
        return test(difference, -tolerance)

    return compared


def _approximately(expression: Compare) -> Closure:
    """Whether two figures can be equal, given how precisely both were written."""
    first, second = compile_amount(expression.left), compile_amount(expression.right)
    one, other = compile_interval(expression.left), compile_interval(expression.right)
    dynamic = expression.left.type.dynamic or expression.right.type.dynamic
    within = compile_value(expression.within) if expression.within is not None else None

    def compared(frame: Frame) -> bool:
        if dynamic:
            left, right = first(frame), second(frame)
            a, b = in_like_units(left, right)
            (low, high), (least, most) = one(frame), other(frame)
            low, high = _rescaled(low, high, left, a)
            least, most = _rescaled(least, most, right, b)
        else:
            (low, high), (least, most) = one(frame), other(frame)
        slack = amount_of(within(frame)).value if within is not None else Decimal(0)
        if low == high or least == most or slack:
            return low <= most + slack and least <= high + slack
        # Two rounded figures that only touch (42 and 43 at 42.5) were not rounded from the same.
        return low < most and least < high

    return compared


def alike(left: Amount, right: Amount) -> bool:
    """Whether two figures as written can be the same; unlike dimensions are not."""
    if left.dimension != right.dimension:
        try:
            left, right = in_like_units(left, right)
        except NotEvaluable:
            return False
    apart = abs(left.value - right.value)
    slack = left.precision + right.precision
    # Two rounded figures that only touch (42 and 43 at 42.5) were not rounded from the same.
    return apart < slack or (apart == slack and not (left.precision and right.precision))


def _rescaled(low: Decimal, high: Decimal, before: Amount, after: Amount) -> tuple[Decimal, Decimal]:
    if before is after or after.unit is None or before.value == after.value:
        return low, high
    return low * after.unit.factor, high * after.unit.factor


def _compare_dates(expression: Compare) -> Closure:
    """Dates compare by the days that they certainly cover: a month before a day is before it only if it has ended."""
    one, other, operator = compile_value(expression.left), compile_value(expression.right), expression.operator

    def compared(frame: Frame) -> bool:
        left, right = one(frame), other(frame)
        if operator in ("=", "!="):
            same: bool = left == right
            return same is (operator == "=")
        first = left if operator in ("<=", "<") else right
        second = right if operator in ("<=", "<") else left
        ends, begins = first.last_day() if operator in ("<=", ">=") else first.first_day(), second.last_day()
        if operator in ("<", ">"):
            ends, begins = first.last_day(), second.first_day()
        if ends is None or begins is None:
            raise NotApplicable(Term("reason.no-year"))
        before: bool = ends <= begins if operator in ("<=", ">=") else ends < begins
        return before

    return compared


def _logical(expression: Logical) -> Closure:
    """Kleene's logic: one false side settles an `and`, one true side an `or`, whatever cannot be told of the other."""
    left, right = compile_value(expression.left), compile_value(expression.right)
    settles = expression.operator == "or"

    def value(frame: Frame) -> bool:
        try:
            if left(frame) is settles:
                return settles
        except (NotApplicable, NotEvaluable):
            if right(frame) is settles:
                return settles
            raise
        return bool(right(frame))

    return value


def _not(expression: Not) -> Closure:
    inner = compile_value(expression.operand)
    return lambda frame: not inner(frame)


def _is_state(expression: IsState) -> Closure:
    operand, state = expression.operand, expression.state
    if isinstance(operand, Rows):
        index = operand.table.index
        return lambda frame: (frame[1][index].count > 0) is (state == "given")
    if not isinstance(operand, CellValue | RowValue | Lookup):
        inner = compile_value(operand)

        def of_value(frame: Frame) -> bool:
            try:
                found = inner(frame)
            except NotApplicable:
                return state == "blank"
            return functions.value_is(found, state)

        return of_value
    find = cell_finder(operand)
    if state == "given":

        def given(frame: Frame) -> bool:
            found: int = find(frame).state
            return found not in (State.BLANK, State.ABSENT)

        return given
    if state == "blank":
        return lambda frame: find(frame).state in (State.BLANK, State.ABSENT)
    if state == "inapplicable":
        return lambda frame: find(frame).state == State.INAPPLICABLE

    def value(frame: Frame) -> bool:
        return functions.value_is(usable(find(frame)), state)

    return value


def _matches(expression: Matches) -> Closure:
    inner, pattern = compile_value(expression.operand), compiled_pattern(expression.pattern)
    return lambda frame: pattern.search(str(inner(frame))) is not None


def _one_of(expression: OneOf) -> Closure:
    inner = compile_value(expression.operand)
    members = expression.members
    if members is None:
        words = frozenset(expression.words)
        return lambda frame: inner(frame) in words
    if isinstance(members, Column) and members.table.key is members.field:
        index = members.table.index

        def names_keys(frame: Frame) -> bool:
            keys = frame[1][index].keys
            found = inner(frame)
            return all(part in keys for part in found) if isinstance(found, tuple) else found in keys

        return names_keys
    every = compile_members(members)
    if expression.operand.type.is_numeric:
        amount = compile_amount(expression.operand)

        def among(frame: Frame) -> bool:
            wanted = amount(frame)
            return any(functions.same_amount(wanted, amount_of(member.value)) for member in every(frame))

        return among
    return lambda frame: any(inner(frame) == member.value for member in every(frame))


def compile_members(expression: Expression) -> Callable[[Frame], list[Member]]:
    """A closure giving the members of a computed set, or the given cells of a column."""
    if isinstance(expression, Column):
        index, column = expression.table.index, expression.column

        def cells(frame: Frame) -> list[Member]:
            found = frame[1][index].columns[column]
            return [Member(_plain(cell.value), cell, 0, 0) for cell in found if not cell.state]

        return cells
    assert isinstance(expression, Call | Let), expression
    if isinstance(expression, Let):
        return compile_members(expression.value)
    arguments = expression.arguments
    text = compile_value(arguments[0])
    make = functions.SETS[expression.function]
    others = [compile_value(argument) for argument in arguments[1:]]
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
            found = cell.members[remembered] = make(usable(cell), cell, *arguments)
        return found

    return members


def _plain(value: Any) -> Any:
    if isinstance(value, Target):
        try:
            return amount_of(value)
        except NotApplicable:
            return value.word or value.text
    return value


def _aggregate(expression: Aggregate) -> Closure:
    return compile_aggregate(expression, compile_amount if expression.type.dynamic else compile_value)


def _has_row(expression: HasRow) -> Closure:
    index = expression.table.index
    names = (expression.prescribed.key, *expression.prescribed.aliases)
    if len(names) == 1:
        name = names[0]
        return lambda frame: name in frame[1][index].keys
    return lambda frame: any(name in frame[1][index].keys for name in names)


def _is_first(expression: IsFirstWithKey) -> Closure:
    index, row = expression.table.index, expression.row
    key = expression.table.key
    assert key is not None
    column = key.slots[0]

    def value(frame: Frame) -> bool:
        data: TableData = frame[1][index]
        cell = data.columns[column][frame[row]]
        if cell.state:
            usable(cell)
        return data.keys.get(str(cell.value)) == frame[row]

    return value


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
    parts = [compile_amount(part) if amounts else compile_value(part) for part in expression.arguments]
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
    parts = [compile_value(argument) for argument in expression.arguments]

    def value(frame: Frame) -> Decimal:
        total: Decimal | None = None
        missing: NotApplicable | None = None
        for part in parts:
            try:
                found = part(frame)
            except NotApplicable as reason:
                if reason.cell is not None and reason.cell.state == State.BROKEN:
                    raise
                missing = missing or reason
                continue
            total = found if total is None else total + found
        if total is None:
            raise missing or NotApplicable(Term("reason.blank"))
        return total

    return value


def _no_value(expression: Any) -> Closure:
    raise AssertionError(f"{type(expression).__name__} has no single value")


_COMPILERS: dict[type, Callable[[Any], Closure]] = {
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
    Compare: _compare,
    Logical: _logical,
    Not: _not,
    IsState: _is_state,
    Matches: _matches,
    OneOf: _one_of,
    Aggregate: _aggregate,
    HasRow: _has_row,
    IsFirstWithKey: _is_first,
    Call: _call,
}
