"""What commands say on the two streams: coloured each by what it is, with nothing in it that commands a terminal."""

import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Gouji

from gouji.cli.printer import Printer, Shown

RED = "\x1b[1;31m"


def terminal(monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    """Makes one of the two streams a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True)


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule file that cannot be read, in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bad.gj"
    path.write_bytes(b"\xff\xfe\xff")
    return path


COMMANDS = [
    "fmt bad.gj",
    "doc bad.gj",
    "check nowhere --fix --diff",
    "test --sensitivity nowhere",
    "answer bad.toml rule --reason because",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_problem_in_a_file_has_no_colours(
    gouji: Gouji, bad: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """As in `gouji fmt bad.gj 2>err.txt` in a terminal: that the standard output is one does not matter."""
    bad.with_suffix(".toml").write_bytes(bad.read_bytes())
    terminal(monkeypatch, "stdout")
    err = gouji(*command.split()).err
    assert err
    assert "\x1b" not in err


@pytest.mark.parametrize("command", COMMANDS[:-1])
def test_a_problem_in_a_terminal_has_colours(
    gouji: Gouji, bad: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """As in `gouji fmt bad.gj | less`: that the standard output is none does not matter."""
    terminal(monkeypatch, "stderr")
    assert RED in gouji(*command.split()).err
    assert RED not in gouji(*command.split(), "--color", "never").err


def test_no_name_commands_the_terminal(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of pages is named as it was given, but for what a terminal would obey."""
    monkeypatch.chdir(tmp_path)
    Path("a.gj").write_text("", encoding="utf-8")
    run = gouji("doc", "a.gj", "--out", "a\x1b[31mb")
    assert run.status == 0
    assert "a␛[31mb" in run.out
    assert "\x1b" not in run.out


def test_what_may_stand_in_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Texts and paths are made visible, numbers stay, and what is fit to be shown passes as it is."""
    printer = Printer("en")
    for path in ("a\x1b", Path("a\x1b"), Shown("a\x1b")):
        printer.say("cli.answer.done", number=2, path=path, line=3)
    assert capsys.readouterr().out.splitlines() == [
        "answered 2: a␛, line 3",
        "answered 2: a␛, line 3",
        "answered 2: a\x1b, line 3",
    ]
