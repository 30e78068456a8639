"""Which targets a form gives a second source for: a figure in its text or a sum of money that is the same, a prescribed
word, a rule that computes it. And which checks read a cell at all.

Looks for equal figures, whatever they mean. Never decides whether a slip was noticed.
"""

from decimal import Decimal
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.model import Check, Compare, Instance, Literal, Lookup, RowField
from gouji.lang.prose import figures
from gouji.lang.reads import Slot, slots_read
from gouji.lang.source import Span
from gouji.lang.submission import Submission
from gouji.lang.units import Dimension
from gouji.lang.values import Target, TargetKind, canonical_text
from gouji.lang.walk import walk
from gouji.lint.sensitivity.spots import CellKind, Spot, spots

_SAY_NOTHING_OF_VALUES = (codes.MISSING_VALUE, codes.DUPLICATE_ROW)

_Figure = tuple[Decimal, Dimension | None]


class _Reading(NamedTuple):
    """An instance of a check: the slots that it reads, what it asks of prescribed rows, and the rows that it finds by name."""

    check: Check
    slots: frozenset[Slot]
    prescribed: tuple[RowField, ...]
    named: tuple[tuple[int, str], ...]
    compares: bool


def _reading(check: Check, instance: Instance) -> _Reading:
    nodes = list(walk(instance))
    named = (
        (node.table.index, canonical_text(str(node.key.value)))
        for node in nodes
        if isinstance(node, Lookup) and isinstance(node.key, Literal)
    )
    compares = any(isinstance(node, Compare) and node.operator in ("=", "~") for node in walk(instance.must))
    prescribed = tuple(node for node in nodes if isinstance(node, RowField))
    return _Reading(check, slots_read(instance), prescribed, tuple(dict.fromkeys(named)), compares)


class Sources:
    """What else of a form speaks of a cell."""

    def __init__(self, submission: Submission, checks: list[Check]) -> None:
        self._figures: dict[_Figure, list[tuple[str, Span]]] = {}
        for spot in spots(submission):
            for figure in _figures_of(spot):
                self._figures.setdefault(figure, []).append((spot.name, spot.cell.span))
        self._readings = [
            _reading(check, instance)
            for check in checks
            if check.code not in _SAY_NOTHING_OF_VALUES
            for instance in check.instances
        ]

    def second_of(self, spot: Spot) -> tuple[str, ...]:
        """What the form holds a target's value by a second time: names of cells, or of checks that compute or prescribe it."""
        target = spot.cell.value
        if not isinstance(target, Target):
            return ()
        found = [name for name, span in self._figures.get(_meant(target), ()) if span != spot.cell.span]
        computed = (one.check for one in self._readings if spot.slot in one.slots and _computes(one, spot))
        found += [check.own_name for check in computed]
        if target.kind is TargetKind.WORD and spot.prescribed is not None and spot.prescribed.words:
            found.append(spot.prescribed.key)
        return tuple(dict.fromkeys(found))

    def readers(self, spot: Spot) -> tuple[str, ...]:
        """The checks that read a cell and say something of what stands in it."""
        reading = (one for one in self._readings if spot.slot in one.slots and _concerns(one, spot))
        return tuple(dict.fromkeys(one.check.own_name for one in reading))


def _figures_of(spot: Spot) -> list[_Figure]:
    """The figures that a cell holds for others to be held against: those of texts, and amounts of money."""
    if spot.kind in (CellKind.FIGURE_TEXT, CellKind.NAME, CellKind.HEADING):
        return [(one.quantity.value, one.quantity.unit.dimension) for one in figures(spot.text)]
    if spot.kind is CellKind.MONEY and spot.cell.value and spot.cell.unit is not None:
        assert isinstance(spot.cell.value, Decimal)
        return [(spot.cell.value, spot.cell.unit.dimension)]
    return []


def _meant(target: Target) -> _Figure:
    quantity = target.quantity
    return (quantity.value, quantity.unit.dimension) if quantity is not None else (Decimal("NaN"), None)


def _computes(reading: _Reading, spot: Spot) -> bool:
    """Whether a check holds the cell, found by its row's name, to be equal to something."""
    return reading.compares and spot.table is not None and (spot.table.index, spot.key) in reading.named


def _concerns(reading: _Reading, spot: Spot) -> bool:
    """Whether what a check asks of prescribed rows, or of rows by name, is asked of this one."""
    if spot.table is None:
        return True
    for node in reading.prescribed:
        if node.table is spot.table and not (spot.prescribed is not None and spot.prescribed.fixed(node.what)):
            return False
    return all(table != spot.table.index or key == spot.key for table, key in reading.named)
