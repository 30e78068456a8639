"""A failed comparison in figures: both sides, their difference, and the sum or quotient unfolded.

Shows values as people write them; decides nothing.
"""

from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from gouji.lang.aggregates import compile_rows
from gouji.lang.amounts import comparable, tolerance_of
from gouji.lang.blame import named_cell
from gouji.lang.closures import Frame, cell_finder, compile_amount, compile_value
from gouji.lang.intervals import compile_interval
from gouji.lang.model import (
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Compare,
    Expression,
    Hole,
    Let,
    Literal,
    Lookup,
    Message,
    RowValue,
)
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, State, TableData
from gouji.lang.types import Kind
from gouji.lang.units import ROUNDING, Unit, format_in, format_number, natural
from gouji.lang.values import Date, Target

# A sum longer than this is cut in the arithmetic line; every part still stands among the related cells.
MOST_TERMS = 60


_SHOWN = Decimal("1e-6")


# What is so where a comparison fails, and what should be.
SIGNS = {"=": "≠", "!=": "=", "<=": ">", ">=": "<", "<": "≥", ">": "≤", "~": "≉"}


RELATIONS = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈"}


@dataclass(frozen=True, slots=True)
class Figures:
    left: str
    right: str
    difference: str
    tolerance: str
    blanks: str
    lines: tuple[str, ...]


def figures_of(failed: Compare, frame: Frame) -> Figures:
    """Both sides as shown, their difference, and the arithmetic of a failed comparison."""
    left, right = failed.left, failed.right
    if not left.type.is_numeric:
        return Figures(shown(left, frame), shown(right, frame), "", "", "", ())
    types = left.type, right.type
    one, other = comparable(compile_amount(left)(frame), compile_amount(right)(frame), types)
    unit = one.unit or other.unit
    difference = show_amount(Amount(one.value - other.value, one.dimension, Decimal(0), unit))
    tolerance = ""
    if failed.within is not None:
        tolerance = show_amount(replace_unit(tolerance_of(compile_amount(failed.within)(frame), one, types), unit))
    elif failed.operator == "~":
        tolerance = _interval_width(failed, frame, unit)
    blanks = _blank_parts(right, frame) + _blank_parts(left, frame)
    plain = f"{bare_number(one, unit)} {SIGNS[failed.operator]} {bare_number(other, unit)}"
    line = plain
    for side, value in ((left, one), (right, other)):
        unfolded = _unfold(side, frame, unit)
        if unfolded != bare_number(value, unit) and not isinstance(side, CellValue | RowValue | Lookup | Literal):
            line = f"{line} = {unfolded}" if side is right else f"{unfolded} = {line}"
    shown_unit = f"（{unit.name}）" if unit is not None and unit.name else ""
    # Two plain figures stand in the message already.
    lines = (f"{line}{shown_unit}",) if line != plain else ()
    return Figures(
        show_amount(replace_unit(one, unit)), show_amount(replace_unit(other, unit)), difference, tolerance,
        f"{blanks}" if blanks else "", lines,
    )  # fmt: skip


def replace_unit(amount: Amount, unit: Unit | None) -> Amount:
    return amount._replace(unit=unit) if unit is not None and amount.dimension in (unit.dimension, None) else amount


def _interval_width(failed: Compare, frame: Frame, unit: Unit | None) -> str:
    """How far apart two figures may be and still be written alike: half a unit of each last digit, added up."""
    total = Decimal(0)
    for side in (failed.left, failed.right):
        low, high = compile_interval(side)(frame)
        total += (high - low) / 2
    return show_amount(Amount(total, unit.dimension if unit else None, Decimal(0), unit))


def show_amount(amount: Amount) -> str:
    """A figure in its unit, or in a natural one."""
    if amount.unit is not None:
        return format_in(_rounded(amount.value, amount.unit.factor), amount.unit)
    return natural(_rounded(amount.value, Decimal(1)), amount.dimension)


def _rounded(value: Decimal, factor: Decimal) -> Decimal:
    """Quotients are shown to six places of the unit shown; what was written is shown whole."""
    shown = ROUNDING.divide(value, factor)
    exponent = shown.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        return ROUNDING.multiply(shown.quantize(_SHOWN, context=ROUNDING), factor)
    return value


def bare_number(amount: Amount, unit: Unit | None) -> str:
    """A figure as a bare number in `unit`."""
    if unit is None:
        return show_amount(amount)
    return format_in(_rounded(amount.value, unit.factor), Unit("", unit.factor, unit.dimension))


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
            is_sum = isinstance(expression.left, Arithmetic) and expression.left.operator in "+-"
            left = f"({left})" if " " in left and (is_sum or not isinstance(expression.left, Arithmetic)) else left
            right = f"({right})" if " " in right else right
        if expression.operator == "-":
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
    return bare_number(compile_amount(expression)(frame), unit)


def _parts(aggregate: Aggregate, frame: Frame, unit: Unit | None) -> list[str]:
    assert aggregate.value is not None
    value = compile_amount(aggregate.value)
    found: list[str] = []
    for _ in compile_rows(aggregate)(frame):
        try:
            found.append(bare_number(value(frame), unit))
        except NotApplicable:
            continue
        if len(found) > MOST_TERMS:
            break
    return found


def shown(expression: Expression, frame: Frame) -> str:
    """The value of an expression as people write it; what it cannot give is shown as a dash."""
    try:
        named = named_cell(expression, frame)
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
    if isinstance(value, tuple) and not isinstance(value, Date):
        return "、".join(str(part) for part in value)
    return str(value)


def filled(message: Message, frame: Frame) -> str:
    return "".join(shown(part.value, frame) if isinstance(part, Hole) else part for part in message)
