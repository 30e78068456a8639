"""How a check can end: pass, fail, not applicable, could not evaluate; and the two signals that closures raise.

A signal carries its reason as a catalogue key, never as a text.
"""

from dataclasses import dataclass
from enum import StrEnum

from gouji.lang.diagnostic import Term
from gouji.lang.form_model import FormTable
from gouji.lang.submission import Cell, State


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    INAPPLICABLE = "inapplicable"
    UNEVALUATED = "unevaluated"


# A target without a unit: what it comes to nobody knows.
UNIT_MISSING = "reason.unit-missing"
# Two figures of unlike dimensions: no answer to a check, and no match in a `where`.
UNLIKE = "reason.unlike"


class NotApplicable(Exception):
    """The check does not apply here; `cell` is the blank or unreadable operand, if it was one."""

    def __init__(self, reason: Term, cell: Cell | None = None) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.cell = cell

    @property
    def spoils_a_sum(self) -> bool:
        """Whether something is stated that cannot be used: it may not be left out as if it were blank."""
        return self.reason.key == UNIT_MISSING or (self.cell is not None and self.cell.state == State.BROKEN)


class NotEvaluable(Exception):
    """The check applies but has no answer; `arguments` of the reason are shown only when it is told."""

    def __init__(self, key: str, *arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = arguments

    @property
    def reason(self) -> Term:
        names = ("left", "right")
        return Term(self.key, tuple((name, str(value)) for name, value in zip(names, self.arguments, strict=False)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One verdict of one check at one place. `cell` is the one that it is about, or else `table`, as a whole.

    `reason` says why it has no answer.
    """

    check: str
    verdict: Verdict
    coordinates: tuple[tuple[str, str], ...]
    cell: Cell | None
    reason: Term | None
    table: FormTable | None = None
