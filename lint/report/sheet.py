"""A filled form laid out as it is printed: its title, its fields, its money under merged headings, its rows by category.

The order is the one in which it was filled in; within a group, whose parts a TOML file cannot hold in any order, the one in
which they are declared. What may be left out and nobody filled in is left out, but where something
is said of it. Knows no markup.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.lang.form_model import FormField, FormGroup, FormMember, FormTable
from gouji.lang.form_paths import scalars
from gouji.lang.submission import Submission
from gouji.lint.report.boxes import FIGURES, Box, Filled, Grid, fitted, headings
from gouji.lint.report.locate import At
from gouji.lint.report.rows import columns_shown, rows_grid

LONGEST_SHORT = 24
"""Characters of a text beside which another field finds room on the same line."""


class Sheet(NamedTuple):
    """A form as it is printed. `money` is the unit of its money, empty where it has none."""

    title: str
    year: int | None
    money: str
    grids: list[Grid]


def sheet_of(submission: Submission, spoken_of: Collection[At]) -> Sheet:
    """The sheet of a filled form; `spoken_of` are the cells that findings name."""
    form, filled = submission.form, Filled(submission, frozenset(spoken_of))
    fields = [*scalars(form.members), *(one for table in form.tables for one in table.fields.values())]
    money = form.money_unit.name if any(one.kind == "money" for one in fields) else ""
    return Sheet(form.title or form.name, submission.year, money, list(_grids(filled)))


def _grids(filled: Filled) -> Iterator[Grid]:
    """Fields side by side, as long as they follow each other; groups; tables."""
    plain: list[FormField] = []
    for member in filled.in_order(filled.form.members.values()):
        if isinstance(member, FormField) and member.axis is None:
            plain.append(member)
            continue
        if plain:
            yield _pairs(plain, filled)
            plain = []
        yield from _of_member(member, filled)
    if plain:
        yield _pairs(plain, filled)


def _of_member(member: FormMember, filled: Filled) -> Iterator[Grid]:
    if isinstance(member, FormTable):
        yield rows_grid(member, filled)
        return
    if isinstance(member, FormField):
        tree = _Node(headings(member)[0], [*_field_leaves(member, filled, (), alone=True)])
    else:
        tree = _tree(member, filled)
    if tree.children:
        yield _figures(tree, member.name)
    yield from (rows_grid(table, filled) for table in _own_tables(member, filled))


def _own_tables(member: FormMember, filled: Filled) -> Iterator[FormTable]:
    """The tables within a group that do not go on with its lines."""
    if isinstance(member, FormGroup):
        for inner in filled.shown(member.members.values()):
            if isinstance(inner, FormTable) and not _goes_on(inner, filled):
                yield inner
            yield from _own_tables(inner, filled)


# --- fields side by side


def _pairs(fields: list[FormField], filled: Filled) -> Grid:
    """Each field with its heading before it, two short ones on a line."""
    rows: list[list[Box]] = []
    waiting: list[Box] = []
    for one in fields:
        value = filled.box(At(-1, -1, one.slots[0]), one)._replace(look="text")
        pair = [Box(headings(one)[0], heads="row"), value]
        is_short = one.kind != "text" or 0 < len(value.text) <= LONGEST_SHORT
        if is_short and waiting:
            rows.append([*waiting, *pair])
            waiting = []
        elif is_short:
            waiting = pair
        else:
            rows += [_whole_line(one) for one in (waiting, pair) if one]
            waiting = []
    rows += [_whole_line(one) for one in (waiting,) if one]
    return Grid("pairs", "", None, [], rows, 4)


def _whole_line(pair: list[Box]) -> list[Box]:
    return [pair[0], pair[1]._replace(columns=3)]


# --- figures under merged headings


class _Leaf(NamedTuple):
    """One line: its heading, if it needs one, and what stands behind it."""

    heading: Box | None
    values: list[Box]


@dataclass(slots=True)
class _Node:
    """A heading that is merged over its lines. `at` is the table that it stands for, if it does."""

    text: str
    children: "list[_Node | _Leaf]" = field(default_factory=list)
    at: At | None = None

    def depth(self) -> int:
        below = (one.depth() if isinstance(one, _Node) else int(one.heading is not None) for one in self.children)
        return 1 + max(below, default=0)

    def leaves(self) -> "Iterator[_Leaf]":
        for one in self.children:
            yield from (one,) if isinstance(one, _Leaf) else one.leaves()


def _tree(group: FormGroup, filled: Filled) -> _Node:
    node = _Node(group.labels[0] if group.labels else group.name)
    above: tuple[str, ...] = ()
    for member in filled.shown(group.members.values()):
        if isinstance(member, FormField):
            node.children += _field_leaves(member, filled, above)
            above = _over(member)
        elif isinstance(member, FormGroup):
            inner = _tree(member, filled)
            node.children += [inner] * bool(inner.children)
            above = ()
        elif _goes_on(member, filled):
            node.children.append(_lines_of(member, filled))
    return node


def _over(one: FormField) -> tuple[str, ...]:
    """What is printed over the figures of a field."""
    return tuple(headings(one)[1]) if one.axis is not None else ()


def _field_leaves(one: FormField, filled: Filled, above: tuple[str, ...], *, alone: bool = False) -> Iterator[_Leaf]:
    """The line of a field, below the one that names its periods where these are not named yet."""
    over = _over(one)
    if over and over != above:
        yield _Leaf(None if alone else Box("", heads="blank"), [Box(text, heads="col") for text in over])
    values = [filled.box(At(-1, -1, slot), one) for slot in one.slots]
    yield _Leaf(None if alone else Box(headings(one)[0], heads="row"), values)


def _goes_on(table: FormTable, filled: Filled) -> bool:
    """Whether the rows of a table within a group are lines of that group: a name, and figures of one kind."""
    shown = columns_shown(table, filled)
    return (
        len(table.path) > 1 and table.key is not None and len(shown) == 2 and shown[0] is table.key
        and shown[1].kind in FIGURES
    )  # fmt: skip


def _lines_of(table: FormTable, filled: Filled) -> _Node:
    key, figure = columns_shown(table, filled)
    node = _Node(table.labels[0] if table.labels else table.name, at=At(table.index, -1, -1))
    for row in range(filled.submission.tables[table.index].count):
        heading = filled.box(At(table.index, row, key.slots[0]), key)._replace(heads="row")
        node.children.append(_Leaf(heading, [filled.box(At(table.index, row, slot), figure) for slot in figure.slots]))
    if not node.children:
        node.children.append(_Leaf(Box("", heads="blank"), [Box("")]))
    return node


def _figures(tree: _Node, name: str) -> Grid:
    depth = tree.depth()
    width = max(len(leaf.values) for leaf in tree.leaves())
    return Grid("figures", name, None, [], list(_drawn(tree, depth - 1, width)), depth + width)


def _drawn(node: _Node, depth: int, width: int) -> Iterator[list[Box]]:
    """The lines below a heading, which stands before the first of them; `depth` columns are left for headings below it."""
    lines: list[list[Box]] = []
    for child in node.children:
        if isinstance(child, _Leaf):
            before = [child.heading._replace(columns=depth)] if child.heading is not None else []
            lines.append([*before, *fitted(child.values, width)])
        else:
            lines += _drawn(child, depth - 1, width)
    own = Box(node.text, (node.at,) if node.at is not None else (), heads="rowgroup", rows=len(lines))
    lines[0] = [own, *lines[0]]
    yield from lines
