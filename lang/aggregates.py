"""Functions over the rows of a table: sums, counts, quantifiers. Blank cells are not stated, never zero.

A row for which a `where` is not true is left out, and one to which it does not apply. Where it needs a cell that could
not be read, the whole has no answer.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeGuard

from gouji.lang.amounts import alike, all_in_like_units, lent_intervals, may_be, may_be_in, quotient, reaches
from gouji.lang.closures import Closure, Frame, compile_amount, compile_value
from gouji.lang.columns import compile_condition
from gouji.lang.diagnostic import Term
from gouji.lang.model import (
    TABLES,
    Aggregate,
    CellValue,
    Compare,
    Expression,
    Logical,
    Lookup,
    RowLoop,
    RowValue,
    Variable,
)
from gouji.lang.outcomes import UNIT_MISSING, UNLIKE, NotApplicable, NotEvaluable
from gouji.lang.prepared import are_open, figures, unread
from gouji.lang.submission import Amount, State
from gouji.lang.types import Kind
from gouji.lang.walk import walk

Compiler = Callable[[Any], Closure]


def compile_rows(aggregate: Aggregate) -> Callable[[Frame], Iterator[int]]:
    """A closure that runs the aggregate's frame slot over its rows and gives each row's number."""
    index, slot = aggregate.table.index, aggregate.row
    if aggregate.where is None:

        def every(frame: Frame) -> Iterator[int]:
            for row in range(frame[TABLES][index].count):
                frame[slot] = row
                yield row

        return every
    where, quick = compile_value(aggregate.where), _chosen_quickly(aggregate)
    strict = aggregate.function not in _LENIENT
    columns = _columns_of(aggregate)

    def rows(frame: Frame) -> Iterator[int]:
        data = frame[TABLES][index]
        doubtful = strict and any(unread(data, column) for column in columns)
        chosen = quick(frame) if quick is not None and not doubtful else None
        for row in range(data.count):
            frame[slot] = row
            if chosen[row] if chosen is not None else is_chosen(where, frame, strict=doubtful):
                yield row

    return rows


# Functions that one row may settle; the others take all of them together.
_LENIENT = frozenset(("exists", "all"))


def _columns_of(aggregate: Aggregate) -> list[int]:
    """The columns that a `where` reads in the row that it is asked of."""
    nodes = walk(aggregate.where) if aggregate.where is not None else ()
    return [node.column for node in nodes if isinstance(node, RowValue) and node.row == aggregate.row]


def is_chosen(condition: Closure, frame: Frame, *, strict: bool = False) -> bool:
    """Whether a `where` holds in a row; where it does not apply, the row is left out.

    With `strict`, a cell that could not be read leaves the whole without an answer.
    """
    try:
        return bool(condition(frame))
    except NotApplicable as signal:
        if strict and signal.cell is not None and signal.cell.state == State.BROKEN:
            raise
        return False
    except NotEvaluable as signal:
        if signal.key == UNLIKE:
            return False  # another dimension is simply another thing
        raise


def compile_aggregate(aggregate: Aggregate, compile_part: Compiler, *, interval: bool = False) -> Closure:
    """A closure giving the aggregate's value; with `interval`, of (low, high) pairs."""
    function = aggregate.function
    rows = compile_rows(aggregate)
    if function == "count":
        if aggregate.where is None:
            index = aggregate.table.index
            return lambda frame: Decimal(frame[TABLES][index].count)
        return lambda frame: Decimal(sum(1 for _ in rows(frame)))
    if function == "exists":
        return _exists(aggregate, _exists_alike(aggregate) or (lambda frame: next(rows(frame), None) is not None))
    if function == "all":
        return _every(aggregate, rows)
    assert aggregate.value is not None
    if function in ("distinct", "unique"):
        return _distinct(aggregate, rows)
    if function == "sum" and aggregate.where is None and not interval and not aggregate.type.dynamic:
        return _plain_sum(aggregate.value)
    part = compile_part(aggregate.value)
    dynamic = aggregate.type.dynamic and not interval
    if interval and aggregate.type.dynamic:
        part = _with_amount(aggregate.value, part)

    def stated(frame: Frame) -> list[Any]:
        found: list[Any] = []
        for _ in rows(frame):
            try:
                found.append(part(frame))
            except NotApplicable as reason:
                if reason.spoils_a_sum:
                    raise
        if not found:
            raise NotApplicable(Term("reason.nothing-stated"))
        return found

    if interval and aggregate.type.dynamic:
        return lambda frame: _combined_intervals(function, lent_intervals(stated(frame)))
    if interval:
        return lambda frame: _combined_intervals(function, stated(frame))
    if dynamic:
        return lambda frame: combined_amounts(function, stated(frame))
    return lambda frame: _combined(function, stated(frame))


_UNREAD = "reason.broken"
_CELLS = (CellValue, RowValue, Lookup)


def _exists(aggregate: Aggregate, found: Closure) -> Closure:
    """Whether there is such a row; where there is none, a target without a unit, a range, or what cannot be read may be it."""
    where = aggregate.where
    if where is None:
        return found
    condition, index, slot = compile_value(where), aggregate.table.index, aggregate.row
    may_be_it = _may_be_it(where)
    columns = _columns_of(aggregate)
    targets = [node for node in walk(where) if isinstance(node, _CELLS) and node.type.kind is Kind.TARGET]
    own = [target.column for target in targets if isinstance(target, RowValue) and target.row == slot]
    elsewhere = len(own) < len(targets)

    def value(frame: Frame) -> bool:
        if found(frame):
            return True
        data = frame[TABLES][index]
        doubtful = elsewhere or any(are_open(data, column) for column in own)
        if not doubtful and not any(unread(data, column) for column in columns):
            return False
        for row in range(data.count):
            frame[slot] = row
            try:
                condition(frame)
            except NotApplicable as reason:
                if may_be_it(frame, reason.reason.key):
                    raise
            except NotEvaluable:
                continue
        return False

    return value


def _may_be_it(where: Expression) -> Callable[[Frame, str], bool]:
    """Whether a row's target, for which a condition did not apply, could be the figure that is looked for all the same.

    Had it a unit, or as a range; of other conditions than `target ≈ figure` nobody knows without the unit.
    """
    parts = list(_joined_by_and(where))
    looked_for = [part for part in parts if _looks_for_a_target(part)]
    if not looked_for:
        return lambda frame, reason: reason in (UNIT_MISSING, _UNREAD)
    may_be_them = [_may_be_the_figure(part.left, part.right) for part in looked_for]
    others = [compile_value(part) for part in parts if not _looks_for_a_target(part)]

    def value(frame: Frame, reason: str) -> bool:
        return all(it(frame, reason) for it in may_be_them) and not any(_is_ruled_out(one, frame) for one in others)

    return value


def _joined_by_and(where: Expression) -> Iterator[Expression]:
    if isinstance(where, Logical) and where.operator == "and":
        yield from _joined_by_and(where.left)
        yield from _joined_by_and(where.right)
    else:
        yield where


def _looks_for_a_target(part: Expression) -> TypeGuard[Compare]:
    """Whether a condition is `target ≈ figure`."""
    if not isinstance(part, Compare) or part.operator not in ("=", "~") or part.within is not None:
        return False
    return isinstance(part.left, _CELLS) and part.left.type.kind is Kind.TARGET


def _may_be_the_figure(target: Expression, figure: Expression) -> Callable[[Frame, str], bool]:
    cell, sought = compile_value(target), compile_amount(figure)

    def value(frame: Frame, reason: str) -> bool:
        try:
            found = cell(frame)
            if reason == _UNREAD and found.upper is None:
                return True  # it is another part of the condition that could not be read
            if reason != UNIT_MISSING and found.upper is None:
                return False
            return may_be(found, sought(frame))
        except NotApplicable as signal:
            if signal.cell is not None and signal.cell.state == State.BROKEN:
                return may_be_in(signal.cell.text, sought(frame))
            return reason == UNIT_MISSING

    return value


def _is_ruled_out(condition: Closure, frame: Frame) -> bool:
    """Whether a condition is known not to hold."""
    try:
        return not condition(frame)
    except (NotApplicable, NotEvaluable):
        return False


def _chosen_quickly(aggregate: Aggregate) -> Callable[[Frame], list[Any] | None] | None:
    """Which rows `where` chooses, a column at a time; None from it where a row needs the closures."""
    return (
        compile_condition(aggregate.where, RowLoop(aggregate.table, aggregate.row, None)) if aggregate.where else None
    )


def _exists_alike(aggregate: Aggregate) -> Closure | None:
    """`exists(rows where target ≈ figure)`, for which every figure of a text would else be held against every row."""
    where = aggregate.where
    if not isinstance(where, Compare) or where.operator != "~" or where.within is not None:
        return None
    target, figure = where.left, where.right
    if not isinstance(target, RowValue) or target.row != aggregate.row or target.type.kind is not Kind.TARGET:
        return None
    if not isinstance(figure, Variable) or any(isinstance(node, RowValue) for node in walk(figure)):
        return None
    index, column = aggregate.table.index, target.column
    wanted = compile_amount(figure)

    def value(frame: Frame) -> bool:
        sought = wanted(frame)
        figure, dimension, precision = sought[:3]
        for amount in figures(frame[TABLES][index], column):
            if amount is None:
                continue
            if amount[1] == dimension:
                apart, slack = abs(amount[0] - figure), amount[2] + precision
                # Most figures are far apart: those need no call.
                if apart <= slack and reaches(slack, apart, bool(amount[2] and precision)):
                    return True
            elif dimension is None and alike(amount, sought):
                return True
        return False

    return value


def _plain_sum(value: Expression) -> Closure:
    """The sum of a whole column, the commonest aggregate by far."""
    assert isinstance(value, RowValue)
    index, column = value.table.index, value.column

    def total(frame: Frame) -> Decimal:
        found: Decimal | None = None
        for cell in frame[TABLES][index].columns[column]:
            if not cell.state:
                found = cell.value if found is None else found + cell.value
            elif cell.state == State.BROKEN:
                raise NotApplicable(Term("reason.broken"), cell)
        if found is None:
            raise NotApplicable(Term("reason.nothing-stated"))
        return found

    return total


def _every(aggregate: Aggregate, rows: Callable[[Frame], Iterator[int]]) -> Closure:
    """False settles it; otherwise a row that cannot be told leaves the whole untold."""
    assert aggregate.value is not None
    condition = compile_value(aggregate.value)

    def value(frame: Frame) -> bool:
        untold: NotApplicable | NotEvaluable | None = None
        for _ in rows(frame):
            try:
                if not condition(frame):
                    return False
            except NotEvaluable as reason:
                untold = reason
            except NotApplicable:
                continue
        if untold is not None:
            raise untold
        return True

    return value


def _distinct(aggregate: Aggregate, rows: Callable[[Frame], Iterator[int]]) -> Closure:
    assert aggregate.value is not None
    part = compile_value(aggregate.value)
    unique = aggregate.function == "unique"

    def value(frame: Frame) -> Any:
        seen: set[object] = set()
        total = 0
        for _ in rows(frame):
            try:
                seen.add(part(frame))
            except NotApplicable:
                continue
            total += 1
        return len(seen) == total if unique else Decimal(len(seen))

    return value


def _combined(function: str, values: list[Decimal]) -> Decimal:
    if function == "minimum":
        return min(values)
    if function == "maximum":
        return max(values)
    total = sum(values[1:], values[0])
    return total if function == "sum" else quotient(total, Decimal(len(values)))


def combined_amounts(function: str, amounts: list[Amount]) -> Amount:
    like = all_in_like_units(amounts)
    first = next((amount for amount in like if amount.unit is not None), like[0])
    value = _combined(function, [amount.value for amount in like])
    precision = sum((amount.precision for amount in like), Decimal(0))
    return Amount(value, first.dimension, precision, first.unit)


def _with_amount(value: Expression, interval: Closure) -> Closure:
    """A figure and its interval, for those whose unit only the form tells."""
    amount = compile_amount(value)
    return lambda frame: (amount(frame), interval(frame))


def _combined_intervals(function: str, values: list[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    lows, highs = [low for low, _ in values], [high for _, high in values]
    return _combined(function, lows), _combined(function, highs)
