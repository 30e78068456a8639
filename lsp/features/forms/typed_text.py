"""What is being typed at an offset of a filled form: a name in a header, a key or a value, in or out of quotes and brackets.

Goes by the line alone, and by those before it that are plainly not ended: so that it tells in a text that is no TOML yet.
A name before the cursor is the one that the reader takes there.
"""

import re
from typing import NamedTuple

from gouji.lang.source import Source
from gouji.lint.toml_keys import key_part
from gouji.lint.toml_strings import QUOTES, unquoted, wide_string_end
from gouji.lint.toml_text import EQUALS, ODD_BLANKS, OPENING_BRACKETS, comment_after

MOST_LINES = 200
"""Lines of an array that is looked through for where it begins."""

# As an input method writes them, and as TOML has them.
_PLAIN = str.maketrans("＝，｛｝［］【】．。＃", "=,{}[][]..#")
_CLOSING = {'"': '"', "'": "'", "“": "”", "‘": "’", "＂": "＂", "＇": "＇", "”": "”"}
_GOES_ON = re.compile(r"[\[{,，［｛【]\s*(?:[#＃].*)?$")
_VALUE_END = re.compile(rf"[\s=＝,，{{}}｛｝\[\]［］【】{QUOTES}#＃]")
_KEY_END = re.compile(rf"[\s{EQUALS}.．,，{{}}｛｝\[\]［］【】{QUOTES}#＃]")
# What may stand behind the quote that ends a value, or a key.
_AFTER_VALUE = re.compile(rf"[ \t{ODD_BLANKS}]*(?:[,，}}｝\]］】#＃\r\n]|//|\Z)")
_AFTER_KEY = re.compile(rf"[ \t{ODD_BLANKS}]*(?:[,，}}｝\]］】{EQUALS}.．#＃\r\n]|\Z)")
_NO_KEY = re.compile(r"[=,，＝{}]")
_BLANKS = re.compile(r"[ \t\u3000\u00a0]*")
_MARKS = re.compile(r"\\.|\"")  # a quote, and what is escaped and so is none


_ENDED = 9  # brackets of a header that is closed


class Typed(NamedTuple):
    """A word that is being typed: the text from `start` to `end`, with its quotes; the cursor stands in it or at its end.

    `keys` lead to it: of a value, its key, and in braces the key in them after that of the braces; of a key in braces,
    that of the braces. Of a header, all of it is the word, brackets included. `opening` is the quote that it begins with, `word` what
    stands between that and the cursor, `rest` what the word holds behind the cursor. What stands behind the cursor, before which
    nothing is typed, is such a rest: a value after blanks too; but not at a line's beginning, where there is room for another line.
    """

    kind: str  # key, value or header
    keys: tuple[str, ...]
    start: int
    end: int
    opening: str
    word: str
    in_braces: bool = False
    in_array: bool = False
    rest: str = ""


def typed_at(source: Source, offset: int) -> Typed | None:
    """What is typed at an offset; None in a comment, or after what is whole."""
    return _Scan(source, offset, _statement(source, offset)).typed()


def _statement(source: Source, offset: int) -> int:
    """Where the statement begins that an offset lies in."""
    number = source.position(offset).line
    first = number
    while first > 1 and number - first < MOST_LINES and _GOES_ON.search(_line(source, first - 1)):
        first -= 1
    return source.line_starts[first - 1]


def _line(source: Source, number: int) -> str:
    """A line that may go on in the next: no comment, and no header."""
    line = source.line(number).rstrip("\r\n")
    return "" if line.lstrip().startswith(("#", "＃", "//", *OPENING_BRACKETS)) else line


class _Scan:
    """A statement from its beginning to the cursor."""

    def __init__(self, source: Source, offset: int, start: int) -> None:
        self.source, self.text, self.offset, self.at = source, source.text, offset, start
        self.keys: list[str] = []
        self.nesting: list[str] = []
        self.is_value = False
        self.header = self.header_at = 0
        self.is_over = False
        self.word: tuple[str, int] | None = None  # the last word, not yet taken as a key, and where it begins

    def typed(self) -> Typed | None:
        text, offset = self.text, self.offset
        at_start = True
        while self.at < offset:
            sign = text[self.at].translate(_PLAIN)
            if sign == "#" or self.is_slashed():
                end = _line_end(text, self.at)
                if end >= offset:
                    return None
                self.at = end
            elif sign.isspace():
                self.at += 1
            elif self.takes_key():
                pass
            elif text[self.at] in _CLOSING:
                typed = self.string(text[self.at])
                if typed is not None or self.is_over:
                    return typed
            elif sign in "=,{}[]." or (not self.is_value and sign in EQUALS):
                self.at += 1
                self.sign("=" if sign in EQUALS else sign, at_start)
            else:
                typed = self.bare()
                if typed is not None:
                    return typed
            at_start = at_start and sign in "[ \t\r\n"
        if self.header >= _ENDED or (self.word is not None and not self.header):
            return None  # what is whole has an end
        begins_line = not text[text.rfind("\n", 0, offset) + 1 : offset].strip()
        if self.header or (begins_line and not self.is_value):
            return self.found(offset, offset, "", "")
        return self.ahead()

    def is_slashed(self) -> bool:
        """Whether a comment begins here as other languages begin theirs."""
        is_between = not self.nesting and (self.word is not None or not self.is_value)
        return is_between and self.text.startswith("//", self.at)

    def takes_key(self) -> bool:
        """Takes a part of a key that stands before the cursor as it will be read, whatever quotes it lacks."""
        text = self.text
        if self.is_value or self.header >= _ENDED or not (text[self.at] in _CLOSING or text[self.at].isalnum()):
            return False
        part = key_part(self.source, self.at)
        if part is None or "。" in part.name:  # which is typed for a dot
            return False
        is_closed = text[part.span.end - 1] in QUOTES
        if part.span.end > self.offset or (part.span.end == self.offset and not is_closed):
            return False
        self.word, self.at = (part.name, self.at), part.span.end
        return True

    def ahead(self) -> Typed | None:
        """Nothing is typed before the cursor; the value or key that stands behind it is what an offer would replace."""
        text, offset = self.text, self.offset
        in_array = self.nesting[-1:] == ["["]  # where there is room for another before the next
        start = self.blanks_end() if self.is_value and not in_array else offset
        first = text[start : start + 1]
        if first in _CLOSING and first:
            end = self.closing(start)
            if end < 0 or text.startswith(first * 3, start) or not self.is_closed(end):
                return None
            return self.found(offset, end + 1, "", "", unquoted(text[start : end + 1]))
        if first in "[{［｛【" and first:
            return None
        end = self.bare_end(start)
        if end == start:
            return self.found(offset, offset, "", "")
        return self.found(offset, end, "", "", text[start:end])

    def blanks_end(self) -> int:
        """Where the blanks behind the cursor end."""
        behind = _BLANKS.match(self.text, self.offset)
        return behind.end() if behind is not None else self.offset

    def bare_end(self, start: int) -> int:
        """Where a word without quotes ends."""
        stop = (_VALUE_END if self.is_value else _KEY_END).search(self.text, start)
        return stop.start() if stop else len(self.text)

    def string(self, quote: str) -> Typed | None:
        if self.is_value and self.word is not None and self.nesting[-1:] == ["{"]:
            self.sign(",", at_start=False)  # that lacks before the next key
        start = self.at
        end = self.closing(start)
        if self.text[start + 1 : start + 3] == quote * 2:
            self.skip_long(quote)
            return None
        line_end = _line_end(self.text, start)
        if end < 0 and line_end < self.offset:  # a quotation mark is missing: the line ends it
            end = line_end
        if 0 <= end < self.offset:
            self.word = self.text[start + 1 : end], start
            self.at = end + 1
            return None
        if end >= 0 and self.is_closed(end):
            return self.found(start, end + 1, quote, self.text[start + 1 : self.offset], self.text[self.offset : end])
        return self.found(start, self.offset, quote, self.text[start + 1 : self.offset])

    def closing(self, start: int) -> int:
        """Where the quote stands on the line that ends what one at `start` begins, or -1."""
        mark, line_end = _CLOSING[self.text[start]], _line_end(self.text, start)
        if mark != '"':
            end = self.text.find(mark, start + 1, line_end)
        else:
            marks = _MARKS.finditer(self.text, start + 1, line_end)
            end = next((found.start() for found in marks if found[0] == mark), -1)
        if end < 0 or not self.ends_word(end):  # another quote may be meant to
            return (wide_string_end(self.text, start) or end + 1) - 1
        return end

    def ends_word(self, end: int) -> bool:
        return (_AFTER_VALUE if self.is_value else _AFTER_KEY).match(self.text, end + 1) is not None

    def is_closed(self, end: int) -> bool:
        """Whether the next closing quote ends what is being typed, and does not belong to what comes behind it."""
        return self.ends_word(end) and (self.is_value or not _NO_KEY.search(self.text, self.offset, end))

    def skip_long(self, quote: str) -> None:
        """Goes past a text of several lines; in one, nothing is offered."""
        end = self.text.find(quote * 3, self.at + 3)
        self.is_over = end < 0 or end + 3 > self.offset
        self.word, self.at = ("", self.at), end + 3

    def bare(self) -> Typed | None:
        start = self.at
        end = self.bare_end(start)
        if end >= self.offset:
            return self.found(start, end, "", self.text[start : self.offset], self.text[self.offset : end])
        self.word, self.at = (self.text[start:end], start), max(end, start + 1)
        return None

    def sign(self, sign: str, at_start: bool) -> None:
        word = self.word[0] if self.word is not None else ""
        self.word = None
        if self.header or (at_start and sign == "[" and not self.nesting and not self.is_value):
            if sign == "[":
                self.header_at = self.header_at if self.header else self.at - 1
                self.header += 1
            elif sign == ".":
                self.keys.append(word)
            elif sign == "]":
                self.header = _ENDED
        elif sign == "=":
            if not self.is_value:
                self.keys.append(word)
            self.is_value = True
        elif sign == ".":
            if not self.is_value:
                self.keys.append(word)
        elif sign in "{[":
            self.nesting.append(sign)
            self.is_value = sign == "["
        elif sign == ",":
            if self.nesting and self.nesting[-1] == "{":
                self.keys = self.keys[: self.nesting.count("{")]
                self.is_value = False
        elif self.nesting:
            self.nesting.pop()
            self.is_value, self.word = True, ("", self.at)
            self.keys = self.keys[: self.nesting.count("{") + 1]

    def found(self, start: int, end: int, opening: str, word: str, behind: str = "") -> Typed:
        if self.header:
            end = max(self.offset, comment_after(self.text, self.header_at))
            rest = self.text[self.offset : end].partition("//")[0].rstrip()
            word = self.text[self.header_at : self.offset]
            return Typed("header", tuple(self.keys), self.header_at, self.offset + len(rest), opening, word)
        kind = "value" if self.is_value else "key"
        return Typed(
            kind, tuple(self.keys), start, end, opening, word, "{" in self.nesting,
            bool(self.nesting) and self.nesting[-1] == "[", behind,
        )  # fmt: skip


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
