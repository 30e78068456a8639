"""What is derived from a whole column of a filled form: made once, kept with its table, shared by all checks.

Derives, judges nothing.
"""

from collections.abc import Callable
from typing import Any

from gouji.lang.amounts import figure_of, is_open
from gouji.lang.submission import State, TableData

Values = list[Any]
"""A value a row, None where a row has none."""


def plain_values(data: TableData, column: int) -> Values:
    """The values of a column."""
    return _once(data, ("value", column), lambda: [None if cell.state else cell.value for cell in data.columns[column]])


def figures(data: TableData, column: int) -> Values:
    """The figures of a column of targets, as amounts."""
    targets = plain_values(data, column)
    return _once(data, ("figure", column), lambda: [None if one is None else figure_of(one) for one in targets])


def are_open(data: TableData, column: int) -> bool:
    """Whether some target of a column is a number without a unit, or a range."""
    targets = plain_values(data, column)
    return bool(_once(data, ("open", column), lambda: [one for one in targets if one is not None and is_open(one)]))


def unread(data: TableData, column: int) -> bool:
    """Whether some cell of a column could not be read."""
    return bool(_once(data, ("unread", column), lambda: [one for one in states(data, column) if one == State.BROKEN]))


def states(data: TableData, column: int) -> Values:
    return _once(data, ("state", column), lambda: [cell.state for cell in data.columns[column]])


def prescribed(data: TableData, what: str) -> Values:
    """What the prescribed row of each row fixes; None where it fixes nothing or there is none."""
    return _once(
        data, ("fixed", what), lambda: [row.fixed(what) or None if row is not None else None for row in data.prescribed]
    )


def _once(data: TableData, what: tuple[str, int | str], derive: Callable[[], Values]) -> Values:
    known = data.prepared.get(what)
    if known is None:
        known = data.prepared[what] = derive()
    return known
