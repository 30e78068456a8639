"""TOML keys: plain, quoted and dotted, and the Chinese names that clerks write without quotes.

Gives the parts of a key with their places. Never says what the key is for.
"""

import re
from typing import NamedTuple

from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.located import Torn
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Source, Span
from gouji.lint import codes
from gouji.lint.toml_strings import QUOTES, read_string, read_wide_string, string_end
from gouji.lint.toml_text import CONTROL, MOST_PROBLEMS, ODD_BLANKS, OPENING_BRACKETS, Reading, replacing

DEEPEST = 100  # parts of a key, and arrays and inline tables within one another

_PART = re.compile(rf'[ \t]*+((?:"([^"\\{CONTROL}]*+)"|([A-Za-z0-9_-]++)))[ \t]*+(?=[.=\]])')
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_NAME = re.compile(rf"""[^{CONTROL}"'=＝:：#\[\]{{}}［］｛｝【】.．,，\t]++""")
# A quoted name whose closing quote was forgotten: it ends where the `=` or the bracket after it stands, or the next quoted name.
_INNER = rf"[^\\=＝\]］】.．{CONTROL}"
_UNCLOSED = re.compile(
    rf"""(?:"(?:{_INNER}"“”＂]|[.．](?![{QUOTES}]))*+|['“‘＂＇](?:{_INNER}{QUOTES}]|[.．](?![{QUOTES}]))*+)"""
    r"(?=[=＝\]］】.．])"
)
_WIDE_OPENING = re.compile("[“‘]")
# The quotes that end a name that began without one.
_CLOSED_ALONE = re.compile(rf"[{QUOTES}]++(?=[ \t]*+[=＝\]］】]|[.．][\w{QUOTES}])")
LONGEST_TORN = 200  # characters of a line that is looked through for the beginning of a key
_DOTS, _AFTER_KEY = re.compile("[.．]"), re.compile(r"[#＃=＝,，}｝]|[ \t]+(?=[\"“'0-9{])")
# Something that a key or a header begins with: its first letter, or the brackets and quotes alone, which an editor closes.
_HAS_BEGUN = re.compile(r"[\[［【\"“'‘＂＇ \t\u3000]*(?:\w|[\"”'’＂＇\]］】 \t\u3000]*$)")
_CLOSING = ("]", "］", "】")
_SIGNS = str.maketrans("", "", "[]［］【】{｛\"'“”‘’＂＇ \t\u3000")
_END_OF_PART = re.compile(rf"[ \t{ODD_BLANKS}]*+(?:[.．=＝:：\]］】\r\n#]|\Z)")


class KeyPart(NamedTuple):
    """One part of a key; `span` covers its quotes."""

    name: str
    span: Span


class Key(NamedTuple):
    """A whole key; `bare` are those parts that must be quoted; `end` is where what follows it stands."""

    parts: list[KeyPart]
    bare: list[KeyPart]
    end: int

    @property
    def name(self) -> str:
        return ".".join(part.name for part in self.parts)


def read_key(reading: Reading, start: int) -> Key | None:
    """The key at `start`, up to its `=` or bracket; without one, the mistake is reported.

    The caller reports `bare` with `report_bare`, once it knows that this is meant for a key.
    """
    text = reading.text
    parts: list[KeyPart] = []
    bare: list[KeyPart] = []
    position = start
    while True:
        match = _PART.match(text, position)
        if match:
            quoted_name, bare_name = match.group(2, 3)
            part = KeyPart(bare_name if quoted_name is None else quoted_name, Span(*match.span(1)))
            position = match.end()
        else:
            position = reading.blanks(position)
            found = _slow_part(reading, position, bare)
            if found is None:
                return None
            part = found
            position = reading.blanks(part.span.end)
        parts.append(part)
        dot = text[position : position + 1]
        if dot == "．":
            reading.full_width(position, position + 1, ".")
        elif dot != ".":
            break
        position += 1
    if len(parts) > DEEPEST:
        reading.report(codes.TOML_TOO_DEEP, start, position, limit=DEEPEST)
        return None
    return Key(parts, bare, position)


def read_header(reading: Reading, start: int) -> tuple[Key | None, int]:
    """The key in the header whose brackets begin at `start`, up to those that close it; and how many opened it."""
    opening = 2 if reading.text[start + 1 : start + 2] in tuple(OPENING_BRACKETS) else 1
    if reading.text[start : start + opening].strip("["):
        reading.full_width(start, start + opening, "[" * opening)
    return read_key(reading, start + opening), opening


def header_parts(source: Source, start: int) -> list[KeyPart]:
    """The names in the header that was read at `start`, which a tree does not hold; none where no header stands."""
    if not source.text.startswith(tuple(OPENING_BRACKETS), start):
        return []
    key, _ = read_header(Reading(source, source.text), start)
    return key.parts if key is not None else []


def key_part(source: Source, start: int) -> KeyPart | None:
    """The part of a key that begins at `start`, however it is written; None for what is none."""
    return _slow_part(Reading(source, source.text), start, [])


def torn_key(reading: Reading, start: int, end: int) -> list[Torn]:
    """The key that a line which is none may have been the beginning of; its mistake has been reported."""
    if len(reading.problems) > MOST_PROBLEMS:
        return []
    written = reading.text[start : min(end, start + LONGEST_TORN)]
    if not _HAS_BEGUN.match(written) or written.lstrip()[:1] in _CLOSING:
        return []
    words = tuple(part.translate(_SIGNS) for part in _DOTS.split(_AFTER_KEY.split(written, maxsplit=1)[0]))
    return [Torn(words, Span(start, end))]


def report_bare(reading: Reading, key: Key) -> None:
    """Says which parts of `key` need quotes, in one report."""
    if not key.bare:
        return
    replacements = tuple(Replacement(part.span, in_quotes(part.name)) for part in key.bare)
    written = reading.text[key.bare[0].span.start : key.bare[-1].span.end]
    cure = ".".join(replacement.text for replacement in replacements)
    fix = Fix(Term("toml.fix.replace", (("text", cure),)), replacements, safe=True)
    start, end = key.bare[0].span.start, key.bare[-1].span.end
    reading.report(codes.TOML_BARE_KEY, start, end, fix, written=written, quoted=cure)


def _slow_part(reading: Reading, start: int, bare: list[KeyPart]) -> KeyPart | None:
    text = reading.text
    first = text[start : start + 1]
    if first and first in QUOTES:
        end = string_end(text, start)
        wide = None if end and _END_OF_PART.match(text, end) else read_wide_string(reading, start)
        if wide:
            return KeyPart(wide[0], Span(start, wide[1]))
        if not (end and _END_OF_PART.match(text, end)) and (open_ended := _unclosed(reading, start)):
            return open_ended
        if first in "\"'":
            value, end = read_string(reading, start, long=False)
            return None if value is None else KeyPart(value, Span(start, end))
    match = _BARE.match(text, start)
    if match and _END_OF_PART.match(text, match.end()):
        return KeyPart(match.group(), Span(start, match.end()))
    match = _NAME.match(text, start)
    name = match.group().rstrip() if match else ""
    if not name:
        reading.expected(Term("toml.key"), start)
        return None
    if not _WIDE_OPENING.search(name):
        name = name.rstrip(QUOTES) or name
    closed = _CLOSED_ALONE.match(text, start + len(name))
    part = KeyPart(name, Span(start, closed.end() if closed else start + len(name)))
    bare.append(part)
    return part


def _unclosed(reading: Reading, start: int) -> KeyPart | None:
    """A name that begins with a quote and ends, without one, before the `=` or the closing bracket."""
    match = _UNCLOSED.match(reading.text, start)
    name = match[0][1:].rstrip() if match else ""
    if not name:
        return None
    end, mark = start + 1 + len(name), reading.text[start]
    if mark in "\"'":
        reading.report(codes.TOML_UNTERMINATED_STRING, start, end, replacing(end, end, mark), mark=mark)
    else:
        reading.full_width(start, end, in_quotes(name))
    return KeyPart(name, Span(start, end))
