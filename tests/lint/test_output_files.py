"""Outputs that cannot be written: it is told, the status is 2, the other outputs are right, and nothing is half written.

What hinders a file is real where that is possible without an administrator, and played otherwise.
"""

import errno
import gc
import os
import stat
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from gouji.cli import main
from gouji.lang.catalogue import LANGUAGES
from gouji.lint.output.kinds import KINDS, Kind, Output, Page, Piece, Shape
from gouji.lint.output.summary import Summary
from gouji.lint.reports import FileReport
from gouji.lint.whole_files import WholeFile, write_whole

FORM = '"表样" = "部门整体绩效目标表"\n"年度" = 2024\n'
OLD = "what stood there before"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where one form stands that has errors, and what is written goes to; temporary files too."""
    monkeypatch.setenv("GOUJI_LANG", "en")
    (tmp_path / "here").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "here")
    Path("form.toml").write_text(FORM, encoding="utf-8")
    return tmp_path / "here"


def standing(folder: Path) -> set[str]:
    """All that stands there now, and among the temporary files, which are given up with what held them."""
    gc.collect()
    return {path.name for one in (folder, folder.parent / "temporary") for path in one.iterdir()}


def raising(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nosuch/out", "there is no such folder"),
        (".", "a folder stands there"),
        ("form.toml/out", "a part of the path is no folder"),
        ("x" * 300, "the name is too long"),
        pytest.param(
            "/dev/full",
            "the disk is full",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here"),
        ),
    ],
)
@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.shape is not Shape.FOLDER))
def test_a_path_that_cannot_be_written(
    name: str, path: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says which and why; the other files, and the standard output, are as without it."""
    assert main(["check", "--output", "csv=sound.csv"]) == 1
    sound, text = Path("sound.csv").read_bytes(), capsys.readouterr().out
    assert main(["check", "--output", f"{name}={path}", "--output", "csv=other.csv"]) == 2
    run = capsys.readouterr()
    assert run.err.splitlines() == [f"cannot write {path}: {said}"]
    assert run.out == text
    assert Path("other.csv").read_bytes() == sound
    assert standing(folder) == {"form.toml", "sound.csv", "other.csv"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("step", ["os.open", "os.fsync", "os.replace"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stood_there_stays(
    step: str, number: int, language: str, folder: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Whenever it goes wrong, the old file is there whole, and no part of the new one."""
    Path("out").write_text(OLD, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(step, raising(number))
        assert main(["check", "--output", "sarif=out", "--lang", language]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert Path("out").read_text(encoding="utf-8") == OLD
    assert standing(folder) == {"form.toml", "out"}


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("ends_with", [KeyboardInterrupt, ZeroDivisionError])
def test_a_run_that_is_cut_short_leaves_nothing(
    ends_with: type[BaseException], name: str, folder: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """By Ctrl-C, or by a mistake of our own."""
    Path("out").write_text(OLD, encoding="utf-8")

    def cut_short(*_: object, **__: object) -> Iterator[FileReport]:
        raise ends_with
        yield

    monkeypatch.setattr("gouji.lint.runs.reports", cut_short)
    monkeypatch.setattr("gouji.cli.crash._keep", lambda *_: "kept.txt")
    assert main(["check", "--output", f"{name}=out"]) in (130, 2)
    assert Path("out").read_text(encoding="utf-8") == OLD
    assert standing(folder) == {"form.toml", "out"}


def test_a_standard_output_that_fails_leaves_the_files_right(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk and a reader that goes away are told by the status, after all files are written."""
    main(["check", "--output", "json=sound"])
    for number, status in ((errno.ENOSPC, 2), (errno.EPIPE, 141)):
        with monkeypatch.context() as patched:
            patched.setattr(sys.stdout, "write", raising(number))
            assert main(["check", "--output", "json=out"]) == status
        assert Path("out").read_bytes() == Path("sound").read_bytes()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["sarif"], "does not say where to: write sarif=PATH; for the standard output say --format sarif"),
        (["sarif="], "does not say where to"),
        (["json=-"], "does not say where to"),
        (["srif=x"], "cannot be srif, only text | json"),
        (["csv=form.toml"], "findings are not written into form.toml"),
        (["csv=RULES.GJ"], "findings are not written into RULES.GJ"),
        (["csv=a", "json=./a"], "./a is given twice"),
    ],
)
def test_mistakes_in_what_is_asked_for(
    given: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told before anything is checked, and nothing is written."""
    assert main(["check", *(f"--output={one}" for one in given)]) == 2
    run = capsys.readouterr()
    assert run.out == ""
    assert said in run.err
    assert standing(folder) == {"form.toml"}


# --- a file that is put in its place


def test_permissions_and_links_stay(folder: Path) -> None:
    """A file that is replaced keeps its permissions, a new one has the usual ones; what a link leads to is replaced."""
    os.umask(before := os.umask(0))
    Path("old").write_text(OLD, encoding="utf-8")
    Path("old").chmod(0o640)
    Path("link").symlink_to("old")
    write_whole(Path("link"), [b"a", b"b"])
    write_whole(Path("new"), b"c")
    assert (Path("old").read_bytes(), Path("link").is_symlink()) == (b"ab", True)
    assert stat.S_IMODE(Path("old").stat().st_mode) == 0o640
    assert stat.S_IMODE(Path("new").stat().st_mode) == 0o666 & ~before
    Path("nowhere").symlink_to("later")
    write_whole(Path("nowhere"), b"d")
    assert Path("later").read_bytes() == b"d"
    assert standing(folder) == {"form.toml", "old", "link", "new", "nowhere", "later"}


def test_a_file_that_may_not_be_written_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though another could be put in its place."""
    Path("old").write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        write_whole(Path("old"), b"new")
    assert Path("old").read_text(encoding="utf-8") == OLD


def test_pieces_that_fail_leave_nothing(folder: Path) -> None:
    """What makes them may fail half-way."""

    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(Path("out"), pieces())
    assert standing(folder) == {"form.toml"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_into(folder: Path) -> None:
    """It is not replaced by a file."""
    os.mkfifo("pipe")
    reading = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        file = WholeFile(Path("pipe"))
        file.write(b"a")
        file.finish()
        assert os.read(reading, 10) == b"a"
        assert stat.S_ISFIFO(Path("pipe").stat().st_mode)
    finally:
        os.close(reading)


# --- an output that is a folder


class Pages(Output):
    """A page a form, and one for all."""

    def report(self, report: FileReport) -> Iterable[Piece]:
        yield Page(f"forms/{report.name}.html", report.name.encode())

    def end(self, summary: Summary) -> Iterable[Piece]:
        yield Page("index.html", b"all")


def test_an_output_may_be_a_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is made where there is none; a file in its place is told, as is a folder above it that is missing."""

    made = types.ModuleType("gouji.lint.output.pages")
    vars(made)["output"] = lambda setting: Pages()
    monkeypatch.setitem(sys.modules, made.__name__, made)
    monkeypatch.setitem(KINDS, "pages", Kind("pages", Shape.FOLDER))
    for _ in range(2):
        assert main(["check", "--output", "pages=report/"]) == 1
        assert Path("report/forms/form.toml.html").read_text(encoding="utf-8") == "form.toml"
        assert Path("report/index.html").read_text(encoding="utf-8") == "all"
    capsys.readouterr()
    Path("file").touch()
    assert main(["check", "--output", "pages=file", "--output", "pages=no/such"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "cannot write file: a file stands there",
        "cannot write no/such: there is no such folder",
    ]
    assert standing(folder) == {"form.toml", "report", "file"}
