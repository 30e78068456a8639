"""Functions of a text that give the same value again, so that an edit costs no more than what it changes.

A value is known for as long as somebody holds it: what edits leave behind does not fill the memory.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Value = TypeVar("Value")


class remembered(Generic[Value]):  # noqa: N801  # a decorator
    """The same function, which knows those of its values that are still held."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._values: WeakValueDictionary[str, Value] = WeakValueDictionary()

    def __call__(self, text: str) -> Value:
        value = self._values.get(text)
        if value is None:
            value = self._values[text] = self._function(text)
        return value

    def forget(self) -> None:
        """Lets go of all values."""
        self._values.clear()
