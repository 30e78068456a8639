"""Is a rule file that was forgotten, misspelt or saved as a text told once, with the file that was meant?

Never tests how files are found.
"""

from pathlib import Path

import pytest

from gouji.cli import main

FORM = "表样 甲表 {\n    甲 : 金额 ≥ 0\n}\n"
HEIR = '引用 "乙.gj"\n维度 月份 { 一月 }\n表样 丙表 沿用 甲表 {\n    丙 : 金额 按 期间 合计自 甲\n}\n'
RULES = (
    '规则 一 于 甲表 {\n    应 甲 > 0\n    信息 "{甲}"\n}\n'
    '规则 二 于 甲表 {\n    应 甲 > 1\n    信息 "{甲}"\n}\n'
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rules", "told", "cure"),
    [
        ("甲.gj", RULES, "unknown-form", '引用 "甲.gj"'),
        ("甲.gj", f'引用 "乙.gj"\n{RULES}', "missing-file", "是不是要写“甲.gj”？"),
        ("甲.gj", HEIR, "missing-file", "是不是要写“甲.gj”？"),
        ("乙.gj.txt", f'引用 "乙.gj"\n{RULES}', "missing-file", "旁边有 乙.gj.txt"),
    ],
)
def test_what_is_missing_is_told_once(
    name: str, rules: str, told: str, cure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One finding for all the rules that need the form, and the cure."""
    (tmp_path / name).write_text(FORM, encoding="utf-8")
    (tmp_path / "规则.gj").write_text(rules, encoding="utf-8")
    assert main(["check", str(tmp_path / "规则.gj"), "--lang", "zh"]) == 1
    printed = capsys.readouterr().out
    assert printed.count("错误[") == printed.count(f"错误[{told}]") == 1
    assert cure in printed


def test_a_form_saved_as_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Editors add `.txt` where names end otherwise, and hide it."""
    (tmp_path / "甲.toml.txt").write_text("", encoding="utf-8")
    assert main(["check", str(tmp_path / "甲.toml"), "--lang", "zh"]) == 2
    assert "旁边有 甲.toml.txt" in capsys.readouterr().out
