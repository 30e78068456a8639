"""One filled form in memory: its cells laid out as its form says, every cell with its place.

Made by `bind.py`, read by the engines. Holds values only; judges nothing.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from gouji.lang.form_model import Form, PrescribedRow
from gouji.lang.located import Mapping
from gouji.lang.source import Place, Source, Span
from gouji.lang.units import Dimension, Unit, format_in, natural
from gouji.lang.values import Date, Target

Content = Decimal | str | tuple[str, ...] | Date | Target | None


class State(IntEnum):
    """What a cell holds. Only a given cell takes part in arithmetic; blank, inapplicable and absent differ."""

    GIVEN = 0
    BLANK = 1
    INAPPLICABLE = 2
    ABSENT = 3
    BROKEN = 4


@dataclass(slots=True)
class Cell:
    """`value` is normalised (figures in base units), `text` as written, `precision` half a unit of its last digit.

    An absent cell has the place where it should stand. `members` remembers the sets taken from its text,
    `text_at` where in the file the text begins as it is (-1: nowhere).
    """

    state: int
    value: Content
    span: Span
    text: str = ""
    precision: Decimal = Decimal(0)
    unit: Unit | None = None
    members: dict[object, list[Any]] | None = None
    text_at: int | None = None


@dataclass(slots=True)
class TableData:
    """The rows of one table, by columns. `keys` leads to the first row with a key; `spans` are the rows' headers.
    `prescribed` says of each row which prescribed one it is, or is nearly named like: `misspelt` leads from the key of
    a missing prescribed row to that one.

    A `broken` table could not be read: what rows it has is not known. `prepared` holds what `prepared.py` has derived
    from whole columns, by what it is.
    """

    columns: list[list[Cell]]
    spans: list[Span] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    prescribed: list[PrescribedRow | None] = field(default_factory=list)
    misspelt: dict[str, int] = field(default_factory=dict)
    span: Span = Span(0, 0)
    broken: bool = False
    prepared: dict[object, list[Any]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.spans)


@dataclass(slots=True, repr=False)
class Submission:
    """A filled form: `cells` by the slots of its form's fields, `tables` by their index; `root` is what it was read from."""

    form: Form
    source: Source
    year: int | None
    cells: list[Cell]
    tables: list[TableData]
    root: Mapping | None = None

    def __repr__(self) -> str:
        return f"<Submission {self.source.name}: {self.form.name} {self.year or ''}".rstrip() + ">"

    def place(self, span: Span) -> Place:
        return Place(self.source, span)


class Takes(StrEnum):
    """What a figure without a unit takes from one that has one.

    A figure of a rule is counted in the other's unit; a number of rows or characters is one of persons, pieces and the
    like; what a form states without a unit is a figure of its own, and no other's.
    """

    UNIT = "unit"
    COUNTER = "counter"
    NOTHING = "nothing"


class Amount(NamedTuple):
    """A figure whose dimension only the filled form tells. Dimension None: not stated."""

    value: Decimal
    dimension: Dimension | None
    precision: Decimal
    unit: Unit | None
    takes: Takes = Takes.UNIT

    def __str__(self) -> str:
        return format_in(self.value, self.unit) if self.unit else natural(self.value, self.dimension)


class Member(NamedTuple):
    """A member of a computed set: its value, and where in which cell's text it stands, if it does."""

    value: Amount | Target | Date | str | Decimal
    cell: Cell | None
    start: int
    end: int
