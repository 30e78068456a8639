"""Makes each slip in a form, one at a time and in memory, and tells what the checks say of it that they did not say before.

A slip counts as noticed where the changed form has a finding that the form as published has not, or where an error that
was there already has another difference. One that leaves the meaning as it was (95 for 95% where % is prescribed) is
none. Never writes a file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gouji.lang.bind import YEAR_KEYS, bind, bind_cell
from gouji.lang.diagnostic import Diagnostic, Severity, Term
from gouji.lang.located import Entry, Mapping, Node, Scalar, Sequence
from gouji.lang.reads import Slot, slots_read
from gouji.lang.run import CompiledForm, compiled, exact_arithmetic
from gouji.lang.source import Place, Source, Span
from gouji.lang.submission import Cell, Submission
from gouji.lang.values import Target, parse_number
from gouji.lint.engine import check_document
from gouji.lint.files import read_text
from gouji.lint.library import Library, LoadedRules
from gouji.lint.sensitivity.slips import slips_of, year_slips
from gouji.lint.sensitivity.sources import Sources, short
from gouji.lint.sensitivity.spots import Spot, spots
from gouji.lint.toml_reader import read_toml

MOST_NAMED = 3
"""Checks and cells that a reason names."""


class Change(NamedTuple):
    """One slip that was made.

    `noticed_by` names the checks that found it, by their codes where they have no name; where none did, `reason` says
    why. `second_source`: the form holds the value of this target a second time.
    """

    kind: str
    change: str
    cell: str
    place: Place
    before: str
    after: str
    noticed_by: tuple[str, ...]
    reason: Term | None
    second_source: bool


class _Slip(NamedTuple):
    """A kind of change, and the new texts of one cell or of two."""

    change: str
    texts: tuple[tuple[Spot, str], ...]


_Key = tuple[str, str, Span]


class Trial:
    """One filled form as published. `diagnostics` say why where it cannot be tried; then it has no cells."""

    def __init__(self, path: Path, library: Library) -> None:
        """Raises UnreadableFile."""
        self.path = path
        self.source = read_text(path, str(path))
        document = read_toml(self.source)
        self._document = document
        self._library = library
        checked = check_document(document.root, document.problems, self.source, path, library)
        self.diagnostics = checked.diagnostics
        self.submission = checked.submission
        self.spots = list(spots(checked.submission)) if checked.submission is not None else []
        self._rules = checked.rules

    def changes(self) -> Iterator[list[Change]]:
        """The slips of each cell in turn, as many lists as `spots`, and before them those of the year."""
        if self.submission is None or self._rules is None:
            return
        yield list(self._years(self.submission, self._rules))
        with exact_arithmetic():
            bench = _Bench(self._document.root, self.submission, self._rules)
        sources = Sources(self.submission, self._rules.program.checks(self.submission.form))
        for at, spot in enumerate(self.spots):
            after = self.spots[at + 1] if at + 1 < len(self.spots) else None
            second = sources.second_of(spot)
            made = [(slip, found) for slip in _slips(spot, after) if (found := bench.noticed(slip)) is not None]
            watching = tuple(dict.fromkeys(name for slip, found in made if _is_of_value(slip) for name in found))
            for_reason = _Reasons(self.diagnostics, spot, sources.readers(spot), watching, second)
            yield [
                Change(
                    spot.kind, slip.change, spot.name, Place(self.source, spot.cell.span),
                    " · ".join(one.text for one, _ in slip.texts), " · ".join(text for _, text in slip.texts),
                    tuple(map(short, found)), None if found else for_reason.of(slip), bool(second),
                )
                for slip, found in made
            ]  # fmt: skip

    def _years(self, submission: Submission, rules: LoadedRules) -> Iterator[Change]:
        """Slips of the year at the head, by which even the form may be another one."""
        root = self._document.root
        entry = next((root.entries[key] for key in YEAR_KEYS if key in root.entries), None)
        if entry is None or submission.year is None or not isinstance(entry.node, Scalar):
            return
        span = entry.node.span
        before = Counter(_key(one, ()) for one in self.diagnostics)
        for change, year in year_slips(submission.year):
            changed = _with(root, {span: Scalar(year, span, str(year))})
            assert isinstance(changed, Mapping)
            checked = check_document(
                changed, self._document.problems, self.source, self.path, self._library, rules=rules
            )
            found = _new(checked.diagnostics, before, {}, ())
            reason = None if found else Term("sensitivity.alone")
            yield Change(
                "year", change, entry.key, Place(self.source, span), str(submission.year), str(year),
                tuple(map(short, found)), reason, False,
            )  # fmt: skip


def _slips(spot: Spot, after: Spot | None) -> Iterator[_Slip]:
    """The slips of one cell, and the swap with the same field's next period."""
    for change, text in slips_of(spot):
        yield _Slip(change, ((spot, text),))
    if after is None or not spot.coordinate or (after.field, after.row) != (spot.field, spot.row):
        return
    if after.text != spot.text:
        yield _Slip("periods-swapped", ((spot, after.text), (after, spot.text)))


def _is_of_value(slip: _Slip) -> bool:
    """Whether a change leaves something in the cell that can be held against others."""
    return slip.change not in ("blank", "number-dropped", "unit-dropped", "other-comparator")


# --- running


class _Bench:
    """A form bound once. A slip binds its own cell anew and runs the checks that read it; the others cannot change."""

    def __init__(self, root: Mapping, submission: Submission, rules: LoadedRules) -> None:
        self._root, self._form = root, submission.form
        self._bound = bind(submission.form, submission.year, root, submission.source)
        self._compiled = compiled(rules.program, submission.form)
        self._reads = {id(one.instance): slots_read(one.instance) for one in self._compiled.runners}
        self._parts: dict[frozenset[Slot], tuple[CompiledForm, list[Diagnostic]]] = {}

    def noticed(self, slip: _Slip) -> tuple[str, ...] | None:
        """The checks that find something new; None where the slip alters no meaning."""
        with exact_arithmetic():
            named = any(spot.table is not None and spot.field is spot.table.key for spot, _ in slip.texts)
            changed = self._rebound(slip) if named else self._with_cells(slip)
            if changed is None:
                return None
            submission, found = changed
            part, before = self._part(slip)
            spans = tuple(spot.cell.span for spot, _ in slip.texts)
            published = [*self._bound.findings, *before]
            counted = Counter(_key(one, spans) for one in published)
            differences = {_key(one, spans): one.difference for one in published if one.severity is Severity.ERROR}
            return _new([*found, *part.run(submission).findings], counted, differences, spans)

    def _with_cells(self, slip: _Slip) -> tuple[Submission, list[Diagnostic]] | None:
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

    def _rebound(self, slip: _Slip) -> tuple[Submission, list[Diagnostic]]:
        """The form with a row's name changed, by which the whole row is read: everything is bound anew."""
        base = self._bound.submission
        changed = _with(self._root, {spot.cell.span: _scalar(spot, text, base.source) for spot, text in slip.texts})
        assert isinstance(changed, Mapping)
        bound = bind(self._form, base.year, changed, base.source)
        return bound.submission, bound.findings

    def _part(self, slip: _Slip) -> tuple[CompiledForm, list[Diagnostic]]:
        """The checks that read what is changed, and what they find in the form as published."""
        slots: set[Slot] = set()
        for spot, _ in slip.texts:
            slots.add(spot.slot)
            if spot.table is not None and spot.field is spot.table.key:
                slots |= {(spot.table.index, slot) for slot in range(spot.table.columns)}
        touched = frozenset(slots)
        if touched not in self._parts:
            part = self._compiled.part(lambda instance: not touched.isdisjoint(self._reads[id(instance)]))
            self._parts[touched] = part, part.run(self._bound.submission).findings
        return self._parts[touched]


def _scalar(spot: Spot, text: str, source: Source) -> Scalar:
    """A text in the place of a cell, a bare number where one stood there and one is written."""
    quoted = source.text[spot.cell.span.start : spot.cell.span.start + 1] in ("'", '"')
    number = None if quoted else parse_number(text)
    if number is None:
        return Scalar(text, spot.cell.span, f'"{text}"')
    return Scalar(number[0], spot.cell.span, text)


def _with(node: Node, new: dict[Span, Scalar]) -> Node:
    """A copy of a tree with other values in certain places."""
    if isinstance(node, Scalar):
        return new.get(node.span, node)
    if isinstance(node, Sequence):
        return replace(node, items=[_with(item, new) for item in node.items])
    if isinstance(node, Mapping):
        entries = {entry.key: Entry(entry.key, entry.key_span, _with(entry.node, new)) for entry in node}
        return replace(node, entries=entries)
    return node


def _meaning(cell: Cell) -> object:
    """What a cell says, however it is written."""
    value = cell.value
    if isinstance(value, Target):
        quantity = (value.quantity.value, value.quantity.unit.dimension) if value.quantity else None
        return cell.state, value.kind, value.comparator, quantity, value.upper, value.word, value.date, value.last_date
    return cell.state, value


def _new(
    found: Iterable[Diagnostic], before: Counter[_Key], differences: dict[_Key, str], spans: tuple[Span, ...]
) -> tuple[str, ...]:
    """The checks that say something that was not said before."""
    left = Counter(before)
    names: list[str] = []
    for one in found:
        key = _key(one, spans)
        if not left[key] or (key in differences and differences[key] != one.difference):
            names.append(one.rule or one.code.id)
        left[key] -= 1
    return tuple(dict.fromkeys(names))


def _key(one: Diagnostic, spans: tuple[Span, ...]) -> _Key:
    """What a finding is known by: places in a changed cell move with its text, so they count as the cell."""
    place = one.place.span
    cell = next((span for span in spans if span.start <= place.start < span.end), place)
    return one.code.id, one.rule, cell


# --- why not


class _Reasons(NamedTuple):
    """What is known of a cell when a slip in it goes unnoticed."""

    published: list[Diagnostic]
    spot: Spot
    readers: tuple[str, ...]
    watching: tuple[str, ...]
    second: tuple[str, ...]

    def of(self, slip: _Slip) -> Term:
        """Why no check could say anything, or the best that can be said of it."""
        masking = [
            one.rule for one in self.published
            if one.rule in self.readers and any(place.span == self.spot.cell.span for place in _places(one))
        ]  # fmt: skip
        if masking:
            return _named("sensitivity.masked", masking)
        readers = [name for name in self.watching if name in self.readers] or list(self.readers)
        if slip.change == "blank" and not self.spot.field.required:
            return Term("sensitivity.optional")
        if self.spot.kind == "name" and not self.watching:
            return Term("sensitivity.own-name")
        if self.second and not self.watching:
            return Term("sensitivity.unheld", (("sources", self.second[:MOST_NAMED]),))
        if readers:
            return _named("sensitivity.holds" if self.watching else "sensitivity.loose", readers)
        return Term("sensitivity.alone")


def _places(one: Diagnostic) -> list[Place]:
    return [one.place, *(cell.place for cell in one.related if cell.place is not None)]


def _named(key: str, checks: Iterable[str]) -> Term:
    return Term(key, (("checks", tuple(map(short, dict.fromkeys(checks)))[:MOST_NAMED]),))
