"""What a rule file was before it was broken: names that nothing is known of now are looked up there.

Places of then and of now are told apart by the one stretch between which both texts are the same. Repairs nothing.
"""

from typing import NamedTuple

from gouji.lang.source import Place, Source, Span


class Moved(NamedTuple):
    """Two texts that are the same before `start`, and from `end_before` and `end_now` on."""

    start: int
    end_before: int
    end_now: int

    def then(self, offset: int) -> int | None:
        """Where a place of now was; None in what has changed."""
        if offset <= self.start:
            return offset
        return offset - self.end_now + self.end_before if offset >= self.end_now else None

    def now(self, offset: int) -> int:
        """Where a place of then is, or what has changed around it."""
        if offset <= self.start:
            return offset
        return offset - self.end_before + self.end_now if offset >= self.end_before else min(offset, self.end_now)

    def span(self, span: Span) -> Span:
        start, end = self.now(span.start), self.now(span.end)
        return Span(start, max(start, end))


def moved(before: str, now: str) -> Moved:
    shortest = min(len(before), len(now))
    start = _same(before, now, shortest)
    end = _same(before[::-1], now[::-1], shortest - start)
    return Moved(start, len(before) - end, len(now) - end)


def _same(one: str, other: str, most: int) -> int:
    """How many characters two texts have in common at their beginning."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def place_now(place: Place, source: Source, shift: Moved) -> Place:
    """A place of then; one in another file is where it was."""
    return Place(source, shift.span(place.span)) if place.source.name == source.name else place
