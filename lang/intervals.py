"""What a figure can be, given how precisely it was written: intervals through arithmetic, and `≈`.

Figures in rules are exact. Two rounded figures are alike if some value rounds to both.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gouji.lang import functions
from gouji.lang.aggregates import compile_aggregate
from gouji.lang.amounts import amount_of, comparable, in_like_units, lent_intervals, quotient, rescaled, tolerance_of
from gouji.lang.evaluate import UNSET, Closure, Frame, cell_finder, compile_amount, usable
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
)
from gouji.lang.outcomes import NotEvaluable
from gouji.lang.units import product_divisor, quotient_multiplier
from gouji.lang.values import Target

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
    left, right = compile_interval(expression.left), compile_interval(expression.right)
    operator, factor = expression.operator, expression.factor
    if expression.type.dynamic:
        return _dynamic_interval(expression, left, right)
    return lambda frame: _combined(operator, left(frame), right(frame), factor)


def _dynamic_interval(expression: Arithmetic, left: Interval, right: Interval) -> Interval:
    """As `evaluate.py` does it: what one figure lends the other, and the factor of rates, only the form tells."""
    operator = expression.operator
    first, second = compile_amount(expression.left), compile_amount(expression.right)

    def interval(frame: Frame) -> tuple[Decimal, Decimal]:
        one, other = first(frame), second(frame)
        ends, others = left(frame), right(frame)
        if operator in "+-":
            like, same = in_like_units(one, other)
            return _combined(operator, rescaled(*ends, one, like), rescaled(*others, other, same), 1)
        above, below = one.dimension or (), other.dimension or ()
        factor = product_divisor(above, below) if operator == "*" else quotient_multiplier(above, below)
        return _combined(operator, ends, others, factor)

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
        if low == high or least == most or slack:
            return low <= most + slack and least <= high + slack
        # Two rounded figures that only touch (42 and 43 at 42.5) were not rounded from the same.
        return low < most and least < high

    return compared
