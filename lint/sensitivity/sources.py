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
from gouji.lint.sensitivity.spots import Spot, spots

_SAY_NOTHING_OF_VALUES = (codes.MISSING_VALUE, codes.DUPLICATE_ROW)

_Figure = tuple[Decimal, Dimension | None]


class _Reading(NamedTuple):
    """An instance of a check with the slots that it reads."""

    check: Check
    instance: Instance
    slots: frozenset[Slot]


class Sources:
    """What else of a form speaks of a cell."""

    def __init__(self, submission: Submission, checks: list[Check]) -> None:
        self._figures: dict[_Figure, list[tuple[str, Span]]] = {}
        for spot in spots(submission):
            for figure in _figures_of(spot):
                self._figures.setdefault(figure, []).append((spot.name, spot.cell.span))
        self._readings = [
            _Reading(check, instance, slots_read(instance))
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
        computed = (one.check for one in self._readings if spot.slot in one.slots and _computes(one.instance, spot))
        found += [short(check.name) for check in computed]
        if target.kind is TargetKind.WORD and spot.prescribed is not None and spot.prescribed.words:
            found.append(spot.prescribed.key)
        return tuple(dict.fromkeys(found))

    def readers(self, spot: Spot) -> tuple[str, ...]:
        """The checks that read a cell and say something of what stands in it."""
        reading = (one for one in self._readings if spot.slot in one.slots and _concerns(one.instance, spot))
        return tuple(dict.fromkeys(one.check.name for one in reading))


def short(check: str) -> str:
    """A check's name without its form."""
    return check.partition("/")[2] or check


def _figures_of(spot: Spot) -> list[_Figure]:
    """The figures that a cell holds for others to be held against: those of texts, and amounts of money."""
    if spot.kind in ("figure-text", "name", "heading"):
        return [(one.quantity.value, one.quantity.unit.dimension) for one in figures(spot.cell.text)]
    if spot.kind == "money" and spot.cell.value and spot.cell.unit is not None:
        assert isinstance(spot.cell.value, Decimal)
        return [(spot.cell.value, spot.cell.unit.dimension)]
    return []


def _meant(target: Target) -> _Figure:
    quantity = target.quantity
    return (quantity.value, quantity.unit.dimension) if quantity is not None else (Decimal("NaN"), None)


def _computes(instance: Instance, spot: Spot) -> bool:
    """Whether an instance holds the cell, found by its row's name, to be equal to something."""
    nodes = list(walk(instance))
    equal = any(isinstance(node, Compare) and node.operator in ("=", "~") for node in walk(instance.must))
    return equal and any(
        isinstance(node, Lookup) and isinstance(node.key, Literal) and canonical_text(str(node.key.value)) == spot.key
        for node in nodes
    )


def _concerns(instance: Instance, spot: Spot) -> bool:
    """Whether what an instance asks of prescribed rows, or of one row by name, is asked of this one."""
    for node in walk(instance):
        if isinstance(node, RowField):
            fixed = spot.prescribed.fixed(node.what) if spot.prescribed is not None and node.what else None
            if spot.table is node.table and not fixed:
                return False
        elif isinstance(node, Lookup) and isinstance(node.key, Literal) and node.table is spot.table:
            if canonical_text(str(node.key.value)) != spot.key:
                return False
    return True
