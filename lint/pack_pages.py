"""The pages of rule packs: one a form, one a rule, an index. Each in Chinese and English at once, as the packs are.

What a page says is taken from the model and from the tests in the rule files; those tests are run, so that a failing
example shows what is said of it. Writes no file, decides no verdict.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.catalogue import LANGUAGES
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import Form, Switch
from gouji.lang.keywords import KEYWORDS
from gouji.lang.model import Check
from gouji.lang.outcomes import Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Span
from gouji.lang.switches import names_check
from gouji.lint.files import real_path
from gouji.lint.form_sections import Section, sections
from gouji.lint.library import Library, LoadedRules
from gouji.lint.member_words import years
from gouji.lint.reports import CheckedForm
from gouji.lint.rule_text import written
from gouji.lint.testing import checked_test, place_expected

MOST_EXAMPLES = 3
"""Examples of one verdict on the page of a rule."""


class Derived(NamedTuple):
    """Checks of one kind that a form declares, by the word in which their names end."""

    word: str
    code: str
    severity: Severity
    of: list[str]


class Example(NamedTuple):
    """A test that expects a verdict of a rule: what is given and changed, as written, and what is then said."""

    name: str
    source: str
    messages: tuple[str, ...]


class RulePage(NamedTuple):
    """A written rule. `owner` is the form that it was written for, `examples` stand by verdict."""

    name: str
    owner: Form
    check: Check
    documentation: str
    source: str
    examples: list[tuple[str, list[Example]]]

    @property
    def place(self) -> Place:
        return self.check.place


class FormPage(NamedTuple):
    """A form with all that holds for it: `rules` are its own and its ancestors', with the severity that they have here.

    So are `switches`, each with the form that says it, in the order in which they take effect.
    """

    form: Form
    years: str
    sections: list[Section]
    derived: list[Derived]
    rules: list[tuple[RulePage, Severity]]
    switches: list[tuple[Form, Switch]]


class Pages(NamedTuple):
    """All pages of some rule files, and the mistakes in these, because of which something may be missing."""

    forms: list[FormPage]
    rules: list[RulePage]
    problems: list[Diagnostic]


def pack_pages(paths: Sequence[Path], library: Library) -> Pages:
    """The pages of the forms and rules that stand in rule files. Raises UnreadableFile."""
    pages = Pages([], [], [])
    for together in library.connected(paths):
        loaded = library.load(together)
        _Group(loaded, together, library).add_to(pages)
    return pages


class _Group:
    """Rule files that belong together, each of which has been asked for."""

    def __init__(self, loaded: LoadedRules, paths: Sequence[Path], library: Library) -> None:
        self._loaded, self._library = loaded, library
        self._sources = {loaded.names[real_path(path)].source: path for path in paths}
        program = loaded.program
        self._written = {piece.place(rule.name.span): (rule, piece) for rule, piece in program.rules}
        self._runs: dict[Place, CheckedForm | None] = {}

    def add_to(self, pages: Pages) -> None:
        program = self._loaded.program
        mine = (one for one in program.diagnostics() if one.place.source in self._sources)
        pages.problems.extend(one for one in mine if one.severity is Severity.ERROR)
        made: dict[Place, RulePage] = {}
        for form in program.forms:
            rules: list[tuple[RulePage, Severity]] = []
            for check in program.checks(form):
                if check.derived:
                    continue
                if check.place not in made:
                    made[check.place] = self._rule(check, form)
                rules.append((made[check.place], check.severity))
            if form.place.source in self._sources:
                derived = _derived(one for one in program.checks(form) if one.derived)
                switches = [(one, switch) for one in reversed(form.lineage()) for switch in one.switches]
                pages.forms.append(FormPage(form, years(form), list(sections(form)), derived, rules, switches))
        pages.rules.extend(page for place, page in made.items() if place.source in self._sources)

    # --- rules

    def _rule(self, check: Check, form: Form) -> RulePage:
        rule, piece = self._written[check.place]
        owner = form
        for ancestor in form.lineage():
            if any(one.place == check.place for one in self._loaded.program.checks(ancestor)):
                owner = ancestor
        own = next(one for one in self._loaded.program.checks(owner) if one.place == check.place)
        examples = [(verdict.value, list(self._examples(rule.name.text, verdict))) for verdict in Verdict]
        return RulePage(
            rule.name.text, owner, own, rule.documentation, written(piece, rule.span),
            [(verdict, found) for verdict, found in examples if found],
        )  # fmt: skip

    def _examples(self, rule: str, verdict: Verdict) -> Iterator[Example]:
        """The tests that expect this verdict of a rule, the simplest first."""
        found = [
            (test, piece, expectation)
            for test, piece in self._loaded.program.tests
            if piece.source in self._sources
            for expectation in test.expectations
            if expectation.verdict == verdict and names_check(expectation.check, f"/{rule}")
        ]
        found.sort(key=lambda one: len(one[0].changes) + len(one[0].expectations))
        for test, piece, expectation in found[:MOST_EXAMPLES]:
            spans = [*(change.span for change in test.changes), expectation.span]
            lines = [written(piece, span) for span in spans]
            given = f'{KEYWORDS["GIVEN"].chinese[0]} "{test.given.text}"' if test.given is not None else ""
            messages = self._said(test, piece, expectation, rule) if verdict is Verdict.FAIL else ()
            yield Example(test.name.text, "\n".join([given, *lines]), messages)

    def _said(self, test: ast.Test, piece: PlacedPiece, expectation: ast.Expectation, rule: str) -> tuple[str, ...]:
        """What is found where the test expects the rule to fail, in both languages."""
        place = piece.place(test.name.span)
        if place not in self._runs:
            path = self._sources[piece.source]
            self._runs[place] = checked_test(test, path, self._loaded, self._library)
        checked = self._runs[place]
        if checked is None or checked.submission is None:
            return ()
        cell = place_expected(expectation, checked.submission)
        check = f"{checked.submission.form.name}/{rule}"
        found = [one for one in checked.diagnostics if one.rule == check]
        at_cell = [one for one in found if cell is not None and _within(one.place.span, cell.span)]
        return tuple(one.message(language) for one in (at_cell or found)[:1] for language in LANGUAGES)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start <= inner.end <= outer.end


# --- forms


def _derived(checks: Iterable[Check]) -> list[Derived]:
    """Checks by the last word of their names, in the order in which the words come up."""
    found: dict[tuple[str, str, Severity], list[str]] = {}
    for check in checks:
        path, _, word = check.own_name.rpartition(" ")
        found.setdefault((word, check.code.id, check.severity), []).append(path)
    return [Derived(*key, paths) for key, paths in found.items()]
