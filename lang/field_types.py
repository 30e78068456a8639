"""What a field's declaration says of its values: their type and unit, their bounds, their default.

Reports what does not fit together. Knows nothing of inheritance, of layout or of a filled form.
"""

from dataclasses import replace
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.drafts import Stated
from gouji.lang.environment import Environment, Reporter
from gouji.lang.form_model import Bound, Default
from gouji.lang.lexer import replacing
from gouji.lang.types import COUNT, DATE, TARGET, TEXT, Kind, Type
from gouji.lang.units import DIMENSIONLESS, STANDARD, Unit, Units
from gouji.lang.values import (
    Target,
    TargetKind,
    canonical_text,
    keys_in,
    parse_date,
    parse_number,
    parse_target,
    split_quantity,
)

PERCENT = STANDARD.find("%")
assert PERCENT is not None

# Money is kept to the hundredth of a 分 below 10^16 元; what a form states beyond that is not read.
MONEY_SCALE = 4
MONEY_LIMIT = Decimal(10) ** 16


def find_unit(environment: Environment, reporter: Reporter, name: ast.Name) -> Unit | None:
    """A unit by its name; an unknown one is reported with the nearest."""
    unit = environment.units.find(name.text)
    if unit is None and name.text in environment.unreadable_units:
        return None
    if unit is None or (unit.dimension is None and not unit.name):
        near = environment.units.nearest(name.text) or ""
        fix = replacing(name.span, near)._replace(safe=False) if near else None
        reporter.report(codes.UNKNOWN_UNIT, name.span, fix, name=name.text, nearest=near, known=())
    return unit


def type_of(
    written: ast.TypeName, measure: Stated | None, values: Stated | None, money_unit: Unit, environment: Environment
) -> tuple[Type, Unit | None]:
    """The type of a field's value, and the unit its bare numbers are in."""
    unit = find_unit(environment, measure.reporter, measure.attribute.words[0]) if measure else None
    kind = written.kind
    if kind == "money":
        if measure and unit and unit.dimension != money_unit.dimension:
            measure.reporter.report(codes.NOT_MONEY, measure.attribute.words[0].span, unit=unit.name)
            unit = None
        return _number(unit or money_unit, MONEY_SCALE, MONEY_LIMIT), unit or money_unit
    if kind == "ratio":
        if measure and unit and unit.dimension != DIMENSIONLESS:
            measure.reporter.report(codes.UNLIKE_UNITS, measure.attribute.words[0].span, left="%", right=unit.name)
            unit = None
        return _number(unit or PERCENT, None, None), unit or PERCENT
    if kind == "count":
        dimension = unit.dimension if unit else None
        return replace(COUNT, dimension=dimension, unit=unit, low=None, high=None), unit
    if kind == "number":
        return _number(unit, None, None), unit
    if kind == "target":
        return replace(TARGET, unit=unit), unit
    if kind == "date":
        return DATE, None
    if kind == "choice":
        return replace(TEXT, choices=tuple(canonical_text(word.text) for word in written.choices)), None
    if values is not None:
        return replace(TEXT, choices=tuple(canonical_text(word.text) for word in values.attribute.words)), None
    return TEXT, None


def _number(unit: Unit | None, scale: int | None, limit: Decimal | None) -> Type:
    low = -limit if limit is not None else None
    return Type(Kind.NUMBER, dimension=unit.dimension if unit else None, unit=unit, scale=scale, low=low, high=limit)


def bound_of(stated: Stated, field_type: Type, unit: Unit | None, environment: Environment) -> Bound | None:
    """A limit that a field, or a prescribed row, states for its figures; None after a report."""
    written, reporter = stated
    assert written.literal is not None
    if not field_type.is_numeric:
        reporter.report(codes.NOT_A_NUMBER, written.span, type=field_type.term())
        return None
    found = _literal_value(written.literal, field_type, unit, environment, reporter)
    return Bound(written.operator, *found) if found is not None else None


def is_figure_in(word: str, unit: Unit, units: Units) -> bool:
    """Whether a word that a target may be is a figure, and could be one in this unit."""
    quantity = parse_target(word, units).quantity
    return quantity is not None and quantity.unit.dimension in (None, unit.dimension)


def default_of(stated: Stated, field_type: Type, unit: Unit | None, several: bool, environment: Environment) -> Default:
    """What a cell holds that is left blank; None after a report."""
    reporter, literal = stated.reporter, stated.attribute.literal
    assert literal is not None
    if field_type.kind is Kind.TARGET:
        return _default_target(literal, unit, environment, reporter)
    if field_type.is_numeric:
        found = _literal_value(literal, field_type, unit, environment, reporter)
        return found[0] if found is not None else None
    text = canonical_text(literal.text)
    if field_type.kind is Kind.DATE:
        date = parse_date(text)
        if date is None:
            reporter.report(codes.BAD_DATE, literal.span, text=literal.text[:40])
        return date
    if several:
        return keys_in(literal.text)
    if field_type.choices and text not in field_type.choices:
        reporter.unknown(codes.NOT_A_CHOICE_HERE, ast.Name(text, literal.span), field_type.choices)
        return None
    return text


def _default_target(
    literal: ast.Literal, unit: Unit | None, environment: Environment, reporter: Reporter
) -> Target | None:
    text = f"{'-' if literal.negative else ''}{canonical_text(literal.text)}"
    target = parse_target(text, environment.units)
    if target.quantity is not None and target.quantity.unit.dimension is None and unit is not None:
        target = parse_target(f"{text}{unit.name}", environment.units)
    if target.kind not in (TargetKind.QUANTITY, TargetKind.RANGE, TargetKind.WORD, TargetKind.DATE):
        reporter.report(codes.BAD_NUMBER, literal.span, text=literal.text[:40])
        return None
    return target


def _literal_value(
    literal: ast.Literal, field_type: Type, unit: Unit | None, environment: Environment, reporter: Reporter
) -> tuple[Decimal, Unit | None] | None:
    """A figure of a form's declaration in base units, with its unit; a bare number takes the field's unit."""
    if literal.kind != "quantity":
        reporter.report(codes.BAD_NUMBER, literal.span, text=literal.text)
        return None
    number_text, unit_text = split_quantity(literal.text)
    parsed = parse_number(number_text)
    own = find_unit(environment, reporter, ast.Name(unit_text, literal.span)) if unit_text else unit
    if parsed is None:
        reporter.report(codes.BAD_NUMBER, literal.span, text=literal.text[:40])
        return None
    wanted = unit.dimension if unit is not None else field_type.dimension
    if own is not None and own.dimension not in (wanted, None) and not (field_type.dynamic and unit is None):
        reporter.report(codes.UNLIKE_UNITS, literal.span, left=unit.name if unit else field_type.term(), right=own.name)
        return None
    value = parsed[0] * (own.factor if own else 1)
    return (-value if literal.negative else value), own
