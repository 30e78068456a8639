"""How the checks of a run came out, counted.

Knows no check and no form, so that whoever only tells of a run need not load what makes one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many times checks passed, failed, did not apply, or could not be evaluated."""

    passed: int = 0
    failed: int = 0
    inapplicable: int = 0
    unevaluated: int = 0

    def __add__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.inapplicable + other.inapplicable,
            self.unevaluated + other.unevaluated,
        )
