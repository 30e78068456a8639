"""Is a finding called the same everywhere, and is a place that it is named by the one that is meant?

Names of forms and of rules may hold a `/`, which parts the two.
"""

import json
from pathlib import Path

import pytest
from tests.lint.conftest import Check

from gouji.cli import main
from gouji.lint.finding_names import covers, steps

RULES = """表样 「甲/乙」 {
    金额 : 金额
    规则 「收入/支出」 {
        应   金额 ≤ 1元
        信息 "金额 {金额}"
    }
    规则 「够/多」 {
        应   年度 > 3000
        信息 "不够多"
    }
}
"""
FORM = '"表样" = "甲/乙"\n"年度" = 2025\n"金额" = 2\n'


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "甲.toml").write_text(FORM, encoding="utf-8")
    return tmp_path / "甲.toml"


def test_a_rule_has_one_short_name(form: Path, run_check: Check) -> None:
    """In SARIF and on the page: the name of the form is left out, and nothing of the rule's own."""
    (run,) = json.loads(run_check(form.name, "--format", "sarif").out)["runs"]
    rules = {rule["id"]: rule["name"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {"甲/乙/收入/支出": "收入/支出", "甲/乙/够/多": "够/多"}
    run_check(form.name, "--output", "html=report.html")
    page = (form.parent / "report.html").read_text(encoding="utf-8")
    assert ">收入/支出<" in page
    assert "乙/收入" not in page.replace("甲/乙/收入/支出", "")


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("name", ["收入/支出", "甲/乙/收入/支出"])
def test_a_rule_is_explained_by_either_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 0
    assert capsys.readouterr().out.startswith("收入/支出")


def test_what_is_about_no_cell_has_no_place(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The form's name stands for what is about no cell: an answer to it names its rule alone."""
    assert main(["answer", form.name, "够/多", "--reason", "上级已批复"]) == 0
    capsys.readouterr()
    assert form.read_text(encoding="utf-8").removeprefix(FORM).strip() == (
        '[["说明"]]\n"规则" = "够/多"\n"理由" = "上级已批复"'
    )


@pytest.mark.parametrize(
    ("place", "cell", "is_covered"),
    [
        ("支出", '支出.项目["一"].金额[半年]', True),
        ("支出.项目", '支出.项目["一"].金额[半年]', True),
        ('支出.项目["一"]', '支出.项目["一"].金额[半年]', True),
        ("支出.项目.金额", '支出.项目["一"].金额[半年]', True),
        ("支出.项目.金额[半年]", '支出.项目["一"].金额[半年]', True),
        ("支出.项目.金额[全年]", '支出.项目["一"].金额[半年]', False),
        ('支出.项目["二"]', '支出.项目["一"].金额[半年]', False),
        ("支出.项目.名称", '支出.项目["一"].金额[半年]', False),
        ("项目", '支出.项目["一"].金额[半年]', False),
        ('支出.项目["一"].金额[半年].多', '支出.项目["一"].金额[半年]', False),
        ("支出", "", False),
        ("项目[3]", "项目[3].金额", True),
    ],
)
def test_a_place_covers_what_lies_in_it(place: str, cell: str, is_covered: bool) -> None:
    assert covers(steps(place), steps(cell)) is is_covered
