"""Figures, years and counted lists in running text: `归集住房公积金500亿元`, `控制在90%左右`, `2020—2025年`.

Offsets count characters of the text given. Years, dates, numbers of documents, telephone lines and headings are no
figures. Of Chinese numerals it reads those in 万 or 亿 with a unit (五年 and 八项规定 are words). Linear in the text, never raises.
"""

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from gouji.lang.quantities import BLANKS, HALF, MAX_DIGITS, Quantity, means_nothing, parse_number, quantity_of
from gouji.lang.targets import INDEFINITE, PREFIX_WORDS, SUFFIX_WORDS, SYMBOLS, Comparator, combined
from gouji.lang.units import STANDARD, Unit, Units


class Figure(NamedTuple):
    """A figure in a text: `text[start:end]` is `figure.text`, with the comparator words that belong to it."""

    start: int
    end: int
    quantity: Quantity
    comparator: Comparator | None
    text: str


class YearMention(NamedTuple):
    """A year in a text; `start` and `end` bound its four digits."""

    start: int
    end: int
    year: int


class CountedList(NamedTuple):
    """A list that says how many members it has: `甲科、乙科、丙科三个科室`, `两个科室：甲科和乙科`."""

    start: int
    end: int
    stated: int
    members: tuple[str, ...]


FIRST_YEAR, LAST_YEAR = 1949, 2100
"""What years are written of; 2204年 is a year too, though a slip, while 2500年 is a length of time."""

RANGE_SIGN = re.compile(r"(?:[-–—―~]+|至|到)(?=[0-9])")
SIGN_MAY_FOLLOW = frozenset(" (:,;。、≥≤=><≈为至达")
LONGEST_PREFIX = max(map(len, PREFIX_WORDS))
PREFIX_ENDS = frozenset(word[-1] for word in (*PREFIX_WORDS, *SYMBOLS))
SUFFIX_BEGINNINGS = frozenset(word[0] for word in SUFFIX_WORDS)

# words that begin as a unit does: 3项目 is no 3项
WORDS_LIKE_UNITS = """
项目 个贷 个体 个性 处室 处理 处置 处罚 单位 单元 支部 支付 支持 支出 条件 条例 条款 台账 台风 本级 本市 本区 本地 本人 期限 期间 期末
种植 分中 分局 分公 分管 分配 分别 分支 分类 分析 成立 成本 成员 成果 成熟 成效 成为 成长 成交 名单 名录 名称 人民 人均 人才 人力 人工
次数 次序 年度 年底 年末 年初 天然 所有 所需 所以 家庭 家长 家具 户籍 户口 组织 面向 面对 面积 面临 层面 层级 部门 部分 件数 级别
对于 对应 把握 集中 集团 口径 口岸 口头 批准 批复 批量 针对 篇幅 门户 门诊 队伍 站点 头部 里程 方面 方案 方式 方法 根据 团队 班子 起草
场所 场地 场馆 例如 例外 日常 日报 周期 周边 季末 角度 度量 度过 版本 封闭 尾款 页面 眼科 步骤 双方 只有 只能 升级 首次 类别 类似
位于 位置 套餐 课题 课程 元旦 元素
"""
# words that end as a comparator does, and words that begin so
WORDS_LIKE_PREFIXES = "节约 预约 签约 履约 解约 续约 集约 违约 契约 下达 到达 传达 送达 抵达 直达 发达 表达 赶超 反超"
WORDS_LIKE_SUFFIXES = "内设 内部 内容 内外 内控 内涵 内审"
NO_UNITS = frozenset(WORDS_LIKE_UNITS.split())
NO_PREFIXES = frozenset(WORDS_LIKE_PREFIXES.split())
NO_SUFFIXES = frozenset(WORDS_LIKE_SUFFIXES.split())


class _Line:
    """A text in half-width without the blanks that mean nothing, with the way back to offsets in the text."""

    __slots__ = ("cuts", "flat", "removed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        flat = text.translate(HALF)
        runs = [run.span() for run in BLANKS.finditer(flat) if means_nothing(run)]
        lengths = [end - start for start, end in runs]
        self.removed = [0, *accumulate(lengths)]
        # where each cut stands in the shortened text
        self.cuts = [start - before for (start, _), before in zip(runs, self.removed, strict=False)]
        starts = [0, *(end for _, end in runs)]
        ends = [*(start for start, _ in runs), len(flat)]
        self.flat = "".join(flat[start:end] for start, end in zip(starts, ends, strict=True)) if runs else flat

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of a part of the shortened one that is not empty."""
        return (
            start + self.removed[bisect_right(self.cuts, start)],
            end + self.removed[bisect_right(self.cuts, end - 1)],
        )


@cache
def tokens() -> re.Pattern[str]:
    """What is made of digits, first all that is no figure. Like all long patterns here, compiled when first asked for."""
    return re.compile(
        r"(?P<code>[A-Za-z][A-Za-z0-9_-]*|[1-6]G(?![A-Za-z]))"  # YCCG1704-49, 5G
        # 三万人, but not 数十万人, nor a part of 一亿二千万元
        r"|(?<![零〇一二两三四五六七八九十百千万亿几数上近第点0-9])(?P<chinese>[一二两三四五六七八九十][一二三四五六七八九十百千]{0,6})"
        r"(?=[万亿][^零〇一二两三四五六七八九十百千万亿0-9几])"
        r"|(?P<date>[0-9]{4}年(?:度|[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[底末初中])?"
        r"|[0-9]{4}[-–—―~至][0-9]{4}年"
        r"|(?:19|20)[0-9]{2}(?P<between>[-/.])[0-9]{1,2}(?P=between)[0-9]{1,2}(?![0-9])"
        r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]|份|[底末初中])?"
        r"|[0-9]{1,2}[-–—―~至][0-9]{1,2}月"
        r"|[0-9]{1,2}日(?=[前起止至]|[之以]前)"
        r"|[0-9]{1,2}[时:][0-9]{1,2}分?)"
        r"|(?P<mark>第[0-9]+|[〔\[(【][0-9]{4}[〕\])】][0-9]+|7[*×x]24小时)"
        r"|(?P<number>[0-9][0-9,]*(?:\.(?!(?:19|20)[0-9]{2}年)[0-9]+)?)"  # 3.2024年: a heading and a year
    )


def figures(text: str, units: Units = STANDARD) -> tuple[Figure, ...]:
    """Every figure that has a unit or a scale (`28亿`), in order. A range gives both its ends, each with its unit."""
    line = _Line(text)
    flat = line.flat
    found: list[Figure] = []
    waiting: tuple[int, int] | None = None  # the first number of a range, whose unit is still to come
    read = 0  # 8/10万 ends behind its second number
    for token in tokens().finditer(flat):
        start, end = token.span()
        first, waiting = waiting, None
        chinese = token.lastgroup == "chinese"
        if start < read or not (chinese or token.lastgroup == "number") or _continues_a_heading(flat, start):
            continue
        unit, unit_end, comparators = _unit_after(flat, end, units)
        if chinese and (unit is None or unit.dimension is None):
            continue  # 一万 alone may be a word
        range_sign = RANGE_SIGN.match(flat, end)
        if unit is None:
            waiting = (start, end) if range_sign else None
            continue
        if first and (between := RANGE_SIGN.match(flat, first[1])) and between.end() == start:
            found += _figure(line, first, first[1], unit, [])
        found += _figure(line, (start, end), unit_end, unit, comparators)
        read = unit_end
    return tuple(found)


def _continues_a_heading(flat: str, start: int) -> bool:
    """Whether a number is the last of 3.5.1."""
    return start > 1 and flat[start - 1] == "." and flat[start - 2] in "0123456789"


def _unit_after(flat: str, at: int, units: Units) -> tuple[Unit | None, int, list[tuple[str, Comparator]]]:
    """The unit after a number, where it ends, and the 余 or 多 that says more: 6万余个, 200余名."""
    unit, end = units.longest(flat, at)
    found = []
    word = flat[end : end + 1]
    if word in INDEFINITE and (unit is None or unit.dimension is None):
        after, after_end = units.longest(flat[at:end] + flat[end + 1 : end + 16], 0)
        if after is not None and after_end > end - at:
            unit, end, found = after, at + after_end + 1, [(word, Comparator.MORE)]
        elif unit is not None:
            end, found = end + 1, [(word, Comparator.MORE)]
    return (None, at, []) if flat[end - 1 : end + 1] in NO_UNITS else (unit, end, found)


def _figure(
    line: _Line, digits: tuple[int, int], end: int, unit: Unit, found: list[tuple[str, Comparator]]
) -> tuple[Figure, ...]:
    """The figure of a number and its unit, with the comparators around; none where the number is malformed."""
    flat, (start, number_end) = line.flat, digits
    written = flat[start : min(number_end, start + 2 * MAX_DIGITS)].rstrip(",")
    number = (
        parse_number(written if written[0].isdecimal() else _in_digits(written))
        if len(written) == number_end - start
        else None
    )
    if number is None:
        return ()
    if start and flat[start - 1] == "-" and (start == 1 or flat[start - 2] in SIGN_MAY_FOLLOW):
        start -= 1
        number = (number[0].copy_negate(), number[1])
    if flat[start - 1 : start] in PREFIX_ENDS and flat[max(0, start - 2) : start] not in NO_PREFIXES:
        for length in range(min(LONGEST_PREFIX, start), 0, -1):
            word = flat[start - length : start]
            comparator = PREFIX_WORDS.get(word) or SYMBOLS.get(word)
            if comparator:
                start -= length
                found = [(word, comparator), *found]
                break
    if flat[end : end + 1] in SUFFIX_BEGINNINGS and flat[end : end + 2] not in NO_SUFFIXES:
        word = next((flat[end : end + length] for length in (3, 2, 1) if flat[end : end + length] in SUFFIX_WORDS), "")
        if word:
            end += len(word)
            found = [*found, (word, SUFFIX_WORDS[word])]
    begin, finish = line.place(start, end)
    return (Figure(begin, finish, quantity_of(number, unit), combined(found), line.text[begin:finish]),)


def _in_digits(numeral: str) -> str:
    """A Chinese numeral below ten thousand; empty if it is not written as it is counted."""
    from gouji.lang.target_numerals import section

    return section(numeral)


@cache
def written_years() -> re.Pattern[str]:
    """A year of four digits that 年, the end of a span or a date shows to be one."""
    return re.compile(
        r"(?<![0-9A-Za-z])(?P<year>[0-9]{4})"
        r"(?=年|[-–—―~至到]+[0-9]{4}年|(?P<between>[-/.])[0-9]{1,2}(?P=between)[0-9]{1,2}(?![0-9])|-(?:0[1-9]|1[0-2])(?![0-9]))"
    )


def years(text: str) -> tuple[YearMention, ...]:
    """Every year from 1949 on that is written with 年, or that begins a span of years or a date in digits."""
    line = _Line(text)
    return tuple(
        YearMention(*line.place(*match.span("year")), int(match["year"]))
        for match in written_years().finditer(line.flat)
        if _is_year(int(match["year"]))
    )


def _is_year(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR or (LAST_YEAR < number < 3000 and number % 100 != 0)


# Counted lists ------------------------------------------------------------------------------------------------------

NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
INTRODUCTION = re.compile(r"[^、]*(?:内设|下设|设有|下辖|包括|分为|分别[为是]|即|设)(?=[^、]{2})")
ANNOUNCEMENT = re.compile(r"(?:[:,]?(?:分别[为是]?|分为|包括|即)|:)")
LIST = re.compile(r"[^,。;:]{2,400}")
MAX_LIST = 400
# before a count these say that no list has come: 甲、乙等三个, 甲、乙内设三个
NO_MEMBER_ENDS = frozenset("、等第设辖有为括共了")


@cache
def counts() -> re.Pattern[str]:
    """A number of things, with 个 and the name of the thing."""
    return re.compile(
        r"(?P<count>[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])个"
        r"(?P<noun>[\u4e00-\u9fff]{1,8}?)(?=[,。;、:)]|$|分别|分为|包括|即)"
    )


def counted_lists(text: str) -> tuple[CountedList, ...]:
    """Every list that stands directly before or after its own count. A list that ends in 等 is open and left out."""
    line = _Line(text)
    flat = line.flat
    found: list[CountedList] = []
    for match in counts().finditer(flat):
        count = _counted(match["count"])
        clause = max(flat.rfind(sign, max(0, match.start() - MAX_LIST), match.start()) for sign in ",。;:") + 1
        start, end, listed = max(clause, match.start() - MAX_LIST), match.end(), ""
        if "、" in flat[start : match.start()] and flat[match.start() - 1] not in NO_MEMBER_ENDS:
            introduction = INTRODUCTION.match(flat, start, match.start())
            start = introduction.end() if introduction else start
            listed = flat[start : match.start()]
        elif announcement := ANNOUNCEMENT.match(flat, match.end()):
            members = LIST.match(flat, announcement.end())
            if members and re.search("[、和及]", members[0]) and not members[0].endswith("等"):
                start, end, listed = match.start(), members.end(), members[0]
        if listed:
            found.append(CountedList(*line.place(start, end), count, _members(listed, count)))
    return tuple(found)


def _counted(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + NUMERALS.get(ones, 0)


def _members(listed: str, count: int) -> tuple[str, ...]:
    """The members; 和 or 及 in the last is read as part of a name or as another 、, whichever makes the count right."""
    *members, last = listed.split("、")
    both = re.split("以及|和|及", last, maxsplit=1)
    return (*members, *(both if len(members) + len(both) <= count and all(both) else [last]))
