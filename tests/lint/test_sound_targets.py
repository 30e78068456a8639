"""Precision: targets as published forms write them give no finding. The table is `sound-targets.txt`."""

from pathlib import Path

from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library

TABLE = Path(__file__).with_name("sound-targets.txt")
RULES = """
表样 目标表 {
    明细表 指标 {
        值 : 目标值
    }
}
"""


def test_sound_targets_give_no_finding(tmp_path: Path) -> None:
    """Each target of the table in a row of its own: the form is clean."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    targets = [target for line in lines for target in line.split(" | ")]
    assert len(set(targets)) > 280
    rows = "".join(f'[["指标"]]\n"值" = "{target}"\n' for target in targets)
    (tmp_path / "rules.gj").write_text(RULES, encoding="utf-8")
    filled = tmp_path / "filled.toml"
    filled.write_text(f'form = "目标表"\nyear = 2024\n{rows}', encoding="utf-8")
    found = [
        (one.arguments.get("text"), one.code.id, one.arguments.get("problem"))
        for one in check_form(filled, CheckContext(Library())).diagnostics
    ]
    assert found == []
