"""Functions of a text whose values are kept, so that an edit costs no more than what it changes.

A long text is edited more often than it is met again: of those fewer are kept, so that edits do not fill the memory.
"""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Generic, TypeVar

Value = TypeVar("Value")

# Texts of up to so many characters, and how many of them are kept: as many as a large project has.
_TIERS = ((1_000, 4_000), (10_000, 200))
_KEPT_OF_LONGER = 20


class remembered(Generic[Value]):  # noqa: N801  # a decorator
    """The same function, which knows its last values."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        update_wrapper(self, function)
        self._tiers = [(longest, lru_cache(maxsize=kept)(function)) for longest, kept in _TIERS]
        self._of_longer = lru_cache(maxsize=_KEPT_OF_LONGER)(function)

    def __call__(self, text: str) -> Value:
        length = len(text)
        for longest, tier in self._tiers:
            if length <= longest:
                return tier(text)
        return self._of_longer(text)

    def forget(self) -> None:
        """Lets go of all values."""
        for tier in (self._of_longer, *(tier for _, tier in self._tiers)):
            tier.cache_clear()
