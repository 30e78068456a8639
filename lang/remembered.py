"""Functions of a text that give the same value again, so that an edit costs no more than what it changes.

A value is known for as long as somebody holds it, and the latest a while longer: what edits leave behind does not fill
the memory.
"""

from collections import deque
from collections.abc import Callable
from functools import update_wrapper
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Value = TypeVar("Value")

SHORT = 4_000
"""Short texts that are remembered by what they are: as many as a large project has."""

LATEST = 100_000
"""Characters of all the texts whose values are known though nobody holds them: the rules of a project of middling size."""


class remembered(Generic[Value]):  # noqa: N801  # a decorator
    """The same function, which knows those of its values that are still held, and the latest."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._values: WeakValueDictionary[str, Value] = WeakValueDictionary()
        self._latest: deque[tuple[int, Value]] = deque()
        self._length = 0
        self._lock = Lock()

    def __call__(self, text: str) -> Value:
        value = self._values.get(text)
        if value is None:
            value = self._values[text] = self._function(text)
            self._keep(len(text), value)
        return value

    def forget(self) -> None:
        """Lets go of all values."""
        with self._lock:
            self._values.clear()
            self._latest.clear()
            self._length = 0

    def _keep(self, length: int, value: Value) -> None:
        with self._lock:
            self._latest.append((length, value))
            self._length += length
            while self._length > LATEST:
                self._length -= self._latest.popleft()[0]
