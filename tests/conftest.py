"""What all tests share: compiled catalogues, golden files with `--update`.

Never keeps state from one test to the next.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The suite does the same each time, so that a change and not chance makes it fail; `make search` looks for new cases.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("searching")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files with what the code gives now")


def pytest_configure() -> None:
    """Brings the compiled catalogues of the source tree up to date, as the build does."""
    for portable in sorted((ROOT / "src" / "gouji").glob("*/messages/*.po")):
        compiled = portable.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < portable.stat().st_mtime_ns:
            compile_catalogue(portable, compiled)


def compile_catalogue(portable: Path, compiled: Path) -> None:
    """Writes a whole file or none, since test processes that run side by side read it."""
    with portable.open("rb") as stream:
        catalogue = read_po(stream)
    number, temporary = tempfile.mkstemp(dir=compiled.parent, suffix=".tmp")
    with os.fdopen(number, "wb") as stream:
        write_mo(stream, catalogue)
    os.replace(temporary, compiled)


@pytest.fixture(autouse=True)
def default_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are as wide as they are without a terminal; test processes that run side by side are told one's columns."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No results of another test, or of a user, are used: a test that is about them says where they are."""
    monkeypatch.setenv("GOUJI_CACHE_DIR", "")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a file; with `--update`, writes the file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden file {path.name}: run pytest --update, then read it"
        assert text == path.read_text(encoding="utf-8")

    return compare
