"""Dates as forms write them: a day, a month, a quarter, a year, and spans of these.

Never knows today, and never fills in a year that is not written.
"""

import re
from datetime import date as Day
from functools import cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100

NUMERIC = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?(?: ?(之前|以前|前))?")
BETWEEN = re.compile(r" ?(?:[–—―~至到]+|--+) ?")
BARE_FIRST = re.compile(r"(?:([0-9]{4}) ?年 ?)?([0-9]{1,4})")
QUARTERS = "一二三四"


def month_length(year: int | None, month: int) -> int:
    """The days of a month; of a February in no stated year, 29."""
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


@cache
def chinese() -> re.Pattern[str]:
    """A date in words. Compiled when first asked for: most starts of the program read none."""
    return re.compile(
        r"(?:[于在截至到]{1,2} ?)?"
        r"(?:([0-9]{4}) ?年度? ?)?"
        r"(?:(上半年|下半年|全年|第? ?[一二三四1-4] ?季度)|([0-9]{1,2}) ?月份? ?(?:([0-9]{1,2}) ?[日号] ?)?)?"
        r"(年?[初中底末]|[上中下]旬)?"
        r"(?:之?内|以内)?(之前|以前|前)?(?:全部|全面)?(?:完成|到位|实施)?[。;.]?"
    )


class Date(NamedTuple):
    """A date as precise as it was written; a part that was not written is None.

    `months` is how many months it lasts from `month` on: 3 for a quarter, 6 for half a year, else 1.
    """

    year: int | None
    month: int | None
    day: int | None
    months: int = 1

    @property
    def precision(self) -> str:
        """`day`, `month`, `quarter`, `half-year` or `year`."""
        if self.day is not None:
            return "day"
        if self.month is None:
            return "year"
        return {3: "quarter", 6: "half-year"}.get(self.months, "month")

    def first_day(self) -> Day | None:
        """The first day that it can mean, or None without a year."""
        return None if self.year is None else Day(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> Day | None:
        """The last day that it can mean, or None without a year."""
        if self.year is None:
            return None
        if self.month is None:
            return Day(self.year, 12, 31)
        month = self.month + self.months - 1
        return Day(self.year, month, self.day or month_length(self.year, month))

    def __str__(self) -> str:
        year = "" if self.year is None else f"{self.year}年"
        if self.month is None:
            return year
        if self.months == 6:
            return f"{year}{'上' if self.month == 1 else '下'}半年"
        if self.months == 3:
            return f"{year}第{QUARTERS[self.month // 3]}季度"
        return f"{year}{self.month}月" + ("" if self.day is None else f"{self.day}日")


class DateSpan(NamedTuple):
    """What a text of dates says: one date, or the first and last of a span; `before` for 12月底前.

    `possible` is false for a 30th of February and its like; the dates then are None.
    """

    first: Date | None
    last: Date | None
    before: bool
    possible: bool


IMPOSSIBLE = DateSpan(None, None, False, False)


def parse_dates(text: str) -> DateSpan | None:
    """The date or span of dates that the whole of a half-width text is, or None when it is not a date."""
    if len(text) > 60:
        return None
    single = _single(text, None)
    if single is not None:
        return single
    between = BETWEEN.search(text)
    if between:
        start, end = text[: between.start()], text[between.end() :]
    elif text.count("-") == 1:
        start, _, end = (part.strip() for part in text.partition("-"))
    else:
        return None
    last = _single(end, None)
    if last is None:
        return None
    first = _single(start, None) or _first_without_its_unit(start, last.first)
    if first is None or first.last or last.last:
        return None
    if not (first.possible and last.possible) or first.first is None or last.first is None:
        return IMPOSSIBLE
    start_date, end_date = first.first, last.first
    if end_date.year is None and start_date.year is not None:
        # 2022年1月—12月: the year counts for both; 2022年11月—2月 ends in the next
        later = (end_date.month or 12) < (start_date.month or 1)
        end_date = end_date._replace(year=start_date.year + later)
        if end_date.day is not None and end_date.day > month_length(end_date.year, end_date.month or 1):
            return IMPOSSIBLE
    begins, ends = start_date.first_day(), end_date.last_day()
    if begins is not None and ends is not None and ends < begins:
        return IMPOSSIBLE
    return DateSpan(start_date, end_date, last.before, True)


def _first_without_its_unit(text: str, last: Date | None) -> DateSpan | None:
    """The `2020` of `2020—2025年`, the `2022年1` of `2022年1-12月`."""
    match = BARE_FIRST.fullmatch(text.strip())
    if match is None or last is None:
        return None
    year, number = match.groups()
    if last.precision == "year" and year is None and len(number) == 4:
        return _checked(int(number), None, None, False)
    if last.precision == "month" and len(number) <= 2:
        return _checked(int(year) if year else last.year, int(number), None, False)
    return None


def _single(text: str, year: int | None) -> DateSpan | None:
    numeric = NUMERIC.fullmatch(text)
    if numeric and FIRST_YEAR <= int(numeric[1]) <= LAST_YEAR:
        if numeric[4] is None and (numeric[2] == "." or not 1 <= int(numeric[3]) <= 12):
            return None  # 2022.12 may be an amount, 2000-50 a range
        return _checked(int(numeric[1]), int(numeric[3]), int(numeric[4]) if numeric[4] else None, bool(numeric[5]))
    match = chinese().fullmatch(text)
    if match is None:
        return None
    written_year, part, month, day, edge, before = match.groups()
    # 2022年底 is its last month, 2022年初 its first; so are 年底 and 年初 of a year that is not written
    edge_month = {"底": 12, "末": 12, "初": 1}.get(edge[-1]) if edge and edge[-1] != "旬" else None
    if not (written_year or month or (part and part != "全年") or (edge_month and edge[0] == "年")):
        return None
    if written_year:
        year = int(written_year)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
    if month is not None:
        if not written_year and not day and int(month) > 12:
            return None  # 18月: a duration
        return _checked(year, int(month), int(day) if day else None, bool(before))
    if part == "上半年" or part == "下半年":
        return DateSpan(Date(year, 1 if part == "上半年" else 7, None, 6), None, bool(before), True)
    if part and part != "全年":
        quarter = part.replace(" ", "").removeprefix("第")[0]
        number = QUARTERS.index(quarter) if quarter in QUARTERS else int(quarter) - 1
        if not written_year and part[0] in "1234":
            return None  # 3季度: a duration
        return DateSpan(Date(year, 3 * number + 1, None, 3), None, bool(before), True)
    return _checked(year, edge_month, None, bool(before))


def _checked(year: int | None, month: int | None, day: int | None, before: bool) -> DateSpan:
    if month is not None and not 1 <= month <= 12:
        return IMPOSSIBLE
    if day is not None and not 1 <= day <= month_length(year, month or 1):
        return IMPOSSIBLE
    return DateSpan(Date(year, month, day), None, before, True)
