"""The values that may be written in a place of a filled form: allowed words, names, prescribed words, units, a computed sum.

Offers what the form and the other rows say; where they leave everything open, nothing.
"""

import re
from collections.abc import Iterator
from time import localtime
from typing import NamedTuple

from gouji.lang.form_model import Form, FormField, FormMember, FormTable, PrescribedRow
from gouji.lang.form_paths import resolve_table
from gouji.lang.head_keys import FORM_KEYS, HEAD_KEYS
from gouji.lang.located import Mapping, Scalar
from gouji.lang.run import compiled
from gouji.lang.standing import At, computed_total
from gouji.lang.submission import State
from gouji.lang.targets import SYMBOLS
from gouji.lang.units import Units
from gouji.lang.values import SEPARATORS, Target, canonical_text
from gouji.lsp.features.blanks import NUMERIC
from gouji.lsp.features.figures import USUAL, of_kind
from gouji.lsp.features.filled_rows import keys_of, rows_at, texts_under
from gouji.lsp.features.forms.spots import Section
from gouji.lsp.features.forms.typed_text import Typed
from gouji.lsp.known_forms import KnownForm

MOST_UNITS, MOST_WORDS, LONGEST_WORD = 40, 60, 30
_SIGNS = ("≥", "≤", "=")
_TARGET = re.compile(
    r"(?P<sign>[≥≤≧≦=＝<>＜＞≈]{0,2})\s*(?P<figure>[0-9０-９][0-9０-９.,，．]*)?(?P<rest>.*)", re.DOTALL
)
_IN_FIGURE = (".", "．", ",", "，")


class Value(NamedTuple):
    """A value to be offered: `number` without quotes; of a target, `blank_at` is where its figure is to be typed."""

    text: str
    detail: str = ""
    number: bool = False
    blank_at: int | None = None
    is_asked_for: bool = False


def head_values(form: Form | None, form_names: list[str], key: str) -> Iterator[Value]:
    """The names of forms, or the years of the one that is named."""
    if key in FORM_KEYS:
        yield from map(Value, form_names)
        return
    now = localtime().tm_year
    first, last = form.years if form is not None else (None, None)
    years = [year for year in (now, now + 1, now - 1) if (first or 0) <= year <= (last or 9999)]
    years += [year for year in (first, last) if year is not None]
    yield from (Value(str(year), number=True) for year in dict.fromkeys(years))


def values(known: KnownForm, section: Section, typed: Typed) -> Iterator[Value]:
    """What may stand in the place that is being typed."""
    form = known.form
    if form is None or not typed.keys:
        return
    field, coordinate = field_at(form, section.path, typed.keys)
    if field is None:
        if not section.path and typed.keys[0] in HEAD_KEYS:
            yield from head_values(form, [], typed.keys[0])
        return
    table = form.find(field.path[:-1]) if len(field.path) > 1 else None
    row = prescribed_row(table, section) if isinstance(table, FormTable) else None
    if field.kind == "target":
        yield from _targets(known, field, row, table, typed)
    elif field.kind in NUMERIC:
        if field.totals:
            yield from _sum(known, form, field, coordinate, section, table)
        yield from _figures(form, field, typed)
    elif isinstance(table, FormTable) and (targets := _beside(table, field)):
        yield from _of_parts(form, field, targets, row, [*_beside_it(table, field, known.root, section)], typed)
    else:
        yield from _listed(field, typed, _words(known, form, field, row, table, section))


def field_at(form: Form, path: tuple[str, ...], keys: tuple[str, ...]) -> tuple[FormField | None, str]:
    names = tuple(map(canonical_text, keys))
    for end in range(len(names), 0, -1):
        found = form.find((*path, *names[:end]))
        if isinstance(found, FormField):
            return found, names[end] if end < len(names) else ""
    return None, ""


def _listed(field: FormField, typed: Typed, words: Iterator[Value]) -> Iterator[Value]:
    """In a list of names in one text, the one at the cursor is what is typed; those that are there are not offered again."""
    before = behind = ""
    if field.several and typed.opening:
        cut = max((mark.end() for mark in SEPARATORS.finditer(typed.word)), default=0)
        before = typed.word[:cut]
        following = SEPARATORS.search(typed.rest)
        behind = typed.rest[following.start() :] if following is not None else ""
    there = {canonical_text(part) for part in SEPARATORS.split(before + behind)}
    for one in words:
        if one.text not in there:
            yield one._replace(text=before + one.text + behind)


def _words(
    known: KnownForm, form: Form, field: FormField, row: PrescribedRow | None, table: FormMember | None, here: Section
) -> Iterator[Value]:
    yield from map(Value, field.type.choices)
    if field.refers_to:
        yield from map(Value, keys_of(resolve_table(form, field.path, field.refers_to), known.root))
    if not isinstance(table, FormTable) or field.type.choices or field.refers_to:
        return
    if field is table.key:
        present = set(map(canonical_text, keys_of(table, known.root)))
        rows = (one for one in table.rows.values() if present.isdisjoint((one.key, *one.aliases)))
        yield from (Value(one.key, "、".join(one.cells.values()), is_asked_for=one.required) for one in rows)
    elif row is not None and field.name in row.cells:
        yield Value(row.cells[field.name], row.key, is_asked_for=True)
    elif row is None and field.kind == "text":
        words = [one.cells[field.name] for one in table.rows.values() if field.name in one.cells]
        used = (str(word) for word in _beside_it(table, field, known.root, here) if len(str(word)) <= LONGEST_WORD)
        yield from map(Value, list(dict.fromkeys([*words, *used]))[:MOST_WORDS])


def prescribed_row(table: FormTable, section: Section) -> PrescribedRow | None:
    node = section.mapping.get(table.key.name) if table.key is not None else None
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    key = canonical_text(node.value)
    return next((row for row in table.rows.values() if key == row.key or key in row.aliases), None)


def _sum(
    known: KnownForm, form: Form, field: FormField, coordinate: str, section: Section, table: FormMember | None
) -> Iterator[Value]:
    """What a total comes to."""
    if known.submission is None or known.program is None or coordinate not in field.coordinates:
        return
    slot = field.slots[field.coordinates.index(coordinate)]
    at = At(slot, table, section.row) if isinstance(table, FormTable) else At(slot)
    total = computed_total(compiled(known.program, form), known.submission, at)
    if total is not None:
        yield Value(total.sum, "Σ", number=True)


# --- targets


def _targets(
    known: KnownForm, field: FormField, row: PrescribedRow | None, table: FormMember | None, typed: Typed
) -> Iterator[Value]:
    """Words and comparators before a figure is typed, units after it."""
    if row is not None and not typed.word:
        yield from (Value(word, row.key, is_asked_for=True) for word in row.words)
    if row is not None and row.words:
        return
    units = _units(known, field, row, table)
    parted = _parted(typed)
    if parted is None or (parted["rest"] and not parted["figure"]):
        return
    if not parted["figure"]:
        signs = _signs(row.direction if row is not None and row.direction else field.direction)
        signs = signs if not field.comparator_from else ("",) if units else ()
        typed_sign = SYMBOLS.get(parted["sign"])
        for sign in signs if typed_sign is None else (parted["sign"],):
            for unit in units[:3] or [""]:
                yield Value(f"{sign}{unit}", blank_at=len(sign))
        return
    begun = parted[0].removesuffix(parted["rest"])
    rest = canonical_text(parted["rest"])
    wider = _beginning_with(rest, known.form.units, units) if rest and known.form is not None else []
    for unit in list(dict.fromkeys([*units, *wider]))[:MOST_UNITS]:
        if unit.startswith(rest):
            yield Value(f"{begun}{unit}", unit)


def _parted(typed: Typed) -> re.Match[str] | None:
    """The sign, the figure and the unit of what is typed: with what stands behind the cursor, if the figure goes on there.

    None in the midst of a figure, which no unit may follow.
    """
    goes_on = any(sign.isdigit() for sign in typed.rest)
    parted = _TARGET.fullmatch((typed.word + typed.rest if goes_on else typed.word).strip())
    return None if parted is None or (parted["figure"] or "").endswith(_IN_FIGURE) else parted


def _signs(direction: str) -> tuple[str, ...]:
    return ("≤", "≥", "=") if direction == "lower" else _SIGNS


def _units(known: KnownForm, field: FormField, row: PrescribedRow | None, table: FormMember | None) -> list[str]:
    """The unit prescribed, else that of the field, else those that the column has, the most frequent first.

    None where units have a column of their own.
    """
    if field.unit_from:
        return []
    if row is not None and row.unit is not None:
        return [row.unit.name]
    own = [field.unit.name] if field.unit is not None else []
    used: dict[str, int] = {}
    if isinstance(table, FormTable) and known.submission is not None:
        for slot in field.slots:
            for cell in known.submission.tables[table.index].columns[slot]:
                if cell.state == State.GIVEN and isinstance(cell.value, Target) and cell.value.unit_text:
                    used[cell.value.unit_text] = used.get(cell.value.unit_text, 0) + 1
    return list(dict.fromkeys([*own, *sorted(used, key=lambda unit: -used[unit])]))


def _beginning_with(rest: str, units: Units, likely: list[str]) -> list[str]:
    """The units that what was typed of one may become, those first that measure what the likely ones do."""
    kinds = {unit.dimension for name in likely if (unit := units.find(name)) is not None}
    found = {name: unit for name in units if name.startswith(rest) and (unit := units.find(name)) is not None}
    return sorted(found, key=lambda name: (found[name].dimension not in kinds, len(name)))


def _figures(form: Form, field: FormField, typed: Typed) -> Iterator[Value]:
    """After a figure in quotes, or one that a unit is begun after: the units that the field may be written in."""
    parted = _parted(typed)
    if parted is None or parted["sign"] or not parted["figure"] or not (typed.opening or parted["rest"]):
        return
    begun = parted[0].removesuffix(parted["rest"])
    own = [field.unit.name] if field.unit is not None else []
    for unit in of_kind(form.units, field.type.dimension, own) if own else ():
        if unit.startswith(canonical_text(parted["rest"])):
            yield Value(f"{begun}{unit}", unit)


# --- targets in several columns


def _beside(table: FormTable, field: FormField) -> list[FormField]:
    """The targets whose comparator or unit stands in a column."""
    return [one for one in table.fields.values() if field.name in (one.comparator_from, one.unit_from)]


def _of_parts(
    form: Form, field: FormField, targets: list[FormField], row: PrescribedRow | None, used: list[str], typed: Typed
) -> Iterator[Value]:  # fmt: skip
    """What a column of units or of comparators may hold: what the row prescribes, what stands there, what is usual."""
    if field.type.choices:
        yield from map(Value, field.type.choices)
        return
    if any(one.comparator_from == field.name for one in targets):
        directions = [row.direction if row is not None else "", *(one.direction for one in targets)]
        words = _signs(next(filter(None, directions), "")) if row is None or not row.words else ()
        yield from map(Value, words)
        return
    if row is not None and row.unit is not None:
        yield Value(row.unit.name, row.key, is_asked_for=True)
        return
    own = [one.unit.name for one in targets if one.unit is not None]
    word = canonical_text(typed.word)
    wider = _beginning_with(word, form.units, own or used) if word else USUAL
    yield from map(Value, list(dict.fromkeys([*own, *used, *wider]))[:MOST_UNITS])


# --- rows as they are filled in


def _beside_it(table: FormTable, field: FormField, root: Mapping, here: Section) -> Iterator[str]:
    """The texts of a column in the other rows."""
    return texts_under(field.name, rows_at(root, table.path), besides=here.mapping)
