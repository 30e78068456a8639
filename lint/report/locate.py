"""Which cell of a filled form a finding is about: by its place in the file, else by the name that it gives the cell.

Judges nothing, and draws nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.form_model import FormField, FormGroup, FormMember, cell_name, dotted
from gouji.lang.form_paths import scalars
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, State, Submission


class At(NamedTuple):
    """A cell by its slot, in a row of a table or (-1) in none. A table as a whole has no row and no slot."""

    table: int
    row: int
    slot: int


class Locator:
    """The cells of one filled form, to be found again."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._filled = {cell.span: at for at, cell in cells(submission) if cell.state != State.ABSENT}
        self._headers: dict[Span, At] = {}
        for table in submission.form.tables:
            data = submission.tables[table.index]
            self._headers[data.span] = At(table.index, -1, -1)
            key = table.key.slots[0] if table.key is not None else 0
            for row, span in enumerate(data.spans):
                self._headers.setdefault(span, At(table.index, row, key))
        self._ordered = sorted(self._filled)
        self._names: dict[str, At] | None = None

    def find(self, place: Place | None, name: str) -> At | None:
        """The cell that a place is that of, or that is called so, or that it lies in; None if it is no cell of this form.

        What is not filled in has the place of its table or its row, so that its name says more.
        """
        if place is None or place.source is not self._submission.source:
            return self._named().get(name) if place is None else None
        at = self._filled.get(place.span)
        if at is None and name:
            at = self._named().get(name)
        return at or self._headers.get(place.span) or self._around(place.span)

    def _around(self, span: Span) -> At | None:
        before = bisect_right(self._ordered, (span.start, len(self._submission.source.text) + 1)) - 1
        outer = self._ordered[before] if before >= 0 else None
        return self._filled[outer] if outer is not None and span.end <= outer.end else None

    def _named(self) -> dict[str, At]:
        """Every name that a finding may give: of cells, of fields and groups (the first of their cells), of tables."""
        if self._names is None:
            self._names = dict(reversed([*_scalar_names(self._submission.form.members), *self._row_names()]))
        return self._names

    def _row_names(self) -> Iterator[tuple[str, At]]:
        for table in self._submission.form.tables:
            yield dotted(table.path), At(table.index, -1, -1)
            data = self._submission.tables[table.index]
            keys = data.columns[table.key.slots[0]] if table.key is not None else []
            for row in range(data.count):
                key = keys[row].value if keys else None
                for field in table.fields.values():
                    for slot, coordinate in zip(field.slots, field.coordinates, strict=True):
                        at = At(table.index, row, slot)
                        if isinstance(key, str):
                            yield cell_name(field.path, coordinate, key), at
                        yield cell_name(field.path, coordinate, None, row), at


def cells(submission: Submission) -> Iterator[tuple[At, Cell]]:
    """Every cell of a filled form."""
    for field in scalars(submission.form.members):
        for slot in field.slots:
            yield At(-1, -1, slot), submission.cells[slot]
    for table in submission.form.tables:
        for slot, column in enumerate(submission.tables[table.index].columns):
            for row, cell in enumerate(column):
                yield At(table.index, row, slot), cell


def _scalar_names(members: dict[str, FormMember]) -> Iterator[tuple[str, At]]:
    for member in members.values():
        if isinstance(member, FormField):
            yield dotted(member.path), At(-1, -1, member.slots[0])
            for slot, coordinate in zip(member.slots, member.coordinates, strict=True):
                yield cell_name(member.path, coordinate), At(-1, -1, slot)
        elif isinstance(member, FormGroup):
            first = next(scalars(member.members), None)
            if first is not None:
                yield dotted(member.path), At(-1, -1, first.slots[0])
            yield from _scalar_names(member.members)
