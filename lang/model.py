"""The typed model: forms, checks and expressions with every name resolved. What every engine runs.

Holds no syntax and does no I/O; a place is kept only so that people can be led to a definition. Expressions are named
tuples rather than dataclasses because thirty of those cost a tenth of the start-up.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from gouji.lang.diagnostic import Category, Code, Severity, Term
from gouji.lang.source import Place
from gouji.lang.types import Type
from gouji.lang.units import Unit, Units
from gouji.lang.values import Date, Target

# --- forms


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
    """Repeated rows. `index` is its place among the submission's tables, by which the tables of one form are told apart
    (an edit may make another of one); `columns` counts cells in a row."""

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
    key = key if key is None or len(key) <= LONGEST_KEY else key[:LONGEST_KEY] + "…"
    selector = f'["{key}"]' if key else f"[{(row or 0) + 1}]"
    return f"{dotted(path[:-1])}{selector}.{path[-1]}{at}"


# --- expressions: each has a `type`


class Literal(NamedTuple):
    """A constant: a Decimal in base units, a text or a Date; figures in rules are exact."""

    value: object
    type: Type


class CellValue(NamedTuple):
    """A field outside tables, at one coordinate."""

    field: FormField
    coordinate: str
    slot: int
    type: Type


class RowValue(NamedTuple):
    """A column in the row that frame slot `row` points to."""

    table: FormTable
    field: FormField
    coordinate: str
    column: int
    row: int
    type: Type


class RowField(NamedTuple):
    """What the prescribed row of the current row fixes for a column, or its `direction`."""

    table: FormTable
    what: str
    row: int
    type: Type


class Lookup(NamedTuple):
    """A column in the row whose key is `key`."""

    table: FormTable
    field: FormField
    coordinate: str
    column: int
    key: "Expression"
    type: Type


class Column(NamedTuple):
    """All cells of a column at one coordinate."""

    table: FormTable
    field: FormField
    coordinate: str
    column: int
    type: Type


class Rows(NamedTuple):
    table: FormTable
    type: Type


class Variable(NamedTuple):
    """A member of a set, held in frame slot `slot`."""

    name: str
    slot: int
    type: Type


class Let(NamedTuple):
    """A named intermediate value, computed once a row; it has frame slots `slot` and `slot + 1`."""

    name: str
    slot: int
    value: "Expression"
    type: Type


class OtherDocument(NamedTuple):
    """A value of another document (上年, 下级, 上级), named for messages."""

    document: str
    name: str
    type: Type


class FormYear(NamedTuple):
    type: Type


class Arithmetic(NamedTuple):
    """`operator` is one of `+ - * /`; `factor` corrects products and quotients of rates (see units.py)."""

    operator: str
    left: "Expression"
    right: "Expression"
    factor: int
    type: Type


class Negative(NamedTuple):
    operand: "Expression"
    type: Type


class Compare(NamedTuple):
    """`operator` is one of `= != <= >= < > ~`; `within` a tolerance in base units."""

    operator: str
    left: "Expression"
    right: "Expression"
    within: "Expression | None"
    type: Type


class Logical(NamedTuple):
    """`operator` is `and` or `or`."""

    operator: str
    left: "Expression"
    right: "Expression"
    type: Type


class Not(NamedTuple):
    operand: "Expression"
    type: Type


class IsState(NamedTuple):
    """Whether the operand is blank, given, inapplicable, a quantity, a word, a date, …"""

    operand: "Expression"
    state: str
    type: Type


class Matches(NamedTuple):
    operand: "Expression"
    pattern: str
    type: Type


class OneOf(NamedTuple):
    """Membership in a set written out (`words`) or computed (`members`)."""

    operand: "Expression"
    words: tuple[str, ...]
    members: "Expression | None"
    type: Type


class Aggregate(NamedTuple):
    """`function` over the rows of a table for which `where` is true; `value` is what is taken of each row.

    `row` is the frame slot that runs over the rows.
    """

    function: str
    table: FormTable
    row: int
    where: "Expression | None"
    value: "Expression | None"
    type: Type


class HasRow(NamedTuple):
    """Whether a table holds a prescribed row, under its key or one of its aliases."""

    table: FormTable
    prescribed: PrescribedRow
    type: Type


class IsFirstWithKey(NamedTuple):
    """Whether no row before the current one has its key."""

    table: FormTable
    row: int
    type: Type


class Call(NamedTuple):
    """A function of builtins.py on its arguments; `units` are those in which it reads a text."""

    function: str
    arguments: "tuple[Expression, ...]"
    type: Type
    units: Units | None = None


Expression = (
    Literal | CellValue | RowValue | RowField | Lookup | Column | Rows | Variable | Let | OtherDocument | FormYear
    | Arithmetic | Negative | Compare | Logical | Not | IsState | Matches | OneOf | Aggregate | HasRow | IsFirstWithKey | Call
)  # fmt: skip


# --- checks

# What a frame, in which an instance runs, begins with: the cells, the tables and the year of the filled form. Then come the
# slots of its loops and lets.
CELLS, TABLES, FORM_YEAR, FIRST_SLOT = range(4)


class RowLoop(NamedTuple):
    """Runs frame slot `slot` over the rows of a table."""

    table: FormTable
    slot: int
    where: Expression | None


class MemberLoop(NamedTuple):
    """Runs frame slot `slot` over the members of a set; `text` is the cell whose text they stand in, if any."""

    members: Expression
    slot: int
    where: Expression | None


class CoordinateLoop(NamedTuple):
    """Goes on only where `where` holds at the coordinate of this instance: instances are the loop over an axis."""

    where: Expression


Loop = RowLoop | MemberLoop | CoordinateLoop


class Hole(NamedTuple):
    """A `{…}` of a message."""

    value: Expression


Message = tuple[str | Hole, ...]


class Instance(NamedTuple):
    """A check at one choice of coordinates: everything resolved, ready to run in a frame of `frame_size` slots."""

    coordinates: tuple[tuple[str, str], ...]
    loops: tuple[Loop, ...]
    whens: tuple[Expression, ...]
    must: Expression
    message: Message | None
    english: Message | None
    at: Expression | None
    frame_size: int


class Check(NamedTuple):
    """A derived or written check. `computed` is the side that a fix may replace: left, right or none.

    `arguments` go into the message of one that is derived from what the form declares. An `answerable` error may be
    answered with a reason; what is no error always may.
    """

    name: str
    code: Code
    severity: Severity
    category: Category
    basis: str
    computed: str
    instances: tuple[Instance, ...]
    arguments: dict[str, object | Term]
    derived: bool
    documentation: str
    place: Place
    answerable: bool = False

    def placed(self, place: Place) -> "Check":
        """The same check, declared at another place."""
        return self._replace(place=place)
