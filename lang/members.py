"""Sets -> closures: words written out, the figures and years of a text, the names in a cell, the given cells of a column.

A member knows the cell and the place it was read from; what was read from a cell is kept with the cell.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from gouji.lang import functions
from gouji.lang.amounts import Figures
from gouji.lang.closures import Frame, cell_finder, compile_text
from gouji.lang.model import TABLES, Call, CellValue, Column, Expression, Let, Literal, Lookup, RowValue, Variable
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.submission import Amount, Cell, Member, State, TableData


class Members(list[Member]):
    """The members of a set, in order. Whether a value is among them is looked up, as each of many may be asked for."""

    __slots__ = ("_figures", "_values")

    def hold(self, value: Any) -> bool:
        """Whether a value is one of them; of several in one cell, all of them."""
        if not hasattr(self, "_values"):
            self._values = frozenset(member.value for member in self)
        return functions.among(value, self._values)

    def hold_figure(self, sought: Amount, lift: Callable[[Any], Amount]) -> bool:
        """Whether a figure is among them; words and figures of other dimensions are not it."""
        if not hasattr(self, "_figures"):
            self._figures = Figures(self._lifted(lift))
        return self._figures.hold(sought)

    def _lifted(self, lift: Callable[[Any], Amount]) -> Iterator[Amount]:
        for member in self:
            with suppress(NotApplicable, NotEvaluable):
                yield lift(member.value)


def compile_members(expression: Expression) -> Callable[[Frame], Members]:
    """A closure giving the members of a computed set, or the given cells of a column."""
    if isinstance(expression, Column):
        index, column = expression.table.index, expression.column

        def cells(frame: Frame) -> Members:
            data: TableData = frame[TABLES][index]
            remembered = ("members", column)
            found = data.prepared.get(remembered)
            if not isinstance(found, Members):
                given = [cell for cell in data.columns[column] if not cell.state]
                found = Members(Member(value, cell, 0, 0) for cell in given for value in _each(cell.value))
                data.prepared[remembered] = found
            return found

        return cells
    if isinstance(expression, Literal):
        choices = expression.type.element.choices if expression.type.element else ()
        words = Members(Member(word, None, 0, 0) for word in choices)
        return lambda frame: words
    assert isinstance(expression, Call | Let), expression
    if isinstance(expression, Let):
        return compile_members(expression.value)
    arguments = expression.arguments
    text = compile_text(arguments[0])
    make: Callable[..., list[Member]] = functions.FUNCTIONS[expression.function].compute
    if expression.units is not None:
        make = partial(make, units=expression.units)
    others = [compile_text(argument) for argument in arguments[1:]]
    find = _stretch_finder(arguments[0], several=expression.function == "keys")

    def members(frame: Frame) -> Members:
        cell, start, end = find(frame) if find is not None else (None, 0, 0)
        arguments = [other(frame) for other in others]
        if cell is None:
            return Members(make(text(frame), None, *arguments))
        # one cell may hold several names, which have no places
        remembered = (expression.function, start, end or text(frame), *arguments)
        if cell.members is None:
            cell.members = {}
        found = cell.members.get(remembered)
        if not isinstance(found, Members):
            # The text as written, so that places in it are places in the file.
            stretch = cell.text[start:end] if end else text(frame)
            made = make(stretch, cell, *arguments)
            found = Members(_moved(member, start) if end else _placeless(member) for member in made)
            cell.members[remembered] = found
        return found

    return members


def _moved(member: Member, by: int) -> Member:
    return member._replace(start=member.start + by, end=member.end + by) if by else member


def _placeless(member: Member) -> Member:
    """A member of which only the cell is known."""
    return member._replace(start=0, end=0)


Stretch = tuple[Cell | None, int, int]


def _stretch_finder(source: Expression, *, several: bool) -> Callable[[Frame], Stretch] | None:
    """What part of which cell's text an expression is; an end of 0 stands for one of which only the cell is known.

    The text of `several` names is taken as it is written, too.
    """
    while isinstance(source, Let) or (isinstance(source, Call) and source.function == "target_word"):
        source = source.value if isinstance(source, Let) else source.arguments[0]
    if isinstance(source, Variable):
        slot = source.slot

        def of_member(frame: Frame) -> Stretch:
            member: Member = frame[slot]
            if member.cell is None or member.end:
                return member.cell, member.start, member.end
            return member.cell, 0, len(member.cell.text) if isinstance(member.cell.value, str) else 0

        return of_member
    if not isinstance(source, CellValue | RowValue | Lookup):
        return None
    find = cell_finder(source)

    def of_cell(frame: Frame) -> Stretch:
        cell = find(frame)
        # several names of a cell are else listed in one way, however they are written
        is_written = several or type(cell.value) is not tuple
        return cell, 0, len(cell.text) if cell.state == State.GIVEN and is_written else 0

    return of_cell


def _each(value: Any) -> tuple[Any, ...]:
    return value if type(value) is tuple else (value,)
