"""Units of measure: what a unit word means, exactly, and how a figure is shown in one.

A unit is a product of base units times a factor, and every factor is a decimal that ends. Never computes in binary
floats, never guesses: what is not in the table is unknown, and `nearest` only offers.

The bases, and two corrections for rates, are explained in `dimensions.py`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from functools import cache, lru_cache

from gouji.lang import unit_table
from gouji.lang.dimensions import (
    DIMENSIONLESS,
    Dimension,
    divide,
    multiply,
    name_of,
    power,
    product_divisor,
    quotient_multiplier,
    scale_of,
)
from gouji.lang.nearest import distance

__all__ = [
    "DIMENSIONLESS",
    "EXACT",
    "MAX",
    "PREFIXES",
    "STANDARD",
    "UNSTATED",
    "Dimension",
    "Unit",
    "Units",
    "divide",
    "format_in",
    "format_number",
    "multiply",
    "name_of",
    "natural",
    "power",
    "product",
    "product_divisor",
    "quotient_multiplier",
]

MAX = 24
"""The longest text, in characters, that can be a unit."""

MAX_FACTORS = 4
"""How many units a compound unit may be made of."""

PRECISION = 256
"""Digits kept by exact arithmetic on two written figures: more than any such product can have."""

EXACT = Context(prec=PRECISION, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic that raises rather than rounds."""

ROUNDING = Context(prec=2 * PRECISION, rounding=ROUND_HALF_EVEN)

HALF_WIDTH = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "\u3000\u00a0\t\r\n\v\f"), " ")
)
"""Full-width ASCII twins to ASCII, every blank to a space: one character for one, so that offsets stay."""

TIMES = "·*×•・∙⋅"
ROUND = re.compile("10{0,6}(?=[^0-9])")
"""The number in 例/10万人."""
PEOPLE: Dimension = (("人", 1),)
SPELT_WITH_CLASSIFIER = frozenset(("月", "工作日", "百分点", "季度"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under its canonical name; one of it is `factor` base units of `dimension`.

    The dimension None means that it is not stated: a bare number, or a scale alone (`500万`).
    """

    name: str
    factor: Decimal
    dimension: Dimension | None

    def __str__(self) -> str:
        return self.name


ONE = Decimal(1)
UNSTATED = Unit("", ONE, None)
"""The unit of a bare number."""
RATIO = Unit("", ONE, DIMENSIONLESS)
"""The unit of a ratio that is shown as a plain number."""

MOST_IN_PERCENT = 10
"""Ratios from here on are no shares: 30 pupils to a teacher are not 3000%."""

PREFIXES = {
    name: Unit(name.removeprefix("个"), Decimal(factor), None)
    for name, _, factor in (line.partition(" ") for line in unit_table.PREFIXES.strip().split("\n"))
}
"""The scales, which alone are units that state no dimension."""


# Registry -----------------------------------------------------------------------------------------------------------


class Units:
    """An immutable registry of unit words. Iterating gives the names worth offering, without repeats."""

    __slots__ = ("_found", "_longest", "_names", "_near")

    def __init__(self, names: Mapping[str, Unit]) -> None:
        """Make a registry of units by every spelling (half-width, no blanks)."""
        self._names = dict(names)
        self._longest = max(map(len, self._names), default=0)
        # bounded caches that belong to this registry
        self._found = lru_cache(4096)(self._find)
        self._near = lru_cache(256)(self._nearest)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*(unit.name for unit in self._names.values()), *unit_table.OFFERED.split()]))

    def __contains__(self, text: str) -> bool:
        return self.find(text) is not None

    def with_units(self, extra: Mapping[str, Unit]) -> "Units":
        """This registry and more units, by their spellings; a spelling that is there already is replaced."""
        return Units(self._names | {_plain(name): unit for name, unit in extra.items()})

    def find(self, text: str) -> Unit | None:
        """The unit that the whole text names (`万元`, `个工作日`, `元/人·天`, `％`), or None."""
        return self._found(text) if len(text) <= MAX else None

    def unscaled(self, unit: Unit) -> Unit:
        """The unit without the scale before it: 人 of 万人; 亩 and 千克 have none."""
        scale = max((scale for scale in PREFIXES if unit.name.startswith(scale)), key=len, default="")
        return (self.find(unit.name.removeprefix(scale)) if scale else None) or unit

    def nearest(self, text: str) -> str | None:
        """The canonical name of the unit that is spelt most alike, or None when nothing is near."""
        return self._near(text) if len(text) <= MAX else None

    def _find(self, text: str) -> Unit | None:
        plain = _plain(text)
        unit, end = self.longest(plain, 0)
        if unit is not None and end == len(plain):
            return unit
        if len(plain) > 2 and plain[0] == "(" and plain[-1] == ")":
            return self._find(plain[1:-1])
        # 元/人.天, 元/(人·天)
        plainer = plain.replace(".", "·").replace("/(", "/")
        return self._find(plainer.removesuffix(")")) if plainer != plain else None

    def longest(self, text: str, start: int) -> tuple[Unit | None, int]:
        """The longest unit that begins at `start` of a half-width text without blanks, and where it ends."""
        if text.startswith("/", start):
            return self._of_so_many(text, start)
        unit, end = self._factor(text, start)
        if unit is None or unit.dimension is None:
            return unit, end
        parts, below = [(unit, 1)], False
        while end + 1 < len(text) and (text[end] == "/" or text[end] in TIMES) and len(parts) < MAX_FACTORS:
            factor, after = (self._divisor if text[end] == "/" else self._factor)(text, end + 1)
            if factor is None or factor.dimension is None:
                break
            below = below or text[end] == "/"
            parts.append((factor, -1 if below else 1))
            compound = product(parts)
            if compound is None:
                break
            unit, end = compound, after
        return unit, end

    def _factor(self, text: str, start: int) -> tuple[Unit | None, int]:
        """One name, with a scale before it or alone."""
        name = self._name(text, start)
        scale_end = start + 2
        scale = PREFIXES.get(text[start:scale_end])
        if scale is None or len(text) < scale_end:
            scale_end = start + 1
            scale = PREFIXES.get(text[start:scale_end])
        if scale is None:
            return (self._names[name], start + len(name)) if name else (None, start)
        scaled = self._name(text, scale_end)
        if name and len(name) >= scale_end - start + len(scaled):
            return self._names[name], start + len(name)
        if scaled and (prefixed := self._scaled(scale, scaled)):
            return prefixed, scale_end + len(scaled)
        if name and len(name) > scale_end - start:
            return self._names[name], start + len(name)
        return scale, scale_end

    def _divisor(self, text: str, start: int) -> tuple[Unit | None, int]:
        """What a unit is divided by: 人, and also 10万人 or 千人; of so many of nothing that is named, 10万, of people."""
        digits = ROUND.match(text, start)
        unit, end = self._factor(text, digits.end() if digits else start)
        if unit is None or (unit.dimension is None and not unit.name):
            return None, start
        times = digits[0].removeprefix("1") if digits else ""
        name = f"{digits[0] if times and digits else ''}{unit.name}"
        return Unit(name, unit.factor.scaleb(len(times)), unit.dimension or PEOPLE), end

    def _of_so_many(self, text: str, start: int) -> tuple[Unit | None, int]:
        """The unit of 8/10万 and 8/10万人: a share that is small."""
        of, end = self._divisor(text, start + 1)
        if of is None or of.dimension != PEOPLE or of.factor == ONE:
            return None, start
        return Unit(f"/{of.name}", EXACT.divide(ONE, of.factor), DIMENSIONLESS), end

    def _name(self, text: str, start: int) -> str:
        for length in range(min(self._longest, len(text) - start), 0, -1):
            name = text[start : start + length]
            if name in self._names and not _within_word(text, start + length):
                return name
        return ""

    def _scaled(self, scale: Unit, name: str) -> Unit | None:
        unit = self._names[name]
        if unit.name in unit_table.UNPREFIXED or unit.dimension is None:
            return None
        return Unit(scale.name + unit.name, EXACT.multiply(scale.factor, unit.factor), unit.dimension)

    def _nearest(self, text: str) -> str | None:
        plain = _plain(text)
        for guess in (plain, plain.translate(unit_table.LOOKALIKES), unit_table.MISNOMERS.get(plain, "")):
            if guess and (unit := self.find(guess)):
                return unit.name
        scales = [plain[:length] for length in (2, 1) if plain[:length] in PREFIXES]
        for scale in (*scales, ""):
            rest = plain[len(scale) :].translate(unit_table.LOOKALIKES)
            for name in (unit_table.MISNOMERS.get(rest, rest), self._one_slip_away(rest)):
                # a slip that takes the scale away with it would change the figure
                if name in self._names and (not scales or scale or name[0] == plain[0]):
                    unit = self.find(scale + name)
                    if unit is not None:
                        return unit.name
        return None

    def _one_slip_away(self, word: str) -> str:
        """The known name that differs by one letter, or by two swapped; a word of two letters only by the swap."""
        for name in self._names:
            if len(word) == 2 and name == word[::-1]:
                return name
            if len(word) >= 3 and abs(len(name) - len(word)) <= 1 and distance(word, name, 1) == 1:
                return name
        return ""


def product(parts: list[tuple[Unit, int]]) -> Unit | None:
    """The unit that is the product of units to whole powers, named in the order given.

    None when one states no dimension, or when the factor would not end as a decimal.
    """
    dimension: Dimension = DIMENSIONLESS
    above, below = ONE, ONE
    names: tuple[list[str], list[str]] = ([], [])
    try:
        for unit, exponent in parts:
            if unit.dimension is None:
                return None
            dimension = multiply(dimension, power(unit.dimension, exponent))
            # a unit that divides already has the scale of its own dimension in its factor
            own = EXACT.power(unit.factor, abs(exponent))
            scale = EXACT.power(Decimal(scale_of(unit.dimension)), abs(exponent))
            if exponent < 0:
                own, scale = scale, own
            above, below = EXACT.multiply(above, own), EXACT.multiply(below, scale)
            names[exponent < 0].extend([unit.name] * abs(exponent))
        factor = EXACT.divide(EXACT.multiply(above, Decimal(scale_of(dimension))), below)
    except DecimalException:
        return None
    name = "·".join(names[0]) or "1"
    return Unit(f"{name}/{'·'.join(names[1])}" if names[1] else name, factor, dimension)


@cache
def is_counted(dimension: Dimension | None) -> bool:
    """Whether figures of a dimension are counted one by one: 人, 个, 元, but not %, 公里 or 元/人."""
    if not dimension or len(dimension) > 1 or dimension[0][1] != 1:
        return False
    return _named(dimension[0][0]).factor == ONE


def _plain(text: str) -> str:
    """The text half-width, composed and without blanks, as names are kept."""
    return unicodedata.normalize("NFC", text).translate(HALF_WIDTH).replace(" ", "")


def _within_word(text: str, at: int) -> bool:
    """Whether a place parts two Latin letters: GB is not G and B."""
    return (
        text[at : at + 1].isascii()
        and text[at : at + 1].isalpha()
        and text[at - 1].isascii()
        and text[at - 1].isalpha()
    )


# Showing ------------------------------------------------------------------------------------------------------------


def format_number(value: Decimal) -> str:
    """Plain decimal notation: no exponent, no trailing zeros, no negative zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def format_in(value: Decimal, unit: Unit) -> str:
    """A value in base units, shown in `unit`; rounded half-even to 6 places where the division does not end."""
    try:
        shown = EXACT.divide(value, unit.factor)
    except Inexact:
        shown = ROUNDING.divide(value, unit.factor).quantize(Decimal("1E-6"), context=ROUNDING)
    classifier = "个" if unit.name in SPELT_WITH_CLASSIFIER else ""
    return f"{format_number(shown)}{classifier}{unit.name}"


def natural(value: Decimal, dimension: Dimension | None) -> str:
    """A value in base units in a unit that suits it, where none is known: `1.12亿元`, `95%`, `3个工作日`."""
    if dimension is None:
        return format_number(value)
    return format_in(value, _suiting(value, dimension))


def _suiting(value: Decimal, dimension: Dimension) -> Unit:
    if not dimension:
        return _standard("%") if value.copy_abs() < MOST_IN_PERCENT else RATIO
    base = dimension[0][0] if len(dimension) == 1 and dimension[0][1] == 1 else ""
    size = value.copy_abs()
    for name in unit_table.EVEN_LADDERS.get(base, ()):
        unit = _standard(name)
        if size >= unit.factor and not ROUNDING.remainder(size, unit.factor):
            return unit
    ladder = [_standard(name) for name in unit_table.LADDERS.get(base, ())]
    for unit in ladder:
        if size >= unit.factor:
            return unit
    if base in unit_table.LADDERS:
        return _standard(base)
    plain = product([(_named(base), exponent) for base, exponent in dimension])
    return Unit(name_of(dimension), plain.factor if plain else ONE, dimension)


def _named(base: str) -> Unit:
    """The unit after which a base is named; of a base that is not ours, the base itself."""
    unit = STANDARD.find(base)
    return unit if unit and unit.dimension == ((base, 1),) else Unit(base, ONE, ((base, 1),))


@cache
def _standard(name: str) -> Unit:
    unit = STANDARD.find(name)
    assert unit is not None, name
    return unit


# Table --------------------------------------------------------------------------------------------------------------


def _dimension(text: str) -> Dimension:
    """`元`, `米2`, `天1千瓦1`; `1` is a pure ratio."""
    if text == "1":
        return DIMENSIONLESS
    if not text[-1].isdigit():
        return ((text, 1),)
    parts, start = [], 0
    for index, letter in enumerate(text):
        if letter in "0123456789":
            parts.append((text[start:index], int(letter)))
            start = index + 1
    return tuple(sorted(parts))


def _read_table() -> dict[str, Unit]:
    names: dict[str, Unit] = {}
    for line in unit_table.MEASURES.split("\n"):
        if line:
            name, factor, dimension, *spellings = line.split(" ")
            names[name] = unit = Unit(name, Decimal(factor), _dimension(dimension))
            for spelling in spellings:
                names[spelling] = unit
    for name in unit_table.COUNTERS.split():
        names[name] = Unit(name, ONE, ((name, 1),))
    for line in unit_table.COUNTERS_SPELT.split("\n"):
        if line:
            name, *spellings = line.split(" ")
            # a line may also give a known counter with its classifier, `个村 村`
            known = next((names[spelling] for spelling in spellings if spelling in names), None)
            unit = known or Unit(name, ONE, ((name, 1),))
            for spelling in (name, *spellings):
                names[spelling] = unit
    return names


STANDARD = Units(_read_table())
"""The units that come with gouji."""
