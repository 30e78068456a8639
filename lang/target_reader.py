"""Reads one target cell, by its parts: comparators before, a number, its unit, comparators after, or a second number.

Total and linear: whatever is not understood becomes `MALFORMED` or a `WORD`. Never decides whether a value is right.
"""

import re
from dataclasses import replace
from decimal import Decimal

from gouji.lang.dates import parse_dates
from gouji.lang.quantities import (
    HALF,
    MAX_DIGITS,
    NUMBER,
    Quantity,
    canonical_text,
    quantity_of,
    read_number,
    squeezed,
)
from gouji.lang.target_designations import GRADE, PROPORTIONS
from gouji.lang.targets import (
    CANONICAL,
    INDEFINITE,
    PREFIX_WORDS,
    SUFFIX_WORDS,
    SYMBOLS,
    Comparator,
    Target,
    TargetKind,
    agreeing,
    combined,
)
from gouji.lang.unit_table import MISNOMERS
from gouji.lang.unit_tails import unit_again, work
from gouji.lang.units import DIMENSIONLESS, EXACT, MAX, UNSTATED, Unit, Units

NOT_APPLICABLE = frozenset(("/", "//", "\\", "无", "暂无", "不适用", "不涉及", "N/A", "n/a", "NA"))
DASHES = "-–—―─"
PLACEHOLDERS = "*_×□○◯?…xX "
CLOSING = " 。;；,.、"
WORDS_ALONE = frozenset(("不足", "达到", "超过"))
MAX_TAIL = 8
MAX_UNKNOWN = 4
MAX_SIGNS = 9

RANGE_SIGN = re.compile(r" ?(?:[–—―─~]+|--?|至|到) ?(?=-?[0-9.])")
PLUS_MINUS = re.compile(r" ?(?:±|\+/-) ?(?=[0-9.])")
DATE_SIGNS = re.compile(r"[年月季/-]|\.[0-9]+\.")
HAS_DIGIT = re.compile(r"[0-9]")
DIGIT_AFTER_BLANK = re.compile(r"[.,]? +[0-9]")
# the last few years, not about so many
RECENT = re.compile(r" ?[0-9]+ ?个?(?:年|月|季|周|天|日)")

Number = tuple[Decimal, Decimal]
"""A number and half a unit of its last digit."""


class Reader:
    """The reading of one target; `target` may be called once."""

    def __init__(self, text: str, units: Units) -> None:
        self.text = text
        self.flat = squeezed(text.translate(HALF))
        self.units = units
        self.found: list[tuple[str, Comparator]] = []
        self.begins_with_one = False

    def target(self) -> Target:
        if not canonical_text(self.flat):
            return Target(TargetKind.BLANK, self.text)
        if self.flat in NOT_APPLICABLE or not self.flat.strip(DASHES):
            return Target(TargetKind.NOT_APPLICABLE, self.text)
        start = self.comparators_before()
        self.begins_with_one = start > 0
        body = self.flat[start:]
        date = self.date(body)
        if date is not None:
            return date
        if body.startswith("±"):
            return self.around_zero(start + 1)
        if PROPORTIONS.fullmatch(body) or GRADE.fullmatch(body):
            return self.made(TargetKind.WORD, word=canonical_text(body))
        number = NUMBER.match(self.flat, start)
        return self.without_number(body) if number is None else self.with_number(number)

    # Comparators

    def comparators_before(self) -> int:
        """Take the comparators that the text begins with; where they end."""
        at = 0
        while len(self.found) < MAX_SIGNS:
            for length in (6, 5, 4, 3, 2, 1):
                spelling = self.flat[at : at + length]
                comparator = SYMBOLS.get(spelling) or PREFIX_WORDS.get(spelling)
                if comparator and (spelling in SYMBOLS or self.is_comparator(spelling, at + length)):
                    break
            else:
                break
            self.found.append((spelling, comparator))
            at += len(spelling) + self.flat.startswith(" ", at + len(spelling))
        return at

    def is_comparator(self, word: str, end: int) -> bool:
        """Whether a figure, its stand-in or nothing comes after: 达标 and 超额 are words of their own, and so is 不足."""
        if word == "近" and RECENT.match(self.flat, end):
            return False
        rest = self.flat[end : end + 2].lstrip(" ")
        return rest[0] in "0123456789.+-±*_≥≤≧≦=<>≈X×" if rest else word not in WORDS_ALONE

    def comparator_after(self, at: int) -> int:
        """Take a comparator that stands after a figure; where it ends."""
        at += self.flat.startswith(" ", at)
        for length in (3, 2, 1):
            spelling = self.flat[at : at + length]
            if spelling in SUFFIX_WORDS:
                self.found.append((spelling, SUFFIX_WORDS[spelling]))
                return at + len(spelling)
        return at

    # Outcomes

    def made(
        self,
        kind: TargetKind,
        quantity: Quantity | None = None,
        upper: Quantity | None = None,
        unit_text: str = "",
        problem: str = "",
        word: str = "",
    ) -> Target:
        if not agreeing(self.found):
            return self.malformed("two-comparators")
        canonical = all(spelling in CANONICAL for spelling, _ in self.found)
        return Target(
            kind, self.text, combined(self.found), quantity, upper, word, None, problem, unit_text.strip(), canonical
        )

    def malformed(self, problem: str) -> Target:
        problem = problem if agreeing(self.found) else "two-comparators"
        canonical = all(spelling in CANONICAL for spelling, _ in self.found)
        return Target(TargetKind.MALFORMED, self.text, problem=problem, spelled_canonically=canonical)

    def as_word(self) -> Target:
        whole = canonical_text(self.text)
        return Target(TargetKind.WORD, self.text, word=whole.strip(CLOSING) or whole)

    # Kinds

    def date(self, body: str) -> Target | None:
        if not DATE_SIGNS.search(body):
            return None
        span = parse_dates(body)
        if span is None:
            return None
        if not span.possible:
            return self.malformed("impossible-date")
        first = span.first
        if (
            first
            and first.year is None
            and body.endswith("月")
            and combined(self.found) not in (None, Comparator.EQUAL)
        ):
            return None  # ≤3月: three months
        if span.before and not self.found:
            self.found.append(("前", Comparator.AT_MOST))
        target = self.made(TargetKind.DATE)
        return target if target.problem else replace(target, date=first, last_date=span.last)

    def without_number(self, body: str) -> Target:
        bare = body.strip(PLACEHOLDERS)
        if not bare or self.units.find(bare) is not None or bare in SUFFIX_WORDS:
            return self.made(TargetKind.NO_NUMBER, unit_text=bare)
        if not self.found:
            return self.as_word()
        word = canonical_text(body)
        return self.made(TargetKind.WORD, word=word.strip(CLOSING) or word)

    def around_zero(self, at: int) -> Target:
        """`±5%`: from -5% to 5%."""
        match = NUMBER.match(self.flat, at)
        number = read_number(match[0]) if match else None
        if match is None or number is None:
            return self.malformed("bad-number") if HAS_DIGIT.search(self.flat) else self.as_word()
        unit, end = self.unit_at(match.end())
        if self.comparator_after(end) < len(self.flat):
            return self.as_word()
        self.found.append(("±", Comparator.ABOUT))
        upper = quantity_of(number, unit or UNSTATED)
        lower = Quantity(upper.value.copy_negate(), upper.precision, upper.unit)
        return self.made(TargetKind.RANGE, lower, upper, self.flat[match.end() : end])

    def with_number(self, match: re.Match[str]) -> Target:
        written = match[0].rstrip(",.")
        number = read_number(written)
        at = match.start() + len(written)
        if number is None:
            digits = sum(letter in "0123456789" for letter in written)
            return self.malformed("too-long" if digits > MAX_DIGITS else "bad-number")
        self.take_indefinite(at)
        unit, unit_end = self.unit_at(at)
        for sign in (PLUS_MINUS, RANGE_SIGN):
            between = sign.match(self.flat, unit_end)
            other = NUMBER.match(self.flat, between.end()) if between else None
            if other:
                return self.range(number, unit, other, sign is PLUS_MINUS)
        return self.single(number, unit, at, unit_end)

    def take_indefinite(self, at: int) -> None:
        """Take the 余 of `6万余个`, where a unit, a comparator or nothing follows it."""
        scale, end = self.units.longest(self.flat, at)
        word = self.flat[end : end + 1]
        if word not in INDEFINITE or (scale and scale.dimension is not None):
            return
        without = self.flat[:end] + self.flat[end + 1 :]
        follows = self.units.longest(without, at)[1] > end or without.startswith(tuple(SUFFIX_WORDS), end)
        if follows or len(without) == end:
            self.flat = without
            self.found.append((word, Comparator.MORE))

    def unit_at(self, at: int) -> tuple[Unit | None, int]:
        """The longest unit at a place, and where it ends; a blank or brackets may stand around it."""
        at += self.flat.startswith(" ", at)
        unit = self.units.find(self.flat[at:])
        if unit is not None:
            return unit, len(self.flat)
        if "每" in self.flat[at : at + MAX]:  # 1元每人
            return self.units.longest(self.flat[: at + MAX].replace("每", "/"), at)
        if self.flat[at : at + 3] in MISNOMERS or self.flat[at : at + 2] in MISNOMERS:
            return None, at
        unit, end = self.units.longest(self.flat, at)
        return work(self.units, unit, end, self.flat)

    def single(self, number: Number, unit: Unit | None, at: int, unit_end: int) -> Target:
        after = self.flat[at:]
        if DIGIT_AFTER_BLANK.match(after):
            return self.malformed("blank-in-number")
        rest = self.flat[self.comparator_after(unit_end) :].strip(CLOSING)
        unit_text = self.flat[at:unit_end]
        if not rest:
            return self.made(TargetKind.QUANTITY, quantity_of(number, unit or UNSTATED), unit_text=unit_text)
        if unit is not None and self.is_figure_again(self.flat[unit_end:], unit, number):
            return self.malformed("several-figures")
        if HAS_DIGIT.search(rest):
            several = not has_letter(after) or any(spelling in SYMBOLS for spelling, _ in self.found)
            return self.malformed("several-figures") if several else self.as_word()
        if not has_letter(rest) or "//" in after:
            plain = Reader(self.flat.replace("//", "/"), self.units).target() if "//" in after else None
            return replace(self.malformed("odd-sign"), meant=str(plain) if plain and not plain.problem else "")
        if after[0] in ".," and self.units.longest(after, 1)[0] is not None:
            plain = Reader(self.flat[:at] + after[1:], self.units).target() if "." not in self.flat[:at] else None
            return replace(self.malformed("bad-number"), meant=str(plain) if plain and not plain.problem else "")
        if unit is None or unit.dimension is None:
            return self.unknown_unit(number, at, unit)
        if unit_again(self.units, unit, rest):
            return self.malformed("two-units")
        if len(rest) > MAX_TAIL and not self.begins_with_one:
            return self.as_word()
        return self.made(TargetKind.QUANTITY, quantity_of(number, unit), unit_text=unit_text, problem="trailing-text")

    def is_figure_again(self, rest: str, unit: Unit, number: Number) -> bool:
        """Whether the same figure or one in the same unit is glued to a figure: 1200万元1300万元. 1小时30分钟 is none."""
        match = NUMBER.match(rest)
        if match is None or not rest[0].isdigit():
            return False
        tail = rest[match.end() :].strip(CLOSING)
        return self.units.find(tail) == unit if tail else read_number(match[0]) == number

    def unknown_unit(self, number: Number, at: int, scale: Unit | None) -> Target:
        """A number before a word that is no unit: the word is taken for a unit of its own."""
        word = self.flat[at : at + MAX + 1].strip(CLOSING)
        suffix = next((each for each in SUFFIX_WORDS if word.endswith(each) and word != each), "")
        word = word.removesuffix(suffix)
        base = word.removeprefix(scale.name) if scale and word not in MISNOMERS else word
        if not 0 < len(base) <= (MAX if self.begins_with_one else MAX_UNKNOWN) or not all(
            letter.isalpha() or letter in "/·()" for letter in base
        ):
            return self.as_word()
        if suffix and not (self.found and self.found[-1][0] == suffix):
            self.found.append((suffix, SUFFIX_WORDS[suffix]))
        unit = Unit(word, scale.factor if scale and base != word else UNSTATED.factor, ((base, 1),))
        return self.made(TargetKind.QUANTITY, quantity_of(number, unit), unit_text=word, problem="unknown-unit")

    def range(self, number: Number, first: Unit | None, other: re.Match[str], around: bool) -> Target:
        written = other[0].rstrip(",.")
        second = read_number(written)
        at = other.start() + len(written)
        if second is None:
            return self.malformed("bad-number")
        unit, unit_end = self.unit_at(at)
        rest = self.flat[self.comparator_after(unit_end) :].strip(CLOSING)
        if rest:
            return self.as_word() if has_letter(rest) else self.malformed("several-figures")
        unit_text = self.flat[at:unit_end]
        last = unit or first or UNSTATED
        low, high = quantity_of(number, self.completed(first, last)), quantity_of(second, last)
        problem = "unlike-units" if low.unit.dimension != high.unit.dimension else ""
        if around and (not problem or high.unit.name in SPREADS):
            problem = ""
            low, high = spread(low, high)
        if not problem and low.value > high.value:
            if low.value < 0:  # -5%~-10%: a fall, the smaller one first
                low, high = high, low
            else:
                problem = "reversed-range"
        return self.made(TargetKind.RANGE, low, high, unit_text or (first.name if first else ""), problem)

    def completed(self, unit: Unit | None, last: Unit) -> Unit:
        """The unit of a range's first figure, which may leave to the last what is the same: 3—5万人, 3万—5万人."""
        if unit is None or unit.dimension is not None or last.dimension is None:
            return unit or last
        return self.units.find(unit.name + self.units.unscaled(last).name) or last


SPREADS = frozenset(("%", "‰", "百分点"))


def spread(centre: Quantity, by: Quantity) -> tuple[Quantity, Quantity]:
    """The ends of `100±10%`; a ratio around a quantity of another kind is a share of it."""
    distance, precision = by.value, by.precision
    if by.unit.dimension == DIMENSIONLESS != centre.unit.dimension:
        distance = EXACT.multiply(distance, centre.value)
        precision = EXACT.multiply(precision, centre.value.copy_abs())
    precision = max(precision, centre.precision)
    low, high = EXACT.subtract(centre.value, distance), EXACT.add(centre.value, distance)
    return Quantity(low, precision, centre.unit), Quantity(high, precision, centre.unit)


def has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
