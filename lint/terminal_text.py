"""Text as a terminal shows it: what stands for each character, how many columns it takes, where a line may break.

For texts from files, rules and paths, which may hold anything. Never lets a control character, a terminal escape,
a text direction control or an invisible character through.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.lang.source import Place

from gouji.lang.clipping import clipped

TAB = "    "
MOST_LINES = 20
"""Lines of one printed text; the others are left out."""

LONGEST_TEXT = 1000
"""Characters of one printed line of prose; a longer one is cut (the JSON output has it whole)."""

_SHOWN_BY_NUMBER = frozenset({"Cc", "Cf", "Zl", "Zp"})
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60"
_CLOSING = "，。；：、！？）」』”》"


def shown(character: str) -> str:
    """What stands for one character: itself, a picture of a control character, or its number."""
    if character.isprintable():
        return character
    number = ord(character)
    if character == "\t":
        return TAB
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return f"<U+{number:04X}>" if category in _SHOWN_BY_NUMBER else character


def visible(text: str) -> str:
    """A text of which every character may be sent to a terminal; line ends are shown too."""
    return text if text.isprintable() else "".join(map(shown, text))


def seen(text: str) -> str:
    """A text of several lines of which nothing but line ends can act on whatever shows it."""
    return "\n".join(map(visible, text.split("\n")))


def place_name(place: "Place") -> str:
    """`file:line:column`, or only the file where there is nothing in it to point at."""
    name = visible(place.source.name)
    if not place.source.text:
        return name
    start = place.start
    return f"{name}:{start.line}:{start.column}"


def width(text: str) -> int:
    """The columns that a shown text takes: two for wide East Asian characters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def columns(character: str) -> int:
    """The columns that one character takes once it is shown."""
    return width(shown(character))


def shortened(text: str) -> str:
    """One line of prose, made visible and cut where it is far too long."""
    return visible(clipped(text, LONGEST_TEXT))


def lines(text: str) -> list[str]:
    """The lines of a text by someone else, each made visible and cut where it is far too long."""
    first, *others = text.removesuffix("\n").split("\n", MOST_LINES)
    return [shortened(first), *map(shortened, others[: MOST_LINES - 1]), *["…"] * (len(others) == MOST_LINES)]


def wrapped(text: str, columns: int) -> list[str]:
    """A text broken into lines of at most so many columns: at blanks, and between wide characters."""
    result: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            result.append(line.rstrip())
            piece, line = piece.lstrip(), ""
        line += piece
    return [*result, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """What may not be broken: words and wide characters, each with the blanks and closing punctuation after it."""
    return _piece().findall(text)


@cache
def _piece() -> re.Pattern[str]:
    """Made when a text is to be broken: making it takes longer than all else at the start."""
    return re.compile(rf"[（「『《“]*(?:[{_WIDE}]|[^\s{_WIDE}]+|\s)[{_CLOSING}]*\s*")


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me") or _joining_jamo(character) else 1


def _joining_jamo(character: str) -> bool:
    """Korean vowels and finals, which join the consonant before them in one cell."""
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
