"""Why a test in a rule file cannot be run: the signal that those who read its paths, its form and its changes raise.

Carries a text of the catalogue; judges nothing.
"""

from collections.abc import Iterable

from gouji.lang.diagnostic import Term
from gouji.lang.nearest import nearest


class UnusableTest(Exception):
    """A test that cannot be run; `term` tells the reason."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.term = Term(f"test.{reason}", tuple(arguments.items()))

    @classmethod
    def unknown(cls, reason: str, known: Iterable[str], **name: str) -> "UnusableTest":
        """Of a name that is not among the known ones: with the nearest of these, where one is near."""
        near = nearest(next(iter(name.values())), known)
        return cls(f"{reason}.nearest", **name, nearest=near) if near else cls(reason, **name)
