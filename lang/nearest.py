"""The nearest known name to a misspelt one, for "did you mean".

Knows nothing of what the names are.
"""

import re
import unicodedata
from collections.abc import Iterable

# Longer names are not slips of one another, and comparing them takes time.
LONGEST = 64
# What stands between the letters of a name and says nothing, but between two figures.
_MARKS = {"Zs", "Cf", "Ps", "Pe", "Pi", "Pf", "Pd", "Pc"}
_POINTS = "、，。：；·・,:;.\"'"
_FIGURES_APART = re.compile("(?<=[0-9])\x00+(?=[0-9])")


def distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, change, swap of neighbours) between two texts; `limit + 1` stands for more than `limit`."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    current = list(range(len(right) + 1))
    for row, character in enumerate(left, 1):
        previous, current = current, [row]
        for column, other in enumerate(right, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (character != other))
            if row > 1 and column > 1 and character == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before = previous
        if min(current) > limit:
            return limit + 1
    return min(current[-1], limit + 1)


def nearest(name: str, known: Iterable[str], *, share: float = 0.4) -> str | None:
    """The known name with the fewest edits, if they touch at most `share` of the longer name; ties go to the first."""
    if len(name) > LONGEST:
        return None
    best: str | None = None
    fewest = max(1, int(len(name) * share)) + 1
    for candidate in known:
        limit = min(fewest - 1, max(1, int(max(len(candidate), len(name)) * share)))
        if limit < 1 or (len(name) < 2 and len(candidate) > 2):
            continue
        edits = distance(name, candidate, limit)
        if edits <= limit and edits < fewest and edits < max(len(name), len(candidate)):
            best, fewest = candidate, edits
            if edits == 0:
                break
    return best


def is_same_name(written: str, name: str) -> bool:
    """Whether two names differ only in blanks, quotes, brackets, dashes and points, and in upper and lower case.

    Then one is the other in another spelling, and nothing has to be guessed.
    """
    return _letters(written) == _letters(name) != ""


def _letters(name: str) -> str:
    flat = unicodedata.normalize("NFKC", name).casefold()
    marked = "".join("\0" if one in _POINTS or unicodedata.category(one) in _MARKS else one for one in flat)
    return _FIGURES_APART.sub(" ", marked).replace("\0", "")
