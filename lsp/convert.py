"""Our places <-> the protocol's, in the encoding of columns that client and server agreed on.

The only module where the two meet. Lines end as in `gouji.lang.source`: U+2028 and form feeds are ordinary characters.
"""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types

from gouji.lang.source import Source, Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""What columns count: bytes, halves of a character beyond the BMP, or characters."""

_CODECS: dict[Encoding, tuple[str, int]] = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}
# A client may send half of a character: it is kept as it is.
_KEPT = "surrogatepass"
_HERE = ("", "localhost")


def encoding_of(kind: types.PositionEncodingKind | str | None) -> Encoding:
    """The encoding agreed on; UTF-16 is what every client knows."""
    known: dict[str, Encoding] = {"utf-8": "utf-8", "utf-32": "utf-32"}
    return known.get(str(kind.value if isinstance(kind, types.PositionEncodingKind) else kind), "utf-16")


def offset_at(source: Source, position: types.Position, encoding: Encoding) -> int:
    """The character at a position; past the end of a line is its end, past the last line the end of the text."""
    if position.line >= len(source.line_starts):
        return len(source.text)
    line = source.line(position.line + 1)
    return source.line_starts[position.line] + _characters(line, position.character, encoding)


def position_at(source: Source, offset: int, encoding: Encoding) -> types.Position:
    line, column = source.position(offset)
    start = source.line_starts[line - 1]
    return types.Position(line - 1, units(source.text[start : start + column - 1], encoding))


def span_of(source: Source, range_: types.Range, encoding: Encoding) -> Span:
    """The span of a range; one that ends before it starts is read the other way round."""
    ends = offset_at(source, range_.start, encoding), offset_at(source, range_.end, encoding)
    return Span(min(ends), max(ends))


def range_of(source: Source, span: Span, encoding: Encoding) -> types.Range:
    return types.Range(position_at(source, span.start, encoding), position_at(source, span.end, encoding))


def units(text: str, encoding: Encoding) -> int:
    """How many columns a text takes."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    codec, size = _CODECS[encoding]
    return len(text.encode(codec, _KEPT)) // size


def _characters(line: str, columns: int, encoding: Encoding) -> int:
    """How many characters of a line lie before a column; one that is cut through does not."""
    if encoding == "utf-32" or line.isascii():
        return min(columns, len(line))
    codec, size = _CODECS[encoding]
    written = line.encode(codec, _KEPT)
    cut = min(columns * size, len(written))
    while _is_within_character(written, cut, size):
        cut -= size
    return len(written[:cut].decode(codec, _KEPT))


def _is_within_character(written: bytes, cut: int, size: int) -> bool:
    """Whether what follows a cut belongs to the character before it: the later bytes of UTF-8, the second half of a pair."""
    if not 0 < cut < len(written):
        return False
    if size == 1:
        return written[cut] & 0xC0 == 0x80
    return written[cut - 1] & 0xFC == 0xD8 and written[cut + 1] & 0xFC == 0xDC


def path_of(uri: str) -> Path | None:
    """The file that a URI names; None for what is no file here: an unsaved text, a file of another machine."""
    try:
        parts = urlsplit(uri)
    except ValueError:  # a bracket where the name of a machine stands
        return None
    if parts.scheme != "file" or parts.netloc not in _HERE:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    return Path(path) if path and "\0" not in path else None


def uri_of(path: Path) -> str:
    return f"file://{quote(os.fsencode(path.as_posix()), safe='/~:@!$&()*+,;=')}"
