"""Runs the tests that stand in rule files: a filled form, changes to it, and the verdicts to expect.

A change edits the tree that was read, never the file; then everything runs as it does for any form.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.lang import ast
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic, Severity, Term, rendered
from gouji.lang.form_model import FormTable
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place
from gouji.lang.submission import Cell, Submission
from gouji.lang.switches import names_check
from gouji.lang.values import canonical_text
from gouji.lint.cell_paths import read_path
from gouji.lint.check_names import CheckNames
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_document
from gouji.lint.files import UnreadableFile, is_shipped, real_path
from gouji.lint.library import Library, LoadedRules
from gouji.lint.reports import CheckedForm
from gouji.lint.test_forms import MistakenTest, Note, TestedForms, fault_term
from gouji.lint.unusable import UnresolvedPath


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test: `notes` say what was expected and what came instead, each as a catalogue text; `places` where each stands."""

    __test__ = False

    name: str
    place: Place
    passed: bool
    notes: tuple[Term, ...]
    places: tuple[Place, ...]

    def messages(self, language: Language) -> tuple[str, ...]:
        return tuple(str(rendered(note, language)) for note in self.notes)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A written rule and which verdicts some test expects of it."""

    rule: str
    place: Place
    has_passing: bool
    has_failing: bool


def run_tests(paths: Sequence[Path]) -> Iterator[TestResult]:
    """The results of all tests in rule files, in order. A mistake is a failed result: of the test it is in, or the file."""
    library = Library.of_files(paths)
    for path in paths:
        try:
            loaded = library.load([path])
        except UnreadableFile as error:
            yield _broken(str(path), error.diagnostic)
            continue
        source = loaded.names[real_path(path)].source
        tests = [(test, piece) for test, piece in loaded.program.tests if piece.source is source]
        in_tests = {fault.place.span for _, piece in tests for fault in piece.diagnostics()}
        for fault in loaded.program.diagnostics():
            if fault.place.source is source and fault.severity is Severity.ERROR and fault.place.span not in in_tests:
                yield _broken(str(path), fault)
        for test, piece in tests:
            yield run_test(test, piece, path, loaded, library)


def coverage(paths: Sequence[Path]) -> list[Coverage]:
    """Every written rule of the files, and whether their tests expect it to pass and to fail.

    Rules of packs that ship with gouji count only where their own files are among them: others need not test those.
    """
    library = Library.of_files(paths)
    expected: dict[str, set[str]] = {"pass": set(), "fail": set()}
    rules: dict[str, Place] = {}
    for path in paths:
        try:
            loaded = library.load([path])
        except UnreadableFile:
            continue
        program = loaded.program
        packs = [tree.source for one, tree in loaded.names.items() if one not in library.shown and is_shipped(one)]
        for rule, piece in program.rules:
            if piece.source not in packs:
                rules.setdefault(rule.name.text, piece.place(rule.name.span))
        for test, _ in program.tests:
            for expectation in test.expectations:
                if expectation.verdict in expected:
                    expected[expectation.verdict].add(canonical_text(expectation.check))
    return [
        Coverage(name, place, _expects(expected["pass"], name), _expects(expected["fail"], name))
        for name, place in rules.items()
    ]


def _expects(checks: set[str], rule: str) -> bool:
    return any(names_check(check, f"/{rule}") or names_check(rule, f"/{check}") for check in checks)


def _broken(name: str, diagnostic: Diagnostic) -> TestResult:
    return TestResult(name, diagnostic.place, False, (fault_term(diagnostic),), (diagnostic.place,))


# --- one test


def run_test(test: ast.Test, piece: PlacedPiece, path: Path, loaded: LoadedRules, library: Library) -> TestResult:
    """The result of one test of a rule file."""
    # A clause that could not be read is lost: what is left may pass for another reason than the one that was meant.
    faults = [one for one in piece.diagnostics() if one.severity is Severity.ERROR]
    if faults:
        places = tuple(one.place for one in faults)
        return TestResult(test.name.text, faults[0].place, False, tuple(map(fault_term, faults)), places)
    try:
        notes = tuple(_judged(test, path, loaded, library))
    except MistakenTest as error:
        notes = error.notes
    places = tuple(piece.place(note.span) for note in notes)
    place = places[0] if places else piece.place(test.name.span)
    return TestResult(test.name.text, place, not notes, tuple(note.term for note in notes), places)


def checked_test(test: ast.Test, path: Path, loaded: LoadedRules, library: Library) -> CheckedForm | None:
    """The filled form of a test, changed as it says, with all that its checks say; None where it cannot be run."""
    try:
        return _checked(test, path, loaded, library)
    except MistakenTest:
        return None


def place_expected(expectation: ast.Expectation, submission: Submission) -> Cell | None:
    """The cell that an expectation of a test is about, if it names one that is there."""
    if expectation.place is None:
        return None
    try:
        return read_path(expectation.place, submission.form).cell(submission)
    except UnresolvedPath:
        return None


def _judged(test: ast.Test, path: Path, loaded: LoadedRules, library: Library) -> Iterator[Note]:
    expected = [one.check for one in test.expectations]
    checked = _checked(test, path, loaded, library, lambda name: any(names_check(check, name) for check in expected))
    assert checked.submission is not None and checked.rules is not None
    names = CheckNames(checked.rules, checked.submission.form)
    for expectation in test.expectations:
        try:
            note = _unmet(expectation, checked, names)
        except UnresolvedPath as error:
            note = error.term
        if note is not None:
            yield Note(note, expectation.check_span)


def _checked(
    test: ast.Test, path: Path, loaded: LoadedRules, library: Library, only: Callable[[str], bool] | None = None
) -> CheckedForm:
    changed = TestedForms(path, loaded, library).changed(test)
    context = CheckContext(library, rules=loaded)
    return check_document(changed.document, changed.path, context, outcomes=True, only=only)


# --- expectations

# What may be expected beside the verdicts: that there is none.
_UNREACHED = "unreached"


def _same(one: FormTable | None, other: FormTable) -> bool:
    return one is not None and one.index == other.index


def _unmet(expectation: ast.Expectation, checked: CheckedForm, names: CheckNames) -> Term | None:
    """What an expectation and the verdicts disagree on; None where they agree."""
    assert checked.submission is not None
    wanted = expectation.verdict
    form = checked.submission.form
    cell: Cell | None = None
    table: FormTable | None = None
    if expectation.place is not None:
        path = read_path(expectation.place, form)
        table = path.table if path.is_table else None
        cell = path.cell(checked.submission) if table is None else None
    if (unknown := names.unknown(expectation.check)) is not None:
        return unknown
    named = {*names.meant(expectation.check)}
    found = [
        one
        for one in checked.outcomes
        if one.check in named and (cell is None or one.cell is cell) and (table is None or _same(one.table, table))
    ]
    verdicts = {one.verdict for one in found}
    spans = {one.place.span for one in checked.diagnostics if one.rule in named}
    if named & names.of_reading:
        at = cell.span if cell else checked.submission.tables[table.index].span if table else None
        verdicts.add(Verdict.FAIL if (at in spans if at else spans) else Verdict.PASS)
    if wanted == _UNREACHED and not verdicts:
        return None
    if wanted in verdicts and not (wanted == Verdict.PASS and Verdict.FAIL in verdicts):
        return None
    got = tuple(Term(f"verdict.{verdict}") for verdict in sorted(verdicts)) or Term("test.nothing")
    reasons = _reasons(found)
    arguments = (
        ("check", expectation.check), ("wanted", Term(f"verdict.{wanted}")), ("got", got), ("reason", reasons),
    )  # fmt: skip
    return Term("test.unmet-because" if reasons else "test.unmet", arguments)


def _reasons(found: list[Outcome]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(one.reason for one in found if one.reason is not None))[:3]
