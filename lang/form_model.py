"""The typed model of forms: what a form is made of, with every name resolved and a slot for each cell.

Holds no syntax and does no I/O; a place is kept only so that people can be led to a definition.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Severity
from gouji.lang.source import Place
from gouji.lang.types import Type
from gouji.lang.units import Unit, Units
from gouji.lang.values import Date, Target


@dataclass(frozen=True, slots=True)
class Axis:
    """A named, ordered list of coordinates, each with its place; `cumulative` figures do not fall from one to the next."""

    name: str
    cumulative: bool
    coordinates: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    places: tuple[Place, ...] = field(default=(), compare=False, repr=False)

    def place_of(self, coordinate: str) -> Place:
        """Where a coordinate is declared."""
        return self.places[self.coordinates.index(coordinate)]


class Bound(NamedTuple):
    """A limit that a field states for itself: `≥ 0`. The value is in base units; `unit` the one written, or the field's."""

    operator: str
    value: Decimal
    unit: Unit | None


Default = Decimal | str | tuple[str, ...] | Date | Target | None


@dataclass(frozen=True, slots=True)
class FormField:
    """A field or a column.

    `kind` is the type word: text, number, count, money, ratio, date, target, choice, reference. `slots` are its
    cells' indexes, one a coordinate of `axis` (one alone without an axis): in the submission's cells, or in its
    table's columns. `totals` are the paths whose sum it is; `refers_to` the table whose keys it names.
    `comparator_from` and `unit_from` name the columns of its table in which its comparator and its unit stand.
    """

    name: str
    path: tuple[str, ...]
    kind: str
    type: Type
    axis: Axis | None
    slots: tuple[int, ...]
    labels: tuple[str, ...]
    required: bool
    unit: Unit | None
    default: Default
    bounds: tuple[Bound, ...]
    pattern: str
    totals: tuple[tuple[str, ...], ...]
    refers_to: tuple[str, ...]
    several: bool
    direction: str
    documentation: str = field(compare=False, repr=False)
    place: Place = field(compare=False, repr=False)
    comparator_from: str = ""
    unit_from: str = ""

    @property
    def is_put_together(self) -> bool:
        """Whether its values are put together from several cells of a row."""
        return bool(self.comparator_from or self.unit_from)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The coordinates of its axis, or one nameless coordinate."""
        return self.axis.coordinates if self.axis else ("",)


@dataclass(frozen=True, slots=True)
class PrescribedRow:
    """An indicator template: what a row with this key must look like, and whether it must be there.

    Figures are in a unit like `unit`, which a limit may imply; bare ones are in it only where the row `lends` it.
    """

    key: str
    aliases: tuple[str, ...]
    cells: dict[str, str]
    words: tuple[str, ...]
    unit: Unit | None
    lends: bool
    direction: str
    bounds: tuple[Bound, ...]
    required: bool
    documentation: str = field(compare=False, repr=False)
    place: Place = field(compare=False, repr=False)

    def fixed(self, what: str) -> Any:
        """The row's `words`, `unit`, `direction` or `bounds`, or its word for a column; empty or None for none."""
        return getattr(self, what) if what in _ROW_ATTRIBUTES else self.cells.get(what)


_ROW_ATTRIBUTES = frozenset(("words", "unit", "direction", "bounds"))


@dataclass(frozen=True, slots=True, eq=False)
class FormTable:
    """Repeated rows. `columns` counts cells in a row; `index` is its place among the submission's tables.

    Of one form after an edit the same table may be another object: the index tells whether it is the same.
    """

    name: str
    path: tuple[str, ...]
    index: int
    key: FormField | None
    fields: dict[str, FormField]
    rows: dict[str, PrescribedRow]
    columns: int
    labels: tuple[str, ...]
    required: bool
    documentation: str = field(repr=False)
    place: Place = field(repr=False)

    @property
    def is_put_together(self) -> bool:
        """Whether a cell of its rows is read together with others."""
        return any(one.is_put_together for one in self.fields.values())


@dataclass(frozen=True, slots=True)
class FormGroup:
    name: str
    path: tuple[str, ...]
    members: "dict[str, FormMember]"
    labels: tuple[str, ...]
    documentation: str = field(compare=False, repr=False)
    place: Place = field(compare=False, repr=False)


FormMember = FormField | FormGroup | FormTable


class Switch(NamedTuple):
    """A check that a form switches off (`severity` None) or regrades, with the reason."""

    check: str
    severity: Severity | None
    reason: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Form:
    """A kind of report. `years` are the first and last year in force, None where open; `size` counts its scalar cells.

    An `orphan` inherits from a form that is not known: what it holds is not all that it has. A form equals itself alone:
    it is what is known of it that is looked up by it.
    """

    name: str
    parent: "Form | None"
    title: str
    years: tuple[int | None, int | None]
    money_unit: Unit
    members: dict[str, FormMember]
    tables: tuple[FormTable, ...]
    size: int
    units: Units
    switches: tuple[Switch, ...]
    documentation: str
    place: Place
    orphan: bool = False

    def __repr__(self) -> str:
        return f"<Form {self.name} at {self.place}>"

    def lineage(self) -> "tuple[Form, ...]":
        """The form and its ancestors, nearest first."""
        return (self, *self.parent.lineage()) if self.parent else (self,)

    def in_force(self, year: int) -> bool:
        """Whether it is the form of that year."""
        first, last = self.years
        return (first is None or first <= year) and (last is None or year <= last)

    def find(self, path: tuple[str, ...]) -> FormMember | None:
        """The member at a path; the fields of a table are found through it."""
        members: dict[str, FormMember] | dict[str, FormField] = self.members
        found: FormMember | None = None
        for name in path:
            found = members.get(name)
            if isinstance(found, FormGroup):
                members = found.members
            elif isinstance(found, FormTable):
                members = found.fields
            elif found is None:
                return None
            else:
                members = {}
        return found


def dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)


# Characters of a row's key in the name of its cells: what comes after it is to be read too.
LONGEST_KEY = 60


def cell_name(path: tuple[str, ...], coordinate: str = "", key: str | None = None, row: int | None = None) -> str:
    """A cell as findings name it: `支出.项目["物业费"].金额[半年]`."""
    at = f"[{coordinate}]" if coordinate else ""
    if key is None and row is None:
        return f"{dotted(path)}{at}"
    selector = f'["{clipped(key, LONGEST_KEY)}"]' if key else f"[{(row or 0) + 1}]"
    return f"{dotted(path[:-1])}{selector}.{path[-1]}{at}"
