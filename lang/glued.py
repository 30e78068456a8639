"""Words that Chinese typing runs together: where the blanks between them may have been meant.

Finds where a word could come apart. Never decides; who asks knows the names, or the grammar.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from gouji.lang.keywords import COMPARATOR_WORDS, HABITS, KEYWORDS, REWRITTEN, terminals_of
from gouji.lang.nearest import LONGEST

# Keywords that a word is taken to hold at most, and ways to take it apart that are looked at.
MOST_KEYWORDS = 3
MOST_WAYS = 100


class Part(NamedTuple):
    """A piece of a word from `start` to `end`; `meant` is the keyword that it is, empty for a name or a figure."""

    start: int
    end: int
    meant: str


@cache
def spellings(terminals: tuple[str, ...]) -> dict[str, str]:
    """The words of these terminals, and what people write for them, each with the word that is meant."""
    found: dict[str, str] = {}
    for terminal in terminals:
        if terminal in COMPARATOR_WORDS:
            words = COMPARATOR_WORDS[terminal]
        else:
            words = KEYWORDS[terminal].chinese + KEYWORDS[terminal].english
        found |= {word: word for word in words}
    habits = {word: meant for word, meant in HABITS.items() if len(word) > 1 and word.isalpha()}
    return found | {word: meant for word, meant in habits.items() if set(terminals).intersection(terminals_of(meant))}


def ways_apart(text: str, inside: dict[str, str], first: dict[str, str]) -> Iterator[list[Part]]:
    """The ways to take a word apart at keywords, the fewest and the longest first.

    Keywords of `first` are only looked for at its beginning.
    """
    if len(text) > LONGEST:
        return
    found = [Part(0, len(word), meant) for word, meant in first.items() if text.startswith(word)]
    for word, meant in inside.items():
        at = text.find(word)
        while at >= 0:
            found.append(Part(at, at + len(word), meant))
            at = text.find(word, at + 1)
    found = [part for part in found if _stands_alone(text, part) and part.end - part.start < len(text)]
    found.sort(key=lambda part: (part.start - part.end, part.start))
    for count in range(1, MOST_KEYWORDS + 1):
        for chosen in islice(combinations(found, count), MOST_WAYS):
            ordered = sorted(chosen)
            if all(one.end <= other.start for one, other in pairwise(ordered)):
                yield _with_rest(text, ordered)


def _stands_alone(text: str, part: Part) -> bool:
    """Whether a keyword may begin and end there: English ones not within a Latin word, none after its own 不."""
    before, after = text[: part.start][-1:], text[part.end :][:1]
    if text[part.start].isascii():
        return not any(side.isascii() and (side.isalnum() or side == "_") for side in (before, after))
    return before != "不"


def _with_rest(text: str, keywords: list[Part]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for keyword in keywords:
        if at < keyword.start:
            parts.append(Part(at, keyword.start, ""))
        parts.append(keyword)
        at = keyword.end
    return [*parts, Part(at, len(text), "")] if at < len(text) else parts


def spaced(text: str, parts: Iterable[Part]) -> str:
    """The word with its blanks."""
    return " ".join(part.meant or text[part.start : part.end] for part in parts)


def apart(text: str, words: dict[str, str], known: Callable[[str], object] | Collection[str]) -> str:
    """The word with the blanks that it lacks, if its first name is known then; else an empty text."""
    knows = known if callable(known) else known.__contains__
    for parts in ways_apart(text, words, {}):
        names = [text[part.start : part.end] for part in parts if not part.meant]
        if names and knows(names[0]):
            return spaced(text, parts)
    return ""


def rewritten(text: str) -> str:
    """How a word is said here that takes more than another word; empty for all others."""
    if text in REWRITTEN:
        return REWRITTEN[text]
    return next((meant for word, meant in REWRITTEN.items() if word.startswith("不") and word in text), "")
