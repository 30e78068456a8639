"""Puts a file in the place of another, whole or not at all: what is there stays until the new one is complete on the disk.

The permissions stay, and a link keeps leading to its file. Never leaves a part of a file behind, and reads none.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file beside the one that is there, then puts it in its place. Raises OSError, and then all is as it was.

    What is no file but takes bytes, a pipe or a device, is written to as it stands.
    """
    target = Path(os.path.realpath(path))
    pieces = (content,) if isinstance(content, bytes) else content
    before = _status(target)
    if before is not None and not stat.S_ISREG(before.st_mode):
        with target.open("wb") as stream:
            stream.writelines(pieces)
        return
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}")
    try:
        with beside.open("xb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None:
            _take_over(beside, before)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


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
