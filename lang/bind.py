"""A located tree held against its form -> submission and findings on single cells.

Every key is known or reported with the nearest name; every value becomes a typed cell. Nothing is lost: what cannot
be read is a broken cell with its text. Knows no file format.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.bind_findings import CellFindings, CellName, name_of_member, written
from gouji.lang.bind_rows import PlainRow, PlainRows, shape_of
from gouji.lang.bind_targets import TargetCells, with_unit_of_others
from gouji.lang.choices import choice_meant
from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Term, requoted
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow, cell_name
from gouji.lang.head_keys import TOP_KEYS
from gouji.lang.keys import Keys
from gouji.lang.located import Broken, Entry, Mapping, Node, Scalar, Sequence, known_part
from gouji.lang.nearest import is_same_name, nearest
from gouji.lang.quantities import HALF, HALVES
from gouji.lang.quoting import as_header
from gouji.lang.source import Source, Span
from gouji.lang.submission import Cell, State, Submission, TableData
from gouji.lang.target_parts import RowOfParts
from gouji.lang.target_slips import CURRENCY
from gouji.lang.types import Kind
from gouji.lang.units import EXACT, format_number, name_of
from gouji.lang.values import (
    Date,
    Quantity,
    TargetKind,
    canonical_text,
    is_blank,
    keys_in,
    parse_date,
    parse_quantity,
    parse_target,
)
from gouji.lang.wanted import example_of, impossible_day

# More digits than any figure of a budget has.
MOST_DIGITS = 40
_QUOTES = str.maketrans("", "", "\"'“”‘’「」『』〝〞＂＇")
_NUMERIC = frozenset(("money", "number", "count", "ratio"))


@dataclass(frozen=True, slots=True)
class Bound:
    """A submission and what was found while its cells were read; `rows` only for who asked for them."""

    submission: Submission
    findings: list[Diagnostic]
    rows: PlainRows | None


def bind(
    form: Form, year: int | None, root: Mapping, source: Source, before: PlainRows | None = None,
    ask: Callable[[], None] = lambda: None,
) -> Bound:  # fmt: skip
    """Lays the cells of a filled form out as its form says. Without a year, what needs it does not apply.

    Given the plain rows of an earlier text, it does not read those again that still stand there, and gives its own.
    Before each row `ask` may raise what ends it.
    """
    binder = _Binder(form, root, source, before, ask)
    top = next(iter(root.entries.values())).key_span if root.entries else root.span
    with localcontext(EXACT):
        binder.members((), form.members, root, top, TOP_KEYS)
        # What an orphan does not have may be its parent's.
        of_keys = [one for one in binder.keys.findings() if not form.orphan or one.code is codes.KEY_TWICE]
    findings = [*binder.told.findings, *of_keys]
    rows = PlainRows(form, binder.rows) if before is not None else None
    return Bound(Submission(form, source, year, binder.cells, binder.tables, root), findings, rows)


def bind_cell(
    form: Form, source: Source, field: FormField, at: str, node: Node, prescribed: PrescribedRow | None,
    key: str | int | None,
) -> tuple[Cell, list[Diagnostic]]:  # fmt: skip
    """One value as `bind` would read it in that field, at that coordinate, in a row of that key; and what is wrong with it."""
    binder = _Binder(form, Mapping(node.span), source)
    with localcontext(EXACT):
        return binder.cell(field, at, node, node.span, prescribed, key), binder.told.findings


class _Row(NamedTuple):
    """A row before its cells are read. `shape` is None where it cannot be plain; `entries`, where `plain` is known."""

    mapping: Mapping
    key: str
    shape: Hashable | None
    plain: PlainRow | None
    entries: dict[str, Entry] | None


class _Binder:
    def __init__(
        self, form: Form, root: Mapping, source: Source, before: PlainRows | None = None,
        ask: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.form = form
        self.ask = ask
        self.before = before.of(form) if before is not None else None
        self.rows: dict[Hashable, PlainRow] = {}
        self.keys = Keys(form, root, source)
        self.source = source
        self.units = form.units
        self.cells = [Cell(State.ABSENT, None, Span(0, 0))] * form.size
        self.tables = [TableData([[] for _ in range(table.columns)]) for table in form.tables]
        self.told = CellFindings(form.name, source)
        self.parts: RowOfParts | None = None
        self.targets = TargetCells(form.units, self.told)

    # --- members

    def members(
        self, where: tuple[str, ...], members: dict[str, FormMember], node: Node | None, place: Span,
        known: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Binds the members of a form or group; absent ones are placed at `place`, those of a broken group are broken."""
        group = node
        wholes = [name for name, member in members.items() if not isinstance(member, FormField)]
        names = (*members, *known)
        entries = self.keys.entries(group, where, names, wholes) if isinstance(group, Mapping) else {}
        fields = {name for name, member in members.items() if isinstance(member, FormField)}
        is_open = not fields.isdisjoint(entries)  # it has a header, and no other opens it again
        for name, member in members.items():
            entry = entries.get(name) or self.keys.displaced(member)
            node = entry.node if entry else group if isinstance(group, Broken) else None
            node = self.begun(member) if entry is None and node is None and not (is_open and name in fields) else node
            at = entry.key_span if entry else place
            if isinstance(member, FormField):
                for slot, cell in zip(member.slots, self.field(member, node, at, None, None), strict=True):
                    self.cells[slot] = cell
            elif isinstance(member, FormGroup):
                if node is not None and not isinstance(node, Mapping | Broken):
                    heading = as_header(member.path)
                    if not self.keys.torn.is_torn(node.span):
                        self.told.wrong(
                            node.span, name_of_member(member.path), Term("value.group"), node, heading=heading
                        )
                    node = Broken(node.span)
                self.members(member.path, member.members, node, at)
            else:
                self.table(member, node, at)

    def begun(self, member: FormMember) -> Broken | None:
        """What a member is that does not stand there, where a torn header may be its own, or that of its group."""
        whole = self.form.find(member.path[:-1]) if isinstance(member, FormField) else member
        return self.keys.torn.may_be(whole) if whole is not None else None

    def table(self, table: FormTable, node: Node | None, place: Span) -> None:
        data = self.tables[table.index]
        data.span = node.span if node is not None else place
        data.broken = isinstance(node, Broken) or not isinstance(node, Sequence | Mapping | None)
        data.broken |= self.keys.torn.has_lost_rows(table)
        if node is None or isinstance(node, Broken):
            return
        rows: Iterable[Node] = node.items if isinstance(node, Sequence) else [node] if isinstance(node, Mapping) else ()
        if not isinstance(node, Sequence) and not self.keys.torn.is_torn(node.span):
            heading = as_header(table.path, is_table=True)
            self.told.wrong(node.span, name_of_member(table.path), Term("value.rows"), node, heading=heading)
        read: list[_Row] = []
        for row in rows:
            self.ask()
            if isinstance(row, Mapping):
                read.append(self.row(table, row))
            else:
                heading = as_header(table.path, is_table=True)
                self.told.wrong(row.span, name_of_member(table.path), Term("value.row"), row, heading=heading)
        self.prescribe(table, data, [row.key for row in read])
        for number, one in enumerate(read):
            self.ask()
            data.spans.append(one.mapping.span)
            for column, cell in zip(
                data.columns, self.cells_of(table, one, number, data.prescribed[number]), strict=True
            ):
                column.append(cell)

    def row(self, table: FormTable, row: Mapping) -> _Row:
        """A row, with the names of its keys, unless these are known from before."""
        shape = shape_of(table, row) if self.before is not None and not table.is_put_together else None
        plain = self.before.get(shape) if self.before is not None and shape is not None else None
        if plain is not None:
            return _Row(row, plain.key, shape, plain, None)
        odd = self.keys.odd
        entries = self.keys.entries(row, table.path, tuple(table.fields), (table.key.name,) if table.key else ())
        return _Row(row, self.key_of(table, entries), shape if self.keys.odd == odd else None, None, entries)

    def cells_of(self, table: FormTable, row: _Row, number: int, prescribed: PrescribedRow | None) -> list[Cell]:
        """The cells of a row, by columns."""
        mapping, key, shape, plain, entries = row
        start = mapping.span.start
        if plain is not None and plain.is_still(number, prescribed):
            plain = self.rows[shape] = plain.at(start)
            return plain.cells
        if entries is None:
            entries = self.keys.entries(mapping, table.path, tuple(table.fields))
        if table.is_put_together:
            self.parts = RowOfParts(table, entries, key or number, self.units, self.source, self.told)
        before = self.keys.odd, len(self.told.findings)
        cells: list[Cell] = []
        for name, field in table.fields.items():
            entry = entries.get(name)
            at = entry.key_span if entry else mapping.span
            cells += self.field(field, entry.node if entry else None, at, prescribed, key or number)
        if shape is not None and before == (self.keys.odd, len(self.told.findings)):
            self.rows[shape] = PlainRow(start, number, key, prescribed, cells)
        return cells

    def key_of(self, table: FormTable, entries: dict[str, Entry]) -> str:
        if table.key is None or table.key.name not in entries:
            return ""
        node = entries[table.key.name].node
        return canonical_text(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else ""

    def prescribe(self, table: FormTable, data: TableData, keys: list[str]) -> None:
        """Finds each row by its keys, and the prescribed row that it is, or is meant to be where that one is missing."""
        known = {unquoted(name): row for row in table.rows.values() for name in (row.key, *row.aliases)}
        for number, key in enumerate(keys):
            prescribed = known.get(unquoted(key))
            data.prescribed.append(prescribed)
            if key:
                first = data.keys.setdefault(prescribed.key, number) if prescribed else number
                data.keys.setdefault(key, first)
        free = {key: number for number, key in enumerate(keys) if key and data.prescribed[number] is None}
        for row in table.rows.values():
            near = nearest(row.key, free, share=0.3) if row.required and row.key not in data.keys else None
            if near is not None:
                data.misspelt[row.key] = free[near]
                # what the row must look like does not hang on how its name is spelt
                data.prescribed[free[near]] = data.prescribed[free[near]] or row

    # --- cells

    def field(
        self, field: FormField, node: Node | None, place: Span, prescribed: PrescribedRow | None, key: str | int | None
    ) -> list[Cell]:
        """The cells of a field, one a coordinate; `key` is that of the row, or its number."""
        if field.type.kind is Kind.UNKNOWN and node is not None:  # what it holds is not known: see its declaration
            return [Cell(State.BROKEN, None, node.span) for _ in field.coordinates]
        if field.axis is None:
            return [self.cell(field, "", node, place, prescribed, key)]
        if node is None:
            return [self.cell(field, at, None, place, prescribed, key) for at in field.coordinates]
        node = known_part(node)
        if isinstance(node, Broken):
            return [Cell(State.BROKEN, None, node.span) for _ in field.coordinates]
        if not isinstance(node, Mapping):
            name = _name(field, "", key)
            wanted = Term("value.periods", (("coordinates", field.coordinates), ("example", example_of(field))))
            self.told.wrong(node.span, name, wanted, node, known=field.coordinates)
            broken = Cell(State.BROKEN, None, node.span, written(node))
            return [broken for _ in field.coordinates]
        entries = self.keys.coordinates(node, field.path, field.coordinates)
        cells: list[Cell] = []
        told = len(self.told.findings)
        for at in field.coordinates:
            entry = entries.get(at)
            where = entry.key_span if entry else node.span
            cells.append(self.cell(field, at, entry.node if entry else None, where, prescribed, key))
        self.told.findings[told:] = with_unit_of_others(self.told.findings[told:], cells)
        return cells

    def cell(
        self, field: FormField, at: str, node: Node | None, place: Span, prescribed: PrescribedRow | None,
        key: str | int | None,
    ) -> Cell:  # fmt: skip
        if node is None:
            if field.default is not None:
                return Cell(State.GIVEN, field.default, place, "", unit=field.unit)
            return Cell(State.ABSENT, None, place)
        name = _name(field, at, key)
        if isinstance(node, Broken):
            return Cell(State.BROKEN, None, node.span)
        if not isinstance(node, Scalar):
            self.told.wrong(node.span, name, Term(f"value.{field.kind}"), node)
            return Cell(State.BROKEN, None, node.span)
        if isinstance(node.value, str) and not node.value.strip():
            if field.default is not None:
                return Cell(State.GIVEN, field.default, node.span, node.value, unit=field.unit)
            return Cell(State.BLANK, None, node.span, node.value)
        if field.kind == "target":
            if self.parts is not None and field.is_put_together:
                return self.targets.put_together(self.parts, field, node, name, prescribed, str(key or field.name))
            return self.targets.target(field, node, name, prescribed, str(key or field.name))
        if field.kind in _NUMERIC:
            return self.figure(field, node, name)
        if field.kind == "date":
            return self.date(node, name)
        return self.text(field, node, name, prescribed)

    def figure(self, field: FormField, node: Scalar, name: CellName) -> Cell:
        """A money, number, count or ratio cell: a bare number in the field's unit, or a text with a unit of its own."""
        value = node.value
        broken = Cell(State.BROKEN, None, node.span, node.text)
        unit = field.unit
        if isinstance(value, str):
            read = parse_target(value, self.units)
            if read.kind is TargetKind.NOT_APPLICABLE:
                return Cell(State.INAPPLICABLE, None, node.span, value)
            quantity = self.quantity(field, value)
            if quantity is None:
                self.told.wrong(node.span, name, Term(f"value.{field.kind}"), node)
                return broken
            own = quantity.unit
            if own.dimension is None:
                scale = unit.factor if unit is not None and not own.name else Decimal(1)
                amount, precision = quantity.value * scale, quantity.precision * scale
            elif field.type.dimension is not None and own.dimension != field.type.dimension:
                wanted = name_of(field.type.dimension)
                self.told.report(codes.VALUE_UNIT, node.span, name, "类型", found=own.name, wanted=wanted, text=value)
                return broken
            elif unit is None:
                unitless, plain = Term("value.no-unit"), format_number(quantity.value / own.factor)
                fix = Fix(Term("fix.replace", (("text", plain),)), (Replacement(node.span, plain),))
                self.told.report(
                    codes.VALUE_UNIT, node.span, name, "类型", fix, found=own.name, wanted=unitless, text=value
                )
                return broken
            else:
                amount, precision = quantity.value, quantity.precision
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            number = Decimal(value)
            if not number.is_finite():
                self.told.wrong(node.span, name, Term(f"value.{field.kind}"), node)
                return broken
            _, digits, exponent = number.as_tuple()
            assert isinstance(exponent, int)
            if len(digits) > MOST_DIGITS or abs(exponent) > MOST_DIGITS:
                self.out_of_range(node, name, "too-large")
                return broken
            factor = unit.factor if unit is not None else Decimal(1)
            amount = number * factor
            precision = HALVES[-exponent] * factor if exponent <= 0 else Decimal((0, (5,), exponent - 1)) * factor
        else:
            self.told.wrong(node.span, name, Term(f"value.{field.kind}"), node)
            return broken
        high = field.type.high
        if high is not None and abs(amount) > high:
            self.out_of_range(node, name, "too-large")
            return broken
        if field.kind == "count" and amount % (self.units.unscaled(unit).factor if unit else 1):
            self.out_of_range(node, name, "not-whole")
            return broken
        return Cell(State.GIVEN, amount, node.span, node.text, precision, unit)

    def quantity(self, field: FormField, text: str) -> Quantity | None:
        """The figure of a text. Money may have ¥ before it, but ¥150 where the column is in 万元 may be either."""
        quantity = parse_quantity(text, self.units)
        if quantity is None and field.kind == "money":
            quantity = parse_quantity(CURRENCY.sub("", text.translate(HALF), count=1), self.units)
            if quantity and not quantity.unit.name and field.unit and field.unit.factor != 1:
                return None
        return quantity

    def out_of_range(self, node: Scalar, name: CellName, problem: str) -> None:
        problem_term = Term(f"value-problem.{problem}")
        self.told.report(codes.VALUE_OUT_OF_RANGE, node.span, name, "类型", text=written(node), problem=problem_term)

    def date(self, node: Scalar, name: CellName) -> Cell:
        value = node.value
        if isinstance(value, date | datetime):
            return Cell(State.GIVEN, Date(value.year, value.month, value.day), node.span, node.text)
        if isinstance(value, str):
            read = parse_target(value, self.units)
            if read.kind is TargetKind.NOT_APPLICABLE:
                return Cell(State.INAPPLICABLE, None, node.span, value)
            day = parse_date(value)
            if day is not None:
                return Cell(State.GIVEN, day, node.span, value)
            if impossible := impossible_day(value):
                self.told.wrong(node.span, name, impossible, node, missing=impossible)
                return Cell(State.BROKEN, None, node.span, node.text)
        self.told.wrong(node.span, name, Term("value.date"), node)
        return Cell(State.BROKEN, None, node.span, node.text)

    def text(self, field: FormField, node: Scalar, name: CellName, prescribed: PrescribedRow | None) -> Cell:
        """A text, choice or reference cell."""
        value = node.value
        if not isinstance(value, str):
            is_plain = isinstance(value, int | Decimal) and field.kind == "text" and not isinstance(value, bool)
            is_unit = self.parts is not None and self.parts.takes_from(field)  # which no number is
            fix = requoted(node.span, node.text, safe=not field.pattern) if is_plain and not is_unit else None
            self.told.wrong(node.span, name, Term("value.text"), node, fix)
            return Cell(State.BROKEN, None, node.span, node.text)
        if is_blank(value):
            state = State.INAPPLICABLE if field.kind == "reference" else State.BLANK
            return Cell(state, None, node.span, value)
        if field.several:
            keys = keys_in(value)
            twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
            if twice:
                fix = requoted(node.span, "、".join(dict.fromkeys(keys)), safe=False)
                self.told.report(codes.REFERENCE_TWICE, node.span, name, "写法", fix=fix, text="、".join(twice))
            return Cell(State.GIVEN, keys, node.span, value)
        text = canonical_text(value)
        if field.type.choices and text not in field.type.choices:
            wanted = prescribed.cells.get(field.name) if prescribed is not None else None
            near = wanted if wanted in field.type.choices else choice_meant(text, field.type.choices)
            fix = requoted(node.span, near, safe=is_same_name(text, near)) if near else None
            self.told.report(
                codes.NOT_A_CHOICE, node.span, name, "选项", fix=fix, text=value, nearest=near, known=field.type.choices
            )
            return Cell(State.BROKEN, text, node.span, value)
        return Cell(State.GIVEN, text, node.span, value)


def unquoted(text: str) -> str:
    """A name as prescribed rows are found by it: quotation marks of any kind make no difference."""
    return text.translate(_QUOTES)


def _name(field: FormField, at: str, key: str | int | None) -> CellName:
    shown = cell_name(field.path, at, None, key) if isinstance(key, int) else cell_name(field.path, at, key)
    return CellName(shown, field.path)
