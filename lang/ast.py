"""The syntax tree: what was written, with its spans, nothing resolved.

Spans count from the start of the declaration's own text, so that a tree stays valid while the text before it
changes. Names are as written, without quotes. Named tuples rather than dataclasses, because so many of those would cost
a tenth of the start-up.
"""

from typing import NamedTuple

from gouji.lang.diagnostic import Severity
from gouji.lang.source import Span


class Name(NamedTuple):
    """A name, or a value written as a bare word, string or quantity in a list."""

    text: str
    span: Span


# --- expressions


class Quantity(NamedTuple):
    """A number with the unit glued to it: `50亿元`, `1‰`, `3`."""

    text: str
    span: Span


class DateText(NamedTuple):
    text: str
    span: Span


class String(NamedTuple):
    """`text` is the content; `start` the offset of its first character."""

    text: str
    span: Span
    start: int


class Reference(NamedTuple):
    """A bare name."""

    name: str
    span: Span


class Member(NamedTuple):
    base: "Expression"
    name: Name
    span: Span


class Index(NamedTuple):
    base: "Expression"
    inner: "Expression"
    span: Span


class Argument(NamedTuple):
    value: "Expression"
    where: "Expression | None"
    span: Span


class Call(NamedTuple):
    function: Name
    arguments: tuple[Argument, ...]
    span: Span


class Unary(NamedTuple):
    """`operator` is `-` or `not`."""

    operator: str
    operand: "Expression"
    span: Span


class Binary(NamedTuple):
    """`operator` is one of `+ - * / and or`."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


class Comparison(NamedTuple):
    """`operator` is one of `= != <= >= < > ~ in matches mentions`."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


class State(NamedTuple):
    """`operand is state`: blank, given, inapplicable, quantity, word …"""

    operand: "Expression"
    state: Name
    span: Span


class SetOf(NamedTuple):
    """A set written out: `{健全, 完善}`."""

    values: tuple[Name, ...]
    span: Span


Expression = (
    Quantity | DateText | String | Reference | Member | Index | Call | Unary | Binary | Comparison | State | SetOf
)


# --- forms


class TypeName(NamedTuple):
    """`kind` is text, number, count, money, ratio, date, target, choice or reference; empty where the word is unknown."""

    kind: str
    span: Span
    choices: tuple[Name, ...] = ()
    path: tuple[Name, ...] = ()
    several: bool = False


class Attribute(NamedTuple):
    """`kind` is the grammar's rule name: required, optional, by, unit, label, total, default, direction, unit_from, …

    `words` holds its names or strings, `paths` the parts of a total, `literal` a bound or default, `operator` a bound's.
    """

    kind: str
    span: Span
    words: tuple[Name, ...] = ()
    paths: tuple[tuple[Name, ...], ...] = ()
    literal: "Literal | None" = None
    operator: str = ""


class Literal(NamedTuple):
    """A value written out: `kind` is quantity, string or word; `negative` only for quantities."""

    kind: str
    text: str
    negative: bool
    span: Span


class Field(NamedTuple):
    name: Name
    type: TypeName
    attributes: tuple[Attribute, ...]
    documentation: str
    span: Span


class Cell(NamedTuple):
    field: Name
    value: Name
    span: Span


class Row(NamedTuple):
    """A prescribed row (an indicator template)."""

    key: Name
    cells: tuple[Cell, ...]
    attributes: tuple[Attribute, ...]
    documentation: str
    span: Span


class Draw(NamedTuple):
    library: Name
    span: Span


class Group(NamedTuple):
    name: Name
    attributes: tuple[Attribute, ...]
    members: tuple["FormMember", ...]
    documentation: str
    span: Span


class Table(NamedTuple):
    name: Name
    key: Name | None
    attributes: tuple[Attribute, ...]
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    draws: tuple[Draw, ...]
    documentation: str
    span: Span


FormMember = Field | Group | Table


class Off(NamedTuple):
    """A check that this form switches off, or gives another severity, with the reason."""

    check: String
    severity: Severity | None
    reason: String
    span: Span


class Form(NamedTuple):
    name: Name
    parent: Name | None
    title: String | None
    years: tuple[int | None, int | None]
    money_unit: Name | None
    members: tuple[FormMember, ...]
    rules: tuple["Rule", ...]
    switches: tuple[Off, ...]
    documentation: str
    span: Span


# --- rules


class Each(NamedTuple):
    """`each path where …` runs over rows or coordinates; with `source` the path is a new name for its members."""

    path: tuple[Name, ...]
    source: Expression | None
    where: Expression | None
    span: Span


class Let(NamedTuple):
    name: Name
    value: Expression
    span: Span


class Must(NamedTuple):
    condition: Expression
    within: Expression | None
    span: Span


class Rule(NamedTuple):
    name: Name
    severity: Severity | None
    form: Name | None
    eaches: tuple[Each, ...]
    whens: tuple[Expression, ...]
    lets: tuple[Let, ...]
    musts: tuple[Must, ...]
    message: String | None
    english: String | None
    basis: String | None
    category: Name | None
    at: Expression | None
    fix: Name | None
    answerable: bool
    documentation: str
    span: Span


# --- the other declarations


class Use(NamedTuple):
    path: String
    span: Span


class Axis(NamedTuple):
    name: Name
    cumulative: bool
    coordinates: tuple[Name, ...]
    documentation: str
    span: Span


class UnitDeclaration(NamedTuple):
    """A unit of measure; without `equals` it is a dimension of its own."""

    name: Name
    equals: Quantity | None
    documentation: str
    span: Span


class Library(NamedTuple):
    """Prescribed rows kept apart, to be drawn into tables."""

    name: Name
    rows: tuple[Row, ...]
    documentation: str
    span: Span


class Change(NamedTuple):
    """`kind` is change, delete or add; an added row gives its cells in `cells`."""

    kind: str
    target: Expression
    value: Literal | None
    cells: tuple[tuple[Expression, Literal], ...]
    span: Span


class Expectation(NamedTuple):
    """`verdict` is pass, fail, inapplicable or unevaluated; `place` narrows it to one cell."""

    verdict: str
    check: str
    check_span: Span
    place: Expression | None
    span: Span


class Test(NamedTuple):
    name: String
    given: String | None
    changes: tuple[Change, ...]
    expectations: tuple[Expectation, ...]
    documentation: str
    span: Span


Declaration = Use | Axis | UnitDeclaration | Library | Form | Rule | Test
