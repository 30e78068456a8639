"""Functions of a text that give the same value again, so that an edit costs no more than what it changes.

A value is known for as long as somebody holds it, and the latest a while longer: what edits leave behind does not fill
the memory.
"""

from collections import deque
from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Value = TypeVar("Value")

SHORT = 4_000
"""Short texts that are remembered by what they are: as many as a large project has."""

LATEST, LONGEST = 500, 1_000
"""How many values are known though nobody holds them, and of how long texts: the rules of a project of middling size."""


class remembered(Generic[Value]):  # noqa: N801  # a decorator
    """The same function, which knows those of its values that are still held, and the latest."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._values: WeakValueDictionary[str, Value] = WeakValueDictionary()
        self._latest: deque[Value] = deque(maxlen=LATEST)

    def __call__(self, text: str) -> Value:
        value = self._values.get(text)
        if value is None:
            value = self._values[text] = self._function(text)
            if len(text) <= LONGEST:
                self._latest.append(value)
        return value

    def forget(self) -> None:
        """Lets go of all values."""
        self._values.clear()
        self._latest.clear()
