"""Figures whose dimension only the filled form tells, and division: the arithmetic that every engine must agree on.

Pure functions of values; what cannot be answered is raised as an outcome. Never looks at a frame.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from operator import add, mul, sub
from typing import Any

from gouji.lang.diagnostic import Term
from gouji.lang.outcomes import UNIT_MISSING, UNLIKE, NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, Takes
from gouji.lang.types import DIVISION_SCALE, Type
from gouji.lang.units import (
    DIMENSIONLESS,
    EXACT,
    ROUNDING,
    Dimension,
    Unit,
    divide,
    is_counted,
    multiply,
    product_divisor,
    quotient_multiplier,
)
from gouji.lang.values import Target, TargetKind

NONE = Decimal(0)
POINTS: Dimension = (("百分点", 1),)
PERCENT = Unit("%", Decimal("0.01"), DIMENSIONLESS)
APART = Unit("百分点", PERCENT.factor, DIMENSIONLESS)
"""What ratios are apart is shown in this."""
_QUANTUM = Decimal(1).scaleb(-DIVISION_SCALE)


def quotient(left: Decimal, right: Decimal, factor: int = 1) -> Decimal:
    """`left × factor ÷ right`, rounded half-even to `DIVISION_SCALE` places."""
    if not right:
        raise NotEvaluable("reason.division-by-zero")
    return ROUNDING.divide(left * factor, right).quantize(_QUANTUM, ROUND_HALF_EVEN, ROUNDING)


def amount_of(value: Any) -> Amount:
    """The figure of a target, or the reason why it has none to compare."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, Target):
        figure = figure_of(value)
        if figure is not None:
            return figure
        if lacks_unit(value):
            raise NotApplicable(Term(UNIT_MISSING, (("text", value.text),)))
        raise NotApplicable(Term("reason.not-a-quantity", (("text", value.text),)))
    return Amount(Decimal(value), None, Decimal(0), None)


def lacks_unit(target: Target) -> bool:
    """Whether a target is a number that does not say of what."""
    quantity = target.quantity
    return target.kind is TargetKind.QUANTITY and quantity is not None and quantity.unit.dimension is None


def may_be(target: Target, sought: Amount) -> bool:
    """Whether a target without a unit would be a figure, had it one: 90 may be 90亿元 or 0.9%, and is never 0.87亿元.

    Where units are no powers of ten of each other (分钟, 亩) it may be any. A range may be any figure within it.
    """
    quantity = target.quantity
    if quantity is not None and target.upper is not None:
        return quantity.unit.dimension == sought.dimension and quantity.value <= sought.value <= target.upper.value
    if quantity is None or not (sought.dimension == DIMENSIONLESS or is_counted(sought.dimension)):
        return True
    return _digits(quantity.value) == _digits(sought.value)


def may_be_in(written: str, sought: Amount) -> bool:
    """Whether the digits of a figure stand in a text that could not be read."""
    wanted = "".join(map(str, _digits(sought.value)[1]))
    return wanted in "".join(character for character in written if character.isdigit())


def is_open(target: Target) -> bool:
    """Whether a target is a figure that is not known: a number without a unit, or a range."""
    return lacks_unit(target) or target.kind is TargetKind.RANGE


def _digits(value: Decimal) -> tuple[int, tuple[int, ...]]:
    sign, digits, _ = value.normalize(EXACT).as_tuple()
    return sign, digits


def figure_of(target: Target) -> Amount | None:
    """The figure of a target, None where it has none to compare: a word, a date, a range, a number without a unit.

    A target of zero is exact: it asks for none, and is no coarse figure of a small rate.
    """
    quantity = target.quantity
    if target.kind is not TargetKind.QUANTITY or quantity is None or quantity.unit.dimension is None:
        return None
    unit = quantity.unit
    precision = quantity.precision if quantity.value else Decimal(0)
    return Amount(quantity.value, unit.dimension, precision, unit if unit.name else None)


def in_like_units(left: Amount, right: Amount) -> tuple[Amount, Amount]:
    """Both figures in like dimensions: a bare number takes what it may of the other's; unlike ones cannot be compared."""
    if left.dimension == right.dimension:
        return left, right
    if left.dimension is None and _may_take(left.takes, right.dimension):
        return _lent(left, right), right
    if right.dimension is None and _may_take(right.takes, left.dimension):
        return left, _lent(right, left)
    raise NotEvaluable(UNLIKE, left, right)


def combiner(operator: str, factor: int) -> Callable[[Decimal, Decimal], Decimal]:
    """What an operator does to two figures of known dimensions; `factor` corrects products and quotients of rates."""
    if operator == "+":
        return add
    if operator == "-":
        return sub
    if operator == "/":
        return lambda left, right: quotient(left, right, factor)
    if factor == 1:
        return mul
    return lambda left, right: quotient(left * right, Decimal(factor))


def negated(amount: Amount) -> Amount:
    return amount._replace(value=-amount.value)


def combined(operator: str, one: Amount, other: Amount) -> Amount:
    """A sum, difference, product or quotient of figures, in the dimension that it then has."""
    if operator in "+-":
        one, other = in_like_units(one, other)
        total = one.value + other.value if operator == "+" else one.value - other.value
        dimension = other.dimension if one.dimension is None else one.dimension
        return Amount(total, dimension, one.precision + other.precision, one.unit or other.unit, _takes(one, other))
    above, below = one.dimension or DIMENSIONLESS, other.dimension or DIMENSIONLESS
    factor = factor_of(operator, one, other)
    unit = one.unit if keeps_unit(one, other) else None
    if operator == "/":
        return Amount(quotient(one.value, other.value, factor), divide(above, below), NONE, unit)
    product = one.value * other.value
    product = product if factor == 1 else quotient(product, Decimal(factor))
    bare = one.dimension is None and other.dimension is None
    unit = unit or (other.unit if keeps_unit(other, one) else None)
    return Amount(product, None if bare else multiply(above, below), NONE, unit, _takes(one, other))


def factor_of(operator: str, one: Amount, other: Amount) -> int:
    """What corrects the product or quotient of two rates (see dimensions.py)."""
    above, below = one.dimension or DIMENSIONLESS, other.dimension or DIMENSIONLESS
    return product_divisor(above, below) if operator == "*" else quotient_multiplier(above, below)


def keeps_unit(figure: Amount, factor: Amount) -> bool:
    """Whether a figure times or by a factor is still in its own unit: 万元 × 40% is 万元."""
    ratio = factor.dimension == DIMENSIONLESS and figure.dimension not in (None, DIMENSIONLESS)
    return factor.dimension is None or ratio


def comparable(left: Amount, right: Amount, types: tuple[Type, Type]) -> tuple[Amount, Amount]:
    """Both sides of a comparison in like dimensions; 百分点 measure a difference of ratios, and nothing else does."""
    if left.dimension == DIMENSIONLESS and right.dimension == POINTS and types[0].difference:
        right = right._replace(dimension=DIMENSIONLESS)
    elif right.dimension == DIMENSIONLESS and left.dimension == POINTS and types[1].difference:
        left = left._replace(dimension=DIMENSIONLESS)
    return in_like_units(left, right)


def tolerance_of(within: Amount, side: Amount, types: tuple[Type, Type]) -> Amount:
    """A tolerance in the unit of the figures that it is for; one of another dimension cannot be used."""
    difference = types[0] if types[0].difference else types[1]
    return comparable(within, side, (difference, difference))[0]


def all_in_like_units(amounts: list[Amount]) -> list[Amount]:
    """Figures in like dimensions: bare ones take the unit of the first that has one."""
    stated = next((amount for amount in amounts if amount.dimension is not None), None)
    return [in_like_units(stated, amount)[1] for amount in amounts] if stated is not None else amounts


def _may_take(takes: Takes, dimension: Dimension | None) -> bool:
    return takes is Takes.UNIT or (takes is Takes.COUNTER and is_counted(dimension))


def _lent(bare: Amount, other: Amount) -> Amount:
    """A scale alone (28亿) is already in base units, and so is a count; a bare number is counted in the other's unit."""
    unit = other.unit
    if bare.takes is Takes.COUNTER:
        return bare._replace(dimension=other.dimension)
    if bare.unit is not None or unit is None:
        return bare
    return Amount(bare.value * unit.factor, unit.dimension, bare.precision * unit.factor, unit)


_Sort = tuple[Dimension | None, Unit | None, Takes]


class Figures:
    """Figures of which it is told at once whether another is among them, as `in_like_units` compares each."""

    __slots__ = ("_by_dimension", "_by_sort", "_likened")

    def __init__(self, amounts: Iterable[Amount]) -> None:
        self._by_dimension: dict[Dimension | None, set[Decimal]] = {}
        self._by_sort: dict[_Sort, list[Amount]] = {}
        self._likened: dict[tuple[_Sort, _Sort], frozenset[Decimal]] = {}  # those of a sort, made like one sought
        for one in amounts:
            self._by_dimension.setdefault(one.dimension, set()).add(one.value)
            self._by_sort.setdefault(_sort(one), []).append(one)

    def hold(self, sought: Amount) -> bool:
        """Whether one of them is this figure; one of another dimension is not."""
        if sought.value in self._by_dimension.get(sought.dimension, ()):
            return True
        bare = sought.dimension is None
        return any(self._holds_like(sought, sort) for sort in self._by_sort if (sort[0] is None) is not bare)

    def _holds_like(self, sought: Amount, sort: _Sort) -> bool:
        """Whether one of a sort is this figure, where one side takes the unit of the other."""
        amounts, asked = self._by_sort[sort], (sort, _sort(sought))
        try:
            like, _ = in_like_units(sought, amounts[0])
        except NotEvaluable:
            return False
        if asked not in self._likened:
            self._likened[asked] = frozenset(in_like_units(sought, one)[1].value for one in amounts)
        return like.value in self._likened[asked]


def _sort(amount: Amount) -> _Sort:
    return amount.dimension, amount.unit, amount.takes


def reaches(end: Decimal, start: Decimal, both_rounded: bool) -> bool:
    """Whether what ends at one figure gets to what starts at another: the rule of `≈`, for all who compare.

    Two rounded figures that only touch (42 and 43 at 42.5) were not rounded from the same.
    """
    return start < end or (start == end and not both_rounded)


def _takes(one: Amount, other: Amount) -> Takes:
    """What the sum or product of two bare figures takes: what both may, where neither is a plain figure of a rule."""
    if Takes.NOTHING in (one.takes, other.takes):
        return Takes.NOTHING
    return Takes.COUNTER if Takes.COUNTER in (one.takes, other.takes) else Takes.UNIT


def alike(left: Amount, right: Amount) -> bool:
    """Whether two figures as written can be the same; unlike dimensions are not."""
    if left.dimension != right.dimension:
        try:
            left, right = in_like_units(left, right)
        except NotEvaluable:
            return False
    apart, slack = abs(left.value - right.value), left.precision + right.precision
    return reaches(slack, apart, bool(left.precision and right.precision))


def rescaled(low: Decimal, high: Decimal, before: Amount, after: Amount) -> tuple[Decimal, Decimal]:
    """The interval around a figure, moved with it where `in_like_units` lent it a unit."""
    if before is after or after.unit is None:
        return low, high
    return low * after.unit.factor, high * after.unit.factor


def lent_intervals(found: list[tuple[Amount, tuple[Decimal, Decimal]]]) -> list[tuple[Decimal, Decimal]]:
    """The intervals of several figures, each moved with its figure where that is lent a unit."""
    like = all_in_like_units([amount for amount, _ in found])
    return [rescaled(*interval, amount, lent) for (amount, interval), lent in zip(found, like, strict=True)]
