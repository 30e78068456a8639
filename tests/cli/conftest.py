"""What tests of the command line share: a run in this process, and an engine of a few lines.

What the real engine finds is tested elsewhere. Here: what is printed where, in which language, and how a run ends.
"""

import re
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.cli import main
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.source import Place, Source, Span
from gouji.lint import runs
from gouji.lint.codes import TOML_BARE_KEY

GOLDEN = Path(__file__).with_name("golden")
TARGET = 'form = "表"\n"项目支出" = 150\n'


class Run(NamedTuple):
    """How a run ended, and what it said on either stream."""

    status: int
    out: str
    err: str


Gouji = Callable[..., Run]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOUJI_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def gouji(capsys: pytest.CaptureFixture[str]) -> Gouji:
    def run(*arguments: str | Path) -> Run:
        status = main([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run


@dataclass(frozen=True)
class Verdicts:
    passed: int = 3
    failed: int = 1
    inapplicable: int = 2
    unevaluated: int = 0


class Report(NamedTuple):
    name: str
    kind: str
    diagnostics: tuple[Diagnostic, ...]
    verdicts: Verdicts = Verdicts()
    unusable: bool = False


def stand_in(monkeypatch: pytest.MonkeyPatch, module: str, **members: object) -> None:
    """Puts a module of our own in the place of a real one."""
    replaced = types.ModuleType(module)
    vars(replaced).update(members)
    monkeypatch.setitem(sys.modules, module, replaced)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finds what the name of a file says: an error, a warning, something unusable, or nothing."""

    def reports(run: runs.Run, _: object) -> Iterator[Report]:
        for path in run.files:
            source = Source(str(path), path.read_text(encoding="utf-8"))
            place = Place(source, Span(len(source.text) - 4, len(source.text) - 1))
            severity = Severity.WARNING if "warning" in path.stem else Severity.ERROR
            found = Diagnostic(
                TOML_BARE_KEY, place, own_message="不对", own_help="改对", own_severity=severity, explanation=("1 ≠ 2",)
            )
            if "crash" in path.stem:
                raise ZeroDivisionError("一分为\x1b零")
            clean = path.stem.startswith("clean")
            kind = "rules" if path.suffix == ".gj" else "form"
            yield Report(str(path), kind, () if clean else (found,), unusable="unusable" in path.stem)

    stand_in(monkeypatch, "gouji.lint.engine", Direct=lambda run: None)
    monkeypatch.setattr("gouji.lint.runs.reports", reports)


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: None) -> Callable[..., None]:
    """Writes target files with these names into the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(*names: str) -> None:
        for name in names:
            (tmp_path / f"{name}.toml").write_text(TARGET, encoding="utf-8")

    return write


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout of our own: no blanks at the end of a line."""

    def format_source(source: Source) -> str:
        return "\n".join(line.rstrip() for line in source.text.split("\n"))

    stand_in(monkeypatch, "gouji.lang.format", format_source=format_source)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: None) -> Path:
    """Two rule files, of which `b.gj` is not laid out, and a target file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.gj").write_text("规则 甲 { }\n", encoding="utf-8")
    (tmp_path / "b.gj").write_text("规则 乙 {  \n}\n", encoding="utf-8")
    (tmp_path / "c.toml").write_text(TARGET, encoding="utf-8")
    return tmp_path


def kept(message: str) -> str:
    """The path of the file with the details, out of the message about an internal error."""
    found = re.search(r"\S*gouji-error-\S*?\.txt", message)
    assert found, message
    return found[0].rpartition("、")[2]
