"""Declared forms -> model: drafts realised with types, units, prescribed rows, and a slot for each cell.

Derives no checks and types no rules; what may be laid over what stands in `drafts.py`.
"""

from dataclasses import replace

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Term
from gouji.lang.drafts import (
    Drafter,
    DraftField,
    DraftGroup,
    DraftMember,
    DraftTable,
    Stated,
    copied,
    labels_of,
    report_twice,
)
from gouji.lang.environment import Environment, Reporter
from gouji.lang.field_types import bound_of, default_of, find_unit, is_figure_in, type_of
from gouji.lang.form_faults import (
    check_paths,
    check_sources,
    check_totals,
    report_bounds,
    report_default,
    report_idle_rows,
    report_sources,
)
from gouji.lang.form_model import Axis, Bound, Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow, Switch
from gouji.lang.form_paths import scalars
from gouji.lang.inherited import Misfit, report_misfits
from gouji.lang.keywords import INSIDE_FIELDS, KEYWORDS
from gouji.lang.patterns import is_valid_pattern, not_in_re2
from gouji.lang.types import TARGET, TEXT, UNKNOWN, Kind, Type
from gouji.lang.units import STANDARD, Unit
from gouji.lang.values import canonical_text, is_blank

YUAN = STANDARD.find("元")
assert YUAN is not None

_TYPE_WORDS = [
    word
    for kind in "TEXT NUMBER COUNT MONEY RATIO DATE TARGET CHOICE REFERENCE".split()
    for word in KEYWORDS[kind].chinese
]


class FormBuilder:
    """Builds all forms of a program; `environment.forms` grows as it goes."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.drafter = Drafter(environment)
        self.drafts: dict[Form, dict[str, DraftMember]] = {}
        # By form, the reporters of every declaration that its members come from, and what does not fit in it.
        self.reporters: dict[Form, list[Reporter]] = {}
        self.misfits: dict[Form, list[Misfit]] = {}

    def build(self, written: ast.Form, reporter: Reporter, parent: Form | None) -> Form:
        """One form; its parent has been built before it."""
        members = copied(self.drafts[parent]) if parent else {}
        inherited = self.reporters[parent] if parent else []
        known = [(one, len(one.faults)) for one in inherited]
        drawn = len(self.drafter.library_reporters)
        self.drafter.lay_over(members, written.members, reporter)
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
            parent.orphan if parent else written.parent is not None,
        )
        for switch in written.switches:
            if is_blank(switch.reason.text):
                reporter.report(codes.EMPTY_REASON, switch.reason.span, check=switch.check.text)
        self.drafts[form] = members
        for table in form.tables:
            check_paths(form, tuple(table.fields.values()), members, table)
        check_paths(form, tuple(scalars(form.members)), members, None)
        check_totals(form, members)
        self.reporters[form] = [*inherited, reporter, *self.drafter.library_reporters[drawn:]]
        self.misfits[form] = report_misfits(form, reporter, known, self.misfits[parent] if parent else [])
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


class _Layout:
    """Realises drafted members and gives each cell its slot."""

    def __init__(self, environment: Environment, money_unit: Unit) -> None:
        self.environment = environment
        self.money_unit = money_unit
        self.size = 0
        self.tables: list[FormTable] = []

    def member(self, draft: DraftMember, above: tuple[str, ...]) -> FormMember:
        if isinstance(draft, DraftField):
            realised = self._field(draft, above, self.size)
            report_sources(draft)
            self.size += len(realised.slots)
            return realised
        path = (*above, draft.name)
        if isinstance(draft, DraftGroup):
            members = {name: self.member(member, path) for name, member in draft.members.items()}
            place = draft.reporter.place(draft.span)
            return FormGroup(draft.name, path, members, draft.labels or (draft.name,), draft.documentation, place)
        return self._table(draft, path)

    def _table(self, draft: DraftTable, path: tuple[str, ...]) -> FormTable:
        fields: dict[str, FormField] = {}
        columns = 0
        for name, column in draft.fields.items():
            fields[name] = self._field(column, path, columns)
            columns += len(fields[name].slots)
        key_name = canonical_text(draft.key[0].text) if draft.key is not None else ""
        for name, field in fields.items():
            if field.is_put_together and not check_sources(draft.fields[name], fields, key_name):
                fields[name] = replace(field, type=UNKNOWN, unit=None, default=None, bounds=())
        key = None
        if draft.key is not None:
            named, reporter = draft.key
            key = fields.get(canonical_text(named.text))
            if key is None:
                reporter.unknown(codes.UNKNOWN_FIELD, named, fields)
            elif key.type.kind is Kind.UNKNOWN:
                pass
            elif key.type.kind is not Kind.TEXT or key.several or key.axis is not None:
                found = key.type.term() if key.type.kind is not Kind.TEXT else Term("type.set")
                reporter.report(codes.WRONG_TYPE, named.span, found=found, wanted=TEXT.term())
                key = None
        elif draft.rows:
            draft.reporter.report(codes.NO_KEY, draft.span, table=draft.name)
        rows = {name: self._row(row, reporter, fields) for name, (row, reporter) in draft.rows.items()}
        report_idle_rows(draft, fields)
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
        report_twice(written.key, written.attributes, reporter)
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
                if column.name in cells:
                    reporter.report(codes.DUPLICATE_NAME, cell.field.span, name=cell.field.text)
                cells[column.name] = canonical_text(cell.value.text)
        by_kind = {attribute.kind: attribute for attribute in written.attributes}
        unit = by_kind.get("unit")
        values = by_kind.get("values")
        alias = by_kind.get("alias")
        direction = by_kind.get("direction")
        measure = find_unit(self.environment, reporter, unit.words[0]) if unit else None
        attributes = [Stated(attribute, reporter) for attribute in written.attributes if attribute.kind == "bound"]
        bounds = tuple(bound for _, bound in self._limits(written.key, attributes, TARGET, measure))
        measure = measure or next((bound.unit for bound in bounds if bound.unit is not None), None)
        words = tuple(canonical_text(word.text) for word in values.words) if values else ()
        units = self.environment.units
        if values is not None and measure is not None and not any(is_figure_in(word, measure, units) for word in words):
            stating = unit or attributes[0].attribute
            first, second = reporter.text(stating.span), reporter.text(values.span)
            reporter.report(codes.NOTHING_FITS, values.span, name=written.key.text, first=first, second=second)
        return PrescribedRow(
            canonical_text(written.key.text),
            tuple(canonical_text(word.text) for word in alias.words) if alias else (),
            cells,
            words,
            measure,
            unit is not None,
            direction.words[0].text if direction else "",
            bounds,
            "required" in by_kind,
            written.documentation,
            reporter.place(written.key.span),
        )

    def _field(self, draft: DraftField, above: tuple[str, ...], first_slot: int) -> FormField:
        written, reporter, attributes = draft.written, draft.reporter, draft.attributes
        axis = self._axis(attributes.get("by"))
        count = len(axis.coordinates) if axis else 1
        kind = draft.type.kind
        if not kind:
            reporter.unknown(codes.UNKNOWN_TYPE, draft.type.path[0], _TYPE_WORDS, INSIDE_FIELDS)
        field_type, unit = type_of(
            draft.type, attributes.get("unit"), attributes.get("values"), self.money_unit, self.environment
        )
        measure = attributes["unit"].attribute.words[0].text if "unit" in attributes else ""
        unknown = ("by" in attributes and axis is None) or (measure and not self.environment.units.find(measure))
        if not kind or unknown or reporter.misread(written.span):
            field_type, unit = UNKNOWN, None  # reported; nothing else can be said of it
        default = attributes.get("default") if field_type is not UNKNOWN else None
        limits = self._limits(written.name, draft.bounds if field_type is not UNKNOWN else [], field_type, unit)
        value = default_of(default, field_type, unit, draft.type.several, self.environment) if default else None
        if default is not None:
            report_default(written.name, reporter, default, value, attributes.get("required"), limits)
        name = canonical_text(written.name.text)
        direction = attributes.get("direction")
        return FormField(
            name,
            (*above, name),
            kind or "text",
            field_type,
            axis,
            tuple(range(first_slot, first_slot + count)),
            labels_of(tuple(stated.attribute for stated in attributes.values())) or (name,),
            "required" in attributes,
            unit,
            value,
            tuple(bound for _, bound in limits),
            _pattern(attributes.get("pattern"), field_type),
            tuple(tuple(canonical_text(part.text) for part in path) for path in attributes["total"].attribute.paths)
            if "total" in attributes
            else (),
            tuple(canonical_text(part.text) for part in draft.type.path) if kind == "reference" else (),
            draft.type.several,
            direction.attribute.words[0].text if direction else "",
            draft.documentation,
            reporter.place(written.name.span),
            *(_column(attributes.get(attribute)) for attribute in ("comparator_from", "unit_from")),
        )

    def _limits(
        self, name: ast.Name, stated: list[Stated], field_type: Type, unit: Unit | None
    ) -> list[tuple[Stated, Bound]]:
        """The limits of a field or row that can be read; those that nothing keeps together are reported."""
        found = [(one, bound_of(one, field_type, unit, self.environment)) for one in stated]
        known = [(one, bound) for one, bound in found if bound is not None]
        report_bounds(name, known)
        return known

    def _axis(self, by: Stated | None) -> Axis | None:
        if by is None:
            return None
        name = by.attribute.words[0]
        axis = self.environment.axes.get(canonical_text(name.text))
        if axis is None:
            told = (fault.arguments["name"] for fault in by.reporter.faults if fault.code is codes.UNKNOWN_AXIS)
            if name.text not in told:  # once a form, not at each field
                by.reporter.unknown(codes.UNKNOWN_AXIS, name, self.environment.axes, INSIDE_FIELDS)
        return axis


def _column(stated: Stated | None) -> str:
    """The column that an attribute names."""
    return canonical_text(stated.attribute.words[0].text) if stated is not None else ""


def _pattern(stated: Stated | None, field_type: Type) -> str:
    """The pattern that a field's texts keep; none after a report."""
    if stated is None or field_type.kind is Kind.NUMBER:  # reported as out of place
        return ""
    pattern = stated.attribute.words[0]
    if not is_valid_pattern(pattern.text):
        refused = not_in_re2(pattern.text)
        stated.reporter.report(codes.BAD_PATTERN, pattern.span, pattern=pattern.text, refused=refused)
        return ""
    return pattern.text
