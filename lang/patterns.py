"""Regular expressions from rule files: RE2, so that every match takes time linear in the text.

Never uses Python's own backtracking matcher on a stranger's pattern. Loaded only when a rule has a pattern.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, cast

# A pattern longer than people write, or one that RE2 would need more memory for, is refused.
LONGEST_PATTERN = 1000
MEMORY = 1 << 20
# Names of indicators and projects are short, and a few hundred of them serve a whole city.
LONGEST_REMEMBERED, MOST_REMEMBERED = 60, 1024


class Pattern(Protocol):
    def search(self, text: str) -> object | None: ...


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """The matcher of a valid pattern; raises ValueError for another."""
    import re2

    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(pattern)
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return cast(Pattern, re2.compile(pattern, options=options))
    except re2.error as error:
        raise ValueError(str(error)) from None


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
