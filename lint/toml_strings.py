"""TOML's four kinds of string, and what a Chinese input method makes of their quotes.

Gives the value and where the string ends, and of a word that was read where each of its letters stands. Never decides
what stands around a string.
"""

import re
from collections.abc import Iterator

from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Term
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Span
from gouji.lint import codes
from gouji.lint.toml_text import (
    CONTROL,
    CONTROL_CHARACTER,
    KEY_AHEAD,
    STATEMENT_LINE,
    Abandoned,
    Reading,
    replacing,
)

_BASIC = re.compile(r'"((?:[^"\\\r\n]++|\\[^\r\n])*+)"')
_LITERAL = re.compile(r"'([^'\r\n]*+)'")
_LONG_BASIC = re.compile(r'"""(?:\r?\n)?+((?:[^"\\]++|\\.|"(?!""))*+)"""("{0,2}+)', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:\r?\n)?+((?:[^']++|'(?!''))*+)'''('{0,2}+)")
_LONG_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_ESCAPE = re.compile(
    r'\\(?:([btnfr"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([ \t]*+\r?\n(?:[ \t]++|\r?\n)*+)|(.?))', re.DOTALL
)
_PIECE = re.compile(rf"(?s:{_ESCAPE.pattern})|\r\n|[^\\\r]++|\r")  # of a text: an escape, a line end, or what is plain
QUOTES = "\"'“”‘’＂＇"
_SIMPLE = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}

# A text of several lines between single quotes: its last line has nothing but the closing quote and a comment after it.
_OVER_LINES = re.compile(r'"((?:[^"\\]|\\[^\r\n]){1,5000}+)"(?=[ \t]*+(?:#[^\r\n]*+)?(?:[\r\n]|\Z))')

# A string that begins or ends with a full-width quote; what follows must end the value.
_WIDE = re.compile(
    rf"""(?:“([^“”"{CONTROL}]*+)[”"“＂]|‘([^‘’'{CONTROL}]*+)[’'‘＇]|[＂"]([^"＂“”{CONTROL}]*+)[＂”“]"""
    rf"""|＇([^'＇{CONTROL}]*+)[＇'])(?=[ \t\u3000]*+(?:[,，、\]}}］｝】\r\n#＃.=．＝:：]|//|\Z))"""
)


def read_string(reading: Reading, start: int, *, long: bool = True, alone: bool = True) -> tuple[str | None, int]:
    """The string that starts with a quote at `start`, and its end; no value if it cannot be told.

    `long` allows the kinds with three quotes; `alone` says that nothing but a comment may follow on the line.
    """
    text = reading.text
    quote = text[start]
    if long and text.startswith(quote * 3, start):
        return _long(reading, start, quote)
    match = (_BASIC if quote == '"' else _LITERAL).match(text, start)
    if match is None:
        return _unterminated(reading, start, quote, alone)
    _report_controls(reading, CONTROL_CHARACTER, match.start(1), match.end(1))
    content = match.group(1)
    return (_unescaped(reading, content, match.start(1)) if quote == '"' else content), match.end()


def string_end(text: str, start: int) -> int | None:
    """The end of the string of one line that starts at `start`, if there is one."""
    match = (_LITERAL if text[start] == "'" else _BASIC).match(text, start)
    return match.end() if match else None


def read_wide_string(reading: Reading, start: int) -> tuple[str, int] | None:
    """A string in full-width quotes, or with one such quote; it is taken as it is written, without escapes."""
    match = _WIDE.match(reading.text, start)
    if match is None or (match.group().startswith('"') and match.group().endswith('"')):
        return None
    content = match.group(match.lastindex or 1)
    reading.full_width(start, match.end(), in_quotes(content))
    return content, match.end()


def wide_string_end(text: str, start: int) -> int | None:
    """The end of the string at `start`, if a full-width quote begins or ends it."""
    match = _WIDE.match(text, start)
    return match.end() if match else None


def _long(reading: Reading, start: int, quote: str) -> tuple[str | None, int]:
    text = reading.text
    match = (_LONG_BASIC if quote == '"' else _LONG_LITERAL).match(text, start)
    closes_at_key = False
    if match is not None:
        line = text.rfind("\n", start, match.end(1)) + 1
        key = KEY_AHEAD.match(text, line) if line else None
        closes_at_key = key is not None and not text[key.end() : match.end(1)].strip(" \t")
        reading.doubtful = reading.doubtful or closes_at_key
    if match is None or (closes_at_key and reading.wary):
        resume = reading.next_statement(start)
        end = start + len(text[start:resume].rstrip())
        fix = replacing(end, end, quote * 3, safe=False)
        place = reading.place(start, start + 3)
        raise Abandoned(Diagnostic(codes.TOML_UNTERMINATED_STRING, place, {"mark": quote * 3}, fix=fix), resume)
    _report_controls(reading, _LONG_CONTROL, match.start(1), match.end(1))
    content = match.group(1)
    if quote == '"':
        content = _unescaped(reading, content, match.start(1))
    elif "\r" in content:
        content = content.replace("\r\n", "\n")
    return content + match.group(2), match.end()


def _unterminated(reading: Reading, start: int, quote: str, alone: bool) -> tuple[str | None, int]:
    """The line ends before the string does: the string goes on, or is taken to end before what would close a list.

    Of a quote alone it is not known what it begins.
    """
    line_end = reading.line_end(start)
    if quote == '"' and alone and (over := _over_lines(reading, start, line_end)):
        return over
    rest = reading.text[start:line_end]
    end = start + max(1, len(rest.rstrip(" \t" if alone else " \t,，]}")))
    fix = replacing(end, end, quote, safe=False)
    reading.report(codes.TOML_UNTERMINATED_STRING, start, end, fix, mark=quote)
    _report_controls(reading, CONTROL_CHARACTER, start + 1, end)
    content = reading.text[start + 1 : end]
    if not content.strip():
        return None, end
    return (_unescaped(reading, content, start + 1) if quote == '"' else content), end


def _over_lines(reading: Reading, start: int, line_end: int) -> tuple[str, int] | None:
    """A text with line breaks, as it comes from elsewhere: up to its closing quote, if no statement begins before."""
    match = _OVER_LINES.match(reading.text, start)
    if match is None or STATEMENT_LINE.search(reading.text, line_end, match.end()):
        return None
    end = match.end()
    insertions = (Replacement(Span(start, start), '""'), Replacement(Span(end, end), '""'))
    fix = Fix(Term("toml.fix.three-quotes"), insertions)
    number = len(match.group(1).splitlines())
    reading.report(codes.TOML_LINE_BREAK, start, line_end, fix, number=number)
    _report_controls(reading, _LONG_CONTROL, match.start(1), match.end(1))
    return _unescaped(reading, match.group(1), match.start(1)), end


def _unescaped(reading: Reading, content: str, start: int) -> str:
    """`content`, which starts at `start`, with its escapes resolved; a wrong one is reported and stays as written."""

    def character(match: re.Match[str]) -> str:
        meant = _meant(match)
        if meant is not None:
            return meant
        position = start + match.start()
        fix = replacing(position, position + 1, "\\\\", safe=False)
        reading.report(codes.TOML_BAD_ESCAPE, position, start + match.end(), fix, written=match.group())
        return match.group()

    if "\\" not in content:
        return content.replace("\r\n", "\n") if "\r" in content else content
    pieces: list[str] = []
    last = 0
    for match in _ESCAPE.finditer(content):
        pieces += content[last : match.start()].replace("\r\n", "\n"), character(match)
        last = match.end()
    pieces.append(content[last:].replace("\r\n", "\n"))
    return "".join(pieces)


def _meant(escape: re.Match[str]) -> str | None:
    """What an escape stands for; nothing where a line is only broken there, None for what is no escape."""
    simple, short, long, fold, _ = escape.groups()
    if simple:
        return _SIMPLE[simple]
    if fold:
        return ""
    number = int(short or long or "D800", 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else None


def letters(written: str) -> Iterator[tuple[str, int]]:
    """The letters of a name or a text with where they stand in it, as it was read in whatever quotes; at last its end.

    What is no escape stays as it is written.
    """
    start, end, has_escapes = _content(written)
    for piece in _PIECE.finditer(written, start, end):
        escape = _ESCAPE.fullmatch(piece[0]) if has_escapes else None
        meant = _meant(escape) if escape else None
        if meant is None:
            yield from zip(piece[0].replace("\r\n", "\n"), range(piece.start(), piece.end()), strict=False)
        elif meant:
            yield meant, piece.start()
    yield "", end


def unquoted(written: str) -> str:
    """What a name or a text says, as it was read in whatever quotes."""
    return "".join(letter for letter, _ in letters(written))


def _content(written: str) -> tuple[int, int, bool]:
    """Where the content of a name or a text stands between its quotes, of which one may lack; whether it has escapes."""
    for pattern in (_LONG_BASIC, _LONG_LITERAL):
        if match := pattern.fullmatch(written):
            return match.start(1), len(written) - 3, pattern is _LONG_BASIC
    for pattern in (_BASIC, _LITERAL, _WIDE):
        if match := pattern.fullmatch(written):
            return *match.span(match.lastindex or 1), pattern is _BASIC
    first, rest = written[:1], written[1:]
    if rest and first in tuple("\"'"):  # it is not closed, or over several lines
        return 1, len(written) - rest.endswith(first), first == '"'
    if rest and first in tuple("“‘＂＇") and not set(rest) & set(QUOTES):
        return 1, len(written), False
    name = written.rstrip(QUOTES)
    return 0, len(written if set(name) & set(QUOTES) else name or written), False


def _report_controls(reading: Reading, pattern: re.Pattern[str], start: int, end: int) -> None:
    for match in pattern.finditer(reading.text, start, end):
        reading.control_character(match.start())
