"""Names that the language itself gives a meaning to: functions with their signatures, states, other documents, categories.

Hover, completion and the reference come from it. What a function computes stands in `functions.py` under the same id, or in
`aggregates.py`; a test holds both together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """`parameters` are kinds as `calls.py` checks them; `result` is a kind, or `same` as the first parameter.

    The doc line of a function is the catalogue text `function.<id>`.
    """

    id: str
    chinese: str
    parameters: tuple[str, ...]
    result: str


SIGNATURES: dict[str, Signature] = {
    function.id: function
    for function in (
        # over rows: each takes `where`
        Signature("sum", "合计", ("numbers",), "same"),
        Signature("count", "计数", ("rows",), "count"),
        Signature("minimum", "最小", ("numbers",), "same"),
        Signature("maximum", "最大", ("numbers",), "same"),
        Signature("average", "平均", ("numbers",), "same"),
        Signature("all", "全部", ("rows", "condition"), "boolean"),
        Signature("exists", "存在", ("rows",), "boolean"),
        Signature("distinct", "去重", ("column",), "count"),
        Signature("unique", "唯一", ("column",), "boolean"),
        # on texts
        Signature("figures", "数额", ("text",), "amounts"),
        Signature("years", "年份", ("text_or_date",), "years"),
        Signature("planned_figures", "计划数额", ("text",), "amounts"),
        Signature("planned_years", "计划年份", ("text",), "years"),
        Signature("contains", "包含", ("text", "text"), "boolean"),
        Signature("matches", "匹配", ("text", "pattern"), "boolean"),
        Signature("split", "拆分", ("text", "text"), "texts"),
        Signature("length", "字数", ("text",), "count"),
        # on a field over its axis
        Signature("increasing", "递增", ("axis",), "boolean"),
        # on targets
        Signature("comparator", "比较符", ("target",), "text"),
        Signature("unit_of", "单位", ("target",), "text"),
        # on numbers
        Signature("absolute", "绝对值", ("number",), "same"),
        Signature("round", "舍入", ("number", "places"), "same"),
    )
}

BY_NAME: dict[str, Signature] = {
    **{function.id: function for function in SIGNATURES.values()},
    **{function.chinese: function for function in SIGNATURES.values()},
    "min": SIGNATURES["minimum"],
    "max": SIGNATURES["maximum"],
    "含": SIGNATURES["contains"],
    "mean": SIGNATURES["average"],
    "abs": SIGNATURES["absolute"],
}

# What people call a function out of habit.
FUNCTION_HABITS: dict[str, str] = {
    **dict.fromkeys(("求和", "总和", "汇总", "加总"), "合计"),
    **dict.fromkeys(("个数", "数目", "计算个数"), "计数"),
    **dict.fromkeys(("最大值", "取大"), "最大"),
    **dict.fromkeys(("最小值", "取小"), "最小"),
    **dict.fromkeys(("平均值", "平均数", "均值"), "平均"),
    **dict.fromkeys(("四舍五入", "取整"), "舍入"),
    **dict.fromkeys(("长度", "字符数"), "字数"),
    "len": "字数",
}

# What `x is …` may ask, by both names.
STATES: dict[str, str] = {
    "blank": "blank", "空白": "blank", "空": "blank",
    "given": "given", "已填": "given",
    "inapplicable": "inapplicable", "不适用": "inapplicable",
    "quantity": "quantity", "定量": "quantity",
    "word": "word", "定性": "word",
    "date": "date", "日期": "date",
    "range": "range", "区间": "range",
}  # fmt: skip

# Other documents: parsed and typed as the same form.
DOCUMENTS: dict[str, str] = {
    "prior": "prior", "上年": "prior", "children": "children", "下级": "children", "parent": "parent", "上级": "parent",
}  # fmt: skip

# The year that the filled form is for.
YEAR_NAMES = ("年度", "year")

# The last coordinate of whatever axis a field has, or the field itself where it has none: `指标值[期末]`.
LAST_NAMES = ("期末", "last")

CATEGORIES: dict[str, str] = {
    "完整性": "completeness", "规范性": "form", "相关性": "relevance", "适当性": "adequacy", "可行性": "feasibility",
    "勾稽": "reconciliation", "completeness": "completeness", "form": "form", "relevance": "relevance",
    "adequacy": "adequacy", "feasibility": "feasibility", "reconciliation": "reconciliation",
}  # fmt: skip
