"""Why a test in a rule file cannot be run: the signal that those who read its paths, its form and its changes raise.

Carries a text of the catalogue; judges nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from gouji.lang.diagnostic import Term
from gouji.lang.source import Span


class UnusableTest(Exception):
    """A test that cannot be run; `term` tells the reason."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.span: Span | None = None  # the clause of the test that it is in
        self.term = Term(f"test.{reason}", tuple(arguments.items()))


@contextmanager
def in_clause(span: Span) -> Iterator[None]:
    """Places what makes a test unusable at the clause that is being followed."""
    try:
        yield
    except UnusableTest as reason:
        reason.span = reason.span or span
        raise
