"""How many slips are noticed, as a picture: each form as a grid of its cells, each cell coloured by its share.

One HTML page without scripts and without anything from elsewhere. Fills in the template; makes no slip.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.clipping import clipped
from gouji.lang.form_model import FormField, FormTable, dotted
from gouji.lang.form_paths import scalars
from gouji.lang.source import Span
from gouji.lint.output.sensitivity import shown_change
from gouji.lint.output.templates import fill
from gouji.lint.sensitivity.score import Score, Scores, score
from gouji.lint.sensitivity.slips import ChangeKind
from gouji.lint.sensitivity.spots import Spot
from gouji.lint.sensitivity.trial import Change, Trial

LEVELS = {5: 100, 4: 80, 3: 60, 2: 40, 1: 20}
"""The colours, and the percentage from which a cell has each; below is 0."""
LONGEST = 40
MOST_LISTED = 12


class GridCell(NamedTuple):
    """One cell as it is drawn: its text, its score, its colour and what is said of it when it is pointed at."""

    text: str
    result: Score
    level: int
    title: str


class Grid(NamedTuple):
    """Fields by periods, or rows by columns. A cell that is blank or not there is None."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, list[GridCell | None]]]


class Picture(NamedTuple):
    """One form."""

    file: str
    form: str
    result: Score
    grids: list[Grid]


def render_page(trials: Sequence[Trial], scores: Scores, language: Language) -> str:
    """The page."""
    by_file: dict[str, list[Change]] = {}
    for change in scores.changes:
        by_file.setdefault(change.place.source.name, []).append(change)
    pictures = [_picture(trial, by_file.get(trial.source.name, []), language) for trial in trials]
    return fill(
        "sensitivity.html.jinja",
        language,
        pictures=pictures,
        kinds=[(kind, whole, dict(parts)) for kind, whole, parts in scores.by_kind()],
        changes=[one for one in ChangeKind if any(change.change == one for change in scores.changes)],
        total=scores.total(),
        second=scores.second_sources(),
        level=_level,
        legend=_legend(),
    )


def _picture(trial: Trial, changes: list[Change], language: Language) -> Picture:
    submission = trial.submission
    assert submission is not None
    found: dict[Span, list[Change]] = {}
    for change in changes:
        found.setdefault(change.place.span, []).append(change)
    drawn = {
        (spot.field.path, spot.coordinate, spot.row): _cell(spot, found.get(spot.cell.span, []), language)
        for spot in trial.spots
    }
    form = submission.form
    grids = list(_of_scalars(scalars(form.members), drawn))
    grids += [_of_table(table, trial.spots, drawn) for table in form.tables]
    return Picture(trial.source.name, form.name, score(changes), [grid for grid in grids if grid.rows])


_Drawn = dict[tuple[tuple[str, ...], str, int], GridCell]


def _of_scalars(fields: Iterable[FormField], drawn: _Drawn) -> Iterator[Grid]:
    """Fields outside tables, those of one axis together."""
    by_axis: dict[tuple[str, ...], list[FormField]] = {}
    for field in fields:
        by_axis.setdefault(field.coordinates, []).append(field)
    for coordinates, together in by_axis.items():
        rows = [(dotted(field.path), [drawn.get((field.path, at, 0)) for at in coordinates]) for field in together]
        yield Grid("", coordinates if any(coordinates) else (), [row for row in rows if any(row[1])])


def _of_table(table: FormTable, spots: Iterable[Spot], drawn: _Drawn) -> Grid:
    """The rows of a table, its key first."""
    keys = {spot.row: spot.key for spot in spots if spot.table is table}
    columns = [(field, at) for field in table.fields.values() for at in field.coordinates]
    columns = [(field, at) for field, at in columns if any((field.path, at, row) in drawn for row in keys)]
    heads = tuple(f"{field.name} {at}".strip() for field, at in columns)
    rows = [(str(row + 1), [drawn.get((field.path, at, row)) for field, at in columns]) for row in sorted(keys)]
    return Grid(dotted(table.path), heads, rows)


def _cell(spot: Spot, changes: list[Change], language: Language) -> GridCell:
    result = score(changes)
    shown = clipped(spot.text, LONGEST)
    lines = [f"{spot.name}  {result.noticed}/{result.made}"]
    unnoticed = [one for one in changes if one.reason is not None]
    lines += [shown_change(one, language) for one in unnoticed[:MOST_LISTED]]
    if len(unnoticed) > MOST_LISTED:
        lines.append(text("output.others", language, number=len(unnoticed) - MOST_LISTED))
    reasons = dict.fromkeys(one.reason.in_language(language) for one in unnoticed if one.reason is not None)
    return GridCell(shown, result, _level(result), "\n".join([*lines, *reasons]))


def _level(result: Score) -> int:
    return next((level for level, percent in LEVELS.items() if 100 * result.noticed >= percent * result.made), 0)


def _legend() -> list[tuple[int, str]]:
    """Each colour, and of which shares it is."""
    shares = [(level, f"≥{percent}%" if percent < 100 else "100%") for level, percent in LEVELS.items()]
    return [*shares, (0, f"<{min(LEVELS.values())}%")]
