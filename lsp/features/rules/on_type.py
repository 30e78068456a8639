"""What is put in order while a rule file is typed: the indentation of a line, and the blanks of the line just finished.

Never moves a word to another line and never changes one; where a line is broken it keeps its blanks.
"""

import re

from gouji.lang.diagnostic import Replacement
from gouji.lang.format import format_source
from gouji.lang.lexer import open_braces, tokenize
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import LINE_END, Source, Span
from gouji.lsp.features.names.rule_names import piece_at
from gouji.lsp.offered import CLOSING
from gouji.lsp.question import Question

_INDENT = 4
# Lines of a declaration that is laid out while it is typed: longer ones wait until they are formatted.
_LONGEST = 150
_BLANK = re.compile(r"[ \t\u3000]*")
_BLANKS = re.compile(r"\s+")


def on_type(asked: Question) -> list[Replacement]:
    """The edits after a sign was typed."""
    source, piece = asked.source, piece_at(asked.snapshot, asked.path, asked.offset)
    if piece is None or not piece.offset <= asked.offset:
        return []
    number = source.position(asked.offset).line
    if asked.params.ch in CLOSING:
        return _indented(source, piece, number)
    if number < 2:
        return []
    return [*_laid_out(source, piece, number), *_indented(source, piece, number)]


def _indented(source: Source, piece: PlacedPiece, number: int) -> list[Replacement]:
    """A line that is empty, or begins with a closing brace, below what it belongs to."""
    start = source.line_starts[number - 1]
    line = source.line(number)
    blank = _BLANK.match(line)
    own = blank[0] if blank else ""
    rest = line[len(own) :]
    if rest and not rest.startswith(CLOSING):
        return []
    depth = len(open_braces(piece.piece.text, start - piece.offset))
    wanted = " " * (_INDENT * max(0, depth - rest.startswith(CLOSING)))
    return [Replacement(Span(start, start + len(own)), wanted)] if wanted != own else []


def _laid_out(source: Source, piece: PlacedPiece, number: int) -> list[Replacement]:
    """The blanks of the line above, as the formatter would have them."""
    text = piece.piece.text
    start, finished = source.line_starts[number - 1], source.line_starts[number - 2]
    if start < piece.offset or finished < piece.offset or len(_lines(text)) > _LONGEST:
        return []
    line, typed = source.line(number - 1), source.line(number)
    if not line.strip() or typed.strip().lstrip("}｝"):
        return []
    before, after = text[: start - piece.offset], text[start - piece.offset + len(typed) :]
    whole = before + typed.strip() + after
    whole += "\n}" * len(open_braces(whole))  # as if it were finished
    position = len(_lines(before[: finished - piece.offset]))
    laid = _lines(format_source(Source("", whole)))
    if len(laid) != len(_lines(whole)) or not _same(laid[position], line):
        return []
    wanted = laid[position].rstrip()
    return [Replacement(Span(finished, finished + len(line)), wanted)] if wanted != line else []


def _lines(text: str) -> list[str]:
    """The lines that are not blank."""
    return [line for line in LINE_END.split(text) if line.strip()]


def _same(one: str, other: str) -> bool:
    """Whether two lines differ in blanks alone, and not within texts."""
    words, others = ([token.text for token in tokenize(line).items] for line in (one, other))
    return words == others and _BLANKS.sub("", one) == _BLANKS.sub("", other)
