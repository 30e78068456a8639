"""Does a finding keep the mark by which other programs know it again, in SARIF and in GitLab's report?"""

import json
from pathlib import Path

import pytest

from gouji.cli import main

FOLDER = Path(__file__).with_name("outputs")


def fingerprints(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """The fingerprints of a form's findings, in SARIF and in GitLab's report."""
    (folder / "表.toml").write_text(text, encoding="utf-8")
    (folder / "表.gj").write_text((FOLDER / "表.gj").read_text(encoding="utf-8"), encoding="utf-8")
    found = {}
    for name, language in (("sarif", "zh"), ("gitlab", "en")):
        main(["check", "表.toml", "--format", name, "--lang", language])
        whole = json.loads(capsys.readouterr().out)
        results = whole["runs"][0]["results"] if name == "sarif" else whole
        found[name] = [
            one["partialFingerprints"]["findingHash/v1"] if name == "sarif" else one["fingerprint"] for one in results
        ]
        assert len(set(found[name])) == len(found[name])
    return found


def test_fingerprints_hold_while_lines_move_and_figures_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And in either language; a finding that is gone takes its own alone."""
    monkeypatch.chdir(tmp_path)
    text = (FOLDER / "敌意.toml").read_text(encoding="utf-8")
    first = fingerprints(text, tmp_path, capsys)
    assert fingerprints("# 说一句\n\n" + text.replace('"金额" = 6', '\n"金额" = 66'), tmp_path, capsys) == first
    fewer = fingerprints(text.replace('"金额" = 7', '"金额" = 1'), tmp_path, capsys)
    for name, found in fewer.items():
        assert set(found) < set(first[name])
        assert len(found) == len(first[name]) - 1
