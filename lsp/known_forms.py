"""What is known of the filled forms that were checked: of all what was found in them, and whole those that are open.

Of the others the latest are kept whole too: a workspace may have any number of forms. Reads and checks none.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.located import Mapping as Table
from gouji.lang.program import Program
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lint.library import LoadedRules
from gouji.lint.reports import CheckedForm
from gouji.lsp.rule_outcomes import Elsewhere, RuleKey, RuleOutcomes

# Forms that are kept whole though they are not open: a form of 200 indicators takes some 300 KB.
MOST_WHOLE = 200


@dataclass(frozen=True, eq=False)
class ReadForm:
    """A filled form as a tree. `form`, with its `program`, is the one that it was last known to be.

    That one goes on to be of use while its name is mistyped or its rules are being edited.
    """

    source: Source
    root: Table
    form: Form | None
    program: Program | None


@dataclass(frozen=True, eq=False)
class KnownForm(ReadForm):
    """A filled form that was checked, under the `name` that it gives its form, against the rules that were found for that.

    `submission` is the text held against the form that it was last known to be.
    """

    name: str | None
    submission: Submission | None
    rules: LoadedRules | None
    checked: CheckedForm

    @cached_property
    def outcomes(self) -> RuleOutcomes | None:
        """How written rules come out on it; None where its form is not known."""
        if self.rules is None or self.checked.submission is None:
            return None
        return RuleOutcomes(self.rules.program, self.checked)


@dataclass(frozen=True, slots=True)
class FormFindings:
    """What was found in a filled form, and in the answers to it that stand beside it; without the form itself.

    `checked_as` is the form that its name led to, `form` with its `program` the one that it was last known to be.
    """

    name: str | None
    form: Form | None
    program: Program | None
    rules: LoadedRules | None
    checked_as: Form | None
    diagnostics: list[Diagnostic]


class KnownForms:
    """By their paths, in the order in which they were checked first."""

    def __init__(self) -> None:
        self.findings: dict[Path, FormFindings] = {}
        self.by_rule: Mapping[RuleKey, Elsewhere] | None = None
        """What is known by rules, put in order by whoever asked for that, until one more form is checked."""
        self._open: dict[Path, KnownForm] = {}
        self._latest: dict[Path, KnownForm] = {}

    def whole(self, path: Path) -> KnownForm | None:
        """A form as it was checked, if it is still kept."""
        if path in self._latest:
            self._latest[path] = self._latest.pop(path)  # from now on it is the last to be let go
        return self._open.get(path) or self._latest.get(path)

    def put(self, path: Path, known: KnownForm, *, is_open: bool) -> None:
        submission = known.checked.submission
        checked_as = submission.form if submission is not None else None
        self.findings[path] = FormFindings(
            known.name, known.form, known.program, known.rules, checked_as, known.checked.diagnostics
        )
        self.by_rule = None
        if is_open:
            self._open[path] = known
            return
        self._latest.pop(path, None)
        self._latest[path] = known
        if len(self._latest) > MOST_WHOLE:
            del self._latest[next(iter(self._latest))]

    def kept(self, holds: Callable[[Path, FormFindings], bool]) -> "KnownForms":
        """Those of which what was found still holds, for a snapshot to go on with."""
        after = KnownForms()
        after.findings = {path: one for path, one in self.findings.items() if holds(path, one)}
        after._open = _among(after.findings, self._open)
        after._latest = _among(after.findings, self._latest)
        return after


def _among(paths: Container[Path], known: Mapping[Path, KnownForm]) -> dict[Path, KnownForm]:
    return {path: one for path, one in known.items() if path in paths}
