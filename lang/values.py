"""Figures and targets as forms print them: `12.30`, `≥50亿元`, `90%左右`, `18—54周岁`, `2022年12月`, `健全`, `/`.

Exact to the last digit, total (never raises on any text), in time linear in the text. What is printed is kept beside
what it means. The place where other modules ask; the work is in `quantities`, `dates`, `targets`, `target_reader`.
"""

import re
from decimal import Decimal
from functools import lru_cache

from gouji.lang.dates import Date, parse_dates
from gouji.lang.quantities import (
    HALF,
    HALVES,
    MAX_DIGITS,
    Quantity,
    canonical_text,
    parse_number,
    parse_quantity,
    quantity_of,
    split_quantity,
    squeezed,
)
from gouji.lang.target_reader import Reader
from gouji.lang.targets import (
    PREFIX_WORDS,
    SUFFIX_WORDS,
    SYMBOLS,
    Comparator,
    Target,
    TargetKind,
    show_target,
)
from gouji.lang.units import EXACT, HALF_WIDTH, STANDARD, UNSTATED, Units

__all__ = [
    "MAX_DIGITS",
    "PREFIX_WORDS",
    "SEPARATORS",
    "SUFFIX_WORDS",
    "SYMBOLS",
    "Comparator",
    "Date",
    "Quantity",
    "Target",
    "TargetKind",
    "canonical_text",
    "is_blank",
    "keys_in",
    "parse_date",
    "parse_number",
    "parse_quantity",
    "parse_target",
    "quantity_of",
    "show_target",
    "split_quantity",
]

MAX_CACHED = 64
"""Longer texts are prose, read seldom and not kept."""

# a sign, digits and a known unit: what nearly every cell holds, read without further ado
SIMPLE = re.compile(r"([≥≤＝=><≈≧≦＞＜]?) *([0-9]{1,38})(?:\.([0-9]{1,20}))? *([^0-9０-９]{0,16})")
SIMPLE_SIGNS = {sign: SYMBOLS.get(sign.translate(HALF_WIDTH)) for sign in ("", *"≥≤＝=><≈≧≦＞＜")}
ODD_SIGNS = frozenset("≧≦")
DATED_UNITS = frozenset(("年", "月", "季度"))


def parse_date(text: str) -> Date | None:
    """The one date that the whole text is, 2024年底前 its last; None for a span of dates and for anything else."""
    span = parse_dates(squeezed(text.translate(HALF)))
    return span.first if span is not None and span.last is None else None


_SIGNS_FOR_NOTHING = re.compile(r"[\s\u3000*_\-—–－/]*")


def is_blank(text: str) -> bool:
    """Whether a text says nothing: there are only blanks in it, or signs that stand for nothing, such as `/`."""
    return _SIGNS_FOR_NOTHING.fullmatch(text) is not None


SEPARATORS = re.compile(r"[,，、;；]")
"""What stands between several keys in one cell."""


def keys_in(text: str) -> tuple[str, ...]:
    """The keys that a cell of several lists, in canonical form."""
    return tuple(part for part in map(canonical_text, SEPARATORS.split(text)) if part)


def parse_target(text: str, units: Units = STANDARD) -> Target:
    """What a target cell says. Total: whatever cannot be understood is `MALFORMED` or a `WORD`."""
    if units is STANDARD and len(text) <= MAX_CACHED:
        return _parse_standard(text)
    return _parse(text, units)


@lru_cache(8192)
def _parse_standard(text: str) -> Target:
    return _parse(text, STANDARD)


def _read(text: str, units: Units) -> Target:
    target = Reader(text, units).target()
    if target.kind is TargetKind.WORD or target.problem in ("unknown-unit", "several-figures"):
        from gouji.lang.target_numerals import second_reading

        target = second_reading(target, units)
    if target.kind is TargetKind.WORD:
        from gouji.lang.target_slips import third_reading

        target = third_reading(target, units)
    return target


def _parse(text: str, units: Units) -> Target:
    simple = SIMPLE.fullmatch(text) if len(text) <= MAX_CACHED else None
    if simple is None:
        return _read(text, units)
    sign, whole, fraction, unit_text = simple.groups()
    unit = units.find(unit_text) if unit_text else UNSTATED
    if unit is None or unit.name in DATED_UNITS:
        return _read(text, units)
    value = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    half = HALVES[len(fraction)] if fraction else HALVES[0]
    if unit.factor != 1:
        value, half = EXACT.multiply(value, unit.factor), EXACT.multiply(half, unit.factor)
    return Target(
        TargetKind.QUANTITY,
        text,
        SIMPLE_SIGNS[sign],
        Quantity(value, half, unit),
        unit_text=unit_text.strip(),
        spelled_canonically=sign not in ODD_SIGNS,
    )
