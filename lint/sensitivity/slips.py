"""What people get wrong in one cell: a digit, a factor of ten, a unit, a comparator, two periods, a year, a name, a blank.

From the text of a cell to the texts that a slip would leave there. Always the same ones, in the same order; judges none.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from gouji.lang.prose import figures, years
from gouji.lint.sensitivity.spots import TARGETS, CellKind, Spot


class ChangeKind(StrEnum):
    """Kinds of changes, in the order in which they are told."""

    DIGIT = "digit"
    TEN_TIMES = "ten-times"
    TENTH = "tenth"
    UNIT_DROPPED = "unit-dropped"
    SCALE_DROPPED = "scale-dropped"
    OTHER_SCALE = "other-scale"
    OTHER_COMPARATOR = "other-comparator"
    NUMBER_DROPPED = "number-dropped"
    PERIODS_SWAPPED = "periods-swapped"
    LAST_YEAR = "last-year"
    YEAR_GARBLED = "year-garbled"
    LETTER_DROPPED = "letter-dropped"
    LETTERS_SWAPPED = "letters-swapped"
    OTHER_LETTER = "other-letter"
    OTHER_WORD = "other-word"
    BLANK = "blank"


OPPOSITES = {
    "≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "≥", "＝": "≥", "≧": "≤", "≦": "≥", "＞": "＜", "＜": "＞",
    "不低于": "不高于", "不少于": "不超过", "不高于": "不低于", "不超过": "不低于", "不大于": "不小于", "不小于": "不大于",
    "大于": "小于", "小于": "大于", "高于": "低于", "低于": "高于",
}  # fmt: skip
"""A comparator and the one that is taken for it."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COMPARATOR = re.compile("|".join(sorted(OPPOSITES, key=len, reverse=True)))
_SCALES = {"亿": "万", "万": "亿"}


class Text(NamedTuple):
    """A kind of change, and the whole text that it leaves."""

    change: ChangeKind
    text: str


class Slip(NamedTuple):
    """A kind of change, and the new texts of one cell or of two."""

    change: ChangeKind
    texts: tuple[tuple[Spot, str], ...]


def slips_of(spot: Spot) -> Iterator[Text]:
    """Every slip in the text of one cell; no two leave the same text."""
    text = spot.text
    seen = {text}
    for slip in (*_by_kind(spot, text), Text(ChangeKind.BLANK, "")):
        if slip.text not in seen:
            seen.add(slip.text)
            yield slip


def year_slips(year: int) -> Iterator[tuple[ChangeKind, int]]:
    """The year that stands at the head of a form: last year's, and two that come of swapped digits."""
    written = str(year)
    yield ChangeKind.LAST_YEAR, year - 1
    for garbled in (written[:2] + written[3] + written[2], written[0] + written[2] + written[1] + written[3]):
        if garbled != written:
            yield ChangeKind.YEAR_GARBLED, int(garbled)


def _by_kind(spot: Spot, text: str) -> Iterator[Text]:
    if spot.part:
        yield from _part(spot, text)
    elif spot.kind in (CellKind.MONEY, CellKind.NUMBER):
        yield from _figure(text)
    elif spot.kind is CellKind.WORD_TARGET:
        yield Text(ChangeKind.OTHER_WORD, f"不{text}")
        yield Text(ChangeKind.LETTER_DROPPED, text[:-1])
    elif spot.kind in TARGETS or spot.kind is CellKind.DATE:
        yield from _target(text)
    elif spot.kind in (CellKind.NAME, CellKind.PRESCRIBED_NAME, CellKind.REFERENCE, CellKind.HEADING):
        yield from _name(text)
        yield from _years(text)
        yield from _other_choice(spot)
    else:
        yield from _prose(text)


def _part(spot: Spot, text: str) -> Iterator[Text]:
    """A comparator or a unit that stands in a column of its own."""
    if spot.part == "comparator" and text in OPPOSITES:
        yield Text(ChangeKind.OTHER_COMPARATOR, OPPOSITES[text])
    if spot.part == "unit":
        yield from _scales(text, "")
    yield from _other_choice(spot)


def _scales(unit: str, before: str) -> Iterator[Text]:
    for scale, other in _SCALES.items():
        if unit.startswith(scale):
            rest = unit.removeprefix(scale)
            yield Text(ChangeKind.SCALE_DROPPED, f"{before}{rest}")
            yield Text(ChangeKind.OTHER_SCALE, f"{before}{other}{rest}")


def _figure(text: str) -> Iterator[Text]:
    """A figure, with a unit or none."""
    for found in _NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        for change, number in _numbers(found[0]):
            yield Text(change, f"{before}{number}{after}")
        if after.strip():
            yield Text(ChangeKind.UNIT_DROPPED, before + found[0])
        yield from _scales(after.lstrip(), before + found[0])


def _numbers(text: str) -> Iterator[tuple[ChangeKind, str]]:
    """A number with each digit in turn another one, and with its decimal point moved either way."""
    for at, letter in enumerate(text):
        if letter.isdecimal():
            other = str((int(letter) + 3) % 10)
            if at or other != "0" or len(text) == 1 or text[1] == ".":
                yield ChangeKind.DIGIT, text[:at] + other + text[at + 1 :]
    whole, _, fraction = text.partition(".")
    if text.strip("0."):
        tenfold = f"{whole}{fraction[:1] or '0'}".lstrip("0") or "0"
        yield ChangeKind.TEN_TIMES, tenfold + (f".{fraction[1:]}" if fraction[1:] else "")
        yield ChangeKind.TENTH, f"{whole[:-1] or '0'}.{whole[-1]}{fraction}".rstrip("0").rstrip(".")


def _target(text: str) -> Iterator[Text]:
    """A target that holds a figure or a date."""
    yield from _figure(text)
    sign = _COMPARATOR.match(text)
    if sign:
        yield Text(ChangeKind.OTHER_COMPARATOR, OPPOSITES[sign[0]] + text[sign.end() :])
    number = _NUMBER.search(text)
    if number:
        yield Text(ChangeKind.NUMBER_DROPPED, text[: number.start()] + text[number.end() :])
    yield from _years(text)


def _prose(text: str) -> Iterator[Text]:
    """Running text: its figures and its years."""
    for figure in figures(text):
        number = _NUMBER.search(figure.text)
        if number:
            before, unit = text[: figure.start + number.start()], figure.text[number.end() :]
            for change, other in _numbers(number[0]):
                yield Text(change, f"{before}{other}{unit}{text[figure.end :]}")
            if unit:
                yield Text(ChangeKind.UNIT_DROPPED, f"{before}{number[0]}{text[figure.end :]}")
    yield from _years(text)


def _years(text: str) -> Iterator[Text]:
    for year in years(text):
        for change, other in year_slips(year.year):
            yield Text(change, f"{text[: year.start]}{other}{text[year.end :]}")


def _name(text: str) -> Iterator[Text]:
    """A name with a character left out, two swapped, and one of another word."""
    middle = len(text) // 2
    yield Text(ChangeKind.LETTER_DROPPED, text[:middle] + text[middle + 1 :])
    if len(text) > 2 and text[middle - 1] != text[middle]:
        yield Text(
            ChangeKind.LETTERS_SWAPPED, text[: middle - 1] + text[middle] + text[middle - 1] + text[middle + 1 :]
        )
    yield Text(ChangeKind.OTHER_LETTER, text[:middle] + "某" + text[middle + 1 :])


def _other_choice(spot: Spot) -> Iterator[Text]:
    """The next of the words that may stand there."""
    choices = tuple(spot.field.type.choices)
    if spot.cell.value in choices:
        yield Text(ChangeKind.OTHER_WORD, choices[(choices.index(str(spot.cell.value)) + 1) % len(choices)])
