"""The formatter: a rule file in one layout, each declaration in one language, its meaning and its comments kept.

A declaration with a mistake is left exactly as it is. Never reads or writes a file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Replacement
from gouji.lang.format_items import read_item
from gouji.lang.format_layout import comment_lines, lay_out
from gouji.lang.format_statement import Line
from gouji.lang.format_words import keyword_counts, read_words, width
from gouji.lang.lexer import cut, tokenize
from gouji.lang.parse import Piece, parse_classified
from gouji.lang.parse_run import Classified
from gouji.lang.source import Source, Span

_BYTE_ORDER_MARK = "\ufeff"
_FIRST_LINE = re.compile(r"[^\s;；\ufeff][^\r\n]*(?P<end>\r\n|\n|\r)")
# Declarations that may stand on consecutive lines.
_LISTED = ("USE", "UNIT", "AXIS")
_NEVER_RESPELT = ("NAME", "STRING", "QUANTITY", "DATE_TEXT", "UNIT_TEXT")


def format_source(source: Source) -> str:
    """The text of a rule file as `gouji fmt` writes it; formatted again it stays the same."""
    text = source.text.lstrip(_BYTE_ORDER_MARK)
    pieces = [parse_classified(piece) for _, piece in cut(text)]
    lines = _joined([_block(piece, classified) for piece, classified in pieces])
    formatted = _written(lines, _line_end(text))
    return formatted if formatted.endswith(("\n", "\r")) or not formatted else formatted + _line_end(text)


def format_range(source: Source, first_line: int, last_line: int) -> list[Replacement]:
    """The changes that format each declaration with a line from `first_line` to `last_line` (from 1, both included)."""
    start, end = source.offset(first_line, 1), source.offset(last_line + 1, 1)
    if last_line >= len(source.line_starts):
        end = len(source.text) + 1
    pieces = [(offset, *parse_classified(text)) for offset, text in cut(source.text)]
    changes: list[Replacement] = []
    for offset, piece, classified in pieces:
        bare = piece.text.lstrip(_BYTE_ORDER_MARK).lstrip()
        span = Span(offset + len(piece.text) - len(bare), offset + len(piece.text.rstrip()))
        if span.start < end and start < span.end:
            block = _block(piece, classified)
            formatted = _written([*block.lines, *block.after], _line_end(source.text)).strip()
            if formatted != source.text[span.start : span.end]:
                changes.append(Replacement(span, formatted))
    return changes


def _language(classified: Classified) -> Language:
    """The language of most keywords of a declaration; Chinese if there is no majority."""
    chinese, english = keyword_counts(classified)
    return "en" if english > chinese else "zh"


def _line_end(text: str) -> str:
    """The line end of a file: CRLF if its first line that is not blank ends so."""
    match = _FIRST_LINE.search(text)
    return "\r\n" if match is not None and match["end"] == "\r\n" else "\n"


# --- declarations and what stands between them


class _Verbatim(Line):
    """Text that is left as it is, with its own line ends."""


@dataclass(slots=True)
class _Block:
    """A declaration with the comments above it, and the comments after it.

    `at` is its first line among `lines`; `kind` is empty where there are comments only; `blank` says that it ends with
    a blank line.
    """

    kind: str
    lines: list[Line]
    at: int = 0
    after: list[Line] = field(default_factory=list)
    blank: bool = False

    @property
    def listed(self) -> bool:
        """Whether another of its kind may follow on the next line."""
        return self.kind in _LISTED and len(self.lines) == self.at + 1


def _block(piece: Piece, classified: Classified) -> _Block:
    untouched = _Block("verbatim", [_Verbatim(0, piece.text)])
    if piece.faults:
        return untouched
    *words, end = read_words(piece.text, classified, _language(classified))
    after = comment_lines(end.above, 0)
    if not words:
        return _Block("", after, blank=end.blank)
    above = comment_lines(words[0].above, 0)
    lines = above + lay_out(read_item([*words, end]))
    if not _kept(piece.text, classified, _written([*lines, *after], "\n")):
        return untouched
    return _Block(words[0].kind, lines, len(above), after, end.blank)


def _kept(text: str, classified: Classified, formatted: str) -> bool:
    """Whether a formatted declaration has the words, comments and documentation that it had before.

    What a word is taken as follows from the words before it, so its meaning is the same too. The formatter's own rules
    see to that; a rule file is worth a second look.
    """
    before, after = tokenize(text), tokenize(formatted)
    kinds: list[str | None] = []
    for token, kind in classified:
        kinds += [kind] * (len(tokenize(token.text).items) if kind == "UNIT_TEXT" else 1)
    if not len(kinds) == len(before.items) == len(after.items):
        return False
    return (
        all(
            new.text == old.text or (kind in new.kinds and kind not in _NEVER_RESPELT)
            for old, new, kind in zip(before.items, after.items, kinds, strict=True)
        )
        and [text[start:end].rstrip() for start, end in before.comments]
        == [formatted[start:end] for start, end in after.comments]
        and [before.documentation.get(token.start) for token in before.items]
        == [after.documentation.get(token.start) for token in after.items]
    )


def _joined(blocks: Sequence[_Block]) -> list[Line]:
    """The lines of a file: between two declarations there is a blank line, above the comments if they had none."""
    lines: list[Line] = []
    before: _Block | None = None
    gap = 0  # where the lines after the declaration before begin
    blank = False
    for block in blocks:
        own = [*block.lines, *block.after]
        if own:
            own[0].blank |= blank
        if block.kind:
            between = [*lines[gap:], *block.lines[: block.at + 1]]
            together = before is not None and before.kind == block.kind and before.listed and block.listed
            if before is not None and not together and not any(line.blank for line in between):
                between[0].blank = True
            before, gap = block, len(lines) + len(block.lines)
        lines += own
        blank = block.blank
        if block.kind == "verbatim":
            before = None
    if lines:
        lines[0].blank = False
    return lines


def _written(lines: Sequence[Line], line_end: str) -> str:
    """The text of lines; comments beside consecutive lines stand below each other."""
    parts: list[str] = []
    column = 0
    for index, line in enumerate(lines):
        if line.blank:
            parts.append(line_end)
        if isinstance(line, _Verbatim):
            parts.append(line.text)
            continue
        written = " " * line.indent + line.text
        if line.comment:
            if line.blank or index == 0 or not lines[index - 1].comment:
                column = _comment_column(lines, index)
            written += " " * (column - width(written)) + line.comment
        parts.append(written + line_end)
    return "".join(parts)


def _comment_column(lines: Sequence[Line], start: int) -> int:
    """Where the comments beside the lines from `start` on begin: two blanks after the longest line of the run."""
    run = takewhile(lambda line: line.comment and (line is lines[start] or not line.blank), islice(lines, start, None))
    return max(line.indent + width(line.text) for line in run) + 2
