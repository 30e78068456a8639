"""Fixes, and what derived checks of some kinds say beyond their figures (the nearest row, the words allowed, …).

Proposes; never applies.
"""

from decimal import Decimal
from typing import Any

from gouji.lang import codes
from gouji.lang.arithmetic import NOTHING, RELATIONS, bare_number, replace_unit, show_amount, show_apart, shown
from gouji.lang.blame import misspelt_row
from gouji.lang.diagnostic import Code, Fix, Replacement, Term, requoted
from gouji.lang.functions import is_within, limit_in
from gouji.lang.model import (
    Bound,
    Call,
    Check,
    Column,
    Compare,
    Expression,
    HasRow,
    OneOf,
    RowField,
)
from gouji.lang.nearest import nearest
from gouji.lang.probe import Probe
from gouji.lang.submission import Amount, State, Submission
from gouji.lang.target_parts import rewritten
from gouji.lang.units import format_in
from gouji.lang.values import SEPARATORS, Target, canonical_text
from gouji.lang.walk import cell_itself

_TEN_THOUSAND = 10_000
_SLIPS_OF_TEN = (10, 100, 1000, _TEN_THOUSAND)


def computed_fix(check: Check, failed: Compare, probe: Probe) -> Fix | None:
    """Sets the computed side to what the other side says."""
    if check.computed not in ("left", "right") or failed.operator not in ("=", "~"):
        return None
    target, source = (failed.left, failed.right) if check.computed == "left" else (failed.right, failed.left)
    cell = cell_itself(target)
    named = probe.cell(cell)
    if cell is None or named is None or named.cell.state not in (State.GIVEN, State.BLANK):
        return None
    if not source.type.is_numeric:
        return requoted(named.cell.span, shown(source, probe), safe=False)
    amount = probe.amount(source)
    if amount is None:
        return None
    if isinstance(named.cell.value, Target):
        own = named.cell.value
        unit = own.quantity.unit if own.quantity is not None else None
        sign = own.comparator.value if own.comparator else ""
        return rewritten(named.cell, sign + show_amount(replace_unit(amount, unit)), safe=False)
    if cell.field.kind == "count" and amount.value != amount.value.to_integral_value():
        return None
    text = bare_number(amount, target.type.unit)
    title = Term("fix.replace", (("text", text),))
    return Fix(title, (Replacement(named.cell.span, text),), safe=False)


def off_by(failed: Compare, probe: Probe) -> Term | None:
    """Why a total may be wrong that is ten thousand times its sum, or another power of ten: the unit, or the point."""
    sides = probe.sides(failed)
    if sides is None or not sides[0].value or not sides[1].value:
        return None
    great, small = sorted((abs(sides[0].value), abs(sides[1].value)), reverse=True)
    times = next((power for power in _SLIPS_OF_TEN if small * power == great), None)
    if times is None or sides[0].value * sides[1].value < 0:
        return None
    return Term("off-by.unit" if times == _TEN_THOUSAND else "off-by.point", (("times", times),))


def specifics(
    check: Check, failed: Expression, submission: Submission, probe: Probe
) -> tuple[Code, Fix | None, dict[str, object]]:
    """What derived checks of some kinds say beyond their figures."""
    if isinstance(failed, HasRow):
        return _absent_row(check, failed, probe)
    members = failed.members if isinstance(failed, OneOf) else None
    if isinstance(failed, OneOf) and isinstance(members, Column) and members.field is members.table.key:
        return _absent_key(check, failed, members, probe)
    if isinstance(failed, Call) and len(failed.arguments) == 2 and isinstance(failed.arguments[1], RowField):
        wanted = probe.value(failed.arguments[1])
        if failed.function == "is_within":
            return check.code, None, _broken_bound(probe.value(failed.arguments[0]), wanted or ())
        return check.code, None, {"wanted": _wanted(wanted)}
    if isinstance(failed, Call) and failed.function == "agrees_with_direction":
        return check.code, None, {"wanted": _wanted(probe.value(failed.arguments[1]))}
    return check.code, None, {}


def _broken_bound(target: Target | None, bounds: tuple[Bound, ...]) -> dict[str, object]:
    """The figure and the limit of its prescribed row that it does not keep."""
    if target is None or target.quantity is None:
        return {}
    bound = next((one for one in bounds if is_within(target, (one,)) is False), None)
    if bound is None:
        return {}
    unit = target.quantity.unit
    limit = limit_in(bound, unit)
    apart = show_apart(Amount(abs(target.quantity.value - limit), unit.dimension, Decimal(0), unit))
    shown_limit = format_in(limit, unit)
    return {"left": target.text, "relation": RELATIONS[bound.operator], "right": shown_limit, "difference": apart}


def _wanted(value: Any) -> object:
    if value in ("higher", "lower"):
        return Term(f"direction.{value}")
    if value is None:
        return NOTHING
    return value if isinstance(value, tuple) else str(value)


def _absent_row(check: Check, failed: HasRow, probe: Probe) -> tuple[Code, Fix | None, dict[str, object]]:
    """A prescribed row that is not there; a row beside it with nearly its name is that row misspelt."""
    near = misspelt_row(failed, probe)
    if near is None:
        cells = "、".join(failed.prescribed.cells.values())
        return check.code, None, {"heading": cells}
    named, text = near
    fix = requoted(named.cell.span, failed.prescribed.key, safe=False)
    return codes.MISSPELT_ROW, fix, {"found": text}


def _respelt(written: str, near: dict[str, str]) -> str:
    """A list of names with those that are not known, and no part of another, put right."""
    parts = SEPARATORS.split(written)
    marks = [*SEPARATORS.findall(written), ""]
    fixed = (near.get(canonical_text(part), part) for part in parts)
    return "".join(part + mark for part, mark in zip(fixed, marks, strict=True))


def _absent_key(
    check: Check, failed: OneOf, column: Column, probe: Probe
) -> tuple[Code, Fix | None, dict[str, object]]:
    keys = probe.data(column.table).keys
    found = probe.value(failed.operand)
    parts = found if isinstance(found, tuple) else () if found is None else (found,)
    unknown = [part for part in parts if part not in keys]
    near = {part: nearest(part, keys) or "" for part in unknown}
    offered = [*parts, *near.values()]
    # What the list names already was not meant once more, nor one row by two names.
    near = {part: "" if offered.count(name) > 1 else name for part, name in near.items()}
    fix = None
    named = probe.cell(failed.operand)
    if unknown and all(near.values()) and named is not None:
        several = isinstance(found, tuple)
        fix = requoted(named.cell.span, _respelt(named.cell.text, near) if several else near[unknown[0]], safe=False)
    first = unknown[0] if unknown else ""
    return check.code, fix, {"text": "、".join(unknown), "nearest": near.get(first, ""), "first": first}
