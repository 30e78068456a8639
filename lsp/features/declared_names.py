"""The members of a form that are named outside of rules: parts of totals, keys, columns, and what tests change and expect.

Each is what the model takes it for; what leads nowhere is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.form_paths import resolve_part, resolve_table
from gouji.lang.model import Form, FormMember
from gouji.lang.source import Span
from gouji.lang.values import canonical_text

Path = tuple[str, ...]
_COLUMNS = ("comparator_from", "unit_from")


class Part(NamedTuple):
    """A name, from the start of its piece, and the member that it names."""

    span: Span
    member: FormMember


def named_in_declaration(form: Form, written: ast.Form) -> Iterator[Part]:
    """What the fields and tables of a form say of others."""
    yield from _of_members(form, written.members, ())


def _of_members(form: Form, members: Iterable[ast.FormMember], above: Path) -> Iterator[Part]:
    for one in members:
        path = (*above, canonical_text(one.name.text))
        if isinstance(one, ast.Group):
            yield from _of_members(form, one.members, path)
        elif isinstance(one, ast.Table):
            yield from _column(form, path, one.key)
            yield from _of_members(form, one.fields, path)
            for cell in (cell for row in one.rows for cell in row.cells):
                yield from _column(form, path, cell.field)
        else:
            yield from _of_field(form, one, path)


def _of_field(form: Form, written: ast.Field, path: Path) -> Iterator[Part]:
    if written.type.kind == "reference":
        table = resolve_table(form, path, _texts(written.type.path))
        yield from _parts(form, written.type.path, table)
    for attribute in written.attributes:
        for names in attribute.paths:
            yield from _parts(form, names, resolve_part(form, path, _texts(names)))
        if attribute.kind in _COLUMNS and attribute.words:
            yield from _column(form, path[:-1], attribute.words[0])


def _column(form: Form, table: Path, name: ast.Name | None) -> Iterator[Part]:
    if name is not None:
        member = form.find((*table, canonical_text(name.text)))
        yield from _parts(form, (name,), member)


def _parts(form: Form, names: Sequence[ast.Name], member: FormMember | None) -> Iterator[Part]:
    """Each name of a path that leads to a member."""
    if member is None:
        return
    outside = len(member.path) - len(names)
    for at, name in enumerate(names, start=1):
        found = form.find(member.path[: outside + at])
        if found is not None:
            yield Part(name.span, found)


# --- tests


def named_in_test(form: Form, test: ast.Test) -> Iterator[Part]:
    """The members in the cells that a test changes, adds and looks at."""
    for change in test.changes:
        yield from _in_cell(form, change.target, ())
        table = _path(change.target)
        for cell, _ in change.cells:
            yield from _in_cell(form, cell, table)
    for expectation in test.expectations:
        if expectation.place is not None:
            yield from _in_cell(form, expectation.place, ())


def _in_cell(form: Form, written: ast.Expression, above: Path) -> Iterator[Part]:
    """A cell's path; what stands in brackets names rows and coordinates."""
    if isinstance(written, ast.Index):
        yield from _in_cell(form, written.base, above)
    elif isinstance(written, ast.Member):
        yield from _in_cell(form, written.base, above)
        yield from _column(form, (*above, *_path(written.base)), written.name)
    elif isinstance(written, ast.Reference):
        yield from _column(form, above, ast.Name(written.name, written.span))


def _path(written: ast.Expression) -> Path:
    if isinstance(written, ast.Index):
        return _path(written.base)
    if isinstance(written, ast.Member):
        return (*_path(written.base), canonical_text(written.name.text))
    return (canonical_text(written.name),) if isinstance(written, ast.Reference) else ()


def _texts(names: Iterable[ast.Name]) -> Path:
    return tuple(canonical_text(name.text) for name in names)
