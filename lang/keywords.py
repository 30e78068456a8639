"""Every keyword in both languages, declared once: terminal of grammar.lark -> English and Chinese spellings.

The first spelling of each language is the one the formatter writes. Keywords are soft: the parser takes a word as
a keyword only where that keyword may stand. Never knows what a keyword means.
"""

from typing import NamedTuple


class Spelling(NamedTuple):
    """A keyword's words in the two languages, the usual one first."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]


KEYWORDS: dict[str, Spelling] = {
    # declarations
    "USE": Spelling(("use",), ("引用",)),
    "AXIS": Spelling(("axis",), ("维度",)),
    "CUMULATIVE": Spelling(("cumulative",), ("累计",)),
    "UNIT": Spelling(("unit",), ("计量单位",)),
    "LIBRARY": Spelling(("library",), ("指标库",)),
    "FORM": Spelling(("form",), ("表样",)),
    "INHERITS": Spelling(("is",), ("沿用",)),
    "RULE": Spelling(("rule",), ("规则",)),
    "TEST": Spelling(("test",), ("用例",)),
    # forms
    "TITLE": Spelling(("title",), ("标题",)),
    "YEARS": Spelling(("years",), ("年度",)),
    "GROUP": Spelling(("group",), ("分组",)),
    "TABLE": Spelling(("table",), ("明细表",)),
    "KEY": Spelling(("key",), ("键",)),
    "ROW": Spelling(("row",), ("行",)),
    "DRAW": Spelling(("draw",), ("取自",)),
    "OFF": Spelling(("off",), ("停用",)),
    "REGRADE": Spelling(("regrade",), ("改级",)),
    "BECAUSE": Spelling(("because",), ("理由",)),
    # types
    "TEXT": Spelling(("text",), ("文本",)),
    "NUMBER": Spelling(("number",), ("数值",)),
    "COUNT": Spelling(("count",), ("数量",)),
    "MONEY": Spelling(("money",), ("金额",)),
    "RATIO": Spelling(("ratio",), ("比率",)),
    "DATE": Spelling(("date",), ("日期",)),
    "CHOICE": Spelling(("choice",), ("选项",)),
    "TARGET": Spelling(("target",), ("目标值",)),
    "REFERENCE": Spelling(("reference",), ("引用",)),
    "SEVERAL": Spelling(("several",), ("若干",)),
    # attributes
    "REQUIRED": Spelling(("required",), ("必填",)),
    "OPTIONAL": Spelling(("optional",), ("可选",)),
    "BY": Spelling(("by",), ("按",)),
    "LABEL": Spelling(("label",), ("标签",)),
    "TOTAL": Spelling(("totals",), ("合计自",)),
    "DEFAULT": Spelling(("default",), ("缺省",)),
    "DIRECTION": Spelling(("direction",), ("方向",)),
    "HIGHER": Spelling(("higher",), ("正向",)),
    "LOWER": Spelling(("lower",), ("反向",)),
    "VALUES": Spelling(("values",), ("取值",)),
    "COMPARATOR_FROM": Spelling(("comparator_from",), ("比较符自",)),
    "UNIT_FROM": Spelling(("unit_from",), ("计量单位自",)),
    "ALIAS": Spelling(("alias",), ("别名",)),
    # rules
    "ON": Spelling(("on",), ("于",)),
    "ERROR": Spelling(("error",), ("错误",)),
    "WARNING": Spelling(("warning",), ("警告",)),
    "HINT": Spelling(("hint",), ("提示",)),
    "EACH": Spelling(("each",), ("每个",)),
    "WHERE": Spelling(("where",), ("其中",)),
    "WHEN": Spelling(("when",), ("当",)),
    "LET": Spelling(("let",), ("设",)),
    "MUST": Spelling(("must",), ("应",)),
    "WITHIN": Spelling(("within",), ("容差",)),
    "MESSAGE": Spelling(("message",), ("信息",)),
    "ENGLISH": Spelling(("english",), ("英文",)),
    "BASIS": Spelling(("basis",), ("依据",)),
    "CATEGORY": Spelling(("category",), ("分类",)),
    "AT": Spelling(("at",), ("定位",)),
    "FIX": Spelling(("fix",), ("修正",)),
    "LEFT": Spelling(("left",), ("左边",)),
    "RIGHT": Spelling(("right",), ("右边",)),
    "ANSWERABLE": Spelling(("answerable",), ("可说明",)),
    # expressions
    "_OR": Spelling(("or",), ("或",)),
    "_AND": Spelling(("and",), ("且",)),
    "NOT": Spelling(("not",), ("非",)),
    "IN": Spelling(("in",), ("属于",)),
    "MATCHES": Spelling(("matches",), ("匹配",)),
    "MENTIONS": Spelling(("mentions",), ("含",)),
    "IS": Spelling(("is",), ("为",)),
    # tests
    "GIVEN": Spelling(("given",), ("给定",)),
    "CHANGE": Spelling(("change",), ("改为",)),
    "DELETE": Spelling(("delete",), ("删去",)),
    "ADD": Spelling(("add",), ("增加",)),
    "EXPECT": Spelling(("expect",), ("期望",)),
    "PASS": Spelling(("pass",), ("通过",)),
    "FAIL": Spelling(("fail",), ("失败", "不通过")),
    "INAPPLICABLE": Spelling(("inapplicable",), ("不适用",)),
    "UNEVALUATED": Spelling(("unevaluated",), ("无法判定",)),
    "UNREACHED": Spelling(("unreached",), ("未执行",)),
}

# Comparators may be written in words; the formatter leaves them as they are.
COMPARATOR_WORDS: dict[str, tuple[str, ...]] = {
    "EQ": ("等于",),
    "NE": ("不等于",),
    "GE": ("不低于", "不少于", "大于等于", "不小于"),
    "LE": ("不超过", "不高于", "小于等于", "不大于"),
    "GT": ("大于", "高于", "超过"),
    "LT": ("小于", "低于", "少于"),
    "ABOUT": ("约等于",),
}

SYMBOLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("=", "＝", "=="), ("EQ", "_EQ")),
    **dict.fromkeys(("≠", "!=", "！=", "<>"), ("NE",)),
    **dict.fromkeys(("≥", "≧", "⩾", ">=", "＞="), ("GE",)),
    **dict.fromkeys(("≤", "≦", "⩽", "<=", "＜="), ("LE",)),
    **dict.fromkeys((">", "＞"), ("GT",)),
    **dict.fromkeys(("<", "＜"), ("LT",)),
    **dict.fromkeys(("≈", "≒"), ("ABOUT",)),
    **dict.fromkeys(("+", "＋"), ("PLUS",)),
    **dict.fromkeys(("-", "－", "−"), ("MINUS",)),
    **dict.fromkeys(("*", "×", "＊"), ("TIMES",)),
    **dict.fromkeys(("/", "÷", "／"), ("DIVIDE",)),
    **dict.fromkeys(("..", "．．"), ("RANGE",)),
    **dict.fromkeys((".", "．"), ("_DOT",)),
    **dict.fromkeys((",", "，", "、"), ("_COMMA",)),
    **dict.fromkeys((":", "："), ("_COLON",)),
    # Only part of a unit; by itself it is never right.
    **dict.fromkeys(("%", "％", "‰"), ("PERCENT",)),
    **dict.fromkeys(("{", "｛"), ("_LBRACE",)),
    **dict.fromkeys(("}", "｝"), ("_RBRACE",)),
    **dict.fromkeys(("(", "（"), ("_LPAR",)),
    **dict.fromkeys((")", "）"), ("_RPAR",)),
    **dict.fromkeys(("[", "［", "【"), ("_LBRACKET",)),
    **dict.fromkeys(("]", "］", "】"), ("_RBRACKET",)),
}


def _words() -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for terminal, spelling in KEYWORDS.items():
        for word in spelling.english + spelling.chinese:
            words.setdefault(word, []).append(terminal)
    for terminal, spellings in COMPARATOR_WORDS.items():
        for word in spellings:
            words.setdefault(word, []).append(terminal)
    return {word: tuple(terminals) for word, terminals in words.items()}


# A word -> the terminals it may be.
WORDS: dict[str, tuple[str, ...]] = _words()

# A year may be written 2024 or 2024年.
YEAR_SIGN = "年"

DECLARATIONS = ("USE", "AXIS", "UNIT", "LIBRARY", "FORM", "RULE", "TEST")

# What people write out of habit -> the word or sign that is meant here.
HABITS: dict[str, str] = {
    **dict.fromkeys(("&&", "&", "＆＆", "＆", "并且", "而且", "同时"), "且"),
    **dict.fromkeys(("||", "|", "｜｜", "｜", "或者"), "或"),
    **dict.fromkeys(("!", "！"), "非"),
    **dict.fromkeys(("~", "～", "∼"), "≈"),
    **dict.fromkeys(
        ("=>", "＝>", "=＞", "＝＞", "=≥", "＝≥", "≥=", "≥＝", "≧=", "≧＝", "⩾=", "⩾＝", "大于或等于"), "≥"
    ),
    **dict.fromkeys(
        ("=<", "＝<", "=＜", "＝＜", "=≤", "＝≤", "≤=", "≤＝", "≦=", "≦＝", "⩽=", "⩽＝", "小于或等于"), "≤"
    ),
    **dict.fromkeys(("≠=", "≠＝"), "≠"),
    **dict.fromkeys(("===", "＝＝＝", "﹦"), "="),
    **dict.fromkeys(("﹥", "〉", "》"), ">"),
    **dict.fromkeys(("﹤", "〈", "《"), "<"),
    "。": ".",
    "加": "+",
    "减": "-",
    **dict.fromkeys(("乘", "乘以", "x", "X"), "×"),
    "除以": "÷",
    **dict.fromkeys(("应该", "应当", "必须", "须", "需", "需要"), "应"),
    **dict.fromkeys(("should", "shall"), "must"),
    **dict.fromkeys(("包含", "包括"), "含"),
    "contains": "mentions",
    "是": "为",
    "误差": "容差",
    **dict.fromkeys(("每一个", "对每个", "对于每个"), "每个"),
    "foreach": "each",
    **dict.fromkeys(("如果", "若"), "当"),
    "if": "when",
    "令": "设",
    **dict.fromkeys(("消息", "提示信息"), "信息"),
    **dict.fromkeys(("原因", "因", "因为", "由于"), "理由"),
    **dict.fromkeys(("reason", "cause"), "because"),
    **dict.fromkeys(("继承", "继承自", "沿袭", "沿用自", "承接"), "沿用"),
    **dict.fromkeys(("extends", "inherits"), "is"),
    **dict.fromkeys(("测试", "测试用例"), "用例"),
    "改成": "改为",
    **dict.fromkeys(("早于", "先于"), "<"),
    **dict.fromkeys(("晚于", "迟于"), ">"),
    "不早于": "≥",
    **dict.fromkeys(("不晚于", "不迟于"), "≤"),
    "warn": "warning",
    "for": "each",
    "严重": "错误",
    **dict.fromkeys(("钱", "款项"), "金额"),
    "整数": "数量",
    "数字": "数值",
    **dict.fromkeys(("文字", "字符串"), "文本"),
    **dict.fromkeys(("百分比", "百分数"), "比率"),
    "时间": "日期",
    "单位": "计量单位",
    **dict.fromkeys(("默认", "默认值", "缺省值"), "缺省"),
    **dict.fromkeys(("必需", "必选", "必添"), "必填"),
}
# Habits that take more than another word, with how the whole is written.
REWRITTEN: dict[str, str] = {
    "不属于": "非 … 属于 …",
    "不匹配": "非 … 匹配 …",
    **dict.fromkeys(("不含", "不包含", "不包括"), "非 … 含 …"),
    **dict.fromkeys(("不为", "不是"), "非 … 为 …"),
    **dict.fromkeys(("如果", "若", "则", "那么"), "当 … 应 …"),
    **dict.fromkeys(("if", "then"), "when … must …"),
}

# Terminals whose words stand inside a statement, between blanks that Chinese typing tends to leave out:
# those of expressions, and those after a field's name.
INSIDE_EXPRESSIONS = ("_OR", "_AND", "NOT", "IN", "MATCHES", "MENTIONS", "IS", "WHERE", "WITHIN", *COMPARATOR_WORDS)
INSIDE_FIELDS = tuple(
    "TEXT NUMBER COUNT MONEY RATIO DATE CHOICE TARGET REFERENCE SEVERAL REQUIRED OPTIONAL BY UNIT LABEL TOTAL DEFAULT "
    "DIRECTION HIGHER LOWER VALUES MATCHES COMPARATOR_FROM UNIT_FROM ALIAS".split()
)


def terminals_of(word: str) -> tuple[str, ...]:
    """The terminals that a keyword or a sign may be."""
    return SYMBOLS.get(word) or WORDS.get(word, ())
