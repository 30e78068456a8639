"""How the written rules come out on one filled form, by the place where each rule is named.

The rules are run on the form once, when it is first asked; the checks that a form declares are left out. Explains nothing.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.program import Program
from gouji.lang.remembered import remembered_with
from gouji.lang.run import compiled
from gouji.lang.source import Place, Span
from gouji.lint.reports import CheckedForm

RuleKey = tuple[str, Span]
"""The file that a rule stands in, and where in it its name does."""

# What a form as a whole is said to be: the first of these that is so anywhere in it.
_WEIGHT = (Verdict.FAIL, Verdict.UNEVALUATED, Verdict.PASS)


class Elsewhere(NamedTuple):
    """What is known of a rule in the forms that are not open: how many it was run on, and what it found there.

    Where it found nothing, it may have held or not applied: that is not kept.
    """

    forms: int
    findings: list[tuple[Path, Diagnostic]]

    def counts(self) -> Counter[Verdict]:
        """In how many of them it fails, and in how many others it has no answer."""
        verdicts = ((path, _verdict_of(one)) for path, one in self.findings)
        told = dict(sorted(verdicts, key=lambda one: one[1] is Verdict.FAIL))
        return Counter(told.values())


def _verdict_of(finding: Diagnostic) -> Verdict:
    return Verdict.UNEVALUATED if finding.code is codes.NOT_EVALUATED else Verdict.FAIL


def key_of(place: Place) -> RuleKey:
    return place.source.name, Span(*place.span)


@remembered_with
def written_rules(program: Program, form: Form) -> Mapping[RuleKey, str]:
    """The checks of a form that are written as rules, each with its name."""
    return {key_of(check.place): check.name for check in program.checks(form) if not check.derived}


@remembered_with
def rules_by_name(program: Program, form: Form) -> Mapping[str, list[RuleKey]]:
    """The same by their names."""
    found: dict[str, list[RuleKey]] = {}
    for key, name in written_rules(program, form).items():
        found.setdefault(name, []).append(key)
    return found


class RuleOutcomes:
    def __init__(self, program: Program, checked: CheckedForm) -> None:
        assert checked.submission is not None
        self.submission = checked.submission
        self._program = program
        self._findings = checked.diagnostics

    @property
    def names(self) -> Mapping[RuleKey, str]:
        """The checks of the form that are written as rules."""
        return written_rules(self._program, self.submission.form)

    def findings(self, rule: RuleKey) -> list[Diagnostic]:
        """What a rule found; known without running it."""
        name = self.names.get(rule)
        return [one for one in self._findings if name is not None and one.rule == name]

    @cached_property
    def _by_name(self) -> Mapping[str, list[Outcome]]:
        rules = compiled(self._program, self.submission.form).of_checks(lambda check: not check.derived)
        found: dict[str, list[Outcome]] = {}
        for one in rules.run(self.submission, outcomes=True).outcomes:
            found.setdefault(one.check, []).append(one)
        return found

    def of(self, rule: RuleKey) -> list[Outcome]:
        """Each verdict of a rule; none where it is not one of this form's, or chose no row of it."""
        return self._by_name.get(self.names.get(rule, ""), [])

    def verdict(self, rule: RuleKey) -> Verdict:
        """What the rule is on the whole form: one failure fails it; where it chose nothing it does not apply."""
        found = Counter(one.verdict for one in self.of(rule))
        return next((verdict for verdict in _WEIGHT if found[verdict]), Verdict.INAPPLICABLE)

    def span(self, outcome: Outcome) -> Span:
        """What the verdict is about: a cell, or the first of a table."""
        if outcome.cell is not None:
            return outcome.cell.span
        return self.submission.tables[outcome.table.index].span if outcome.table is not None else Span(0, 0)
