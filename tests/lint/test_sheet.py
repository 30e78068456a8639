"""Forms laid out as they are printed: nothing that is filled in is lost, and every finding on a cell has its box."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.lang.submission import State
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library
from gouji.lint.report.boxes import Box, Grid
from gouji.lint.report.locate import Locator, cells
from gouji.lint.report.sheet import Sheet, sheet_of
from gouji.lint.reports import CheckedForm

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).with_name("report")
FORMS = sorted(
    [*(ROOT / "examples").glob("*/*.toml"), *(ROOT / "tests/lint/forms").glob("*.toml"), *CASES.glob("*.toml")]
)


def checked(path: Path) -> CheckedForm:
    return check_form(path, CheckContext(Library()))


def sheet(path: Path) -> Sheet:
    form = checked(path).submission
    assert form is not None
    return sheet_of(form, set())


def boxes(grids: list[Grid]) -> Iterator[Box]:
    return (box for grid in grids for line in grid.lines for box in line)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_cell_has_one_box(path: Path) -> None:
    """Each that is filled in stands in just one, and what it holds is what is printed there."""
    submission = checked(path).submission
    if submission is None:
        return
    held = {at: cell.text for at, cell in cells(submission) if cell.state != State.ABSENT}
    printed = Counter(at for box in boxes(sheet_of(submission, set()).grids) for at in box.at if at in held)
    assert printed == Counter(held.keys())
    for box in boxes(sheet_of(submission, set()).grids):
        assert all(held.get(at, box.text) == box.text for at in box.at if at.slot >= 0)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_lines_of_a_grid_fill_it(path: Path) -> None:
    """Merged or not, each line of a grid is as wide as the grid."""
    submission = checked(path).submission
    for grid in sheet_of(submission, set()).grids if submission is not None else []:
        for part in (grid.heads, grid.lines):
            reaching: list[tuple[int, int]] = []  # lines and columns of boxes that reach down
            for line in part:
                above = sum(columns for rows, columns in reaching)
                assert above + sum(box.columns for box in line) == grid.width, grid.title
                below = [*reaching, *((box.rows, box.columns) for box in line)]
                reaching = [(rows - 1, columns) for rows, columns in below if rows > 1]
            assert reaching == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_finding_that_names_a_cell_has_its_box(path: Path) -> None:
    """Also where nothing is filled in: the cell is printed for it."""
    form = checked(path)
    if form.submission is None:
        return
    locator = Locator(form.submission)
    for finding in form.diagnostics:
        at = locator.find(finding.place, str(finding.arguments.get("cell", "")))
        if at is not None:
            grids = sheet_of(form.submission, {at}).grids
            assert any(at in box.at for box in boxes(grids)) or any(grid.at == at for grid in grids), finding.message()


def test_a_form_of_a_city_is_laid_out_as_it_is_printed() -> None:
    """Title, year, unit of money; money under merged headings, projects below their total; indicators by category."""
    found = sheet(ROOT / "examples/wuxi-2024/xishan.toml")
    assert (found.title, found.year, found.money) == ("无锡市市级部门整体预算绩效目标表", 2024, "万元")
    assert [(grid.kind, grid.title) for grid in found.grids] == [
        ("pairs", ""), ("figures", "收入"), ("figures", "支出"), ("rows", "指标"),
    ]  # fmt: skip
    income, spending, indicators = found.grids[1:]
    assert [[(box.text, box.rows, box.columns) for box in line] for line in income.lines[:3]] == [
        [("收入", 9, 1), ("资金总额", 1, 2), ("568.69", 1, 1)],
        [("财政拨款", 4, 1), ("小计", 1, 1), ("568.69", 1, 1)],
        [("一般公共预算资金", 1, 1), ("568.69", 1, 1)],
    ]
    assert [box.text for box in spending.lines[0]] == ["支出", "", "半年", "全年"]
    assert [box.text for box in spending.lines[3]] == ["项目", "物业安保费", "0", "24.55"]
    assert [box.text for box in indicators.heads[0]][-2:] == ["半年指标值", "全年指标值"]
    assert [(box.text, box.rows) for box in indicators.lines[0]][:2] == [("决策", 6), ("计划制定", 2)]


def test_columns_that_a_row_lacks_are_its_name_s() -> None:
    """As on paper, where they are printed for some categories only."""
    indicators = sheet(CASES / "甲局.toml").grids[-1]
    assert [[(box.text, box.columns) for box in line] for line in indicators.lines] == [
        [("产出", 1), ("数量", 1), ("办件数", 3), ("≥100件", 1), ("≥200件", 1)],
        [("培训", 1), ("房租、水电", 1), ("培训人数", 1), ("50人", 1), ("不低于80人", 1)],
        [("效益", 1), ("社会效益", 1), ("知晓率", 3), ("≥80%", 1), ("≥90%", 1)],
    ]
    assert [[(box.text, box.rows, box.columns) for box in line] for line in indicators.heads] == [
        [*((name, 2, 1) for name in ("一级指标", "二级指标", "重点工作", "对应项目", "三级指标")), ("指标值", 1, 2)],
        [("半年", 1, 1), ("全年", 1, 1)],
    ]


def test_headings_that_are_alike_are_merged_before_the_name_only() -> None:
    """Two columns of categories that are printed under one heading; others have their own names."""
    heads = sheet(ROOT / "examples/linyi-2023/zhongxin.toml").grids[-1].heads[0]
    assert ("部门职责", 2) in [(box.text, box.columns) for box in heads]
    assert {"标准值来源", "历史值来源"} <= {box.text for box in heads}
