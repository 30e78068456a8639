"""One form held ready for slips: each binds its own cell anew and runs the checks that read it; nothing else can change.

What comes out is what checking the changed form as a whole would say. Keeps the form as published untouched.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from gouji.lang.bind import bind, bind_cell
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import FormTable
from gouji.lang.located import Entry, Mapping, Node, Scalar, Sequence
from gouji.lang.model import Instance
from gouji.lang.reads import Slot, is_row_by_row, slots_read
from gouji.lang.run import CompiledForm, compiled
from gouji.lang.source import Source, Span
from gouji.lang.submission import Cell, Submission, TableData
from gouji.lang.values import Target, parse_number
from gouji.lint.library import LoadedRules
from gouji.lint.sensitivity.slips import Slip
from gouji.lint.sensitivity.spots import Spot

Key = tuple[str, str, Span]
"""What a finding is known by: its code, its check and its place."""


class _Part(NamedTuple):
    """The checks that read some slots: those that look at more than one row, and those that go row by row."""

    whole: CompiledForm
    by_row: CompiledForm
    published: list[Diagnostic]


class Bench:
    """A form bound once."""

    def __init__(self, root: Mapping, submission: Submission, rules: LoadedRules) -> None:
        self._root, self._form = root, submission.form
        self._bound = bind(submission.form, submission.year, root, submission.source)
        self._compiled = compiled(rules.program, submission.form)
        self._reads = {id(one.instance): slots_read(one.instance) for one in self._compiled.runners}
        self._parts: dict[frozenset[Slot], _Part] = {}
        self._rows: dict[tuple[frozenset[Slot], int], list[Diagnostic]] = {}

    def noticed(self, slip: Slip) -> tuple[str, ...] | None:
        """The checks that find something new; None where the slip alters no meaning."""
        spot = slip.texts[0][0]
        by_row = spot.is_read_by_row
        changed = self._rebound(slip) if by_row else self._with_cells(slip)
        if changed is None:
            return None
        submission, found = changed
        touched = self._touched(slip)
        part = self._part(touched, None if by_row else spot.table)
        before = [*self._bound.findings, *part.published]
        after = [*found, *part.whole.run(submission).findings]
        if part.by_row.runners and spot.table is not None:
            before += self._row_published(touched, part, spot.table, spot.row)
            after += part.by_row.run(_one_row(submission, spot.table, spot.row)).findings
        spans = tuple(one.cell.span for one, _ in slip.texts)
        differences: dict[Key, object] = {
            key_of(one, spans): one.difference for one in before if one.severity is Severity.ERROR
        }
        return new_findings(after, Counter(key_of(one, spans) for one in before), differences, spans)

    def _with_cells(self, slip: Slip) -> tuple[Submission, list[Diagnostic]] | None:
        """The form with these cells read anew."""
        base = self._bound.submission
        cells, tables, found, same = list(base.cells), list(base.tables), list[Diagnostic](), True
        for spot, text in slip.texts:
            node = _scalar(spot, text, base.source)
            cell, problems = bind_cell(
                self._form, base.source, spot.field, spot.coordinate, node, spot.prescribed, spot.key
            )
            same = same and _meaning(cell) == _meaning(spot.cell)
            found += problems
            _, slot = spot.slot
            if spot.table is None:
                cells[slot] = cell
            else:
                data = tables[spot.table.index]
                columns = list(data.columns)
                columns[slot] = [*columns[slot][: spot.row], cell, *columns[slot][spot.row + 1 :]]
                tables[spot.table.index] = replace(data, columns=columns, prepared={})
        return None if same else (replace(base, cells=cells, tables=tables), found)

    def _rebound(self, slip: Slip) -> tuple[Submission, list[Diagnostic]] | None:
        """The form with a cell changed by which others of its row are read, as its name: everything is bound anew."""
        base = self._bound.submission
        changed = with_values(
            self._root, {spot.cell.span: _scalar(spot, text, base.source) for spot, text in slip.texts}
        )
        assert isinstance(changed, Mapping)
        bound = bind(self._form, base.year, changed, base.source)
        same = all(_meaning(_cell_at(bound.submission, spot)) == _meaning(spot.cell) for spot, _ in slip.texts)
        return None if same else (bound.submission, bound.findings)

    def _touched(self, slip: Slip) -> frozenset[Slot]:
        """The slots that a slip changes; by a row's name, or the unit of its target, other cells are read."""
        slots = {spot.slot for spot, _ in slip.texts}
        for spot, _ in slip.texts:
            if spot.table is not None and spot.is_read_by_row:
                slots |= {(spot.table.index, slot) for slot in range(spot.table.columns)}
        return frozenset(slots)

    def _part(self, touched: frozenset[Slot], table: FormTable | None) -> _Part:
        """The checks that read what is changed, and what the first of them find in the form as published."""
        if touched not in self._parts:

            def is_local(instance: Instance) -> bool:
                return table is not None and is_row_by_row(instance, table)

            part = self._compiled.part(lambda instance: not touched.isdisjoint(self._reads[id(instance)]))
            whole, by_row = part.part(lambda one: not is_local(one)), part.part(is_local)
            self._parts[touched] = _Part(whole, by_row, whole.run(self._bound.submission).findings)
        return self._parts[touched]

    def _row_published(self, touched: frozenset[Slot], part: _Part, table: FormTable, row: int) -> list[Diagnostic]:
        """What the checks that go row by row find in one row as published."""
        if (touched, row) not in self._rows:
            self._rows[touched, row] = part.by_row.run(_one_row(self._bound.submission, table, row)).findings
        return self._rows[touched, row]


def _cell_at(submission: Submission, spot: Spot) -> Cell:
    """The cell of a slip in the changed form."""
    table, slot = spot.slot
    return submission.cells[slot] if spot.table is None else submission.tables[table].columns[slot][spot.row]


def _one_row(submission: Submission, table: FormTable, row: int) -> Submission:
    """The form with one row left in a table."""
    tables = list(submission.tables)
    data = tables[table.index]
    columns = [column[row : row + 1] for column in data.columns]
    tables[table.index] = TableData(
        columns, data.spans[row : row + 1], prescribed=data.prescribed[row : row + 1], span=data.span
    )
    return replace(submission, tables=tables)


def _scalar(spot: Spot, text: str, source: Source) -> Scalar:
    """A text in the place of a cell, a bare number where one stood there and one is written."""
    quoted = source.text[spot.cell.span.start : spot.cell.span.start + 1] in ("'", '"')
    number = None if quoted else parse_number(text)
    if number is None:
        return Scalar(text, spot.cell.span, f'"{text}"')
    return Scalar(number[0], spot.cell.span, text)


def with_values(node: Node, new: dict[Span, Scalar]) -> Node:
    """A copy of a tree with other values in certain places."""
    if isinstance(node, Scalar):
        return new.get(node.span, node)
    if isinstance(node, Sequence):
        return replace(node, items=[with_values(item, new) for item in node.items])
    if isinstance(node, Mapping):
        entries = {entry.key: Entry(entry.key, entry.key_span, with_values(entry.node, new)) for entry in node}
        return replace(node, entries=entries)
    return node


def _meaning(cell: Cell) -> object:
    """What a cell says, however it is written."""
    value = cell.value
    if isinstance(value, Target):
        quantity = (value.quantity.value, value.quantity.unit.dimension) if value.quantity else None
        return cell.state, value.kind, value.comparator, quantity, value.upper, value.word, value.date, value.last_date
    return cell.state, value


def new_findings(
    found: Iterable[Diagnostic], before: Counter[Key], differences: dict[Key, object], spans: tuple[Span, ...]
) -> tuple[str, ...]:
    """The checks that say something that was not said before, by their short names."""
    left = Counter(before)
    names: list[str] = []
    for one in found:
        key = key_of(one, spans)
        if not left[key] or (key in differences and differences[key] != one.difference):
            names.append(one.short_name)
        left[key] -= 1
    return tuple(dict.fromkeys(names))


def key_of(one: Diagnostic, spans: tuple[Span, ...]) -> Key:
    """What a finding is known by: places in a changed cell move with its text, so they count as the cell."""
    place = one.place.span
    cell = next((span for span in spans if span.start <= place.start < span.end), place)
    return one.code.id, one.rule, cell
