"""Computed sets -> closures: the figures and years of a text, the names in a cell, the given cells of a column.

A member knows the cell and the place it was read from; what was read from a cell is kept with the cell.
"""

from collections.abc import Callable
from typing import Any

from gouji.lang import functions
from gouji.lang.closures import Frame, cell_finder, compile_text
from gouji.lang.model import Call, CellValue, Column, Expression, Let, Lookup, RowValue
from gouji.lang.submission import Member


def compile_members(expression: Expression) -> Callable[[Frame], list[Member]]:
    """A closure giving the members of a computed set, or the given cells of a column."""
    if isinstance(expression, Column):
        index, column = expression.table.index, expression.column

        def cells(frame: Frame) -> list[Member]:
            given = [cell for cell in frame[1][index].columns[column] if not cell.state]
            return [Member(value, cell, 0, 0) for cell in given for value in _each(cell.value)]

        return cells
    assert isinstance(expression, Call | Let), expression
    if isinstance(expression, Let):
        return compile_members(expression.value)
    arguments = expression.arguments
    text = compile_text(arguments[0])
    make = functions.SETS[expression.function]
    others = [compile_text(argument) for argument in arguments[1:]]
    source = arguments[0]
    find = cell_finder(source) if isinstance(source, CellValue | RowValue | Lookup) else None

    if find is None:
        return lambda frame: make(text(frame), None, *(other(frame) for other in others))

    def members(frame: Frame) -> list[Member]:
        cell = find(frame)
        arguments = [other(frame) for other in others]
        remembered = (expression.function, *arguments)
        if cell.members is None:
            cell.members = {}
        found = cell.members.get(remembered)
        if found is None:
            # The text as written, so that places in it are places in the file.
            written = cell.text if not cell.state and isinstance(cell.value, str) else text(frame)
            found = cell.members[remembered] = make(written, cell, *arguments)
        return found

    return members


def _each(value: Any) -> tuple[Any, ...]:
    return value if type(value) is tuple else (value,)
