"""Expressions: syntax -> typed model. Checks types and dimensions before any form is read.

One mistake gives one report: what could not be typed is UNKNOWN, and UNKNOWN is never reported again.
"""

from dataclasses import replace
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.builtins import STATES
from gouji.lang.calls import type_call
from gouji.lang.field_types import find_unit
from gouji.lang.glued import apart, spellings
from gouji.lang.keywords import INSIDE_EXPRESSIONS
from gouji.lang.lexer import replacing
from gouji.lang.model import (
    Arithmetic,
    Call,
    Compare,
    Expression,
    FormField,
    FormTable,
    IsState,
    Let,
    Literal,
    Logical,
    Matches,
    Negative,
    Not,
    OneOf,
    OtherDocument,
)
from gouji.lang.patterns import is_valid_pattern, not_in_re2
from gouji.lang.references import DIRECTIONS, Reference, Scope
from gouji.lang.source import Span
from gouji.lang.types import (
    BOOLEAN,
    DATE,
    TEXT,
    UNKNOWN,
    Kind,
    Type,
    always,
    literal,
    product_type,
    quotient_type,
    sum_type,
)
from gouji.lang.units import (
    DIMENSIONLESS,
    STANDARD,
    UNSTATED,
    Dimension,
    Unit,
    divide,
    multiply,
    product_divisor,
    quotient_multiplier,
)
from gouji.lang.values import canonical_text, parse_number, parse_target, split_quantity

_OPERATOR_SIGNS = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "~": "≈", "+": "+", "-": "−"}
_POINTS = STANDARD.find("百分点")


def type_expression(scope: Scope, written: ast.Expression) -> Expression:
    """The typed expression; mistakes go to the scope's reporter."""
    if isinstance(written, ast.Quantity):
        return _quantity(scope, written)
    if isinstance(written, ast.String):
        return Literal(canonical_text(written.text), TEXT)
    if isinstance(written, ast.DateText):
        target = parse_target(written.text)
        if target.date is None:
            scope.reporter.report(codes.BAD_DATE, written.span, text=written.text)
            return Literal(None, UNKNOWN)
        return Literal(target.date, DATE)
    if isinstance(written, ast.Reference | ast.Member | ast.Index):
        return _referenced(scope, written)
    if isinstance(written, ast.Call):
        return type_call(scope, written)
    if isinstance(written, ast.Unary):
        return _unary(scope, written)
    if isinstance(written, ast.Binary):
        return _logical(scope, written) if written.operator in ("and", "or") else _arithmetic(scope, written)
    if isinstance(written, ast.Comparison):
        return _comparison(scope, written)
    if isinstance(written, ast.State):
        return _state(scope, written)
    scope.reporter.report(codes.SET_PLACE, written.span)
    return Literal(None, UNKNOWN)


def type_condition(scope: Scope, written: ast.Expression) -> Expression:
    """A typed expression that must be a condition."""
    typed = type_expression(scope, written)
    if typed.type.kind not in (Kind.BOOLEAN, Kind.UNKNOWN):
        scope.reporter.report(codes.NOT_A_CONDITION, written.span, type=typed.type.term())
        return Literal(None, UNKNOWN)
    return typed


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


# --- names


def resolve(scope: Scope, written: ast.Expression) -> Reference | None:
    """What a name, a member or an index means; None after a report."""
    if isinstance(written, ast.Reference):
        text = canonical_text(written.name)
        if text in scope.lets and text not in scope.variables:
            return Reference(expression=_let(scope, scope.lets[text]))
        found = scope.named(written)
        if found is None:
            scope.report_unknown(ast.Name(written.name, written.span))
        return found
    if isinstance(written, ast.Member):
        base = resolve(scope, written.base)
        return scope.member(base, written.name) if base is not None else None
    if isinstance(written, ast.Index):
        base = resolve(scope, written.base)
        if base is None:
            return None
        if isinstance(base.member, FormField) and base.member.type.kind is Kind.UNKNOWN:
            return None
        if isinstance(base.member, FormField) and base.member.axis is not None:
            return scope.coordinate(base, written.inner)
        if isinstance(base.member, FormTable) and base.key is None:
            if base.member.key is None:
                scope.reporter.report(codes.NO_KEY, written.span, table=base.member.name)
                return None
            key = type_expression(scope, written.inner)
            if key.type.kind not in (Kind.TEXT, Kind.UNKNOWN):
                scope.reporter.report(codes.WRONG_TYPE, written.inner.span, found=key.type.term(), wanted=TEXT.term())
                return None
            _warn_of_unknown_row(scope, base.member, written.inner)
            return replace(base, key=key)
        scope.reporter.report(codes.NOT_INDEXED, written.span, name=base.member.name if base.member else "")
        return None
    expression = type_expression(scope, written)
    return Reference(expression=expression)


def _warn_of_unknown_row(scope: Scope, table: FormTable, index: ast.Expression) -> None:
    """A key that nearly is a prescribed row's is a slip; any other may be a unit's own row."""
    if isinstance(index, ast.String) and table.rows:
        key = canonical_text(index.text)
        if key not in table.rows:
            from gouji.lang.nearest import nearest

            near = nearest(key, table.rows, share=0.25)
            if near:
                scope.reporter.report(codes.UNKNOWN_ROW, index.span, name=key, nearest=near)


def _let(scope: Scope, written: ast.Let) -> Expression:
    """A let, typed once an instance, in the rule's own rows wherever it is used.

    A let that is being typed is not in scope for itself.
    """
    name = canonical_text(written.name.text)
    scope.used_lets.add(name)
    if name in scope.typed_lets:
        return scope.typed_lets[name]
    own = scope.lets.pop(name)
    inner_rows = scope.rows[scope.rule_rows :]
    del scope.rows[scope.rule_rows :]
    value = type_expression(scope, written.value)
    scope.rows += inner_rows
    scope.lets[name] = own
    typed = Let(name, scope.new_slot(2), value, value.type)
    scope.typed_lets[name] = typed
    return typed


def _referenced(scope: Scope, written: ast.Expression) -> Expression:
    reference = resolve(scope, written)
    finished = scope.finish(reference, written.span) if reference is not None else None
    return finished if finished is not None else Literal(None, UNKNOWN)


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


def _logical(scope: Scope, written: ast.Binary) -> Expression:
    left, right = type_condition(scope, written.left), type_condition(scope, written.right)
    return Logical(written.operator, left, right, BOOLEAN)


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
        operator=_OPERATOR_SIGNS.get(operator, operator),
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
        # A scale alone (3万) is a figure in base units already.
        is_scaled = side.type.unit is not None
        value = side.value * unit.factor if unit is not None and not is_scaled else side.value
        return Literal(value, literal(value, other.type.dimension, unit))
    return side


def _countable(bare: Type, counted: Type) -> bool:
    """Whether a count of rows or characters may be held against a figure counted in persons, pieces, …"""
    return bare.is_bare and counted.unit is not None and counted.unit.factor == 1 and counted.dimension != DIMENSIONLESS


def _comparison(scope: Scope, written: ast.Comparison) -> Expression:
    if written.operator == "matches":
        return _matches(scope, written)
    if written.operator == "in":
        return _membership(scope, written)
    if written.operator == "mentions":
        sides = (_text(scope, written.left), _text(scope, written.right))
        return Call("contains", sides, BOOLEAN)
    left, right = _sides(scope, written)
    if Kind.UNKNOWN in (left.type.kind, right.type.kind):
        return Literal(None, UNKNOWN)
    compared = compare(scope, written.operator, left, right, written.span)
    if isinstance(compared, Compare) and _unplaced(written.left) == _unplaced(written.right):
        is_true = written.operator in ("=", "<=", ">=", "~")
        scope.reporter.report(codes.ALWAYS_TRUE if is_true else codes.ALWAYS_FALSE, written.span)
    return compared


def _unplaced(written: object) -> object:
    """An expression without its places: two that are equal so say the same."""
    if isinstance(written, ast.String):
        return written.text
    if isinstance(written, Span):
        return None
    return (type(written), *map(_unplaced, written)) if isinstance(written, tuple) else written


def compare(scope: Scope, operator: str, left: Expression, right: Expression, span: Span) -> Expression:
    """A typed comparison of two typed sides."""
    kinds = (left.type.kind, right.type.kind)
    if Kind.COLUMN in kinds or Kind.ROWS in kinds:
        scope.reporter.report(codes.COLUMN_NEEDS_SUM, span, type=Type(Kind.COLUMN).term())
        return Literal(None, UNKNOWN)
    if kinds == (Kind.TARGET, Kind.TEXT) or kinds == (Kind.TEXT, Kind.TARGET):
        left, right = _as_text(left), _as_text(right)
    elif Kind.DATE in kinds and Kind.TARGET in kinds:
        left, right = _as_date(left), _as_date(right)
    if left.type.is_numeric and right.type.is_numeric:
        adapted = alike(scope, operator, left, right, span)
        if adapted is None:
            return Literal(None, UNKNOWN)
        left, right = adapted
        outcome = always(operator, left.type, right.type)
        if outcome is not None:
            scope.reporter.report(codes.ALWAYS_TRUE if outcome else codes.ALWAYS_FALSE, span)
        return Compare(operator, left, right, None, BOOLEAN)
    if left.type.kind is not right.type.kind or left.type.kind not in (Kind.TEXT, Kind.DATE, Kind.BOOLEAN):
        scope.reporter.report(codes.UNLIKE_TYPES, span, left=left.type.term(), right=right.type.term())
        return Literal(None, UNKNOWN)
    if left.type.kind is not Kind.DATE and operator not in ("=", "!="):
        scope.reporter.report(codes.NO_ORDER, span, type=left.type.term(), operator=_OPERATOR_SIGNS[operator])
        return Literal(None, UNKNOWN)
    return Compare(operator, left, right, None, BOOLEAN)


def _sides(scope: Scope, written: ast.Comparison) -> tuple[Expression, Expression]:
    """Both sides typed; a bare word beside something that has words to choose from is one of those words."""
    for one, other in ((written.left, written.right), (written.right, written.left)):
        if not isinstance(other, ast.Reference) or written.operator not in ("=", "!="):
            continue
        if scope.named(other) is None and other.name not in scope.lets:
            typed = type_expression(scope, one)
            if typed.type.kind is Kind.UNKNOWN:
                return typed, typed
            word = _word(scope, typed.type, ast.Name(other.name, other.span))
            return (typed, word) if one is written.left else (word, typed)
    left, right = type_expression(scope, written.left), type_expression(scope, written.right)
    for typed, opposite, side in ((left, right, written.right), (right, left, written.left)):
        if typed.type.choices and isinstance(side, ast.String):
            _word(scope, typed.type, ast.Name(side.text, side.span))
        if typed.type.choices == tuple(DIRECTIONS) and isinstance(opposite, Literal):
            return typed, Literal(DIRECTIONS.get(str(opposite.value), ""), TEXT)
    return left, right


def _word(scope: Scope, owner: Type, name: ast.Name) -> Expression:
    text = canonical_text(name.text)
    if owner.choices and text in owner.choices:
        return Literal(DIRECTIONS[text] if owner.choices == tuple(DIRECTIONS) else text, TEXT)
    if owner.choices:
        scope.reporter.unknown(codes.NOT_A_CHOICE_HERE, name, owner.choices)
    else:
        scope.report_unknown(name)
    return Literal(None, UNKNOWN)


def _as_text(side: Expression) -> Expression:
    return Call("target_word", (side,), TEXT) if side.type.kind is Kind.TARGET else side


def _as_date(side: Expression) -> Expression:
    return Call("target_date", (side,), DATE) if side.type.kind is Kind.TARGET else side


def _text(scope: Scope, written: ast.Expression) -> Expression:
    typed = type_expression(scope, written)
    if typed.type.kind is Kind.TARGET:
        return _as_text(typed)
    if typed.type.kind not in (Kind.TEXT, Kind.UNKNOWN):
        scope.reporter.report(codes.WRONG_TYPE, written.span, found=typed.type.term(), wanted=TEXT.term())
        return Literal(None, UNKNOWN)
    return typed


def _matches(scope: Scope, written: ast.Comparison) -> Expression:
    left = _text(scope, written.left)
    assert isinstance(written.right, ast.String)
    if not is_valid_pattern(written.right.text):
        shown = written.right.text[:60]
        scope.reporter.report(codes.BAD_PATTERN, written.right.span, pattern=shown, refused=not_in_re2(shown))
        return Literal(None, UNKNOWN)
    return Matches(left, written.right.text, BOOLEAN)


def _membership(scope: Scope, written: ast.Comparison) -> Expression:
    left = type_expression(scope, written.left)
    if isinstance(written.right, ast.SetOf):
        left = _as_text(left)
        words = tuple(canonical_text(word.text) for word in written.right.values)
        if left.type.choices:
            for word in written.right.values:
                _word(scope, left.type, word)
        if left.type.kind not in (Kind.TEXT, Kind.UNKNOWN):
            found = left.type.term()
            scope.reporter.report(codes.WRONG_TYPE, written.left.span, found=found, wanted=TEXT.term())
        return OneOf(left, words, None, BOOLEAN)
    right = type_expression(scope, written.right)
    if Kind.UNKNOWN in (left.type.kind, right.type.kind):
        return Literal(None, UNKNOWN)
    element = right.type.element
    if element is not None and element.kind is Kind.TEXT:
        left = _as_text(left)
    if right.type.kind not in (Kind.SET, Kind.COLUMN) or element is None:
        scope.reporter.report(codes.NOT_A_SET, written.right.span, type=right.type.term())
        return Literal(None, UNKNOWN)
    if element.kind is not left.type.kind and not (element.is_numeric and left.type.is_numeric):
        scope.reporter.report(codes.UNLIKE_TYPES, written.span, left=left.type.term(), right=element.term())
        return Literal(None, UNKNOWN)
    return OneOf(left, (), right, BOOLEAN)


def _state(scope: Scope, written: ast.State) -> Expression:
    operand = type_expression(scope, written.operand)
    state = STATES.get(written.state.text)
    if state is None:
        scope.reporter.unknown(codes.UNKNOWN_STATE, written.state, STATES)
        return Literal(None, UNKNOWN)
    kind = operand.type.kind
    if kind is Kind.UNKNOWN:
        return operand
    if kind is Kind.ROWS and state not in ("blank", "given"):
        scope.reporter.unknown(
            codes.UNKNOWN_STATE, written.state, [word for word in STATES if STATES[word] in ("blank", "given")]
        )
        return Literal(None, UNKNOWN)
    if kind in (Kind.COLUMN, Kind.SET) or (isinstance(operand, OtherDocument) and kind is Kind.ROWS):
        scope.reporter.report(codes.WRONG_TYPE, written.operand.span, found=operand.type.term(), wanted=TEXT.term())
        return Literal(None, UNKNOWN)
    return IsState(operand, state, BOOLEAN)
