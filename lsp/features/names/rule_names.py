"""Which declaration a name of a rule file stands for.

Definition, references, highlights and rename rest on this. Knows what the typed model knows, and guesses nothing.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.environment import Use
from gouji.lang.form_model import Axis, Form, FormMember, FormTable
from gouji.lang.parse import PlacedPiece, SyntaxTree
from gouji.lang.program import Program
from gouji.lang.remembered import remembered_with
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile
from gouji.lint.rule_places import find_used
from gouji.lsp.features.filled_rows import keys_of
from gouji.lsp.features.names.check_names import Mention, check_names
from gouji.lsp.features.names.declared_names import (
    Part,
    libraries_drawn,
    named_in_declaration,
    named_in_library,
    named_in_test,
)
from gouji.lsp.features.names.last_good import moved, place_now
from gouji.lsp.features.names.written_words import rule_word, words_of_check
from gouji.lsp.snapshot import Snapshot


class Named(NamedTuple):
    """A name where it stands, and the place of what it stands for; `member` where that is a part of a form.

    `whole` is the word that it is a part of, where it is not one by itself: a part of the name of a check, say. What is
    `is_value` is no name of what it leads to.
    """

    place: Place
    declared: Place
    member: FormMember | None = None
    form: Form | None = None
    documentation: str = ""
    whole: Span | None = None
    is_value: bool = False


def mentioned(source: Source, mention: Mention) -> Named:
    """A part of a longer name."""
    declared, member, form = mention.target
    documentation = member.documentation if member is not None else ""
    return Named(Place(source, mention.span), declared, member, form, documentation, mention.word.span)


def named_in_rules(snapshot: Snapshot, path: Path, offset: int) -> Named | None:
    """What the name at an offset of a rule file stands for; where nothing is known of it now, what it stood for."""
    rules = snapshot.rules(path)
    found = _named_in(snapshot, path, rules.program, rules.names[path], offset)
    before = snapshot.before_broken(path) if found is None else None
    if before is None:
        return found
    source, tree = rules.names[path].source, before.names[path]
    shift = moved(tree.source.text, source.text)
    then = shift.then(offset)
    known = _named_in(snapshot, path, before.program, tree, then) if then is not None else None
    if known is None:
        return None
    return known._replace(
        place=place_now(known.place, source, shift), declared=place_now(known.declared, source, shift), whole=None
    )


def _named_in(snapshot: Snapshot, path: Path, program: Program, tree: SyntaxTree, offset: int) -> Named | None:
    piece = piece_in(tree, offset)
    if piece is None:
        return None
    names = names_in(snapshot, path, program, piece, offset)
    found = [one for one in names if Span(*one.place.span).touches(offset)]
    return min(found, key=lambda one: one.place.span.end - one.place.span.start, default=None)


def names_in(
    snapshot: Snapshot, path: Path, program: Program, piece: PlacedPiece, near: int | None = None
) -> Iterator[Named]:
    """Every name in a declaration of a rule file, those that it declares first; one may stand for several things.

    Of the rules in it, only those that are `near` an offset, if one is given.
    """
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Form):
        yield from _of_form(program, piece, declaration)
    elif isinstance(declaration, ast.Axis):
        yield from _of_axis(program.environment.axes.get(canonical_text(declaration.name.text)), piece, declaration)
    elif isinstance(declaration, ast.Library):
        yield from _of_library(program, piece, declaration)
    elif isinstance(declaration, ast.Test):
        yield from _of_test(snapshot, path, program, piece, declaration)
    for rule in rules_of(piece):
        if near is None or rule.span.touches(near - piece.offset):
            yield from names_in_rule(program, piece, rule)


def _of_form(program: Program, piece: PlacedPiece, written: ast.Form) -> Iterator[Named]:
    forms = program.environment.forms
    for name in (written.name, written.parent):
        for form in forms.get(canonical_text(name.text), []) if name is not None else ():  # in whatever years
            assert name is not None
            yield Named(piece.place(name.span), form.place, None, form, form.documentation)
    for _, drawn in libraries_drawn(written):
        library = program.environment.libraries.get(canonical_text(drawn.text))
        if library is not None:
            yield Named(
                piece.place(drawn.span), library[1].place(library[0].name.span), None, None, library[0].documentation
            )
    for form in declared_here(program, piece, written):
        yield from _parts(piece, form, named_in_declaration(form, written, program.environment))
        for switch in written.switches:
            mentions = check_names(program, form).switched(
                rule_word(piece.source.text, switch.check.span.shifted(piece.offset))
            )
            yield from (mentioned(piece.source, one) for one in mentions)


def declared_here(program: Program, piece: PlacedPiece, written: ast.Form) -> list[Form]:
    """The form that a piece declares; none where its name is not read yet."""
    span = written.name.span.shifted(piece.offset)
    named = program.environment.forms.get(canonical_text(written.name.text), [])
    return [form for form in named if form.place.source.name == piece.source.name and Span(*form.place.span) == span]


def _of_axis(axis: Axis | None, piece: PlacedPiece, written: ast.Axis) -> Iterator[Named]:
    if axis is None or not same(axis.place, piece.place(written.name.span)):
        return
    yield Named(axis.place, axis.place, documentation=written.documentation)
    yield from (Named(place, place) for place in axis.places)


def _of_library(program: Program, piece: PlacedPiece, written: ast.Library) -> Iterator[Named]:
    here = piece.place(written.name.span)
    yield Named(here, here, documentation=written.documentation)
    name = canonical_text(written.name.text)
    for tree in program.trees:
        for other in tree.pieces:
            declaration = other.piece.declaration
            if not isinstance(declaration, ast.Form):
                continue
            tables = [table for table, drawn in libraries_drawn(declaration) if canonical_text(drawn.text) == name]
            for form in declared_here(program, other, declaration) if tables else ():
                for table in tables:
                    yield from _parts(piece, form, named_in_library(form, table, written))


def _of_test(snapshot: Snapshot, path: Path, program: Program, piece: PlacedPiece, test: ast.Test) -> Iterator[Named]:
    """The cells and the checks in a test, of the form that it starts from."""
    form = form_of_test(snapshot, path, program, test)
    if form is None:
        return
    yield from _parts(piece, form, named_in_test(form, test))
    names = check_names(program, form)
    for one in test.expectations:
        words = list(words_of_check(piece.source.text, one.check_span.shifted(piece.offset)))
        yield from (mentioned(piece.source, mention) for mention in names.named(words))


def form_of_test(snapshot: Snapshot, path: Path, program: Program, test: ast.Test) -> Form | None:
    """The form of a program that a test starts from."""
    given = snapshot.given(test.given.text, path) if test.given is not None else None
    return _form_given(snapshot, program, given) if given is not None else None


@remembered_with
def _form_given(snapshot: Snapshot, program: Program, given: Path) -> Form | None:
    """The form of a program that a filled form is taken for, as long as a snapshot is asked."""
    try:
        known = snapshot.checked(given)
    except UnreadableFile:
        return None
    if known is None or known.form is None:
        return None
    versions = program.environment.forms.get(canonical_text(known.form.name), [])
    return next((form for form in versions if same(form.place, known.form.place)), None)


def rows_that_may_be(
    snapshot: Snapshot, path: Path, piece: PlacedPiece | None, table: FormTable
) -> Iterable[str]:  # fmt: skip
    """The names of the rows that a table may have; in a test, before those prescribed, of the form that it starts from."""
    given = getattr(piece.piece.declaration, "given", None) if piece is not None else None
    found = snapshot.given(given.text, path) if given is not None else None
    try:
        known = snapshot.read(found) if found is not None else None
    except UnreadableFile:
        known = None
    return dict.fromkeys((*(keys_of(table, known.root) if known is not None else ()), *table.rows))


def names_in_rule(program: Program, piece: PlacedPiece, rule: ast.Rule) -> Iterator[Named]:
    """The name of a rule and every name in it."""
    here = piece.place(rule.name.span)
    if rule.name.text:
        yield Named(here, here)
    for form in program.environment.forms.get(canonical_text(rule.form.text), []) if rule.form is not None else ():
        assert rule.form is not None
        yield Named(piece.place(rule.form.span), form.place, None, form, form.documentation)
    for form, use in program.uses(rule, piece):
        yield _placed(piece, form, use)


def _parts(piece: PlacedPiece, form: Form, parts: Iterable[Part]) -> Iterator[Named]:
    for span, declared, member, _ in parts:
        yield Named(piece.place(span), declared, member, form, member.documentation if member is not None else "")


def _placed(piece: PlacedPiece, form: Form, use: Use) -> Named:
    declared = use.declared if isinstance(use.declared, Place) else piece.place(use.declared)
    documentation = use.member.documentation if use.member is not None else ""
    return Named(piece.place(use.span), declared, use.member, form, documentation)


def rules_of(piece: PlacedPiece) -> tuple[ast.Rule, ...]:
    """The rules of a declaration: those of a form, or the one that it is."""
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Form):
        return declaration.rules
    return (declaration,) if isinstance(declaration, ast.Rule) else ()


def piece_at(snapshot: Snapshot, path: Path, offset: int) -> PlacedPiece | None:
    """The declaration that an offset of a rule file lies in, or after."""
    return piece_in(snapshot.library.tree(path), offset)


def piece_in(tree: SyntaxTree, offset: int) -> PlacedPiece | None:
    return next((one for one in reversed(tree.pieces) if one.offset <= offset), None)


def same(one: Place, other: Place) -> bool:
    """Whether two places are one; a file read again after an edit elsewhere is still the same file."""
    return Span(*one.span) == Span(*other.span) and one.source.name == other.source.name


def file_used(snapshot: Snapshot, path: Path, offset: int) -> Path | None:
    """The file that a `use` or a `given` at an offset names."""
    piece = piece_at(snapshot, path, offset)
    declaration = piece.piece.declaration if piece is not None else None
    written = declaration.path if isinstance(declaration, ast.Use) else getattr(declaration, "given", None)
    if piece is None or written is None or not piece.place(written.span).span.touches(offset):
        return None
    if isinstance(declaration, ast.Test):
        return snapshot.given(written.text, path)
    return find_used(written.text, path, snapshot.library.within)
