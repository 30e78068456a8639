"""Does the fix of an unknown name, which writes the nearest one, leave a rule file without that mistake and without a new one?"""

from collections import Counter
from pathlib import Path

import pytest

from gouji.lang.check import check_program
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.nearest import is_same_name
from gouji.lang.parse import parse
from gouji.lang.source import Source

FORM = """维度 期间 累计 { 半年, 全年 }
表样 甲 {
    计量单位 万元
    分组 收入 {
        「资金 总额」 : 金额
        资金合计 : 金额
    }
    总额 : 金额 按 期间
    明细表 项目 键 名称 {
        名称 : 文本
        金额 : 金额 按 期间
        行 水电费 { 必填 }
    }
}
"""
# A rule with one mistake, and what its fix writes.
MISTAKES = [
    ("应 总颧[全年] > 0", "总额"),
    ("应 总额[全年] > 资金合计", "收入.资金合计"),
    ("应 总额[全年] > 「资金 总额」", "收入.「资金 总额」"),
    ("应 总额[全年] > 合记(项目.金额[全年])", "合计"),
    ("应 合计(项目.金颧[全年]) > 0", "金额"),
    ("应 合计(项木.金额[全年]) > 0", "项目"),
    ('应 项目["水电废"].金额[全年] > 0', '"水电费"'),
    ("应 项目[“水电废”].金额[全年] > 0", "“水电费”"),
]


def mistakes(text: str) -> list[Diagnostic]:
    return check_program([parse(Source("a.gj", text))]).diagnostics()


def mended(text: str, found: Diagnostic) -> str:
    assert found.fix is not None
    for span, new in sorted(found.fix.replacements, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


@pytest.mark.parametrize(("clause", "meant"), MISTAKES)
def test_the_nearest_name_cures(clause: str, meant: str) -> None:
    text = f"{FORM}规则 一 于 甲 {{\n    {clause}\n}}\n"
    (found,) = [one for one in mistakes(text) if one.code.id.startswith("unknown-")]
    assert found.fix is not None and not found.fix.safe
    assert [one.text for one in found.fix.replacements] == [meant]
    assert not [one for one in mistakes(mended(text, found)) if one.code.id.startswith("unknown-")]


def test_a_form_and_the_units_of_a_field_are_mended_too() -> None:
    text = (
        FORM.replace("总额 : 金额 按", "总额 : 金额 计量单位 万圆 按") + "规则 一 于 甲甲 {\n    应 总额[全年] > 0\n}\n"
    )
    assert {one.fix.replacements[0].text for one in mistakes(text) if one.fix is not None} >= {"万元"}


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "check").glob("*.gj")), ids=lambda path: path.stem)
def test_whatever_is_offered_in_the_other_cases_cures(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = mistakes(text)
    for found in before:
        if found.code.id.startswith("unknown-") and found.fix is not None:
            after = mistakes(mended(text, found))
            assert (Counter(one.code.id for one in before) - Counter(one.code.id for one in after))[found.code.id]
            assert not Counter(one.code.id for one in after) - Counter(one.code.id for one in before), str(found)


@pytest.mark.parametrize(
    ("written", "name", "same"),
    [
        ("基本 支出", "基本支出", True),
        ("“基本支出”", "基本支出", True),
        ("项目（本级）", "项目(本级)", True),
        ("Other-income", "other_income", True),
        ("基本支岀", "基本支出", False),
        ("上半年", "半年", False),
        ("1.5倍", "15倍", False),
        ("1. 5倍", "1.5倍", True),
        ("≥", "≤", False),
        ("", "", False),
        ("、", "，", False),
    ],
)
def test_names_that_are_spelt_otherwise(written: str, name: str, same: bool) -> None:
    """Only what says nothing may differ: no letter, no figure, no sign."""
    assert is_same_name(written, name) is same
