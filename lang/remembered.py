"""Functions that give the same value again, so that an edit costs no more than what it changes: of a text, or of an object.

A value is known for as long as somebody holds it, or the object that it is about, and the latest a while longer: what edits
leave behind does not fill the memory.
"""

from collections import deque
from collections.abc import Callable
from functools import update_wrapper, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

Value = TypeVar("Value")
Owner = TypeVar("Owner")
Key = ParamSpec("Key")

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


def remembered_with(function: Callable[Concatenate[Owner, Key], Value]) -> Callable[Concatenate[Owner, Key], Value]:
    """The same function, which knows its values for as long as its first argument lives, by the others that have no name.

    An argument that is given by its name says how to go about it, and makes no other value. No value may hold on to the first.
    """
    known: WeakKeyDictionary[Owner, dict[tuple[object, ...], Value]] = WeakKeyDictionary()

    @wraps(function)
    def remembering(owner: Owner, /, *key: Key.args, **how: Key.kwargs) -> Value:
        values = known.setdefault(owner, {})
        if key not in values:
            values[key] = function(owner, *key, **how)
        return values[key]

    return remembering
