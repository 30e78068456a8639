"""Marker tests for rule files: each mistake stands in the case beside the line that causes it.

The cases are `check/*.gj`; those called `used-…` are only used by others. Lines without a marker are right.
"""

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.markers import differences, expected

from gouji.lang.builtins import CATEGORIES, DOCUMENTS, SIGNATURES, STATES
from gouji.lang.check import check_program
from gouji.lang.codes import CODES
from gouji.lang.diagnostic import Category, Diagnostic
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import tokenize
from gouji.lang.parse import parse
from gouji.lang.program import Program
from gouji.lang.source import Place, Source, Span
from gouji.lang.units import Units
from gouji.lint.library import Library, LoadedRules

FILES = Path(__file__).with_name("check")
CASES = sorted(path for path in FILES.glob("*.gj") if not path.stem.startswith("used-"))


@cache
def loaded(path: Path) -> LoadedRules:
    return Library().load([path])


@cache
def diagnostics(path: Path) -> list[Diagnostic]:
    rules = loaded(path)
    return rules.program.diagnostics()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_mistakes_stand_where_they_are_expected(path: Path) -> None:
    """Each at its line, and no other, in the file and in all that it uses."""
    for tree in loaded(path).names.values():
        own = [one for one in diagnostics(path) if one.place.source is tree.source]
        assert differences(tree.source.text, own) == [], tree.source.name


@pytest.mark.parametrize("name", ["base", "right", "right-english", "soft-words"])
def test_right_rules_ask_for_nothing(name: str) -> None:
    """The cases of right rules hold no markers, and their rules are all there to be run."""
    path = FILES / f"{name}.gj"
    assert not expected(path.read_text(encoding="utf-8"))
    program = loaded(path).program
    names = {check.name.partition("/")[2] for form in program.forms for check in program.checks(form)}
    assert {rule.name.text for rule, _ in program.rules} <= names


@pytest.mark.parametrize("code", [id for id, code in CODES.items() if code.category is Category.LANGUAGE])
def test_each_mistake_is_shown_by_a_case(code: str) -> None:
    """Every code of rule files is found in some case."""
    assert any(one.code.id == code for path in CASES for one in diagnostics(path))


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("单位名", "单位名称"), ("人数数", "人数"), ("组.内内", "内"), ("内", "组.内"), ("额", "组.项.额"), ("上午.甲", "上年"),
        ("期额[办年]", "半年"), ("合记(组.项.额)", "合计"), ("甲 为 空百", "空白"), ("色 = 红色", "红"), ("3万圆", "万元"),
        ("甲且乙", "甲 且 乙"), ("甲 且乙", "且 乙"), ("人数或人次数", "人数 或 人次数"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_offered(written: str, nearest: str) -> None:
    """A mistyped name is an error with the name that was probably meant; a glued operator, with its blanks."""
    condition = written if "=" in written or "为" in written else f"{written} > 0"
    base = (FILES / "base.gj").read_text(encoding="utf-8")
    text = f"{base}\n规则 试 于 表 {{ 应 {condition} 信息 “{{甲}}” }}\n"
    (found,) = check_program([parse(Source("rules.gj", text))]).diagnostics()
    assert nearest in (found.arguments.get("nearest"), found.arguments.get("split"))
    assert nearest in found.message("zh") + found.help("zh")


@pytest.mark.parametrize(
    "inner", ["怪怪", '指标["预算执行率"].怪怪', '指标[\\"甲\\\\乙\\"].值 + 怪怪', "甲 + 怪怪 + 乙"]
)
def test_places_in_a_message_are_those_of_the_file(inner: str) -> None:
    """Escapes before a `{…}` and in it move nothing."""
    base = (FILES / "base.gj").read_text(encoding="utf-8")
    inner = inner if "\\" in inner else inner.replace('"', '\\"')
    text = f'{base}\n规则 试 于 表 {{ 应 甲 > 0 信息 "\\"一\\"\\n二\\\\ {{甲}} {{{inner}}} \\"三\\"" }}\n'
    (found,) = check_program([parse(Source("rules.gj", text))]).diagnostics()
    assert text[found.place.span.start : found.place.span.end] == "怪怪"


# --- English and Chinese

CHINESE = """
引用 "base.gj"
维度 期间 累计 { 半年, 全年 }
计量单位 箱苗 = 50株
指标库 共性 {
    行 比例 { 必填  类 产出  计量单位 %  方向 正向  别名 "占比"  ≤ 100% }
    行 制度 { 可选  取值 健全, 完善 }
}
表样 父表 {
    标题 "父表"
    年度 2023..
    计量单位 万元
    甲 : 金额 必填 按 期间 合计自 项.额, 乙 ≥ 0 标签 "半年甲", "全年甲"
    乙 : 金额 可选 缺省 0
    数 : 数值 计量单位 公里 < 3
    量 : 数量 计量单位 箱苗 > 0
    率 : 比率 ≤ 100%
    日 : 日期
    色 : 选项 红, 绿
    字 : 文本 匹配 "^[A-Z]+$"
    词 : 文本 取值 是, 否
    标 : 目标值 方向 反向
    分组 组 标签 "组" { 内 : 金额 ≥ 0 }
    明细表 项 键 名 必填 {
        名 : 文本
        额 : 金额 按 期间
        上级项 : 引用 项
        诸项 : 若干 引用 项
    }
    明细表 指标 键 名 {
        名 : 文本
        类 : 选项 产出, 效益
        值 : 目标值 按 期间 比较符自 符 计量单位自 位
        符 : 文本
        位 : 文本
        取自 共性
    }
    规则 一 错误 {
        每个 项 其中 额 > 0 或 名 含 "费"
        当 非 名 为 空白 且 名 属于 { 水费, 电费 }
        设 线 = 甲 × 2
        应 额 ≤ 线 容差 0.5
        应 额 = 线
        应 合计(项.额 其中 额 < 线) ≈ 最大(乙, 组.内) 且 名 匹配 "费$"
        信息 "{名} {线} {期间}" 英文 "{线}"
        依据 "办法"
        分类 规范性
        定位 额
        修正 左边
        可说明
    }
    规则 二 警告 {
        每个 某 属于 指标 其中 某.值 为 定量
        应 全部(指标, 值 ≥ 某.值) 且 存在(指标 其中 方向 = 正向) 且 平均(项.额) > 最小(项.额)
        应 甲 ≥ 上年.甲 且 年度 > 2000 且 唯一(项.名) 且 去重(项.名) > 计数(项) 且 递增(甲)
        应 比较符(某.值) = "≥" 且 单位(某.值) = "人" 且 绝对值(乙) > 舍入(乙, 1) 且 字数(字) > 1 且 包含(字, "A")
        应 计数(数额(字)) > 0 且 计数(年份(字)) > 0 且 计数(拆分(字, "、")) > 0 且 匹配(字, "A")
        应 计数(计划数额(字)) > 0 且 计数(计划年份(字)) > 0
        应 甲 > 0 且 某.名 = 字
        修正 右边
        信息 "{某.名} {某.值}"
    }
}
表样 子表 沿用 父表 {
    停用 "率 范围" 理由 "不查"
    改级 "二" 提示 理由 "试行"
    字 : 文本 必填
}
规则 三 提示 于 子表 {
    应 日 < 2024年3月 且 量 > 1箱苗 或 词 = 是
    信息 "{日}"
}
用例 "各种变化" {
    给定 "base.toml"
    改为 乙 = 1
    删去 组.内
    增加 项 { 名 = "水费" }
    期望 通过 一
    期望 失败 甲合计 于 甲[半年]
    期望 不适用 二
    期望 无法判定 三
    期望 未执行 三
}
"""
# What a word means depends on where it stands: at the beginning of a line, elsewhere.
PLACES = {"引用": ("use", "reference"), "年度": ("years", "year")}


def translation() -> dict[str, str]:
    """Every word of the language in Chinese, and its English."""
    words = {spelling.chinese[0]: spelling.english[0] for spelling in KEYWORDS.values()}
    words |= {function.chinese: function.id for function in SIGNATURES.values()}
    for table in (STATES, DOCUMENTS, CATEGORIES):
        words |= {word: meaning for word, meaning in table.items() if not word.isascii()}
    return words


def in_english(text: str) -> str:
    """The same rules in English keywords, word by word; a name before a colon stays a name."""
    words = translation()
    tokens = tokenize(text).items
    for token, following in reversed(list(zip(tokens, [*tokens[1:], tokens[-1]], strict=True))):
        if token.kinds[-1] != "NAME" or token.text not in words or following.text in (":", "："):
            continue
        word = PLACES[token.text][not token.first] if token.text in PLACES else words[token.text]
        text = text[: token.start] + word + text[token.end :]
    return text


def plain(node: Any) -> Any:
    """A model without its places."""
    if isinstance(node, Place | Span | Units):
        return None
    if isinstance(node, dict):
        return {name: plain(value) for name, value in node.items()}
    if is_dataclass(node):
        return (type(node).__name__, *(plain(getattr(node, part.name)) for part in fields(node)))
    if isinstance(node, tuple | list):
        return (type(node).__name__, *(plain(part) for part in node))
    return node


def program(text: str) -> Program:
    found = check_program([parse(Source("rules.gj", text.replace('引用 "base.gj"', "").replace('use "base.gj"', "")))])
    assert [one.message("zh") for one in found.diagnostics() if one.code.id != "unread-field"] == []
    return found


def test_english_and_chinese_mean_the_same() -> None:
    """The same forms, checks and tests to the last part, whichever language the keywords are in."""
    chinese, english = program(CHINESE), program(in_english(CHINESE))
    for form, twin in zip(chinese.forms, english.forms, strict=True):
        assert plain(form.members) == plain(twin.members)
        ours, theirs = chinese.checks(form), english.checks(twin)
        assert [check.name for check in ours] == [check.name for check in theirs]
        for check, other in zip(ours, theirs, strict=True):
            assert plain(check) == plain(other), check.name
    assert [plain(test.expectations) for test, _ in chinese.tests] == [
        plain(test.expectations) for test, _ in english.tests
    ]
    assert [plain(test.changes) for test, _ in chinese.tests] == [plain(test.changes) for test, _ in english.tests]


def test_every_keyword_is_compared() -> None:
    """The text above holds each keyword and each function in Chinese, and none of them in its English."""
    tokens = {token.text for token in tokenize(CHINESE).items}
    words = [spelling.chinese[0] for spelling in KEYWORDS.values()]
    words += [function.chinese for function in SIGNATURES.values()]
    assert [word for word in words if word not in tokens] == []
    left = {token.text for token in tokenize(in_english(CHINESE)).items} & set(translation())
    assert left == set()
