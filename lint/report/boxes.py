"""What a printed form is drawn of: boxes in grids, and the cells that were filled in, in the order in which they were.

Decides no layout: that is `sheet.py` and `rows.py`.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeVar

from gouji.lang.form_model import FormField, FormGroup, FormMember, FormTable
from gouji.lang.form_paths import scalars
from gouji.lang.submission import Cell, State, Submission
from gouji.lint.report.locate import At

Look = Literal["text", "word", "figure"]
Heads = Literal["", "blank", "col", "row", "rowgroup"]
"""Whether a box is a heading, and of what; `blank`: of nothing, it only fills its place."""

FIGURES = frozenset(("money", "number", "count", "ratio"))
_LOOKS: dict[str, Look] = {"money": "figure", "number": "figure", "count": "figure", "ratio": "figure",
                           "target": "word", "choice": "word", "date": "word"}  # fmt: skip

LONGEST_WORD = 10
"""Characters of a target or a choice, or of what is no figure in a figure's place, that are not broken over lines."""

Member = TypeVar("Member", bound=FormMember)


class Box(NamedTuple):
    """One box of a grid. `at` are the cells that stand in it: several where equal ones are merged."""

    text: str
    at: tuple[At, ...] = ()
    heads: Heads = ""
    look: Look = "text"
    rows: int = 1
    columns: int = 1


class Grid(NamedTuple):
    """Lines of boxes. `at` is the table that it is, if it is one."""

    kind: Literal["pairs", "figures", "rows"]
    title: str
    at: At | None
    heads: list[list[Box]]
    lines: list[list[Box]]
    width: int


class Filled:
    """The cells of one form as they were filled in, and which of them findings name."""

    def __init__(self, submission: Submission, spoken_of: frozenset[At]) -> None:
        self.submission, self.form = submission, submission.form
        self.spoken_of = spoken_of

    def box(self, at: At, field: FormField) -> Box:
        """A cell as a box."""
        cell = self._cell(at)
        is_figure = (
            field.kind in FIGURES and cell.state == State.GIVEN
        )  # which no line is to end in, however long it is
        is_text = len(cell.text) > LONGEST_WORD and not is_figure
        return Box(cell.text, (at,), look="text" if is_text else _LOOKS.get(field.kind, "text"))

    def shown(self, members: Iterable[Member]) -> list[Member]:
        """The members that are filled in, that must be, or of which something is said; as they are declared."""
        return [one for one in members if self._start(one) is not None or self._must_be_shown(one)]

    def in_order(self, members: Iterable[Member]) -> list[Member]:
        """Those as they stand in the file; what is not filled in, behind what it is declared after."""
        placed: list[tuple[int, Member]] = []
        last = -1
        for member in self.shown(members):
            start = self._start(member)
            last = last if start is None else start
            placed.append((last, member))
        return [member for _, member in sorted(placed, key=lambda one: one[0])]

    def is_open(self, at: At) -> bool:
        """Whether nothing is filled in there, and nothing said of it: its room is the next one's."""
        return at not in self.spoken_of and self._cell(at).state == State.ABSENT

    def _cell(self, at: At) -> Cell:
        submission = self.submission
        return submission.cells[at.slot] if at.table < 0 else submission.tables[at.table].columns[at.slot][at.row]

    def _start(self, member: FormMember) -> int | None:
        """Where a member begins in the file, if it is there."""
        if isinstance(member, FormTable):
            data = self.submission.tables[member.index]
            return data.span.start if data.count or data.broken else None
        fields = [member] if isinstance(member, FormField) else scalars(member.members)
        found = [self.submission.cells[slot] for field in fields for slot in field.slots]
        starts = [cell.span.start for cell in found if cell.state != State.ABSENT]
        if isinstance(member, FormGroup):
            inner = (self._start(one) for one in member.members.values() if not isinstance(one, FormField))
            starts += [start for start in inner if start is not None]
        return min(starts, default=None)

    def _must_be_shown(self, member: FormMember) -> bool:
        if isinstance(member, FormGroup):
            return any(map(self._must_be_shown, member.members.values()))
        if isinstance(member, FormTable):
            return member.required or any(at.table == member.index for at in self.spoken_of)
        return member.required or any(At(-1, -1, slot) in self.spoken_of for slot in member.slots)


def headings(field: FormField) -> tuple[str, tuple[str, ...]]:
    """What is printed of a field: its heading, and those of its periods."""
    labels, over = field.labels, field.coordinates
    of_periods = field.axis is not None and len(labels) == len(over)
    own = field.name if of_periods or not labels else labels[0]
    unit = field.unit.name if field.kind != "money" and field.unit is not None else ""
    return f"{own}（{unit}）" if unit else own, labels if of_periods else over


def fitted(boxes: list[Box], width: int) -> list[Box]:
    """Boxes over so many columns: the last is widened."""
    *others, last = boxes
    return [*others, last._replace(columns=width - len(others))]
