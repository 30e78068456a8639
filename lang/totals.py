"""Failed totals that hang together: which is wrong in itself, which only because a part of it is, and which may be mended.

Judges the failures of one filled form when they are explained, by what is written in it. Never changes a verdict.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException, localcontext

from gouji.lang import codes
from gouji.lang.closures import Frame
from gouji.lang.diagnostic import Severity
from gouji.lang.model import Aggregate, Call, CellValue, Check, Compare, Expression, Instance, RowValue
from gouji.lang.probe import NamedCell, Probe
from gouji.lang.reads import OUTSIDE, Slot
from gouji.lang.submission import Cell, Submission
from gouji.lang.units import EXACT

# More totals than these are not named one by one.
_MOST_NAMED = 3
_MILDER = tuple(Severity)


@dataclass(slots=True)
class _Total:
    """A total that fails: its cell, what its parts come to, which of them fail as well, whether all are stated and none
    is suspect itself.

    `right` is what the parts come to once those that fail are put right; `wholes` are the totals that fail for this one.
    """

    named: NamedCell
    severity: Severity
    sum: Decimal
    parts: list["_Total"] = field(default_factory=list)
    stated: bool = True
    trusted: bool = True
    right: Decimal | None = None
    follows: bool = False
    wholes: list[str] = field(default_factory=list)

    @property
    def figure(self) -> Decimal:
        assert isinstance(self.named.cell.value, Decimal)
        return self.named.cell.value


class Totals:
    """The totals of one filled form: `all_totals` are those that its form has, `failures` those that do not add up."""

    def __init__(
        self, all_totals: Iterable[Compare], failures: Iterable[tuple[Check, Instance, Frame]], submission: Submission
    ) -> None:
        self._submission = submission
        self._wholes: dict[Slot, list[Compare]] = {}
        for total in all_totals:
            for slot in _slots(total.right):
                self._wholes.setdefault(slot, []).append(total)
        found = [
            (one, must, frame)
            for check, instance, frame in failures
            if isinstance(must := instance.must, Compare) and (one := _failed(check, must, frame))
        ]
        self._failed = {id(total.named.cell): total for total, _, _ in found}  # by the identity of cells
        self._taking: dict[int, list[_Total]] = {}  # by the identity of a part, the failed totals that take it in
        for whole, must, frame in found:
            for part in _cells(must.right, Probe(frame)):
                self._taking.setdefault(id(part), []).append(whole)
                whole.stated = whole.stated and not part.state
                if id(part) in self._failed:
                    whole.parts.append(self._failed[id(part)])
        self._fold()

    def follows(self, instance: Instance, frame: Frame) -> bool:
        """Whether a failed total is right once its wrong parts, which are totals themselves, are put right."""
        total = self._at(instance, frame)
        return total is not None and total.follows

    def wholes(self, instance: Instance, frame: Frame) -> tuple[str, ...]:
        """The totals that fail for this one, by name."""
        total = self._at(instance, frame)
        names = total.wholes if total is not None else []
        return (*names[:_MOST_NAMED], *["…"] * (len(names) > _MOST_NAMED))

    def may_be_mended(self, instance: Instance, frame: Frame) -> bool:
        """Whether the total alone is suspect: its parts are stated, none fails, and no other total needs it as it is."""
        total = self._at(instance, frame)
        if total is None:
            return True  # of targets, say, whose fix is judged by what is written
        if not total.stated or not total.trusted or total.parts:
            return False
        assert isinstance(instance.must, Compare)
        left = instance.must.left
        wholes = self._wholes.get(_slot(left), ()) if isinstance(left, CellValue | RowValue) else ()
        others = (cell for one in wholes for cell in self._cells_of(one.left, left, frame))
        return all(cell.state or self._cell_follows(cell) for cell in others)

    def suspect(self, part: Cell) -> None:
        """Notes that a part breaks a limit of its own: totals that take it in are not to be fitted to it."""
        for total in self._taking.get(id(part), ()):
            total.trusted = False

    def put_right(self, changes: dict[int, Decimal], severity: Severity) -> tuple[str, ...]:
        """The failed totals that changes to their parts make right, by name; none unless all are that take them in.

        These then follow from what is told of the parts, unless that weighs less.
        """
        taking = {id(one): one for part in changes for one in self._taking.get(part, ())}
        by = {
            key: sum(change for part, change in changes.items() for one in self._taking.get(part, ()) if id(one) == key)
            for key in taking
        }
        if not all(
            one.sum + by[key] == one.figure
            and not one.parts
            and not one.follows
            and _MILDER.index(severity) <= _MILDER.index(one.severity)
            for key, one in taking.items()
        ):
            return ()
        for one in taking.values():
            one.follows = True
        names = [name for one in taking.values() for name in (one.named.name, *one.wholes)]
        return (*names[:_MOST_NAMED], *["…"] * (len(names) > _MOST_NAMED))

    def _at(self, instance: Instance, frame: Frame) -> _Total | None:
        named = Probe(frame).cell(instance.must.left) if isinstance(instance.must, Compare) else None
        return self._failed.get(id(named.cell)) if named is not None else None

    def _cell_follows(self, cell: Cell) -> bool:
        total = self._failed.get(id(cell))
        return total is not None and total.follows

    def _cells_of(self, whole: Expression, part: Expression, frame: Frame) -> list[Cell]:
        """The cells of a whole that may take in a part: one in the row of the part, of another table all."""
        if isinstance(whole, CellValue):
            return [self._submission.cells[whole.slot]]
        if not isinstance(whole, RowValue):
            return []
        column = self._submission.tables[whole.table.index].columns[whole.column]
        if isinstance(part, RowValue) and part.table.index == whole.table.index:
            return [column[frame[part.row]]]
        return column

    def _fold(self) -> None:
        """Finds the totals that follow from others, and names each at those that it follows from."""
        try:
            with localcontext(EXACT):
                for total in self._failed.values():
                    _put_right(total)
        except DecimalException:
            return  # figures too long to be added: each total is told by itself
        for total in self._failed.values():
            total.follows = bool(total.parts) and total.right == total.figure
        for total in [one for one in self._failed.values() if one.follows]:
            causes = _causes(total)
            # What is folded may not weigh more than what is told in its place.
            total.follows = bool(causes) and all(
                _MILDER.index(cause.severity) <= _MILDER.index(total.severity) for cause in causes
            )
        for total in self._failed.values():
            for cause in _causes(total) if total.follows else ():
                cause.wholes.append(total.named.name)


def is_total(check: Check) -> bool:
    """Whether a check is that of a total that a form declares."""
    return check.code is codes.TOTAL_MISMATCH


def totals_of(checks: Iterable[Check]) -> list[Compare]:
    """The comparisons of all totals among checks."""
    musts = (instance.must for check in checks if is_total(check) for instance in check.instances)
    return [must for must in musts if isinstance(must, Compare)]


def _failed(check: Check, must: Compare, frame: Frame) -> _Total | None:
    probe = Probe(frame)
    named, amount = probe.cell(must.left), probe.amount(must.right)
    if named is None or amount is None or not isinstance(named.cell.value, Decimal):
        return None
    return _Total(named, check.severity, amount.value)


def _put_right(total: _Total) -> None:
    """Reckons what a total comes to when each part that fails is what its own parts come to."""
    waiting = [total]  # no recursion: totals of totals may go deep
    while waiting:
        one = waiting[-1]
        if one.right is None:
            one.right = one.sum
            waiting += [part for part in one.parts if part.right is None]
            continue
        waiting.pop()
        one.right = sum((_known(part) - part.figure for part in one.parts), one.sum)


def _known(total: _Total) -> Decimal:
    return total.sum if total.right is None else total.right


def _causes(total: _Total) -> list[_Total]:
    """The totals, wrong in themselves, from which one follows."""
    causes: list[_Total] = []
    seen = {id(total)}
    waiting = list(reversed(total.parts))
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            if one.follows:
                waiting += reversed(one.parts)
            else:
                causes.append(one)
    return causes


def _sides(side: Expression) -> tuple[Expression, ...]:
    return side.arguments if isinstance(side, Call) and side.function == "total" else (side,)


def _slot(part: CellValue | RowValue) -> Slot:
    return (OUTSIDE, part.slot) if isinstance(part, CellValue) else (part.table.index, part.column)


def _slots(side: Expression) -> Iterator[Slot]:
    for part in _sides(side):
        inner = part.value if isinstance(part, Aggregate) else part
        if isinstance(inner, CellValue | RowValue):
            yield _slot(inner)


def _cells(side: Expression, probe: Probe) -> Iterator[Cell]:
    for part in _sides(side):
        if isinstance(part, Aggregate) and isinstance(part.value, RowValue):
            column = probe.data(part.table).columns[part.value.column]
            yield from (column[row] for row in probe.rows(part))
        elif (named := probe.cell(part)) is not None:
            yield named.cell
