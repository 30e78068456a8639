"""Who names a member of a form: the rules, the fields that are made of it or refer to it, and the tests.

Asks those who know which names there are, and counts.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Place, Span
from gouji.lsp.features.names.declared_names import named_in_declaration, same
from gouji.lsp.features.names.rule_names import declared_here, names_of_test
from gouji.lsp.snapshot import Snapshot


class User(NamedTuple):
    """Its name, and where it is declared."""

    name: str
    piece: PlacedPiece
    span: Span

    @property
    def place(self) -> Place:
        return self.piece.place(self.span)


class Users(NamedTuple):
    rules: list[User]
    fields: list[User]
    tests: list[User]


def users_of(snapshot: Snapshot, program: Program, declared: Place) -> Users:
    """Who names the member that is declared there."""
    naming = program.rules_naming.get((declared.source.name, Span(*declared.span)), ())
    rules = [User(rule.name.text, piece, rule.name.span) for rule, piece in naming]
    return Users(rules, list(dict.fromkeys(_fields(program, declared))), list(_tests(snapshot, program, declared)))


def _fields(program: Program, declared: Place) -> Iterator[User]:
    for piece in (piece for tree in program.trees for piece in tree.pieces):
        declaration = piece.piece.declaration
        if not isinstance(declaration, ast.Form):
            continue
        for form in declared_here(program, piece, declaration):
            for part in named_in_declaration(form, declaration, program.environment):
                if part.user is not None and same(part.declared, declared):
                    yield User(part.user.text, piece, part.user.span)


def _tests(snapshot: Snapshot, program: Program, declared: Place) -> Iterator[User]:
    for test, piece in program.tests:
        names = names_of_test(snapshot, program, piece, test)
        if any(same(one.declared, declared) and one.whole is None and not one.is_doubtful for one in names):
            yield User(test.name.text, piece, test.name.span)
