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
from contextlib import suppress
from pathlib import Path

import pytest

from gouji.cli import main
from gouji.lang.catalogue import LANGUAGES
from gouji.lint.output.kinds import KINDS, Kind, Output, Page, Piece, Shape
from gouji.lint.output.summary import Summary
from gouji.lint.reports import FileReport
from gouji.lint.whole_files import WholeFile, WholeFolder, write_whole

RULES = "表样 甲 {\n    总额 : 金额 必填\n    类别 : 文本 必填\n}\n"
FORM = '"表样" = "甲"\n"年度" = 2024\n'
STANDS = {"form.toml", "form.gj"}
OLD = "what stood there before"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where one form stands that has errors, and what is written goes to; temporary files too."""
    monkeypatch.setenv("GOUJI_LANG", "en")
    (tmp_path / "here").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "here")
    Path("form.gj").write_text(RULES, encoding="utf-8")
    Path("form.toml").write_text(FORM, encoding="utf-8")
    gc.freeze()  # what other tests have left need not be looked through again and again
    yield tmp_path / "here"
    gc.unfreeze()


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
    assert standing(folder) == {*STANDS, "sound.csv", "other.csv"}


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
    assert standing(folder) == {*STANDS, "out"}


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
    assert standing(folder) == {*STANDS, "out"}


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
        (["xlsx=-"], "write xlsx=PATH; it goes into a file only"),
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
    assert standing(folder) == STANDS


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
    assert standing(folder) == {*STANDS, "old", "link", "new", "nowhere", "later"}


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
    assert standing(folder) == STANDS


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


# --- the files of a folder that are put in their places

STEPS = ("mkdir", "fsync", "replace", "rename", "chmod")
"""What is asked of the system on the way, each of which may fail."""


NEW = {"forms": None, "more": None, "forms/a.html": "new a", "more/b.html": "new b", "index.html": "new"}


def tree(folder: Path) -> dict[str, str | None]:
    """Everything in a folder with what is in it, None for a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
    }


def replaced(folder: Path) -> None:
    """A folder of two files, of which one replaces what an earlier run has made, and another file goes."""
    files = WholeFolder(folder)
    try:
        files.write("forms/a.html", b"new a")
        files.write("more/b.html", b"new b")
        files.write("index.html", b"new")
        files.finish(path for path in [folder / "forms/old.html"] if path.exists())
    finally:
        files.abandon()


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_after", [False, True], ids=["in its stead", "after it"])
@pytest.mark.parametrize(
    "stood", [{}, {"forms/a.html": "a", "forms/old.html": "old", "index.html": "i", "mine.txt": "m"}]
)
def test_a_folder_is_replaced_whole_or_stays(
    stood: dict[str, str], is_after: bool, failure: BaseException, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step goes wrong, however far it has come; what is not to be replaced stays in any case."""
    asked = 0

    def step(really: Callable[..., object], fails_at: int) -> Callable[..., object]:
        def asks(*given: object, **named: object) -> object:
            nonlocal asked
            asked += 1
            if asked != fails_at:
                return really(*given, **named)
            if is_after:
                really(*given, **named)
            raise failure

        return asks

    for fails_at in range(1, 1000):
        report = folder / f"report-{fails_at}"
        for name, text in stood.items():
            (report / name).parent.mkdir(parents=True, exist_ok=True)
            (report / name).write_text(text, encoding="utf-8")
        before, whole = tree(report), NEW | ({"mine.txt": "m"} if stood else {})
        asked = 0
        with monkeypatch.context() as patched, suppress(OSError, KeyboardInterrupt):
            for name in STEPS:
                patched.setattr(os, name, step(getattr(os, name), fails_at))
            replaced(report)
        assert tree(report) in (before, whole), fails_at
        assert report.exists() == bool(stood or tree(report)), fails_at
        if asked < fails_at:
            break
    assert fails_at > 15
    assert tree(report) == whole


def test_what_cannot_be_put_back_is_not_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its only copy is among what was needed on the way."""
    report, really = folder / "report", os.rename
    for name in ("forms/a.html", "index.html"):
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).write_text(name, encoding="utf-8")

    def rename(old: Path, new: Path) -> None:
        if ("old" in new.parts and new.name == "index.html") or "old" in old.parts:
            raise OSError(errno.EIO, "broken")
        really(old, new)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(OSError, match="broken"):
        replaced(report)
    left = {name: content for name, content in tree(report).items() if content is not None}
    (kept,) = left.keys() - {"index.html"}
    assert kept.startswith(".gouji-") and kept.endswith("old/forms/a.html")
    assert left == {"index.html": "index.html", kept: "forms/a.html"}


def test_an_earlier_report_stays_until_another_is_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that is full half-way, and Ctrl-C; where there was none, there is none then."""
    Path("second.toml").write_text(FORM, encoding="utf-8")
    assert main(["check", "--output", "html=report/"]) == 1
    before = tree(folder)
    Path("second.toml").write_text(FORM + "# more\n", encoding="utf-8")
    before["second.toml"] = FORM + "# more\n"
    really = WholeFolder.write
    for failure, status in ((OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 2), (KeyboardInterrupt(), 130)):

        def write(one: WholeFolder, name: str, content: bytes, failure: BaseException = failure) -> None:
            if name.endswith("second.html"):
                raise failure
            really(one, name, content)

        with monkeypatch.context() as patched:
            patched.setattr(WholeFolder, "write", write)
            for path in ("report/", "another/"):
                assert main(["check", "--output", f"html={path}", "--lang", "zh"]) == status
        assert tree(folder) == before
    assert "磁盘满了" in capsys.readouterr().err


def test_what_a_run_that_was_killed_has_left_goes(folder: Path) -> None:
    """With the next report, since its pages bear our mark."""
    assert main(["check", "--output", "html=report/"]) == 1
    before = tree(folder)
    killed = WholeFolder(Path("report"))
    killed.write("forms/form.html", Path("report/forms/form.html").read_bytes())
    assert main(["check", "--output", "html=report/"]) == 1
    assert tree(folder) == before


# --- an output that is a folder


class Pages(Output):
    """A page a form, and one for all."""

    mark = b"made: "
    front = "index.html"

    def report(self, report: FileReport) -> Iterable[Piece]:
        yield Page(f"forms/{report.name}.html", self.mark + report.name.encode())

    def end(self, summary: Summary) -> Iterable[Piece]:
        yield Page(self.front, self.mark + b"all")


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
        assert Path("report/forms/form.toml.html").read_text(encoding="utf-8") == "made: form.toml"
        assert Path("report/index.html").read_text(encoding="utf-8") == "made: all"
    capsys.readouterr()
    Path("file").touch()
    assert main(["check", "--output", "pages=file", "--output", "pages=no/such"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "cannot write file: a file stands there",
        "cannot write no/such: there is no such folder",
    ]
    assert standing(folder) == {*STANDS, "report", "file"}
