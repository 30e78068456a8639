"""A form as sections of lines, one a field or a prescribed row: what its page shows of them.

Words of the language stand in both languages, limits in signs where there are any. Knows nothing of pages or rules.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.catalogue import LANGUAGES
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow, dotted
from gouji.lint.member_words import kind, limits, periods, prescribed


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
    return FieldLine(
        field.name, tuple(label for label in field.labels if label != field.name), kind(field, LANGUAGES),
        field.unit.name if field.unit is not None else "", periods(field), field.required,
        tuple(limits(field, LANGUAGES)), field.documentation,
    )  # fmt: skip


def _row(row: PrescribedRow) -> RowLine:
    return RowLine(row.key, row.aliases, row.required, tuple(prescribed(row, LANGUAGES)), row.documentation)
