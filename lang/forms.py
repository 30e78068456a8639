"""Declared forms -> model: inheritance, attributes, prescribed rows, and the layout of cells.

A form is first drafted (its parent's draft with its own members laid over it), then realised with slots. Derives no
checks and types no rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Term
from gouji.lang.environment import Environment, Reporter
from gouji.lang.field_types import bound_of, default_of, find_unit, type_of
from gouji.lang.keywords import INSIDE_FIELDS, KEYWORDS
from gouji.lang.model import (
    Axis,
    Form,
    FormField,
    FormGroup,
    FormMember,
    FormTable,
    PrescribedRow,
    Switch,
)
from gouji.lang.patterns import is_valid_pattern, not_in_re2
from gouji.lang.source import Span
from gouji.lang.types import TARGET, TEXT, UNKNOWN, Kind
from gouji.lang.units import STANDARD, Unit
from gouji.lang.values import canonical_text

YUAN = STANDARD.find("元")
assert YUAN is not None

_TYPE_WORDS = [
    word
    for kind in "TEXT NUMBER COUNT MONEY RATIO DATE TARGET CHOICE REFERENCE".split()
    for word in KEYWORDS[kind].chinese
]


@dataclass(slots=True)
class _DraftField:
    written: ast.Field
    attributes: dict[str, ast.Attribute]
    bounds: list[ast.Attribute]
    reporter: Reporter
    type: ast.TypeName
    documentation: str


@dataclass(slots=True)
class _DraftGroup:
    name: str
    span: Span
    reporter: Reporter
    labels: tuple[str, ...]
    documentation: str
    members: "dict[str, _DraftMember]" = field(default_factory=dict)


@dataclass(slots=True)
class _DraftTable:
    name: str
    span: Span
    reporter: Reporter
    key: ast.Name | None
    labels: tuple[str, ...]
    required: bool
    documentation: str
    fields: dict[str, _DraftField] = field(default_factory=dict)
    rows: dict[str, tuple[ast.Row, Reporter]] = field(default_factory=dict)


_DraftMember = _DraftField | _DraftGroup | _DraftTable
_Named = TypeVar("_Named", bound=ast.Field | ast.Row)


class FormBuilder:
    """Builds all forms of a program; `environment.forms` grows as it goes."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.drafts: dict[int, dict[str, _DraftMember]] = {}
        self.library_reporters: list[Reporter] = []

    def build(self, written: ast.Form, reporter: Reporter, parent: Form | None) -> Form:
        """One form; its parent has been built before it."""
        members = _copy(self.drafts[id(parent)]) if parent else {}
        self._lay_over(members, written.members, reporter)
        unit = self._money_unit(written, reporter, parent)
        layout = _Layout(self.environment, unit)
        realised = {name: layout.member(member, ()) for name, member in members.items()}
        years = written.years
        if years[0] is not None and years[1] is not None and years[0] > years[1]:
            reporter.report(codes.BAD_YEARS, written.name.span, first=years[0], last=years[1])
        form = Form(
            written.name.text,
            parent,
            written.title.text if written.title else parent.title if parent else written.name.text,
            years if years != (None, None) or not parent else parent.years,
            unit,
            realised,
            tuple(layout.tables),
            layout.size,
            self.environment.units,
            tuple(
                Switch(switch.check.text, switch.severity, switch.reason.text, reporter.place(switch.span))
                for switch in written.switches
            ),
            written.documentation,
            reporter.place(written.name.span),
        )
        for switch in written.switches:
            if not switch.reason.text.strip():
                reporter.report(codes.EMPTY_REASON, switch.reason.span, check=switch.check.text)
        self.drafts[id(form)] = members
        for table in form.tables:
            _check_paths(form, tuple(table.fields.values()), members, table)
        _check_paths(form, tuple(_scalars(form.members)), members, None)
        return form

    def _money_unit(self, written: ast.Form, reporter: Reporter, parent: Form | None) -> Unit:
        default = parent.money_unit if parent else YUAN
        assert default is not None
        if written.money_unit is None:
            return default
        unit = find_unit(self.environment, reporter, written.money_unit)
        if unit is not None and unit.dimension != default.dimension:
            reporter.report(codes.NOT_MONEY, written.money_unit.span, unit=unit.name)
            return default
        return unit or default

    # --- drafting

    def _lay_over(
        self, members: dict[str, _DraftMember], written: tuple[ast.FormMember, ...], reporter: Reporter
    ) -> None:
        seen: set[str] = set()
        for member in written:
            name = canonical_text(member.name.text)
            if name in seen:
                reporter.report(codes.DUPLICATE_NAME, member.name.span, name=member.name.text)
                continue
            seen.add(name)
            inherited = members.get(name)
            if isinstance(member, ast.Field):
                if isinstance(inherited, _DraftGroup | _DraftTable):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                members[name] = _narrowed(inherited, member, reporter)
            elif isinstance(member, ast.Group):
                if inherited is not None and not isinstance(inherited, _DraftGroup):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                group = inherited or _DraftGroup(name, member.name.span, reporter, (), member.documentation)
                group.labels = _labels(member.attributes) or group.labels
                self._lay_over(group.members, member.members, reporter)
                members[name] = group
            else:
                if inherited is not None and not isinstance(inherited, _DraftTable):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                members[name] = self._table(inherited, member, reporter)

    def _table(self, inherited: _DraftTable | None, written: ast.Table, reporter: Reporter) -> _DraftTable:
        table = inherited or _DraftTable(
            canonical_text(written.name.text),
            written.name.span,
            reporter,
            written.key,
            (),
            False,
            written.documentation,
        )
        table.key = written.key or table.key
        table.labels = _labels(written.attributes) or table.labels
        table.required = table.required or any(attribute.kind == "required" for attribute in written.attributes)
        for column in _once(written.fields, reporter):
            name = canonical_text(column.name.text)
            table.fields[name] = _narrowed(table.fields.get(name), column, reporter)
        for draw in written.draws:
            found = self.environment.libraries.get(canonical_text(draw.library.text))
            if found is None:
                reporter.unknown(codes.UNKNOWN_LIBRARY, draw.library, self.environment.libraries)
                continue
            library, piece = found
            owner = Reporter(piece)
            self.library_reporters.append(owner)
            table.rows.update((canonical_text(row.key.text), (row, owner)) for row in _once(library.rows, owner))
        for row in _once(written.rows, reporter):
            table.rows[canonical_text(row.key.text)] = (row, reporter)
        return table


def _once(written: "tuple[_Named, ...]", reporter: Reporter) -> "list[_Named]":
    """Columns or prescribed rows, the first of each name; others of the name are reported."""
    found: dict[str, _Named] = {}
    for one in written:
        name = one.key if isinstance(one, ast.Row) else one.name
        if found.setdefault(canonical_text(name.text), one) is not one:
            reporter.report(codes.DUPLICATE_NAME, name.span, name=name.text)
    return list(found.values())


def _copy(members: dict[str, _DraftMember]) -> dict[str, _DraftMember]:
    copied: dict[str, _DraftMember] = {}
    for name, member in members.items():
        if isinstance(member, _DraftGroup):
            copied[name] = replace(member, members=_copy(member.members))
        elif isinstance(member, _DraftTable):
            copied[name] = replace(member, fields=dict(member.fields), rows=dict(member.rows))
        else:
            copied[name] = member
    return copied


def _labels(attributes: tuple[ast.Attribute, ...]) -> tuple[str, ...]:
    return next((tuple(word.text for word in one.words) for one in attributes if one.kind == "label"), ())


def _narrowed(inherited: "_DraftMember | None", written: ast.Field, reporter: Reporter) -> _DraftField:
    """A field as declared, laid over the inherited one: its type may only narrow, its attributes replace."""
    attributes: dict[str, ast.Attribute] = {}
    bounds: list[ast.Attribute] = []
    documentation = written.documentation
    if isinstance(inherited, _DraftField):
        attributes |= inherited.attributes
        documentation = documentation or inherited.documentation
        before, now = inherited.type, written.type
        if before.kind and now.kind and before.kind != now.kind and (before.kind, now.kind) not in _NARROWER:
            reporter.report(codes.WIDENED_TYPE, now.span, name=written.name.text)
        else:
            bounds += inherited.bounds
        offered = {canonical_text(word.text) for word in before.choices}
        for word in now.choices if before.kind == "choice" else ():
            if canonical_text(word.text) not in offered:
                reporter.report(codes.WIDENED_TYPE, word.span, name=written.name.text)
    for attribute in written.attributes:
        if attribute.kind == "bound":
            bounds.append(attribute)
        else:
            attributes[attribute.kind] = attribute
        if attribute.kind == "optional":
            if attributes.pop("required", None) is not None and isinstance(inherited, _DraftField):
                reporter.report(codes.DROPPED_CHECK, attribute.span, name=written.name.text)
        elif attribute.kind == "required":
            attributes.pop("optional", None)
        if written.type.kind and written.type.kind not in _PLACES.get(attribute.kind, (written.type.kind,)):
            reporter.report(codes.ATTRIBUTE_PLACE, attribute.span, name=written.name.text)
    return _DraftField(written, attributes, bounds, reporter, written.type, documentation)


# Where an attribute means something, if not everywhere.
_PLACES = {"values": ("text",), "direction": ("target",), "pattern": ("text", "choice", "reference")}


_NARROWER = {("text", "choice"), ("text", "reference"), ("text", "date"), ("number", "count"), ("number", "ratio")}


class _Layout:
    """Realises drafted members and gives each cell its slot."""

    def __init__(self, environment: Environment, money_unit: Unit) -> None:
        self.environment = environment
        self.money_unit = money_unit
        self.size = 0
        self.tables: list[FormTable] = []

    def member(self, draft: _DraftMember, above: tuple[str, ...]) -> FormMember:
        if isinstance(draft, _DraftField):
            realised = self._field(draft, above, self.size)
            self.size += len(realised.slots)
            return realised
        path = (*above, draft.name)
        if isinstance(draft, _DraftGroup):
            members = {name: self.member(member, path) for name, member in draft.members.items()}
            place = draft.reporter.place(draft.span)
            return FormGroup(draft.name, path, members, draft.labels or (draft.name,), draft.documentation, place)
        return self._table(draft, path)

    def _table(self, draft: _DraftTable, path: tuple[str, ...]) -> FormTable:
        fields: dict[str, FormField] = {}
        columns = 0
        for name, column in draft.fields.items():
            fields[name] = self._field(column, path, columns)
            columns += len(fields[name].slots)
        key = None
        if draft.key is not None:
            key = fields.get(canonical_text(draft.key.text))
            if key is None:
                draft.reporter.unknown(codes.UNKNOWN_FIELD, draft.key, fields)
            elif key.type.kind is Kind.UNKNOWN:
                pass
            elif key.type.kind is not Kind.TEXT or key.several or key.axis is not None:
                found = key.type.term() if key.type.kind is not Kind.TEXT else Term("type.set")
                draft.reporter.report(codes.WRONG_TYPE, draft.key.span, found=found, wanted=TEXT.term())
                key = None
        elif draft.rows:
            draft.reporter.report(codes.NO_KEY, draft.span, table=draft.name)
        rows = {name: self._row(row, reporter, fields) for name, (row, reporter) in draft.rows.items()}
        table = FormTable(
            draft.name,
            path,
            len(self.tables),
            key,
            fields,
            rows,
            columns,
            draft.labels or (draft.name,),
            draft.required,
            draft.documentation,
            draft.reporter.place(draft.span),
        )
        self.tables.append(table)
        return table

    def _row(self, written: ast.Row, reporter: Reporter, fields: dict[str, FormField]) -> PrescribedRow:
        cells: dict[str, str] = {}
        for cell in written.cells:
            column = fields.get(canonical_text(cell.field.text))
            if column is None:
                reporter.unknown(codes.UNKNOWN_FIELD, cell.field, fields)
            elif column.type.kind is Kind.UNKNOWN:
                pass
            elif column.type.kind is not Kind.TEXT:
                reporter.report(codes.WRONG_TYPE, cell.field.span, found=column.type.term(), wanted=TEXT.term())
            elif column.type.choices and canonical_text(cell.value.text) not in column.type.choices:
                reporter.unknown(codes.NOT_A_CHOICE_HERE, cell.value, column.type.choices)
            else:
                cells[column.name] = canonical_text(cell.value.text)
        by_kind = {attribute.kind: attribute for attribute in written.attributes}
        unit = by_kind.get("unit")
        values = by_kind.get("values")
        alias = by_kind.get("alias")
        direction = by_kind.get("direction")
        measure = find_unit(self.environment, reporter, unit.words[0]) if unit else None
        attributes = [attribute for attribute in written.attributes if attribute.kind == "bound"]
        found = [bound_of(attribute, TARGET, measure, self.environment, reporter) for attribute in attributes]
        bounds = tuple(bound for bound in found if bound is not None)
        return PrescribedRow(
            canonical_text(written.key.text),
            tuple(canonical_text(word.text) for word in alias.words) if alias else (),
            cells,
            tuple(canonical_text(word.text) for word in values.words) if values else (),
            measure or next((bound.unit for bound in bounds if bound.unit is not None), None),
            direction.words[0].text if direction else "",
            bounds,
            "required" in by_kind,
            written.documentation,
            reporter.place(written.key.span),
        )

    def _field(self, draft: _DraftField, above: tuple[str, ...], first_slot: int) -> FormField:
        written, reporter, attributes = draft.written, draft.reporter, draft.attributes
        axis = self._axis(attributes.get("by"), reporter)
        count = len(axis.coordinates) if axis else 1
        kind = draft.type.kind
        if not kind:
            reporter.unknown(codes.UNKNOWN_TYPE, draft.type.path[0], _TYPE_WORDS, INSIDE_FIELDS)
        field_type, unit = type_of(draft.type, attributes, self.money_unit, self.environment, reporter)
        measure = attributes["unit"].words[0].text if "unit" in attributes else ""
        if not kind or ("by" in attributes and axis is None) or (measure and not self.environment.units.find(measure)):
            field_type, unit = UNKNOWN, None  # reported; nothing else can be said of it
        default = attributes.get("default") if field_type is not UNKNOWN else None
        written_bounds = draft.bounds if field_type is not UNKNOWN else []
        bounds = (bound_of(bound, field_type, unit, self.environment, reporter) for bound in written_bounds)
        pattern = attributes["pattern"].words[0] if "pattern" in attributes else None
        if pattern is not None and not is_valid_pattern(pattern.text):
            refused = not_in_re2(pattern.text)
            reporter.report(codes.BAD_PATTERN, pattern.span, pattern=pattern.text, refused=refused)
            pattern = None
        elif field_type.kind is Kind.NUMBER:  # reported as out of place
            pattern = None
        labels = _labels(tuple(attributes.values()))
        name = canonical_text(written.name.text)
        direction = attributes.get("direction")
        return FormField(
            name,
            (*above, name),
            kind or "text",
            field_type,
            axis,
            tuple(range(first_slot, first_slot + count)),
            labels or (name,),
            "required" in attributes,
            unit,
            default_of(default, field_type, unit, self.environment, reporter) if default else None,
            tuple(bound for bound in bounds if bound is not None),
            pattern.text if pattern else "",
            tuple(tuple(canonical_text(part.text) for part in path) for path in attributes["total"].paths)
            if "total" in attributes
            else (),
            tuple(canonical_text(part.text) for part in draft.type.path) if kind == "reference" else (),
            draft.type.several,
            direction.words[0].text if direction else "",
            draft.documentation,
            reporter.place(written.name.span),
        )

    def _axis(self, by: ast.Attribute | None, reporter: Reporter) -> Axis | None:
        if by is None:
            return None
        axis = self.environment.axes.get(canonical_text(by.words[0].text))
        if axis is None:
            reporter.unknown(codes.UNKNOWN_AXIS, by.words[0], self.environment.axes, INSIDE_FIELDS)
        return axis


def _scalars(members: dict[str, FormMember]) -> Iterator[FormField]:
    for member in members.values():
        if isinstance(member, FormField):
            yield member
        elif isinstance(member, FormGroup):
            yield from _scalars(member.members)


def resolve_part(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> FormMember | None:
    """The member a total's part names: looked for beside its owner first, then further out, then from the form."""
    for depth in range(len(owner) - 1, -1, -1):
        found = form.find((*owner[:depth], *path))
        if found is not None:
            return found
    return None


def _beside(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> list[str]:
    """What may stand in a total in place of an unknown last name: the members of the group or table before it."""
    whole = resolve_part(form, owner, path[:-1]) if len(path) > 1 else None
    members = whole.members if isinstance(whole, FormGroup) else whole.fields if isinstance(whole, FormTable) else {}
    return [".".join((*path[:-1], name)) for name in members]


def _check_paths(
    form: Form, fields: tuple[FormField, ...], drafts: dict[str, _DraftMember], table: FormTable | None
) -> None:
    """Reports parts of totals and references that name nothing, or something of another dimension."""
    for owner in fields:
        draft = _draft_at(drafts, owner.path)
        if not isinstance(draft, _DraftField):
            continue
        reporter = draft.reporter
        written = draft.attributes["total"].paths if "total" in draft.attributes else ()
        for path, names in zip(owner.totals, written, strict=True):
            part = resolve_part(form, owner.path, path)
            span = Span(names[0].span.start, names[-1].span.end)
            if not isinstance(part, FormField):
                whole = ast.Name(".".join(name.text for name in names), span)
                near = _beside(form, owner.path, path) or all_paths(form)
                reporter.unknown(codes.UNKNOWN_FIELD, whole, near, INSIDE_FIELDS)
            elif Kind.UNKNOWN in (part.type.kind, owner.type.kind):
                pass
            elif not (part.type.is_numeric and owner.type.is_numeric):
                text = part if owner.type.is_numeric else owner
                reporter.report(codes.NOT_A_NUMBER, span, type=text.type.term())
            elif part.type.dimension != owner.type.dimension:
                reporter.report(
                    codes.UNLIKE_DIMENSIONS, span, left=owner.type.term(), right=part.type.term(), operator="合计自"
                )
        if owner.refers_to:
            target = resolve_part(form, owner.path, owner.refers_to)
            if not isinstance(target, FormTable) or target.key is None:
                whole = ast.Name(".".join(owner.refers_to), draft.type.span)
                tables = [".".join(each.path) for each in form.tables if each.key]
                reporter.unknown(codes.UNKNOWN_TABLE, whole, tables)


def _draft_at(drafts: dict[str, _DraftMember], path: tuple[str, ...]) -> "_DraftMember | None":
    found: _DraftMember | None = None
    members: dict[str, _DraftMember] | dict[str, _DraftField] = drafts
    for name in path:
        found = members.get(name)
        if isinstance(found, _DraftGroup):
            members = found.members
        elif isinstance(found, _DraftTable):
            members = found.fields
    return found


def all_paths(form: Form) -> list[str]:
    """Every field's path, dotted, for naming the nearest."""
    paths = [".".join(field.path) for field in _scalars(form.members)]
    for table in form.tables:
        paths.append(".".join(table.path))
        paths.extend(".".join(field.path) for field in table.fields.values())
    return paths
