"""Runs the tests that stand in rule files: a filled form, changes to it, and the verdicts to expect.

A change edits the tree that was read, never the file; then everything runs as it does for any form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from gouji.lang import ast, codes
from gouji.lang.bind import FORM_KEYS, READING_CHECKS, YEAR_KEYS
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic, Severity, Term, rendered
from gouji.lang.form_paths import all_paths
from gouji.lang.located import Entry, Mapping, Node, Scalar
from gouji.lang.located import Sequence as Rows
from gouji.lang.model import Form, FormField, FormTable
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, Submission
from gouji.lang.switches import names_check, nearest_check
from gouji.lang.values import canonical_text, parse_number
from gouji.lint.engine import CheckedForm, check_document
from gouji.lint.files import UnreadableFile, read_text
from gouji.lint.library import HIGHEST, Library, LoadedRules
from gouji.lint.toml_reader import read_toml

_BLANK_WORDS = ("空白", "空", "blank")


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test: `notes` say what was expected and what came instead, each as a catalogue text."""

    __test__ = False

    name: str
    place: Place
    passed: bool
    notes: tuple[Term, ...]

    def messages(self, language: Language) -> tuple[str, ...]:
        return tuple(str(rendered(note, language)) for note in self.notes)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A written rule and which verdicts some test expects of it."""

    rule: str
    place: Place
    has_passing: bool
    has_failing: bool


class _Unusable(Exception):
    """A test that cannot be run, for a reason to tell."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.term = Term(f"test.{reason}", tuple(arguments.items()))


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a path into a form: a member's name, a coordinate, or a row's key."""

    kind: str
    text: str


def run_tests(paths: Sequence[Path]) -> Iterator[TestResult]:
    """The results of all tests in rule files, in order. A mistake is a failed result: of the test it is in, or the file."""
    library = Library({path.resolve(): str(path) for path in paths})
    for path in paths:
        try:
            loaded = library.load([path])
        except UnreadableFile as error:
            yield _broken(str(path), error.diagnostic)
            continue
        source = loaded.names[path.resolve()].source
        tests = [(test, piece) for test, piece in loaded.program.tests if piece.source is source]
        in_tests = {fault.place.span for _, piece in tests for fault in piece.diagnostics()}
        for fault in loaded.program.diagnostics():
            if fault.place.source is source and fault.severity is Severity.ERROR and fault.place.span not in in_tests:
                yield _broken(str(path), fault)
        for test, piece in tests:
            yield _run(test, piece, path, loaded, library)


def coverage(paths: Sequence[Path]) -> list[Coverage]:
    """Every written rule of the files, and whether their tests expect it to pass and to fail."""
    library = Library({path.resolve(): str(path) for path in paths})
    expected: dict[str, set[str]] = {"pass": set(), "fail": set()}
    rules: dict[str, Place] = {}
    for path in paths:
        try:
            loaded = library.load([path])
        except UnreadableFile:
            continue
        program = loaded.program
        for rule, piece in program.rules:
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
    return TestResult(name, diagnostic.place, False, (_fault(diagnostic),))


def _fault(diagnostic: Diagnostic) -> Term:
    return Term("test.fault", (("code", diagnostic.code.id), ("message", _Message(diagnostic))))


class _Message(Term):
    """A diagnostic's message as an argument of a note."""

    diagnostic: Diagnostic

    def __new__(cls, diagnostic: Diagnostic) -> "_Message":
        self = super().__new__(cls, f"code.{diagnostic.code.id}.message")
        self.diagnostic = diagnostic
        return self

    def in_language(self, language: Language) -> str:
        return self.diagnostic.message(language)


# --- one test


def _run(test: ast.Test, piece: PlacedPiece, path: Path, loaded: LoadedRules, library: Library) -> TestResult:
    # A clause that could not be read is lost: what is left may pass for another reason than the one that was meant.
    faults = [one for one in piece.diagnostics() if one.severity is Severity.ERROR]
    if faults:
        return TestResult(test.name.text, faults[0].place, False, tuple(map(_fault, faults)))
    try:
        notes = tuple(_judged(test, path, loaded, library))
    except _Unusable as error:
        notes = (error.term,)
    except UnreadableFile as error:
        notes = (_fault(error.diagnostic),)
    return TestResult(test.name.text, piece.place(test.name.span), not notes, notes)


def _judged(test: ast.Test, path: Path, loaded: LoadedRules, library: Library) -> Iterator[Term]:
    if test.given is None:
        raise _Unusable("no-given")
    if not test.expectations:
        raise _Unusable("no-expectation")
    given = _given(test.given.text, path)
    source = read_text(given, str(given))
    document = read_toml(source)
    root: Node = document.root
    form = _form_named(document.root, loaded)
    for change in test.changes:
        root = _changed(root, change, form)
    assert isinstance(root, Mapping)
    checked = check_document(root, document.problems, source, given, library, rules=loaded, outcomes=True)
    if checked.submission is None or checked.submission.year is None:
        found = checked.diagnostics
        problem = next((one for one in found if one.code is codes.MISSING_YEAR), found[0])
        raise _Unusable("fault", code=problem.code.id, message=_Message(problem))
    for expectation in test.expectations:
        note = _unmet(expectation, checked)
        if note is not None:
            yield note


def _given(written: str, path: Path) -> Path:
    """The filled form of a test: from the rule file's folder, or from a folder above it."""
    # Only filled forms are opened, and none by an absolute path: a stranger's test must not show other files.
    if "\0" in written or not written.endswith(".toml") or Path(written).is_absolute():
        raise _Unusable("no-such-file", path=written)
    folder = path.resolve().parent
    for root in [folder, *folder.parents][:HIGHEST]:
        if (root / written).is_file():
            return root / written
    raise _Unusable("no-such-file", path=written)


def _form_named(root: Mapping, loaded: LoadedRules) -> Form:
    """The form that the filled form names, of its year; where that is wrong, the newest."""
    name, year = _head(root, FORM_KEYS), _head(root, YEAR_KEYS)
    if isinstance(name, str):
        dated = loaded.program.form(name, year) if isinstance(year, int) else None
        form = dated or loaded.program.form(name, None)
        if form is not None:
            return form
    raise _Unusable("no-form")


def _head(root: Mapping, keys: tuple[str, ...]) -> object:
    nodes = (root.get(key) for key in keys)
    return next((node.value for node in nodes if isinstance(node, Scalar)), None)


# --- changes


def _steps(written: ast.Expression, form: Form) -> list[_Step]:
    """The steps of a path: names, then coordinates or keys in brackets."""
    if isinstance(written, ast.Reference):
        return [_Step("name", canonical_text(written.name))]
    if isinstance(written, ast.Member):
        return [*_steps(written.base, form), _Step("name", canonical_text(written.name.text))]
    if isinstance(written, ast.Index):
        inner = written.inner
        words = inner.text if isinstance(inner, ast.String | ast.Quantity) else ""
        words = inner.name if isinstance(inner, ast.Reference) else words
        base = _steps(written.base, form)
        member = form.find(tuple(step.text for step in base if step.kind == "name"))
        kind = "row" if isinstance(member, FormTable) else "coordinate"
        return [*base, _Step(kind, canonical_text(words))]
    raise _Unusable("bad-path")


def _checked_steps(written: ast.Expression, form: Form) -> list[_Step]:
    """The steps, each known to the form."""
    steps = _steps(written, form)
    path: list[str] = []
    for step in steps:
        if step.kind == "name":
            path.append(step.text)
            if form.find(tuple(path)) is None:
                raise _Unusable("unknown-path", name=".".join(path))
        elif step.kind == "coordinate":
            field = form.find(tuple(path))
            if not isinstance(field, FormField) or step.text not in field.coordinates:
                raise _Unusable("unknown-path", name=f"{'.'.join(path)}[{step.text}]")
    return steps


def _changed(root: Node, change: ast.Change, form: Form) -> Node:
    steps = _checked_steps(change.target, form)
    if change.kind == "delete":
        return _edited(root, steps, form, (), None)
    if change.kind == "change":
        assert change.value is not None
        return _edited(root, steps, form, (), _scalar(change.value))
    table = tuple(step.text for step in steps)
    if not isinstance(form.find(table), FormTable):
        raise _Unusable("not-a-table", name=".".join(table))
    row: Node = Mapping(root.span)
    for target, value in change.cells:
        row = _edited(row, _row_steps(target, steps, form), form, table, _scalar(value))
    return _appended(root, steps, row)


def _row_steps(written: ast.Expression, table: list[_Step], form: Form) -> list[_Step]:
    """The steps of a cell inside an added row; its names are those of the table's columns."""
    if isinstance(written, ast.Reference):
        column = form.find((*(step.text for step in table), canonical_text(written.name)))
        if column is None:
            raise _Unusable("unknown-path", name=written.name)
        return [_Step("name", canonical_text(written.name))]
    if isinstance(written, ast.Index) and isinstance(written.inner, ast.Reference):
        coordinate = _Step("coordinate", canonical_text(written.inner.name))
        return [*_row_steps(written.base, table, form), coordinate]
    raise _Unusable("bad-path")


def _scalar(literal: ast.Literal) -> Scalar:
    number = parse_number(literal.text) if literal.kind == "quantity" else None
    span = Span(0, 0)
    if number is not None:
        value: Decimal | str = -number[0] if literal.negative else number[0]
        return Scalar(value, span, str(value))
    words = "" if literal.kind == "word" and literal.text in _BLANK_WORDS else literal.text
    words = f"-{words}" if literal.negative else words
    return Scalar(words, span, f'"{words}"')


def _edited(node: Node, steps: list[_Step], form: Form, above: tuple[str, ...], value: Scalar | None) -> Node:
    """A copy of the tree with the value at the end of the steps put in, or taken out."""
    step, rest = steps[0], steps[1:]
    if step.kind == "row":
        if not isinstance(node, Rows):
            raise _Unusable("no-such-row", key=step.text)
        table = form.find(above)
        assert isinstance(table, FormTable)
        position = _row_position(node, table, step.text)
        if not rest:
            return replace(node, items=[item for index, item in enumerate(node.items) if index != position])
        items = list(node.items)
        items[position] = _edited(items[position], rest, form, above, value)
        return replace(node, items=items)
    if not isinstance(node, Mapping):
        raise _Unusable("bad-path")
    entries = dict(node.entries)
    found = _key(node, step)
    entry = entries.get(found)
    path = (*above, step.text) if step.kind == "name" else above
    if rest:
        inner: Node = entry.node if entry else (Rows([], node.span) if rest[0].kind == "row" else Mapping(node.span))
        inner = _edited(inner, rest, form, path, value)
        entries[found] = Entry(found, entry.key_span if entry else node.span, inner)
    elif value is None:
        entries.pop(found, None)
    else:
        span = entry.node.span if entry else node.span
        key_span = entry.key_span if entry else node.span
        entries[found] = Entry(found, key_span, replace(value, span=span))
    return replace(node, entries=entries)


def _row_position(rows: Rows, table: FormTable, key: str) -> int:
    name = table.key.name if table.key else ""
    for index, row in enumerate(rows.items):
        node = row.get(name) if isinstance(row, Mapping) else None
        if isinstance(node, Scalar) and canonical_text(str(node.value)) == key:
            return index
    raise _Unusable("no-such-row", key=key)


def _appended(root: Node, steps: list[_Step], row: Node) -> Node:
    """A copy of the tree with a row added to the table at the end of the steps."""
    if not isinstance(root, Mapping):
        raise _Unusable("bad-path")
    step, rest = steps[0], steps[1:]
    found = _key(root, step)
    entry = root.entries.get(found)
    if rest:
        inner = _appended(entry.node if entry else Mapping(root.span), rest, row)
    else:
        before = entry.node.items if entry and isinstance(entry.node, Rows) else []
        inner = Rows([*before, row], entry.node.span if entry else root.span)
    entries = {**root.entries, found: Entry(found, entry.key_span if entry else root.span, inner)}
    return replace(root, entries=entries)


def _key(node: Mapping, step: _Step) -> str:
    """The key under which the filled form has a member, however it is spelt there."""
    return next((key for key in node.entries if canonical_text(key) == step.text), step.text)


# --- expectations


def _unmet(expectation: ast.Expectation, checked: CheckedForm) -> Term | None:
    """What an expectation and the verdicts disagree on; None where they agree."""
    assert checked.submission is not None and checked.rules is not None
    wanted = Verdict(expectation.verdict)
    form = checked.submission.form
    cell: Cell | None = None
    if expectation.place is not None:
        cell = _cell_at(checked.submission, _checked_steps(expectation.place, form))
    names = {check.name for check in checked.rules.program.checks(form)}
    reading = {f"{form.name}/{path} {suffix}" for path in all_paths(form) for suffix in READING_CHECKS}
    names |= reading
    named = {name for name in names if names_check(expectation.check, name)}
    if not named:
        near = nearest_check(expectation.check, names)
        known = (("check", expectation.check), ("nearest", near))
        return Term("test.unknown-check.nearest", known) if near else Term("test.unknown-check", known[:1])
    found = [one for one in checked.outcomes if one.check in named and (cell is None or one.cell is cell)]
    verdicts = {one.verdict for one in found}
    spans = {one.place.span for one in checked.diagnostics if one.rule in named}
    if named & reading:
        verdicts.add(Verdict.FAIL if (cell.span in spans if cell else spans) else Verdict.PASS)
    if wanted in verdicts and not (wanted is Verdict.PASS and Verdict.FAIL in verdicts):
        return None
    got = tuple(Term(f"verdict.{verdict}") for verdict in sorted(verdicts)) or Term("test.nothing")
    reasons = _reasons(found)
    arguments = (
        ("check", expectation.check), ("wanted", Term(f"verdict.{wanted}")), ("got", got), ("reason", reasons),
    )  # fmt: skip
    return Term("test.unmet-because" if reasons else "test.unmet", arguments)


def _reasons(found: list[Outcome]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(one.reason for one in found if one.reason is not None))[:3]


def _cell_at(submission: Submission, steps: list[_Step]) -> Cell:
    names = tuple(step.text for step in steps if step.kind == "name")
    coordinate = next((step.text for step in steps if step.kind == "coordinate"), "")
    key = next((step.text for step in steps if step.kind == "row"), None)
    field = submission.form.find(names)
    if not isinstance(field, FormField):
        raise _Unusable("not-a-cell", name=".".join(names))
    if field.axis is not None and not coordinate:
        raise _Unusable("needs-coordinate", name=".".join(names), known=field.coordinates)
    slot = field.slots[field.coordinates.index(coordinate)]
    table = submission.form.find(names[:-1]) if len(names) > 1 else None
    if not isinstance(table, FormTable):
        return submission.cells[slot]
    data = submission.tables[table.index]
    if key is None:
        raise _Unusable("needs-row", table=".".join(names[:-1]), column=names[-1])
    if key not in data.keys:
        raise _Unusable("no-such-row", key=key)
    return data.columns[slot][data.keys[key]]
