"""Typed expressions -> closures over one filled form: the oracle that every other engine must agree with.

Exact decimals throughout; only division rounds, half-even, at `DIVISION_SCALE`. The table at the end says which
function compiles which expression. Never reports: `explain.py` does, and only for what failed.
"""

from collections.abc import Callable
from typing import Any

from gouji.lang import conditions, functions
from gouji.lang.aggregates import combined_amounts, compile_aggregate
from gouji.lang.amounts import combined, combiner, negated
from gouji.lang.closures import (
    COMPILERS,
    Closure,
    Frame,
    cell_finder,
    compile_amount,
    compile_text,
    compile_value,
    lifting,
    remembering,
    usable,
)
from gouji.lang.diagnostic import Term
from gouji.lang.members import compile_members
from gouji.lang.model import (
    CELLS,
    FORM_YEAR,
    TABLES,
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Column,
    Compare,
    FormYear,
    HasRow,
    IsFirstWithKey,
    IsState,
    Let,
    Literal,
    Logical,
    Lookup,
    Matches,
    Negative,
    Not,
    OneOf,
    OtherDocument,
    RowField,
    Rows,
    RowValue,
    Variable,
)
from gouji.lang.outcomes import NotApplicable
from gouji.lang.submission import Member
from gouji.lang.walk import spine_of

__all__ = ["compile_value"]


def _literal(expression: Literal) -> Closure:
    value = expression.value
    return lambda frame: value


def _lookup(expression: Lookup) -> Closure:
    find = cell_finder(expression)

    def value(frame: Frame) -> Any:
        cell = find(frame)
        return usable(cell) if cell.state else cell.value

    return value


def _scalar(expression: CellValue) -> Closure:
    slot = expression.slot

    def value(frame: Frame) -> Any:
        cell = frame[CELLS][slot]
        return usable(cell) if cell.state else cell.value

    return value


def _row_value(expression: RowValue) -> Closure:
    index, column, row = expression.table.index, expression.column, expression.row

    def value(frame: Frame) -> Any:
        cell = frame[TABLES][index].columns[column][frame[row]]
        return usable(cell) if cell.state else cell.value

    return value


def _row_field(expression: RowField) -> Closure:
    """What a prescribed row fixes: `words`, `unit`, `direction`, or the cell of a column."""
    index, row, what = expression.table.index, expression.row, expression.what

    def value(frame: Frame) -> Any:
        prescribed = frame[TABLES][index].prescribed[frame[row]]
        if prescribed is None:
            raise NotApplicable(Term("reason.not-prescribed"))
        found = prescribed.fixed(what)
        if not found:
            raise NotApplicable(Term("reason.not-prescribed"))
        return found

    return value


def _variable(expression: Variable) -> Closure:
    slot = expression.slot

    def value(frame: Frame) -> Any:
        member: Member = frame[slot]
        return member.value

    return value


def _let(expression: Let) -> Closure:
    return remembering(expression.slot, lambda: compile_value(expression.value))


def _other_document(expression: OtherDocument) -> Closure:
    reason = Term(f"reason.no-{expression.document}")

    def value(frame: Frame) -> Any:
        raise NotApplicable(reason)

    return value


def _year(expression: FormYear) -> Closure:
    reason = Term("reason.year-unknown")

    def value(frame: Frame) -> Any:
        if frame[FORM_YEAR] is None:
            raise NotApplicable(reason)
        return frame[FORM_YEAR]

    return value


def _arithmetic(expression: Arithmetic) -> Closure:
    first, steps = spine_of(expression)
    start = compile_value(first)
    others = [_step(step) for step in steps]
    if len(others) == 1:
        right, combine = others[0]
        return lambda frame: combine(start(frame), right(frame))

    def value(frame: Frame) -> Any:
        found = start(frame)
        for right, combine in others:
            found = combine(found, right(frame))
        return found

    return value


def _step(step: Arithmetic) -> tuple[Closure, Callable[[Any, Any], Any]]:
    """The right side of one operator, and what it does to what stands left of it."""
    if step.type.dynamic:
        operator, lift = step.operator, lifting(step.left.type)
        return compile_amount(step.right), lambda left, right: combined(operator, lift(left), right)
    return compile_value(step.right), combiner(step.operator, step.factor)


def _negative(expression: Negative) -> Closure:
    if expression.type.dynamic:
        amount = compile_amount(expression.operand)
        return lambda frame: negated(amount(frame))
    inner = compile_value(expression.operand)
    return lambda frame: -inner(frame)


def _aggregate(expression: Aggregate) -> Closure:
    return compile_aggregate(expression, compile_amount if expression.type.dynamic else compile_value)


def _call(expression: Call) -> Closure:
    function = functions.FUNCTIONS[expression.function]
    compute = function.compute
    if function.gives_members:
        return compile_members(expression)
    if expression.function == "size":
        every = compile_members(expression.arguments[0])
        return lambda frame: compute(every(frame))
    if expression.function == "total":
        return _total(expression)
    amounts = function.takes_amounts or expression.type.dynamic
    parts = [compile_amount(part) if amounts else compile_text(part) for part in expression.arguments]
    if function.reason:
        return _may_not_apply(function, parts)
    is_plain = amounts and not expression.type.dynamic and expression.type.is_numeric
    if len(parts) == 1:
        only = parts[0]
        if is_plain:
            return lambda frame: compute(only(frame)).value
        return lambda frame: compute(only(frame))
    if is_plain:
        return lambda frame: compute(*(part(frame) for part in parts)).value
    if len(parts) == 2:
        first, second = parts
        return lambda frame: compute(first(frame), second(frame))
    return lambda frame: compute(*(part(frame) for part in parts))


def _may_not_apply(function: functions.Function, parts: list[Closure]) -> Closure:
    """A function of a target or a date that gives None where it does not apply."""
    compute, reason = function.compute, function.reason

    def value(frame: Frame) -> Any:
        arguments = [part(frame) for part in parts]
        found = compute(*arguments)
        if found is None:
            raise NotApplicable(Term(reason, (("text", getattr(arguments[0], "text", "")),)))
        return found

    return value


def _total(expression: Call) -> Closure:
    """The sum of the parts that are stated; blank ones are left out, and with none stated there is no sum."""
    dynamic = expression.type.dynamic
    parts = [compile_amount(argument) if dynamic else compile_value(argument) for argument in expression.arguments]

    def value(frame: Frame) -> Any:
        stated: list[Any] = []
        missing: NotApplicable | None = None
        for part in parts:
            try:
                stated.append(part(frame))
            except NotApplicable as reason:
                if reason.spoils_a_sum:
                    raise
                missing = missing or reason
        if not stated:
            raise missing or NotApplicable(Term("reason.blank"))
        return combined_amounts("sum", stated) if dynamic else functions.total(*stated)

    return value


def _no_value(expression: Any) -> Closure:
    raise AssertionError(f"{type(expression).__name__} has no single value")


COMPILERS.update(
    {
        Literal: _literal,
        CellValue: _scalar,
        RowValue: _row_value,
        RowField: _row_field,
        Lookup: _lookup,
        Column: _no_value,
        Rows: _no_value,
        Variable: _variable,
        Let: _let,
        OtherDocument: _other_document,
        FormYear: _year,
        Arithmetic: _arithmetic,
        Negative: _negative,
        Compare: conditions.compile_comparison,
        Logical: conditions.compile_logical,
        Not: conditions.compile_negation,
        IsState: conditions.compile_state,
        Matches: conditions.compile_match,
        OneOf: conditions.compile_membership,
        Aggregate: _aggregate,
        HasRow: conditions.compile_has_row,
        IsFirstWithKey: conditions.compile_is_first,
        Call: _call,
    }
)
