"""Comparisons, patterns, membership and states: syntax -> typed conditions.

Decides nothing: whether a condition holds is for the engines.
"""

from gouji.lang import ast, codes
from gouji.lang.builtins import SIGNATURES, STATES
from gouji.lang.environment import Use
from gouji.lang.lexer import other_spelling, replacing
from gouji.lang.model import Call, Compare, Expression, IsState, Literal, Matches, OneOf, OtherDocument
from gouji.lang.patterns import is_valid_pattern, not_in_re2
from gouji.lang.references import DIRECTIONS, Scope
from gouji.lang.source import Span
from gouji.lang.typed import OPERATOR_SIGNS, alike, as_set, type_expression
from gouji.lang.types import BOOLEAN, DATE, TEXT, UNKNOWN, Kind, Type, always
from gouji.lang.values import canonical_text, parse_target


def type_comparison(scope: Scope, written: ast.Comparison) -> Expression:
    """Two sides and what is between them."""
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
    if _holds_date_against_year(scope, written, left, right):
        return Literal(None, UNKNOWN)
    compared = compare(scope, written.operator, left, right, written.span)
    if isinstance(compared, Compare) and _unplaced(written.left) == _unplaced(written.right):
        is_true = written.operator in ("=", "<=", ">=", "~")
        scope.reporter.report(codes.ALWAYS_TRUE if is_true else codes.ALWAYS_FALSE, written.span)
    return compared


def _holds_date_against_year(scope: Scope, written: ast.Comparison, left: Expression, right: Expression) -> bool:
    """Whether a date is held against a bare number (`起始 ≤ 年度`), which is reported with the year to hold against it."""
    is_date = [side.type.kind is Kind.DATE for side in (left, right)]
    if not any(is_date) or not (left.type.is_bare or right.type.is_bare):
        return False
    dated = written.left.span if is_date[0] else written.right.span
    year = f"{SIGNATURES['years'].chinese}({scope.reporter.text(dated)})"
    fix = replacing(dated, year)
    terms = left.type.term(), right.type.term()
    scope.reporter.report(codes.UNLIKE_TYPES, written.span, fix, left=terms[0], right=terms[1], year=year)
    return True


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
        scope.reporter.report(codes.UNLIKE_TYPES, span, left=left.type.term(), right=right.type.term(), year="")
        return Literal(None, UNKNOWN)
    if left.type.kind is not Kind.DATE and operator not in ("=", "!="):
        scope.reporter.report(codes.NO_ORDER, span, type=left.type.term(), operator=OPERATOR_SIGNS[operator])
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
            if STATES.get(other.name) in ("blank", "given") and other.name not in typed.type.choices:
                _report_state(scope, written, one, other.name)
                return typed, Literal(None, UNKNOWN)
            word = _word(scope, typed.type, ast.Name(other.name, other.span))
            return (typed, word) if one is written.left else (word, typed)
    left, right = type_expression(scope, written.left), type_expression(scope, written.right)
    for typed, opposite, side in ((left, right, written.right), (right, left, written.left)):
        if typed.type.choices and isinstance(side, ast.String):
            _word(scope, typed.type, ast.Name(side.text, side.span))
        if typed.type.choices == tuple(DIRECTIONS) and isinstance(opposite, Literal):
            return typed, Literal(DIRECTIONS.get(str(opposite.value), ""), TEXT)
    return _dated(left, written.left, right), _dated(right, written.right, left)


def _dated(side: Expression, written: ast.Expression, other: Expression) -> Expression:
    """`2025年` beside a date is that year; elsewhere it is so many years."""
    if not isinstance(written, ast.Quantity) or other.type.kind not in (Kind.DATE, Kind.TARGET):
        return side
    date = parse_target(written.text).date
    return side if date is None or date.year is None else Literal(date, DATE)


def _report_state(scope: Scope, written: ast.Comparison, operand: ast.Expression, word: str) -> None:
    """`甲 ≠ 空白` for `甲 为 已填`."""
    asked = ("blank", "given")[(STATES[word] == "given") is (written.operator == "=")]
    state = next(name for name in STATES if STATES[name] == asked and name.isascii() is word.isascii())
    meant = f"{scope.reporter.text(operand.span)} {'is' if word.isascii() else '为'} {state}"
    scope.reporter.take(other_spelling(written.span, scope.reporter.text(written.span), meant))


def _word(scope: Scope, owner: Type, name: ast.Name) -> Expression:
    """A word as one of those that something may be; a coordinate is named by it."""
    text = canonical_text(name.text)
    if owner.choices and text in owner.choices:
        if owner.axis:
            scope.reporter.use(Use(name.span, scope.axes[owner.axis].place_of(text)))
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
    right = as_set(type_expression(scope, written.right))
    if Kind.UNKNOWN in (left.type.kind, right.type.kind):
        return Literal(None, UNKNOWN)
    element = right.type.element
    if element is not None and element.kind is Kind.TEXT:
        left = _as_text(left)
    if right.type.kind not in (Kind.SET, Kind.COLUMN) or element is None:
        scope.reporter.report(codes.NOT_A_SET, written.right.span, type=right.type.term(), single=right.type.is_numeric)
        return Literal(None, UNKNOWN)
    if element.kind is not left.type.kind and not (element.is_numeric and left.type.is_numeric):
        scope.reporter.report(codes.UNLIKE_TYPES, written.span, left=left.type.term(), right=element.term(), year="")
        return Literal(None, UNKNOWN)
    return OneOf(left, (), right, BOOLEAN)


def type_state(scope: Scope, written: ast.State) -> Expression:
    """Whether something is blank, given, a quantity …, as far as it can be."""
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
