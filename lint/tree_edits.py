"""Copies of a filled form's tree with one thing changed: a value put in or taken out, a row added.

Keys lead through the tree as the form names things, however the file spells them. Knows no forms; changes no tree.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gouji.lang.located import Entry, Mapping, Node, Scalar
from gouji.lang.located import Sequence as Rows
from gouji.lang.source import Span
from gouji.lang.values import canonical_text
from gouji.lint.unusable import UnresolvedPath


class RowKey(NamedTuple):
    """The row of a table whose cell in `column` holds this text."""

    column: str
    text: str


Key = str | RowKey


def put(tree: Node, keys: Sequence[Key], value: Scalar) -> Node:
    """A copy with the value at the end of the keys; what is missing on the way there is added, but for rows."""
    if not keys:
        return replace(value, span=tree.span)
    first, *rest = keys
    if isinstance(first, RowKey):
        rows = _rows(tree, first)
        at = _position(rows, first)
        return replace(rows, items=[*rows.items[:at], put(rows.items[at], rest, value), *rows.items[at + 1 :]])
    members = _members(tree)
    entry = members.entries.get(_spelt(members, first))
    inner = entry.node if entry else _empty(rest, members.span)
    return _with_entry(members, first, put(inner, rest, value))


def take_out(tree: Node, keys: Sequence[Key]) -> Node:
    """A copy without what stands at the end of the keys, which may be a row; without change if nothing stands there."""
    first, *rest = keys
    if isinstance(first, RowKey):
        rows = _rows(tree, first)
        at = _position(rows, first)
        kept = [take_out(rows.items[at], rest)] if rest else []
        return replace(rows, items=[*rows.items[:at], *kept, *rows.items[at + 1 :]])
    members = _members(tree)
    spelt = _spelt(members, first)
    entry = members.entries.get(spelt)
    if entry is None:
        if rest and isinstance(rest[0], RowKey):
            raise UnresolvedPath("path.no-such-row", key=rest[0].text)
        return members
    if rest:
        return _with_entry(members, first, take_out(entry.node, rest))
    return replace(members, entries={key: one for key, one in members.entries.items() if key != spelt})


def row_at(tree: Node, keys: Sequence[Key]) -> Node:
    """The row that the keys lead through."""
    first, *rest = keys
    if isinstance(first, RowKey):
        rows = _rows(tree, first)
        return rows.items[_position(rows, first)]
    members = _members(tree)
    entry = members.entries.get(_spelt(members, first))
    return row_at(entry.node if entry else _empty(rest, members.span), rest)


def append(tree: Node, keys: Sequence[str], row: Node) -> Node:
    """A copy with a row added to the table at the end of the keys."""
    if not keys:
        before = tree.items if isinstance(tree, Rows) else []
        return Rows([*before, row], tree.span)
    first, *rest = keys
    members = _members(tree)
    entry = members.entries.get(_spelt(members, first))
    inner = entry.node if entry else _empty(rest, members.span)
    return _with_entry(members, first, append(inner, rest, row))


def _members(tree: Node) -> Mapping:
    if not isinstance(tree, Mapping):
        raise UnresolvedPath("path.bad")
    return tree


def _rows(tree: Node, wanted: RowKey) -> Rows:
    if not isinstance(tree, Rows):
        raise UnresolvedPath("path.no-such-row", key=wanted.text)
    return tree


def _position(rows: Rows, wanted: RowKey) -> int:
    for position, row in enumerate(rows.items):
        node = row.get(_spelt(row, wanted.column)) if isinstance(row, Mapping) else None
        if isinstance(node, Scalar) and canonical_text(str(node.value)) == wanted.text:
            return position
    cells = (row.get(_spelt(row, wanted.column)) for row in rows.items if isinstance(row, Mapping))
    known = [canonical_text(str(cell.value)) for cell in cells if isinstance(cell, Scalar)]
    raise UnresolvedPath.unknown("path.no-such-row", known, key=wanted.text)


def _spelt(members: Mapping, name: str) -> str:
    """The key under which the filled form has a member."""
    return next((key for key in members.entries if canonical_text(key) == name), name)


def _empty(keys: Sequence[Key], span: Span) -> Node:
    """What is to hold the first of the keys, and does not stand there yet."""
    return Rows([], span) if keys and isinstance(keys[0], RowKey) else Mapping(span)


def _with_entry(members: Mapping, name: str, node: Node) -> Mapping:
    key = _spelt(members, name)
    entry = members.entries.get(key)
    key_span = entry.key_span if entry else members.span
    return replace(members, entries={**members.entries, key: Entry(key, key_span, node)})
