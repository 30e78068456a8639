"""Cuts a text into raw tokens with their offsets, and a file into top-level declarations.

Full-width punctuation and digits mean their half-width twins. A word's kind is left open here: the parser decides
between keyword and name by what may stand there. Never fails: what fits no token becomes a fault.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.diagnostic import Code, Fix, Related, Replacement, Term
from gouji.lang.keywords import SYMBOLS, WORDS
from gouji.lang.remembered import SHORT
from gouji.lang.slips import (
    HALF_WIDTH,
    HEADWORD,
    LIKE_HEADWORD,
    MISREAD,
    OPEN_STRING,
    SPLIT_STRING,
    WRONG_QUOTES,
    closed,
    meant,
)
from gouji.lang.source import Span

# Deeper nesting than people write; keeps every later recursion far from the interpreter's limit.
DEEPEST_NESTING = 60

# A string; inside its `{…}` an expression may hold strings of its own.
_STRING = r"""
    "(?:[^"\\\r\n{] | \\[^\r\n] | \{(?:[^{}"\r\n]|"[^"\r\n]*")*+\} | \{)*+"
  | “(?:[^“”\r\n] | “[^“”\r\n]*”)*+”
  | ＂[^＂\r\n]*＂
"""
_SLASHES = r"//[^\r\n]*"
_OTHER_QUOTES = rf"'[^'\r\n]*'|‘[^‘’\r\n]*’|《[^《》\r\n]*》\w*|{WRONG_QUOTES}"
_LETTER = r"[^\W\d_]|[㎡㎥℃°]"
_DIGIT = "[0-9０-９]"
_NUMERIC_DATE = (
    rf"(?:19|20|１９|２０){_DIGIT}{{2}}(?:(?P<sign>[-－/／.．]){_DIGIT}{{1,2}}(?P=sign){_DIGIT}{{1,2}}|-0{_DIGIT})"
)
_UNIT = rf"(?:[%％‰]|(?:{_LETTER})+(?:[/·](?:{_LETTER})+)*)"
_TOKEN = re.compile(
    rf"""
    (?P<blank>[\s\u3000\ufeff;；]+)
  | (?P<comment>[\#＃][^\r\n]*)
  | (?P<slashes>{_SLASHES})
  | (?P<numeric_date>{_NUMERIC_DATE}(?!{_DIGIT}))
  | (?P<date>{_DIGIT}{{4}}年{_DIGIT}{{1,2}}月(?:{_DIGIT}{{1,2}}日)?)
  | (?P<misread>{MISREAD}(?:{_UNIT})?)
  | (?P<quantity>{_DIGIT}+(?:[.．]{_DIGIT}+)?(?:{_UNIT})?)
  | (?P<word>[^\W\d]\w*)
  | (?P<quoted>「[^「」\r\n]*」)
  | (?P<string>{_STRING})
  | (?P<other_quotes>{_OTHER_QUOTES})
  | (?P<habit>&&?|＆＆?|\|\|?|｜｜?|[!！](?=[\w(（「])|(?<=[\w」])。(?=[\w「])|[~～∼﹥〉》﹤〈《﹦]
    |[=＝][>＞<＜≤≥]|[≤≥≦≧⩽⩾≠][=＝]|===|＝＝＝)
  | (?P<symbol>[=!<>＝！＜＞][=＝]|<>|＜＞|\.\.|．．|[=＝≠≥≧⩾≤≦⩽>＞<＜≈≒+＋\-－−*×＊/÷／.．,，、:：{{｛}}｝(（)）\[［【\]］】%％‰])
  | (?P<unit_sign>[·㎡㎥℃°])
  | (?P<split_string>{SPLIT_STRING})
  | (?P<open_string>{OPEN_STRING})
  | (?P<open_quoted>「[^\r\n]*)
  | (?P<odd>.)
    """,
    re.VERBOSE,
)
_LINE_END = re.compile(r"\r\n?|\n")
_BLANKS = re.compile(r"[\s\u3000\ufeff;；]*")
_UNIT_TEXT = re.compile(r"[^\s\u3000\ufeff{}｛｝#＃\"“，,；;、:：()（）=＝「」]+")
_OPENING = {"_LBRACE": "_RBRACE", "_LPAR": "_RPAR", "_LBRACKET": "_RBRACKET"}
_CLOSING = set(_OPENING.values())
_PAIRS = dict(zip("{｛(（[［【", "}｝)）]］】", strict=True))
_PAIRED = {closing: opening for opening, closing in _PAIRS.items()}


class RawToken(NamedTuple):
    """A piece of text and the terminals it may be; `first` says that it begins its line."""

    kinds: tuple[str, ...]
    text: str
    start: int
    end: int
    first: bool


class Fault(NamedTuple):
    """A mistake at a span of the piece of text that was parsed; it becomes a diagnostic once that piece is placed.

    What is `related` stands in other pieces, and is placed already.
    """

    code: Code
    span: Span
    arguments: dict[str, object]
    fix: Fix | None = None
    related: tuple[Related, ...] = ()


class Tokens(NamedTuple):
    """All tokens of a piece of text; `comments` are (start, end); `documentation` is by offset of the token it precedes."""

    items: list[RawToken]
    comments: list[Span]
    documentation: dict[int, str]
    faults: list[Fault]


def tokenize(text: str) -> Tokens:
    """Cuts `text`; brackets that never close or nest too deep are faults."""
    items: list[RawToken] = []
    comments: list[Span] = []
    documentation: dict[int, str] = {}
    faults: list[Fault] = []
    opened: list[RawToken] = []
    pending: list[str] = []
    first = True
    too_deep = False
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        start, end = match.span()
        piece = match.group()
        if group == "blank":
            if "\n" in piece or "\r" in piece:
                first = True
            continue
        if group in ("comment", "slashes"):
            comments.append(Span(start, end))
            if group == "slashes":
                faults.append(other_spelling(Span(start, start + 2), "//", "#"))
            if piece[:2].replace("＃", "#") == "##" and first:
                pending.append(piece[2:].strip())
            continue
        if group == "word":
            kinds = WORDS.get(piece, ())
            kinds = (*kinds, "NAME")
        elif group == "symbol":
            kinds = SYMBOLS[piece if len(piece) == 1 else piece.translate(HALF_WIDTH)]
        elif group == "unit_sign":
            kinds = ("PERCENT",)  # only part of a unit
        elif group == "quantity":
            kinds = ("QUANTITY",)
            piece = piece.translate(HALF_WIDTH)
        elif group == "string":
            kinds = ("STRING",)
        elif group == "quoted":
            kinds, piece = ("NAME",), piece[1:-1]
        elif group == "date":
            kinds, piece = ("DATE_TEXT",), piece.translate(HALF_WIDTH)
        elif group in ("habit", "numeric_date", "other_quotes", "misread"):
            written = piece
            kinds, piece = meant(group, written)
            fault = other_spelling(Span(start, end), written, piece)
            if written in ("《", "》") and fault.fix is not None:  # ≤ and ≥ may be meant as well
                fault = fault._replace(fix=fault.fix._replace(safe=False))
            faults.append(fault)
        elif group in ("open_string", "split_string"):
            string = closed(piece, start)
            title = (
                Term("fix.replace", (("text", string.changes[-1].text),))
                if string.changes[-1].text
                else Term("fix.join")
            )
            fix = Fix(title, string.changes, safe=string.certain)
            faults.append(Fault(codes.UNCLOSED_STRING, Span(start, start + string.length), {}, fix))
            kinds, piece = ("STRING",), string.text
            end = max(end if group == "split_string" else 0, start + string.length)
        elif group == "open_quoted":
            faults.append(Fault(codes.UNCLOSED_NAME, Span(start, end), {}))
            kinds, piece = ("NAME",), piece[1:].strip()
        else:
            if faults and faults[-1].code is codes.UNEXPECTED_CHARACTER and faults[-1].span.end == start:
                start = faults.pop().span.start
            faults.append(
                Fault(codes.UNEXPECTED_CHARACTER, Span(start, end), {"character": text[start : min(end, start + 20)]})
            )
            continue
        token = RawToken(kinds, piece, start, end, first)
        first = False
        if pending:
            documentation[start] = "\n".join(pending)
            pending = []
        if group == "symbol":
            kind = kinds[0]
            if kind in _OPENING:
                opened.append(token)
                if len(opened) > DEEPEST_NESTING and not too_deep:
                    too_deep = True
                    faults.append(Fault(codes.TOO_DEEP, Span(start, end), {"limit": DEEPEST_NESTING}))
            elif kind in _CLOSING:
                token = _close(opened, token, faults)
        items.append(token)
    for token in opened[:1] if too_deep else opened:
        faults.append(_unclosed(token))
    if too_deep:
        items = []
    return Tokens(items, comments, documentation, faults)


def _close(opened: list[RawToken], token: RawToken, faults: list[Fault]) -> RawToken:
    """Matches a closing bracket, and gives it or the one that was meant.

    Inner brackets of another kind that it leaves open are reported there; one that has no other half, inside a
    bracket of another kind, is taken for the other half of that.
    """
    wanted = token.kinds[0]
    for index in range(len(opened) - 1, -1, -1):
        if _OPENING[opened[index].kinds[0]] == wanted:
            for unclosed in opened[index + 1 :]:
                faults.append(_unclosed(unclosed))
            del opened[index:]
            return token
        if opened[index].kinds[0] == "_LBRACE":
            break
    span = Span(token.start, token.end)
    if wanted != "_RBRACE" and opened and opened[-1].kinds[0] != "_LBRACE":
        other = _PAIRS[opened.pop().text]
        faults.append(other_spelling(span, token.text, other))
        return token._replace(kinds=SYMBOLS[other], text=other)
    arguments: dict[str, object] = {"bracket": token.text, "opening": _PAIRED[token.text]}
    faults.append(Fault(codes.UNOPENED_BRACKET, span, arguments))
    return token


def _unclosed(token: RawToken) -> Fault:
    arguments: dict[str, object] = {"bracket": token.text, "closing": _PAIRS[token.text]}
    return Fault(codes.UNCLOSED_BRACKET, Span(token.start, token.end), arguments)


def other_spelling(span: Span, written: str, meant: str) -> Fault:
    """The fault of something that is written otherwise here, and the fix."""
    return Fault(codes.OTHER_SPELLING, span, {"written": written, "meant": meant}, replacing(span, meant))


def replacing(span: Span, text: str) -> Fix:
    """Other text for a span, or none; meant the same, so it is safe."""
    title = Term("fix.replace", (("text", text),)) if text else Term("fix.delete")
    return Fix(title, (Replacement(span, text),), safe=True)


def unit_text(text: str, start: int) -> re.Match[str] | None:
    """The unit written from offset `start` on: all up to a blank, a brace, a comma or an equals sign."""
    return _UNIT_TEXT.match(text, start)


def unquoted(text: str) -> str:
    """The content of a string token; `\\"`, `\\\\` and `\\n` are the only escapes, and only between straight quotes."""
    content = text[1:-1]
    if "\\" in content and text[0] == '"':
        for escape, plain in (("\\\\", "\0"), ('\\"', '"'), ("\\n", "\n"), ("\0", "\\")):
            content = content.replace(escape, plain)
    return content


def written_offsets(text: str) -> list[int]:
    """Where each character of a string token's content, and its end, stands in the token: an escape is two signs."""
    offsets: list[int] = []
    at = 1
    while at < len(text) - 1:
        offsets.append(at)
        at += 2 if text[0] == '"' and text[at] == "\\" and text[at + 1] in '\\"n' else 1
    return [*offsets, at]


# --- braces, and cutting a file into declarations

# What tells where braces are: the tokens that are one or may hold one.
_LANDMARK = re.compile(
    rf"""
    (?P<string>{_STRING} | 「[^「」\r\n]*」 | {_OTHER_QUOTES} | {SPLIT_STRING} | {OPEN_STRING} | 「[^\r\n]*)
  | (?P<comment>[\#＃][^\r\n]*|{_SLASHES})
  | (?P<open>[{{｛])
  | (?P<close>[}}｝])
  | (?P<head>\A (?:{HEADWORD} | {LIKE_HEADWORD}))
    """,
    re.VERBOSE,
)
# All of these begin with a letter, and few lines do.
_HEAD_LINE = re.compile(rf"[\r\n](?=\w)(?:{HEADWORD}|{LIKE_HEADWORD})")


class Brace(NamedTuple):
    """A brace that is a token, and whether it opens."""

    start: int
    opens: bool


def braces(text: str, start: int = 0, end: int | None = None) -> Iterator[Brace]:
    """The braces among the tokens of a text, from an offset between two tokens on; those before `end`, one after the other."""
    for match in _LANDMARK.finditer(text, start):
        if end is not None and match.start() >= end:
            return
        if match.lastgroup in ("open", "close"):
            yield Brace(match.start(), match.lastgroup == "open")


def open_braces(text: str, end: int | None = None) -> list[int]:
    """Where the braces stand that are open before an offset of a text, or at its end, the outermost first."""
    opened: list[int] = []
    for brace in braces(text, 0, end):
        if brace.opens:
            opened.append(brace.start)
        elif opened:
            opened.pop()
    return opened


def cut(text: str) -> list[tuple[int, str]]:
    """The top-level declarations of a file with their offsets; joined they are the whole file.

    A declaration begins with its keyword at the start of a line outside of braces, or with the `##` lines above it.
    Where braces never close, a keyword in the first column begins a new declaration all the same, so that one
    missing brace does not swallow the rest of the file.
    """
    lines = [0, *(match.start() + 1 for match in _HEAD_LINE.finditer(text)), len(text)]
    depth = 0
    starts: list[int] = []
    outside: list[int] = []  # those of them outside of braces
    for start, end in pairwise(lines):
        stretch = _stretch(text[start:end])
        depth = max(0, depth - stretch.closes) + stretch.opens
        starts.append(start + stretch.documentation)
        if depth == 0:
            outside.append(starts[-1])
    # The last one is where a declaration would begin that followed the file.
    borders = [0, *(start for start in (starts if depth else outside)[:-1] if start > 0), len(text)]
    return [(start, text[start:end]) for start, end in pairwise(borders) if start < end]


# Longer stretches are not remembered.
_LONGEST_REMEMBERED = 1_000


class _Stretch(NamedTuple):
    """What a text up to the next line that may begin a declaration means for it.

    So many braces opened before are closed, so many are left open; its `##` lines begin at `documentation`.
    """

    closes: int
    opens: int
    documentation: int


def _stretch(text: str) -> _Stretch:
    """Remembered by its text: an edit changes one stretch, as no string and no comment goes beyond its line."""
    return _remembered_stretch(text) if len(text) <= _LONGEST_REMEMBERED else _seen_stretch(text)


def _seen_stretch(text: str) -> _Stretch:
    closes = opens = 0
    floor = 0  # what stands before it belongs to an earlier declaration
    for match in _LANDMARK.finditer(text):
        group = match.lastgroup
        if group == "comment":
            continue
        if group == "open":
            opens += 1
        elif group == "close" and opens:
            opens -= 1
        elif group == "close":
            closes += 1
        floor = match.end()
    return _Stretch(closes, opens, _documented_start(text, floor, len(text)))


_remembered_stretch = lru_cache(SHORT)(_seen_stretch)


def _documented_start(text: str, floor: int, head: int) -> int:
    """Where a declaration begins whose keyword stands at `head`: at the first `##` line of the comments above it."""
    start = head
    lines = [floor, *(match.end() for match in _LINE_END.finditer(text, floor, head)), head]
    for end, line in pairwise(reversed(lines)):
        blanks = _BLANKS.match(text, line, end)
        content = text[blanks.end() if blanks else line : end]
        if not content.startswith(("#", "＃")) and content:
            break
        if content[:2].replace("＃", "#") == "##" and (line > floor or floor == 0):
            start = text.index(content[:2], line)
    return start
