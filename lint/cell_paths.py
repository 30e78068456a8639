"""Paths into a form as tests write them, 支出.项目["物业费"].金额[半年]: read once, each step known to the form.

Knows forms, and where a path leads in a filled one. Changes nothing.
"""

from dataclasses import dataclass

from gouji.lang import ast
from gouji.lang.form_model import Form, FormField, FormMember, FormTable, dotted
from gouji.lang.form_paths import all_paths
from gouji.lang.nearest import nearest
from gouji.lang.submission import Cell, Submission
from gouji.lang.values import canonical_text
from gouji.lint.tree_edits import Key, RowKey
from gouji.lint.unusable import UnresolvedPath


@dataclass(frozen=True, slots=True)
class CellPath:
    """A member of a form; the row and the coordinate are None where the path names none."""

    member: FormMember
    table: FormTable | None = None  # that the member is, or is a column of
    row: str | None = None
    coordinate: str | None = None

    @property
    def is_table(self) -> bool:
        """Whether it names a table as a whole."""
        return self.member is self.table and self.row is None

    def keys(self) -> tuple[Key, ...]:
        """The way to it through the tree of a filled form."""
        if self.table is None:
            return self.member.path + self._coordinates()
        if self.row is None:
            if self.member is not self.table:
                raise self._without_row()
            return self.table.path
        name = self.table.key.name if self.table.key else ""
        return (*self.table.path, RowKey(name, self.row), *self.keys_in_row())

    def keys_in_row(self) -> tuple[Key, ...]:
        """The way to it through the tree of a row of its table."""
        above = len(self.table.path) if self.table is not None else 0
        return self.member.path[above:] + self._coordinates()

    def _coordinates(self) -> tuple[str, ...]:
        return (self.coordinate,) if self.coordinate is not None else ()

    def slot(self) -> int:
        """The one slot of the form that it names, of a row where the field is a column; else UnresolvedPath."""
        field = self.member
        if not isinstance(field, FormField):
            raise UnresolvedPath("path.not-a-cell", name=dotted(field.path))
        if field.axis is not None and self.coordinate is None:
            raise UnresolvedPath("path.needs-coordinate", name=dotted(field.path), known=field.coordinates)
        if self.table is not None and self.row is None:
            raise self._without_row()
        return field.slots[field.coordinates.index(self.coordinate or "")]

    def cell(self, submission: Submission) -> Cell:
        """The one cell of a filled form that it names."""
        slot = self.slot()
        if self.table is None or self.row is None:
            return submission.cells[slot]
        data = submission.tables[self.table.index]
        if self.row not in data.keys:
            raise UnresolvedPath.unknown("path.no-such-row", list(data.keys), key=self.row)
        return data.columns[slot][data.keys[self.row]]

    def _without_row(self) -> UnresolvedPath:
        *table, column = self.member.path
        return UnresolvedPath("path.needs-row", table=".".join(table), column=column)


def read_path(written: ast.Expression, form: Form) -> CellPath:
    """The path that an expression is; with a name unknown to the form, or no path at all, UnresolvedPath."""
    return _read(written, form, None)


def read_path_in_row(written: ast.Expression, form: Form, table: FormTable) -> CellPath:
    """The path of a cell as it is written inside a row of a table: its names are those of the table's columns."""
    return _read(written, form, table)


def _read(written: ast.Expression, form: Form, within: FormTable | None) -> CellPath:
    if isinstance(written, ast.Reference):
        return _named(form, CellPath(within, within) if within is not None else None, written.name)
    if isinstance(written, ast.Member):
        return _named(form, _read(written.base, form, within), written.name.text)
    if isinstance(written, ast.Index):
        return _indexed(_read(written.base, form, within), written.inner, within)
    raise UnresolvedPath("path.bad")


def _named(form: Form, base: CellPath | None, written: str) -> CellPath:
    """The member of that name, of the form or of what stands before the dot."""
    path = (*(base.member.path if base else ()), canonical_text(written))
    member = form.find(path)
    if member is None:
        raise UnresolvedPath.unknown("path.unknown", all_paths(form), name=dotted(path))
    table = base.table if base else None
    return CellPath(member, member if isinstance(member, FormTable) else table, base.row if base else None)


def _indexed(base: CellPath, inner: ast.Expression, within: FormTable | None) -> CellPath:
    """What stands in brackets is a row's key after a table, and else a coordinate."""
    if isinstance(inner, ast.String | ast.Quantity):
        words = canonical_text(inner.text)
    elif isinstance(inner, ast.Reference):
        words = canonical_text(inner.name)
    else:
        raise UnresolvedPath("path.bad")
    member = base.member
    if isinstance(member, FormTable):
        if base.row is not None or within is not None:
            raise UnresolvedPath("path.bad")
        return CellPath(member, member, words)
    if not isinstance(member, FormField) or words not in member.coordinates:
        name, near = dotted(member.path), nearest(words, member.coordinates if isinstance(member, FormField) else ())
        if near:
            raise UnresolvedPath("path.unknown.nearest", name=f"{name}[{words}]", nearest=f"{name}[{near}]")
        raise UnresolvedPath("path.unknown", name=f"{name}[{words}]")
    if base.coordinate is not None:
        raise UnresolvedPath("path.bad")
    return CellPath(member, base.table, base.row, words)
