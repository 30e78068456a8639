"""Names in expressions -> what they mean: loop rows, variables, fields, coordinates, other documents.

Resolves only; the types of operations are in `expressions.py`.
"""

from dataclasses import dataclass, field, replace

from gouji.lang import ast, codes
from gouji.lang.builtins import DOCUMENTS, LAST_NAMES, YEAR_NAMES
from gouji.lang.environment import Environment, Reporter
from gouji.lang.form_model import Axis, Form, FormField, FormGroup, FormMember, FormTable, cell_name
from gouji.lang.form_paths import all_paths
from gouji.lang.model import (
    FIRST_SLOT,
    CellValue,
    Column,
    Expression,
    FormYear,
    Let,
    Literal,
    Lookup,
    OtherDocument,
    RowField,
    Rows,
    RowValue,
    Variable,
)
from gouji.lang.source import Place, Span
from gouji.lang.types import TEXT, YEAR, Kind, Type
from gouji.lang.values import canonical_text

DIRECTION_NAMES = ("方向", "direction")
DIRECTIONS = {"正向": "higher", "反向": "lower", "higher": "higher", "lower": "lower"}


def is_last(index: ast.Expression) -> bool:
    """Whether an index is `[期末]`."""
    return isinstance(index, ast.Reference) and canonical_text(index.name) in LAST_NAMES


@dataclass(frozen=True, slots=True)
class RowBinding:
    """A table whose current row frame slot `slot` points to; `name` where the rule gave the row one."""

    table: FormTable
    slot: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name half resolved: a member of the form, perhaps in a row, at a coordinate or in another document, as it is `named`.

    `declared` is where a name that is no member's stands first: that of an axis, or the rule's own for rows or members.
    """

    member: FormMember | None = None
    row: RowBinding | None = None
    key: Expression | None = None
    in_row: bool = False
    coordinate: str = ""
    document: str = ""
    named: str = ""
    expression: Expression | None = None
    declared: Place | Span | None = None


@dataclass(slots=True)
class Scope:
    """What names mean at one place of one rule.

    `coordinates` are those chosen for this instance; `axes` collects the axes that expressions leave open.
    `rows` are those of the rule's loops, `rule_rows` many, then those of the aggregates around an expression.
    `frame_size` counts the slots of the frame so far.
    """

    environment: Environment
    form: Form
    reporter: Reporter
    coordinates: dict[str, str] = field(default_factory=dict)
    axes: dict[str, Axis] = field(default_factory=dict)
    rows: list[RowBinding] = field(default_factory=list)
    rule_rows: int = 0
    variables: dict[str, Variable] = field(default_factory=dict)
    # Where the rule gives its rows and members those names.
    naming: dict[str, Span] = field(default_factory=dict)
    lets: dict[str, ast.Let] = field(default_factory=dict)
    typed_lets: dict[str, Let] = field(default_factory=dict)
    used_lets: set[str] = field(default_factory=set)
    frame_size: int = FIRST_SLOT
    # Whether a field was named whose declaration has a mistake, reported there: what needs it cannot be told.
    unread: bool = False

    def new_slot(self, count: int = 1) -> int:
        self.frame_size += count
        return self.frame_size - count

    def names(self, *, documents: bool = True) -> list[str]:
        """Every name known here, for the nearest; other documents, which are none by themselves, where they may be meant."""
        names = [*self.variables, *self.lets, *self.coordinates]
        for row in reversed(self.rows):
            names += [*row.table.fields, row.name]
        names += [*all_paths(self.form), *self.form.members, *(DOCUMENTS if documents else ()), YEAR_NAMES[0]]
        return list(filter(None, names))

    # --- resolving

    def named(self, name: ast.Reference) -> Reference | None:
        """What a bare name means, without a report where it means nothing."""
        text = canonical_text(name.name)
        if text in self.variables:
            return Reference(expression=self.variables[text], declared=self.naming.get(text))
        for row in reversed(self.rows):
            if row.name == text:
                return Reference(member=row.table, row=row, in_row=True, declared=self.naming.get(text))
            if not row.name and text in row.table.fields:
                return Reference(member=row.table.fields[text], row=row, in_row=True)
        member = self.form.members.get(text)
        if member is not None:
            return Reference(member=member)
        if text in self.axes:
            axis = self.axes[text]
            words = replace(TEXT, choices=axis.coordinates, axis=axis.name)
            value = Literal(self.coordinates.get(text, axis.coordinates[0]), words)
            return Reference(expression=value, declared=axis.place)
        if self.rows and text in DIRECTION_NAMES:
            row = self.rows[-1]
            choices = replace(TEXT, choices=tuple(DIRECTIONS))
            return Reference(expression=RowField(row.table, "direction", row.slot, choices))
        if text in DOCUMENTS:
            return Reference(document=DOCUMENTS[text], named=text)
        if text in YEAR_NAMES:
            return Reference(expression=FormYear(YEAR))
        return None

    def report_unknown(self, name: ast.Name, *, has_members: bool = False) -> None:
        """An unknown name, of which a member is wanted perhaps; a field deeper in the form is offered by its whole path."""
        within = f".{canonical_text(name.text)}"
        deeper = next((path for path in all_paths(self.form) if path.endswith(within)), "")
        if deeper:
            fix = self.reporter.renaming(name.span, deeper)
            self.reporter.report(codes.UNKNOWN_NAME, name.span, fix, name=name.text, nearest=deeper, known=())
        else:
            choices = [word for column in self._columns() for word in column.type.choices]
            self.reporter.unknown(codes.UNKNOWN_NAME, name, self.names(documents=has_members), words=choices)

    def _columns(self) -> list[FormField]:
        return [column for table in self.form.tables for column in table.fields.values()]

    def member(self, base: Reference, name: ast.Name) -> Reference | None:
        """`base.name`; None after a report."""
        text = canonical_text(name.text)
        if base.document and base.member is None:
            members: dict[str, FormMember] | dict[str, FormField] = self.form.members
        elif isinstance(base.member, FormGroup):
            members = base.member.members
        elif isinstance(base.member, FormTable):
            members = base.member.fields
        else:
            what = base.member.name if base.member else name.text
            self.reporter.report(codes.NO_MEMBERS, name.span, name=name.text, owner=what)
            return None
        found = members.get(text)
        if found is None:
            self.reporter.unknown(codes.UNKNOWN_NAME, name, members)
            return None
        return replace(base, member=found)

    def coordinate(self, base: Reference, index: ast.Expression) -> Reference | None:
        """`field[coordinate]`; None after a report."""
        assert isinstance(base.member, FormField) and base.member.axis is not None
        axis = base.member.axis
        if isinstance(index, ast.Reference | ast.String):
            text = canonical_text(index.name if isinstance(index, ast.Reference) else index.text)
            if text in axis.coordinates:
                return replace(base, coordinate=text)
            if is_last(index):
                return replace(base, coordinate=axis.coordinates[-1])
            if text == axis.name and text in self.coordinates:
                return replace(base, coordinate=self.coordinates[text])
            self.reporter.unknown(codes.UNKNOWN_COORDINATE, ast.Name(text, index.span), axis.coordinates)
        else:
            self.reporter.report(codes.NOT_A_COORDINATE, index.span, axis=axis.name, known=axis.coordinates)
        return None

    # --- finishing

    def finish(self, reference: Reference, span: Span) -> Expression | None:
        """The expression that a resolved name stands for; None after a report."""
        if reference.expression is not None:
            return reference.expression
        member = reference.member
        if isinstance(member, FormTable):
            if reference.in_row or reference.key is not None:
                self.reporter.report(codes.NEEDS_FIELD, span, name=member.name)
                return None
            if reference.document:
                return OtherDocument(reference.document, member.name, Type(Kind.ROWS))
            return Rows(member, Type(Kind.ROWS))
        if not isinstance(member, FormField):
            self.reporter.report(codes.NEEDS_FIELD, span, name=member.name if member else reference.named)
            return None
        if member.type.kind is Kind.UNKNOWN:
            self.unread = True
            return None
        coordinate = reference.coordinate
        if member.axis is not None and not coordinate:
            self.axes[member.axis.name] = member.axis
            coordinate = self.coordinates.get(member.axis.name, member.axis.coordinates[0])
        slot = member.slots[member.coordinates.index(coordinate)] if member.axis else member.slots[0]
        table = self.form.find(member.path[:-1]) if len(member.path) > 1 else None
        if reference.document:
            return OtherDocument(reference.document, cell_name(member.path, coordinate), member.type)
        if not isinstance(table, FormTable):
            return CellValue(member, coordinate, slot, member.type)
        if reference.in_row and reference.row is not None:
            return RowValue(table, member, coordinate, slot, reference.row.slot, member.type)
        if reference.key is not None:
            return Lookup(table, member, coordinate, slot, reference.key, member.type)
        return Column(table, member, coordinate, slot, Type(Kind.COLUMN, element=member.type))
