"""Reads TOML 1.0 with the place of every key and value, and goes on after mistakes with the next statement.

Gives what `tomllib` gives on every right document, and reports at least one mistake on every wrong one. Never raises,
never reads a file, knows nothing of forms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Term
from gouji.lang.located import Broken, Entry, Mapping, Node, Torn
from gouji.lang.source import Source, Span
from gouji.lint import codes
from gouji.lint.toml_keys import KeyPart, read_header, read_key, report_bare, torn_key
from gouji.lint.toml_tables import Table, TableKind, append_table, may_open, open_table, put, root_table, settle
from gouji.lint.toml_text import CONTROL, EMPTY_TAIL, KEY_AHEAD, OPENING_BRACKETS, TAIL, Abandoned, Reading, replacing
from gouji.lint.toml_values import (
    SIMPLE_KEY,
    SIMPLE_SCALAR,
    Context,
    mend_quote,
    read_equals,
    read_unopened,
    read_value,
    simple_key,
    simple_scalar,
    value_after,
)

# The blank lines and comments before a statement; then its first bracket, or a simple key and its `=`; and in the
# commonest case the value and the rest of the line.
_STATEMENT, _WITHOUT_COMMENTS = (
    re.compile(
        rf"(?:[ \t]*+{comment}\r?\n)*+[ \t]*+"
        rf"(?:(\[)|{SIMPLE_KEY}[ \t]*+=[ \t]*+(?:{SIMPLE_SCALAR}{tail.pattern})?+)?+"
    )
    for comment, tail in ((rf"(?:#[^{CONTROL}]*+)?", TAIL), ("", EMPTY_TAIL))
)
_MAY_BE_COMMENT = re.compile("[#＃]|//")
_TRAILING_TEXT = re.compile(r"[^\r\n#]*+")
_PUNCTUATION = re.compile(r"[,，;；。、.]++")
LONGEST_MENDED = 1000  # characters of a line within which a second statement is looked for
_HEADER, _KEY, _SCALAR = 1, 2, 5  # groups
_CLOSING = re.compile(r"[\]］】]{0,2}+")


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """What could be read of a text, and every mistake that was met, in the order of their places."""

    source: Source
    root: Mapping
    problems: list[Diagnostic]


def read_toml(source: Source, ask: Callable[[], None] = lambda: None) -> TomlDocument:
    """The tree of a TOML text. A key whose value is broken beyond telling leads to `Broken`.

    Before each table `ask` may raise what ends it.
    """
    reading, root = _read_twice(lambda wary: Reading(source, source.text, ask, wary))
    return TomlDocument(source, root, sorted(reading.problems, key=lambda problem: problem.place.span.start))


def read_comments(source: Source) -> list[Span]:
    """Where the comments of a text stand. It is read for that alone: a tree holds none."""
    if not _MAY_BE_COMMENT.search(source.text):
        return []
    reading, _ = _read_twice(lambda wary: Reading(source, source.text, wary=wary, comments=[]))
    return sorted(set(reading.comments or ()))


def _read_twice(begin: Callable[[bool], Reading]) -> tuple[Reading, Mapping]:
    """A reading with what it made, or, where that is in doubt, the wary one, if it finds no more mistakes."""
    reading = begin(False)
    root = _read(reading)
    if reading.problems and reading.doubtful:
        wary = begin(True)
        wary_root = _read(wary)
        if len(wary.problems) <= len(reading.problems):
            return wary, wary_root
    return reading, root


def _read(reading: Reading) -> Mapping:
    text, tail_of = reading.text, reading.tail
    statement = _STATEMENT if reading.comments is None else _WITHOUT_COMMENTS
    root = section = root_table()
    position = 0
    while True:
        match = statement.match(text, position)
        assert match is not None
        kind, position = match.lastindex, match.end()
        known = len(reading.problems)
        unread: tuple[str, Span] | None = None  # a key whose value is being read
        try:
            if kind and kind != _HEADER:
                unread = name, key_span = simple_key(match, _KEY)
                node: Node | None
                if kind == _KEY:
                    node, position = read_value(reading, position, Context.STATEMENT)
                    tail = tail_of.match(text, position)
                    if tail:
                        position = tail.end()
                    else:
                        node, position = _after_value(reading, position, node)
                    if node is None:
                        node = Broken(Span(match.end(), position))
                else:
                    node = simple_scalar(match, _SCALAR)
                entries = section.mapping.entries
                if name in entries:
                    put(reading, section, [KeyPart(name, key_span)], node)
                else:
                    entries[name] = Entry(name, key_span, node)
            elif kind == _HEADER:
                reading.ask()
                settle(reading, section)
                section, position = _header(reading, root, match.start(1))
            elif position < len(text):
                section, position = _slow_statement(reading, root, section, position)
            else:
                settle(reading, section)
                return root.mapping
        except Abandoned as abandoned:
            position = abandoned.resume
            reading.problems[known:] = [
                problem for problem in reading.problems[known:] if problem.place.span.start < position
            ]
            if reading.comments is not None:
                reading.comments[:] = [span for span in reading.comments if span.start < position]
            reading.add(abandoned.problem)
            if unread is not None:
                name, key_span = unread
                section.mapping.entries.setdefault(name, Entry(name, key_span, abandoned.value))


def _slow_statement(reading: Reading, root: Table, section: Table, position: int) -> tuple[Table, int]:
    """A statement that is not spelt in the common way, or is none: the table that is open after it, and its end."""
    position = reading.blanks(position)
    first = reading.text[position : position + 1]
    comment = reading.comment(position)
    if comment is not None:
        return section, comment
    if first == "\r" and not reading.text.startswith("\r\n", position):
        return section, reading.lone_return(position)
    if first in {"", "\r", "\n"}:
        return section, position
    if first in OPENING_BRACKETS:
        settle(reading, section)
        return _header(reading, root, position)
    key = read_key(reading, position)
    value_start: int | None = None
    if key is not None:  # what stands without quotes and without = may be anything
        value_start = read_equals(reading, key.end) if key.bare else value_after(reading, key, Context.STATEMENT)
    if key is None or value_start is None:
        end = reading.unread(position)
        section.mapping.torn.extend(torn_key(reading, position, end))
        return section, end
    report_bare(reading, key)
    try:
        node, position = read_value(reading, value_start, Context.STATEMENT)
    except Abandoned as abandoned:
        put(reading, section, key.parts, abandoned.value)
        raise
    node, position = _after_value(reading, position, node)
    put(reading, section, key.parts, node or Broken(Span(value_start, position)))
    return section, position


def _header(reading: Reading, root: Table, start: int) -> tuple[Table, int]:
    """The table that a header opens, and the end of its line. An unreadable header opens a table that hangs nowhere."""
    text = reading.text
    key, opening = read_header(reading, start)
    if key is None:
        section, end = Table(Mapping(Span(start, start + opening)), TableKind.HEADER), reading.unread(start)
        _tear(reading, root, section, Span(start, end))
        return section, end
    closed = _CLOSING.match(text, key.end)
    assert closed is not None
    end = closed.end()
    closing = end - key.end
    if text[key.end : end].strip("]"):
        reading.full_width(key.end, end, "]" * closing)
    double = opening == 2 or closing == 2
    is_whole = closing > 0 or TAIL.match(text, end) is not None  # else it is not known where the name ends
    if closing != opening:
        missing = Replacement(Span(end, end), "]" * (opening - closing))
        if closing > opening:
            missing = Replacement(Span(start, start), "[")
        fix = Fix(Term("toml.fix.insert", (("text", missing.text),)), (missing,)) if is_whole else None
        reading.report(codes.TOML_HEADER_BRACKETS, start, end, fix, written=text[start:end])
    if is_whole:
        report_bare(reading, key)
    header = Span(start, end)
    if closing < opening and not may_open(root, key, is_list=double):
        table = Table(Mapping(header), TableKind.HEADER)
    else:
        table = (append_table if double else open_table)(reading, root, key, header)
    if closing < opening:
        _tear(reading, root, table, header)
    if not closing:
        return table, reading.unread(end)
    tail = reading.tail.match(text, end)
    return table, tail.end() if tail else _after_value(reading, end, None)[1]


def _tear(reading: Reading, root: Table, section: Table, header: Span) -> None:
    """Keeps that a header is only begun."""
    for torn in torn_key(reading, *header):
        root.mapping.torn.append(Torn(torn.words, header, section.mapping))


def _after_value(reading: Reading, position: int, node: Node | None) -> tuple[Node | None, int]:
    """Goes past what follows a value or a header on its line, where only a comment may; the value may end elsewhere."""
    text = reading.text
    end = position
    position = reading.blanks(end)
    tail = reading.tail.match(text, position)
    if tail:
        return node, tail.end()
    comment = reading.comment(position)
    if comment is not None:
        return node, comment
    if text[position] == "\r":
        return node, reading.lone_return(position)
    if node is not None and (mended := mend_quote(reading, node)):
        return _after_value(reading, mended[1], mended[0])
    if node is not None and (opened := read_unopened(reading, node, end)):
        return _after_value(reading, opened[1], opened[0])
    rest = _TRAILING_TEXT.match(text, position)
    assert rest is not None
    written = rest.group().rstrip()
    written_end = position + len(written)
    if rest.end() - position < LONGEST_MENDED and KEY_AHEAD.match(text, position):
        fix = replacing(end if text[end:position].isspace() else position, position, "\n")
        reading.report(codes.TOML_TRAILING_TEXT, position, written_end, fix, written=written)
        return node, position
    delete = replacing(position, written_end, "") if _PUNCTUATION.fullmatch(written) else None
    reading.report(codes.TOML_TRAILING_TEXT, position, written_end, delete, written=written)
    return node, rest.end()
