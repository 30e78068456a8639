"""Is a file known by its ending, in capitals too, wherever it is come upon?"""

from pathlib import Path

import pytest
from tests.lint.conftest import Check

from gouji.cli import main
from gouji.lint.file_names import form_answered, is_test_file, side_files

FORM = '"表样" = "甲"\n"年度" = 2024\n"总额" = 2\n'
RULES = (
    '表样 甲 {\n    总额 : 金额\n    规则 不大 警告 {\n        应   总额 ≤ 1元\n        信息 "总额 {总额}"\n    }\n}\n'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("R.GJ").write_text(RULES, encoding="utf-8")


@pytest.mark.parametrize("path", ["f.toml", "F.TOML"])
def test_rules_beside_a_form_are_found(path: str, run_check: Check) -> None:
    Path(path).write_text(FORM, encoding="utf-8")
    for asked in (path, "."):
        assert "不大" in run_check(asked).out


def test_rules_of_a_project_are_found(run_check: Check) -> None:
    Path("rules").mkdir()
    Path("R.GJ").rename("rules/R.GJ")
    Path("f.toml").write_text(FORM, encoding="utf-8")
    assert "不大" in run_check("f.toml").out


def test_rules_are_used(run_check: Check) -> None:
    Path("more").mkdir()
    Path("more/s.gj").write_text('引用 "../R.GJ"\n' + RULES.replace("甲", "乙"), encoding="utf-8")
    assert run_check("more/s.gj").status == 0


def test_tests_are_no_rules(run_check: Check) -> None:
    """A test that is broken is nothing to a form."""
    Path("T.TEST.GJ").write_text('引用 "没有.gj"\n' + RULES, encoding="utf-8")
    Path("f.toml").write_text(FORM.replace("= 2\n", "= 1\n"), encoding="utf-8")
    assert run_check("f.toml").status == 0
    assert is_test_file("T.Test.gj") and not is_test_file("T.Test.toml")


def test_a_test_starts_from_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    Path("F.TOML").write_text(FORM, encoding="utf-8")
    Path("t.test.gj").write_text(
        '引用 "R.GJ"\n用例 "大" {\n    给定 "F.TOML"\n    期望 失败 不大\n}\n', encoding="utf-8"
    )
    assert main(["test", "t.test.gj"]) == 0, capsys.readouterr().out


def test_answers_stand_beside_a_form_that_ends_like_them(run_check: Check) -> None:
    Path("F.TOML").write_text(FORM, encoding="utf-8")
    answers = '[["说明"]]\n"规则" = "不大"\n"理由" = "上级追加，已经批复"\n'
    Path("F.说明.TOML").write_text(answers, encoding="utf-8")
    for asked in ("F.TOML", "F.说明.TOML", "."):
        assert "上级追加，已经批复" in run_check(asked).out
    for path in (Path("F.TOML"), Path("f.toml")):
        assert [form_answered(one) for one in side_files(path)] == [path, path]
    Path("F.说明.TOML").rename("F.说明.toml")
    assert "answer-without-form" in run_check(".").out


def test_a_pattern_fits_a_form_that_is_passed_over(run_check: Check) -> None:
    Path("g.toml").write_text(FORM.replace("= 2\n", "= 1\n"), encoding="utf-8")
    Path("F.TOML").write_text(FORM, encoding="utf-8")
    grading = '[["改级"]]\n"规则" = "不大"\n"文件" = ["F.TOML"]\n"级别" = "提示"\n"理由" = "试点"\n'
    Path("gouji.toml").write_text(f'"排除" = ["F.TOML"]\n{grading}', encoding="utf-8")
    ended = run_check(".")
    assert ended.status == 0 and "config-" not in ended.out
