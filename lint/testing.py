"""Runs the tests that stand in rule files: a filled form, changes to it, and the verdicts to expect.

A change edits the tree that was read, never the file; then everything runs as it does for any form.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast, codes
from gouji.lang.builtins import YEAR_NAMES
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic, Severity, Term, rendered
from gouji.lang.form_model import Form, FormTable, dotted
from gouji.lang.form_paths import all_paths
from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.located import Mapping, Node, Scalar
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, Submission
from gouji.lang.switches import READING_CHECKS, names_check, nearest_check
from gouji.lang.values import canonical_text, parse_number
from gouji.lint.cell_paths import read_path, read_path_in_row
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_document
from gouji.lint.files import UnreadableFile, is_shipped, real_path
from gouji.lint.given import find_given
from gouji.lint.library import Library, LoadedRules
from gouji.lint.reports import CheckedForm
from gouji.lint.toml_reader import read_toml
from gouji.lint.tree_edits import append, put, take_out
from gouji.lint.unusable import UnresolvedPath, UnusableTest

_BLANK_WORDS = ("空白", "空", "blank")


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
    return TestResult(name, diagnostic.place, False, (_fault(diagnostic),), (diagnostic.place,))


def _fault(diagnostic: Diagnostic) -> Term:
    return Term("test.fault", (("code", diagnostic.code.id), ("message", diagnostic)))


# --- one test


def run_test(test: ast.Test, piece: PlacedPiece, path: Path, loaded: LoadedRules, library: Library) -> TestResult:
    """The result of one test of a rule file."""
    # A clause that could not be read is lost: what is left may pass for another reason than the one that was meant.
    faults = [one for one in piece.diagnostics() if one.severity is Severity.ERROR]
    if faults:
        places = tuple(one.place for one in faults)
        return TestResult(test.name.text, faults[0].place, False, tuple(map(_fault, faults)), places)
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


class Note(NamedTuple):
    """A mistake in a test, or an expectation that is not met, and where it stands in the test."""

    term: Term
    span: Span


class MistakenTest(Exception):
    """A test that cannot be run, with all that is wrong in it."""

    def __init__(self, *notes: Note) -> None:
        super().__init__()
        self.notes = notes


def _judged(test: ast.Test, path: Path, loaded: LoadedRules, library: Library) -> Iterator[Note]:
    if test.given is not None and not test.expectations:
        raise MistakenTest(Note(Term("test.no-expectation"), test.name.span))
    expected = [one.check for one in test.expectations]
    checked = _checked(test, path, loaded, library, lambda name: any(names_check(check, name) for check in expected))
    for expectation in test.expectations:
        try:
            note = _unmet(expectation, checked)
        except UnresolvedPath as error:
            note = error.term
        if note is not None:
            yield Note(note, expectation.check_span)


def _checked(
    test: ast.Test, path: Path, loaded: LoadedRules, library: Library, only: Callable[[str], bool] | None = None
) -> CheckedForm:
    if test.given is None:
        raise MistakenTest(Note(Term("test.no-given"), test.name.span))
    try:
        given = find_given(test.given.text, path, library.within)
        source = library.open.get(given) or library.read(given, str(given))
        document = read_toml(source)
        dated = _with_year(document.root, test.changes)
        form = _form_named(dated, loaded)
    except UnusableTest as error:
        raise MistakenTest(Note(error.term, test.given.span)) from None
    except UnreadableFile as error:
        raise MistakenTest(Note(_fault(error.diagnostic), test.given.span)) from None
    root: Node = dated
    wrong: list[Note] = []
    for change in test.changes:
        if _is_year(change, form):
            continue
        try:
            root = _changed(root, change, form)
        except UnresolvedPath as error:
            wrong.append(Note(error.term, change.target.span))
    if wrong:  # what is expected of a form that is otherwise than it was meant says nothing
        names = _check_names(loaded, form)
        unknown = ((_unknown_check(one, names), one) for one in test.expectations)
        raise MistakenTest(*wrong, *(Note(term, one.check_span) for term, one in unknown if term is not None))
    assert isinstance(root, Mapping)
    document, context = replace(document, root=root), CheckContext(library, rules=loaded)
    checked = check_document(document, given, context, outcomes=True, only=only)
    if checked.submission is None or checked.submission.year is None:
        found = checked.diagnostics
        problem = next((one for one in found if one.code is codes.MISSING_YEAR), found[0])
        dating = next((change.span for change in test.changes if _is_year(change, form)), test.given.span)
        raise MistakenTest(Note(_fault(problem), dating))
    return checked


def _with_year(root: Mapping, changes: Sequence[ast.Change]) -> Mapping:
    """The filled form for another year, if a change asks for one: which form it is may depend on it."""
    key = next((key for key in YEAR_KEYS if key in root.entries), YEAR_KEYS[0])
    for change in changes:
        if _is_year(change, None) and change.value is not None:
            number = parse_number(change.value.text.removesuffix("年"))
            value = _scalar(change.value)
            changed = put(root, (key,), value if number is None else replace(value, value=int(number[0])))
            assert isinstance(changed, Mapping)
            root = changed
    return root


def _is_year(change: ast.Change, form: Form | None) -> bool:
    """Whether it is the form's year that is changed, not a field of that name."""
    is_named = isinstance(change.target, ast.Reference) and canonical_text(change.target.name) in YEAR_NAMES
    return is_named and change.kind == "change" and (form is None or form.find((YEAR_NAMES[0],)) is None)


def _form_named(root: Mapping, loaded: LoadedRules) -> Form:
    """The form that the filled form names, of its year; where that is wrong, the newest."""
    name, year = _head(root, FORM_KEYS), _head(root, YEAR_KEYS)
    if isinstance(name, str):
        dated = loaded.program.form(name, year) if isinstance(year, int) else None
        form = dated or loaded.program.form(name, None)
        if form is not None:
            return form
    raise UnusableTest("test.no-form")


def _head(root: Mapping, keys: tuple[str, ...]) -> object:
    nodes = (root.get(key) for key in keys)
    return next((node.value for node in nodes if isinstance(node, Scalar)), None)


# --- changes


def _changed(tree: Node, change: ast.Change, form: Form) -> Node:
    path = read_path(change.target, form)
    if change.kind == "delete":
        return take_out(tree, path.keys())
    if change.kind == "change":
        assert change.value is not None
        if path.row is not None and path.member is path.table:
            raise UnresolvedPath("path.bad")  # a whole row is no value
        return put(tree, path.keys(), _scalar(change.value))
    table = path.member
    if not isinstance(table, FormTable) or path.row is not None:
        raise UnresolvedPath("path.not-a-table", name=dotted(path.member.path))
    row: Node = Mapping(tree.span)
    for target, value in change.cells:
        row = put(row, read_path_in_row(target, form, table).keys_in_row(), _scalar(value))
    return append(tree, table.path, row)


def _scalar(literal: ast.Literal) -> Scalar:
    number = parse_number(literal.text) if literal.kind == "quantity" else None
    span = Span(0, 0)
    if number is not None:
        value: Decimal | str = -number[0] if literal.negative else number[0]
        return Scalar(value, span, str(value))
    words = "" if literal.kind == "word" and literal.text in _BLANK_WORDS else literal.text
    words = f"-{words}" if literal.negative else words
    return Scalar(words, span, f'"{words}"')


# --- expectations

# What may be expected beside the verdicts: that there is none.
_UNREACHED = "unreached"


def _same(one: FormTable | None, other: FormTable) -> bool:
    return one is not None and one.index == other.index


def _unmet(expectation: ast.Expectation, checked: CheckedForm) -> Term | None:
    """What an expectation and the verdicts disagree on; None where they agree."""
    assert checked.submission is not None and checked.rules is not None
    wanted = expectation.verdict
    form = checked.submission.form
    cell: Cell | None = None
    table: FormTable | None = None
    if expectation.place is not None:
        path = read_path(expectation.place, form)
        table = path.table if path.is_table else None
        cell = path.cell(checked.submission) if table is None else None
    reading = _reading_checks(form)
    names = _check_names(checked.rules, form)
    unknown = _unknown_check(expectation, names)
    if unknown is not None:
        return unknown
    named = {name for name in names if names_check(expectation.check, name)}
    found = [
        one
        for one in checked.outcomes
        if one.check in named and (cell is None or one.cell is cell) and (table is None or _same(one.table, table))
    ]
    verdicts = {one.verdict for one in found}
    spans = {one.place.span for one in checked.diagnostics if one.rule in named}
    if named & reading:
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


def _check_names(rules: LoadedRules, form: Form) -> set[str]:
    return {check.name for check in rules.program.checks(form)} | _reading_checks(form)


def _reading_checks(form: Form) -> set[str]:
    """The names of the checks that are made while cells are read."""
    return {f"{form.name}/{path} {suffix}" for path in all_paths(form) for suffix in READING_CHECKS}


def _unknown_check(expectation: ast.Expectation, names: set[str]) -> Term | None:
    """That no check is called so, with the nearest that is."""
    if any(names_check(expectation.check, name) for name in names):
        return None
    near = nearest_check(expectation.check, names)
    known = (("check", expectation.check), ("nearest", near))
    return Term("test.unknown-check.nearest", known) if near else Term("test.unknown-check", known[:1])


def _reasons(found: list[Outcome]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(one.reason for one in found if one.reason is not None))[:3]
