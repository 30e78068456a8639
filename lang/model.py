"""The typed model of checks: expressions with every name resolved. What every engine runs on the forms of `form_model`.

Holds no syntax and does no I/O; a place is kept only so that people can be led to a definition. Expressions are named
tuples rather than dataclasses because thirty of those cost a tenth of the start-up.
"""

from typing import NamedTuple

from gouji.lang.diagnostic import Category, Code, Severity, Term
from gouji.lang.form_model import FormField, FormTable, PrescribedRow
from gouji.lang.source import Place
from gouji.lang.types import Type
from gouji.lang.units import Units

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

    `name` is the full one, which begins with that of the `form`. `arguments` go into the message of one that is derived
    from what the form declares. An `answerable` error may be answered with a reason; what is no error always may.
    """

    form: str
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

    @property
    def own_name(self) -> str:
        """Its name without that of the form. Either may hold a `/`."""
        return self.name.removeprefix(f"{self.form}/")

    def placed(self, place: Place) -> "Check":
        """The same check, declared at another place."""
        return self._replace(place=place)
