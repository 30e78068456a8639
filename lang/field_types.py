"""What a field's declaration says of its values: their type and unit, their bounds, their default.

Reports what does not fit together. Knows nothing of inheritance, of layout or of a filled form.
"""

from dataclasses import replace
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.environment import Environment, Reporter
from gouji.lang.model import Bound, Default
from gouji.lang.types import COUNT, DATE, TARGET, TEXT, Kind, Type
from gouji.lang.units import DIMENSIONLESS, STANDARD, Unit
from gouji.lang.values import TargetKind, canonical_text, parse_number, parse_target, split_quantity

PERCENT = STANDARD.find("%")
assert PERCENT is not None

# Money is kept to the hundredth of a 分 below 10^16 元; what a form states beyond that is not read.
MONEY_SCALE = 4
MONEY_LIMIT = Decimal(10) ** 16


def find_unit(environment: Environment, reporter: Reporter, name: ast.Name) -> Unit | None:
    """A unit by its name; an unknown one is reported with the nearest."""
    unit = environment.units.find(name.text)
    if unit is None or (unit.dimension is None and not unit.name):
        reporter.report(
            codes.UNKNOWN_UNIT, name.span, name=name.text, nearest=environment.units.nearest(name.text) or "", known=()
        )
    return unit


def type_of(
    written: ast.TypeName, attributes: dict[str, ast.Attribute], money_unit: Unit, environment: Environment,
    reporter: Reporter,
) -> tuple[Type, Unit | None]:  # fmt: skip
    """The type of a field's value, and the unit its bare numbers are in."""
    named = attributes["unit"].words[0] if "unit" in attributes else None
    unit = find_unit(environment, reporter, named) if named else None
    kind = written.kind
    if kind == "money":
        if named and unit and unit.dimension != money_unit.dimension:
            reporter.report(codes.NOT_MONEY, named.span, unit=unit.name)
            unit = None
        return _number(unit or money_unit, MONEY_SCALE, MONEY_LIMIT), unit or money_unit
    if kind == "ratio":
        if named and unit and unit.dimension != DIMENSIONLESS:
            reporter.report(codes.UNLIKE_UNITS, named.span, left="%", right=unit.name)
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
    if "values" in attributes:
        return replace(TEXT, choices=tuple(canonical_text(word.text) for word in attributes["values"].words)), None
    return TEXT, None


def _number(unit: Unit | None, scale: int | None, limit: Decimal | None) -> Type:
    low = -limit if limit is not None else None
    return Type(Kind.NUMBER, dimension=unit.dimension if unit else None, unit=unit, scale=scale, low=low, high=limit)


def bound_of(
    written: ast.Attribute, field_type: Type, unit: Unit | None, environment: Environment, reporter: Reporter
) -> Bound | None:
    """A limit that a field, or a prescribed row, states for its figures; None after a report."""
    assert written.literal is not None
    if not field_type.is_numeric:
        reporter.report(codes.NOT_A_NUMBER, written.span, type=field_type.term())
        return None
    found = _literal_value(written.literal, field_type, unit, environment, reporter)
    return Bound(written.operator, *found) if found is not None else None


def default_of(
    written: ast.Attribute, field_type: Type, unit: Unit | None, environment: Environment, reporter: Reporter
) -> Default:
    """What a cell holds that is left blank; None after a report."""
    literal = written.literal
    assert literal is not None
    text = canonical_text(literal.text)
    if field_type.kind is Kind.TARGET:
        target = parse_target(f"-{text}" if literal.negative else text, environment.units)
        if target.quantity is not None and target.quantity.unit.dimension is None and unit is not None:
            target = parse_target(f"{text}{unit.name}", environment.units)
        if target.kind not in (TargetKind.QUANTITY, TargetKind.RANGE, TargetKind.WORD, TargetKind.DATE):
            reporter.report(codes.BAD_NUMBER, literal.span, text=literal.text[:40])
            return None
        return target
    if field_type.is_numeric:
        found = _literal_value(literal, field_type, unit, environment, reporter)
        return found[0] if found is not None else None
    if field_type.kind is Kind.DATE:
        date = parse_target(text).date
        if date is None:
            reporter.report(codes.BAD_DATE, literal.span, text=literal.text[:40])
        return date
    if field_type.choices and text not in field_type.choices:
        reporter.unknown(codes.NOT_A_CHOICE_HERE, ast.Name(text, literal.span), field_type.choices)
        return None
    return text


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
