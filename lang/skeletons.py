"""What is still to be written in a filled form, as text with blanks: a key, a row, a group, all of it.

Lays out as `quoting.py` writes; what a blank looks like, who asks says. Fills in only what is prescribed.
"""

from collections.abc import Callable, Iterable, Iterator

from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow
from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.quoting import as_header, as_key, in_quotes

Blank = Callable[[FormField | None, str], str]
"""A blank in place of the value of a field, or of the head: `text` stands in it first."""


def plain_blank(field: FormField | None, text: str) -> str:
    """A blank that is text like the rest: blank cells are written as empty texts."""
    del field
    return text


def value_text(field: FormField, blank: Blank, word: str = "") -> str:
    """The value of a field, at each of its coordinates."""
    one = in_quotes(word) if word else ""
    if field.axis is None:
        return one or blank(field, '""')
    pairs = [f"{as_key(at)} = " + (one or blank(field, '""')) for at in field.coordinates]
    return f"{{ {', '.join(pairs)} }}"


def field_text(field: FormField, blank: Blank, word: str = "") -> str:
    """A line with a key and its value."""
    return f"{as_key(field.name)} = {value_text(field, blank, word)}"


def is_asked_for(field: FormField, table: FormTable) -> bool:
    """Whether a row is not complete without a column."""
    return field.required or field is table.key or any(field.name in row.cells for row in table.rows.values())


def row_lines(table: FormTable, row: PrescribedRow | None, blank: Blank) -> list[str]:
    """The lines of a row below its header, with what is prescribed."""
    cells = row.cells if row is not None else {}
    given = {**cells, **({table.key.name: row.key} if row is not None and table.key is not None else {})}
    if row is not None and row.unit is not None:
        given |= {one.unit_from: row.unit.name for one in table.fields.values() if one.unit_from}
    wanted = [one for one in table.fields.values() if is_asked_for(one, table) or one.name in given]
    return [field_text(one, blank, given.get(one.name, "")) for one in wanted or table.fields.values()]


def row_text(table: FormTable, row: PrescribedRow | None, blank: Blank) -> str:
    """A row under its header."""
    return "\n".join([as_header(table.path, is_table=True), *row_lines(table, row, blank)])


def rows_wanted(table: FormTable) -> list[PrescribedRow | None]:
    """The rows that a table begins with: those that must be there, else one without a name."""
    return [row for row in table.rows.values() if row.required] or [None]


def group_text(group: FormGroup, blank: Blank) -> str:
    """A group under its header, without the groups and tables in it."""
    fields = [one for one in group.members.values() if isinstance(one, FormField)]
    return "\n".join([as_header(group.path), *(field_text(one, blank) for one in fields)])


def head_text(name: str, year: int | None, blank: Blank, *, chinese: bool) -> str:
    """The name of the form and its year."""
    form_key, year_key = FORM_KEYS[chinese], YEAR_KEYS[chinese]
    return f"{as_key(form_key)} = {in_quotes(name)}\n{as_key(year_key)} = {blank(None, str(year or ''))}"


def sections_text(members: Iterable[FormMember], blank: Blank) -> Iterator[str]:
    """Members as they follow one another, sections to be parted by an empty line; fields first."""
    members = list(members)
    fields = [field_text(one, blank) for one in members if isinstance(one, FormField)]
    if fields:
        yield "\n".join(fields)
    for one in members:
        if isinstance(one, FormTable):
            yield from (row_text(one, row, blank) for row in rows_wanted(one))
        elif isinstance(one, FormGroup):
            if any(isinstance(inner, FormField) for inner in one.members.values()):
                yield group_text(one, blank)
            yield from sections_text(
                [inner for inner in one.members.values() if not isinstance(inner, FormField)], blank
            )


def form_text(form: Form, blank: Blank, year: int | None = None, *, chinese: bool = True) -> str:
    """A form with nothing filled in but what is prescribed."""
    head = head_text(form.name, year or form.years[0], blank, chinese=chinese)
    return "\n\n".join([head, *sections_text(form.members.values(), blank)]) + "\n"
