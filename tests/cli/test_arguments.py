"""Languages, help, versions, and mistakes in the arguments of any command."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import GOLDEN, Gouji, Run

from gouji.cli import console
from gouji.cli.commands import COMMANDS


@pytest.mark.parametrize(
    ("arguments", "variable", "word"),
    [
        ([], "", "用法"),
        (["--lang", "en"], "", "Usage"),
        (["--lang=en"], "", "Usage"),
        ([], "en", "Usage"),
        ([], "en_GB.UTF-8", "Usage"),
        ([], "fr", "用法"),
        (["--lang", "zh"], "en", "用法"),
        (["--lang", "en", "--lang", "zh"], "", "用法"),
    ],
)
def test_language(
    gouji: Gouji, monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str, word: str
) -> None:
    """The option wins over the environment, and stands before or after the command."""
    monkeypatch.setenv("GOUJI_LANG", variable)
    assert gouji(*arguments, "--help").out.startswith(word)
    assert gouji(*arguments, "check", "--help").out.startswith(word)
    assert gouji("check", "--help", *arguments).out.startswith(word)


@pytest.mark.parametrize(("variable", "said"), [("fr", "zh | en"), ("en_GB", ""), ("", "")])
def test_unknown_language_is_said(gouji: Gouji, monkeypatch: pytest.MonkeyPatch, variable: str, said: str) -> None:
    """The environment asks for a language that there is not: which there are is said, and the run goes on."""
    monkeypatch.setenv("GOUJI_LANG", variable)
    run = gouji("explain", "syntax")
    assert run.status == 0
    assert (said in run.err) if said else run.err == ""


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help(gouji: Gouji, command: str, language: str, golden: Callable[[Path, str], None]) -> None:
    """Every text comes from the catalogues, and no key is left bare."""
    run = gouji(*command.split(), "--help", "--lang", language)
    assert (run.status, run.err) == (0, "")
    assert not re.search(r"\b(cli|output)\.[a-z]", run.out)
    assert (re.search("[一-鿿]", run.out.replace("勾稽", "").replace("规则", "")) is None) == (language == "en")
    golden(GOLDEN / f"help-{command or 'gouji'}-{language}.txt", run.out)


@pytest.mark.parametrize(
    ("stated", "columns"), [("60", 60), ("9", 40), ("500", 100), ("", 100), ("wide", 100), ("0", 100)]
)
def test_columns_that_the_environment_states(stated: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold for a pipe too, within what can be read."""
    monkeypatch.setenv("COLUMNS", stated)
    assert console.columns(100) == columns


def test_help_fits_a_narrow_terminal(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese counts two columns a character."""
    from gouji.lint.terminal_text import width

    monkeypatch.setattr("gouji.cli.console.columns", lambda most: 60)
    lines = gouji("check", "--help").out.splitlines()
    assert max(map(width, lines)) <= 62


def test_without_a_command_the_help_is_shown(gouji: Gouji) -> None:
    """It is not what was meant, so the status is 2."""
    assert gouji() == Run(2, gouji("--help").out, "")


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "--lang", "en"], ["--lang", "en", "--version"]])
def test_version(gouji: Gouji, arguments: list[str]) -> None:
    """Name and number."""
    assert gouji(*arguments) == Run(0, f"gouji {__import__('gouji').__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("chekc", "gouji: there is no command chekc; did you mean check?"),
        ("--versoin", "gouji: there is no argument --versoin; did you mean --version?"),
        ("check --fromat json", "gouji check: there is no argument --fromat; did you mean --format?"),
        ("check --format jsn", "gouji check: --format: cannot be jsn, only text | json |"),
        ("check --format", "gouji check: --format: needs a value"),
        ("check --quiet=1", "gouji check: --quiet: takes no value"),
        ("check --qui", "gouji check: there is no argument --qui"),
        ("check --output jsno=x", "gouji check: --output: cannot be jsno, only text | json |"),
        ("check --today soon", "gouji check: --today: it needs a day, as in 2025-12-31"),
        ("answer --until soon", "gouji answer: --until: it needs a day, as in 2025-12-31"),
        ("check --pages ftp://a", "gouji check: --pages: must be an address"),
        ("check --jobs 0", "gouji check: --jobs: it needs a whole number from 1 to 999"),
        (f"check --jobs {'9' * 5000}", "gouji check: --jobs: it needs a whole number from 1 to 999"),
        ("play --port -1", "gouji play: --port: it needs a whole number from 0 to 65535"),
        ("play --port 65536", "gouji play: --port: it needs a whole number from 0 to 65535"),
        (f"play --port {'9' * 5000}", "gouji play: --port: it needs a whole number from 0 to 65535"),
        ("--lang fr", "gouji: --lang: cannot be fr, only zh | en"),
        ("explain a b", "gouji explain: there is no argument b"),
        ("explain \x1b[31m \x1b[32m", "gouji explain: there is no argument ␛[32m"),
    ],
)
def test_mistakes_in_the_arguments(gouji: Gouji, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str) -> None:
    """One line that says what is wrong, one that leads to the help; status 2."""
    monkeypatch.setenv("GOUJI_LANG", "en")
    run = gouji(*arguments.split(" "))
    first, second, *others = run.err.splitlines()
    assert (run.status, run.out, others) == (2, "", [])
    assert first.startswith(said)
    assert second.endswith("--help.")


def test_version_needs_next_to_no_imports() -> None:
    """Start-up: editors and scripts ask for the version, and nobody waits for what is not used."""
    asked = "import sys; from gouji.cli import main; main(['--version']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, timeout=60, check=True, text=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"argparse", "lark", "tqdm", "re2", "gouji.lang.catalogue", "gouji.lint"}
