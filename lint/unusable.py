"""What cannot be used as it is written, a path into a form or a test: the signals that those who read them raise.

They carry texts of the catalogue; judge nothing.
"""

from collections.abc import Iterable
from typing import Self

from gouji.lang.diagnostic import Term
from gouji.lang.nearest import nearest


class Unusable(Exception):
    """`term` tells the reason."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.term = Term(reason, tuple(arguments.items()))

    @classmethod
    def unknown(cls, reason: str, known: Iterable[str], **name: str) -> Self:
        """Of a name that is not among the known ones: with the nearest of these, where one is near."""
        near = nearest(next(iter(name.values())), known)
        return cls(f"{reason}.nearest", **name, nearest=near) if near else cls(reason, **name)


class UnresolvedPath(Unusable):
    """A path that leads to nothing in a form, or not to what is wanted of it."""


class UnusableTest(Unusable):
    """A test whose filled form cannot be had."""
