"""Counts slips by kind of cell and kind of change: how many were made, how many noticed.

Keeps the slips too, for they are listed. Decides nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.lint.sensitivity.slips import ChangeKind
from gouji.lint.sensitivity.spots import TARGETS, CellKind
from gouji.lint.sensitivity.trial import Change

_NOT_OF_FIGURES = frozenset((ChangeKind.OTHER_COMPARATOR, ChangeKind.BLANK))


class Score(NamedTuple):
    """How many slips were made, and how many of them were noticed."""

    made: int
    noticed: int

    @property
    def share(self) -> float:
        """For showing only; of nothing, all is noticed."""
        return self.noticed / self.made if self.made else 1.0

    @property
    def percent(self) -> str:
        """The share, cut rather than rounded: 100% is said of all alone."""
        tenths = 1000 * self.noticed // self.made if self.made else 1000
        return f"{tenths // 10}.{tenths % 10}%"


def score(changes: Iterable[Change]) -> Score:
    """The score of some changes."""
    noticed = [bool(change.noticed_by) for change in changes]
    return Score(len(noticed), sum(noticed))


@dataclass(slots=True)
class Scores:
    """The slips of one form or of many."""

    changes: list[Change] = field(default_factory=list)

    def by_kind(self) -> Iterator[tuple[CellKind, Score, list[tuple[ChangeKind, Score]]]]:
        """Each kind of cell with its score, and the scores of each kind of change in it."""
        for kind in CellKind:
            of_kind = [one for one in self.changes if one.kind == kind]
            if of_kind:
                parts = [(change, score(one for one in of_kind if one.change == change)) for change in ChangeKind]
                yield kind, score(of_kind), [(change, part) for change, part in parts if part.made]

    def total(self) -> Score:
        return score(self.changes)

    def second_sources(self) -> Score:
        """Changed figures of targets that the form holds a second time: not words, and not what no second source tells."""
        figures = TARGETS - {CellKind.WORD_TARGET}
        return score(
            one
            for one in self.changes
            if one.second_source and one.kind in figures and one.change not in _NOT_OF_FIGURES
        )

    def unnoticed(self) -> Iterator[list[Change]]:
        """What went unnoticed, by cell and reason, in order."""
        grouped: dict[tuple[object, ...], list[Change]] = {}
        for one in self.changes:
            if one.reason is not None:
                key = (one.place.source.name, one.place.span, one.reason)
                grouped.setdefault(key, []).append(one)
        yield from grouped.values()
