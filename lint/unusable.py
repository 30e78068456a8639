"""Why a test in a rule file cannot be run: the signal that those who read its paths, its form and its changes raise.

Carries a text of the catalogue; judges nothing.
"""

from gouji.lang.diagnostic import Term


class UnusableTest(Exception):
    """A test that cannot be run; `term` tells the reason."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.term = Term(f"test.{reason}", tuple(arguments.items()))
