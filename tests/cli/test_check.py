"""Does `gouji check` print findings where and as it is asked to, and end with the right status?"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import GOLDEN, Gouji, kept

from gouji.cli import main


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["clean"], 0),
        (["warning"], 0),
        (["error"], 1),
        (["clean", "error", "warning"], 1),
        (["error", "unusable"], 2),
        ([], 2),
    ],
)
def test_check_status(gouji: Gouji, forms: Callable[..., None], names: list[str], status: int) -> None:
    """0 without errors, 1 with errors, 2 where something could not be checked; the folder is the current one."""
    forms(*names)
    assert gouji("check").status == status
    assert gouji("check", ".", "--format", "json").status == status


@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_output(
    gouji: Gouji, forms: Callable[..., None], language: str, golden: Callable[[Path, str], None]
) -> None:
    """Findings with a blank line between them, then the counts, all in one language and on the standard output."""
    forms("clean", "error", "unusable", "warning")
    run = gouji("check", ".", "nosuch.gj", "--lang", language)
    assert run.err == ""
    golden(GOLDEN / f"check-{language}.txt", run.out)


def test_check_output_of_clean_files(
    gouji: Gouji, forms: Callable[..., None], golden: Callable[[Path, str], None]
) -> None:
    """The counts alone."""
    forms("clean", "clean2")
    golden(GOLDEN / "check-clean.txt", gouji("check").out)


def test_check_json(gouji: Gouji, forms: Callable[..., None]) -> None:
    """One document, which counts what it holds."""
    forms("clean", "error", "warning")
    run = gouji("check", ".", "nosuch", "--format=json")
    document = json.loads(run.out)
    assert [finding["code"] for finding in document["findings"]] == ["path-missing", "toml-bare-key", "toml-bare-key"]
    summary = document["summary"]
    assert (summary["files"], summary["forms"], summary["errors"], summary["warnings"]) == (3, 3, 2, 1)
    assert (summary["unusable"], summary["passed"], summary["not_applicable"]) == (1, 9, 6)


def test_check_quiet_and_without_explanation(gouji: Gouji, forms: Callable[..., None]) -> None:
    """--quiet leaves out the counts, --no-explanation the arithmetic."""
    forms("error")
    assert "检查了 1 个文件" not in gouji("check", "--quiet").out
    assert "1 ≠ 2" in gouji("check").out
    assert "1 ≠ 2" not in gouji("check", "--no-explanation").out
    assert gouji("check", "--quiet", "clean.toml").status == 2


def test_findings_are_printed_as_each_file_is_done(
    forms: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash at the second file leaves what the first one gave."""
    forms("a-error", "b-crash")
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert "a-error.toml:2:" in out
    os.unlink(kept(err))


def test_progress_is_shown_on_a_terminal_only(
    forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than twenty files and more than a second; tqdm is not imported otherwise."""
    forms(*(f"clean{number}" for number in range(25)))
    monkeypatch.setattr("gouji.cli.progress.PATIENCE", -1.0)
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["check"]) == 0
    shown = capsys.readouterr().err.split("\r")
    assert [part for part in shown if "/25" in part]
    assert not shown[-1] and not shown[-2].strip()  # gone at the end


def test_colour(gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """auto asks the terminal and NO_COLOR; always and never ask nothing."""
    forms("error")
    assert "\x1b[" not in gouji("check").out
    assert "\x1b[" in gouji("check", "--color", "always").out
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b[" in gouji("check").out
    assert "\x1b[" not in gouji("check", "--color=never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in gouji("check").out


def test_check_with_the_real_engine(gouji: Gouji) -> None:
    """The published form whose total does not agree: place, figures and fix, in both outputs."""
    form = Path(__file__).parents[2] / "examples" / "wuxi-2024" / "xishan.toml"
    run = gouji("check", form, "--format", "json")
    found = [one for one in json.loads(run.out)["findings"] if one["code"] == "total-mismatch"]
    assert (run.status, run.err) == (1, "")
    line = form.read_text(encoding="utf-8").splitlines()[found[0]["line"] - 1]
    assert line[found[0]["column"] - 1 : found[0]["end_column"] - 1] == "150"
    assert (found[0]["difference"], found[0]["fix"]["replacements"][0]["text"]) == ("10.99万元", "139.01")
    assert "150 ≠ 139.01 = 0 + 1 + 3.4 + 30" in gouji("check", form).out
