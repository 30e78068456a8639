"""Puts a file, or the files of a folder, in place whole or not at all: written beside, then renamed.

What stood there before stays until all is written. Never leaves a part of a file behind, never replaces a text that is no
longer as it was read, and never tells why it could not be done: an OSError does, or a NotReplaced.
"""

import codecs
import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gouji.lang.source import Source
from gouji.lint.files import UnreadableFile, decoded, real_path

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]  # Windows has none

PATIENCE = 5.0
"""Seconds to wait for whoever has locked the folder of a file; a run of ours is done in some thousandths of one."""

_PAUSE = 0.01

_locked_by_others: set[Path] = set()
"""Folders that were waited for in vain: for the next file in them nobody waits as long again."""


class NotReplaced(Exception):
    """A file that was not replaced; `reason` is the end of a catalogue key, `detail` what the system says."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class WholeFile:
    """A file in the making, as `finish` puts it in its place and `abandon` forgets it.

    Permissions and owner of the file that it replaces stay, and a link keeps leading to it. What is no file, such as a pipe or a
    device, is written into as it is. Raises OSError.
    """

    def __init__(self, path: Path) -> None:
        self._before = _status(path)
        self._beside: Path | None = None
        if self._before is not None and not stat.S_ISREG(self._before.st_mode):
            self._stream = path.open("wb")
            return
        self._target = real_path(path)
        # A short name of its own: that of the target may be as long as names can be.
        self._beside = self._target.with_name(_beside_name())
        self._stream = os.fdopen(os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666), "wb")

    def write(self, content: bytes) -> None:
        self._stream.write(content)

    def finish(self) -> None:
        """Puts the file in its place; where that fails, nothing has changed."""
        try:
            if self._beside is None:
                self._stream.close()
                return
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            if self._before is not None:
                _take_over(self._beside, self._before)
            os.replace(self._beside, self._target)
        except BaseException:
            self.abandon()
            raise
        self._beside = None
        _settle(self._target.parent)

    def abandon(self) -> None:
        """Leaves what stood there before; does nothing after `finish`."""
        with suppress(OSError):  # closing writes what was held back, for which there may be no room
            self._stream.close()
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink()


class WholeFolder:
    """Files of a folder in the making, as `finish` puts them in their places, all or none, and `abandon` forgets them.

    They wait in a folder within it, because it may be a link, or a disk of its own. It is made where there is none, with those
    above it if `makes_parents`; what else stands in it stays. What cannot be put back stays in `beside`. Raises OSError.
    """

    def __init__(self, path: Path, *, makes_parents: bool = False) -> None:
        self._path, self._makes_parents = path, makes_parents
        self.beside = path / _beside_name()
        self._old = self.beside / "old"
        self._names: list[str] = []
        self._moves: list[tuple[Path, Path]] = []
        self._made: list[Path] = []
        self._is_needed = False
        try:
            self._make(path)
            self.beside.mkdir()
        except BaseException:
            self.abandon()
            raise

    def write(self, name: str, content: bytes) -> None:
        """One more file, by its path in the folder, with `/`."""
        new = self.beside / "new" / name
        new.parent.mkdir(parents=True, exist_ok=True)
        write_whole(new, content)
        self._names.append(name)

    def finish(self, unwanted: Iterable[Path] = ()) -> None:
        """Puts all in their places and takes out the files that are unwanted; where that fails, nothing has changed."""
        try:
            for place in tuple(unwanted):
                self._put_aside(place)
            for name in self._names:
                place, new = self._path / name, self.beside / "new" / name
                before = _status(place)
                if before is not None:
                    _take_over(new, before)
                    self._put_aside(place)
                self._make(place.parent)
                self._move(new, place)
        except BaseException:
            self.abandon()
            raise
        above = {folder for old, _ in self._moves for folder in old.parents}
        self._moves.clear()
        self._made.clear()
        self._clear(folder for folder in above if folder.is_relative_to(self._path) and folder != self._path)
        _settle(self._path)

    def abandon(self) -> None:
        """Leaves what stood there before; does nothing after `finish`."""
        while self._moves:
            old, new = self._moves[-1]
            try:
                os.rename(new, old)
            except OSError:  # of the last one it is not sure that it was made
                self._is_needed |= new.is_relative_to(self._old) and os.path.lexists(new)
            self._moves.pop()
        self._clear(self._made)

    def _put_aside(self, place: Path) -> None:
        aside = self._old / place.relative_to(self._path)
        aside.parent.mkdir(parents=True, exist_ok=True)
        self._move(place, aside)

    def _move(self, old: Path, new: Path) -> None:
        self._moves.append((old, new))
        os.rename(old, new)

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            if folder.parent != folder and (self._makes_parents or folder != self._path):
                self._make(folder.parent)
            self._made.append(folder)
            folder.mkdir()

    def _clear(self, left: Iterable[Path]) -> None:
        """Removes what was needed on the way, and of these folders those in which nothing is any more."""
        shutil.rmtree(self.beside / "new" if self._is_needed else self.beside, ignore_errors=True)
        for folder in sorted(left, reverse=True):
            with suppress(OSError):
                folder.rmdir()


_BINARY = getattr(os, "O_BINARY", 0)


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file in one go, or piece by piece as they come. Raises OSError."""
    file = WholeFile(path)
    try:
        for piece in (content,) if isinstance(content, bytes) else content:
            file.write(piece)
    except BaseException:
        file.abandon()
        raise
    file.finish()


def replace_text(path: Path, before: Source, after: Source) -> None:
    """Puts a text in the place of the one that was read; its mark of the encoding stays. Raises NotReplaced.

    Also where another program keeps the folder locked: who has stopped a run of ours in its midst would lose what is written.
    """
    try:
        with _alone_in(real_path(path).parent):
            content = path.read_bytes()
            if decoded(content, before.name) != before.text:
                raise NotReplaced("changed")
            mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
            write_whole(path, mark + after.text.encode())
    except FileNotFoundError:
        raise NotReplaced("gone") from None
    except UnreadableFile:
        raise NotReplaced("changed") from None
    except OSError as error:
        raise NotReplaced("unwritable", error.strerror or type(error).__name__) from None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other run of ours replaces a text in the folder meanwhile, where a folder can be locked."""
    number = None
    if fcntl is not None:
        with suppress(OSError):  # not every folder may be read
            number = os.open(folder, os.O_RDONLY)
    try:
        if number is not None:
            _lock(number, folder)
        yield
    finally:
        if number is not None:
            os.close(number)


def _lock(number: int, folder: Path) -> None:
    """Takes the lock of a folder, unless its disk has none. Raises NotReplaced where somebody keeps it."""
    until = time.monotonic() + (0 if folder in _locked_by_others else PATIENCE)
    while True:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                _locked_by_others.add(folder)
                raise NotReplaced("locked", str(folder)) from None
            time.sleep(_PAUSE)
            continue
        except OSError:
            pass
        _locked_by_others.discard(folder)
        return


def _beside_name() -> str:
    return f".gouji-{secrets.token_hex(6)}"


def _status(path: Path) -> os.stat_result | None:
    """What stands at a path now, None for nothing; refuses a folder and what may not be written."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not os.access(path, os.W_OK):  # a name could be given to another file, but this one is not to be touched
        number = errno.EROFS if _is_read_only(path) else errno.EACCES
        raise OSError(number, os.strerror(number), str(path))
    return status


def _is_read_only(path: Path) -> bool:
    """Whether nothing can be written where a file is, whoever may."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except (OSError, AttributeError):  # not every system tells
        return False


def _take_over(path: Path, before: os.stat_result) -> None:
    """The owner, where that may be said, then the permissions, which a new owner would take away."""
    now = path.stat()
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        with suppress(OSError, AttributeError):
            os.chown(path, before.st_uid, before.st_gid)
    os.chmod(path, stat.S_IMODE(before.st_mode))


def _settle(folder: Path) -> None:
    """Has the new name outlive a power failure, where a folder can be told to."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
