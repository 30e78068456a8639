"""A filled form as it was read, before it is held against its form: a tree in which every key and value knows its place.

Readers (TOML now, documents later) produce it and `bind.py` consumes it. Knows no file format.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from gouji.lang.source import Span

ScalarValue = str | int | Decimal | bool | date | time | datetime


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `text` is how it is written, quotes included."""

    value: ScalarValue
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; the span of a list of tables written under repeated headers is its first header."""

    items: list["Node"]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: str
    key_span: Span
    node: "Node"


@dataclass(frozen=True, slots=True)
class DottedEntry(Entry):
    """An entry whose key is the last of several with dots between; `outer` are the places of those before it."""

    outer: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; the span is the header, or the braces of an inline table.

    `torn` are its keys of which only a beginning stands there, and, in the root, the headers.
    """

    span: Span
    entries: dict[str, Entry] = field(default_factory=dict)
    torn: list["Torn"] = field(default_factory=list)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def get(self, key: str) -> "Node | None":
        entry = self.entries.get(key)
        return entry.node if entry else None


@dataclass(frozen=True, slots=True)
class Torn:
    """A key or a header that is only begun, which its reader has reported: its words, of which the last may go on.

    `below` is what stands under a header.
    """

    words: tuple[str, ...]
    span: Span
    below: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that could not be read, which its reader has reported: it is there, and not known.

    `read` is what could be read of one that has no end.
    """

    span: Span
    read: Mapping | None = None


Node = Scalar | Sequence | Mapping | Broken


def known_part(node: Node) -> Node:
    """A node, or what could be read of it."""
    return node.read if isinstance(node, Broken) and node.read is not None else node
