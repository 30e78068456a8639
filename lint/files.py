"""Reads a file as text: UTF-8 with or without its mark, line ends as they are.

Says what is wrong with a file that is no such text, and how to convert it. Never guesses: a GBK file is named, not read.
"""

import codecs
import errno
import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gouji.lang.diagnostic import Code, Diagnostic, Term
from gouji.lang.source import Place, Source, Span
from gouji.lint import codes

SHIPPED = "gouji/rules/"
"""What the names of the files of packs begin with, where these are not below the current folder."""

LARGEST = 20_000_000  # bytes; the largest form known has some 100,000

_REASONS = {errno.ELOOP: "file-reason.circle", errno.ENAMETOOLONG: "file-reason.long"}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableFile(Exception):
    """A file that cannot be read as text, for the reason that `diagnostic` gives."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def real_path(path: Path) -> Path:
    """The path without links, as files are known by; as it stands where it leads in a circle or can be no path."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # also where the current folder is no more
        return path


def standing_path(path: Path) -> Path:
    """The path of a file with no links among its folders: one that is a link itself stands where the link does."""
    return real_path(path) if path.name in ("", "..") else real_path(path.parent) / path.name


def stands_in(path: Path, asked: Iterable[Path]) -> bool:
    """Whether a path without links is one of those that were asked for, or stands in one."""
    return any(path.is_relative_to(real_path(one)) for one in asked)


def shipped_rules() -> Path:
    """The folder of the packs that ship with gouji."""
    return Path(__file__).parent.parent / "rules"


@cache
def _real_packs() -> Path:
    return real_path(shipped_rules())


def is_shipped(path: Path) -> bool:
    """Whether a path without links is one of the packs that ship with gouji."""
    return path.is_relative_to(_real_packs())


def shown_path(path: Path) -> str:
    """The name of a file as seen from the current folder; packs have a name of their own."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return f"{SHIPPED}{path.relative_to(_real_packs()).as_posix()}" if is_shipped(path) else str(path)


def with_txt(path: Path) -> str:
    """The name of the file that an editor saved as a text in place of one that is missing; empty if there is none."""
    text = path.with_name(f"{path.name}.txt")
    return text.name if os.path.isfile(text) else ""


def read_text(path: Path, shown: str) -> Source:
    """The text of a file, under the name `shown`. Raises UnreadableFile."""
    return Source(shown, decoded(read_bytes(path, shown), shown))


def read_bytes(path: Path, shown: str) -> bytes:
    """What a file holds that is called `shown`. Raises UnreadableFile."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(codes.FILE_DIRECTORY, shown)
        if not stat.S_ISREG(status.st_mode):  # a pipe that nobody writes to would be waited for without an end
            raise _unreadable(codes.FILE_NOT_REGULAR, shown)
        size = status.st_size
        if size <= LARGEST:
            with path.open("rb") as stream:
                content = stream.read(size + 1)
                if len(content) > size:  # a file may grow, and some have no size before they are read
                    content += stream.read(LARGEST + 1 - len(content))
            size = len(content)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise _unreadable(codes.FILE_UNREADABLE, shown, reason=Term("file-reason.loose")) from None
        raise _unreadable(codes.FILE_MISSING, shown) from None
    except PermissionError:
        raise _unreadable(codes.FILE_NO_PERMISSION, shown) from None
    except OSError as error:
        reason = Term(_REASONS[error.errno]) if error.errno in _REASONS else error.strerror or type(error).__name__
        raise _unreadable(codes.FILE_UNREADABLE, shown, reason=reason) from None
    except ValueError:  # a null character: no file can have such a name
        raise _unreadable(codes.FILE_UNREADABLE, shown, reason=Term("file-reason.name")) from None
    if size > LARGEST:
        raise _unreadable(codes.FILE_TOO_LARGE, shown, size=_megabytes(size), limit=_megabytes(LARGEST))
    return content


def mark_of(path: Path) -> str:
    """The mark of UTF-8 that a file begins with, if it does; no text that is read holds it."""
    try:
        with path.open("rb") as stream:
            return "\ufeff" if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else ""
    except OSError:
        return ""


def forbidden(shown: str) -> UnreadableFile:
    """A file that may not be looked at."""
    return _unreadable(codes.FILE_NO_PERMISSION, shown)


def bounded(source: Source) -> Source:
    """A text that somebody has open, if a file may be as long. Raises UnreadableFile."""
    size = len(source.text.encode(errors="replace")) if len(source.text) * 4 > LARGEST else 0
    if size > LARGEST:
        raise _unreadable(codes.FILE_TOO_LARGE, source.name, size=_megabytes(size), limit=_megabytes(LARGEST))
    return source


def decoded(content: bytes, shown: str) -> str:
    """The text that `content` is in UTF-8. Raises UnreadableFile."""
    if content.startswith(_UTF16_MARKS) or (b"\0" in content and _is_utf16(content)):
        raise _unreadable(codes.FILE_UTF16, shown)
    if b"\0" in content:
        raise _unreadable(codes.FILE_BINARY, shown)
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    try:
        return content[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        code, encoding = codes.FILE_ENCODING, "utf-8"
        if not start and _is_text(content, "gb18030"):
            code, encoding = codes.FILE_GBK, "gb18030"
        source = Source(shown, content[start:].decode(encoding, errors="replace"))
        offset = len(content[start : start + error.start].decode(encoding, errors="replace"))
        place = Place(source, Span(offset, offset + 1))
        raise UnreadableFile(Diagnostic(code, place, {"path": shown, "line": place.start.line})) from None


def _is_utf16(content: bytes) -> bool:
    """Whether `content` is UTF-16 without a mark: the signs of TOML alone make a good part of its bytes zero."""
    return content.count(0) * 10 > len(content) and (_is_text(content, "utf-16-le") or _is_text(content, "utf-16-be"))


def _is_text(content: bytes, encoding: str) -> bool:
    """Whether `content` decodes to characters that print."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return all(line.replace("\t", "").replace("\u3000", "").isprintable() for line in text.splitlines())


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.3g} MB"


def _unreadable(code: Code, shown: str, **arguments: object) -> UnreadableFile:
    place = Place(Source(shown, ""), Span(0, 0))
    return UnreadableFile(Diagnostic(code, place, {"path": shown, **arguments}))
