"""While a line of a sound form is typed, is nothing found but what its reader says of that line?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library

RULES = """维度 期间 累计 { 半年, 全年 }

表样 单位表 {
    计量单位 万元
    单位名称 : 文本 必填
    分组 支出 {
        基本支出 : 金额 按 期间 必填
        项目支出 : 金额 按 期间 必填 合计自 项目.金额
        明细表 项目 键 名称 {
            名称 : 文本 必填
            金额 : 金额 按 期间
        }
    }
    明细表 指标 键 名称 必填 {
        名称   : 文本 必填
        指标值 : 目标值 按 期间 必填
    }
}
"""
SOUND = """form = "单位表"
year = 2024
"单位名称" = "某某中心"

["支出"]
"基本支出" = { "半年" = 133, "全年" = 267 }
"项目支出" = { "半年" = 1, "全年" = 26 }

[["支出"."项目"]]
"名称" = "物业安保费"
"金额" = { "半年" = 0, "全年" = 24 }

[["支出"."项目"]]
"名称" = "信息设备维保费"
"金额" = { "半年" = 1, "全年" = 2 }

[["指标"]]
"名称" = "缴存金额"
"指标值" = { "半年" = "=12亿元", "全年" = "=21亿元" }
"""
LINES = SOUND.splitlines()


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("torn")
    (folder / "单位表.gj").write_text(RULES, encoding="utf-8")
    return folder / "甲.toml"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def found(form: Path, library: Library, text: str) -> list[str]:
    """What is found that no reader says."""
    checked = check_text(Source(str(form), text), form, CheckContext(library))
    return [f"{one.code.id} {one.rule}" for one in checked.diagnostics if not one.code.id.startswith("toml-")]


def beginnings(line: str) -> Iterator[str]:
    """A header letter by letter; a line up to its value, or all of what stands in braces."""
    stop = line.find("=") + 1 or len(line)
    yield from (line[:cut] for cut in range(1, stop + 1))
    if "{" in line:
        yield from (line[:cut] for cut in range(stop + 1, len(line)))


def test_what_is_checked_is_sound(form: Path, library: Library) -> None:
    assert found(form, library, SOUND) == []


@pytest.mark.parametrize("number", [number for number, line in enumerate(LINES) if line])
def test_a_torn_line_is_told_by_its_reader_alone(form: Path, library: Library, number: int) -> None:
    wrong = {}
    for begun in beginnings(LINES[number]):
        told = found(form, library, "\n".join([*LINES[:number], begun, *LINES[number + 1 :], ""]))
        if told:
            wrong[begun] = told
    assert not wrong


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[["指"]]', ["unknown-key "]),
        ('[["支出"."项"]]', ["unknown-key "]),
        ('[[""]]', ["unknown-key "]),
        ("[[]]", []),
        ("[指标", []),
        ("【【“指", []),
    ],
)
def test_brackets_that_the_editor_closed(form: Path, library: Library, written: str, told: list[str]) -> None:
    header = '[["支出"."项目"]]' if "支出" in written else '[["指标"]]'
    assert found(form, library, SOUND.replace(header, written, 1)) == told


@pytest.mark.parametrize("written", ['"单位 "某某中心"', '"单位名称" "某某中心"', "“单位名称” “某某中心”"])
def test_a_line_that_lacks_its_sign(form: Path, library: Library, written: str) -> None:
    assert found(form, library, SOUND.replace('"单位名称" = "某某中心"', written)) == []


def test_what_a_torn_line_cannot_be_is_missing_all_the_same(form: Path, library: Library) -> None:
    assert found(form, library, SOUND.replace('"单位名称" = "某某中心"', '"基')) == [
        "missing-value 单位表/单位名称 必填"
    ]
    assert found(form, library, SOUND.partition('[["指标"]]')[0] + '["支') == ["missing-rows 单位表/指标 必填"]


@pytest.mark.parametrize("line", ["}", "]", "= 5", "，", "100", "..."])
def test_stray_signs_begin_nothing(form: Path, library: Library, line: str) -> None:
    assert found(form, library, SOUND.replace('"单位名称" = "某某中心"', line)) == [
        "missing-value 单位表/单位名称 必填"
    ]


@pytest.mark.parametrize("begun", ["[", '["', '[["支', "[支"])
def test_a_header_that_stands_there_is_not_opened_again(form: Path, library: Library, begun: str) -> None:
    without = SOUND.replace('"项目支出" = { "半年" = 1, "全年" = 26 }\n', "")
    assert set(found(form, library, f"{without}{begun}")) == {"missing-value 单位表/支出.项目支出 必填"}
