"""Puts a file in its place whole or not at all: written beside it, then renamed.

What stood there before stays until all is written. Never leaves a part of a file behind, and never tells why it could
not be done: an OSError does.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gouji.lint.files import real_path


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
        self._beside = self._target.with_name(f".gouji-{secrets.token_hex(6)}")
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
