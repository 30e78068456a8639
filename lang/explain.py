"""A failed check -> a finding people can act on: the cell at fault, the figures, the arithmetic, the others, a fix.

Runs only after a failure, in the frame in which it happened. Never decides a verdict.
"""

from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from gouji.lang import codes
from gouji.lang.aggregates import compile_rows
from gouji.lang.bind import requoted
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Related, Replacement, Term
from gouji.lang.evaluate import Frame, amount_of, cell_finder, compile_amount, compile_value, in_like_units
from gouji.lang.model import (
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Check,
    Column,
    Compare,
    Expression,
    FormTable,
    HasRow,
    Hole,
    Instance,
    IsFirstWithKey,
    IsState,
    Let,
    Literal,
    Logical,
    Lookup,
    MemberLoop,
    Message,
    Negative,
    Not,
    OneOf,
    RowField,
    RowLoop,
    Rows,
    RowValue,
    Variable,
    cell_name,
    dotted,
)
from gouji.lang.nearest import nearest
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.source import Span
from gouji.lang.submission import Amount, Cell, Member, State, Submission, TableData
from gouji.lang.types import Kind
from gouji.lang.units import ROUNDING, Unit, format_in, format_number, natural
from gouji.lang.values import Date, Target

# A sum longer than this is cut in the arithmetic line; every part still stands among the related cells.
MOST_TERMS = 60
MOST_RELATED = 200
_SHOWN = Decimal("1e-6")
# What is so where a comparison fails, and what should be.
_SIGNS = {"=": "≠", "!=": "=", "<=": ">", ">=": "<", "<": "≥", ">": "≤", "~": "≉"}
_RELATIONS = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈"}


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell that took part, with the name that findings give it."""

    name: str
    cell: Cell


def explain_failure(check: Check, instance: Instance, submission: Submission, frame: Frame) -> Diagnostic:
    """The finding of a check that failed in this frame."""
    failed = _failed_part(instance.must, frame)
    name, cell, span = _blamed(instance, failed, submission, frame)
    arguments: dict[str, object] = {"cell": name or submission.form.name, **check.arguments}
    code, fix, help_arguments = _special(check, failed, submission, frame)
    arguments |= help_arguments
    difference = tolerance = ""
    lines: tuple[str, ...] = ()
    if isinstance(failed, Compare):
        figures = _figures(failed, frame)
        other = _named_cell(failed.right, frame) if isinstance(failed.right, CellValue | RowValue | Lookup) else None
        arguments |= {
            "left": figures.left, "right": figures.right, "operator": _SIGNS[failed.operator],
            "relation": _RELATIONS[failed.operator], "difference": figures.difference, "blanks": figures.blanks,
            "other": other.name if other else "",
        }  # fmt: skip
        difference, tolerance, lines = figures.difference, figures.tolerance, figures.lines
        fix = fix or _computed_fix(check, failed, frame)
    elif cell is not None:
        arguments["text"] = cell.text
    related = _related(instance, failed, frame, submission, cell)
    message = instance.message
    return Diagnostic(
        code,
        submission.place(span),
        arguments,
        rule=check.name,
        own_severity=check.severity,
        own_category=check.category,
        own_message=_filled(message, frame) if message is not None else "",
        own_english=_filled(instance.english, frame) if instance.english is not None else "",
        related=related,
        difference=difference,
        tolerance=tolerance,
        basis=check.basis,
        explanation=lines,
        fix=fix,
    )


def explain_unevaluated(
    check: Check, instance: Instance, submission: Submission, frame: Frame, reason: Term
) -> Diagnostic:
    """The finding of a check that has no answer in this frame."""
    name, _, span = _blamed(instance, instance.must, submission, frame)
    arguments: dict[str, object] = {"cell": name or submission.form.name, "reason": reason}
    related = _related(instance, instance.must, frame, submission, None)
    return Diagnostic(
        codes.NOT_EVALUATED, submission.place(span), arguments, rule=check.name, own_category=check.category,
        basis=check.basis, related=related,
    )  # fmt: skip


def primary_cell(instance: Instance, frame: Frame) -> tuple[str, Cell | None]:
    """The cell that a check is about in this frame, by the same order in which a failure is blamed."""
    named = _named_cell(instance.at, frame) or _first_cell(instance, instance.must, frame)
    return (named.name, named.cell) if named else ("", None)


def _failed_part(must: Expression, frame: Frame) -> Expression:
    """The comparison that failed, inside of `and` and around `let`."""
    if isinstance(must, Logical) and must.operator == "and":
        for side in (must.left, must.right):
            try:
                if compile_value(side)(frame) is False:
                    return _failed_part(side, frame)
            except (NotApplicable, NotEvaluable):
                continue
    if isinstance(must, Let):
        return _failed_part(must.value, frame)
    return must


# --- blame


def _blamed(
    instance: Instance, failed: Expression, submission: Submission, frame: Frame
) -> tuple[str, Cell | None, Span]:
    """Name, cell and place at fault: `at`, else the left side, else a figure in a text, else the row."""
    if isinstance(instance.at, Rows):
        return _table_place(instance.at.table, frame)
    if instance.at is not None:
        named = _named_cell(instance.at, frame)
        if named is not None:
            return named.name, named.cell, named.cell.span
    left = failed.left if isinstance(failed, Compare) else getattr(failed, "operand", None)
    named = _named_cell(left, frame) if left is not None else None
    if named is None:
        for loop in reversed(instance.loops):
            if isinstance(loop, MemberLoop):
                return _member_place(loop, frame)
    named = named or _first_cell(instance, failed, frame)
    if named is not None:
        return named.name, named.cell, named.cell.span
    table = failed.table if isinstance(failed, HasRow) else None
    near = misspelt_row(failed, frame) if isinstance(failed, HasRow) else None
    if near is not None:
        return near[0].name, near[0].cell, near[0].cell.span
    if isinstance(failed, IsState) and isinstance(failed.operand, Rows):
        table = failed.operand.table
    return _table_place(table, frame) if table is not None else ("", None, Span(0, 0))


def _table_place(table: FormTable, frame: Frame) -> tuple[str, Cell | None, Span]:
    """A table as a whole is pointed at by the header of its first row."""
    data: TableData = frame[1][table.index]
    return dotted(table.path), None, data.spans[0] if data.spans else data.span


def _member_place(loop: MemberLoop, frame: Frame) -> tuple[str, Cell | None, Span]:
    member: Member = frame[loop.slot]
    source = loop.members.arguments[0] if isinstance(loop.members, Call) else None
    named = _named_cell(source, frame) if source is not None else None
    if member.cell is None:
        return "", None, Span(0, 0)
    return named.name if named else "", member.cell, text_span(member.cell, member.start, member.end)


def text_span(cell: Cell, start: int, end: int) -> Span:
    """The place of a part of a cell's text, where the file holds the text as it is; else the whole cell."""
    if not isinstance(cell.value, str) or end <= start:
        return cell.span
    length = cell.span.end - cell.span.start
    for quotes in (1, 3):
        if length == len(cell.text) + 2 * quotes and cell.text == cell.value:
            return Span(cell.span.start + quotes + start, cell.span.start + quotes + end)
    return cell.span


def _first_cell(instance: Instance, part: Expression, frame: Frame) -> NamedCell | None:
    if isinstance(part, IsFirstWithKey):
        key = part.table.key
        assert key is not None
        return _row_cell(part.table, key.slots[0], frame[part.row], frame)
    for node in _cells_in(part):
        named = _named_cell(node, frame)
        if named is not None:
            return named
    for loop in reversed(instance.loops):
        if isinstance(loop, RowLoop):
            key = loop.table.key
            return _row_cell(loop.table, key.slots[0] if key else 0, frame[loop.slot], frame)
        member: Member = frame[loop.slot]
        if isinstance(member, Member) and member.cell is not None:
            return NamedCell("", member.cell)
    return None


def _cells_in(part: Expression) -> list[Expression]:
    from gouji.lang.check import walk

    return [node for node in walk(part) if isinstance(node, CellValue | RowValue | Lookup)]


def _named_cell(expression: Expression | None, frame: Frame) -> NamedCell | None:
    """The cell that an expression is, with its name; None for anything else or where it cannot be found."""
    while isinstance(expression, Let | Negative) or isinstance(expression, Call) and len(expression.arguments) == 1:
        if isinstance(expression, Let):
            expression = expression.value
        elif isinstance(expression, Negative):
            expression = expression.operand
        else:
            expression = expression.arguments[0]
    if isinstance(expression, Call) and expression.arguments:
        expression = expression.arguments[0]
    if not isinstance(expression, CellValue | RowValue | Lookup):
        return None
    try:
        if isinstance(expression, RowValue):
            return _row_cell(expression.table, expression.column, frame[expression.row], frame)
        cell = cell_finder(expression)(frame)
    except (NotApplicable, TypeError, IndexError):
        return None
    if isinstance(expression, Lookup):
        key = str(compile_value(expression.key)(frame))
        return NamedCell(cell_name(expression.field.path, expression.coordinate, key), cell)
    return NamedCell(cell_name(expression.field.path, expression.coordinate), cell)


def _row_cell(table: FormTable, column: int, row: int, frame: Frame) -> NamedCell | None:
    data: TableData = frame[1][table.index]
    if not isinstance(row, int) or row >= data.count:
        return None
    field = next(field for field in table.fields.values() if column in field.slots)
    coordinate = field.coordinates[field.slots.index(column)]
    key: str | None = None
    if table.key is not None:
        key_cell = data.columns[table.key.slots[0]][row]
        key = str(key_cell.value) if key_cell.value else None
    return NamedCell(cell_name(field.path, coordinate, key, row), data.columns[column][row])


# --- figures


@dataclass(frozen=True, slots=True)
class _Figures:
    left: str
    right: str
    difference: str
    tolerance: str
    blanks: str
    lines: tuple[str, ...]


def _figures(failed: Compare, frame: Frame) -> _Figures:
    """Both sides as shown, their difference, and the arithmetic of a failed comparison."""
    left, right = failed.left, failed.right
    if not left.type.is_numeric:
        return _Figures(shown(left, frame), shown(right, frame), "", "", "", ())
    one, other = in_like_units(compile_amount(left)(frame), compile_amount(right)(frame))
    unit = one.unit or other.unit
    difference = show_amount(Amount(one.value - other.value, one.dimension, Decimal(0), unit))
    tolerance = ""
    if failed.within is not None:
        tolerance = show_amount(replace_unit(amount_of(compile_value(failed.within)(frame)), unit))
    elif failed.operator == "~":
        tolerance = _interval_width(failed, frame, unit)
    blanks = _blank_parts(right, frame) + _blank_parts(left, frame)
    line = f"{_number(one, unit)} {_SIGNS[failed.operator]} {_number(other, unit)}"
    for side, value in ((left, one), (right, other)):
        unfolded = _unfold(side, frame, unit)
        if unfolded != _number(value, unit) and not isinstance(side, CellValue | RowValue | Lookup | Literal):
            line = f"{line} = {unfolded}" if side is right else f"{unfolded} = {line}"
    lines = (f"{line}（{unit.name}）" if unit is not None and unit.name else line,)
    return _Figures(
        show_amount(replace_unit(one, unit)), show_amount(replace_unit(other, unit)), difference, tolerance,
        f"{blanks}" if blanks else "", lines,
    )  # fmt: skip


def replace_unit(amount: Amount, unit: Unit | None) -> Amount:
    return amount._replace(unit=unit) if unit is not None and amount.dimension in (unit.dimension, None) else amount


def _interval_width(failed: Compare, frame: Frame, unit: Unit | None) -> str:
    """How far apart two figures may be and still be written alike: half a unit of each last digit, added up."""
    from gouji.lang.evaluate import compile_interval

    total = Decimal(0)
    for side in (failed.left, failed.right):
        low, high = compile_interval(side)(frame)
        total += (high - low) / 2
    return show_amount(Amount(total, unit.dimension if unit else None, Decimal(0), unit))


def show_amount(amount: Amount) -> str:
    """A figure in its unit, or in a natural one."""
    if amount.unit is not None:
        return format_in(_rounded(amount.value), amount.unit)
    return natural(_rounded(amount.value), amount.dimension)


def _rounded(value: Decimal) -> Decimal:
    """Quotients are shown to six places; what was written is shown whole."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        return value.quantize(_SHOWN, context=ROUNDING)
    return value


def _number(amount: Amount, unit: Unit | None) -> str:
    """A figure as a bare number in `unit`."""
    if unit is None:
        return show_amount(amount)
    text = format_in(_rounded(amount.value), Unit("", unit.factor, unit.dimension))
    return text


def _blank_parts(side: Expression, frame: Frame) -> int:
    """How many parts of a sum are blank, and so were not counted."""
    if isinstance(side, Aggregate) and side.function == "sum" and isinstance(side.value, RowValue):
        data: TableData = frame[1][side.table.index]
        cells = [data.columns[side.value.column][row] for row in compile_rows(side)(frame)]
        return sum(1 for cell in cells if cell.state in (State.BLANK, State.ABSENT, State.INAPPLICABLE))
    if isinstance(side, Call) and side.function == "total":
        return sum(
            cell_finder(part)(frame).state in (State.BLANK, State.ABSENT, State.INAPPLICABLE)
            for part in side.arguments
            if isinstance(part, CellValue | RowValue)
        )
    return 0


def _unfold(expression: Expression, frame: Frame, unit: Unit | None, depth: int = 0) -> str:
    """An expression with its figures in place of its names: `(133 + 150) / 568.69`."""
    if depth > 6:
        return "…"
    if isinstance(expression, Let):
        return _unfold(expression.value, frame, unit, depth + 1)
    if isinstance(expression, Arithmetic):
        inner_unit = unit if expression.operator in "+-" else None
        left = _unfold(expression.left, frame, inner_unit, depth + 1)
        right = _unfold(expression.right, frame, inner_unit, depth + 1)
        if expression.operator in "*/":
            left = f"({left})" if " " in left and not left.endswith(")") else left
            right = f"({right})" if " " in right else right
        sign = {"*": "×", "/": "÷", "-": "−"}.get(expression.operator, expression.operator)
        return f"{left} {sign} {right}"
    if isinstance(expression, Aggregate) and expression.function == "sum" and expression.value is not None:
        parts = _parts(expression, frame, unit)
        return " + ".join(parts[:MOST_TERMS]) + (" + …" if len(parts) > MOST_TERMS else "")
    if isinstance(expression, Call) and expression.function == "total":
        parts = []
        for part in expression.arguments:
            try:
                parts.append(_unfold(part, frame, unit, depth + 1))
            except NotApplicable:
                continue
        return " + ".join(parts)
    return _number(compile_amount(expression)(frame), unit)


def _parts(aggregate: Aggregate, frame: Frame, unit: Unit | None) -> list[str]:
    assert aggregate.value is not None
    value = compile_amount(aggregate.value)
    found: list[str] = []
    for _ in compile_rows(aggregate)(frame):
        try:
            found.append(_number(value(frame), unit))
        except NotApplicable:
            continue
    return found


def shown(expression: Expression, frame: Frame) -> str:
    """The value of an expression as people write it; what it cannot give is shown as a dash."""
    try:
        named = _named_cell(expression, frame)
        if isinstance(expression, CellValue | RowValue | Lookup) and named is not None and named.cell.state:
            return named.cell.text.strip() or "—"
        value = compile_amount(expression)(frame) if _is_figure(expression) else compile_value(expression)(frame)
    except (NotApplicable, NotEvaluable, DecimalException):
        return "—"
    return show_value(value)


def _is_figure(expression: Expression) -> bool:
    return expression.type.kind is Kind.NUMBER


def show_value(value: Any) -> str:
    if isinstance(value, Amount):
        return show_amount(value)
    if isinstance(value, Target):
        return value.text
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value)
    if isinstance(value, Unit | Date):
        return str(value)
    return str(value)


def _filled(message: Message, frame: Frame) -> str:
    return "".join(shown(part.value, frame) if isinstance(part, Hole) else part for part in message)


# --- the other cells


def _related(
    instance: Instance, failed: Expression, frame: Frame, submission: Submission, blamed: Cell | None
) -> tuple[Related, ...]:
    """Every other cell that took part, with its figure and place."""
    cells: list[NamedCell] = []
    _collect(failed, frame, cells)
    seen = {id(blamed)}
    related: list[Related] = []
    for named in cells[:MOST_RELATED]:
        if id(named.cell) not in seen:
            seen.add(id(named.cell))
            related.append(Related(named.name, _cell_text(named.cell), submission.place(named.cell.span)))
    return tuple(related)


def _cell_text(cell: Cell) -> str:
    if isinstance(cell.value, Decimal) and cell.unit is not None:
        return format_in(cell.value, cell.unit)
    return cell.text


def _collect(part: Any, frame: Frame, cells: list[NamedCell]) -> None:
    if isinstance(part, CellValue | RowValue | Lookup):
        named = _named_cell(part, frame)
        if named is not None and named.cell.state != State.ABSENT:
            cells.append(named)
    elif isinstance(part, Aggregate):
        if part.function in ("sum", "average", "minimum", "maximum", "all") and part.value is not None:
            for _ in compile_rows(part)(frame):
                _collect(part.value, frame, cells)
    elif isinstance(part, Arithmetic | Compare | Logical):
        _collect(part.left, frame, cells)
        _collect(part.right, frame, cells)
    elif isinstance(part, Let):
        _collect(part.value, frame, cells)
    elif isinstance(part, Negative | Not):
        _collect(part.operand, frame, cells)
    elif isinstance(part, Call):
        for argument in part.arguments:
            _collect(argument, frame, cells)
    elif isinstance(part, IsFirstWithKey):
        data: TableData = frame[1][part.table.index]
        key = part.table.key
        assert key is not None
        cell = data.columns[key.slots[0]][frame[part.row]]
        first = _row_cell(part.table, key.slots[0], data.keys.get(str(cell.value), 0), frame)
        if first is not None:
            cells.append(first)


# --- fixes and what some derived checks add


def _computed_fix(check: Check, failed: Compare, frame: Frame) -> Fix | None:
    """Sets the computed side to what the other side says."""
    if check.computed not in ("left", "right") or failed.operator not in ("=", "~"):
        return None
    target, source = (failed.left, failed.right) if check.computed == "left" else (failed.right, failed.left)
    named = _named_cell(target, frame)
    if named is None or named.cell.state not in (State.GIVEN, State.BLANK):
        return None
    if not source.type.is_numeric:
        return requoted(named.cell.span, shown(source, frame), safe=True)
    amount = compile_amount(source)(frame)
    if isinstance(named.cell.value, Target):
        own = named.cell.value
        unit = own.quantity.unit if own.quantity is not None else None
        sign = own.comparator.value if own.comparator else ""
        return requoted(named.cell.span, sign + show_amount(replace_unit(amount, unit)), safe=False)
    text = _number(amount, target.type.unit)
    title = Term("fix.replace", (("text", text),))
    return Fix(title, (Replacement(named.cell.span, text),), safe=False)


def _special(
    check: Check, failed: Expression, submission: Submission, frame: Frame
) -> tuple[Code, Fix | None, dict[str, object]]:
    """What derived checks of some kinds say beyond their figures."""
    if isinstance(failed, HasRow):
        return _absent_row(check, failed, frame)
    if isinstance(failed, OneOf) and isinstance(failed.members, Column):
        return _absent_key(check, failed, failed.members, frame)
    if isinstance(failed, Call) and len(failed.arguments) == 2 and isinstance(failed.arguments[1], RowField):
        wanted = compile_value(failed.arguments[1])(frame)
        return check.code, None, {"wanted": _wanted(wanted)}
    if isinstance(failed, Call) and failed.function == "agrees_with_direction":
        return check.code, None, {"wanted": _wanted(compile_value(failed.arguments[1])(frame))}
    return check.code, None, {}


def _wanted(value: Any) -> object:
    if value in ("higher", "lower"):
        return Term(f"direction.{value}")
    return value if isinstance(value, tuple) else str(value)


def _absent_row(check: Check, failed: HasRow, frame: Frame) -> tuple[Code, Fix | None, dict[str, object]]:
    """A prescribed row that is not there; a row beside it with nearly its name is that row misspelt."""
    near = misspelt_row(failed, frame)
    if near is None:
        cells = "、".join(failed.prescribed.cells.values())
        return check.code, None, {"heading": cells}
    named, text = near
    fix = requoted(named.cell.span, failed.prescribed.key, safe=True)
    return codes.MISSPELT_ROW, fix, {"found": text}


def misspelt_row(failed: HasRow, frame: Frame) -> tuple[NamedCell, str] | None:
    """The row that is nearest in name to a missing prescribed row, among those that are not prescribed themselves."""
    table = failed.table
    data: TableData = frame[1][table.index]
    assert table.key is not None
    column = data.columns[table.key.slots[0]]
    free = {
        str(cell.value): row
        for row, cell in enumerate(column)
        if cell.state == State.GIVEN and data.prescribed[row] is None
    }
    text = nearest(failed.prescribed.key, free, share=0.3)
    if text is None:
        return None
    named = _row_cell(table, table.key.slots[0], free[text], frame)
    return (named, text) if named is not None else None


def _absent_key(
    check: Check, failed: OneOf, column: Column, frame: Frame
) -> tuple[Code, Fix | None, dict[str, object]]:
    keys = frame[1][column.table.index].keys
    found = compile_value(failed.operand)(frame)
    parts = found if isinstance(found, tuple) else (found,)
    unknown = [part for part in parts if part not in keys]
    near = nearest(unknown[0], keys) or "" if unknown else ""
    fix = None
    named = _named_cell(failed.operand, frame)
    if near and named is not None:
        fix = requoted(named.cell.span, named.cell.text.replace(unknown[0], near, 1), safe=True)
    return check.code, fix, {"text": "、".join(unknown), "nearest": near}

