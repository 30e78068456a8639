"""Is the text that a finding rests on the same wherever it is shown: in the report, in SARIF, by `gouji explain`?

A rule of several lines, and a check that follows from a declaration of several lines.
"""

import html
import json
from pathlib import Path

import pytest

from gouji.cli import main

RULES = """表样 甲 {
    总额 : 金额
        ≥ 10万元
    规则 不为五 警告 {
        应 总额 ≠ 5
    }
}
"""
DECLARED = "总额 : 金额\n    ≥ 10万元"
RULE = "规则 不为五 警告 {\n    应 总额 ≠ 5\n}"


def test_a_check_is_shown_as_it_is_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what stands further in, and nothing else; from kept results too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOUJI_CACHE_DIR", str(tmp_path / ".cache"))
    Path("甲.gj").write_text(RULES, encoding="utf-8")
    Path("甲.toml").write_text('"表样" = "甲"\n"年度" = 2024\n"总额" = 5\n', encoding="utf-8")
    logs = []
    for _ in range(2):
        assert main(["check", "--output", "sarif=log.json", "甲.toml"]) == 1
        logs.append(json.loads(Path("log.json").read_text(encoding="utf-8")))
    assert logs[0] == logs[1]
    helps = [one["help"] for one in logs[0]["runs"][0]["tool"]["driver"]["rules"]]
    assert [one["text"].split("\n", 1)[1] for one in helps] == [DECLARED, RULE]
    assert [one["markdown"].partition("```gouji\n")[2] for one in helps] == [f"{DECLARED}\n```", f"{RULE}\n```"]
    assert main(["check", "--output", "html=report.html", "甲.toml"]) == 1
    report = html.unescape(Path("report.html").read_text(encoding="utf-8"))
    assert DECLARED in report and RULE in report
    capsys.readouterr()
    assert main(["explain", "不为五"]) == 0
    assert RULE in capsys.readouterr().out
