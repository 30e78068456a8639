"""Targets whose comparator, figure and unit stand in three columns: all that is done with a target in one cell.

On `forms/columns-sound.toml`, which has no finding: each case changes a cell or two of it and says what is then told.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from tests.trial import program_of, run, verdicts

from gouji.api import find_cell, read_form
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lang.target_parts import read_measure, read_sign
from gouji.lang.units import STANDARD
from gouji.lang.values import Target
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library
from gouji.lint.pack_pages import pack_pages
from gouji.lint.testing import run_tests

FORM = Path(__file__).with_name("forms") / "columns-sound.toml"
TEXT = FORM.read_text(encoding="utf-8")
LIBRARY = Library()


class Case(NamedTuple):
    """A row by its name, its three cells as they are then written, and what is told: code, part of the message, fix."""

    row: str
    cells: tuple[str, str, str]
    code: str
    message: str
    fix: str = ""


def told(row: str, cells: tuple[str, str, str]) -> list[Diagnostic]:
    """The findings once the cells of a row hold this; an empty text leaves a cell out."""
    head, _, rest = TEXT.partition(f'"三级指标" = "{row}"\n')
    _, blank, others = rest.partition("\n\n")
    names = ("指标性质", "指标值", "计量单位")
    lines = "".join(f'"{name}" = {cell}\n' for name, cell in zip(names, cells, strict=True) if cell)
    text = f'{head}"三级指标" = "{row}"\n{lines}{blank}{others}'
    return check_text(Source("form.toml", text), FORM, CheckContext(LIBRARY)).diagnostics


SOUND = [
    ("绿道长度", ('"≥"', '"46.50"', '"km"')),
    ("绿道长度", ('">="', "46.5", '"公里"')),
    ("绿道长度", ('"≥"', '"46.5公里"', '"公里"')),
    ("绿道长度", ('"≥"', '"≥46.5"', '"公里"')),
    ("绿道长度", ('"≥"', '"46.5公里"', "")),
    ("灯具完好率", ('"≥"', '"95—98"', '"%"')),
    ("灯具完好率", ('"≥"', '"98％"', '"%"')),
    ("补植乔木", ('"="', '"达到3600"', '"株"')),
    ("场馆造价", ('"≤"', "0.3", '"亿元"')),
    ("评定等次", ('"="', '"Ⅲ类"', '"/"')),
    ("评定等次", ('"≥"', '"每季度1次"', '"次"')),
    ("评定等次", ('"≥"', '"5万元"', '"元"')),
    ("空气质量指数", ('"≤"', '"4.5"', '"—"')),
    ("不涉及的一项", ('"定性"', '"国办发〔2021〕15号文件规定的"', '""')),
    ("不涉及的一项", ('"定性"', '"2025年6月"', '""')),
]  # fmt: skip


@pytest.mark.parametrize(("row", "cells"), SOUND)
def test_sound_rows_ask_for_nothing(row: str, cells: tuple[str, str, str]) -> None:
    """However the three cells share what a target says; a comparator that is no choice is told by the choice alone."""
    assert [one.code.id for one in told(row, cells) if one.code.id != "not-a-choice"] == []


CASES = [
    Case("绿道长度", ('"≥"', '"46.5平方米"', '"米"'), "target-parts-differ", "“计量单位”一栏填的却是“米”"),
    Case("绿道长度", ('"≥"', "46.5", '"万"'), "column-unit-unknown", "填的是“万”，不认识这个计量单位"),
    # what its own cell and the columns beside it say
    Case("绿道长度", ('"≥"', '"46.5米"', '"公里"'), "target-parts-differ", "填的是“46.5米”，“计量单位”一栏填的却是“公里”"),
    Case("绿道长度", ('"≤"', '"≥46.5"', '"公里"'), "target-parts-differ", "填的是“≥46.5”，“指标性质”一栏填的却是“≤”"),
    Case("灯具完好率", ('"定性"', "98", '"%"'), "target-parts-differ", "填的是“98”，是数，“指标性质”一栏填的却是“定性”"),
    Case("灯具完好率", ('"≥"', '"良好"', '""'), "target-parts-differ", "填的是“良好”，是文字，“指标性质”一栏填的却是“≥”"),
    Case("灯具完好率", ('"≥"', "98", '""'), "target-without-unit", "填的是“≥98”，“计量单位”一栏没有填"),
    Case("灯具完好率", ('"≥"', "98", '"百方比"'), "column-unit-unknown", '指标["灯具完好率"].计量单位 填的是“百方比”'),
    # rules and prescribed rows, with the target as put together
    Case("灯具完好率", ('"≥"', "980", '"%"'), "rule-failed", "“灯具完好率”≥980%"),
    Case("总成本", ('"≤"', "6500", '"万元"'), "rule-failed", "“总成本”≤6500万元，年度资金 5600万元"),
    Case("总成本", ('"≤"', "6500", '"万元"'), "rule-failed", "总成本 ≤6500万元", "5600"),
    Case("总成本", ('"≤"', '"6500"', '"万元"'), "rule-failed", "总成本 ≤6500万元", '"5600"'),
    Case("总成本", ('"≤"', '"0.65亿元"', '"亿元"'), "rule-failed", "总成本 ≤0.65亿元", '"0.56亿元"'),
    Case("总成本", ('"≥"', "5600", '"万元"'), "rule-failed", "“总成本”是 ≥5600万元"),
    Case("绿道长度", ('"≥"', "64.5", '"公里"'), "rule-failed", "年度目标写了“46.5公里”"),
    Case("年服务市民", ('"≥"', "380", '"人次"'), "rule-failed", "年度目标写了“380万人次”"),
    Case("服务对象满意度", ('"≥"', "900", '"%"'), "out-of-bounds", "≥900%"),
    Case("服务对象满意度", ('"≤"', "90", '"%"'), "wrong-direction", "填的是“≤90%”"),
    Case("服务对象满意度", ('"≥"', "90", '"人"'), "wrong-unit", "填的是“≥90人”"),
    Case("服务对象满意度", ('"≥"', '"90"', '""'), "target-unit-unwritten", "这里按规定的“%”算", '"%"'),
    Case("管护机制健全性", ('"定性"', '"一般"', '""'), "wrong-word", "填的是“一般”"),
    # how the figure is written: only its own cell changes
    Case("补植乔木", ('"="', '"03600"', '"株"'), "target-odd-figure", "填的是“=03600株”", '"3600"'),
    Case("巡查次数", ('"="', '"三"', '"次"'), "target-spelling", "规范的写法是“=3次”", '"3"'),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {' '.join(case.cells)}")
def test_wrong_rows_are_told(case: Case) -> None:
    """With the target as put together, and a fix that changes one cell."""
    found = [
        one for one in told(case.row, case.cells) if one.code.id == case.code and case.message in one.message("zh")
    ]
    assert len(found) == 1
    fixes = [change.text for change in found[0].fix.replacements] if found[0].fix is not None else []
    assert fixes == ([case.fix] if case.fix else [])


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (('"≥"', "98", '"百方比"'), '"百方比"'),
        (('"≥"', "98", '""'), '""'),
        (('"≥"', '"98人"', '"%"'), '"98人"'),
        (('"≥"', "98", ""), "98"),
    ],
)
def test_one_mistake_is_told_once_at_its_own_cell(cells: tuple[str, str, str], place: str) -> None:
    """And nothing else is told of the target that cannot be read for it."""
    (found,) = told("灯具完好率", cells)
    assert found.place.source.text[slice(*found.place.span)] == place


def test_the_cell_is_found_by_its_name() -> None:
    """With its value and its text put together, at the place of the figure."""
    filled = read_form(FORM)
    cell = find_cell(filled, '指标["绿道长度"].指标值')
    assert isinstance(cell.value, Target)
    assert (str(cell.value), cell.text) == ("≥46.5公里", "≥46.5公里")
    assert TEXT[slice(*cell.span)] == "46.5"


def test_the_pages_of_the_form_name_the_columns() -> None:
    """Beside the target that is put together from them."""
    pages = pack_pages([FORM.with_name("columns.gj")], Library())
    lines = {line.name: line for form in pages.forms for section in form.sections for line in section.fields}
    assert lines["指标值"].limits == ("← 指标性质, 计量单位",)


def test_tests_change_any_of_the_three_cells(tmp_path: Path) -> None:
    """A change in a rule test edits one cell; the target is put together from what then stands there."""
    (tmp_path / "rules").mkdir()
    for path in (FORM, FORM.with_name("columns.gj")):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    tests = tmp_path / "columns.test.gj"
    tests.write_text(
        """引用 "columns.gj"
用例 "三格各改一处" {
    给定 "columns-sound.toml"
    改为 指标["总成本"].指标性质 = "≥"
    改为 指标["灯具完好率"].指标值 = 980
    改为 指标["绿道长度"].计量单位 = "米"
    期望 失败 成本写上限 于 指标["总成本"].指标性质
    期望 失败 率不过百 于 指标["灯具完好率"].指标值
    期望 失败 目标的数都有指标
    期望 通过 总成本就是资金 于 指标["总成本"].指标值
}
""",
        encoding="utf-8",
    )
    (result,) = run_tests([tests])
    assert result.passed, result.messages("en")


HEIR = """
表样 父表 {
    明细表 指标 键 名 {
        名   : 文本
        符号 : 文本
        值   : 目标值
        单位 : 文本
    }
    规则 多于二 { 每个 指标 应 值 > 2人 且 比较符(值) = "≥" 信息 "{值}" }
}
表样 子表 沿用 父表 {
    明细表 指标 { 值 : 目标值 比较符自 符号 计量单位自 单位 }
}
"""


def test_an_heir_says_where_comparator_and_unit_stand() -> None:
    """Of an inherited target; the rules of the parent then hold of what is put together."""
    row = {"名": "甲", "符号": "不低于", "值": 3, "单位": "名"}
    assert verdicts(program_of(HEIR), {"指标": [row, row | {"值": 1}]}, "多于二") == ["pass", "fail"]


SAME = """
计量单位 箱苗 = 50株
表样 表 {
    明细表 指标 {
        符号 : 文本
        合   : 目标值
        分   : 目标值 比较符自 符号 计量单位自 单位
        单位 : 文本
    }
}
"""
SIGNS = ("≥", "≤", "=", ">", "<", "≈", "＝", "")
FIGURES = "120 46.50 0 1,200 -3 １２ 18—54 2025 12 1200000000000 三 1.2.3 完成12".split()
UNITS = ("公里", "%", "人次", "万元/公里", "年", "月", "个工作日", "箱苗")


@pytest.mark.parametrize("unit", UNITS)
def test_three_cells_say_what_one_cell_says(unit: str) -> None:
    """The same target, the same findings on it, for every comparator and figure."""
    program = program_of(SAME)
    for sign in SIGNS:
        for figure in FIGURES:
            whole = run(program, {"指标": [{"合": f"{sign}{figure}{unit}"}]})
            parts = run(program, {"指标": [{"符号": sign, "分": figure, "单位": unit}]})
            (one,), (other,) = whole.submission.tables[0].columns[1], parts.submission.tables[0].columns[2]
            said = f"{sign} {figure} {unit}"
            assert one.state == other.state, said
            assert [each.code for each in whole.reading] == [each.code for each in parts.reading], said
            if isinstance(one.value, Target) and isinstance(other.value, Target) and one.value.quantity is not None:
                assert str(one.value) == str(other.value), said
                assert (one.value.kind, one.value.quantity) == (other.value.kind, other.value.quantity), said


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("≥", "≥"), ("≧", "≥"), (" >= ", "≥"), ("＞＝", "≥"), ("大于等于", "≥"), ("不低于", "≥"), ("＝", "="), ("不超过", "≤"),
        ("以内", "≤"), ("约", "≈"), ("", ""), ("/", ""), ("—", ""), ("定量", ""), ("定性", "word"), ("文字", "word"),
        ("正向", None), ("≥≥", None), ("≥5", None), ("大致", None),
    ],
)  # fmt: skip
def test_comparators_of_a_column(text: str, sign: str | None) -> None:
    """Signs and words; nothing, what says that the target is a word, and what is no comparator."""
    found = read_sign(text)
    assert sign == (found and ("word" if found.is_word else found.comparator.value if found.comparator else ""))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("公里", "公里"), ("％", "%"), ("百分比", "%"), ("万元/公里", "万元/公里"), ("", ""), ("/", ""), ("无", ""), ("无单位", ""),
        ("公厘", None), ("5公里", None),
    ],
)  # fmt: skip
def test_units_of_a_column(text: str, unit: str | None) -> None:
    """Those that are known, none, and what is no unit."""
    found = read_measure(text, STANDARD)
    assert unit == (found and found.text)
