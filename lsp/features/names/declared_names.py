"""What is named in a declaration outside of rules: the members of a form and those of its parent that they are, parts of
totals, keys, columns, axes, libraries; and what tests change and expect.

Each is what the model takes it for; what leads nowhere is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.environment import Environment
from gouji.lang.form_model import Form, FormField, FormMember
from gouji.lang.form_paths import resolve_part, resolve_table
from gouji.lang.source import Place, Span
from gouji.lang.values import canonical_text

Path = tuple[str, ...]
_COLUMNS = ("comparator_from", "unit_from")


class Part(NamedTuple):
    """A name, from the start of its piece, and what it names: a member, or what is declared at a place.

    `user` is the field that says so of itself: that it is a total of what is named, or refers to it.
    """

    span: Span
    declared: Place
    member: FormMember | None = None
    user: ast.Name | None = None


def same(one: Place, other: Place) -> bool:
    """Whether two places are one; a file read again after an edit elsewhere is still the same file."""
    return Span(*one.span) == Span(*other.span) and one.source.name == other.source.name


def named_in_declaration(form: Form, written: ast.Form, environment: Environment) -> Iterator[Part]:
    """The members that a form declares, and what they say of others."""
    yield from _of_members(form, written.members, (), environment)


def named_in_library(form: Form, table: Path, library: ast.Library) -> Iterator[Part]:
    """The columns of a table that the rows of a library fill, which the table draws."""
    for cell in (cell for row in library.rows for cell in row.cells):
        yield from _column(form, table, cell.field)


def libraries_drawn(written: ast.Form) -> Iterator[tuple[Path, ast.Name]]:
    """The tables of a form that draw rows, and from which library."""
    yield from _drawn(written.members, ())


def _drawn(members: Iterable[ast.FormMember], above: Path) -> Iterator[tuple[Path, ast.Name]]:
    for one in members:
        path = (*above, canonical_text(one.name.text))
        if isinstance(one, ast.Group):
            yield from _drawn(one.members, path)
        elif isinstance(one, ast.Table):
            yield from ((path, draw.library) for draw in one.draws)


def _of_members(
    form: Form, members: Iterable[ast.FormMember], above: Path, environment: Environment
) -> Iterator[Part]:  # fmt: skip
    for one in members:
        path = (*above, canonical_text(one.name.text))
        for version in (form, form.parent):  # what is laid over a member of the parent has its name for that
            member = version.find(path) if version is not None else None
            if member is not None:
                yield Part(one.name.span, member.place, member)
        if isinstance(one, ast.Group):
            yield from _of_members(form, one.members, path, environment)
        elif isinstance(one, ast.Table):
            yield from _column(form, path, one.key)
            yield from _of_members(form, one.fields, path, environment)
            for cell in (cell for row in one.rows for cell in row.cells):
                yield from _column(form, path, cell.field)
        else:
            yield from _of_field(form, one, path, environment)


def _of_field(form: Form, written: ast.Field, path: Path, environment: Environment) -> Iterator[Part]:
    if written.type.kind == "reference":
        table = resolve_table(form, path, _texts(written.type.path))
        yield from _parts(form, written.type.path, table, written.name)
    for attribute in written.attributes:
        for names in attribute.paths:
            yield from _parts(form, names, resolve_part(form, path, _texts(names)), written.name)
        if attribute.kind in _COLUMNS and attribute.words:
            yield from _column(form, path[:-1], attribute.words[0])
        if attribute.kind == "by":
            for word in attribute.words:
                axis = environment.axes.get(canonical_text(word.text))
                if axis is not None:
                    yield Part(word.span, axis.place)


def _column(form: Form, table: Path, name: ast.Name | None) -> Iterator[Part]:
    if name is not None:
        member = form.find((*table, canonical_text(name.text)))
        yield from _parts(form, (name,), member)


def _parts(
    form: Form, names: Sequence[ast.Name], member: FormMember | None, user: ast.Name | None = None
) -> Iterator[Part]:  # fmt: skip
    """Each name of a path that leads to a member."""
    if member is None:
        return
    outside = len(member.path) - len(names)
    for at, name in enumerate(names, start=1):
        found = form.find(member.path[: outside + at])
        if found is not None:
            yield Part(name.span, found.place, found, user)


# --- tests


def named_in_test(form: Form, test: ast.Test) -> Iterator[Part]:
    """The members and coordinates in the cells that a test changes, adds and looks at."""
    for change in test.changes:
        yield from _in_cell(form, change.target, ())
        table = _path(change.target)
        for cell, _ in change.cells:
            yield from _in_cell(form, cell, table)
    for expectation in test.expectations:
        if expectation.place is not None:
            yield from _in_cell(form, expectation.place, ())


def _in_cell(form: Form, written: ast.Expression, above: Path) -> Iterator[Part]:
    """A cell's path; what stands in brackets names a coordinate, or a row, which is no name."""
    if isinstance(written, ast.Index):
        yield from _in_cell(form, written.base, above)
        field = form.find((*above, *_path(written.base)))
        inner = written.inner
        if isinstance(field, FormField) and field.axis is not None and isinstance(inner, ast.Reference | ast.String):
            name = canonical_text(inner.name if isinstance(inner, ast.Reference) else inner.text)
            if name in field.axis.coordinates:
                yield Part(inner.span, field.axis.place_of(name))
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
