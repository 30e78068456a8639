"""All parts of a typed expression, loop or instance, one after the other.

Never goes into what is not part of it: fields, tables, forms.
"""

from collections.abc import Iterator
from typing import get_args

from gouji.lang.model import (
    Arithmetic,
    Call,
    CellValue,
    CoordinateLoop,
    Expression,
    Hole,
    Instance,
    Let,
    Lookup,
    MemberLoop,
    RowLoop,
    RowValue,
)

_EXPRESSIONS: tuple[type, ...] = get_args(Expression)
_SAME_CELL = ("target_word", "target_date", "deadline")
_WALKED = frozenset((*_EXPRESSIONS, Instance, RowLoop, MemberLoop, CoordinateLoop, Hole, tuple))


def cell_itself(expression: Expression) -> CellValue | RowValue | Lookup | None:
    """The cell that an expression is, and does not only use: itself, under a name, or what a target's text says."""
    while isinstance(expression, Let) or (isinstance(expression, Call) and expression.function in _SAME_CELL):
        expression = expression.value if isinstance(expression, Let) else expression.arguments[0]
    return expression if isinstance(expression, CellValue | RowValue | Lookup) else None


def walk(node: object, skipped: tuple[type, ...] = ()) -> Iterator[object]:
    """An expression, loop or instance and all that it is made of, in the order written; what is in a let only once.

    Nodes of the `skipped` types are given, but not what they are made of.
    """
    lets: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Let):
            if id(current) in lets:
                continue
            lets.add(id(current))
        yield current
        if isinstance(current, skipped):
            continue
        if type(current) in _WALKED and isinstance(current, tuple):
            waiting += [part for part in reversed(current) if type(part) in _WALKED]


def let_slots(node: object) -> list[int]:
    """The frame slots of all lets in an expression or instance."""
    return sorted({slot for part in walk(node) if isinstance(part, Let) for slot in (part.slot, part.slot + 1)})


def spine_of(expression: Arithmetic) -> tuple[Expression, list[Arithmetic]]:
    """The first operand of a chain like `a + b − c`, and the steps from it; a long chain is no deep recursion."""
    first: Expression = expression
    steps: list[Arithmetic] = []
    while isinstance(first, Arithmetic):
        steps.append(first)
        first = first.left
    return first, steps[::-1]
