r"""Slips that show in a single token: quotation marks of the wrong sort or left out, letters for digits, foreign signs.

Gives patterns to find them by, and what was likely meant. Reports nothing.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from gouji.lang.diagnostic import Replacement
from gouji.lang.keywords import DECLARATIONS, HABITS, KEYWORDS, terminals_of
from gouji.lang.source import LINE_END, Span


def slips_of(words: Iterable[str]) -> str:
    """A pattern of the words that are nearly these, before another: one sign is not theirs, or two have changed places."""
    slips: list[str] = []
    for word in words:
        slips += [rf"{word[:at]}\w{word[at + 1 :]}" for at in range(len(word))]
        slips += [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    return rf"(?:{'|'.join(slips)})(?=[ \t\u3000]+[^\s:：])"


# A word with which a declaration begins.
HEADWORD = "(?:{})(?![\\w:：])".format(
    "|".join(
        sorted((word for kind in DECLARATIONS for words in KEYWORDS[kind] for word in words), key=len, reverse=True)
    )
)
_HEADWORDS = [word for kind in DECLARATIONS for word in KEYWORDS[kind].chinese]
LIKE_HEADWORD = slips_of([*_HEADWORDS, *(word for word, meant in HABITS.items() if meant in _HEADWORDS)])
# Texts in quotation marks that are none here, turned the wrong way round, or Japanese.
WRONG_QUOTES = r"""
    ”[^“”\r\n]*[”“] | “[^“”\r\n]*“(?=[^"“”\r\n]*(?:[\r\n]|\Z)) | 『[^『』\r\n]*』
"""
# A text without its closing quote goes on to another quotation mark that ends a word, or to a brace that can only close
# a block, or to the end of the line.
OPEN_STRING = r"""
    ["“＂][^\r\n]*?["“”＂](?=[\s;；}｝]|\Z)
  | ["“＂](?:[^{}\r\n] | \{[^{}\r\n]*\} | \{ | (?<![\ \t\u3000])\})*+
"""
# A text over a few lines, to a quotation mark that ends its line; no declaration begins in between.
SPLIT_STRING = rf"""
    ["“＂][^"“”＂\r\n]*
    (?:(?:\r\n|\r|\n)(?!{HEADWORD})[\ \t\u3000]*+[^"“”＂\s][^"“”＂\r\n]*+){{1,3}}
    ["”＂](?=[\ \t\u3000}}｝]*+(?:[\r\n]|\Z))
"""
# An O behind a digit, an l or I between two.
MISREAD = r"(?:[0-9０-９]+[OoＯ][OoＯ0-9０-９]*|[0-9０-９]+[lI][0-9０-９]+)(?:[.．][0-9０-９]+)?(?![A-Za-z])"
HALF_WIDTH = str.maketrans("０１２３４５６７８９．％＝！＜＞", "0123456789.%=!<>")

_FIGURE = re.compile(MISREAD)
_YEARS = re.compile("(?P<year>[0-9]{4})(?:年度|年?度?(?P<open>起|开始|以后|及以后|以来|至今))")
_LOOK_ALIKE = str.maketrans("OoＯlI", "00011")
_DATE_SIGNS = str.maketrans("－／", "-/")
_QUOTES = "\"“”＂'‘’"
_BREAK = re.compile(rf"[ \t\u3000]*(?:{LINE_END.pattern})[ \t\u3000]*")


class Closed(NamedTuple):
    """An open string as it was likely meant: the token's text, how much of its first line it takes, and the repair."""

    text: str
    length: int
    changes: tuple[Replacement, ...]
    certain: bool


def closed(piece: str, start: int) -> Closed:
    """A string at offset `start` that lacks its closing quote, or has its closing quote on a later line."""
    breaks = list(_BREAK.finditer(piece))
    if breaks:
        changes = tuple(Replacement(Span(*found.span()).shifted(start), _joint(piece, found)) for found in breaks)
        return Closed(piece, breaks[0].start(), changes, True)
    closing = {"“": "”"}.get(piece[0], piece[0])
    wrong = len(piece) > 1 and piece[-1] in _QUOTES
    content = piece[:-1] if wrong else piece.rstrip()
    span = Span(start + len(content), start + len(content) + wrong)
    return Closed(content + closing, len(content) + wrong, (Replacement(span, closing),), wrong)


def _joint(piece: str, found: re.Match[str]) -> str:
    """What stands where two lines are joined: a blank between Latin words."""
    return " " if piece[: found.start()][-1:].isascii() and piece[found.end()].isascii() else ""


def meant(group: str, piece: str) -> tuple[tuple[str, ...], str]:
    """What is read in place of something written as elsewhere: its terminals and its text."""
    if group == "other_quotes":
        return ("STRING",), quoted(piece if piece.startswith("《") else piece[1:-1])
    if group == "misread":
        match = _FIGURE.match(piece)
        digits = match.group() if match else ""
        return ("QUANTITY",), (digits.translate(_LOOK_ALIKE) + piece[len(digits) :]).translate(HALF_WIDTH)
    if group == "numeric_date":
        parts = re.split(r"[-/.]", piece.translate(HALF_WIDTH).translate(_DATE_SIGNS))
        return ("DATE_TEXT",), "".join(f"{int(part)}{sign}" for part, sign in zip(parts, "年月日", strict=False))
    return terminals_of(HABITS[piece]), HABITS[piece]


def quoted(content: str) -> str:
    """A text in quotation marks; straight ones know escapes."""
    return f"“{content}”" if '"' in content or "\\" in content else f'"{content}"'


def open_years(text: str) -> str:
    """Years of a form in words (2024年度, 2024年起) as they are written here; else an empty text."""
    match = _YEARS.fullmatch(text)
    return "" if match is None else match["year"] + (".." if match["open"] else "")
