"""Whole columns at once: the fast way through checks that run over the rows of a table, when nothing is wrong.

A column program gives, for every row, True, False, or None where the check does not apply. What fails, and what it cannot
express, it leaves to the closures of `evaluate.py`, row by row: they alone decide failures and explain them. A property
test holds the two together.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import compress, takewhile
from operator import eq, ge, gt, le, lt, ne, not_
from typing import Any, NamedTuple

from gouji.lang import functions
from gouji.lang.amounts import combined, combiner, comparable, negated
from gouji.lang.closures import UNSET, Closure, Frame, compile_amount, compile_value, lifting
from gouji.lang.days import by_days
from gouji.lang.model import (
    TABLES,
    Arithmetic,
    Call,
    CellValue,
    Column,
    Compare,
    CoordinateLoop,
    Expression,
    Instance,
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
    RowField,
    RowLoop,
    RowValue,
)
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.patterns import matcher
from gouji.lang.prepared import Values, figures, plain_values, prescribed, states
from gouji.lang.submission import Amount, State, TableData
from gouji.lang.types import Kind
from gouji.lang.walk import let_slots, spine_of, walk

Program = Callable[[Frame, Sequence[int] | None], Values]  # in the given rows; None: in all of them
# How many rows pass, how many do not apply, and which rows are left to the closures.
Settled = tuple[int, int, Sequence[int]]
_TESTS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<=": le, ">=": ge, "<": lt, ">": gt}


class _Unsupported(Exception):
    """An expression that has no column program."""


def compile_columns(instance: Instance) -> Callable[[Frame], Settled | None] | None:
    """A program that settles what it can, and leaves the rows that fail, or that it cannot judge, to the closures.

    None from it where the closures have to do everything; None instead of it where the instance is not of the kind.
    """
    lets = let_slots(instance)
    if not instance.loops and not instance.whens:
        return _single(instance, lets)
    outer = [*takewhile(lambda loop: isinstance(loop, CoordinateLoop), instance.loops)]
    loop, *inner = instance.loops[len(outer) :] or (None,)
    if not isinstance(loop, RowLoop) or not all(isinstance(one, CoordinateLoop) for one in inner):
        return None
    compiler = _ColumnCompiler(loop)
    gates = [compile_value(one.where) for one in outer if one.where is not None]
    chosen_by = [one.where for one in (loop, *inner) if one.where is not None]
    wheres = [where for where in map(compiler.optional, chosen_by) if where is not None]
    if len(wheres) < len(chosen_by):
        return None
    compiled = [compiler.optional(when) for when in instance.whens]
    whens = [when for when in takewhile(bool, compiled) if when is not None]
    must = compiler.optional(instance.must) if len(whens) == len(compiled) else None
    if not wheres and not whens and must is None:
        return None
    return partial(_settled, _Steps(loop.table.index, lets, gates, wheres, whens, must))


class _Steps(NamedTuple):
    """What a check asks: `gates` of the form, `wheres` and `whens` of each row of a table, and then `must`."""

    table: int
    lets: list[int]
    gates: list[Closure]
    wheres: list[Program]
    whens: list[Program]
    must: Program | None


def _settled(steps: _Steps, frame: Frame) -> Settled | None:
    """Runs the steps; what comes after one that cannot be taken here is left to the closures."""
    for slot in steps.lets:
        frame[slot] = UNSET
    count = frame[TABLES][steps.table].count
    try:
        if not all(gate(frame) for gate in steps.gates):
            return _NOTHING
        chosen = _narrowed(steps.wheres, frame, None, count)
        rows = _narrowed(steps.whens, frame, chosen, count)
    except (NotApplicable, NotEvaluable, ArithmeticError):
        return None
    left = range(count) if rows is None else rows
    inapplicable = (count if chosen is None else len(chosen)) - len(left)
    if steps.must is None or not left:
        return 0, inapplicable, left
    try:
        held = steps.must(frame, rows)
    except (NotApplicable, NotEvaluable, ArithmeticError):
        return 0, inapplicable, left
    without = held.count(None)
    failed = [row for row, holds in zip(left, held, strict=True) if holds is False] if False in held else ()
    return len(left) - without - len(failed), inapplicable + without, failed


def _narrowed(conditions: list[Program], frame: Frame, rows: Sequence[int] | None, count: int) -> Sequence[int] | None:
    """Those of the rows, of `count` in all, in which every condition holds; each is asked of what the others leave."""
    for condition in conditions:
        if not (count if rows is None else len(rows)):
            break
        held = condition(frame, rows)
        if not all(held):
            rows = list(compress(range(count) if rows is None else rows, held))
    return rows


def compile_condition(condition: Expression, loop: RowLoop) -> Callable[[Frame], Values | None] | None:
    """A program giving the condition in every row; None from it where a row needs the closures, None for no program."""
    program = _ColumnCompiler(loop).optional(condition)
    if program is None:
        return None

    def run(frame: Frame) -> Values | None:
        if not frame[TABLES][loop.table.index].count:
            return []
        try:
            return program(frame, None)
        except (NotApplicable, NotEvaluable, ArithmeticError):
            return None

    return run


def _single(instance: Instance, lets: list[int]) -> Callable[[Frame], Settled | None] | None:
    """The same for a check of single cells: it passes, or does not apply, or is left to the closures."""
    must = compile_value(instance.must)

    def run(frame: Frame) -> Settled | None:
        for slot in lets:
            frame[slot] = UNSET
        try:
            return _PASSED if must(frame) else None
        except NotApplicable:
            return _INAPPLICABLE
        except (NotEvaluable, ArithmeticError):
            return None

    return run


_PASSED: Settled = (1, 0, ())
_INAPPLICABLE: Settled = (0, 1, ())
_NOTHING: Settled = (0, 0, ())


def _among(values: Values, rows: Sequence[int] | None) -> Values:
    return values if rows is None else [values[row] for row in rows]


def _each(function: Callable[[Any], Any], operand: Program) -> Program:
    return lambda frame, rows: [None if value is None else function(value) for value in operand(frame, rows)]


def _pairs(function: Callable[[Any, Any], Any], left: Program, right: Program) -> Program:
    return lambda frame, rows: [
        None if a is None or b is None else function(a, b)
        for a, b in zip(left(frame, rows), right(frame, rows), strict=True)
    ]


class _ColumnCompiler:
    def __init__(self, loop: RowLoop) -> None:
        self.loop = loop
        self.index = loop.table.index

    def optional(self, expression: Expression) -> Program | None:
        """The program of an expression, or None where it has none."""
        try:
            return self.values(expression)
        except _Unsupported:
            return None

    def values(self, expression: Expression) -> Program:
        """A program giving the expression's value in every row; that of another loop's row is the same in all of them."""
        if not self.runs_over_rows(expression):
            if expression.type.dynamic and not isinstance(expression, Literal | CellValue):
                raise _Unsupported
            return self.repeated(compile_value(expression))
        if isinstance(expression, Let):
            return self.values(self.of_let(expression))
        if isinstance(expression, Not):
            return _each(not_, self.values(expression.operand))
        if isinstance(expression, Matches):
            return _each(matcher(expression.pattern), self.single(expression.operand))
        if isinstance(expression, RowValue):
            index, column = self.index, expression.column
            return lambda frame, rows: _among(plain_values(frame[TABLES][index], column), rows)
        if isinstance(expression, RowField):
            index, what = self.index, expression.what
            return lambda frame, rows: _among(prescribed(frame[TABLES][index], what), rows)
        if isinstance(expression, IsState):
            return self.state(expression)
        if isinstance(expression, Compare):
            return self.comparison(expression)
        if isinstance(expression, Logical):
            return self.logical(expression)
        if isinstance(expression, OneOf):
            return self.one_of(expression)
        if isinstance(expression, IsFirstWithKey):
            return self.first_with_key(expression)
        if isinstance(expression, Arithmetic) and not expression.type.dynamic:
            return self.arithmetic(expression)
        if isinstance(expression, Call) and functions.FUNCTIONS[expression.function].by_columns:
            compute, parts = functions.FUNCTIONS[expression.function].compute, [*map(self.single, expression.arguments)]
            return _each(compute, *parts) if len(parts) == 1 else _pairs(compute, *parts)
        raise _Unsupported

    def figures(self, expression: Expression) -> Program:
        """The same for figures whose dimension only the filled form tells: an `Amount` a row."""
        if not self.runs_over_rows(expression):
            return self.repeated(compile_amount(expression))
        if isinstance(expression, Let):
            return self.figures(self.of_let(expression))
        if isinstance(expression, RowValue) and expression.type.kind is Kind.TARGET:
            index, column = self.index, expression.column
            return lambda frame, rows: _among(figures(frame[TABLES][index], column), rows)
        if isinstance(expression, Negative):
            return _each(negated, self.figures(expression.operand))
        if not expression.type.dynamic:
            return _each(lifting(expression.type), self.values(expression))
        if isinstance(expression, Arithmetic):
            return self.arithmetic(expression)
        raise _Unsupported

    def single(self, expression: Expression) -> Program:
        """The same for an expression of one value a row: several names in a cell are the closures' business."""
        if isinstance(expression, RowValue | CellValue | Lookup) and expression.field.several:
            raise _Unsupported
        return self.values(expression)

    def runs_over_rows(self, expression: Expression) -> bool:
        slot = self.loop.slot
        return any(
            isinstance(node, RowValue | RowField | IsFirstWithKey) and node.row == slot for node in walk(expression)
        )

    def of_let(self, expression: Let) -> Expression:
        if any(isinstance(node, Let) for node in walk(expression.value)):
            raise _Unsupported  # computed anew wherever it stands, lets of lets would take 2ⁿ times
        return expression.value

    def repeated(self, value: Callable[[Frame], Any]) -> Program:
        """A value that is the same in every row; where it does not apply, the closures say why."""
        index = self.index
        return lambda frame, rows: [value(frame)] * (frame[TABLES][index].count if rows is None else len(rows))

    def state(self, expression: IsState) -> Program:
        operand = expression.operand
        if isinstance(operand, RowField) and expression.state in ("given", "blank"):
            values, blank = self.values(operand), expression.state == "blank"
            return lambda frame, rows: [(fixed is None) is blank for fixed in values(frame, rows)]
        if not isinstance(operand, RowValue) or expression.state == "inapplicable":
            raise _Unsupported
        if expression.state not in ("given", "blank"):
            return _each(partial(functions.value_is, state=expression.state), self.single(operand))
        index, column, wanted = self.index, operand.column, expression.state == "blank"
        missing = (State.BLANK, State.ABSENT)

        def program(frame: Frame, rows: Sequence[int] | None) -> Values:
            found = _among(states(frame[TABLES][index], column), rows)
            if not any(state in found for state in missing):
                return [not wanted] * len(found)
            return [(state in missing) is wanted for state in found]

        return program

    def comparison(self, expression: Compare) -> Program:
        left, right = expression.left, expression.right
        if left.type.kind is Kind.DATE:
            one, other, compare = by_days(expression)
            return _pairs(compare, self.single(one), self.single(other))
        if expression.within is not None or expression.operator not in _TESTS:
            raise _Unsupported
        test = _TESTS[expression.operator]
        if not (left.type.dynamic or right.type.dynamic):
            return _pairs(test, self.single(left), self.single(right))
        types = left.type, right.type

        def compared(one: Amount, other: Amount) -> bool:
            if one.dimension != other.dimension or one.dimension is None:
                one, other = comparable(one, other, types)
            return test(one.value, other.value)

        return _pairs(compared, self.figures(left), self.figures(right))

    def arithmetic(self, expression: Arithmetic) -> Program:
        """Step by step, as `evaluate.py` does it."""
        first, steps = spine_of(expression)
        found = self.operand(first, expression.type.dynamic)
        for step in steps:
            dynamic = step.type.dynamic
            combine = partial(combined, step.operator) if dynamic else combiner(step.operator, step.factor)
            found = _pairs(combine, found, self.operand(step.right, dynamic))
        return found

    def operand(self, expression: Expression, dynamic: bool) -> Program:
        return self.figures(expression) if dynamic else self.values(expression)

    def logical(self, expression: Logical) -> Program:
        one, other = self.values(expression.left), self.values(expression.right)
        settles = expression.operator == "or"

        def program(frame: Frame, rows: Sequence[int] | None) -> Values:
            """The right side is asked only where the left does not settle it, as the closures do: there it may have no answer."""
            found = one(frame, rows)
            if settles not in found:
                return [joined(a, b) for a, b in zip(found, other(frame, rows), strict=True)]
            open_rows = [
                row
                for row, a in zip(range(len(found)) if rows is None else rows, found, strict=True)
                if a is not settles
            ]
            rest = iter(other(frame, open_rows) if open_rows else ())
            return [settles if a is settles else joined(a, next(rest)) for a in found]

        def joined(a: bool | None, b: bool | None) -> bool | None:
            return settles if b is settles else None if a is None or b is None else not settles

        return program

    def one_of(self, expression: OneOf) -> Program:
        operand = self.values(expression.operand)
        members = expression.members
        if members is None:
            words = frozenset(expression.words)
            return _each(lambda value: functions.among(value, words), operand)
        if not isinstance(members, Column) or members.table.key is not members.field:
            raise _Unsupported
        index = members.table.index

        def program(frame: Frame, rows: Sequence[int] | None) -> Values:
            keys = frame[TABLES][index].keys
            return [None if value is None else functions.among(value, keys) for value in operand(frame, rows)]

        return program

    def first_with_key(self, expression: IsFirstWithKey) -> Program:
        key = expression.table.key
        assert key is not None
        index, column = self.index, key.slots[0]

        def program(frame: Frame, rows: Sequence[int] | None) -> Values:
            data: TableData = frame[TABLES][index]
            found = plain_values(data, column)
            if len(set(found)) == len(found) == len(data.keys) and None not in found:
                return [True] * (len(found) if rows is None else len(rows))
            return [
                None if found[row] is None else data.keys.get(found[row]) == row
                for row in (range(len(found)) if rows is None else rows)
            ]

        return program
