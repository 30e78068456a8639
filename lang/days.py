"""How dates compare: by the days that they cover, all of a month for 2024年6月.

A date that a rule states stands for all its days. Reads no cells.
"""

from collections.abc import Callable
from datetime import date as Day

from gouji.lang.model import Compare, Expression, Let, Literal
from gouji.lang.values import Date

Days = tuple[Day, Day]
Test = Callable[[Date, Date], bool | None]
"""Whether a comparison of two dates holds; None where it cannot be told, for want of a year."""

# How the first and last days of two dates that forms state stand to each other: a month before a day is before it only
# if it has ended.
_BY_DAYS: dict[str, Callable[[Days, Days], bool]] = {
    "<=": lambda one, other: one[1] <= other[1],
    ">=": lambda one, other: one[1] >= other[1],
    "<": lambda one, other: one[1] < other[0],
    ">": lambda one, other: one[0] > other[1],
    "~": lambda one, other: one[0] <= other[1] and one[1] >= other[0],
}
# A date that the rule states on the right stands for all its days: 2025年3月 is = 2025年 and ≥ 2025年.
_BY_DAYS_OF_A_RULE = {
    **_BY_DAYS,
    ">=": lambda one, other: one[0] >= other[0],
    "=": lambda one, other: one[0] >= other[0] and one[1] <= other[1],
    "!=": lambda one, other: one[0] < other[0] or one[1] > other[1],
}
_TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


def by_days(expression: Compare) -> tuple[Expression, Expression, Test]:
    """A comparison of dates as two sides, of which a rule's own is the right one, and what is asked of them."""
    left, right, operator = expression.left, expression.right, expression.operator
    if _is_stated(left):
        left, right, operator = right, left, _TURNED.get(operator, operator)
    compare = (_BY_DAYS_OF_A_RULE if _is_stated(right) else _BY_DAYS).get(operator)
    if compare is None:  # two dates of the form are the same where they are written to the same precision
        wanted = operator == "="
        return left, right, lambda one, other: (one == other) is wanted

    def test(one: Date, other: Date) -> bool | None:
        first, second = _days(one), _days(other)
        return compare(first, second) if first is not None and second is not None else None

    return left, right, test


def _is_stated(side: Expression) -> bool:
    """Whether the rule itself says the date."""
    return isinstance(side.value if isinstance(side, Let) else side, Literal)


def _days(date: Date) -> Days | None:
    first, last = date.first_day(), date.last_day()
    return (first, last) if first is not None and last is not None else None
