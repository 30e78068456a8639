"""Which cells a check reads: so that what cannot be touched by a change need not be run again, and to say who reads a cell.

Tells slots, not rows: a check that reads a column reads all of it. Runs nothing.
"""

from gouji.lang.form_model import FormTable
from gouji.lang.model import (
    Aggregate,
    CellValue,
    Column,
    HasRow,
    Instance,
    IsFirstWithKey,
    Lookup,
    RowField,
    RowLoop,
    Rows,
    RowValue,
)
from gouji.lang.walk import walk

OUTSIDE = -1
"""The table's index of cells that stand in none."""

Slot = tuple[int, int]
"""A table's index, or OUTSIDE, and a slot in it."""


def slots_read(instance: Instance) -> frozenset[Slot]:
    """Every slot that an instance of a check may look at; rows are found by their key, which is then read too."""
    found: set[Slot] = set()
    for node in walk(instance):
        if isinstance(node, CellValue):
            found.add((OUTSIDE, node.slot))
        elif isinstance(node, RowValue | Column | Lookup):
            found.add((node.table.index, node.column))
        if isinstance(node, Lookup | RowField | HasRow | IsFirstWithKey):
            found |= _key_of(node.table)
    return frozenset(found)


def is_row_by_row(instance: Instance, table: FormTable) -> bool:
    """Whether an instance goes through the rows of a table and, in each, looks at no other row of it."""
    slots = [loop.slot for loop in instance.loops if isinstance(loop, RowLoop) and loop.table.index == table.index]
    if len(slots) != 1:
        return False
    for node in walk(instance):
        if isinstance(node, RowValue | RowField):
            if node.table.index == table.index and node.row != slots[0]:
                return False
        elif (
            isinstance(node, Aggregate | Column | HasRow | IsFirstWithKey | Lookup | Rows)
            and node.table.index == table.index
        ):
            return False
    return True


def _key_of(table: FormTable) -> set[Slot]:
    return {(table.index, table.key.slots[0])} if table.key is not None else set()
