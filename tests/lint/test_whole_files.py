"""Is a file there whole, as it was or as it is to be, whatever happens while it is written?

Writes in folders of its own.
"""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.lang.source import Source
from gouji.lint.whole_files import NotReplaced, replace_text, write_whole

no_links = pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    """In one piece or in several; nothing else is left in the folder."""
    path = tmp_path / "结果.json"
    write_whole(path, b"one")
    write_whole(path, (piece for piece in (b"two", b" and ", b"three")))
    assert path.read_bytes() == b"two and three"
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_permissions_stay(tmp_path: Path) -> None:
    """Those of a new file are what the user's mask lets be."""
    path = tmp_path / "a"
    before = os.umask(0o027)
    try:
        write_whole(path, b"")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o600)
        write_whole(path, b"x")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@no_links
def test_a_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    """Also to one that is not there yet."""
    link, file = tmp_path / "link", tmp_path / "below" / "file"
    file.parent.mkdir()
    link.symlink_to(file)
    for content in (b"one", b"two"):
        write_whole(link, content)
        assert link.is_symlink()
        assert file.read_bytes() == content


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in what is to be written, an interrupt, a full disk."""
    path = tmp_path / "a"
    path.write_bytes(b"before")

    def broken(error: BaseException) -> Iterator[bytes]:
        yield b"half"
        raise error

    for error in (ValueError(), KeyboardInterrupt(), OSError(28, "No space left on device")):
        with pytest.raises(type(error)):
            write_whole(path, broken(error))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
        with pytest.raises(OSError, match="Input/output"):
            write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["a"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A folder stands there, or there is no folder; the error is an OSError."""
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "none" / "a", tmp_path / ("长" * 200)):
        with pytest.raises(OSError, match=r"."):
            write_whole(path, b"")
    assert os.listdir(tmp_path) == ["folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """It is no file that could be replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, (b"one", b"two"))
    reader.join()
    assert read == [b"onetwo"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_of_many_who_replace_a_text_one_does(tmp_path: Path) -> None:
    """The others are told that it has changed: no change is lost in silence."""
    path = tmp_path / "a.toml"
    path.write_text("", encoding="utf-8")
    ready = threading.Barrier(8)
    told: list[str] = []

    def replace(number: int) -> None:
        ready.wait()
        try:
            replace_text(path, Source("a.toml", ""), Source("a.toml", str(number)))
            told.append(path.read_text(encoding="utf-8"))
        except NotReplaced as error:
            told.append(error.reason)

    threads = [threading.Thread(target=replace, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted([path.read_text(encoding="utf-8"), *["changed"] * 7])


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_a_lock_that_another_program_keeps_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and the file left; when the lock has gone, all is as before."""
    from fcntl import LOCK_EX, flock

    monkeypatch.setattr("gouji.lint.whole_files.PATIENCE", 0.02)
    path = tmp_path / "a.toml"
    path.write_text("before", encoding="utf-8")
    other = os.open(tmp_path, os.O_RDONLY)
    try:
        flock(other, LOCK_EX)
        for _ in range(2):
            with pytest.raises(NotReplaced) as told:
                replace_text(path, Source("a.toml", "before"), Source("a.toml", "after"))
            assert (told.value.reason, told.value.detail) == ("locked", str(tmp_path))
    finally:
        os.close(other)
    assert path.read_text(encoding="utf-8") == "before"
    replace_text(path, Source("a.toml", "before"), Source("a.toml", "after"))
    assert path.read_text(encoding="utf-8") == "after"


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_where_folders_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some disks of a network: a text is replaced all the same."""

    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", none)
    (tmp_path / "a.toml").write_text("before", encoding="utf-8")
    replace_text(tmp_path / "a.toml", Source("a.toml", "before"), Source("a.toml", "after"))
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == "after"
