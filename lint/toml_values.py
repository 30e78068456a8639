"""TOML values: strings, numbers, arrays and inline tables, each with its place.

The common spellings are taken in one match; everything else, right or wrong, goes the long way. Never touches tables
under headers.
"""

import re
from decimal import Decimal
from enum import IntEnum

from gouji.lang.diagnostic import Code, Diagnostic, Term
from gouji.lang.located import Broken, Entry, Mapping, Node, Scalar, Sequence, Torn
from gouji.lang.source import Span
from gouji.lint import codes
from gouji.lint.toml_keys import DEEPEST, Key, KeyPart, read_key, report_bare
from gouji.lint.toml_scalars import LONGEST, is_scalar, read_scalar
from gouji.lint.toml_strings import read_string, read_wide_string, string_end
from gouji.lint.toml_tables import Table, TableKind, put
from gouji.lint.toml_text import (
    CONTROL,
    DOTTED_KEY,
    HEADER_AHEAD,
    KEY_AHEAD,
    QUOTED,
    TAIL,
    Abandoned,
    Reading,
    replacing,
)
from gouji.lint.toml_torn import keep

_new_span = tuple.__new__  # takes half the time of Span(start, end)


class Context(IntEnum):
    """Where a value stands, which says what ends it."""

    STATEMENT = 0
    ARRAY = 1
    INLINE_TABLE = 2


# Three groups each. A number is kept so short here that it needs no further look.
SIMPLE_KEY = rf'("([^"\\{CONTROL}]*+)"|([A-Za-z0-9_-]++))'
SIMPLE_SCALAR = rf'(?:"([^"\\{CONTROL}]*+)"|([+-]?+(?:0|[1-9][0-9]{{0,19}}+)(\.[0-9]{{1,19}}+)?+))'

# What may follow a number. A comma before a digit may be a thousands separator, which is told the long way.
_FOLLOWS = (r"[\r\n#]|\Z", r"[,\]\r\n#]|\Z", r"[}\r\n#]|,(?![0-9０-９])|\Z")
_VALUE = tuple(
    re.compile(
        rf'"([^"\\{CONTROL}]*+)"(?!")'
        rf"|'([^'{CONTROL}]*+)'(?!')"
        rf"|([+-]?+(?:0|[1-9][0-9]*+)(\.[0-9]++)?+)(?=[ \t]*+(?:{follows}))"
        rf"|(true|false)(?=[ \t]*+(?:{follows}))"
        r"|(\{)|(\[)"
    )
    for follows in _FOLLOWS
)
_BASIC, _LITERAL, _INTEGER, _FRACTION, _TRUTH, _TABLE, _ARRAY = range(1, 8)

# The text of a value without quotes, which ends before a second key on its line. In an inline table a comma belongs to it
# unless `key =` comes next.
_BEFORE_KEY = r'(?:[ \t]++(?!(?:[A-Za-z0-9_-]++|"[^"\r\n]*+")[ \t]*+=)'
_WORDS = rf"{_BEFORE_KEY}|[^ \t\r\n#,，\]}}］｝]++)*+"
_WRITTEN = (
    re.compile(rf"{_BEFORE_KEY}|[^ \t\r\n#]++)*+"),
    re.compile(r"[^\r\n#,，、;；\]}］｝]*+"),
    re.compile(rf"{_WORDS}(?:[,，](?=[ \t]*+[^\s,，\]}}］｝#])(?!{DOTTED_KEY}[=＝:：]){_WORDS})*+"),
)
_WORD_AND_KEY = re.compile(r"""([^\s,，]{1,60}+)[ \t]++[^\s"'=＝,，{}\[\]]++[ \t]*+[=＝]""")
_COMMENT = re.compile("＃|//")
_NUMBER_AND_MARK = re.compile(r"([+-]?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+)[ \t]*+[、;；]")

_ITEM_END = re.compile(r"[ \t]*+([,\]])")
_PAIR = re.compile(rf"[ \t]*+{SIMPLE_KEY}[ \t]*+=[ \t]*+(?:{SIMPLE_SCALAR}[ \t]*+(?:(,)(?![0-9０-９])|\}}))?+")
_PAIR_SCALAR, _PAIR_COMMA = 4, 7  # groups
_PAIR_END = re.compile(r"[ \t]*+([,}])")
_SWALLOWED = re.compile(rf'("[^"\\,{CONTROL}]*+)[,，][ \t]*+"')  # two quotes with a value and a comma between them
_COMMAS = {"，": ",", "、": ",", ";": ",", "；": ","}
_MISTAKEN = frozenset(")）]］】}｝")  # which close nothing here
_CLOSERS = {Context.ARRAY: "]］】", Context.INLINE_TABLE: "}｝"}
_UP_TO_CLOSER = {
    Context.ARRAY: re.compile(r"[^\]\r\n]*+\]?+"),
    Context.INLINE_TABLE: re.compile(r"[^}\r\n]*+}?+"),
}
_SECOND_KEY = re.compile(rf"(?:{QUOTED})[ \t]*+[=＝]")
_SIGN_AHEAD = re.compile(r"[ \t]*+[=＝]")
_BRACE = re.compile(rf"(?:{QUOTED}|“[^”\r\n]*+”|[^\"'“\r\n#{{}}｛｝]++)*+([{{}}｛｝])")  # the next one outside quotes
_VALUE_START = re.compile(r"""["'\[{“‘＂＇［｛0-9]""")


def read_value(reading: Reading, start: int, context: Context, depth: int = 0) -> tuple[Node | None, int]:
    """The value at `start` and its end; none where it is broken, which has then been reported.

    Raises Abandoned for a value that has no end.
    """
    match = _VALUE[context].match(reading.text, start)
    if match is None:
        return _slow_value(reading, start, context, depth)
    kind, end, written = match.lastindex, match.end(), match[0]
    if kind in (_BASIC, _LITERAL):
        return Scalar(match[kind], Span(start, end), written), end
    if kind == _TABLE:
        return read_inline_table(reading, start, depth + 1)
    if kind == _ARRAY:
        return read_array(reading, start, depth + 1)
    if kind == _TRUTH:
        return Scalar(written == "true", Span(start, end), written), end
    if end - start > LONGEST:
        return read_scalar(reading, start, written), end
    value = Decimal(written) if match[_FRACTION] else int(written)
    return Scalar(value, Span(start, end), written), end


def simple_key(match: re.Match[str], group: int) -> tuple[str, Span]:
    """The name and place of a SIMPLE_KEY whose first group is `group`."""
    name = match[group + 1]
    return match[group + 2] if name is None else name, _new_span(Span, match.span(group))


def simple_scalar(match: re.Match[str], group: int) -> Scalar:
    """The value of a SIMPLE_SCALAR whose first group is `group`."""
    content = match[group]
    if content is not None:
        start, end = match.span(group)
        return Scalar(content, _new_span(Span, (start - 1, end + 1)), f'"{content}"')
    written = match[group + 1]
    value = int(written) if match[group + 2] is None else Decimal(written)
    return Scalar(value, _new_span(Span, match.span(group + 1)), written)


def _slow_value(reading: Reading, start: int, context: Context, depth: int) -> tuple[Node | None, int]:
    text = reading.text
    start = reading.blanks(start)
    first = text[start : start + 1]
    if first and first in "\"'“‘＂＇":
        closed = first in "\"'" and (string_end(text, start) or text.startswith(first * 3, start))
        if not closed and (wide := read_wide_string(reading, start)):
            return Scalar(wide[0], Span(start, wide[1]), text[start : wide[1]]), wide[1]
        if first in "\"'":
            value, end = read_string(reading, start, alone=context is Context.STATEMENT)
            return None if value is None else Scalar(value, Span(start, end), text[start:end]), end
    if first in {"［", "｛", "[", "{"}:
        if first in {"［", "｛"}:
            reading.full_width(start, start + 1, "[" if first == "［" else "{")
        reader = read_array if first in {"［", "["} else read_inline_table
        return reader(reading, start, depth + 1)
    match = _WRITTEN[context].match(text, start)
    assert match is not None
    written = match.group()
    if (word := _WORD_AND_KEY.match(written)) and is_scalar(word[1]):
        written = word[1]  # a Chinese word is taken for a second key after a plain value only
    if context is Context.STATEMENT:
        before_comment = _COMMENT.split(written, maxsplit=1)[0].rstrip()
        written = before_comment if is_scalar(before_comment) else written.rstrip(" \t,，、;；") or written
    elif context is Context.INLINE_TABLE and (plain := _NUMBER_AND_MARK.match(written)):
        written = plain[1] if KEY_AHEAD.match(text, start + plain.end()) else written
    written = written.rstrip()
    if written:
        return read_scalar(reading, start, written), start + len(written)
    if context is Context.ARRAY:
        reading.expected(Term("toml.value"), start)
    else:
        reading.report(codes.TOML_MISSING_VALUE, start, start)
    return None, start


def mend_quote(reading: Reading, node: Node) -> tuple[Scalar, int] | None:
    """The string `node` as it was meant, if a full-width quote in it should have ended it."""
    if not isinstance(node, Scalar) or node.text[0] != '"' or node.text[-1] != '"':
        return None
    start = node.span.start
    wide = read_wide_string(reading, start)
    return wide and (Scalar(wide[0], Span(start, wide[1]), reading.text[start : wide[1]]), wide[1])


def read_array(reading: Reading, start: int, depth: int) -> tuple[Sequence, int]:
    """The array whose bracket is at `start`, with those of its items that can be read."""
    if depth > DEEPEST:
        raise too_deep(reading, start)
    text = reading.text
    items: list[Node] = []
    position = start + 1
    while True:
        gap = reading.between.match(text, position)
        assert gap is not None
        position = gap.end()
        following = text[position : position + 1]
        if following == "]":
            return Sequence(items, Span(start, position + 1)), position + 1
        if following not in {'"', "'", "[", "{"} and _VALUE[Context.ARRAY].match(text, position) is None:
            position = reading.gap(position)
            if _closes(reading, position, Context.ARRAY):
                return Sequence(items, Span(start, position + 1)), position + 1
            if position >= len(text) or (
                _has_line_end(text, gap.start(), position) and _is_statement(reading, position)
            ):
                raise _unterminated(reading, start, codes.TOML_UNTERMINATED_ARRAY)
        item_start = position
        node, position = read_value(reading, position, Context.ARRAY, depth)
        end = _ITEM_END.match(text, position)
        if end is None:
            if KEY_AHEAD.match(text, item_start) and _has_line_end(text, gap.start(), item_start):
                raise _unterminated(reading, start, codes.TOML_UNTERMINATED_ARRAY)
            node, position, more = _separator(reading, start, node, position, Context.ARRAY)
        else:
            position, more = end.end(), end[1] == ","
        if node is not None:
            items.append(node)
        if not more:
            return Sequence(items, Span(start, position)), position


def read_inline_table(reading: Reading, start: int, depth: int) -> tuple[Mapping, int]:
    """The inline table whose brace is at `start`, with those of its keys that can be read."""
    if depth > DEEPEST:
        raise too_deep(reading, start)
    reading.ask()
    entries: dict[str, Entry] = {}
    try:
        return _read_pairs(reading, start, depth, entries)
    except Abandoned as abandoned:
        if depth == 1 and abandoned.problem.code is codes.TOML_UNTERMINATED_INLINE_TABLE:
            keep(reading, start, entries, abandoned)
        raise


def read_unopened(reading: Reading, node: Node, end: int) -> tuple[Mapping, int] | None:
    """The inline table whose brace is forgotten before its first key, which was read as a value; none where it is one."""
    is_text = isinstance(node, Scalar) and isinstance(node.value, str)
    if not (is_text and _SIGN_AHEAD.match(reading.text, end) and _closes_more(reading.text, end)):
        return None
    start, problems = node.span.start, reading.problems
    known = len(problems)
    while known and problems[known - 1].place.span.start >= start:
        known -= 1
    before, problems[known:] = problems[known:], []  # it is read again
    reading.expected("{", start, replacing(start, start, "{ "))
    try:
        return _read_pairs(reading, start - 1, 1, {})
    except Abandoned:
        problems[known:] = before
        return None


def _closes_more(text: str, position: int) -> bool:
    """Whether the rest of a line closes a table that it does not open."""
    opened = 0
    while opened >= 0 and (brace := _BRACE.match(text, position)):
        opened += 1 if brace[1] in "{｛" else -1
        position = brace.end()
    return opened < 0


def _read_pairs(reading: Reading, start: int, depth: int, entries: dict[str, Entry]) -> tuple[Mapping, int]:
    text = reading.text
    torn: list[Torn] = []
    table: Table | None = None  # made when a key is dotted or written twice
    position, more = start + 1, True
    line_end: int | None = None  # the first one within, where TOML 1.0 allows none
    while more:
        node: Node | None
        match = _PAIR.match(text, position)
        if match:
            name, span = simple_key(match, 1)
            if (match.lastindex or 0) >= _PAIR_SCALAR and name not in entries:
                entries[name] = Entry(name, span, simple_scalar(match, _PAIR_SCALAR))
                position, more = match.end(), match[_PAIR_COMMA] is not None
                continue
            parts = [KeyPart(name, span)]
        else:
            before, position = position, _next_pair(reading, start, position)
            if _has_line_end(text, before, position):
                line_end = line_end or before
            if _closes(reading, position, Context.INLINE_TABLE):
                position += 1
                break
            key = _pair_key(reading, position)
            if key is None:
                torn.append(Torn(("",), Span(position, position)))  # whatever is missing may be still to come
                position = _skip_to(reading, position, Context.INLINE_TABLE)
                break
            parts, position = key
        name, span = parts[0]
        is_new = name not in entries and len(parts) == 1
        if is_new:  # not known until it is read
            value_start = match.end() if match else position
            entries[name] = Entry(name, span, Broken(Span(value_start, value_start)))
        if match and (match.lastindex or 0) >= _PAIR_SCALAR:
            node, position, more = simple_scalar(match, _PAIR_SCALAR), match.end(), match[_PAIR_COMMA] is not None
        else:
            node, before = read_value(reading, match.end() if match else position, Context.INLINE_TABLE, depth)
            end = _PAIR_END.match(text, before)
            if end:
                position, more = end.end(), end[1] == ","
            else:
                node, position, more = _separator(reading, start, node, before, Context.INLINE_TABLE)
                if _has_line_end(text, before, position):
                    line_end = line_end or before
        if node is None:
            node = Broken(Span(match.end() if match else position, position))
        if is_new:
            entries[name] = Entry(name, span, node)
        else:
            table = table or Table(Mapping(Span(start, start), entries), TableKind.INLINE)
            put(reading, table, parts, node)
    if line_end:
        reading.report(codes.TOML_INLINE_TABLE_LINES, start, line_end)
    return Mapping(Span(start, position), entries, torn), position


def too_deep(reading: Reading, position: int) -> Abandoned:
    place = reading.place(position, position + 1)
    problem = Diagnostic(codes.TOML_TOO_DEEP, place, {"limit": DEEPEST})
    return Abandoned(problem, reading.next_statement(position))


def read_equals(reading: Reading, position: int) -> int | None:
    """The start of the value after the `=` at `position`, or none if something else stands there, now reported."""
    sign = reading.text[position : position + 1]
    if sign == "＝":
        reading.full_width(position, position + 1, "=")
    elif sign and sign in ":：":
        reading.report(codes.TOML_COLON, position, position + 1, replacing(position, position + 1, " ="), found=sign)
    elif sign != "=":
        reading.expected("=", position)
        return None
    return reading.blanks(position + 1)


def value_after(reading: Reading, key: Key, context: Context) -> int | None:
    """The start of the value of a key, its `=` forgotten perhaps, or none if something else stands there, now reported."""
    second = _SECOND_KEY.match(reading.text, key.end)  # of a table without its brace, or nobody knows of what
    is_read = second is None or (context is Context.STATEMENT and _closes_more(reading.text, second.end()))
    if is_read and key.end > key.parts[-1].span.end and _VALUE_START.match(reading.text, key.end):
        reading.expected("=", key.end, replacing(key.end, key.end, "= "))
        return key.end
    return read_equals(reading, key.end)


def _pair_key(reading: Reading, start: int) -> tuple[list[KeyPart], int] | None:
    """A key in an inline table that is dotted, escaped or no TOML, and where its value starts."""
    key = read_key(reading, start)
    if key is None:
        return None
    position = value_after(reading, key, Context.INLINE_TABLE)
    if position is None:
        return None
    report_bare(reading, key)
    return key.parts, position


def _separator(
    reading: Reading, start: int, node: Node | None, position: int, context: Context
) -> tuple[Node | None, int, bool]:
    """Goes past what follows a value in an array or inline table, where it is not simply a comma or bracket.

    Gives the value (which may turn out to end elsewhere), where to go on, and whether more values come.
    """
    text = reading.text
    after = reading.gap(position)
    if _closes(reading, after, context):
        return node, after + 1, False
    following = text[after : after + 1]
    if following == ",":
        return node, after + 1, True
    if following in _COMMAS:
        reading.full_width(after, after + 1, ",")
        return node, after + 1, True
    new_line = _has_line_end(text, position, after)
    if not following or (new_line and (context is Context.INLINE_TABLE or _is_statement(reading, after))):
        is_array = context is Context.ARRAY
        code = codes.TOML_UNTERMINATED_ARRAY if is_array else codes.TOML_UNTERMINATED_INLINE_TABLE
        raise _unterminated(reading, start, code, position)
    if node is None:
        return node, _skip_to(reading, after, context), False
    if mended := mend_quote(reading, node):
        return _separator(reading, start, *mended, context)
    if shortened := _closed_before_comma(reading, node):
        return _separator(reading, start, shortened, shortened.span.end, context)
    starts_value = _VALUE_START if context is Context.ARRAY else KEY_AHEAD
    if starts_value.match(text, after):
        end = node.span.end
        reading.report(codes.TOML_MISSING_COMMA, after, after + 1, replacing(end, end, ","), found=reading.found(after))
        return node, after, True
    wanted = Term("toml.comma-or-closer", (("closer", _CLOSERS[context][0]),))
    if following in _MISTAKEN and TAIL.match(text, after + 1):
        reading.expected(wanted, after, replacing(after, after + 1, _CLOSERS[context][0]))
        return node, after + 1, False
    reading.expected(wanted, after)
    return None, _skip_to(reading, after, context), False


def _closed_before_comma(reading: Reading, node: Node) -> Scalar | None:
    """The string `node`, ended at the comma that it swallowed: a forgotten quote makes the next one close it."""
    match = _SWALLOWED.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None:
        return None
    start = node.span.start
    end = start + match.end(1)
    reading.report(codes.TOML_UNTERMINATED_STRING, start, end, replacing(end, end, '"', safe=False), mark='"')
    return Scalar(match[1][1:], Span(start, end), reading.text[start:end])


def _closes(reading: Reading, position: int, context: Context) -> bool:
    """Whether the array or inline table ends at `position`."""
    closer = reading.text[position : position + 1]
    if not closer or closer not in _CLOSERS[context]:
        return False
    if closer != _CLOSERS[context][0]:
        reading.full_width(position, position + 1, _CLOSERS[context][0])
    return True


def _skip_to(reading: Reading, position: int, context: Context) -> int:
    """After a mistake that was reported: past the next closing bracket of the line, or to the line's end."""
    rest = _UP_TO_CLOSER[context].match(reading.text, position)
    assert rest is not None
    return rest.end() if rest[0].endswith(_CLOSERS[context][0]) else reading.unread(position)


def _next_pair(reading: Reading, start: int, position: int) -> int:
    """Where the next pair of an inline table or its brace stands: on the same line, or below if the table goes on there."""
    text = reading.text
    after = reading.blanks(position)
    if text[after : after + 1] in {"\r", "\n", "#"}:
        after = reading.gap(after)
        if text[after : after + 1] not in {"}", "｝"} and not KEY_AHEAD.match(text, after):
            raise _unterminated(reading, start, codes.TOML_UNTERMINATED_INLINE_TABLE, position)
    if text[after : after + 1] in {"}", "｝"} and text[position - 1] == ",":
        fix = replacing(position - 1, position, "")
        reading.report(codes.TOML_TRAILING_COMMA, position - 1, position, fix)
    return after


def _is_statement(reading: Reading, position: int) -> bool:
    return bool(KEY_AHEAD.match(reading.text, position) or HEADER_AHEAD.match(reading.text, position))


def _has_line_end(text: str, start: int, end: int) -> bool:
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0


def _unterminated(reading: Reading, start: int, code: Code, end: int = 0) -> Abandoned:
    problem = Diagnostic(code, reading.place(start, start + 1), {"opening": reading.text[start]})
    return Abandoned(problem, reading.next_statement(start), end)
