"""What a figure can be, given how precisely it was written: intervals through arithmetic, and `≈`.

Figures in rules are exact. Two rounded figures are alike if some value rounds to both.
"""

from collections.abc import Callable
from decimal import Decimal

from gouji.lang import functions
from gouji.lang.aggregates import compile_aggregate
from gouji.lang.amounts import (
    amount_of,
    combined,
    comparable,
    factor_of,
    in_like_units,
    lent_intervals,
    quotient,
    reaches,
    rescaled,
    tolerance_of,
)
from gouji.lang.closures import Closure, Frame, cell_finder, compile_amount, remembering, usable
from gouji.lang.model import (
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Compare,
    Expression,
    Let,
    Lookup,
    Negative,
    RowValue,
    Variable,
)
from gouji.lang.outcomes import NotEvaluable
from gouji.lang.submission import Member
from gouji.lang.values import Target
from gouji.lang.walk import spine_of

Interval = Callable[[Frame], tuple[Decimal, Decimal]]


def compile_interval(expression: Expression) -> Interval:
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
    if isinstance(expression, Variable) and not expression.type.dynamic:
        slot = expression.slot

        def of_member(frame: Frame) -> tuple[Decimal, Decimal]:
            member: Member = frame[slot]
            assert isinstance(member.value, Decimal)
            half = member.cell.precision if member.cell is not None else Decimal(0)
            return member.value - half, member.value + half

        return of_member
    if isinstance(expression, Arithmetic):
        return _interval_arithmetic(expression)
    if isinstance(expression, Negative):
        inner = compile_interval(expression.operand)

        def negated(frame: Frame) -> tuple[Decimal, Decimal]:
            low, high = inner(frame)
            return -high, -low

        return negated
    if isinstance(expression, Let):
        return remembering(expression.slot + 1, lambda: compile_interval(expression.value))
    if isinstance(expression, Aggregate) and expression.function in ("sum", "average", "minimum", "maximum"):
        return compile_aggregate(expression, compile_interval, interval=True)
    combine = functions.FUNCTIONS[expression.function].interval if isinstance(expression, Call) else None
    if isinstance(expression, Call) and combine is not None:
        parts = [compile_interval(argument) for argument in expression.arguments]
        if expression.type.dynamic:
            amounts = [compile_amount(argument) for argument in expression.arguments]
            both = list(zip(amounts, parts, strict=True))
            return lambda frame: combine(lent_intervals([(amount(frame), part(frame)) for amount, part in both]))
        return lambda frame: combine([part(frame) for part in parts])
    value = compile_amount(expression)

    def exact(frame: Frame) -> tuple[Decimal, Decimal]:
        amount = value(frame)
        return amount.value - amount.precision, amount.value + amount.precision

    return exact


def _interval_arithmetic(expression: Arithmetic) -> Interval:
    if expression.type.dynamic:
        return _dynamic_interval(expression)
    first, steps = spine_of(expression)
    start = compile_interval(first)
    others = [(step.operator, compile_interval(step.right), step.factor) for step in steps]

    def interval(frame: Frame) -> tuple[Decimal, Decimal]:
        found = start(frame)
        for operator, right, factor in others:
            found = _combined(operator, found, right(frame), factor)
        return found

    return interval


def _dynamic_interval(expression: Arithmetic) -> Interval:
    """As `evaluate.py` does it: what one figure lends the other, and the factor of rates, only the form tells."""
    first, steps = spine_of(expression)
    start, start_interval = compile_amount(first), compile_interval(first)
    others = [(step.operator, compile_amount(step.right), compile_interval(step.right)) for step in steps]

    def interval(frame: Frame) -> tuple[Decimal, Decimal]:
        one, found = start(frame), start_interval(frame)
        for operator, right, right_interval in others:
            other, ends = right(frame), right_interval(frame)
            if operator in "+-":
                like, same = in_like_units(one, other)
                found, ends = rescaled(*found, one, like), rescaled(*ends, other, same)
                factor = 1
            else:
                factor = factor_of(operator, one, other)
            found = _combined(operator, found, ends, factor)
            one = combined(operator, one, other)
        return found

    return interval


def _combined(
    operator: str, left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal], factor: int
) -> tuple[Decimal, Decimal]:
    (a, b), (c, d) = left, right
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


def compile_approximately(expression: Compare) -> Closure:
    """Whether two figures can be equal, given how precisely both were written."""
    first, second = compile_amount(expression.left), compile_amount(expression.right)
    one, other = compile_interval(expression.left), compile_interval(expression.right)
    dynamic = expression.left.type.dynamic or expression.right.type.dynamic
    within = compile_amount(expression.within) if expression.within is not None else None
    types = expression.left.type, expression.right.type

    def compared(frame: Frame) -> bool:
        if dynamic:
            left, right = first(frame), second(frame)
            a, b = comparable(left, right, types)
            (low, high), (least, most) = one(frame), other(frame)
            low, high = rescaled(low, high, left, a)
            least, most = rescaled(least, most, right, b)
        else:
            (low, high), (least, most) = one(frame), other(frame)
        slack = tolerance_of(within(frame), first(frame), types).value if within is not None else Decimal(0)
        both_rounded = low != high and least != most and not slack
        return reaches(most + slack, low, both_rounded) and reaches(high + slack, least, both_rounded)

    return compared
