"""Conditions -> closures: comparisons, Kleene's logic, states, membership, prescribed rows.

Answers True or False, or raises an outcome; never counts one.
"""

from collections.abc import Callable
from typing import Any

from gouji.lang import functions
from gouji.lang.amounts import comparable, tolerance_of
from gouji.lang.closures import (
    Closure,
    Frame,
    cell_finder,
    compile_amount,
    compile_text,
    compile_value,
    lifting,
    usable,
)
from gouji.lang.days import by_days
from gouji.lang.diagnostic import Term
from gouji.lang.intervals import compile_approximately
from gouji.lang.members import compile_members
from gouji.lang.model import (
    TABLES,
    CellValue,
    Column,
    Compare,
    HasRow,
    IsFirstWithKey,
    IsState,
    Let,
    Logical,
    Lookup,
    Matches,
    Not,
    OneOf,
    RowField,
    Rows,
    RowValue,
)
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.patterns import matcher
from gouji.lang.submission import State, TableData
from gouji.lang.types import Kind

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}


def compile_comparison(expression: Compare) -> Closure:
    left, right, operator = expression.left, expression.right, expression.operator
    if left.type.kind is Kind.DATE:
        return _compare_dates(expression)
    if not left.type.is_numeric:
        one, other, test = compile_text(left), compile_text(right), _COMPARE[operator]
        return lambda frame: test(one(frame), other(frame))
    if operator == "~":
        return compile_approximately(expression)
    dynamic = left.type.dynamic or right.type.dynamic
    within = compile_amount(expression.within) if expression.within is not None else None
    if not dynamic and within is None:
        one, other = compile_value(left), compile_value(right)
        if operator == "=":
            return lambda frame: one(frame) == other(frame)
        if operator == "<=":
            return lambda frame: one(frame) <= other(frame)
        if operator == ">=":
            return lambda frame: one(frame) >= other(frame)
        test = _COMPARE[operator]
        return lambda frame: test(one(frame), other(frame))
    first, second, test = compile_amount(left), compile_amount(right), _COMPARE[operator]
    types = left.type, right.type

    def compared(frame: Frame) -> bool:
        a, b = comparable(first(frame), second(frame), types)
        if within is None:
            return test(a.value, b.value)
        tolerance = tolerance_of(within(frame), a, types).value
        difference = a.value - b.value
        if operator == "=":
            return abs(difference) <= tolerance
        if operator == "!=":
            return abs(difference) > tolerance
        if operator in ("<=", "<"):
            return test(difference, tolerance)
        return test(difference, -tolerance)

    return compared


def _compare_dates(expression: Compare) -> Closure:
    left, right, test = by_days(expression)
    one, other = compile_value(left), compile_value(right)

    def compared(frame: Frame) -> bool:
        found = test(one(frame), other(frame))
        if found is None:
            raise NotApplicable(Term("reason.no-year"))
        return found

    return compared


def compile_logical(expression: Logical) -> Closure:
    """Kleene's logic: one false side settles an `and`, one true side an `or`, whatever cannot be told of the other."""
    left, right = compile_value(expression.left), compile_value(expression.right)
    settles = expression.operator == "or"

    def value(frame: Frame) -> bool:
        try:
            settled: bool = left(frame) is settles
        except NotEvaluable:
            if _settles(right, frame, settles):
                return settles
            raise
        except NotApplicable:
            # What cannot be evaluated on the right weighs more than what does not apply on the left.
            if bool(right(frame)) is settles:
                return settles
            raise
        return settles if settled else bool(right(frame))

    return value


def _settles(side: Closure, frame: Frame, settles: bool) -> bool:
    try:
        return bool(side(frame)) is settles
    except NotApplicable:
        return False


def compile_negation(expression: Not) -> Closure:
    inner = compile_value(expression.operand)
    return lambda frame: not inner(frame)


def compile_state(expression: IsState) -> Closure:
    operand, state = expression.operand, expression.state
    while isinstance(operand, Let):
        operand = operand.value
    if isinstance(operand, Rows):
        index = operand.table.index
        return lambda frame: (frame[TABLES][index].count > 0) is (state == "given")
    if not isinstance(operand, CellValue | RowValue | Lookup):
        inner = compile_value(operand)

        def of_value(frame: Frame) -> bool:
            try:
                found = inner(frame)
            except NotApplicable as signal:
                if isinstance(operand, RowField):  # the row is not prescribed, or not in this
                    return state == "blank"
                if signal.cell is None or signal.cell.state == State.BROKEN:
                    raise
                return state == ("inapplicable" if signal.cell.state == State.INAPPLICABLE else "blank")
            return functions.value_is(found, state)

        return of_value
    find = cell_finder(operand)
    if state == "given":

        def given(frame: Frame) -> bool:
            found: int = find(frame).state
            return found not in (State.BLANK, State.ABSENT)

        return given
    if state == "blank":
        return lambda frame: find(frame).state in (State.BLANK, State.ABSENT)
    if state == "inapplicable":
        return lambda frame: find(frame).state == State.INAPPLICABLE

    def value(frame: Frame) -> bool:
        return functions.value_is(usable(find(frame)), state)

    return value


def compile_match(expression: Matches) -> Closure:
    inner, found_in = compile_text(expression.operand), matcher(expression.pattern)
    return lambda frame: found_in(str(inner(frame)))


def compile_membership(expression: OneOf) -> Closure:
    inner = compile_value(expression.operand)
    members = expression.members
    if members is None:
        words = frozenset(expression.words)
        return lambda frame: functions.among(inner(frame), words)
    if isinstance(members, Column) and members.table.key is members.field:
        index = members.table.index
        return lambda frame: functions.among(inner(frame), frame[TABLES][index].keys)
    every = compile_members(members)
    if expression.operand.type.is_numeric:
        amount, lift = compile_amount(expression.operand), lifting(members.type.element or members.type)
        return lambda frame: every(frame).hold_figure(amount(frame), lift)
    return lambda frame: every(frame).hold(inner(frame))


def compile_has_row(expression: HasRow) -> Closure:
    index = expression.table.index
    key = expression.prescribed.key
    return lambda frame: key in frame[TABLES][index].keys


def compile_is_first(expression: IsFirstWithKey) -> Closure:
    index, row = expression.table.index, expression.row
    key = expression.table.key
    assert key is not None
    column = key.slots[0]

    def value(frame: Frame) -> bool:
        data: TableData = frame[TABLES][index]
        cell = data.columns[column][frame[row]]
        if cell.state:
            usable(cell)
        first: bool = data.keys.get(str(cell.value)) == frame[row]
        return first

    return value
