"""A text, spans in it, and its line index.

Offsets count characters of the decoded text, from 0. A line ends at LF, CRLF or a lone CR, as in
every editor; U+2028, U+0085 and form feeds are ordinary characters. Never reads a file.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open range of character offsets: ``start`` is in it, ``end`` is not."""

    start: int
    end: int

    def shifted(self, by: int) -> "Span":
        return Span(self.start + by, self.end + by)

    def touches(self, offset: int) -> bool:
        """Whether a cursor at the offset is in it, or right beside it."""
        return self.start <= offset <= self.end


class Position(NamedTuple):
    """Line and column as people count them: both from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Source:
    """One text with the name it is shown under (a path as the user wrote it)."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The place of a character offset; an offset past the end is the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The inverse of `position`, clipped to the line and the text."""
        line = max(1, min(line, len(self.line_starts)))
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return min(self.line_starts[line - 1] + max(column, 1) - 1, end)

    def edited(self, span: Span, text: str) -> "Source":
        """The source with a span replaced. What is known of its lines is kept for those that the edit does not touch."""
        start, end = max(0, min(span.start, len(self.text))), min(span.end, len(self.text))
        after = Source(self.name, f"{self.text[:start]}{text}{self.text[end:]}")
        # A CR and a LF may come to stand together, or apart: the characters beside the edit are looked at again.
        first, last = max(0, start - 1), min(len(self.text), end + 1)
        last += self.text.startswith("\n", last)
        moved = len(after.text) - len(self.text)
        starts = self.line_starts
        kept, rest = bisect_right(starts, first), bisect_right(starts, last)
        between = [found.end() for found in LINE_END.finditer(after.text, first, last + moved)]
        vars(after)["line_starts"] = [*starts[:kept], *between, *(one + moved for one in starts[rest:])]
        return after

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class Place(NamedTuple):
    """Where something stands: a span in a source."""

    source: Source
    span: Span

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[slice(*self.span)]

    @property
    def start(self) -> Position:
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        return self.source.position(self.span.end)

    def __str__(self) -> str:
        return f"{self.source.name}:{self.start.line}:{self.start.column}"
