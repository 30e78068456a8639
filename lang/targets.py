"""What a target is: its kind, comparator, figure, date or word; and the spellings of comparators.

Types and tables only. `target_reader.py` makes targets from text, `values.py` is where others ask for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gouji.lang.dates import Date
from gouji.lang.quantities import Quantity


class Comparator(StrEnum):
    """How a target bounds what it names. The value is the canonical spelling."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    MORE = ">"
    LESS = "<"
    ABOUT = "≈"


class TargetKind(StrEnum):
    """What kind of thing a target cell holds."""

    QUANTITY = "quantity"
    RANGE = "range"
    WORD = "word"
    DATE = "date"
    NOT_APPLICABLE = "not-applicable"
    BLANK = "blank"
    NO_NUMBER = "no-number"
    MALFORMED = "malformed"
    NOT_GIVEN = "not-given"


@dataclass(frozen=True, slots=True)
class Target:
    """A target as printed (`text`) and what it means.

    `quantity` is the figure, of a range its lower end with `upper` the other; `date` a date, of a span its first with
    `last_date` the other; `word` a qualitative value or prose, in canonical form. `unit_text` is the unit as written.
    `spelled_canonically` is false where the comparator is a word or an odd sign (≧, >=); ＝ counts as =.
    `problem` is empty or says in a word what is odd: unknown-unit, trailing-text, reversed-range, unlike-units,
    wrong-unit (not the one that the row prescribes, which only `bind` can tell); or,
    for a malformed target, why: two-comparators, several-figures, blank-in-number, bad-number, too-long, odd-sign,
    impossible-date, unclear-numeral, letter-for-digit, two-units, bracket-for-sign, misspelt-comparator. `meant` is what
    was probably meant, where that can be told.
    """

    kind: TargetKind
    text: str
    comparator: Comparator | None = None
    quantity: Quantity | None = None
    upper: Quantity | None = None
    word: str = ""
    date: Date | None = None
    problem: str = ""
    unit_text: str = ""
    spelled_canonically: bool = True
    last_date: Date | None = None
    meant: str = ""

    def __str__(self) -> str:
        return show_target(self)


def show_target(target: Target) -> str:
    """A target in canonical spelling; what is no figure, range or date, as it is printed."""
    sign = target.comparator.value if target.comparator else ""
    if target.kind is TargetKind.QUANTITY and target.quantity:
        return f"{sign}{target.quantity}"
    if target.kind is TargetKind.RANGE and target.quantity and target.upper:
        return f"{target.quantity}—{target.upper}"
    if target.kind is TargetKind.DATE and target.date:
        return f"{sign}{target.date}" + (f"—{target.last_date}" if target.last_date else "")
    if target.kind is TargetKind.WORD:
        return f"{sign}{target.word}"
    return target.text.strip()


# Spellings -----------------------------------------------------------------------------------------------------------

SYMBOLS = {
    "≥": Comparator.AT_LEAST, "≧": Comparator.AT_LEAST, "⩾": Comparator.AT_LEAST, ">=": Comparator.AT_LEAST,
    "=>": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "≦": Comparator.AT_MOST, "⩽": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST, "=<": Comparator.AT_MOST, "=": Comparator.EQUAL, "==": Comparator.EQUAL,
    ">": Comparator.MORE, "<": Comparator.LESS, "≈": Comparator.ABOUT,
}  # fmt: skip
"""Signs that may stand before a figure, half-width."""

CANONICAL = frozenset(Comparator)

WORDS = {
    Comparator.AT_LEAST: "大于等于 大于或等于 不低于 不少于 不小于 不得低于 不得少于 至少 达到 达",
    Comparator.AT_MOST: "小于等于 小于或等于 不超过 不高于 不大于 不多于 不得超过 不得高于 不超 至多 最多 控制在",
    Comparator.EQUAL: "等于",
    Comparator.MORE: "大于 超过 高于 多于 超",
    Comparator.LESS: "小于 低于 少于 不足 不满 不到",
    Comparator.ABOUT: "约为 大约 约 将近 接近 近",
}
PREFIX_WORDS = {word: comparator for comparator, words in WORDS.items() for word in words.split()}
"""Words that may stand before a figure."""

SUFFIX_WORDS = {
    "及以上": Comparator.AT_LEAST, "以上": Comparator.AT_LEAST, "及以下": Comparator.AT_MOST,
    "以下": Comparator.AT_MOST, "以内": Comparator.AT_MOST, "之内": Comparator.AT_MOST, "内": Comparator.AT_MOST,
    "左右": Comparator.ABOUT, "上下": Comparator.ABOUT,
}  # fmt: skip
"""Words that may stand after a figure and its unit."""

INDEFINITE = frozenset(("余", "多"))
"""Between a number or its scale and the unit: a little more."""

WEAK = INDEFINITE | {"达到", "达", "控制在"}
"""Words that leave the say to another: 达到90%左右, 控制在1‰以下, 达到95%以上."""

STRICTER = {
    frozenset((Comparator.AT_LEAST, Comparator.MORE)): Comparator.MORE,
    frozenset((Comparator.AT_MOST, Comparator.LESS)): Comparator.LESS,
}


def agreeing(found: Sequence[tuple[str, Comparator]]) -> bool:
    """Whether comparators, by their spellings, can stand around one figure: 不低于95%以上 can, ≥≥5 and ≥5%以内 cannot."""
    strong = _strong(found)
    signs = sum(spelling in SYMBOLS for spelling, _ in found)
    return signs <= 1 and (len(strong) <= 1 or strong in STRICTER)


def combined(found: Sequence[tuple[str, Comparator]]) -> Comparator | None:
    """The one comparator that those found amount to; of those that do not agree, the last."""
    strong = _strong(found)
    if len(strong) == 1:
        return next(iter(strong))
    return STRICTER.get(strong) or (found[-1][1] if found else None)


def _strong(found: Sequence[tuple[str, Comparator]]) -> frozenset[Comparator]:
    return frozenset(comparator for spelling, comparator in found if spelling not in WEAK)
