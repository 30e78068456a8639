"""The filled form that a test starts from, changed as the test says; and all that keeps a test from being run.

A change edits the tree that was read, never the file. Runs no check.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from gouji.lang import ast, codes
from gouji.lang.builtins import YEAR_NAMES
from gouji.lang.diagnostic import Diagnostic, Term
from gouji.lang.form_model import Form, FormTable, dotted
from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.located import Mapping, Node, Scalar
from gouji.lang.parse import Piece
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Span
from gouji.lang.values import canonical_text, parse_number
from gouji.lint.cell_paths import read_path, read_path_in_row
from gouji.lint.check_names import CheckNames
from gouji.lint.context import CheckContext
from gouji.lint.files import UnreadableFile
from gouji.lint.form_head import form_of
from gouji.lint.given import find_given
from gouji.lint.library import Library, LoadedRules
from gouji.lint.toml_reader import TomlDocument, read_toml
from gouji.lint.tree_edits import append, put, row_at, take_out
from gouji.lint.unusable import UnresolvedPath, UnusableTest

_BLANK_WORDS = ("空白", "空", "blank")


class Note(NamedTuple):
    """A mistake in a test, or an expectation that is not met, where it stands in the test, and what may be meant instead."""

    term: Term
    span: Span
    meant: str = ""


class MistakenTest(Exception):
    """A test that cannot be run, with all that is wrong in it."""

    def __init__(self, *notes: Note) -> None:
        super().__init__()
        self.notes = notes


class Given(NamedTuple):
    """A filled form that tests start from, and where it is."""

    path: Path
    document: TomlDocument


class ChangedForm(NamedTuple):
    """A filled form as a test has it, where the one is that it starts from, and the form that it is."""

    path: Path
    document: TomlDocument
    form: Form


class _Judged(NamedTuple):
    """The mistakes of a test, and what they rest on besides its text."""

    given: Given
    form: Form
    names: set[str]
    mistakes: tuple[Note, ...]


@dataclass(slots=True)
class KnownTests:
    """What is known of the tests of a rule file: the filled forms, by the name that tests have for them; their mistakes."""

    given: dict[str, Given] = field(default_factory=dict)
    judged: WeakKeyDictionary[Piece, _Judged] = field(default_factory=WeakKeyDictionary)

    def kept(self, changed: Collection[Path]) -> "KnownTests":
        """What is known still when files have changed."""
        return KnownTests({name: one for name, one in self.given.items() if one.path not in changed}, self.judged)


@dataclass(slots=True)
class TestedForms:
    """The forms that the tests of a rule file are about: each filled form is read once, and the names of each form's checks."""

    __test__ = False

    rule_file: Path
    rules: LoadedRules
    library: Library
    known: KnownTests = field(default_factory=KnownTests)
    _names: dict[Form, CheckNames] = field(default_factory=dict)

    def given(self, test: ast.Test) -> Given:
        """What a test starts from. Raises MistakenTest where it cannot be had."""
        if test.given is None:
            raise MistakenTest(Note(Term("test.no-given"), test.name.span))
        if not test.expectations:
            raise MistakenTest(Note(Term("test.no-expectation"), test.name.span))
        written = test.given.text
        try:
            if written not in self.known.given:
                path = find_given(written, self.rule_file, self.library.within)
                self.known.given[written] = Given(path, read_toml(self.library.form_text(path)))
            return self.known.given[written]
        except UnusableTest as error:
            near = _nearest(error.term)
            raise MistakenTest(Note(error.term, test.given.span, in_quotes(near) if near else "")) from None
        except UnreadableFile as error:
            raise MistakenTest(Note(fault_term(error.diagnostic), test.given.span)) from None

    def names(self, form: Form) -> CheckNames:
        if form not in self._names:
            self._names[form] = CheckNames(self.rules, form)
        return self._names[form]

    def changed(self, test: ast.Test) -> ChangedForm:
        """What a test starts from with its changes. Raises MistakenTest where one of them cannot be made."""
        given = self.given(test)
        dated, form = self._dated(test, given)
        root: Node = dated
        wrong: list[Note] = []
        for change in test.changes:
            if _is_year(change, form):
                continue
            try:
                root = _changed(root, change, form)
            except UnresolvedPath as error:
                wrong.append(Note(error.term, change.target.span, _meant(error.term, change.target)))
        if wrong:  # what is expected of a form that is otherwise than it was meant says nothing
            raise MistakenTest(*wrong, *_unknown_names(test, self.names(form), form, None))
        assert isinstance(root, Mapping)
        document, found = replace(given.document, root=root), list[Diagnostic]()
        _, _, year = form_of(document, given.path, CheckContext(self.library, rules=self.rules), found)
        if year is None:
            dating = next((change.span for change in test.changes if _is_year(change, form)), _given_span(test))
            problem = next((one for one in found if one.code is codes.MISSING_YEAR), found[0])
            raise MistakenTest(Note(fault_term(problem), dating))
        return ChangedForm(given.path, document, form)

    def _dated(self, test: ast.Test, given: Given) -> tuple[Mapping, Form]:
        """What a test starts from, with the year that it gives it, and the form that it is then."""
        dated = _with_year(given.document.root, test.changes)
        form = _form_named(dated, self.rules)
        if form is None:
            raise MistakenTest(Note(Term("test.no-form"), _given_span(test)))
        return dated, form

    def mistakes(self, test: ast.Test, piece: Piece) -> tuple[Note, ...]:
        """What keeps a test from saying anything, whatever the checks say: names that there are not, in the first place."""
        try:
            given = self.given(test)
            form = self._dated(test, given)[1]
            names = self.names(form)
            known = self.known.judged.get(piece)
            if known is not None and known.given is given and known.form is form and known.names == names.all:
                return known.mistakes
            found = tuple(_unknown_names(test, names, form, self.changed(test).document.root))
        except MistakenTest as error:
            return error.notes
        self.known.judged[piece] = _Judged(given, form, names.all, found)
        return found


def _given_span(test: ast.Test) -> Span:
    return test.given.span if test.given is not None else test.name.span


def fault_term(diagnostic: Diagnostic) -> Term:
    """A finding as the reason that a test cannot be run."""
    return Term("test.fault", (("code", diagnostic.code.id), ("message", diagnostic)))


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


def _form_named(root: Mapping, rules: LoadedRules) -> Form | None:
    """The form that the filled form names, of its year; where that is wrong, the newest."""
    name, year = _head(root, FORM_KEYS), _head(root, YEAR_KEYS)
    if not isinstance(name, str):
        return None
    dated = rules.program.form(name, year) if isinstance(year, int) else None
    return dated or rules.program.form(name, None)


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


def _unknown_names(test: ast.Test, names: CheckNames, form: Form, root: Mapping | None) -> Iterator[Note]:
    """Checks and places that expectations name, and the form does not have, nor the filled form, where there is a sound one."""
    for one in test.expectations:
        if (term := names.unknown(one.check)) is not None:
            near = _nearest(term)
            yield Note(term, one.check_span, in_quotes(near) if near else "")
        elif one.place is not None:
            try:
                path = read_path(one.place, form)
                if not path.is_table:
                    path.slot()
                    if path.row is not None and root is not None:
                        row_at(root, path.keys())
            except UnresolvedPath as error:
                yield Note(error.term, one.check_span)


def _meant(term: Term, path: ast.Expression) -> str:
    """The path that is nearest to one of names alone; with what stands in brackets there it would be another."""
    base: ast.Expression = path
    while isinstance(base, ast.Member):
        base = base.base
    return _nearest(term) if isinstance(base, ast.Reference) else ""


def _nearest(term: Term) -> str:
    return str(dict(term.arguments).get("nearest", ""))
