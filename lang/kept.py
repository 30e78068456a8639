"""What an edit leaves as it was: the forms that are declared as before, and where what they are made of stands now.

A form is as before where its declaration is, rules and comments aside, and so are its parent and all that forms have in
common. Types nothing, and changes neither program.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.environment import Environment
from gouji.lang.form_model import Form, FormGroup, FormMember, FormTable
from gouji.lang.parse import Piece, SyntaxTree
from gouji.lang.remembered import remembered_with
from gouji.lang.source import Place, Span
from gouji.lang.values import canonical_text


class Kept(NamedTuple):
    """The forms of now by those of before, and the places of now by those of before; a place that stays is left out."""

    forms: dict[Form, Form]
    places: dict[Place, Place]


def kept_forms(
    trees_before: Sequence[SyntaxTree], before: Environment, trees: Sequence[SyntaxTree], now: Environment
) -> Kept:
    """What of the forms that trees declared before is in those that trees declare now."""
    found = Kept({}, {})
    if _shared(trees_before) != _shared(trees):
        return found
    then, here = _declared(trees_before, before), _declared(trees, now)
    for name in now.forms:  # parents first
        for (form_then, piece_then), (form, piece) in zip(then.get(name, ()), here[name], strict=False):
            parent = found.forms.get(form_then.parent) if form_then.parent is not None else None
            has_same_parent = parent is form.parent and (parent is None) == (form_then.parent is None)
            if has_same_parent and _declaration(piece_then) == _declaration(piece):
                found.forms[form_then] = form
                found.places.update(_moved(_places(form_then), _places(form)))
    for name in now.axes.keys() & before.axes.keys():
        old, new = before.axes[name], now.axes[name]
        found.places.update(_moved((old.place, *old.places), (new.place, *new.places)))
    return found


def _shared(trees: Sequence[SyntaxTree]) -> list[tuple[object, ...]]:
    """What is declared for all forms: units, axes, libraries."""
    pieces = (piece.piece for tree in trees for piece in tree.pieces)
    shared = ast.UnitDeclaration | ast.Axis | ast.Library
    return [_declaration(one) for one in pieces if isinstance(one.declaration, shared)]


def _declared(trees: Sequence[SyntaxTree], environment: Environment) -> Mapping[str, list[tuple[Form, Piece]]]:
    """The forms by name, each with its declaration."""
    pieces: dict[str, list[Piece]] = {name: [] for name in environment.forms}
    for piece in (piece.piece for tree in trees for piece in tree.pieces):
        if isinstance(piece.declaration, ast.Form):
            pieces[canonical_text(piece.declaration.name.text)].append(piece)
    return {name: list(zip(forms, pieces[name], strict=True)) for name, forms in environment.forms.items()}


@remembered_with
def _declaration(piece: Piece) -> tuple[object, ...]:
    """What is declared, without its rules and its documentation; and what of it was not read as it was meant."""
    rules = piece.declaration.rules if isinstance(piece.declaration, ast.Form) else ()
    unread = (*piece.broken, *(fault.span for fault in piece.faults))
    outside = (span for span in unread if not any(rule.span.start <= span.start < rule.span.end for rule in rules))
    return (_bare(piece.declaration), *(piece.text[span.start : span.end] for span in outside))


def _bare(node: object) -> object:
    """A tree without places, rules and documentation."""
    if isinstance(node, Span | ast.Rule):
        return None
    if not isinstance(node, tuple):
        return node
    fields = getattr(node, "_fields", ())
    parts = (part for part, name in zip_longest(node, fields) if name != "documentation")
    return (type(node), *map(_bare, parts))


def _places(form: Form) -> Iterator[Place]:
    """The places of a form and all that it is made of, in its own order."""
    yield form.place
    yield from (switch.place for switch in form.switches)
    yield from _places_of(form.members.values())


def _places_of(members: Iterable[FormMember]) -> Iterator[Place]:
    for member in members:
        yield member.place
        if isinstance(member, FormGroup):
            yield from _places_of(member.members.values())
        elif isinstance(member, FormTable):
            yield from _places_of(member.fields.values())
            yield from (row.place for row in member.rows.values())


def _moved(before: Iterable[Place], now: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    return ((old, new) for old, new in zip(before, now, strict=True) if old != new)
