"""What every typer of expressions shares: the table of typers, conditions, two sides brought into like dimensions.

Which function types which expression is for `expressions.py` to say; nothing here knows.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from gouji.lang import ast, codes
from gouji.lang.model import Call, Expression, Literal
from gouji.lang.references import Scope
from gouji.lang.source import Span
from gouji.lang.types import TEXT, UNKNOWN, Kind, Type, literal, set_of
from gouji.lang.units import DIMENSIONLESS, RATIO, STANDARD
from gouji.lang.values import canonical_text
from gouji.lang.walk import cell_itself

# Filled by `expressions.py`: a call is made of expressions and an expression of calls, so neither can import the other.
TYPERS: dict[type, Callable[[Scope, Any], Expression]] = {}

OPERATOR_SIGNS = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈", "+": "+", "-": "−"}
_POINTS = STANDARD.find("百分点")


def type_expression(scope: Scope, written: ast.Expression) -> Expression:
    """The typed expression; mistakes go to the scope's reporter."""
    return TYPERS[type(written)](scope, written)


def type_condition(scope: Scope, written: ast.Expression) -> Expression:
    """A typed expression that must be a condition."""
    typed = type_expression(scope, written)
    if typed.type.kind not in (Kind.BOOLEAN, Kind.UNKNOWN):
        scope.reporter.report(codes.NOT_A_CONDITION, written.span, type=typed.type.term())
        return Literal(None, UNKNOWN)
    return typed


def type_set(scope: Scope, written: ast.Expression) -> Expression:
    """What a loop may run over: rows, the members of a set, words written out."""
    if isinstance(written, ast.SetOf):
        words = tuple(canonical_text(word.text) for word in written.values)
        return Literal(words, set_of(replace(TEXT, choices=words)))
    return as_set(type_expression(scope, written))


def as_set(typed: Expression) -> Expression:
    """A cell that holds several names, as the set of them; anything else as it is."""
    cell = cell_itself(typed)
    if cell is None or not cell.field.several:
        return typed
    return Call("keys", (cell,), set_of(TEXT))


def alike(
    scope: Scope, operator: str, left: Expression, right: Expression, span: Span
) -> tuple[Expression, Expression] | None:
    """Both sides in like dimensions, a bare literal taking the other side's unit; None after a report."""
    if left.type.dynamic or right.type.dynamic:
        return lent(left, right), lent(right, left)
    left, right = lent(left, right), lent(right, left)
    one, other = left.type.dimension, right.type.dimension
    if one == other or _countable(left.type, right.type) or _countable(right.type, left.type):
        return left, right
    points = _POINTS.dimension if _POINTS else None
    if (left.type.difference and other == points) or (right.type.difference and one == points):
        return left, right
    scope.reporter.report(
        codes.UNLIKE_DIMENSIONS,
        span,
        left=left.type.term(),
        right=right.type.term(),
        operator=OPERATOR_SIGNS.get(operator, operator),
    )
    return None


def lent(side: Expression, other: Expression) -> Expression:
    """A bare literal in the unit of what it is held against."""
    if isinstance(side, Literal) and isinstance(side.value, Decimal) and side.type.is_bare and not other.type.is_bare:
        if other.type.dynamic:
            return side
        unit = other.type.unit
        if unit is None and other.type.dimension != DIMENSIONLESS and side.value:
            return side  # nothing says in which unit it would be: 5 what, beside 单价 × 数量?
        if unit is None and side.value:
            unit = RATIO  # a quotient of like figures held against 23 is shown as a number, not as 2300%
        # A scale alone (3万) is a figure in base units already.
        is_scaled = side.type.unit is not None
        value = side.value * unit.factor if unit is not None and not is_scaled else side.value
        return Literal(value, literal(value, other.type.dimension, unit))
    return side


def _countable(bare: Type, counted: Type) -> bool:
    """Whether a count of rows or characters may be held against a figure counted in persons, pieces, …"""
    return (
        bare.is_count and counted.unit is not None and counted.unit.factor == 1 and counted.dimension != DIMENSIONLESS
    )
