"""A word as it is written, in a rule file or in TOML: what it says between its quotes, where each letter stands, and how
a part of it is written anew.

Knows both ways of quoting, and no name.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.lang.diagnostic import Replacement
from gouji.lang.lexer import unquoted, written_offsets
from gouji.lang.quoting import as_key
from gouji.lang.source import Span

_PLAIN = re.compile(r"[^\W\d]\w*")
# Of the name of a check: what stands in brackets is no part of any.
_RULE_WORD = re.compile(r"\[[^\]]*\]|(?P<word>\"[^\"\r\n]*\"|“[^”\r\n]*”|「[^「」\r\n]*」|\w+)")
_TOML_LETTER = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\r?\n\s*|.)|.", re.DOTALL)
_ANY = re.compile(".", re.DOTALL)
_LINE_END = re.compile(r"\r?\n")
_ESCAPES = dict(zip('btnfr"\\', '\b\t\n\f\r"\\', strict=True))
_RULE_QUOTES = ('"', "“", "＂")
_TOML_QUOTES = ('"', "'", "“", "‘", "＂", "＇")


class Part(NamedTuple):
    """A part of a word's content, by its letters."""

    start: int
    end: int


class Word(NamedTuple):
    """`letters` are the places of each letter of the content, and of its end."""

    span: Span
    content: str
    letters: tuple[int, ...]
    opening: str
    in_toml: bool

    def place(self, part: Part) -> Span:
        return Span(self.letters[part.start], self.letters[part.end])

    def part_at(self, span: Span) -> Part:
        """The part that stands there; the whole where that is the word with its quotes."""
        if span == self.span:
            return Part(0, len(self.content))
        return Part(self.letters.index(span.start), self.letters.index(span.end))

    def changed(self, parts: Sequence[Part], new: str, *, guarded: bool = False) -> list[Replacement]:
        """The edits that write something new for parts of it; a name in rules that is `guarded` is put in brackets."""
        if self.opening in _RULE_QUOTES and not self.in_toml:
            return [Replacement(self.place(one), new) for one in parts]
        if self.opening in _TOML_QUOTES and self.in_toml:
            written = json.dumps(new, ensure_ascii=False)[1:-1] if self.opening == '"' else new
            return [Replacement(self.place(one), written) for one in parts]
        content = self.content
        for one in sorted(parts, reverse=True):
            content = content[: one.start] + new + content[one.end :]
        return [Replacement(self.span, as_key(content) if self.in_toml else in_rules(content, guarded=guarded))]


def in_rules(name: str, *, guarded: bool = False) -> str:
    """A name as rules write it."""
    return name if _PLAIN.fullmatch(name) and not guarded else f"「{name}」"


def rule_word(text: str, span: Span) -> Word:
    """A name or a string of a rule file."""
    raw = text[span.start : span.end]
    opening = raw[:1]
    if opening in _RULE_QUOTES:
        letters = tuple(span.start + at for at in written_offsets(raw))
        return Word(span, unquoted(raw), letters, opening, in_toml=False)
    inner = Span(span.start + 1, span.end - 1) if opening == "「" and raw.endswith("」") else span
    return Word(span, text[inner.start : inner.end], tuple(range(inner.start, inner.end + 1)), opening, in_toml=False)


def words_of_check(text: str, span: Span) -> Iterator[tuple[str, Word]]:
    """The words that an expectation writes the name of a check with, each with what stands before it."""
    before = span.start
    for found in _RULE_WORD.finditer(text, span.start, span.end):
        if found["word"]:
            yield text[before : found.start()], rule_word(text, Span(*found.span()))
            before = found.end()


def toml_word(text: str, span: Span) -> Word | None:
    """A key or a text of TOML; None for one that is not written right."""
    raw = text[span.start : span.end]
    opening = raw[:1]
    if opening not in _TOML_QUOTES:
        return Word(span, raw, tuple(range(span.start, span.end + 1)), opening, in_toml=True)
    width = 3 if raw.startswith(('"""', "'''")) else 1
    start, inner = span.start + width, raw[width:-width]
    if width == 3 and (line_end := _LINE_END.match(inner)):  # which is none of the text
        start, inner = start + line_end.end(), inner[line_end.end() :]
    letters = [
        (start + one.start(), _letter(one[0])) for one in (_TOML_LETTER if opening == '"' else _ANY).finditer(inner)
    ]
    if any(letter is None for _, letter in letters):
        return None
    written = [(at, letter) for at, letter in letters if letter]
    places = (*(at for at, _ in written), start + len(inner))
    return Word(span, "".join(letter or "" for _, letter in written), places, opening, in_toml=True)


def _letter(written: str) -> str | None:
    """What is written as one letter, or escaped; nothing where a line is only broken there, None for no escape."""
    if not written.startswith("\\") or len(written) == 1:
        return written
    if written[1] in "uU" and len(written) > 2:
        number = int(written.removeprefix("\\u").removeprefix("\\U"), base=16)
        return chr(number) if number <= sys.maxunicode else None
    return "" if written[1].isspace() else _ESCAPES.get(written[1])
