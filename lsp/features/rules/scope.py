"""Which names can be meant in a place of a rule file: the fields of its forms, the columns of its rows, its own names.

Knows what was last read of the declaration around it, and the words before the cursor. Offers nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable
from gouji.lang.lexer import RawToken
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.values import canonical_text
from gouji.lsp.features.names.declared_names import libraries_drawn
from gouji.lsp.features.names.tested_forms import forms_of_test, rows_that_may_be
from gouji.lsp.question import Question

Path = tuple[str, ...]


class Chain(NamedTuple):
    """A dotted name among the words: its parts, without what stands in brackets, and the index of its first word."""

    path: Path
    start: int


def chain_before(tokens: Sequence[RawToken], end: int) -> Chain | None:
    """The dotted name that ends before the word of an index."""
    names: list[str] = []
    at = end - 1
    while at >= 0:
        if "_RBRACKET" in tokens[at].kinds:
            at = opening(tokens, at) - 1
        if at < 0 or "NAME" not in tokens[at].kinds:
            break
        names.append(canonical_text(tokens[at].text))
        if at == 0 or "_DOT" not in tokens[at - 1].kinds:
            return Chain(tuple(reversed(names)), at)
        at -= 2
    return None


def opening(tokens: Sequence[RawToken], closing: int) -> int:
    """The index of the bracket, round or square, that the closing one of an index is the other half of."""
    depth = 0
    for at in range(closing, -1, -1):
        kinds = tokens[at].kinds
        depth += ("_RBRACKET" in kinds or "_RPAR" in kinds) - ("_LBRACKET" in kinds or "_LPAR" in kinds)
        if not depth:
            return at
    return 0


class Scope:
    """The names that can be meant in a block; `tokens` are the words before the cursor."""

    def __init__(
        self, asked: Question, piece: PlacedPiece | None, block: object, tokens: Sequence[RawToken]
    ) -> None:  # fmt: skip
        self.asked, self.piece, self.block, self.tokens = asked, piece, block, tokens
        self.program = asked.snapshot.rules(asked.path).program
        self.forms = self._tested() or list(self._forms(self.program))
        before = asked.snapshot.before_broken(asked.path)
        if before is not None:  # what its forms were stands behind what they are
            self.forms += self._forms(before.program)

    def _tested(self) -> list[Form]:
        """The forms that a test may be about, but those of which another is an heir, which has what they have."""
        declaration = self.piece.piece.declaration if self.piece is not None else None
        if not isinstance(declaration, ast.Test):
            return []
        forms = forms_of_test(self.asked.snapshot, self.asked.path, self.program, declaration)
        above = {id(parent) for form in forms for parent in form.lineage()[1:]}
        return [form for form in forms if id(form) not in above]

    def _forms(self, program: Program) -> Sequence[Form]:
        """The forms that the declaration is on; where it names none, those of its file, else the newest known."""
        declaration = self.piece.piece.declaration if self.piece is not None else None
        if isinstance(declaration, ast.Library):
            return [form for form, _ in self._drawing(program, declaration)] or program.forms[-1:]
        named = declaration.form if isinstance(declaration, ast.Rule) else getattr(declaration, "name", None)
        found: Sequence[Form] = ()
        if isinstance(named, ast.Name) and isinstance(declaration, ast.Rule | ast.Form):
            found = program.environment.forms.get(canonical_text(named.text), [])
        if not found and self.piece is not None:
            found = [form for form in program.forms if form.place.source.name == self.piece.source.name]
        return found or program.forms[-1:]

    @staticmethod
    def _drawing(program: Program, library: ast.Library) -> Iterator[tuple[Form, Path]]:
        """The forms that draw rows from a library, and into which table."""
        name = canonical_text(library.name.text)
        declared = (one.piece.declaration for tree in program.trees for one in tree.pieces)
        for written in (one for one in declared if isinstance(one, ast.Form)):
            for path, drawn in libraries_drawn(written):
                if canonical_text(drawn.text) == name:
                    forms = program.environment.forms.get(canonical_text(written.name.text), [])
                    yield from ((form, path) for form in forms if isinstance(form.find(path), FormTable))

    def is_column(self, member: FormMember) -> bool:
        """Whether a field is one of the rows of a table."""
        return any(table.fields.get(member.name) is member for form in self.forms for table in form.tables)

    def keys_of(self, table: FormTable) -> Iterable[str]:
        """The names of the rows that a table may have."""
        return rows_that_may_be(self.asked.snapshot, self.asked.path, self.piece, table)

    # --- paths

    def find(self, path: Path) -> FormMember | None:
        """What a path stands for: from the form, from the rows at hand, or from the group or table around the cursor."""
        aliases = self.aliases()
        if path and path[0] in aliases:
            path = (*aliases[path[0]], *path[1:])
        beginnings = [(), *(table.path for table in self.rows()), self.around()]
        if isinstance(self.block, ast.Row):  # which has nothing but columns
            beginnings.reverse()
        for form in self.forms:
            for beginning in (*beginnings, *(table.path for table in form.tables)):
                member = form.find((*beginning, *path)) if path else None
                if member is not None:
                    return member
        return None

    def around(self) -> Path:
        """The path of the group or table whose declaration the cursor stands in, or which draws the rows that it stands in."""
        declaration = self.piece.piece.declaration if self.piece is not None else None
        if isinstance(declaration, ast.Library):
            return next((path for _, path in self._drawing(self.program, declaration)), ())
        return _path_to(declaration, self.block) or ()

    def rows(self) -> list[FormTable]:
        """The tables whose columns can be named alone: of the loops of the rule, and of the call the cursor is in."""
        paths = [chain.path for at in range(len(self.tokens)) if (chain := self._rows_named(at)) is not None]
        if isinstance(self.block, ast.Rule):
            paths += [_text(each.path) for each in self.block.eaches if each.source is None]
        found = [form.find(path[:cut]) for form in self.forms for path in paths for cut in (len(path), -1)]
        return list({table.path: table for table in found if isinstance(table, FormTable)}.values())

    def _rows_named(self, at: int) -> Chain | None:
        """The path that a `where` of an index chooses from, or that `each` runs over."""
        return chain_before(self.tokens, at) if "WHERE" in self.tokens[at].kinds else None

    def aliases(self) -> dict[str, Path]:
        """Names of rows, with the path of the table that they are of."""
        if not isinstance(self.block, ast.Rule):
            return {}
        return {
            each.path[0].text: path for each in self.block.eaches
            if each.source is not None and each.path and (path := _reference(each.source)) is not None
        }  # fmt: skip

    def own_names(self) -> Iterator[str]:
        """What the rule itself names: members of sets, intermediate values, coordinates that it runs over."""
        if isinstance(self.block, ast.Rule):
            yield from (each.path[0].text for each in self.block.eaches if each.source is not None and each.path)
            yield from (let.name.text for let in self.block.lets if let.name.text)
            axes = self.program.environment.axes
            yield from (_text(each.path)[0] for each in self.block.eaches if each.path and _text(each.path)[0] in axes)

    def fields(self) -> Iterator[tuple[str, FormMember]]:
        """Everything that can be named, by its dotted name from here: nearest first."""
        for table in self.rows():
            yield from table.fields.items()
        beginning = self.around()
        for form in self.forms:
            inside = form.find(beginning) if beginning else None
            if isinstance(inside, FormGroup | FormTable):
                yield from (inside.fields if isinstance(inside, FormTable) else inside.members).items()
            yield from _below(form.members.values())


def _below(members: Iterable[FormMember]) -> Iterator[tuple[str, FormMember]]:
    for member in members:
        yield ".".join(member.path), member
        if isinstance(member, FormGroup):
            yield from _below(member.members.values())
        elif isinstance(member, FormTable):
            yield from _below(member.fields.values())


def _path_to(node: object, block: object) -> Path | None:
    """The path of a block within a form; None where it is not in it."""
    for member in getattr(node, "members", ()):
        is_row = any(row is block for row in getattr(member, "rows", ()))
        if is_row or (member is block and isinstance(member, ast.Group | ast.Table)):
            return (canonical_text(member.name.text),)
        inner = _path_to(member, block)
        if inner is not None:
            return (canonical_text(member.name.text), *inner)
    return None


def _reference(node: ast.Expression) -> Path | None:
    if isinstance(node, ast.Reference):
        return (canonical_text(node.name),)
    if isinstance(node, ast.Member) and (base := _reference(node.base)) is not None:
        return (*base, canonical_text(node.name.text))
    return None


def _text(path: Sequence[ast.Name]) -> Path:
    return tuple(canonical_text(part.text) for part in path)


NUMERIC = frozenset(("number", "count", "money", "ratio", "target"))
TEXTUAL = frozenset(("text", "choice", "reference"))


def is_numeric(member: FormMember) -> bool:
    return isinstance(member, FormField) and member.kind in NUMERIC
