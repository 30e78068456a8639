"""What has been typed of a rule file up to the cursor: its words, the call it is in, the language it is written in.

Looks at a few lines before the cursor, never at the whole file, and asks no parser: a line in the making is no sentence yet.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from gouji.lang.catalogue import Language
from gouji.lang.keywords import DECLARATIONS, KEYWORDS
from gouji.lang.lexer import RawToken, tokenize
from gouji.lang.source import Span

# How far back a statement is looked for: longer ones nobody can read.
_MOST_LINES = 40
# What is in one of the `{…}` of a text, what is in a text by its opening quote, and what is in neither.
_HOLE_BEGINS = ("{", "｛")
_HOLE = r"(?:[^{}｛｝\"“\r\n]|\"[^\"\r\n]*\"|“[^”\r\n]*”)*+"
_IN_HOLE = re.compile(_HOLE)
_TEXTS = {
    '"': re.compile(rf'(?:[^"\\{{｛]|\\.?|\{{\{{|[{{｛]{_HOLE}[}}｝])*+'),
    "“": re.compile(rf"(?:[^“”{{｛]|“[^“”]*(?:”|\Z)|\{{\{{|[{{｛]{_HOLE}[}}｝])*+"),
}
_CODE = re.compile(r"(?:[^\"“＂「#＃/]|/(?!/)|「[^「」]*(?:」|\Z)|＂[^＂]*(?:＂|\Z))*+")
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": tuple(word for name in DECLARATIONS for word in KEYWORDS[name].chinese),
    "en": tuple(word for name in DECLARATIONS for word in KEYWORDS[name].english),
}
_HEAD = re.compile(rf"^(?:(?P<zh>{'|'.join(_HEADS['zh'])})|(?P<en>{'|'.join(_HEADS['en'])})\b)", re.MULTILINE)
_BLOCKS = ("RULE", "TABLE", "GROUP", "ROW", "FORM", "TEST", "LIBRARY")
_BLOCK = re.compile(
    rf"(?:{'|'.join(word for name in _BLOCKS for word in KEYWORDS[name].chinese)})"
    rf"|(?P<en>{'|'.join(word for name in _BLOCKS for word in KEYWORDS[name].english)})\b"
)

CLAUSES = frozenset(
    "EACH WHEN LET MUST MESSAGE ENGLISH BASIS CATEGORY AT FIX ANSWERABLE GIVEN CHANGE DELETE ADD EXPECT "
    "RULE TABLE GROUP ROW DRAW OFF REGRADE TITLE YEARS USE AXIS LIBRARY FORM TEST".split()
)
"""Keywords that begin a statement where they begin a line."""


class Within(Enum):
    """What the cursor is in: `HOLE` is one of the `{…}` of a text."""

    CODE = auto()
    TEXT = auto()
    HOLE = auto()
    COMMENT = auto()


class Typed(NamedTuple):
    """The words before the cursor, or before the text that it is in, from the start of its statement or hole.

    `start` is where those begin; `line` is the text of the line up to the cursor, `quote` where the text begins that it is in,
    which may stand in a hole of another.
    """

    tokens: list[RawToken]
    line: str
    within: Within
    quote: int
    start: int
    in_hole: bool = False


class Call(NamedTuple):
    """A function whose bracket is open, which of its arguments is being typed, from 0, and the index of its name."""

    function: str
    argument: int
    at: int


def typed_before(text: str, offset: int, floor: int = 0) -> Typed:
    """What stands before an offset of a text; nothing before `floor` is looked at."""
    line_start = max(text.rfind("\n", floor, offset), text.rfind("\r", floor, offset), floor - 1) + 1
    line = text[line_start:offset]
    place, at, hole = _within(line)
    quote = line_start + at - 1
    if hole:
        end = at - 1 if place is Within.TEXT else len(line)
        return Typed(tokenize(line[hole:end]).items, line, place, quote, line_start + hole, in_hole=True)
    if place in (Within.CODE, Within.TEXT):
        start, end = line_start, offset if place is Within.CODE else quote
        for _ in range(_MOST_LINES):
            if start <= floor:
                break
            start = max(text.rfind("\n", floor, start - 1), floor - 1) + 1
        tokens = _statement(tokenize(text[start:end]).items)
        return Typed(tokens, line, place, quote, start + tokens[0].start if tokens else end)
    return Typed([], line, place, quote, line_start + at)


def _within(line: str) -> tuple[Within, int, int]:
    """Where the end of a line is, where the text, hole or comment that it is in begins, and the innermost hole around it, or 0."""
    at = 0
    while (at := _end(_CODE, line, at)) < len(line):
        opening = line[at]
        if opening not in _TEXTS:
            return Within.COMMENT, at + (2 if opening == "/" else 1), 0
        start = at + 1
        at = _end(_TEXTS[opening], line, start)
        while at < len(line) and line[at] in _HOLE_BEGINS:
            hole = at + 1
            end = _end(_IN_HOLE, line, hole)
            if end == len(line):
                return Within.HOLE, hole, hole
            if line[end] in _TEXTS:
                return Within.TEXT, end + 1, hole
            at = _end(_TEXTS[opening], line, hole)  # a brace without its other half
        if at == len(line):
            return Within.TEXT, start, 0
        at += 1
    return Within.CODE, 0, 0


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found is not None else at


def _statement(tokens: list[RawToken]) -> list[RawToken]:
    """The words since the last one that begins a statement."""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.first and index and (not CLAUSES.isdisjoint(token.kinds) or _begins_field(tokens, index)):
            return tokens[index:]
    return tokens


def _begins_field(tokens: list[RawToken], index: int) -> bool:
    return index + 1 < len(tokens) and "_COLON" in tokens[index + 1].kinds


def hole_at(text: str, offset: int, floor: int = 0) -> Span | None:
    """The inside of the one of the `{…}` of a message that an offset is in; nothing before `floor` is looked at."""
    typed = typed_before(text, offset, floor)
    if typed.within is not Within.HOLE:
        return None
    return Span(typed.start, max(offset, _end(_IN_HOLE, text, typed.start)))


def call_at(tokens: Sequence[RawToken]) -> Call | None:
    """The innermost call that is open after the words."""
    opened: list[Call] = []
    for index, token in enumerate(tokens):
        kinds = token.kinds
        if "_LPAR" in kinds:
            named = index > 0 and "NAME" in tokens[index - 1].kinds
            opened.append(Call(tokens[index - 1].text if named else "", 0, index - 1))
        elif "_LBRACKET" in kinds or "_LBRACE" in kinds:
            opened.append(Call("", 0, index))
        elif ("_RPAR" in kinds or "_RBRACKET" in kinds or "_RBRACE" in kinds) and opened:
            opened.pop()
        elif "_COMMA" in kinds and opened:
            opened[-1] = opened[-1]._replace(argument=opened[-1].argument + 1)
    return next((one for one in reversed(opened) if one.function), None)


def language_of(text: str, offset: int, floor: int = 0, block: int | None = None) -> Language:
    """The language of the block that begins at `block`, else of the declaration at `floor`; where it says nothing, of the file."""
    head = _BLOCK.match(text, block) if block is not None else None
    if head is not None:
        return "en" if head["en"] else "zh"
    found = _HEAD.search(text, floor, max(offset, floor + 200)) or _HEAD.search(text)
    return "en" if found is not None and found["en"] else "zh"
