"""Which years and figures of a goal are its own plan: 比2023年增长5%, “十四五”(2021—2025年), 每周1次 and 3个科室 are not.

Judges by the words around them, in favour of the writer: what may be a reference is left out. Never raises.
"""

import re
from bisect import bisect_left
from functools import cache

from gouji.lang.prose import Figure, YearMention, figures, years
from gouji.lang.quantities import HALF
from gouji.lang.units import DIMENSIONLESS, STANDARD, Units

WINDOW = 24
"""How many characters before and after are looked at."""

# a figure in these is how long or how old something is, not how much of it is planned
DURATIONS = frozenset(
    (
        "年",
        "月",
        "个月",
        "岁",
        "周岁",
        "季度",
        "个季度",
        "小时",
        "个小时",
        "分钟",
        "天",
        "日",
        "周",
        "工作日",
        "个工作日",
    )
)
DEEDS = frozenset(((name, 1),) for name in "次 人次 场次 项 件 场 期 篇 份 批 笔 例 起".split())
"""What is done, rather than who or what is there."""
CLAUSE_ENDS = "，,。；;！!？?\n"
RANGE = re.compile(r" ?[-–—―~至到]+ ?[0-9]")
SENTENCE_ENDS = "。；;！!？?\n"


@cache
def figure_of_what_is() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Before and after a count of those who are there to be served or paid; before the size of a thing, which 的 follows.

    惠及10万人 and 受益人口10万人 stay promises, and so do deeds: 为全市群众办实事12件.
    """
    return (
        re.compile(
            r"(?:保障(?!性|房|住房)|保证|维持|维护|运维|供养|管理|负责|养护|管护|面向|满足|服务(?:全|就业|于))"
            r"(?!.*(?:完成|建成|建设|新建|新增|达))|^为(?:全|辖区|本|我|广大|[约近])[^0-9]{0,12}$|用于$"
        ),
        re.compile(r"(?:在职|在编|离休|退休|离退休|工作人员|在岗|编制|编内|编外)"),
        re.compile(r"(?:投资|面积|占地|全长|总长|库容|规模)[约达为]?$"),
    )


@cache
def year_referred_to() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands directly before, and directly after, a year that something is compared with, dated or measured by."""
    return (
        re.compile(
            r"(?:比|较|较之|同比|对比|相比|相对于|与|和|同|跟|自|从|由|截至|截止|截止到|截至到|到|至|为|以|按|按照|根据|依据|执行|沿用"
            r"|于|始于|建于|力争|结转|延续|落实|对|对照|参照|参考|上年|去年|上年度|上一年|前年|基期|基年|下一年|明年|次年|持续到|延长至|编制|编报"
            r"|[0-9]{4}年(?:度)?(?:和|与|、|至|到|及))[“\"(（《<]?$|《[^》]*$|“[^”]*$|[0-9]年?[-–—―~～]+$"
        ),
        re.compile(
            r"年?[-–—―~～至到]+[0-9]{4}年|年?(?:度)?(?:的)?(?:相比|同比|比较|基础|水平|数据|同期|持平|以来|起|开始|以前|之前|结转|结余|决算|审计"
            r"|考核|年报|年度报告|绩效评价|评价|清算|汇算|续建|跨年|尾款|实际|完成了|已|成立|建成|启用|投入|启动|印发|发布|出台|修订|修正|制定|颁布"
            r"|通过|版|期间|以后|之后|远景|平均|均值|全年实际|累计|末|底(?!前|之前|以前)|[0-9]{1,2}月[0-9]{0,2}[日号]?(?:起|印发|发布|成立|以来))"
            r"|年(?:度)?[^，,。；;]{0,12}(?:基础上|相比|持平|水平)"
        ),
    )


@cache
def figure_referred_to() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words before a figure within its clause, words directly before it, and what follows a count of parts or places.

    Shares per head and the terms of loans are rules that hold, not what is reached.
    """
    return (
        re.compile(
            r"上年|去年|前年|往年|历年|上一年|截至|截止|目前|现有|现已|现辖|共有|已|以来|同比|环比|每|[人户亩地劳村校班床]均|平均|均为|单位面积|(?<![年内])累计|[0-9年度底末期]比|比(?:上|去|前|同|20)"
            r"|最高额度|贷款额度|限额|首付|利率|缴存比例|缴存基数|单笔|起付线"
            r"|较(?:上|去|前|同|20)|下设|内设|下辖|设有|共设|在编|编制(?:人数|总数)|核定|拥有|位列|位居|排名"
        ),
        re.compile(
            r"(?:增长|增加|增幅|增速|提高|提升|上升|上涨|下降|降低|减少|压减|压缩|缩短|节约|下浮|上浮|高于|低于|高出|超出|快于)(?:了|约|近|幅度)?$"
            r"|前$|第$|所辖$|辖区$|[0-9][-–—―~～至到]+$|[×x*]$"
            r"|[0-9][百千万亿]{0,2}(?:[元人名位次个件户项家亩吨天%‰]|人次|公里|平方米)?(?:[-–—―~～]+|至)$"
        ),
        re.compile(
            r"(?:科室|处室|部门|部室|分中心|管理部|营业部|营业大厅|大厅|网点|窗口|街道|乡镇|镇|乡|区县|县区|县|区|社区|村|板块|方面|领域|环节|维度|重点"
            r"|目标|确保|坚持|统筹|关键|专项|步骤|阶段|层次|层面|工作组|小组|柜员|员工|群体)"
        ),
    )


def planned_years(text: str) -> tuple[YearMention, ...]:
    """The years that a text plans for: not those of spans, comparisons, titles, or of what has been."""
    before, after = year_referred_to()
    flat = text.translate(HALF)
    return tuple(
        mention
        for mention in years(text)
        if not before.search(closed_up(flat[max(0, mention.start - WINDOW) : mention.start]))
        and not after.match(closed_up(flat[mention.end : mention.end + WINDOW]))
    )


def planned_figures(text: str, units: Units = STANDARD) -> tuple[Figure, ...]:
    """The figures that a text plans to reach: not parts of another, rates of change, sizes of what there is, or history."""
    surroundings = _Surroundings(text)
    return tuple(figure for figure in figures(text, units) if not is_reference(figure, surroundings))


class _Surroundings:
    """A text in half-width with what figures are judged by, found once for all of them: ends of clauses, years."""

    __slots__ = ("_clause_ends", "_references", "_sentence_ends", "flat")

    def __init__(self, text: str) -> None:
        self.flat = text.translate(HALF)
        self._clause_ends = _places(self.flat, CLAUSE_ENDS)
        self._sentence_ends = _places(self.flat, SENTENCE_ENDS)
        planned = set(planned_years(text))
        latest = max((mention.year for mention in planned), default=0)
        # of several years that it speaks of, the last is the one that it plans
        self._references = [one.start for one in years(text) if one not in planned or one.year < latest]

    def clause(self, at: int) -> int:
        """Where the clause begins."""
        return _after_last(self._clause_ends, at)

    def sentence(self, at: int) -> int:
        """Where the sentence begins."""
        return _after_last(self._sentence_ends, at)

    def refers(self, start: int, end: int) -> bool:
        """Whether a year that is not planned stands between."""
        return bisect_left(self._references, start) < bisect_left(self._references, end)


def _places(flat: str, ends: str) -> list[int]:
    wanted = frozenset(ends.translate(HALF))
    return [at for at, character in enumerate(flat) if character in wanted]


def _after_last(ends: list[int], at: int) -> int:
    before = bisect_left(ends, at)
    return ends[before - 1] + 1 if before else 0


def is_reference(figure: Figure, around: _Surroundings) -> bool:
    flat = around.flat
    within, directly_before, directly_after = figure_referred_to()
    clause, sentence = around.clause(figure.start), around.sentence(figure.start)
    lead = closed_up(flat[max(clause, figure.start - 2 * WINDOW) : figure.start])
    return (
        figure.quantity.unit.name in DURATIONS
        or around.refers(clause, figure.start)
        or re.search(r"其中|包括", flat[max(sentence, figure.start - 8 * WINDOW) : figure.start]) is not None
        or within.search(lead) is not None
        or directly_before.search(lead) is not None
        or RANGE.match(flat, figure.end) is not None
        or is_what_is(figure, lead, closed_up(flat[figure.end : figure.end + WINDOW]))
        or (is_count(figure) and directly_after.match(closed_up(flat[figure.end : figure.end + WINDOW])) is not None)
    )


def is_what_is(figure: Figure, before: str, after: str) -> bool:
    """Whether a figure is the size of something that is there: 保障50名在职人员正常运转, 总投资5000万元的综合楼."""
    served, staff, sized = figure_of_what_is()
    if after.startswith("的") and sized.search(before):
        return True
    dimension = figure.quantity.unit.dimension
    counts = dimension is None or (is_count(figure) and dimension not in DEEDS)
    return counts and (staff.match(after) is not None or served.search(before) is not None)


def is_count(figure: Figure) -> bool:
    """Whether a figure counts things; money and shares have a base of their own."""
    return figure.quantity.unit.dimension not in (DIMENSIONLESS, None, (("元", 1),))


def closed_up(text: str) -> str:
    """A text without blanks, which line ends and scans leave in Chinese."""
    return "".join(text.split())
