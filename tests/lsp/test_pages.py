"""Is the page about a code there for the editor to open, in the one folder that servers leave, and nobody else's?"""

import os
import tempfile
from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.conftest import FILLED

from gouji.lang.diagnostic import Code, Diagnostic
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import ANSWER_UNUSED, ENTRY_VALUE
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import path_of
from gouji.lsp.pages import Pages


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "temporary"
    found.mkdir()
    monkeypatch.setenv("TMPDIR", str(found))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return found


def page(pages: Pages, code: Code = ENTRY_VALUE) -> Path:
    found = path_of(pages.uri(Diagnostic(code, Place(Source("a", ""), Span(0, 0))), Addresses()))
    assert found is not None
    return found


def test_killed_servers_leave_one_folder(temporary: Path, folder: Path) -> None:
    """In which the pages are, for their user alone."""
    shown: set[Path | None] = set()
    for _ in range(3):
        with Client(folder) as client:
            client.open(folder / "a.toml", FILLED.replace('"甲"', '"己"'))
            (finding,) = client.diagnostics(folder / "a.toml", 1)
            shown.add(path_of(finding["codeDescription"]["href"]))
            client.process.kill()
    (left,) = temporary.iterdir()
    assert shown == {*left.iterdir()}
    assert left.stat().st_mode & 0o777 == 0o700


def test_a_page_is_mended_and_kept_while_others_use_it(temporary: Path) -> None:
    """One server's end takes it from no other; what stands there already is not written again."""
    one, other = Pages(), Pages()
    found = page(one)
    before = found.stat().st_mtime_ns
    assert page(other) == found and found.stat().st_mtime_ns == before
    one.remove()
    assert found.exists()
    found.write_text("of another time", encoding="utf-8")
    page(Pages())
    assert ENTRY_VALUE.id in found.read_text(encoding="utf-8")
    assert list(temporary.iterdir()) == [found.parent] and list(found.parent.iterdir()) == [found]


@pytest.mark.parametrize("there", ["open to others", "a link", "a link to nowhere", "a file", "another's"])
def test_a_folder_that_somebody_else_could_have_made_is_left_alone(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    """Then the server has one of its own, which ends with it."""
    shared = page(Pages()).parent
    for one in shared.iterdir():
        one.unlink()
    if there == "open to others":
        shared.chmod(0o770)
    elif there == "another's":
        monkeypatch.setattr(os, "getuid", lambda: 12345)
        shared.rename(shared.with_name(shared.name.rpartition("-")[0] + "-12345"))
    else:
        shared.rmdir()
        if there == "a file":
            shared.touch()
        else:
            shared.symlink_to(tmp_path / "nowhere" if "nowhere" in there else tmp_path)
    before = sorted(temporary.rglob("*"))
    pages = Pages()
    assert page(pages).parent == page(pages, ANSWER_UNUSED).parent
    assert page(pages).parent not in before
    assert sorted(page(pages).parent.iterdir()) == sorted([page(pages), page(pages, ANSWER_UNUSED)])
    pages.remove()
    assert sorted(temporary.rglob("*")) == before


def test_where_nothing_can_be_written_there_is_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no error."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert Pages().uri(Diagnostic(ENTRY_VALUE, Place(Source("a", ""), Span(0, 0))), Addresses()) == ""
