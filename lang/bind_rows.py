"""Rows in which nothing was found, as they were bound: what an edit of a filled form leaves alone is not read again.

A row is known by its keys and values and by how they lie to each other, so that it may move. Reads none itself.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from gouji.lang.form_model import Form, FormTable, PrescribedRow
from gouji.lang.located import Broken, Mapping, Node, Scalar, Sequence
from gouji.lang.source import Span
from gouji.lang.submission import Cell


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row as it was bound; `start` is where its header stood, `number` which row of its table it was."""

    start: int
    number: int
    key: str
    prescribed: PrescribedRow | None
    cells: list[Cell]
    """By columns."""

    def is_still(self, number: int, prescribed: PrescribedRow | None) -> bool:
        """Whether it would be bound the same as a row of that number: one without a key is named by it."""
        return self.prescribed is prescribed and (bool(self.key) or self.number == number)

    def at(self, start: int) -> "PlainRow":
        """The row where its header stands elsewhere."""
        by = start - self.start
        return replace(self, start=start, cells=[_moved(cell, by) for cell in self.cells]) if by else self


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The plain rows of one text of a form."""

    form: Form | None = None
    known: dict[Hashable, PlainRow] = field(default_factory=dict)

    def of(self, form: Form) -> dict[Hashable, PlainRow]:
        """Those that are of use to a form: what another says of a row may be otherwise."""
        return self.known if self.form is form else {}


def shape_of(table: FormTable, row: Mapping) -> Hashable | None:
    """What decides how a row is bound, but for its number and what is prescribed; none where its text is torn."""
    parts: list[object] = [table.index]
    return tuple(parts) if _take(row, row.span.start, parts) else None


def _take(node: Node, start: int, parts: list[object]) -> bool:
    """Adds what a node says, and where. False for what cannot be known by it."""
    span = node.span
    parts += (span.start - start, span.end - span.start)
    if isinstance(node, Scalar):
        parts += (node.text, type(node.value), node.value)
        return True
    if isinstance(node, Broken):
        return False
    if isinstance(node, Sequence):
        parts.append(len(node.items))
        return all(_take(item, start, parts) for item in node.items)
    if node.torn:
        return False
    parts.append(len(node.entries))
    for entry in node:
        at = entry.key_span
        parts += (entry.key, at.start - start, at.end - at.start)
        if not _take(entry.node, start, parts):
            return False
    return True


def _moved(cell: Cell, by: int) -> Cell:
    span = Span(cell.span.start + by, cell.span.end + by)
    return Cell(cell.state, cell.value, span, cell.text, cell.precision, cell.unit)
