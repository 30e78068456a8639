"""The line of a file that a finding points at, as much of it as fits, with carets under the place.

Knows columns of a terminal only. Never shows more than the width asked for, however long the line is.
"""

from typing import NamedTuple

from gouji.lang.source import Place
from gouji.lint.terminal_text import columns, visible, width

CUT = "…"
MARKS_PER_COLUMN = 3
"""Characters shown per column at most, against a flood of combining marks."""


class Snippet(NamedTuple):
    """One line: its number, what is shown of it, and the blanks and carets that stand below."""

    number: int
    text: str
    carets: str


def snippet(place: Place, room: int) -> Snippet:
    """The first line of a place in at most `room` columns; an empty place gets one caret."""
    start, end = place.start, place.end
    line = place.source.line(start.line)
    first = _base(line, min(start.column - 1, len(line)))
    last = end.column - 1 if end.line == start.line else len(line)
    last = max(first, min(last, len(line)))
    left, right = _window(line, first, max(room, 8))
    head = CUT * (left > 0) + visible(line[left:first])
    marked = visible(line[first : min(last, right)])
    tail = visible(line[min(last, right) : right]) + CUT * (right < len(line))
    return Snippet(start.line, (head + marked + tail).rstrip(), " " * width(head) + "^" * max(1, width(marked)))


def _base(line: str, at: int) -> int:
    """Where a place begins to be seen: a combining mark is seen at the character that it stands on."""
    for back in range(at, max(-1, at - 16), -1):
        if back == len(line) or columns(line[back]):
            return back
    return at


def _window(line: str, first: int, room: int) -> tuple[int, int]:
    """The part of the line that is shown, around `first`: a third of the room before it, and what is left after it."""
    if len(line) <= room * MARKS_PER_COLUMN and width(visible(line)) < room:
        return 0, len(line)
    room -= 2 * width(CUT) + 1
    most = room * MARKS_PER_COLUMN
    left, used = _leftward(line, first, room // 3, most // 3)
    right, after = _rightward(line, first, room - used, most - (first - left))
    if right == len(line):
        left, _ = _leftward(line, first, room - after, most - (right - first))
    while 0 < left < first and not columns(line[left]):  # marks whose character is cut off
        left += 1
    return left, right


def _leftward(line: str, at: int, room: int, most: int) -> tuple[int, int]:
    """How far back `room` columns and `most` characters reach, and the columns used."""
    used = 0
    limit = max(0, at - most)
    while at > limit and used + columns(line[at - 1]) <= room:
        at -= 1
        used += columns(line[at])
    return at, used


def _rightward(line: str, at: int, room: int, most: int) -> tuple[int, int]:
    """How far forward `room` columns and `most` characters reach, and the columns used."""
    used = 0
    limit = min(len(line), at + most)
    while at < limit and used + columns(line[at]) <= room:
        used += columns(line[at])
        at += 1
    return at, used
