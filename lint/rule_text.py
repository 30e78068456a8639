"""The text of rules and declarations as it stands in their files, moved to the margin.

Cuts out; reads no file and changes no word.
"""

from gouji.lang.parse import PlacedPiece
from gouji.lang.source import LINE_END, Place, Span


def written(piece: PlacedPiece, span: Span) -> str:
    """A declaration or a clause as it stands in its file."""
    source, (start, end) = piece.source, piece.place(span).span
    line = source.line_starts[source.position(start).line - 1]
    margin = source.text[line:start]
    first, *others = LINE_END.split(source.text[start:end])
    if margin.strip():
        return "\n".join([first, *(other.strip() for other in others)])
    return "\n".join([first, *(other.removeprefix(margin) for other in others)])


def lines_of(place: Place) -> str:
    """The line on which something is declared, with the lines below that are further in: they belong to it."""
    source, number = place.source, place.start.line
    first = source.line(number)
    margin = len(first) - len(first.lstrip())
    found = [first]
    for below in range(number + 1, len(source.line_starts) + 1):
        line = source.line(below)
        if not line.strip() or len(line) - len(line.lstrip()) <= margin:
            break
        found.append(line)
    return "\n".join(line[margin:].rstrip() for line in found)
