"""Are rule files checked together that have to do with each other, and no others? Everybody uses the packs."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lint.conftest import Check
from tests.lsp.client import Client

PACK = '引用 "common/project.gj"\n'
OWN = "表样 我的项目表 沿用 项目绩效目标表 {\n    年度 2024\n}\n"
RULE = '规则 有单位 于 我的项目表 {{\n    应   非 {} 为 空白\n    信息 "{{年度目标}}"\n}}\n'

# Rule files of units, each right or wrong in a way of its own. All of them use the same pack.
UNITS = {
    "sound": PACK + OWN,
    "the same again": PACK + OWN + RULE.format("单位名称"),
    "a name that is not known": PACK + OWN + RULE.format("没有这一栏"),
    "a row that does not fit": PACK + OWN.replace("年度 2024", "年度 2024\n    单位名称 : 金额"),
    "declarations for all forms": PACK + "计量单位 箱苗 = 50株\n维度 时点 { 年初, 年末 }\n" + OWN,
    "a form of the pack for the same years": PACK + "表样 项目绩效目标表 {\n    甲 : 文本\n}\n",
    "a rule on a form of the pack": PACK + RULE.format("没有").replace("我的项目表", "项目绩效目标表"),
    "its name twice": PACK + OWN + OWN,
}


@pytest.fixture(autouse=True)
def units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(UNITS.values()):
        path = tmp_path / f"{number}" / "r.gj"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    return tmp_path


def findings(run_check: Check, *paths: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run_check(*paths, "--format", "json", "--no-cache").out)["findings"]
    return found


def test_units_that_use_one_pack_are_apart(run_check: Check) -> None:
    """Their forms may be called alike: a form is checked by the rules that stand with it."""
    assert run_check("0", "1").status == 0
    assert run_check(".").status == 1


def test_a_unit_is_told_the_same_beside_others_as_alone(run_check: Check) -> None:
    """What is known of the pack from one is used for the next, and changes nothing."""
    alone = [one for number in range(len(UNITS)) for one in findings(run_check, f"{number}/r.gj")]
    assert {one["file"] for one in alone} == {f"{number}/r.gj" for number in (2, 3, 5, 6, 7)}
    assert findings(run_check, ".") == alone


def test_units_that_use_a_file_of_their_own_belong_together(units: Path, run_check: Check) -> None:
    (units / "rules").mkdir()
    (units / "rules" / "共有.gj").write_text(PACK + OWN, encoding="utf-8")
    for number, years in enumerate(("2023..2024", "2025..")):
        text = '引用 "共有.gj"\n' + OWN.replace("年度 2024", f"年度 {years}")
        (units / f"{number}" / "r.gj").write_text(text, encoding="utf-8")
    found = findings(run_check, "rules", "0", "1")
    assert [(one["file"], one["code"]) for one in found] == [("0/r.gj", "overlapping-years")]


def test_an_editor_says_the_same(units: Path) -> None:
    with Client(units) as client:
        for number in (0, 1):
            path = units / f"{number}" / "r.gj"
            client.open(path, path.read_text(encoding="utf-8"))
            assert client.diagnostics(path, 1) == []
        assert [one["code"] for one in client.diagnostics(units / "2" / "r.gj", None)] == ["unknown-name"]
