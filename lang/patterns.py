"""Regular expressions from rule files: RE2, so that every match takes time linear in the text.

Patterns are made canonical as texts are, so that `（` and `２` in one match. Never uses Python's own backtracking matcher
on a stranger's pattern. RE2 is loaded only when a rule has a pattern.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, cast

from gouji.lang.units import HALF_WIDTH

# A pattern longer than people write, or one that RE2 would need more memory for, is refused.
LONGEST_PATTERN = 1000
MEMORY = 1 << 20
# Names of indicators and projects are short, and a few hundred of them serve a whole city.
LONGEST_REMEMBERED, MOST_REMEMBERED = 60, 1024


class Pattern(Protocol):
    def search(self, text: str) -> object | None: ...


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """The matcher of a valid pattern, for canonical texts; raises ValueError for another."""
    import re2

    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(pattern)
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return cast(Pattern, re2.compile(canonical_pattern(pattern), options=options))
    except re2.error as error:
        raise ValueError(str(error)) from None


# Quoted literally; an escaped character; a run of blanks; a character whose twin in ASCII is another.
_PART = re.compile(r"\\Q.*?(?:\\E|$)|\\.|[ \u3000\u00a0\t\r\n\v\f]+|[\uff01-\uff5e]", re.DOTALL)


def canonical_pattern(pattern: str) -> str:
    """A pattern for canonical texts: what is full-width stands for its half-width twin, and a sign never for an operator."""
    return _PART.sub(_canonical_part, unicodedata.normalize("NFC", pattern))


def _canonical_part(found: re.Match[str]) -> str:
    part = found.group()
    if part.startswith("\\Q"):
        return part.translate(HALF_WIDTH)
    if part.isspace():
        return " "
    twin = part[-1].translate(HALF_WIDTH)
    if part[0] == "\\":
        return part if twin.isalnum() else "\\" + twin  # full-width \ｄ is no class of characters
    return twin if twin.isalnum() else "\\" + twin


def is_valid_pattern(pattern: str) -> bool:
    try:
        compiled(pattern)
    except ValueError:
        return False
    return True


_NOT_IN_RE2 = re.compile(r"\(\?(?:=|!|<=|<!)|\\[1-9]")


def not_in_re2(pattern: str) -> str:
    """The look-around or the reference back that a pattern asks for; RE2 has neither."""
    found = _NOT_IN_RE2.search(pattern)
    return found.group() if found else ""


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a valid pattern is found anywhere in a text; short texts, which come again form after form, are remembered."""
    search = compiled(pattern).search

    @lru_cache(maxsize=MOST_REMEMBERED)
    def remembered(text: str) -> bool:
        return search(text) is not None

    return lambda text: remembered(text) if len(text) <= LONGEST_REMEMBERED else search(text) is not None


def matches(pattern: str, text: str) -> bool:
    """The same for a pattern that only the filled form may give."""
    return matcher(pattern)(text)
