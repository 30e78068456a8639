"""Expressions: syntax -> typed model. Checks types and dimensions before any form is read.

One mistake gives one report: what could not be typed is UNKNOWN, and UNKNOWN is never reported again. The table at the end
says which function types which expression.
"""

from dataclasses import replace
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.calls import type_call
from gouji.lang.comparisons import type_comparison, type_state
from gouji.lang.field_types import find_unit
from gouji.lang.glued import apart, spellings
from gouji.lang.keywords import INSIDE_EXPRESSIONS
from gouji.lang.lexer import other_spelling, replacing
from gouji.lang.model import Arithmetic, Expression, Literal, Logical, Negative, Not
from gouji.lang.names import type_name
from gouji.lang.references import Scope
from gouji.lang.source import Span
from gouji.lang.typed import TYPERS, alike, type_condition, type_expression
from gouji.lang.types import BOOLEAN, DATE, TEXT, UNKNOWN, Kind, literal, product_type, quotient_type, sum_type
from gouji.lang.units import (
    DIMENSIONLESS,
    UNSTATED,
    Dimension,
    Unit,
    divide,
    multiply,
    product_divisor,
    quotient_multiplier,
)
from gouji.lang.values import canonical_text, parse_number, parse_target, split_quantity

__all__ = ["type_condition", "type_expression"]

# --- what is written out


def _quantity(scope: Scope, written: ast.Quantity) -> Expression:
    number_text, unit_text = split_quantity(written.text)
    parsed = parse_number(number_text)
    if parsed is None:
        scope.reporter.report(codes.BAD_NUMBER, written.span, text=written.text[:40])
        return Literal(None, UNKNOWN)
    unit: Unit | None = UNSTATED
    if unit_text:
        split = _unglued(scope, written.text)
        if split:
            fix = replacing(written.span, split)
            scope.reporter.report(codes.GLUED_OPERATOR, written.span, fix, name=written.text, split=split)
            return Literal(None, UNKNOWN)
        unit = find_unit(scope.environment, scope.reporter, ast.Name(unit_text, written.span))
        if unit is None:
            return Literal(None, UNKNOWN)
    assert unit is not None
    value = parsed[0] * unit.factor
    return Literal(value, literal(value, unit.dimension, unit if unit.name else None))


def _unglued(scope: Scope, text: str) -> str:
    """A figure with the blanks that the operator after it lacks (`5万元 且`); empty where that is not its mistake."""
    units = scope.environment.units
    if units.find(split_quantity(text)[1]) is not None:
        return ""

    def is_figure(part: str) -> bool:
        unit_text = split_quantity(part)[1]
        return not unit_text or units.find(unit_text) is not None

    return apart(text, spellings(INSIDE_EXPRESSIONS), is_figure)


def _string(scope: Scope, written: ast.String) -> Expression:
    return Literal(canonical_text(written.text), TEXT)


def _date(scope: Scope, written: ast.DateText) -> Expression:
    target = parse_target(written.text)
    if target.date is None:
        scope.reporter.report(codes.BAD_DATE, written.span, text=written.text)
        return Literal(None, UNKNOWN)
    return Literal(target.date, DATE)


def _set(scope: Scope, written: ast.SetOf) -> Expression:
    """A set has no value of its own: it stands after 属于, which types it."""
    scope.reporter.report(codes.SET_PLACE, written.span)
    return Literal(None, UNKNOWN)


# --- operators


def _unary(scope: Scope, written: ast.Unary) -> Expression:
    if written.operator == "not":
        return Not(type_condition(scope, written.operand), BOOLEAN)
    operand = type_expression(scope, written.operand)
    if operand.type.kind is Kind.UNKNOWN:
        return operand
    if not operand.type.is_numeric:
        scope.reporter.report(codes.NOT_A_NUMBER, written.operand.span, type=operand.type.term())
        return Literal(None, UNKNOWN)
    low, high = operand.type.low, operand.type.high
    negated = replace(
        operand.type,
        kind=Kind.NUMBER,
        low=-high if high is not None else None,
        high=-low if low is not None else None,
    )
    if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
        return Literal(-operand.value, negated)
    return Negative(operand, negated)


def _binary(scope: Scope, written: ast.Binary) -> Expression:
    return _logical(scope, written) if written.operator in ("and", "or") else _arithmetic(scope, written)


def _logical(scope: Scope, written: ast.Binary) -> Expression:
    if _lists_words(scope, written):
        return Literal(None, UNKNOWN)
    left, right = type_condition(scope, written.left), type_condition(scope, written.right)
    return Logical(written.operator, left, right, BOOLEAN)


def _lists_words(scope: Scope, written: ast.Binary) -> bool:
    """Whether the sides are one comparison and more words for it (`类别 = 产出 或 效益`), which is reported."""
    words: list[ast.Expression] = []
    first: ast.Expression = written
    while isinstance(first, ast.Binary) and first.operator == written.operator:
        words.insert(0, first.right)
        first = first.left
    if not isinstance(first, ast.Comparison) or first.operator != {"or": "=", "and": "!="}[written.operator]:
        return False
    if not isinstance(first.left, ast.Reference | ast.Member | ast.Index):
        return False
    words.insert(0, first.right)
    if not all(isinstance(word, ast.String) or _is_word(scope, word) for word in words):
        return False
    text = scope.reporter.text
    english = written.operator in text(Span(first.span.end, words[1].span.start))
    membership = (
        f"{text(first.left.span)} {'in' if english else '属于'} {{ {', '.join(text(word.span) for word in words)} }}"
    )
    negation = ("not " if english else "非 ") if written.operator == "and" else ""
    scope.reporter.take(other_spelling(written.span, text(written.span), negation + membership))
    return True


def _is_word(scope: Scope, written: ast.Expression) -> bool:
    return isinstance(written, ast.Reference) and scope.named(written) is None and written.name not in scope.lets


def _arithmetic(scope: Scope, written: ast.Binary) -> Expression:
    left, right = type_expression(scope, written.left), type_expression(scope, written.right)
    for side, source in ((left, written.left), (right, written.right)):
        if side.type.kind is Kind.UNKNOWN:
            return Literal(None, UNKNOWN)
        if not side.type.is_numeric:
            code = codes.COLUMN_NEEDS_SUM if side.type.kind is Kind.COLUMN else codes.NOT_A_NUMBER
            scope.reporter.report(code, source.span, type=side.type.term())
            return Literal(None, UNKNOWN)
    if written.operator in "+-":
        adapted = alike(scope, written.operator, left, right, written.span)
        if adapted is None:
            return Literal(None, UNKNOWN)
        left, right = adapted
        return Arithmetic(written.operator, left, right, 1, sum_type(left.type, right.type, written.operator))
    above: Dimension = left.type.dimension or DIMENSIONLESS
    below: Dimension = right.type.dimension or DIMENSIONLESS
    bare = left.type.dimension is None and right.type.dimension is None
    if written.operator == "*":
        dimension = None if bare else multiply(above, below)
        return Arithmetic(
            "*", left, right, product_divisor(above, below), product_type(left.type, right.type, dimension)
        )
    if isinstance(right, Literal) and right.value == 0:
        scope.reporter.report(codes.DIVISION_BY_ZERO, written.right.span)
        return Literal(None, UNKNOWN)
    dimension = DIMENSIONLESS if bare else divide(above, below)
    return Arithmetic(
        "/", left, right, quotient_multiplier(above, below), quotient_type(left.type, right.type, dimension)
    )


TYPERS.update(
    {
        ast.Quantity: _quantity,
        ast.String: _string,
        ast.DateText: _date,
        ast.SetOf: _set,
        ast.Reference: type_name,
        ast.Member: type_name,
        ast.Index: type_name,
        ast.Call: type_call,
        ast.Unary: _unary,
        ast.Binary: _binary,
        ast.Comparison: type_comparison,
        ast.State: type_state,
    }
)
