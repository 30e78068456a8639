"""Whole columns at once: the fast way through checks that run over the rows of a table, when nothing is wrong.

A column program gives, for every row, True, False, or None where the check does not apply. It either settles all rows
or leaves the instance to the closures of `evaluate.py`, which alone decide failures and explain them; a property test
holds the two together. What it cannot express it does not compile.
"""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from gouji.lang import functions
from gouji.lang.closures import UNSET, Frame, compile_value
from gouji.lang.model import (
    Call,
    CellValue,
    Column,
    Compare,
    Expression,
    Instance,
    IsFirstWithKey,
    IsState,
    Let,
    Literal,
    Logical,
    Lookup,
    Matches,
    Not,
    OneOf,
    RowField,
    RowLoop,
    RowValue,
)
from gouji.lang.outcomes import UNLIKE, NotApplicable, NotEvaluable
from gouji.lang.patterns import compiled as compiled_pattern
from gouji.lang.submission import State, TableData
from gouji.lang.types import Kind
from gouji.lang.values import Target
from gouji.lang.walk import let_slots, walk

Values = list[Any]
Program = Callable[[Frame], Values]
_TESTS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<=": le, ">=": ge, "<": lt, ">": gt}
# Functions of targets that give a plain answer, or None where they do not apply.
_CALLS = frozenset(
    (
        "is_allowed_word",
        "has_dimension",
        "agrees_with_direction",
        "is_within",
        "comparator",
        "accumulates",
        "is_flow",
        "unit_of",
        "contains",
    )
)


class _Unsupported(Exception):
    """An expression that has no column program."""


def compile_columns(instance: Instance) -> Callable[[Frame], tuple[int, int] | None] | None:
    """A program giving how many rows pass and how many do not apply; None from it where some row needs the closures.

    None instead of a program where the instance is not of the kind.
    """
    lets = let_slots(instance)
    if not instance.loops and not instance.whens:
        return _single(instance, lets)
    if len(instance.loops) != 1 or not isinstance(instance.loops[0], RowLoop):
        return None
    loop = instance.loops[0]
    compiler = _ColumnCompiler(loop)
    try:
        where = compiler.values(loop.where) if loop.where is not None else None
        whens = [compiler.values(when) for when in instance.whens]
        must = compiler.values(instance.must)
    except _Unsupported:
        return None
    index = loop.table.index

    def run(frame: Frame) -> tuple[int, int] | None:
        count = frame[1][index].count
        if not count:
            return 0, 0
        for slot in lets:
            frame[slot] = UNSET
        try:
            outcome = must(frame)
            for when in whens:
                outcome = [held if applies else None for held, applies in zip(outcome, when(frame), strict=True)]
            if where is not None:
                outcome = [held for held, chosen in zip(outcome, where(frame), strict=True) if chosen]
        except (NotApplicable, NotEvaluable, ArithmeticError):
            return None
        if False in outcome:
            return None
        inapplicable = outcome.count(None)
        return len(outcome) - inapplicable, inapplicable

    return run


def compile_condition(condition: Expression, loop: RowLoop) -> Callable[[Frame], Values | None] | None:
    """A program giving the condition in every row; None from it where a row needs the closures, None for no program."""
    try:
        program = _ColumnCompiler(loop).values(condition)
    except _Unsupported:
        return None

    def run(frame: Frame) -> Values | None:
        if not frame[1][loop.table.index].count:
            return []
        try:
            return program(frame)
        except (NotApplicable, NotEvaluable, ArithmeticError):
            return None

    return run


def _single(instance: Instance, lets: list[int]) -> Callable[[Frame], tuple[int, int] | None] | None:
    """The same for a check of single cells: it passes, or does not apply, or is left to the closures."""
    must = compile_value(instance.must)

    def run(frame: Frame) -> tuple[int, int] | None:
        for slot in lets:
            frame[slot] = UNSET
        try:
            return _PASSED if must(frame) else None
        except NotApplicable:
            return _INAPPLICABLE
        except (NotEvaluable, ArithmeticError):
            return None

    return run


_PASSED, _INAPPLICABLE = (1, 0), (0, 1)


def plain_values(data: TableData, column: int) -> Values:
    """A column's values, None where a cell has none."""
    known = data.prepared.get(column)
    if known is None:
        known = [None if cell.state else cell.value for cell in data.columns[column]]
        data.prepared[column] = known
    return known


def states(data: TableData, column: int) -> Values:
    known = data.prepared.get(("state", column))
    if known is None:
        known = [cell.state for cell in data.columns[column]]
        data.prepared["state", column] = known
    return known


def _prescribed(data: TableData, what: str) -> Values:
    """What the prescribed row of each row fixes; None where it fixes nothing or there is none."""
    known = data.prepared.get(what)
    if known is None:
        known = [row.fixed(what) or None if row is not None else None for row in data.prescribed]
        data.prepared[what] = known
    return known


class _ColumnCompiler:
    def __init__(self, loop: RowLoop) -> None:
        self.loop = loop
        self.index = loop.table.index

    def values(self, expression: Expression) -> Program:
        """A program giving the expression's value in every row; that of another loop's row is the same in all of them."""
        if not self.runs_over_rows(expression):
            return self.repeated(expression)
        if isinstance(expression, Let):
            if any(isinstance(node, Let) for node in walk(expression.value)):
                raise _Unsupported  # computed anew wherever it stands, lets of lets would take 2ⁿ times
            return self.values(expression.value)
        if isinstance(expression, Not):
            return self.negation(expression)
        if isinstance(expression, Matches):
            return self.match(expression)
        if isinstance(expression, RowValue):
            index, column = self.index, expression.column
            return lambda frame: plain_values(frame[1][index], column)
        if isinstance(expression, RowField):
            index, what = self.index, expression.what
            return lambda frame: _prescribed(frame[1][index], what)
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
        if isinstance(expression, Call) and expression.function in _CALLS:
            return self.call(expression)
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

    def repeated(self, expression: Expression) -> Program:
        """A value that is the same in every row; where it does not apply, the closures say why."""
        if expression.type.dynamic and not isinstance(expression, Literal | CellValue):
            raise _Unsupported
        value, index = compile_value(expression), self.index
        return lambda frame: [value(frame)] * frame[1][index].count

    def state(self, expression: IsState) -> Program:
        operand = expression.operand
        if not isinstance(operand, RowValue) or expression.state not in ("given", "blank"):
            raise _Unsupported
        index, column, wanted = self.index, operand.column, expression.state == "blank"
        missing = (State.BLANK, State.ABSENT)

        def program(frame: Frame) -> Values:
            found = states(frame[1][index], column)
            if 1 not in found and 3 not in found:
                return [not wanted] * len(found)
            return [(state in missing) is wanted for state in found]

        return program

    def comparison(self, expression: Compare) -> Program:
        left, right = expression.left, expression.right
        if expression.within is not None or expression.operator not in _TESTS or left.type.kind is Kind.DATE:
            raise _Unsupported
        one, other, test = self.single(left), self.single(right), _TESTS[expression.operator]
        if Kind.TARGET in (left.type.kind, right.type.kind):
            if left.type.kind is not right.type.kind:
                raise _Unsupported
            return lambda frame: [_compared(test, a, b) for a, b in zip(one(frame), other(frame), strict=True)]
        if left.type.dynamic or right.type.dynamic:
            raise _Unsupported
        return lambda frame: [
            None if a is None or b is None else test(a, b) for a, b in zip(one(frame), other(frame), strict=True)
        ]

    def logical(self, expression: Logical) -> Program:
        one, other = self.values(expression.left), self.values(expression.right)
        settles = expression.operator == "or"

        def program(frame: Frame) -> Values:
            return [
                settles if a is settles or b is settles else None if a is None or b is None else not settles
                for a, b in zip(one(frame), other(frame), strict=True)
            ]

        return program

    def negation(self, expression: Not) -> Program:
        operand = self.values(expression.operand)
        return lambda frame: [None if value is None else not value for value in operand(frame)]

    def match(self, expression: Matches) -> Program:
        operand, search = self.single(expression.operand), compiled_pattern(expression.pattern).search
        return lambda frame: [None if value is None else search(value) is not None for value in operand(frame)]

    def one_of(self, expression: OneOf) -> Program:
        operand = self.values(expression.operand)
        members = expression.members
        if members is None:
            words = frozenset(expression.words)
            return lambda frame: [None if value is None else functions.among(value, words) for value in operand(frame)]
        if not isinstance(members, Column) or members.table.key is not members.field:
            raise _Unsupported
        index = members.table.index

        def program(frame: Frame) -> Values:
            keys = frame[1][index].keys
            return [None if value is None else functions.among(value, keys) for value in operand(frame)]

        return program

    def first_with_key(self, expression: IsFirstWithKey) -> Program:
        key = expression.table.key
        assert key is not None
        index, column = self.index, key.slots[0]

        def program(frame: Frame) -> Values:
            data: TableData = frame[1][index]
            found = plain_values(data, column)
            if len(set(found)) == len(found) == len(data.keys) and None not in found:
                return [True] * len(found)
            return [None if value is None else data.keys.get(value) == row for row, value in enumerate(found)]

        return program

    def call(self, expression: Call) -> Program:
        function = functions.FUNCTIONS[expression.function]
        parts = [self.single(argument) for argument in expression.arguments]
        if len(parts) == 1:
            only = parts[0]
            return lambda frame: [None if value is None else function(value) for value in only(frame)]
        first, second = parts
        return lambda frame: [
            None if a is None or b is None else function(a, b) for a, b in zip(first(frame), second(frame), strict=True)
        ]


def _compared(test: Callable[[Any, Any], bool], left: Target | None, right: Target | None) -> bool | None:
    """Two targets as figures; words and dates do not apply, unlike or missing units are left to the closures."""
    if left is None or right is None:
        return None
    one, other = left.quantity, right.quantity
    if one is None or other is None or left.upper is not None or right.upper is not None:
        return None
    if one.unit.dimension != other.unit.dimension or one.unit.dimension is None:
        raise NotEvaluable(UNLIKE, one, other)
    return test(one.value, other.value)
