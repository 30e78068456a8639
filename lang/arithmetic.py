"""A failed comparison in figures: both sides, their difference, and the sum or quotient unfolded.

Shows values as people write them; decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.lang.amounts import APART, PERCENT
from gouji.lang.catalogue import LANGUAGES
from gouji.lang.diagnostic import InLanguage, Term, quoted, rendered
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
    Negative,
    RowValue,
    Variable,
)
from gouji.lang.probe import Probe
from gouji.lang.submission import Amount, Cell, State
from gouji.lang.types import DIVISION_SCALE, YEAR, Kind
from gouji.lang.units import DIMENSIONLESS, ROUNDING, Unit, format_in, format_number, natural
from gouji.lang.values import Date, Target

# A sum longer than this is cut in the arithmetic line; every part still stands among the related cells.
MOST_TERMS = 60

# Quotients are shown to so many places of the unit shown.
_SHOWN = Decimal("1e-6")

_BLANK = (State.BLANK, State.ABSENT, State.INAPPLICABLE)

# What is not there, or cannot be told.
NOTHING = "—"

# The operator that holds where a comparison fails, and the one that should.
SIGNS = {"=": "≠", "!=": "=", "<=": ">", ">=": "<", "<": "≥", ">": "≤", "~": "≉"}
RELATIONS = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈"}


@dataclass(frozen=True, slots=True)
class Figures:
    """A failed comparison as shown; `unit` is the one unit in which all of it is, if there is one."""

    left: str
    right: str
    difference: str | Term = ""
    tolerance: str | Term = ""
    blanks: str = ""
    lines: tuple[str | InLanguage, ...] = ()
    unit: Unit | None = None
    plain: str | InLanguage = ""
    bare: tuple[str, str] = ("", "")


def figures_of(failed: Compare, probe: Probe, signs: Mapping[str, str] = SIGNS) -> Figures:
    """Both sides as shown, their difference, and the arithmetic of a comparison: of one that holds with other `signs`."""
    left, right = failed.left, failed.right
    sides = probe.sides(failed) if left.type.is_numeric else None
    if sides is None:
        return Figures(shown(left, probe), shown(right, probe))
    one, other = sides
    unit = _common_unit(failed, one, other)
    apart = Amount(abs(one.value - other.value), one.dimension, Decimal(0), unit)
    difference = "" if YEAR in (left.type, right.type) or not apart.value else show_apart(apart)
    blanks = _blank_parts(right, probe) + _blank_parts(left, probe)
    bare = bare_number(one, unit), bare_number(other, unit)
    plain = f"{bare[0]} {signs[failed.operator]} {bare[1]}"
    line = plain
    cut: list[int] = []
    for side, value in ((left, one), (right, other)):
        unfolded = _unfold(side, probe, unit, cut)
        if unfolded != bare_number(value, unit) and not isinstance(side, CellValue | RowValue | Lookup | Literal):
            line = f"{line} = {unfolded}" if side is right else f"{unfolded} = {line}"
    # Two plain figures stand in most messages already.
    lines = (_line(line, unit, cut),) if line != plain else ()
    return Figures(
        show_amount(replace_unit(one, unit)), show_amount(replace_unit(other, unit)), difference,
        _tolerance(failed, one, unit, probe), f"{blanks}" if blanks else "", lines, unit, _line(plain, unit), bare,
    )  # fmt: skip


def _line(figures: str, unit: Unit | None, cut: Sequence[int] = ()) -> str | InLanguage:
    """A line of arithmetic: how many parts those of its sums have that were cut, and the unit that all of it is in."""
    ends = [Term("explanation.parts", (("numbers", tuple(cut)),))] if cut else []
    if unit is not None and unit.name:
        ends.append(Term("explanation.unit", (("unit", unit.name),)))
    if not ends:
        return figures
    return InLanguage(*(figures + "".join(end.in_language(language) for end in ends) for language in LANGUAGES))


def _common_unit(failed: Compare, one: Amount, other: Amount) -> Unit | None:
    """The unit of the cell that is compared, else of what it is compared with: 18000万元 is easily held against 1700万元."""
    of_cells = (one.unit if _is_cell(failed.left) else None) or (other.unit if _is_cell(failed.right) else None)
    unit = of_cells or one.unit or other.unit
    return _unit_of_difference(unit) if failed.left.type.difference or failed.right.type.difference else unit


def _is_cell(side: Expression) -> bool:
    while isinstance(side, Let | Negative):
        side = side.value if isinstance(side, Let) else side.operand
    return isinstance(side, CellValue | RowValue | Lookup)


def _unit_of_difference(unit: Unit | None) -> Unit | None:
    """What two ratios are apart is said in percentage points, not in per cent."""
    return APART if unit is not None and unit.name in (PERCENT.name, APART.name) else unit


def _tolerance(failed: Compare, side: Amount, unit: Unit | None, probe: Probe) -> str | Term:
    """How far apart the sides might have been; empty where they had to be equal."""
    tolerance = probe.tolerance(failed, side) if failed.within is not None or failed.operator == "~" else None
    if tolerance is None:
        return ""
    if failed.within is None and unit is not None:
        tolerance = tolerance._replace(dimension=unit.dimension)
    return show_apart(replace_unit(tolerance, unit))


def show_apart(amount: Amount) -> str | Term:
    """How far apart two figures are, or may be."""
    unit = amount.unit or (PERCENT if amount.dimension == DIMENSIONLESS else None)
    if _unit_of_difference(unit) is not APART:
        return show_amount(amount)
    number = bare_number(amount, APART)
    return Term("difference.point" if number == "1" else "difference.points", (("number", number),))


def replace_unit(amount: Amount, unit: Unit | None) -> Amount:
    return amount._replace(unit=unit) if unit is not None and amount.dimension in (unit.dimension, None) else amount


def show_amount(amount: Amount) -> str:
    """A figure in its unit, or in a natural one."""
    if amount.unit is not None:
        return format_in(_rounded(amount.value, amount.unit.factor), amount.unit)
    return natural(_rounded(amount.value, Decimal(1)), amount.dimension)


def _rounded(value: Decimal, factor: Decimal) -> Decimal:
    """Quotients are shown to six places of the unit shown; what was written, and what comes of it exactly, is shown whole."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent <= -DIVISION_SCALE:
        shown = ROUNDING.divide(value, factor)
        return ROUNDING.multiply(shown.quantize(_SHOWN, context=ROUNDING), factor)
    return value


def bare_number(amount: Amount, unit: Unit | None) -> str:
    """A figure as a bare number in `unit`."""
    if unit is None:
        return show_amount(amount)
    return format_in(_rounded(amount.value, unit.factor), Unit("", unit.factor, unit.dimension))


def _blank_parts(side: Expression, probe: Probe) -> int:
    """How many parts of a sum are blank, and so were not counted."""
    if isinstance(side, Aggregate) and side.function == "sum" and isinstance(side.value, RowValue):
        column = probe.data(side.table).columns[side.value.column]
        return sum(column[row].state in _BLANK for row in probe.rows(side))
    if isinstance(side, Call) and side.function == "total":
        parts = (probe.cell(part) for part in side.arguments if isinstance(part, CellValue | RowValue))
        return sum(part is not None and part.cell.state in _BLANK for part in parts)
    return 0


def _unfold(expression: Expression, probe: Probe, unit: Unit | None, cut: list[int], depth: int = 0) -> str:
    """An expression with its figures in place of its names: `(133 + 150) / 568.69`.

    Of each sum that is too long, how many parts it has is added to `cut`.
    """
    if depth > 6:
        return "…"
    if isinstance(expression, Let):
        return _unfold(expression.value, probe, unit, cut, depth + 1)
    if isinstance(expression, Arithmetic):
        inner_unit = unit if expression.operator in "+-" else None
        left = _unfold(expression.left, probe, inner_unit, cut, depth + 1)
        right = _unfold(expression.right, probe, inner_unit, cut, depth + 1)
        if expression.operator in "*/":
            is_sum = isinstance(expression.left, Arithmetic) and expression.left.operator in "+-"
            left = f"({left})" if " " in left and (is_sum or not isinstance(expression.left, Arithmetic)) else left
            right = f"({right})" if " " in right else right
        if expression.operator == "-":
            right = f"({right})" if " " in right else right
        sign = {"*": "×", "/": "÷", "-": "−"}.get(expression.operator, expression.operator)
        return f"{left} {sign} {right}"
    if isinstance(expression, Aggregate) and expression.function == "sum" and expression.value is not None:
        stated = [amount for amount in probe.parts(expression) if amount is not None]
        parts = [bare_number(amount, unit) for amount in stated[:MOST_TERMS]]
        if len(stated) > MOST_TERMS:
            cut.append(len(stated))
            parts.append("…")
        return _added(parts)
    if isinstance(expression, Call) and expression.function == "total":
        return _added(
            _unfold(part, probe, unit, cut, depth + 1)
            for part in expression.arguments
            if probe.amount(part) is not None
        )
    amount = probe.amount(expression)
    return bare_number(amount, unit) if amount is not None else NOTHING


def _added(parts: Iterable[str]) -> str:
    """Figures with plus signs between them; before a negative one stands its own sign."""
    return " + ".join(parts).replace(" + -", " − ")


def shown(expression: Expression, probe: Probe, unit: Unit | None = None) -> str:
    """The value of an expression as people write it, a computed figure in `unit`; what it cannot give is shown as a dash."""
    if isinstance(expression, Call) and expression.function == "deadline":
        expression = expression.arguments[0]  # 12月底前 says more than the month it is in
    text = _written(expression, probe)
    if text is not None:
        return text or NOTHING
    if expression.type.kind is not Kind.NUMBER:
        value = probe.value(expression)
        return show_value(value) if value is not None else NOTHING
    amount = probe.amount(expression)
    if amount is None:
        return NOTHING
    if expression.type.difference and amount.dimension == DIMENSIONLESS:
        amount = amount._replace(unit=_unit_of_difference(amount.unit or PERCENT))
    elif unit is not None and _fits(amount, unit) and not _is_cell(expression) and not isinstance(expression, Literal):
        amount = amount._replace(unit=unit)
    return show_amount(amount)


def _written(expression: Expression, probe: Probe) -> str | None:
    """A text, and what is no value, as the document has it: the canonical form is for comparing. None for all else."""
    while isinstance(expression, Let):
        expression = expression.value
    if isinstance(expression, CellValue | RowValue | Lookup):
        named = probe.cell(expression)
        return written(named.cell) if named is not None and (named.cell.state or _is_text(named.cell)) else None
    member = probe.member(expression.slot) if isinstance(expression, Variable) else None
    if member is None or member.cell is None or not isinstance(member.value, str):
        return None
    if member.end:
        return in_one_line(member.cell.text[member.start : member.end])
    return written(member.cell) if isinstance(member.cell.value, str) else None


def _is_text(cell: Cell) -> bool:
    return bool(cell.text) and type(cell.value) in (str, tuple)


def written(cell: Cell) -> str:
    """The text of a cell as it stands in the document, in one line."""
    return in_one_line(cell.text)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def _fits(amount: Amount, unit: Unit) -> bool:
    """Whether a figure can be shown in a unit exactly."""
    if amount.dimension != unit.dimension:
        return False
    number = ROUNDING.divide(amount.value, unit.factor)
    return number == number.quantize(_SHOWN, context=ROUNDING)


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


def filled(message: Message, probe: Probe, unit: Unit | None = None) -> str:
    """A message with its figures; those that are computed are in `unit`, where they can be."""
    return "".join(quoted(shown(part.value, probe, unit)) if isinstance(part, Hole) else part for part in message)


def tells_difference(message: Message, figures: Figures, probe: Probe) -> bool:
    """Whether one of a message's figures is how far apart the two sides are."""
    differences = [part.value for part in message if isinstance(part, Hole) and _is_difference(part.value)]
    told = (shown(value, probe, figures.unit).removeprefix("-") for value in differences)
    return any(quoted(text) == rendered(figures.difference, "zh") for text in told)


def _is_difference(expression: Expression) -> bool:
    while isinstance(expression, Let | Negative) or (isinstance(expression, Call) and expression.arguments):
        if isinstance(expression, Call):
            expression = expression.arguments[0]
        else:
            expression = expression.value if isinstance(expression, Let) else expression.operand
    return isinstance(expression, Arithmetic) and expression.operator == "-"
