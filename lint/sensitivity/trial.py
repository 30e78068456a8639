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

from gouji.lang.diagnostic import Diagnostic, Term
from gouji.lang.head_keys import YEAR_KEYS
from gouji.lang.located import Mapping, Scalar
from gouji.lang.source import Place
from gouji.lang.submission import Submission
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_document
from gouji.lint.files import read_text
from gouji.lint.library import Library, LoadedRules
from gouji.lint.sensitivity.bench import Bench, key_of, new_findings, with_values
from gouji.lint.sensitivity.slips import ChangeKind, Slip, slips_of, year_slips
from gouji.lint.sensitivity.sources import Sources
from gouji.lint.sensitivity.spots import CellKind, Spot, spots
from gouji.lint.toml_reader import read_toml

MOST_NAMED = 3
"""Checks and cells that a reason names."""
_LEAVES_NOTHING = frozenset(
    (ChangeKind.BLANK, ChangeKind.NUMBER_DROPPED, ChangeKind.UNIT_DROPPED, ChangeKind.OTHER_COMPARATOR)
)


class Change(NamedTuple):
    """One slip that was made.

    `noticed_by` names the checks that found it, by their codes where they have no name; where none did, `reason` says
    why. `second_source`: the form holds the value of this target a second time.
    """

    kind: CellKind
    change: ChangeKind
    cell: str
    place: Place
    before: str
    after: str
    noticed_by: tuple[str, ...]
    reason: Term | None
    second_source: bool


class Trial:
    """One filled form as published. `diagnostics` say why where it cannot be tried; then it has no cells."""

    def __init__(self, path: Path, library: Library) -> None:
        """Raises UnreadableFile."""
        self.path = path
        self.source = read_text(path, str(path))
        document = read_toml(self.source)
        self._document = document
        self._library = library
        checked = check_document(document, path, CheckContext(library))
        self.diagnostics = checked.diagnostics
        self.submission = checked.submission
        self.spots = list(spots(checked.submission)) if checked.submission is not None else []
        self._rules = checked.rules

    @property
    def steps(self) -> int:
        """How many lists `changes` gives: of the year, and of each cell."""
        return 1 + len(self.spots)

    def changes(self) -> Iterator[list[Change]]:
        """The slips of each cell in turn, as many lists as `spots`, and before them those of the year."""
        if self.submission is None or self._rules is None:
            return
        yield list(self._years(self.submission, self._rules))
        bench = Bench(self._document.root, self.submission, self._rules)
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
                    found, None if found else for_reason.of(slip), bool(second),
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
        before = Counter(key_of(one, ()) for one in self.diagnostics)
        for change, year in year_slips(submission.year):
            changed = with_values(root, {span: Scalar(year, span, str(year))})
            assert isinstance(changed, Mapping)
            document, context = replace(self._document, root=changed), CheckContext(self._library, rules=rules)
            checked = check_document(document, self.path, context)
            found = new_findings(checked.diagnostics, before, {}, ())
            reason = None if found else Term("sensitivity.alone")
            yield Change(
                CellKind.YEAR, change, entry.key, Place(self.source, span), str(submission.year), str(year),
                found, reason, False,
            )  # fmt: skip


def _slips(spot: Spot, after: Spot | None) -> Iterator[Slip]:
    """The slips of one cell, and the swap with the same field's next period."""
    for change, text in slips_of(spot):
        yield Slip(change, ((spot, text),))
    if after is None or not spot.coordinate or (after.field, after.row) != (spot.field, spot.row):
        return
    if after.text != spot.text:
        yield Slip(ChangeKind.PERIODS_SWAPPED, ((spot, after.text), (after, spot.text)))


def _is_of_value(slip: Slip) -> bool:
    """Whether a change leaves something in the cell that can be held against others."""
    return slip.change not in _LEAVES_NOTHING


# --- why not


class _Reasons(NamedTuple):
    """What is known of a cell when a slip in it goes unnoticed."""

    published: list[Diagnostic]
    spot: Spot
    readers: tuple[str, ...]
    watching: tuple[str, ...]
    second: tuple[str, ...]

    def of(self, slip: Slip) -> Term:
        """Why no check could say anything, or the best that can be said of it."""
        masking = [
            one.short_name for one in self.published
            if one.short_name in self.readers and any(place.span == self.spot.cell.span for place in _places(one))
        ]  # fmt: skip
        if masking:
            return _named("sensitivity.masked", masking)
        readers = [name for name in self.watching if name in self.readers] or list(self.readers)
        if slip.change is ChangeKind.BLANK and not self.spot.field.required:
            return Term("sensitivity.optional")
        if self.spot.kind is CellKind.NAME and not self.watching:
            return Term("sensitivity.own-name")
        if self.second and not self.watching:
            return Term("sensitivity.unheld", (("sources", self.second[:MOST_NAMED]),))
        if readers:
            return _named("sensitivity.holds" if self.watching else "sensitivity.loose", readers)
        return Term("sensitivity.alone")


def _places(one: Diagnostic) -> list[Place]:
    return [one.place, *(cell.place for cell in one.related if cell.place is not None)]


def _named(key: str, checks: Iterable[str]) -> Term:
    return Term(key, (("checks", tuple(dict.fromkeys(checks))[:MOST_NAMED]),))
