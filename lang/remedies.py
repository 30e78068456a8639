"""Fixes, and what derived checks of some kinds say beyond their figures (the nearest row, the words allowed, …).

Proposes; never applies.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from gouji.lang import codes
from gouji.lang.arithmetic import NOTHING, RELATIONS, bare_number, replace_unit, show_amount, show_apart, shown
from gouji.lang.blame import misspelt_row
from gouji.lang.diagnostic import Code, Fix, Replacement, Term, requoted
from gouji.lang.form_model import Bound, FormTable
from gouji.lang.functions import is_within, limit_in
from gouji.lang.insertions import end_of_section, lines_after, row_after, stands_after_key
from gouji.lang.located import Mapping, Node
from gouji.lang.located import Sequence as Rows
from gouji.lang.model import Call, Check, Column, Compare, Expression, HasRow, IsState, OneOf, RowField, RowValue
from gouji.lang.nearest import is_same_name, nearest
from gouji.lang.probe import Probe
from gouji.lang.skeletons import field_text, plain_blank, row_text
from gouji.lang.submission import Amount, Cell, State, Submission
from gouji.lang.target_parts import rewritten
from gouji.lang.targets import Comparator
from gouji.lang.units import format_in
from gouji.lang.values import SEPARATORS, Target, TargetKind, canonical_text, show_target
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
        return _absent_row(check, failed, submission, probe)
    members = failed.members if isinstance(failed, OneOf) else None
    if isinstance(failed, OneOf) and isinstance(members, Column) and members.field is members.table.key:
        return _absent_key(check, failed, members, probe)
    if isinstance(failed, Call) and failed.function == "agrees_with_direction":
        return check.code, _turned(failed, probe), {"wanted": _wanted(probe.value(failed.arguments[1]))}
    if isinstance(failed, Call) and len(failed.arguments) == 2 and isinstance(failed.arguments[1], RowField):
        wanted = probe.value(failed.arguments[1])
        if failed.function == "is_within":
            return check.code, None, _broken_bound(probe.value(failed.arguments[0]), wanted or ())
        fix = _word_meant(failed, wanted or (), probe) if failed.function == "is_allowed_word" else None
        return check.code, fix, {"wanted": _wanted(wanted)}
    if isinstance(failed, IsState) and check.code is codes.MISSING_VALUE:
        return check.code, _prescribed_word(failed.operand, submission, probe), {}
    return check.code, None, {}


_OPPOSITE = {
    Comparator.AT_LEAST: Comparator.AT_MOST, Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE: Comparator.LESS, Comparator.LESS: Comparator.MORE,
}  # fmt: skip


def _turned(failed: Call, probe: Probe) -> Fix | None:
    """The other comparator for a target that goes the wrong way."""
    named, target = probe.cell(failed.arguments[0]), probe.value(failed.arguments[0])
    if named is None or not isinstance(target, Target) or target.comparator not in _OPPOSITE:
        return None
    if type(named.cell) is not Cell:  # the comparator stands in a column of its own
        return None
    return rewritten(named.cell, show_target(replace(target, comparator=_OPPOSITE[target.comparator])), safe=False)


def _word_meant(failed: Call, words: tuple[str, ...], probe: Probe) -> Fix | None:
    """The prescribed word that is nearest; the only one, where words are meant."""
    named, target = probe.cell(failed.arguments[0]), probe.value(failed.arguments[0])
    if named is None or not isinstance(target, Target) or target.kind is not TargetKind.WORD:
        return None
    held = [word for word in words if word in target.word]
    meant = held[0] if len(held) == 1 else nearest(target.word, words) or (words[0] if len(words) == 1 else "")
    return rewritten(named.cell, meant, safe=False) if meant else None


def _prescribed_word(operand: Expression, submission: Submission, probe: Probe) -> Fix | None:
    """What a row prescribes for a cell that is not filled in."""
    row = probe.row(operand.row) if isinstance(operand, RowValue) else None
    if not isinstance(operand, RowValue) or row is None:
        return None
    data, field = probe.data(operand.table), operand.field
    prescribed = data.prescribed[row]
    word = prescribed.cells.get(field.name) if prescribed is not None else None
    named = probe.cell(operand)
    if word is None or named is None:
        return None
    if named.cell.state != State.ABSENT:
        return requoted(named.cell.span, word, safe=False)
    section = next((one for one in _rows_of(operand.table, submission) or () if one.span == data.spans[row]), None)
    if section is None:
        return None
    line = field_text(field, plain_blank, word)
    at = end_of_section(submission.source, section)
    return Fix(Term("fix.insert", (("text", line),)), (lines_after(submission.source, at, line),), safe=False)


def _rows_of(table: FormTable, submission: Submission) -> list[Mapping] | None:
    """The rows of a table as they were read; None unless all of them stand under headers of their own."""
    node: Node | None = submission.root
    for name in table.path:
        found = [one for one in node if canonical_text(one.key) == name] if isinstance(node, Mapping) else []
        node = found[0].node if found else None
        if found and stands_after_key(found[0]):
            return None
    rows = [one for one in node.items if isinstance(one, Mapping)] if isinstance(node, Rows) else []
    are_headers = all(submission.source.text.startswith("[[", one.span.start) for one in rows)
    return rows if are_headers and (node is None or isinstance(node, Rows)) else None


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


def _new_row(failed: HasRow, submission: Submission, probe: Probe) -> Fix | None:
    """The missing row, with what is prescribed filled in and the rest blank."""
    source, table = submission.source, failed.table
    rows = _rows_of(table, submission)
    if rows is None or probe.data(table).broken:
        return None
    change = row_after(source, rows, row_text(table, failed.prescribed, plain_blank))
    return Fix(Term("fix.add-row", (("text", failed.prescribed.key),)), (change,), safe=False)


def _absent_row(
    check: Check, failed: HasRow, submission: Submission, probe: Probe
) -> tuple[Code, Fix | None, dict[str, object]]:
    """A prescribed row that is not there; a row beside it with nearly its name is that row misspelt."""
    near = misspelt_row(failed, probe)
    if near is None:
        cells = "、".join(failed.prescribed.cells.values())
        return check.code, _new_row(failed, submission, probe), {"heading": cells}
    named, text = near
    key = failed.prescribed.key
    fix = requoted(named.cell.span, key, safe=is_same_name(text, key))
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
        meant = _respelt(named.cell.text, near) if several else near[unknown[0]]
        fix = requoted(named.cell.span, meant, safe=all(is_same_name(*one) for one in near.items()))
    first = unknown[0] if unknown else ""
    return check.code, fix, {"text": "、".join(unknown), "nearest": near.get(first, ""), "first": first}
