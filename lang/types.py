"""What a value can be: the types of the typed model, with dimension, decimal scale and range.

Scale and range let a later engine choose 64-bit integers where they suffice. Never holds a value.
"""

from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from enum import StrEnum

from gouji.lang.diagnostic import Term
from gouji.lang.units import DIMENSIONLESS, Dimension, Unit, name_of, product_divisor

# Digits after the point to which a quotient is rounded, half-even, in base units: the same in every engine.
DIVISION_SCALE = 12


class Kind(StrEnum):
    """The sorts of value that an expression can have."""

    TEXT = "text"
    NUMBER = "number"
    TARGET = "target"
    DATE = "date"
    BOOLEAN = "boolean"
    ROWS = "rows"
    COLUMN = "column"
    SET = "set"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    `dimension` is that of a number, None where it is not stated (a bare number) or, with `dynamic`, known only from
    the filled form. `unit` is the unit to show a number in, and to lend to a bare number beside it. `scale` counts
    digits after the point in base units, None where unbounded; `low` and `high` bound the value in base units.
    `difference` marks a difference of ratios, which 百分点 may measure. `element` is the type of a set's or column's
    members, `choices` the words that a text may be: where they are coordinates, those of the axis called `axis`.
    """

    kind: Kind
    dimension: Dimension | None = None
    dynamic: bool = False
    unit: Unit | None = None
    scale: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    difference: bool = False
    element: "Type | None" = None
    choices: tuple[str, ...] = ()
    axis: str = ""

    @property
    def is_numeric(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.TARGET)

    @property
    def is_bare(self) -> bool:
        """A number that has no unit of its own and takes that of what it is held against."""
        return self.kind is Kind.NUMBER and self.dimension is None and not self.dynamic

    @property
    def is_constant(self) -> bool:
        """A figure of a rule, not of a form."""
        return self.low is not None and self.low == self.high

    @property
    def is_count(self) -> bool:
        """A number of rows, characters or years: a form states none, so that its range is known."""
        return self.is_bare and self.low is not None and self.high is not None and not self.is_constant

    def term(self) -> object:
        """The type in words, for messages."""
        if self.kind is Kind.NUMBER and self.dimension == DIMENSIONLESS:
            return Term("type.ratio")
        if self.kind is Kind.NUMBER and self.dimension is not None:
            return Term("type.number-of", (("dimension", name_of(self.dimension)),))
        return Term(f"type.{self.kind}")


UNKNOWN = Type(Kind.UNKNOWN)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
TARGET = Type(Kind.TARGET, dynamic=True)
AMOUNT = Type(Kind.NUMBER, dynamic=True)
COUNT = Type(Kind.NUMBER, dimension=None, scale=0, low=Decimal(0), high=Decimal(10) ** 9)
YEAR = Type(Kind.NUMBER, dimension=None, scale=0, low=Decimal(0), high=Decimal(9999))


def set_of(element: Type) -> Type:
    return Type(Kind.SET, element=element)


def number(dimension: Dimension | None, unit: Unit | None = None) -> Type:
    return Type(Kind.NUMBER, dimension=dimension, unit=unit)


def literal(value: Decimal, dimension: Dimension | None, unit: Unit | None) -> Type:
    exponent = value.as_tuple().exponent
    scale = max(0, -exponent) if isinstance(exponent, int) else None
    return Type(Kind.NUMBER, dimension=dimension, unit=unit, scale=scale, low=value, high=value)


def _plus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    try:
        return None if left is None or right is None else left + right
    except DecimalException:  # more digits than are kept
        return None


def sum_type(left: Type, right: Type, operator: str) -> Type:
    """The type of `left ± right`, whose dimensions are alike."""
    known = left if not left.is_bare else right
    scale = None if left.scale is None or right.scale is None else max(left.scale, right.scale)
    if operator == "+":
        low, high = _plus(left.low, right.low), _plus(left.high, right.high)
    else:
        low = _plus(left.low, None if right.high is None else -right.high)
        high = _plus(left.high, None if right.low is None else -right.low)
    dynamic = left.dynamic or right.dynamic
    difference = operator == "-" and (dynamic or known.dimension == DIMENSIONLESS)
    return replace(
        known, kind=Kind.NUMBER, dynamic=dynamic, scale=scale, low=low, high=high, difference=difference,
    )  # fmt: skip


def product_type(left: Type, right: Type, dimension: Dimension | None) -> Type:
    """The type of `left × right`; scales add, and so many digits are always exact."""
    scale = None if left.scale is None or right.scale is None else left.scale + right.scale
    ends = _product_ends(left, right)
    unit = left.unit if _keeps_unit(left, right) else right.unit if _keeps_unit(right, left) else None
    return Type(
        Kind.NUMBER, dimension=dimension, dynamic=left.dynamic or right.dynamic, unit=unit, scale=scale,
        low=min(ends) if ends else None, high=max(ends) if ends else None,
    )  # fmt: skip


def _keeps_unit(figure: Type, factor: Type) -> bool:
    """Whether a figure times or by a factor is still in its own unit: 万元 × 40% is 万元."""
    return factor.is_bare or (factor.dimension == DIMENSIONLESS and figure.dimension not in (None, DIMENSIONLESS))


def _product_ends(left: Type, right: Type) -> list[Decimal]:
    """The products of the ends of two ranges; none where one is open, or rates need a correction."""
    if product_divisor(left.dimension or DIMENSIONLESS, right.dimension or DIMENSIONLESS) != 1:
        return []
    if left.low is None or left.high is None or right.low is None or right.high is None:
        return []
    try:
        return [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    except DecimalException:  # more digits than are kept
        return []


def quotient_type(left: Type, right: Type, dimension: Dimension | None) -> Type:
    unit = left.unit if _keeps_unit(left, right) else None
    return Type(
        Kind.NUMBER, dimension=dimension, dynamic=left.dynamic or right.dynamic, unit=unit, scale=DIVISION_SCALE
    )


def always(operator: str, left: Type, right: Type) -> bool | None:
    """What the ranges alone say of a comparison: True, False, or None where they leave it open."""
    if left.dynamic or right.dynamic:
        return None
    if operator in ("<=", "<"):
        left, right, operator = right, left, {"<=": ">=", "<": ">"}[operator]
    if operator == ">=":
        return True if _reaches(left, right) else False if _exceeds(right, left) else None
    if operator == ">":
        return True if _exceeds(left, right) else False if _reaches(right, left) else None
    apart = _exceeds(left, right) or _exceeds(right, left)
    single = left.low is not None and left.low == left.high == right.low == right.high
    if operator == "=":
        return False if apart else True if single else None
    if operator == "!=":
        return True if apart else False if single else None
    return None


def _reaches(one: Type, other: Type) -> bool:
    """Whether no figure of one is below a figure of the other."""
    return one.low is not None and other.high is not None and one.low >= other.high


def _exceeds(one: Type, other: Type) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high
