"""Numbers with units, exactly: `12.30`, `50亿元`, `１２．５％`, and how precisely each was written.

Never rounds, never reads binary floats. A figure with too many digits, or with an unknown unit, is None.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from gouji.lang.units import EXACT, HALF_WIDTH, MAX, STANDARD, UNSTATED, Unit, Units, format_in

MAX_DIGITS = 60
"""A figure with more digits is a mistake, and is not read."""

HALF = HALF_WIDTH | str.maketrans("−﹣﹪∶﹥﹤﹦￥", "--%:><=¥")
"""Full-width twins as in `units`, and the other minus, percent, colon and comparing signs; one character for one."""

NUMBER = re.compile(r"[+-]? *(?:[0-9][0-9,.]*|\.[0-9]+)")

BLANKS = re.compile(r" +")
MAX_BLANKS = 3
PARTED = frozenset("0123456789.,abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

HALVES = [Decimal((0, (5,), -places - 1)) for places in range(MAX_DIGITS + 1)]
"""Half a unit of the last digit, by decimal places."""


def canonical_text(text: str) -> str:
    """A text as it is compared: NFC, full-width ASCII as half-width, blanks collapsed and stripped."""
    return " ".join(unicodedata.normalize("NFC", text).translate(HALF_WIDTH).split())


def squeezed(flat: str) -> str:
    """A half-width text without the blanks that mean nothing; those that part two figures or two words are kept.

    Chinese puts none inside a sentence: one before a unit, or within a word, came in where a line was broken.
    """
    return BLANKS.sub(_kept_blank, flat.strip(" ")) if " " in flat else flat


def means_nothing(blanks: re.Match[str]) -> bool:
    """Whether a run of blanks in a half-width text stands where Chinese needs none."""
    flat, start, end = blanks.string, blanks.start(), blanks.end()
    before, after = flat[start - 1 : start], flat[end : end + 1]
    return end - start <= MAX_BLANKS and not (after.isascii() and after.isalnum() and before in PARTED)


def _kept_blank(blanks: re.Match[str]) -> str:
    return "" if means_nothing(blanks) else " "


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `value` and `precision` in base units; `precision` is half a unit of the last digit written.

    `unit` is the one written, and states no dimension where none or only a scale (万) was.
    """

    value: Decimal
    precision: Decimal
    unit: Unit = UNSTATED

    def __str__(self) -> str:
        return format_in(self.value, self.unit)


def parse_number(text: str) -> tuple[Decimal, Decimal] | None:
    """The number that the whole text is, exactly, and half a unit of its last digit; None if it is not one.

    Takes a sign, thousands separators that stand where they should, full-width digits; up to `MAX_DIGITS` digits.
    """
    if len(text) > 3 * MAX_DIGITS:
        return None
    plain = text.translate(HALF).strip(" ")
    return read_number(plain) if NUMBER.fullmatch(plain) else None


def split_quantity(text: str) -> tuple[str, str]:
    """The text of a leading number and what follows it, both as written; no number leaves the first empty."""
    flat = text.translate(HALF)
    start = len(flat) - len(flat.lstrip(" "))
    match = NUMBER.match(flat, start)
    if match is None:
        return "", text.strip()
    end = match.start() + len(match[0].rstrip(",."))
    return text[start:end], text[end:].strip()


def parse_quantity(text: str, units: Units = STANDARD) -> Quantity | None:
    """The figure that the whole text is, `50亿元`, `1‰`, `１２．５％`, `12`; None if the number or unit is not known."""
    number_text, unit_text = split_quantity(text) if len(text) <= 3 * MAX_DIGITS + MAX else ("", "")
    number = parse_number(number_text)
    unit = units.find(unit_text) if unit_text else UNSTATED
    return None if number is None or unit is None else quantity_of(number, unit)


def read_number(plain: str) -> tuple[Decimal, Decimal] | None:
    """A number from half-width text that `NUMBER` matches."""
    digits = plain.lstrip("+-").lstrip(" ")
    whole, point, fraction = digits.partition(".")
    if "," in whole:
        first, *others = whole.split(",")
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            return None
        whole = whole.replace(",", "")
    # what is left but digits is a second point or a misplaced comma
    if (point and not fraction.isdecimal()) or len(whole) + len(fraction) > MAX_DIGITS:
        return None
    sign = "-" if plain[0] == "-" else ""
    return Decimal(f"{sign}{whole}{point}{fraction}"), HALVES[len(fraction)]


def quantity_of(number: tuple[Decimal, Decimal], unit: Unit) -> Quantity:
    value, half = number
    return Quantity(EXACT.multiply(value, unit.factor), EXACT.multiply(half, unit.factor), unit)
