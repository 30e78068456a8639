"""What a word of a rule file stands for that is a value: the key of a prescribed row, a word of a choice, the year; and the
parts of a declaration that it lies in.

Knows what the typed model knows, and guesses nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gouji.lang import ast
from gouji.lang.builtins import YEAR_NAMES
from gouji.lang.form_model import FormField, FormMember, FormTable, PrescribedRow
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text
from gouji.lsp.features.names.rule_names import names_in
from gouji.lsp.question import Question
from gouji.lsp.snapshot import Snapshot


class Value(NamedTuple):
    """The key of a `row` of the table `member`, a word of the choice `member`; the year where there is neither."""

    written: str
    span: Span
    member: FormMember | None = None
    row: PrescribedRow | None = None

    @property
    def declared(self) -> Place | None:
        """The row, or the field that lists the word."""
        if self.row is not None:
            return self.row.place
        return self.member.place if self.member is not None else None


def value_at(asked: Question, program: Program, piece: PlacedPiece) -> Value | None:
    """The value that is asked about, in a declaration of a rule file."""
    snapshot = asked.snapshot
    around = nodes_at(piece.piece.declaration, asked.offset - piece.offset)
    leaf = around[-1] if around else None
    written = _written(leaf)
    if leaf is None or not written:
        return None
    span = Span(*leaf.span).shifted(piece.offset)
    row = next((one for one in _rows(program) if _is_at(one[1], asked.source, span)), None)
    if row is None:
        index = next((one for one in around if isinstance(one, ast.Index) and one.inner == leaf), None)
        beside = _named_within(snapshot, program, piece, index.base) if index is not None else None
        if isinstance(beside, FormTable):
            row = next(((beside, one) for one in beside.rows.values() if one.key == written), None)
    if row is not None:
        return Value(written, span, *row)
    field = field_of(snapshot, program, piece, around)
    if field is not None and written in field.type.choices:
        return Value(written, span, field)
    if isinstance(leaf, ast.Reference) and leaf.name in YEAR_NAMES:
        return Value(leaf.name, span)
    return None


def nodes_at(declaration: object, at: int) -> list[Any]:
    """The parts of a declaration that an offset touches, the widest first."""
    found: list[Any] = []
    waiting: list[object] = [declaration]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Span) or not isinstance(one, tuple):
            continue
        span = getattr(one, "span", None)
        if span is not None and not Span(*span).touches(at):
            continue
        if span is not None:
            found.append(one)
        waiting += one
    return sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start))


def _written(leaf: object) -> str:
    if isinstance(leaf, ast.Reference):
        return canonical_text(leaf.name)
    return canonical_text(leaf.text) if isinstance(leaf, ast.Name | ast.String | ast.Literal) else ""


def _rows(program: Program) -> Iterator[tuple[FormTable, PrescribedRow]]:
    for form in program.forms:
        for table in form.tables:
            yield from ((table, row) for row in table.rows.values())


def _is_at(row: PrescribedRow, source: Source, span: Span) -> bool:
    return row.place.source.name == source.name and Span(*row.place.span) == span


def field_of(
    snapshot: Snapshot, program: Program, piece: PlacedPiece, around: list[Any]
) -> FormField | None:  # fmt: skip
    """The field whose value a word is: that declares it, that a row fills, that is compared with it or changed to it."""
    leaf = around[-1]
    for node in reversed(around):
        side: Any = None
        if isinstance(node, ast.Field):
            side = node.name
        elif isinstance(node, ast.Cell) and node.value == leaf:
            side = node.field
        elif isinstance(node, ast.Comparison):
            side = node.left if node.right in around else node.right
        elif isinstance(node, ast.Change):
            side = next((cell for cell, value in node.cells if value == leaf), node.target)
        found = _named_within(snapshot, program, piece, side) if side is not None else None
        if isinstance(found, FormField):
            return found
    return None


def _named_within(
    snapshot: Snapshot, program: Program, piece: PlacedPiece, node: Any
) -> FormMember | None:  # fmt: skip
    """The member that the last name in a part of a declaration stands for."""
    span = Span(*node.span).shifted(piece.offset)
    found = [
        one
        for one in names_in(snapshot, program, piece, span.start)
        if one.member is not None and span.start <= one.place.span.start and one.place.span.end <= span.end
    ]
    return max(found, key=lambda one: one.place.span.end).member if found else None
