"""The syntax tree: what was written, with its spans, nothing resolved.

Spans count from the start of the declaration's own text, so that a tree stays valid while the text before it
changes. Names are as written, without quotes.
"""

from dataclasses import dataclass

from gouji.lang.diagnostic import Severity
from gouji.lang.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or a value written as a bare word, string or quantity in a list."""

    text: str
    span: Span


# --- expressions


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the unit glued to it: `50亿元`, `1‰`, `3`."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class DateText:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class String:
    """`text` is the content; `start` the offset of its first character."""

    text: str
    span: Span
    start: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A bare name."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    base: "Expression"
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    base: "Expression"
    index: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    value: "Expression"
    where: "Expression | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    function: Name
    arguments: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`operator` is `-` or `not`."""

    operator: str
    operand: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`operator` is one of `+ - * / and or`."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """`operator` is one of `= != <= >= < > ~ in matches mentions`."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class State:
    """`operand is state`: blank, given, inapplicable, quantity, word …"""

    operand: "Expression"
    state: Name
    span: Span


@dataclass(frozen=True, slots=True)
class SetOf:
    """A set written out: `{健全, 完善}`."""

    values: tuple[Name, ...]
    span: Span


Expression = (
    Quantity | DateText | String | Reference | Member | Index | Call | Unary | Binary | Comparison | State | SetOf
)


# --- forms


@dataclass(frozen=True, slots=True)
class TypeName:
    """`kind` is text, number, count, money, ratio, date, target, choice or reference; empty where the word is unknown."""

    kind: str
    span: Span
    choices: tuple[Name, ...] = ()
    path: tuple[Name, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """`kind` is the grammar's rule name: required, optional, by, unit, label, total, default, direction, bound, …

    `words` holds its names or strings, `paths` the parts of a total, `literal` a bound or default, `operator` a bound's.
    """

    kind: str
    span: Span
    words: tuple[Name, ...] = ()
    paths: tuple[tuple[Name, ...], ...] = ()
    literal: "Literal | None" = None
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out: `kind` is quantity, string or word; `negative` only for quantities."""

    kind: str
    text: str
    negative: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    name: Name
    type: TypeName
    attributes: tuple[Attribute, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    field: Name
    value: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A prescribed row (an indicator template)."""

    key: Name
    cells: tuple[Cell, ...]
    attributes: tuple[Attribute, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Draw:
    library: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    name: Name
    attributes: tuple[Attribute, ...]
    members: tuple["FormMember", ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    name: Name
    key: Name | None
    attributes: tuple[Attribute, ...]
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    draws: tuple[Draw, ...]
    documentation: str
    span: Span


FormMember = Field | Group | Table


@dataclass(frozen=True, slots=True)
class Off:
    """A check that this form switches off, or gives another severity, with the reason."""

    check: String
    severity: Severity | None
    reason: String
    span: Span


@dataclass(frozen=True, slots=True)
class Form:
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


@dataclass(frozen=True, slots=True)
class Each:
    """`each path where …` runs over rows or coordinates; with `source` the path is a new name for its members."""

    path: tuple[Name, ...]
    source: Expression | None
    where: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Must:
    condition: Expression
    within: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
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
    fix: str
    documentation: str
    span: Span


# --- the other declarations


@dataclass(frozen=True, slots=True)
class Use:
    path: String
    span: Span


@dataclass(frozen=True, slots=True)
class Axis:
    name: Name
    cumulative: bool
    coordinates: tuple[Name, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class UnitDeclaration:
    """A unit of measure; without `equals` it is a dimension of its own."""

    name: Name
    equals: Quantity | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Library:
    """Prescribed rows kept apart, to be drawn into tables."""

    name: Name
    rows: tuple[Row, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is change, delete or add; an added row gives its cells in `cells`."""

    kind: str
    target: Expression
    value: Literal | None
    cells: tuple[tuple[Expression, Literal], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """`verdict` is pass, fail, inapplicable or unevaluated; `place` narrows it to one cell."""

    verdict: str
    check: str
    check_span: Span
    place: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Test:
    name: String
    given: String | None
    changes: tuple[Change, ...]
    expectations: tuple[Expectation, ...]
    documentation: str
    span: Span


Declaration = Use | Axis | UnitDeclaration | Library | Form | Rule | Test
