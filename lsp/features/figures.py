"""The units that a figure may be written in: those of its kind, the usual ones first; and a figure in another of them, exactly.

Knows no text and no place.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gouji.lang.quantities import parse_quantity
from gouji.lang.units import Dimension, Unit, Units, format_in

# Units that a figure may be better written in; of other dimensions only the unit of the field is offered.
USUAL = ("元", "万元", "亿元", "人", "万人", "米", "公里", "%", "‰", "天", "小时")
# Digits that are still easier to read than another unit.
_MOST_DIGITS = 12


def in_other_units(value: Decimal, unit: Unit, units: Units) -> Iterator[str]:
    """A figure in the usual units of its kind, but the one that it has, where nothing is lost."""
    for name in USUAL:
        other = units.find(name)
        if other is None or other.dimension != unit.dimension or other.name == unit.name:
            continue
        shown = format_in(value, other)
        again = parse_quantity(shown, units)
        if again is not None and again.value == value and sum(map(str.isdigit, shown)) <= _MOST_DIGITS:
            yield shown


def of_kind(units: Units, dimension: Dimension | None, first: Iterable[str] = ()) -> list[str]:
    """The units of a dimension: some first, then the usual ones."""
    names = dict.fromkeys((*first, *USUAL, *units))
    return [name for name in names if (unit := units.find(name)) is not None and unit.dimension == dimension]
