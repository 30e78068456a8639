"""Declared units -> the units of a program, in whatever order they stand.

A unit may be given in one declared further down. Knows no forms.
"""

from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.environment import Environment, Reporter
from gouji.lang.units import STANDARD, Unit
from gouji.lang.values import parse_number, split_quantity

# More digits than one unit of another has; with more, a product of units and figures could not be kept exactly.
MOST_FACTOR_DIGITS = 30
# Of a longer circle, no more are named.
MOST_NAMED = 8

Declared = dict[str, tuple[ast.UnitDeclaration, Reporter]]


def declare_units(environment: Environment, reporters: list[Reporter]) -> None:
    """Adds the units that the pieces declare to those that come with gouji; mistakes are reported to the pieces."""
    declared: Declared = {}
    for reporter in reporters:
        declaration = reporter.piece.piece.declaration
        if isinstance(declaration, ast.UnitDeclaration):
            name = declaration.name.text
            if name in declared:
                first, where = declared[name]
                reporter.twice(declaration.name, where.place(first.name.span))
            elif (known := STANDARD.find(name)) is not None:
                reporter.report(codes.DUPLICATE_NAME, declaration.name.span, name=name, builtin=known.name or name)
            else:
                declared[name] = declaration, reporter
    found: dict[str, Unit | None] = {}
    for name in declared:
        _find(name, declared, found)
    units = {name: unit for name, unit in found.items() if unit is not None}
    if units:
        environment.units = STANDARD.with_units(units)
    environment.unreadable_units = frozenset(name for name, unit in found.items() if unit is None)


def _find(name: str, declared: Declared, found: dict[str, Unit | None]) -> None:
    """Finds a unit after those that it is given in; None stands for one that cannot be found, and is reported once."""
    way: list[str] = []
    while name in declared and name not in found and name not in way:
        way.append(name)
        name = _given_in(declared[name][0])
    if name in way:
        circle = way[way.index(name) :]
        shown = [*circle, name] if len(circle) < MOST_NAMED else [*circle[: MOST_NAMED - 1], "…", name]
        declaration, reporter = declared[name]
        reporter.report(codes.CIRCULAR_UNIT, declaration.name.span, chain=" → ".join(shown))
        found |= dict.fromkeys(circle)
    for each in reversed(way):
        if each not in found:
            found[each] = _unit(*declared[each], declared, found)


def _given_in(declaration: ast.UnitDeclaration) -> str:
    return split_quantity(declaration.equals.text)[1] if declaration.equals is not None else ""


def _unit(
    declaration: ast.UnitDeclaration, reporter: Reporter, declared: Declared, found: dict[str, Unit | None]
) -> Unit | None:
    name, equals = declaration.name.text, declaration.equals
    if equals is None:
        return Unit(name, Decimal(1), ((name, 1),))
    number_text, unit_text = split_quantity(equals.text)
    number = parse_number(number_text)
    if number is None or number[0] <= 0:
        reporter.report(codes.BAD_NUMBER, equals.span, text=equals.text[:40])
        return None
    if unit_text in declared and found[unit_text] is None:
        return None  # reported there
    unit = found.get(unit_text) or STANDARD.find(unit_text)
    if unit is None or unit.dimension is None:
        known = [*declared, *STANDARD]
        reporter.unknown(codes.UNKNOWN_UNIT, ast.Name(unit_text or number_text, equals.span), known)
        return None
    factor = number[0] * unit.factor
    if len(factor.normalize().as_tuple().digits) > MOST_FACTOR_DIGITS or abs(factor.adjusted()) > MOST_FACTOR_DIGITS:
        reporter.report(codes.BAD_NUMBER, equals.span, text=equals.text[:40])
        return None
    return Unit(name, factor, unit.dimension)
