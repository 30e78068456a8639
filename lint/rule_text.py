"""The text of rules and declarations as it stands in their files, moved to the margin.

Cuts out; reads no file and changes no word.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.parse import PlacedPiece, parse
from gouji.lang.source import LINE_END, Place, Source, Span

MOST_LINES = 60
"""Lines that are shown of what a check is declared by."""


class DeclaredText(NamedTuple):
    """What is said above a check, and the text that declares it."""

    documentation: str
    text: str


class RuleTexts:
    """What stands in rule files where checks are declared. Keeps the trees of these files, each of which is parsed once."""

    def __init__(self) -> None:
        self._rules: dict[Source, dict[Span, tuple[ast.Rule, PlacedPiece]]] = {}

    def declared_text(self, declared: Place) -> DeclaredText:
        """The whole rule, by the place of its name; of a check that follows from a declaration, that line and what belongs to it."""
        source = declared.source
        if source not in self._rules:
            self._rules[source] = {
                piece.place(rule.name.span).span: (rule, piece)
                for piece in parse(source).pieces
                for rule, _ in rules_of(piece)
            }
        documentation = ""
        if declared.span in self._rules[source]:
            rule, piece = self._rules[source][declared.span]
            documentation, lines = rule.documentation, written(piece, rule.span).split("\n")
        else:
            lines = _lines_from(declared)
        return DeclaredText(documentation, "\n".join([*lines[:MOST_LINES], *["…"] * (len(lines) > MOST_LINES)]))


def rules_of(piece: PlacedPiece) -> Iterator[tuple[ast.Rule, str]]:
    """The rules of a declaration, each with the form that it is on, or an empty name."""
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Rule):
        yield declaration, declaration.form.text if declaration.form else ""
    elif isinstance(declaration, ast.Form):
        for rule in declaration.rules:
            yield rule, declaration.name.text


def written(piece: PlacedPiece, span: Span) -> str:
    """A declaration or a clause as it stands in its file."""
    source, (start, end) = piece.source, piece.place(span).span
    line = source.line_starts[source.position(start).line - 1]
    margin = source.text[line:start]
    first, *others = LINE_END.split(source.text[start:end])
    if margin.strip():
        return "\n".join([first, *(other.strip() for other in others)])
    return "\n".join([first, *(other.removeprefix(margin) for other in others)])


def _lines_from(place: Place) -> list[str]:
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
    return [line[margin:].rstrip() for line in found]
