"""A word as it is written, in a rule file or in TOML: what it says between its quotes, where each letter stands, and how
a part of it is written anew.

Knows both ways of quoting, and no name.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.lang.diagnostic import Replacement
from gouji.lang.lexer import unquoted, written_offsets
from gouji.lang.quoting import as_key
from gouji.lang.source import Span
from gouji.lint.toml_strings import letters

_PLAIN = re.compile(r"[^\W\d]\w*")
# Of the name of a check: what stands in brackets is no part of any.
_RULE_WORD = re.compile(r"\[[^\]]*\]|(?P<word>\"[^\"\r\n]*\"|“[^”\r\n]*”|「[^「」\r\n]*」|\w+)")
_RULE_QUOTES = ('"', "“", "＂")


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
        if self.in_toml and self.span.start < self.letters[0] and self.letters[-1] < self.span.end:  # in two quotes
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


def toml_word(text: str, span: Span) -> Word:
    """A key or a text of TOML, as it was read."""
    raw = text[span.start : span.end]
    read = list(letters(raw))
    places = tuple(span.start + at for _, at in read)
    return Word(span, "".join(letter for letter, _ in read), places, raw[:1], in_toml=True)
