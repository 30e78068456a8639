"""Words of a declaration as the formatter writes them: spelling settled, each with the comments that belong to it.

Knows what a token was taken as and what stands beside it; never decides where a line ends.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from gouji.lang.catalogue import Language
from gouji.lang.keywords import KEYWORDS, SYMBOLS
from gouji.lang.lexer import RawToken
from gouji.lang.parse_run import Classified
from gouji.lang.source import LINE_END

END = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own; `blank` says that a blank line stands above it."""

    text: str
    blank: bool


@dataclass(slots=True)
class Word:
    """A token as it will be written: its terminal, the comments `above` it and the one `beside` it.

    `first` says that it began its line as it was read, `blank` that a blank line stood above it. The last word of a
    declaration is of kind END; above it stand the comments that follow.
    """

    kind: str
    text: str
    first: bool
    blank: bool
    above: list[Comment]
    beside: str = ""
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.width = width(self.text)

    @property
    def set_apart(self) -> bool:
        """Whether a blank line stood between this word and the one before it."""
        return self.blank or any(comment.blank for comment in self.above)


# --- reading

# The first spelling of a symbol, but for `×`, which reads better than `*`.
_SYMBOLS = {kind: text for text, kinds in reversed(SYMBOLS.items()) for kind in kinds} | {"TIMES": "×"}
_GAP = re.compile(r"(?P<comment>[#＃][^\r\n]*)|(?P<ends>(?:(?:\r\n|\n|\r)[^#＃\r\n]*)+)")


def read_words(text: str, classified: Classified, language: Language) -> list[Word]:
    """The words of one declaration without faults, its keywords in one language.

    Names need no protection from that: the parser takes a word as a keyword by its place, whichever language it is
    in, so that a name spelt like a keyword stands in `「」` already, or where that keyword cannot.
    """
    words: list[Word] = []
    here = 0
    for token, kind in classified:
        above, blank = _between(text[here : token.start], words)
        words.append(Word(kind or END, _written(text, token, kind or END, language), token.first, blank, above))
        here = token.end
    above, blank = _between(text[here:], words)
    return [*words, Word(END, "", True, blank, above)]


def _between(gap: str, words: list[Word]) -> tuple[list[Comment], bool]:
    """The comments in a gap and whether it ends with a blank line; a comment behind the last word is put beside it."""
    above: list[Comment] = []
    ended = blank = False
    if gap == " " or not gap:
        return above, blank
    for match in _GAP.finditer(gap):
        if match["ends"]:
            ended, blank = True, len(LINE_END.findall(match["ends"])) > 1
        elif words and not ended:
            words[-1].beside = match["comment"].rstrip()
        else:
            above.append(Comment(match["comment"].rstrip(), blank))
            blank = False
    return above, blank


def _written(text: str, token: RawToken, kind: str, language: Language) -> str:
    if kind in KEYWORDS:
        spelling = KEYWORDS[kind]
        return (spelling.chinese if language == "zh" else spelling.english)[0]
    if kind in _SYMBOLS and token.kinds[-1] != "NAME":
        return _SYMBOLS[kind]
    if kind in ("QUANTITY", "DATE_TEXT"):
        return token.text  # the lexer has made its digits half-width
    return text[token.start : token.end]


def keyword_counts(classified: Classified) -> tuple[int, int]:
    """How many keywords are written in Chinese, and how many in English."""
    chinese = english = 0
    for token, kind in classified:
        if kind in KEYWORDS:
            written_in_chinese = token.text in KEYWORDS[kind].chinese
            chinese += written_in_chinese
            english += not written_in_chinese
    return chinese, english


# --- display width


@lru_cache(maxsize=10_000)
def width(text: str) -> int:
    """Columns in a fixed-width font for Chinese: two for wide characters and Chinese punctuation, none for marks."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    breadth = unicodedata.east_asian_width(character)
    return 2 if breadth in "WF" or (breadth == "A" and not character.isalpha()) else 1
