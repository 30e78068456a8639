"""The checks that a form declares by what its fields are: required, totals, accumulating, unique, prescribed, …

Each is an ordinary check with a full name, in the same model as written rules. Runs nothing.
"""

from collections.abc import Callable, Iterator
from functools import partial

from gouji.lang import codes
from gouji.lang.diagnostic import Code
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, dotted
from gouji.lang.form_paths import resolve_part, resolve_table
from gouji.lang.model import (
    Aggregate,
    Call,
    CellValue,
    Check,
    Column,
    Compare,
    Expression,
    HasRow,
    Instance,
    IsFirstWithKey,
    IsState,
    Literal,
    Logical,
    Matches,
    OneOf,
    RowField,
    RowLoop,
    Rows,
    RowValue,
)
from gouji.lang.source import Place
from gouji.lang.types import BOOLEAN, DATE, TEXT, Kind, Type, literal

# Frame slots 0 to 2 hold cells, tables and year; derived checks run over rows with the next, and sum with the one after.
_ROW, _INNER, _FRAME = 3, 4, 5


def derived_checks(form: Form) -> list[Check]:
    """All derived checks of a form, in the order of its members."""
    deriver = _Deriver(form)
    return [check for member in form.members.values() for check in deriver.member(member)]


class _Deriver:
    def __init__(self, form: Form) -> None:
        self.form = form

    def member(self, member: FormMember) -> Iterator[Check]:
        if isinstance(member, FormField):
            yield from self.field(member, None)
        elif isinstance(member, FormGroup):
            for inner in member.members.values():
                yield from self.member(inner)
        else:
            yield from self.table(member)

    def check(
        self, code: Code, suffix: str, path: str, place: Place, instances: tuple[Instance, ...], computed: str = "none",
        **arguments: object,
    ) -> Check:  # fmt: skip
        return Check(
            self.form.name, f"{self.form.name}/{path} {suffix}", code, code.severity, code.category, "", computed, instances,
            {"field": path, **arguments}, True, "", place,
        )  # fmt: skip

    # --- fields and columns

    def field(self, field: FormField, table: FormTable | None) -> Iterator[Check]:
        path = dotted(field.path)
        place = field.place
        if field.required:
            given = self.each_cell(field, table, lambda cell: IsState(cell, "given", BOOLEAN))
            yield self.check(codes.MISSING_VALUE, "必填", path, place, given)
        if field.totals and field.type.kind is not Kind.UNKNOWN:
            totals = [(at, self.total(field, at, table)) for at in field.coordinates]
            instances = self.instances(field, table, [(at, must) for at, must in totals if must is not None])
            yield self.check(codes.TOTAL_MISMATCH, "合计", path, place, instances, "left")
        if field.axis is not None and field.axis.cumulative and field.kind in ("money", "count", "number", "target"):
            yield self.accumulation(field, table)
            if field.kind == "target":
                yield self.deadlines(field, table)
        for bound in field.bounds:
            unit = field.unit or bound.unit
            dimension = unit.dimension if unit is not None and field.type.dynamic else field.type.dimension
            limit = Literal(bound.value, literal(bound.value, dimension, unit))
            within = self.each_cell(field, table, partial(_bounded, bound.operator, limit))
            yield self.check(codes.OUT_OF_BOUNDS, "范围", path, place, within)
        if field.pattern:
            matching = self.each_cell(field, table, lambda cell: Matches(cell, field.pattern, BOOLEAN))
            yield self.check(codes.PATTERN_MISMATCH, "格式", path, place, matching, pattern=field.pattern)
        if field.refers_to:
            yield from self.reference(field, table)
        if field.direction and field.kind == "target":
            direction = Literal(field.direction, TEXT)
            agreeing = self.each_cell(field, table, partial(_called, "agrees_with_direction", direction))
            yield self.check(codes.WRONG_DIRECTION, "方向", path, place, agreeing)

    def each_cell(
        self, field: FormField, table: FormTable | None, make: Callable[[Expression], Expression]
    ) -> tuple[Instance, ...]:
        """An instance for each coordinate, whose must is made of the cell there."""
        musts = [(at, make(self.cell(field, at, table))) for at in field.coordinates]
        return self.instances(field, table, musts)

    def cell(self, field: FormField, coordinate: str, table: FormTable | None) -> Expression:
        slot = field.slots[field.coordinates.index(coordinate)]
        if table is None:
            return CellValue(field, coordinate, slot, field.type)
        return RowValue(table, field, coordinate, slot, _ROW, field.type)

    def instances(
        self, field: FormField, table: FormTable | None, musts: list[tuple[str, Expression]],
        when: Expression | None = None,
    ) -> tuple[Instance, ...]:  # fmt: skip
        loops = (RowLoop(table, _ROW, None),) if table is not None else ()
        axis = field.axis.name if field.axis else ""
        whens = (when,) if when is not None else ()
        return tuple(
            Instance(((axis, at),) if axis else (), loops, whens, must, None, None, None, _FRAME) for at, must in musts
        )

    def total(self, field: FormField, coordinate: str, table: FormTable | None) -> Expression | None:
        """`field = sum of its parts` at one coordinate; None where a part is not there (reported elsewhere)."""
        parts: list[Expression] = []
        for path in field.totals:
            part = resolve_part(self.form, field.path, path)
            if not isinstance(part, FormField) or not (part.type.is_numeric and field.type.is_numeric):
                return None
            if part.type.dimension != field.type.dimension:
                return None
            owner = self.form.find(part.path[:-1])
            for at in _parts_along(part, field, coordinate):
                if isinstance(owner, FormTable) and owner is not table:
                    slot = part.slots[part.coordinates.index(at)]
                    value = RowValue(owner, part, at, slot, _INNER, part.type)
                    parts.append(Aggregate("sum", owner, _INNER, None, value, part.type))
                else:
                    parts.append(self.cell(part, at, table if isinstance(owner, FormTable) else None))
        sort = next((part.type for part in parts if part.type.dynamic), field.type)
        whole = parts[0] if len(parts) == 1 else Call("total", tuple(parts), sort)
        return Compare("=", self.cell(field, coordinate, table), whole, None, BOOLEAN)

    def accumulation(self, field: FormField, table: FormTable | None) -> Check:
        instances: tuple[Instance, ...] = ()
        for before, after in zip(field.coordinates, field.coordinates[1:], strict=False):
            earlier, later = self.cell(field, before, table), self.cell(field, after, table)
            when = self.accumulates(earlier, later, table) if field.kind == "target" else None
            must = Compare("<=", earlier, later, None, BOOLEAN)
            instances += self.instances(field, table, [(before, must)], when)
        code = codes.TARGET_FALLS if field.kind == "target" else codes.AMOUNT_FALLS
        return self.check(code, "累计", dotted(field.path), field.place, instances)

    def deadlines(self, field: FormField, table: FormTable | None) -> Check:
        """What is due at the end of a period may not be due earlier at the end of a later one."""
        instances: tuple[Instance, ...] = ()
        for before, after in zip(field.coordinates, field.coordinates[1:], strict=False):
            earlier, later = (self.cell(field, at, table) for at in (before, after))
            due = [Call("deadline", (cell,), DATE) for cell in (earlier, later)]
            must = Compare("<=", due[0], due[1], None, BOOLEAN)
            instances += self.instances(field, table, [(before, must)])
        return self.check(codes.DEADLINE_FALLS, "期限", dotted(field.path), field.place, instances)

    def accumulates(self, earlier: Expression, later: Expression, table: FormTable | None) -> Expression:
        """Whether targets may not fall. What is left over or overdue is a stock, whatever its unit, by its row's name."""
        amounts = Call("accumulates", (earlier, later), BOOLEAN)
        if table is None or table.key is None:
            return amounts
        flow = Call("is_flow", (self.cell(table.key, "", table),), BOOLEAN)
        return Logical("and", amounts, flow, BOOLEAN)

    def reference(self, field: FormField, table: FormTable | None) -> Iterator[Check]:
        target = resolve_table(self.form, field.path, field.refers_to)
        if target is None or target.key is None:
            return
        keys = Column(target, target.key, "", target.key.slots[0], Type(Kind.COLUMN, element=TEXT))
        instances = self.each_cell(field, table, lambda cell: OneOf(cell, (), keys, BOOLEAN))
        path = dotted(field.path)
        yield self.check(codes.UNKNOWN_REFERENCE, "引用", path, field.place, instances, table=dotted(target.path))

    # --- tables

    def table(self, table: FormTable) -> Iterator[Check]:
        path = dotted(table.path)
        if table.required:
            must: Expression = IsState(Rows(table, Type(Kind.ROWS)), "given", BOOLEAN)
            instance = Instance((), (), (), must, None, None, None, _FRAME)
            yield self.check(codes.MISSING_ROWS, "必填", path, table.place, (instance,))
        if table.key is not None:
            must = IsFirstWithKey(table, _ROW, BOOLEAN)
            instances = self.instances(table.key, table, [("", must)])
            name = dotted(table.key.path)
            yield self.check(codes.DUPLICATE_ROW, "唯一", name, table.key.place, instances)
        for field in table.fields.values():
            yield from self.field(field, table)
        if table.rows:
            yield from self.prescribed(table)

    def prescribed(self, table: FormTable) -> Iterator[Check]:
        """What the prescribed rows demand: that they are there, and that their cells are as prescribed."""
        path = dotted(table.path)
        for row in table.rows.values():
            if row.required:
                instance = Instance((), (), (), HasRow(table, row, BOOLEAN), None, None, None, _FRAME)
                yield self.check(codes.MISSING_ROW, "必有", f'{path}["{row.key}"]', row.place, (instance,), row=row.key)
        for field in table.fields.values():
            if any(field.name in row.cells for row in table.rows.values()):
                wanted = RowField(table, field.name, _ROW, TEXT)
                instances = self.each_cell(field, table, partial(_bounded, "=", wanted))
                yield self.check(codes.WRONG_HEADING, "规定", dotted(field.path), field.place, instances, "left")
            if field.kind == "target":
                yield from self.prescribed_targets(table, field)

    def prescribed_targets(self, table: FormTable, field: FormField) -> Iterator[Check]:
        rows = table.rows.values()
        for what, code, suffix, function, wanted in (
            ("words", codes.WRONG_WORD, "取值", "is_allowed_word", any(row.words for row in rows)),
            ("unit", codes.WRONG_UNIT, "计量单位", "has_dimension", any(row.unit for row in rows)),
            ("direction", codes.WRONG_DIRECTION, "方向", "agrees_with_direction", any(row.direction for row in rows)),
            ("bounds", codes.OUT_OF_BOUNDS, "范围", "is_within", any(row.bounds for row in rows)),
        ):
            if not wanted:
                continue
            template = RowField(table, what, _ROW, TEXT)
            instances = self.each_cell(field, table, partial(_called, function, template))
            yield self.check(code, suffix, dotted(field.path), field.place, instances)


def _parts_along(part: FormField, total: FormField, coordinate: str) -> tuple[str, ...]:
    """The coordinates at which a part counts: that of the total; else all, of figures that accumulate the last."""
    if part.axis is None:
        return ("",)
    if part.axis is total.axis:
        return (coordinate,)
    return part.coordinates[-1:] if part.axis.cumulative else part.coordinates


def _bounded(operator: str, limit: Expression, cell: Expression) -> Expression:
    return Compare(operator, cell, limit, None, BOOLEAN)


def _called(function: str, argument: Expression, cell: Expression) -> Expression:
    return Call(function, (cell, argument), BOOLEAN)
