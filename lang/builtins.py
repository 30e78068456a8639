"""The function table: every function's names, parameters and result. Hover, completion and the reference come from it.

What a function computes stands in `evaluate.py` (plain functions) and `aggregates.py`; a test holds the tables together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """`parameters` are kinds as `expressions.py` checks them; `result` is a kind, or `same` as the first parameter.

    The doc line of a function is the catalogue text `function.<id>`.
    """

    id: str
    chinese: str
    parameters: tuple[str, ...]
    result: str


FUNCTIONS: dict[str, Function] = {
    function.id: function
    for function in (
        # over rows: each takes `where`
        Function("sum", "合计", ("numbers",), "same"),
        Function("count", "计数", ("rows",), "count"),
        Function("minimum", "最小", ("numbers",), "same"),
        Function("maximum", "最大", ("numbers",), "same"),
        Function("average", "平均", ("numbers",), "same"),
        Function("all", "全部", ("rows", "condition"), "boolean"),
        Function("exists", "存在", ("rows",), "boolean"),
        Function("distinct", "去重", ("column",), "count"),
        Function("unique", "唯一", ("column",), "boolean"),
        # on texts
        Function("figures", "数额", ("text",), "amounts"),
        Function("years", "年份", ("text",), "years"),
        Function("planned_figures", "计划数额", ("text",), "amounts"),
        Function("planned_years", "计划年份", ("text",), "years"),
        Function("contains", "包含", ("text", "text"), "boolean"),
        Function("matches", "匹配", ("text", "pattern"), "boolean"),
        Function("split", "拆分", ("text", "text"), "texts"),
        Function("length", "字数", ("text",), "count"),
        # on a field over its axis
        Function("increasing", "递增", ("axis",), "boolean"),
        # on targets
        Function("comparator", "比较符", ("target",), "text"),
        Function("unit_of", "单位", ("target",), "text"),
        # on numbers
        Function("absolute", "绝对值", ("number",), "same"),
        Function("round", "舍入", ("number", "places"), "same"),
    )
}

BY_NAME: dict[str, Function] = {
    **{function.id: function for function in FUNCTIONS.values()},
    **{function.chinese: function for function in FUNCTIONS.values()},
    "min": FUNCTIONS["minimum"],
    "max": FUNCTIONS["maximum"],
    "含": FUNCTIONS["contains"],
    "mean": FUNCTIONS["average"],
    "abs": FUNCTIONS["absolute"],
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

CATEGORIES: dict[str, str] = {
    "完整性": "completeness", "规范性": "form", "相关性": "relevance", "适当性": "adequacy", "可行性": "feasibility",
    "勾稽": "reconciliation", "completeness": "completeness", "form": "form", "relevance": "relevance",
    "adequacy": "adequacy", "feasibility": "feasibility", "reconciliation": "reconciliation",
}  # fmt: skip
