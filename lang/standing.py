"""What the checks that read a cell say of it now: each holds, fails, does not apply or has no answer, with its figures.

For those who show a form while it is filled in. Runs only these checks; what is a finding, `run.py` decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.arithmetic import RELATIONS, bare_number, figures_of
from gouji.lang.closures import Frame
from gouji.lang.diagnostic import Diagnostic, InLanguage, Term
from gouji.lang.explain import explain_failure, explain_unevaluated
from gouji.lang.form_model import FormTable
from gouji.lang.model import (
    Aggregate,
    CellValue,
    Check,
    Column,
    Compare,
    Expression,
    Instance,
    Let,
    Logical,
    Lookup,
    RowLoop,
    Rows,
    RowValue,
)
from gouji.lang.outcomes import Verdict
from gouji.lang.probe import Probe
from gouji.lang.reads import OUTSIDE, Slot, slots_read
from gouji.lang.remembered import remembered_with
from gouji.lang.run import CompiledForm, Runner
from gouji.lang.submission import Cell, Submission
from gouji.lang.units import EXACT, ROUNDING
from gouji.lang.walk import walk

LONGEST_SIDE = 40
MOST_EXPLAINED = 12
"""Checks of one verdict that are shown with their figures; of the others only the verdict is told."""
# Checks that hold and are looked through for figures: most of those that have none are such as "is filled in".
_MOST_TRIED = 100


class Standing(NamedTuple):
    """What one check says, at one choice of coordinates, and how many `times`: once for each date in a text, say.

    `arithmetic` is that of one that holds; of one that does not, `finding` says all: where there are several, the first.
    Where many checks say the same, neither is worked out for the later ones.
    """

    check: Check
    coordinates: tuple[tuple[str, str], ...]
    verdict: Verdict
    arithmetic: tuple[str | InLanguage, ...] = ()
    finding: Diagnostic | None = None
    reason: Term | None = None
    times: int = 1


class At(NamedTuple):
    """A cell: its slot, and in a table the row."""

    slot: int
    table: FormTable | None = None
    row: int | None = None

    @property
    def read(self) -> Slot:
        """The slot as those who read it name it."""
        return (self.table.index if self.table is not None else OUTSIDE, self.slot)

    def cell(self, submission: Submission) -> Cell:
        if self.table is None or self.row is None:
            return submission.cells[self.slot]
        return submission.tables[self.table.index].columns[self.slot][self.row]


def standings(compiled: CompiledForm, submission: Submission, cells: Iterable[At]) -> list[Standing]:
    """What every check that reads one of the cells says, failures first; of each verdict, so many are explained."""
    frame = compiled.frame(submission)
    explained = _Explained(submission)
    found: list[Standing] = []
    done: set[int] = set()
    readers = _readers_of(compiled)
    broken = {index for index, data in enumerate(submission.tables) if data.broken}
    with localcontext(EXACT):
        for at in cells:
            for reader in readers.get(at.read, ()):
                if id(reader.runner) not in done and not (broken and broken & reader.tables):
                    done.add(id(reader.runner))
                    found += _of_one(reader, submission, frame, at, explained)
    return sorted(found, key=lambda one: _ORDER[one.verdict])


class Total(NamedTuple):
    """What a total comes to, and how far that is from what is written: bare numbers in its field's unit."""

    sum: str
    apart: str


def computed_total(compiled: CompiledForm, submission: Submission, at: At) -> Total | None:
    """What a total comes to now; None for what is no total."""
    for runner in (reader.runner for reader in _readers_of(compiled).get(at.read, ())):
        must, left = runner.instance.must, getattr(runner.instance.must, "left", None)
        if runner.check.code is not codes.TOTAL_MISMATCH or not isinstance(must, Compare):
            continue
        if not isinstance(left, CellValue | RowValue) or _slot_of(left) != at.read:
            continue
        frame = compiled.frame(submission)
        if isinstance(left, RowValue):
            frame[left.row] = at.row
        with localcontext(ROUNDING):
            amount = Probe(frame).amount(must.right)
            if amount is None:
                return None
            written, unit = at.cell(submission).value, left.type.unit
            apart = amount.value - written if isinstance(written, Decimal) else None
            told = bare_number(amount._replace(value=apart), unit) if apart else ""
            return Total(bare_number(amount, unit), told)
    return None


def _slot_of(cell: CellValue | RowValue) -> Slot:
    return (OUTSIDE, cell.slot) if isinstance(cell, CellValue) else (cell.table.index, cell.column)


_ORDER = {
    verdict: at for at, verdict in enumerate((Verdict.FAIL, Verdict.UNEVALUATED, Verdict.PASS, Verdict.INAPPLICABLE))
}


@dataclass(frozen=True, eq=False)
class _Reader:
    """An instance of a check that reads a cell."""

    runner: Runner

    @cached_property
    def tables(self) -> frozenset[int]:
        """The tables that it has to do with."""
        tables = (getattr(node, "table", None) for node in walk(self.runner.instance))
        return frozenset(table.index for table in tables if isinstance(table, FormTable))

    @cached_property
    def read_whole(self) -> frozenset[int]:
        """Those of which it does more than to find rows by their keys."""
        instance = self.runner.instance
        nodes = (node for node in walk(instance) if isinstance(node, Aggregate | Column | Rows))
        loops = (loop for loop in instance.loops if isinstance(loop, RowLoop))
        return frozenset(one.table.index for one in (*nodes, *loops))


@remembered_with
def _readers_of(compiled: CompiledForm) -> dict[Slot, list[_Reader]]:
    """The instances of checks by the slots that they read."""
    found: dict[Slot, list[_Reader]] = {}
    for runner in compiled.runners:
        reader = _Reader(runner)
        for slot in slots_read(runner.instance):
            found.setdefault(slot, []).append(reader)
    return found


def _of_one(
    reader: _Reader, submission: Submission, frame: Frame, at: At, explained: "_Explained"
) -> list[Standing]:  # fmt: skip
    """What one instance says of a cell: in a table, of its row."""
    found: dict[Verdict, Standing] = {}
    runner = reader.runner
    finds_rows = at.table is not None and at.table.index not in reader.read_whole

    def sink(verdict: Verdict, reason: Term | None, now: Frame) -> None:
        if finds_rows and not _has_found(runner.instance, Probe(now), at, submission):
            return
        first = found.get(verdict)
        if first is not None:
            found[verdict] = first._replace(times=first.times + 1)
            return
        found[verdict] = explained.standing(runner, verdict, reason, now)

    if at.table is not None and at.row is not None:
        runner.run_at(at.table, at.row, frame, sink)
    else:
        runner.run(frame, sink)
    return list(found.values())


def _has_found(instance: Instance, probe: Probe, at: At, submission: Submission) -> bool:
    """Whether the row of a cell is among those that were found."""
    assert at.table is not None and at.row is not None
    row = {id(column[at.row]) for column in submission.tables[at.table.index].columns}
    named = (
        probe.cell(node) for node in walk(instance) if isinstance(node, Lookup) and node.table.index == at.table.index
    )
    return any(one is not None and id(one.cell) in row for one in named)


class _Explained:
    """Explains standings, until so many of a verdict are; the others have a verdict alone."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._told = Counter[Verdict]()
        self._tried = 0

    def standing(self, runner: Runner, verdict: Verdict, reason: Term | None, now: Frame) -> Standing:
        check, instance = runner.check, runner.instance
        bare = Standing(check, instance.coordinates, verdict, reason=reason)
        if verdict is Verdict.INAPPLICABLE or self._told[verdict] >= MOST_EXPLAINED or self._tried >= _MOST_TRIED:
            return bare
        frame = now.copy()
        with localcontext(ROUNDING):
            if verdict is Verdict.PASS:
                self._tried += 1
                arithmetic = _arithmetic(instance.must, Probe(frame))
                self._told[verdict] += bool(arithmetic)
                return bare._replace(arithmetic=arithmetic)
            self._told[verdict] += 1
            if reason is not None:
                finding = explain_unevaluated(check, instance, self._submission, frame, reason)
            else:
                finding = explain_failure(check, instance, self._submission, frame)
            return bare._replace(finding=finding)


def _arithmetic(must: Expression, probe: Probe) -> tuple[str | InLanguage, ...]:
    """The figures of the comparisons that hold."""
    lines: list[str | InLanguage] = []
    for compare in _comparisons(must):
        if probe.value(compare) is not True:
            continue
        figures = figures_of(compare, probe, RELATIONS)
        sides = figures.left, figures.right
        if figures.plain:
            told = figures.lines or (figures.plain,)
            lines += (_once_said(one, figures.bare) for one in told)
        elif max(map(len, sides)) <= LONGEST_SIDE and any(map(str.isalnum, "".join(sides))):
            lines.append(f"{figures.left} {RELATIONS[compare.operator]} {figures.right}")
    return tuple(lines)


def _comparisons(must: Expression) -> Iterator[Compare]:
    if isinstance(must, Compare):
        yield must
    elif isinstance(must, Logical):
        yield from _comparisons(must.left)
        yield from _comparisons(must.right)
    elif isinstance(must, Let):
        yield from _comparisons(must.value)


def _once_said(line: str | InLanguage, bare: tuple[str, str]) -> str | InLanguage:
    """`3 = 3 = 1 + 2` as `3 = 1 + 2`."""
    if isinstance(line, InLanguage):
        return InLanguage(*(str(_once_said(one, bare)) for one in line))
    twice = f"{bare[0]} = {bare[1]} = "
    return f"{bare[0]} = {line.removeprefix(twice)}" if bare[0] == bare[1] and line.startswith(twice) else line
