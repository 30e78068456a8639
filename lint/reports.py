"""What was found in one file, as outputs are told it.

Findings may be such as are only made when somebody looks at them; their number and weight are known before. Checks nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.fixes import fixable
from gouji.lang.verdicts import Verdicts

if TYPE_CHECKING:
    from gouji.lang.bind_rows import PlainRows
    from gouji.lang.outcomes import Outcome
    from gouji.lang.submission import Submission
    from gouji.lint.library import LoadedRules

FileKind = Literal["rules", "form", "configuration", "path"]


class Tally(NamedTuple):
    """How many findings there are: what is answered counts as nothing else.

    `mendable` are those of them that `--fix` mends, `mendable_unsafe` those that only `--fix --unsafe` does.
    """

    errors: int = 0
    warnings: int = 0
    hints: int = 0
    answered: int = 0
    mendable: int = 0
    mendable_unsafe: int = 0

    @property
    def total(self) -> int:
        return self.errors + self.warnings + self.hints + self.answered


class Findings(Sequence[Diagnostic]):
    """Findings that know how many they are before they are looked at."""

    tally: Tally


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A filled form with all that its checks say. `submission` is None where its form is not known, `rows` unless asked for."""

    submission: "Submission | None"
    rules: "LoadedRules | None"
    diagnostics: list[Diagnostic]
    verdicts: Verdicts
    outcomes: "list[Outcome]"
    rows: "PlainRows | None" = None


class FileReport(NamedTuple):
    """What was found in one file, or is wrong with a path that led to none. `unusable`: it could not be checked at all.

    `checked` is the filled form itself, where it is one: it is not to be kept.
    """

    name: str
    kind: FileKind
    diagnostics: Sequence[Diagnostic]
    verdicts: Verdicts
    unusable: bool
    checked: CheckedForm | None = None


def path_report(problem: Diagnostic) -> FileReport:
    """What is wrong with a path, as a report."""
    return FileReport(problem.place.source.name, "path", (problem,), Verdicts(), True)


def tally_of(found: Sequence[Diagnostic]) -> Tally:
    """How much findings weigh together."""
    if isinstance(found, Findings):
        return found.tally
    counts = Counter(one.severity for one in found if one.answer is None)
    answered = sum(one.answer is not None for one in found)
    mendable, unsafe_too = len(fixable(found)), len(fixable(found, unsafe=True))
    by_severity = counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.HINT]
    return Tally(*by_severity, answered, mendable, unsafe_too - mendable)
