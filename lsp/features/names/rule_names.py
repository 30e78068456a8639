"""Which declaration a name of a rule file stands for.

Definition, references, highlights and rename rest on this. Knows what the typed model knows, and guesses nothing.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.environment import Use
from gouji.lang.form_model import Axis, Form, FormMember
from gouji.lang.parse import PlacedPiece, SyntaxTree
from gouji.lang.program import Program
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text
from gouji.lint.rule_places import find_used
from gouji.lsp.features.names.check_names import Mention, check_names
from gouji.lsp.features.names.declared_names import (
    Part,
    libraries_drawn,
    named_in_declaration,
    named_in_library,
    named_in_test,
    same,
)
from gouji.lsp.features.names.last_good import moved, place_now
from gouji.lsp.features.names.tested_forms import forms_of_test
from gouji.lsp.features.names.written_words import rule_word, words_of_check
from gouji.lsp.snapshot import Snapshot


class Named(NamedTuple):
    """A name where it stands, and the place of what it stands for; `member` where that is a part of a form.

    `whole` is the word that it is a part of, where it is not one by itself: a part of the name of a check, say. What is
    `is_value` is no name of what it leads to; what is `is_doubtful` may be one, and nobody knows.
    """

    place: Place
    declared: Place
    member: FormMember | None = None
    form: Form | None = None
    documentation: str = ""
    whole: Span | None = None
    is_value: bool = False
    is_doubtful: bool = False


def mentioned(source: Source, mention: Mention) -> Named:
    """A part of a longer name."""
    declared, member, form = mention.target
    documentation = member.documentation if member is not None else ""
    return Named(Place(source, mention.span), declared, member, form, documentation, mention.word.span)


def named_in_rules(snapshot: Snapshot, path: Path, offset: int) -> Named | None:
    """What the name at an offset of a rule file stands for; where nothing is known of it now, what it stood for."""
    rules = snapshot.rules(path)
    found = _named_in(snapshot, rules.program, rules.names[path], offset)
    before = snapshot.before_broken(path) if found is None else None
    if before is None:
        return found
    source, tree = rules.names[path].source, before.names[path]
    shift = moved(tree.source.text, source.text)
    then = shift.then(offset)
    known = _named_in(snapshot, before.program, tree, then) if then is not None else None
    if known is None:
        return None
    return known._replace(
        place=place_now(known.place, source, shift), declared=place_now(known.declared, source, shift), whole=None
    )


def _named_in(snapshot: Snapshot, program: Program, tree: SyntaxTree, offset: int) -> Named | None:
    piece = piece_in(tree, offset)
    if piece is None:
        return None
    names = names_in(snapshot, program, piece, offset)
    found = [one for one in names if Span(*one.place.span).touches(offset) and not one.is_doubtful]
    return min(found, key=lambda one: one.place.span.end - one.place.span.start, default=None)


def names_in(snapshot: Snapshot, program: Program, piece: PlacedPiece, near: int | None = None) -> Iterator[Named]:
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
        yield from names_of_test(snapshot, program, piece, declaration)
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


def names_of_test(snapshot: Snapshot, program: Program, piece: PlacedPiece, test: ast.Test) -> Iterator[Named]:
    """The cells and the checks in a test, of the form that it is about.

    It may be about several: then about one of those that have the most of its names. A name that stands for one thing in
    some of these and for another in others is doubtful.
    """
    known: list[dict[Span, list[Named]]] = []
    for form in forms_of_test(snapshot, Path(piece.source.name), program, test):
        known.append({})
        for one in _named_in_test(program, piece, form, test):
            known[-1].setdefault(Span(*one.place.span), []).append(one)
    spans = dict.fromkeys(span for one in known for span in one)
    known = [one for one in known if len(one) == len(spans)] or known
    for span in spans:
        meant = [one[span] for one in known if span in one]
        is_doubtful = len(meant) > 1 and len({frozenset(map(_first_declared, one)) for one in meant}) > 1
        yield from (named._replace(is_doubtful=is_doubtful) for one in meant for named in one)


def _named_in_test(program: Program, piece: PlacedPiece, form: Form, test: ast.Test) -> Iterator[Named]:
    """What the names in a test are if it is about that form."""
    yield from _parts(piece, form, named_in_test(form, test))
    names = check_names(program, form)
    for one in test.expectations:
        words = list(words_of_check(piece.source.text, one.check_span.shifted(piece.offset)))
        yield from (mentioned(piece.source, mention) for mention in names.named(words))


def _first_declared(named: Named) -> tuple[str, Span]:
    """Where what is named is declared; of a member that heirs declare again, where their first ancestor does."""
    member, form = named.member, named.form
    above = [one.find(member.path) for one in form.lineage()] if member is not None and form is not None else []
    place = next((one.place for one in reversed(above) if one is not None), named.declared)
    return place.source.name, Span(*place.span)


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
