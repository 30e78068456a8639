"""A form as sections of lines, one a field or a prescribed row: what its page shows of them.

Words of the language stand in both languages, limits in signs where there are any. Knows nothing of pages or rules.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.catalogue import LANGUAGES, text
from gouji.lang.keywords import KEYWORDS
from gouji.lang.model import Bound, Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow, dotted
from gouji.lang.targets import SYMBOLS
from gouji.lang.units import Unit, format_in, natural


class FieldLine(NamedTuple):
    """A field as a line of its table; `limits` are its words, parts, bounds and the like, in signs where there are any."""

    name: str
    labels: tuple[str, ...]
    kind: str
    unit: str
    periods: str
    required: bool
    limits: tuple[str, ...]
    documentation: str


class RowLine(NamedTuple):
    """A prescribed row, and what it prescribes."""

    key: str
    aliases: tuple[str, ...]
    required: bool
    prescribed: tuple[str, ...]
    documentation: str


class Section(NamedTuple):
    """A group or a table of a form, or what stands outside them."""

    title: str
    is_table: bool
    key: str
    required: bool
    documentation: str
    fields: list[FieldLine]
    rows: list[RowLine]


def sections(form: Form) -> Iterator[Section]:
    """What stands outside of groups and tables, then these, as they stand in the form."""
    plain = [member for member in form.members.values() if isinstance(member, FormField)]
    if plain:
        yield Section("", False, "", False, "", [_field(one) for one in plain], [])
    for member in form.members.values():
        yield from _section(member)


def _section(member: FormMember) -> Iterator[Section]:
    if isinstance(member, FormTable):
        key = member.key.name if member.key is not None else ""
        fields = [_field(one) for one in member.fields.values()]
        rows = [_row(one) for one in member.rows.values()]
        yield Section(dotted(member.path), True, key, member.required, member.documentation, fields, rows)
    elif isinstance(member, FormGroup):
        fields = [_field(one) for one in member.members.values() if isinstance(one, FormField)]
        if fields:
            yield Section(dotted(member.path), False, "", False, member.documentation, fields, [])
        for inner in member.members.values():
            yield from _section(inner)


def _field(field: FormField) -> FieldLine:
    words = ["SEVERAL"] if field.several else []
    words.append("CHOICE" if field.kind == "text" and field.type.choices else field.kind.upper())
    kind = [*(KEYWORDS[word].chinese[0] for word in words), *(KEYWORDS[word].english[0] for word in words)]
    limits = [f"∈ {{{', '.join(field.type.choices)}}}"] if field.type.choices else []
    limits += ["= " + " + ".join(dotted(path) for path in field.totals)] if field.totals else []
    limits += [_bound(bound, field.unit) for bound in field.bounds]
    limits += [f"→ {dotted(field.refers_to)}"] if field.refers_to else []
    beside = [name for name in (field.comparator_from, field.unit_from) if name]
    limits += [f"← {', '.join(beside)}"] if beside else []
    limits += [f"~ {field.pattern}"] if field.pattern else []
    limits += [_direction(field.direction)] if field.direction else []
    periods = f"{field.axis.name}: {', '.join(field.coordinates)}" if field.axis is not None else ""
    return FieldLine(
        field.name, tuple(label for label in field.labels if label != field.name), " ".join(kind),
        field.unit.name if field.unit is not None else "", periods, field.required, tuple(limits), field.documentation,
    )  # fmt: skip


def _row(row: PrescribedRow) -> RowLine:
    prescribed = [f"{column} = {word}" for column, word in row.cells.items()]
    prescribed += [f"∈ {{{', '.join(row.words)}}}"] if row.words else []
    prescribed += [row.unit.name] if row.unit is not None else []
    prescribed += [_direction(row.direction)] if row.direction else []
    prescribed += [_bound(bound, row.unit) for bound in row.bounds]
    return RowLine(row.key, row.aliases, row.required, tuple(prescribed), row.documentation)


def _bound(bound: Bound, unit: Unit | None) -> str:
    sign, own = SYMBOLS[bound.operator].value, bound.unit or unit
    return f"{sign} {format_in(bound.value, own) if own is not None else natural(bound.value, None)}"


def _direction(direction: str) -> str:
    return " ".join(text(f"direction.{direction}", language) for language in LANGUAGES)
