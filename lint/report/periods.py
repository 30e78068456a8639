"""The figures of a form by period, to be drawn: what was planned against what was done where a form has both.

Reads figures only; adds up nothing.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.lang.form_model import FormField, dotted
from gouji.lang.form_paths import scalars
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import Unit

MOST_LINES = 6
"""Lines of one picture; the totals of a form come first."""

_PLANNED = re.compile(r"计划|预算|目标|批复|核定|plan(ned)?|budget(ed)?|target", re.IGNORECASE)
_DONE = re.compile(r"实际|执行|完成|决算|actual|spent|done|executed", re.IGNORECASE)
_ENDING = re.compile(r"[数额值_ ]+$|金额$")


class Bar(NamedTuple):
    """The figure of one period as it is written, and its share of the longest, in thousandths; `done` likewise."""

    period: str
    text: str
    length: int
    done_text: str = ""
    done_length: int | None = None


class Line(NamedTuple):
    """A field, or two of which one is the plan of the other."""

    name: str
    bars: list[Bar]


class Picture(NamedTuple):
    """Fields of one unit over the periods of one axis. `has_done`: some were done as well as planned."""

    axis: str
    unit: str
    lines: list[Line]
    has_done: bool


def pictures(submission: Submission) -> list[Picture]:
    """A picture for each axis and unit in which a form has figures outside of its tables."""
    together: dict[tuple[str, Unit | None], list[FormField]] = {}
    for field in scalars(submission.form.members):
        filled = sum(_figure(submission.cells[slot]) is not None for slot in field.slots)
        if field.axis is not None and filled > 1 and field.kind in ("money", "number", "count"):
            together.setdefault((field.axis.name, field.unit), []).append(field)
    return [_picture(axis, unit, fields, submission) for (axis, unit), fields in together.items()]


def _picture(axis: str, unit: Unit | None, fields: list[FormField], submission: Submission) -> Picture:
    pairs = list(_pairs(fields))
    pairs.sort(key=lambda pair: not (pair[0].totals or pair[1]))  # what is a sum says most
    pairs = pairs[:MOST_LINES]
    shown = [field for pair in pairs for field in pair if field is not None]
    figures = [_figure(submission.cells[slot]) for field in shown for slot in field.slots]
    longest = max((abs(one) for one in figures if one is not None), default=Decimal(0)) or Decimal(1)
    lines = [Line(_name(pair, fields), _bars(pair, longest, submission)) for pair in pairs]
    return Picture(axis, unit.name if unit is not None else "", lines, any(done is not None for _, done in pairs))


def _pairs(fields: Sequence[FormField]) -> Iterable[tuple[FormField, FormField | None]]:
    """Each field, and with a plan what was done of it: called the same but for the words that say so."""
    done = {(field.path[:-1], _stem(field.name, _DONE)): field for field in fields if _is_done(field)}
    plans = {(field.path[:-1], _stem(field.name, _PLANNED)) for field in fields if _is_planned(field)}
    for field in fields:
        if _is_planned(field):
            yield field, done.get((field.path[:-1], _stem(field.name, _PLANNED)))
        elif not (_is_done(field) and (field.path[:-1], _stem(field.name, _DONE)) in plans):
            yield field, None


def _is_planned(field: FormField) -> bool:
    return bool(_PLANNED.search(field.name)) and not _DONE.search(field.name)


def _is_done(field: FormField) -> bool:
    return bool(_DONE.search(field.name)) and not _PLANNED.search(field.name)


def _stem(name: str, words: re.Pattern[str]) -> str:
    return _ENDING.sub("", words.sub("", name))


def _name(pair: tuple[FormField, FormField | None], fields: Sequence[FormField]) -> str:
    """The name of the field, with its group where another has a field that is called the same."""
    field, done = pair
    same = sum(one.name == field.name for one in fields) > 1
    own = _stem(field.name, _PLANNED) if done is not None else field.name
    return dotted((*field.path[:-1], own or field.name)) if same or len(field.path) > 1 else own or field.name


def _bars(pair: tuple[FormField, FormField | None], longest: Decimal, submission: Submission) -> list[Bar]:
    field, done = pair
    found = []
    for index, period in enumerate(field.coordinates):
        cell = submission.cells[field.slots[index]]
        bar = Bar(period, cell.text, _length(cell, longest))
        if done is not None:
            beside = submission.cells[done.slots[index]]
            bar = bar._replace(done_text=beside.text, done_length=_length(beside, longest))
        found.append(bar)
    return found


def _length(cell: Cell, longest: Decimal) -> int:
    figure = _figure(cell)
    return int(abs(figure) * 1000 / longest) if figure is not None else 0


def _figure(cell: Cell) -> Decimal | None:
    return cell.value if cell.state == State.GIVEN and isinstance(cell.value, Decimal) else None
