"""Is the manual page, made of what `--help` says, one that the programs that show such pages take?

That it is installed is held by tests/packaging.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.programs import needs

from gouji.cli.commands import COMMANDS, parser_of
from gouji.cli.manual import page
from gouji.lang.catalogue import LANGUAGES, Language, text
from gouji.lint.terminal_text import width


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture
def written(language: Language, tmp_path: Path) -> Path:
    path = tmp_path / "gouji.1"
    path.write_text(page(language), encoding="utf-8")
    return path


def shown(path: Path) -> subprocess.CompletedProcess[str]:
    """The page as `man` shows it on a terminal of 80 columns."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MAN_KEEP_FORMATTING": ""}
    command = [needs("man"), "--warnings", "--local-file", str(path)]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)


def test_nothing_is_wrong_with_it(written: Path) -> None:
    """As far as groff and mandoc can say."""
    command = [needs("mandoc"), "-T", "lint", "-W", "warning", str(written)]
    checked = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    # A page has a date or none; this one is as old as its version.
    said = [line for line in checked.stdout.splitlines() if "missing date" not in line]
    assert said == []
    assert shown(written).stderr == ""


def test_it_says_what_the_help_says(written: Path, language: Language) -> None:
    """Of every command all arguments and texts; lines are broken where they are full, also Chinese ones, but no example is."""
    lines = shown(written).stdout.splitlines()
    examples = "\n".join(parser_of(command, language)[0].said("example") for command in COMMANDS)
    assert [line for line in lines if width(line) > 80 and line.strip() not in examples] == []
    said = "".join("".join(lines).split())
    for command in COMMANDS:
        parser, _ = parser_of(command, language)
        rows = [row for _, rows in parser.sections() for row in rows]
        for expected in (parser.said("help"), *(one for row in rows for one in row)):
            assert "".join(expected.split()) in said, (command, expected)


def test_what_concerns_all_commands(written: Path, language: Language) -> None:
    """Exit statuses, variables, files, each under its heading; and a name by which `apropos` finds it."""
    written_page = written.read_text(encoding="utf-8")
    for title, names in {"status": ("0", "141"), "environment": ("GOUJI_LANG",), "files": ("gouji.toml",)}.items():
        section = written_page.partition(f".SH {text(f'cli.{title}', language).rstrip('：:').upper()}\n")[2]
        for name in names:
            assert rf"\fB{name}\fR" in section.partition(".SH")[0]
    assert re.search(r"^gouji \\- \w", written_page, re.MULTILINE)


def test_the_language_of_a_run_is_not_that_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two builds make the same."""
    before = page("zh")
    monkeypatch.setenv("GOUJI_LANG", "en")
    monkeypatch.setenv("COLUMNS", "40")
    assert page("zh") == before
