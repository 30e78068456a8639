"""A checked file as a report tells it: its sheet, its findings in one language, and where in the sheet each belongs.

Everything is plain text; what makes it markup is in `gouji.lint.output`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Answer, Diagnostic, Regraded, Severity, rendered
from gouji.lang.form_paths import scalars
from gouji.lang.submission import State, Submission
from gouji.lint.finding_names import place_of
from gouji.lint.report.locate import At, Locator
from gouji.lint.report.periods import Picture, pictures
from gouji.lint.report.rule_book import Rule, RuleBook
from gouji.lint.report.sheet import Sheet, sheet_of
from gouji.lint.reports import FileReport
from gouji.lint.terminal_text import place_name

WIDEST_UPRIGHT = 8
"""Columns of a table for which a page that stands upright is wide enough."""

LONGEST_EXCERPT = 160
"""Characters of a line that is shown of a file; of a longer one, what is around the place."""

# How forms call the field in which the unit that files them stands, the likeliest first.
_BODIES = (re.compile(r"(单位|部门|机构)(全称|名称)$|^(unit|department|organi[sz]ation)( name)?$", re.IGNORECASE),
           re.compile(r"(单位|部门|机构)$"))  # fmt: skip


class Part(NamedTuple):
    """A cell that took part: its name, its figure, and where it is in the sheet."""

    name: str
    value: str
    anchor: str


class Change(NamedTuple):
    """What a fix takes away and puts in its place."""

    old: str
    new: str


class Excerpt(NamedTuple):
    """A line of a file with the place in it that is at fault."""

    before: str
    marked: str
    after: str


class ToldFinding(NamedTuple):
    """A finding. `state` is its severity, or `answered`; `anchor` leads to its cell in the sheet, if it has one."""

    number: int
    id: str
    state: str
    severity: Severity
    category: str
    rule_name: str
    rule: Rule
    message: str
    cell: str
    anchor: str
    place: str
    excerpt: Excerpt | None
    coordinates: list[tuple[str, str]]
    explanation: list[str]
    parts: list[Part]
    unlisted: int
    difference: str
    tolerance: str
    help: str
    fix: str
    fix_is_safe: bool
    changes: list[Change]
    answer: Answer | None
    regraded: Regraded | None


class Spot(NamedTuple):
    """A box that findings lead to: its anchor, the worst that is said of it, and the findings."""

    id: str
    state: str
    findings: list[ToldFinding]


@dataclass(frozen=True, slots=True)
class ToldFile:
    """A file. `body` is the unit that filed it, `passed` the checks that passed; without a sheet it is no form that is known."""

    id: str
    file: str
    kind: str
    title: str
    body: str
    form: str
    year: int | None
    sheet: Sheet | None
    findings: list[ToldFinding]
    counts: dict[str, int]
    passed: int
    rules: list[Rule]
    pictures: list[Picture]
    spots: dict[At, Spot] = field(repr=False)

    @property
    def is_wide(self) -> bool:
        """Whether it takes paper that lies across."""
        return self.sheet is not None and any(grid.width > WIDEST_UPRIGHT for grid in self.sheet.grids)

    @property
    def is_aside(self) -> bool:
        """Whether it is neither a form nor anything that is wrong."""
        return self.kind != "form" and not self.findings

    @property
    def known(self) -> str:
        """What it can be searched by, besides its findings."""
        return " ".join(filter(None, (self.body, self.title, self.form, str(self.year or ""), self.file)))

    def spot(self, at: tuple[At, ...]) -> Spot | None:
        """What is said of a box."""
        for one in at:
            if one in self.spots:
                return self.spots[one]
        return None


STATES = (*(one.value for one in Severity), "answered")


def told_file(report: FileReport, book: RuleBook, language: Language, prefix: str = "") -> ToldFile:
    """A report of the engine as it is told; the anchors in it begin with `prefix`."""
    submission = report.checked.submission if report.checked is not None else None
    at_fault, taking_part, sheet = _located(report.diagnostics, submission)
    anchors = _anchors(sheet, {at for at in (*at_fault, *(at for parts in taking_part for at in parts)) if at}, prefix)
    found: list[ToldFinding] = []
    rules: dict[int, Rule] = {}
    for number, (finding, at, parts) in enumerate(zip(report.diagnostics, at_fault, taking_part, strict=True), 1):
        rule = book.rule(finding)
        rules.setdefault(rule.number, rule)
        anchor = anchors.get(at, "") if at is not None else ""
        part_anchors = [anchors.get(part, "") if part is not None else "" for part in parts]
        found.append(_told(number, finding, rule, f"{prefix}f{number}", anchor, part_anchors, language))
    spots = _spots(anchors, zip(found, at_fault, strict=True))
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    form = submission.form if submission is not None else None
    return ToldFile(
        prefix, report.name, report.kind, sheet.title if sheet is not None else PurePath(report.name).name,
        _body(submission) if submission is not None else "", form.name if form is not None else "",
        submission.year if submission is not None else None, sheet, found, counts, report.verdicts.passed, list(rules.values()),
        pictures(submission) if submission is not None else [], spots,
    )  # fmt: skip


def _located(
    diagnostics: Sequence[Diagnostic], submission: Submission | None
) -> tuple[list[At | None], list[list[At | None]], Sheet | None]:
    """The cell of each finding, the cells that took part in each, and the sheet on which these all are."""
    if submission is None:
        return [None for _ in diagnostics], [[None] * len(one.related) for one in diagnostics], None
    locator = Locator(submission)
    at_fault = [locator.find(one.place, place_of(one)) for one in diagnostics]
    taking_part = [[locator.find(cell.place, cell.name) for cell in one.related] for one in diagnostics]
    spoken_of = {at for at in (*at_fault, *(at for parts in taking_part for at in parts)) if at is not None}
    return at_fault, taking_part, sheet_of(submission, spoken_of)


def _anchors(sheet: Sheet | None, wanted: set[At], prefix: str) -> dict[At, str]:
    """An anchor for each cell that is spoken of; cells that are merged have one in common."""
    found: dict[At, str] = {}
    together = [(grid.at,) if grid.at is not None else () for grid in sheet.grids] if sheet is not None else []
    boxes = (box.at for grid in (sheet.grids if sheet is not None else ()) for line in grid.lines for box in line)
    for number, cells in enumerate(cells for cells in (*together, *boxes) if not wanted.isdisjoint(cells)):
        found |= dict.fromkeys(cells, f"{prefix}c{number + 1}")
    return found


def _spots(anchors: dict[At, str], found: Iterable[tuple[ToldFinding, At | None]]) -> dict[At, Spot]:
    by_anchor: dict[str, list[ToldFinding]] = {}
    for told, at in found:
        if at in anchors:
            by_anchor.setdefault(anchors[at], []).append(told)
    spots = {}
    for anchor in dict.fromkeys(anchors.values()):
        here = by_anchor.get(anchor, [])
        spots[anchor] = Spot(anchor, min((one.state for one in here), key=STATES.index, default=""), here)
    return {at: spots[anchor] for at, anchor in anchors.items()}


def _told(
    number: int, finding: Diagnostic, rule: Rule, id: str, anchor: str, part_anchors: list[str], language: Language
) -> ToldFinding:
    parts = [Part(one.name, one.value, to) for one, to in zip(finding.related, part_anchors, strict=True)]
    fix, source = finding.fix, finding.place.source
    changes = [(source.text[slice(*one.span)], one.text) for one in fix.replacements] if fix is not None else []
    says_difference = finding.tells_difference(language)
    return ToldFinding(
        number, id, finding.severity.value if finding.answer is None else "answered", finding.severity,
        finding.category.value, finding.short_name, rule, finding.message(language), place_of(finding), anchor,
        place_name(finding.place), None if anchor else _excerpt(finding), finding.untold_coordinates(language),
        finding.explained(language), parts, finding.unlisted,
        "" if says_difference else str(rendered(finding.difference, language)),
        str(rendered(finding.tolerance, language)), finding.help(language),
        fix.title.in_language(language) if fix is not None else "", fix is not None and fix.safe,
        [Change(old.strip("\n"), new.strip("\n")) for old, new in changes], finding.answer, finding.regraded,
    )  # fmt: skip


def _excerpt(finding: Diagnostic) -> Excerpt | None:
    """The line at fault, where there is no cell to show."""
    place = finding.place
    if not place.source.text:
        return None
    line, start = place.source.line(place.start.line), place.start.column - 1
    end = place.end.column - 1 if place.end.line == place.start.line else len(line)
    first = max(0, start - LONGEST_EXCERPT // 2)
    last = max(start, min(end, start + LONGEST_EXCERPT))
    cut = line[last : first + LONGEST_EXCERPT] if last < first + LONGEST_EXCERPT else ""
    before = "…" * bool(first) + line[first:start]
    return Excerpt(before, line[start:last], cut + "…" * (last + len(cut) < len(line)))


def _body(submission: Submission) -> str:
    """The unit that filed a form, as it calls itself; empty where the form does not ask."""
    fields = [one for one in scalars(submission.form.members) if one.kind in ("text", "choice")]
    for pattern in _BODIES:
        for one in fields:
            cell = submission.cells[one.slots[0]]
            if cell.state == State.GIVEN and any(map(pattern.search, (one.name, *one.labels))):
                return cell.text.strip()
    return ""
