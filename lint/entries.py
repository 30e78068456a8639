"""Tables whose keys gouji itself prescribes, answers and settings: every key known in both languages, every value of its kind.

Says what is wrong at its place, and goes on with what is right. Knows no file, and not what a key is for.
"""

from collections.abc import Sequence as Items
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from gouji.lang.dates import Date
from gouji.lang.diagnostic import Code, Diagnostic, Related, Term
from gouji.lang.located import Broken, Entry, Mapping, Node, Scalar, Sequence
from gouji.lang.nearest import nearest
from gouji.lang.quoting import as_header
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text, is_blank, parse_date
from gouji.lint.codes import ENTRY_MISSING, ENTRY_TWICE, ENTRY_UNKNOWN, ENTRY_VALUE


class EntryKind(StrEnum):
    """What may stand under a key."""

    TEXT = "text"
    TEXTS = "texts"
    DAY = "day"
    TABLE = "table"
    TABLES = "tables"


class Key(NamedTuple):
    """A key in both languages. Of a text, `words` are all that it may be, if not any."""

    english: str
    chinese: str
    kind: EntryKind = EntryKind.TEXT
    required: bool = False
    words: tuple[str, ...] = ()

    def named(self, *, english: bool) -> str:
        return self.english if english else self.chinese


class Located(NamedTuple):
    """A text and where it stands."""

    text: str
    span: Span


class Entries:
    """One table, read: `found` takes what is wrong in it. What is wrong counts as not there."""

    def __init__(self, mapping: Mapping, keys: Items[Key], title: str | Term, source: Source) -> None:
        self.span = mapping.span
        self.found: list[Diagnostic] = []
        self._source, self._title = source, title
        self._entries: dict[str, Entry] = {}
        by_name = {name: key for key in keys for name in (key.english, key.chinese)}
        self.is_english = any(entry.key in by_name and entry.key.isascii() for entry in mapping)
        written = self._written = dict[str, Entry]()
        for entry in mapping:
            key = by_name.get(canonical_text(entry.key))
            if key is None:
                self._unknown(entry, keys)
            elif key.english in written:
                first = written[key.english]
                related = (Related(first.key, "", Place(source, first.key_span)),)
                self._tell(ENTRY_TWICE, entry.key_span, related, cell=entry.key, first=first.key)
            else:
                written[key.english] = entry
                if self._is_right(key, entry):
                    self._entries[key.english] = entry
        for key in keys:
            if key.required and key.english not in written:
                self._tell(ENTRY_MISSING, self.span, cell=key.named(english=self.is_english), table=title)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong in it, and all that is written could be read."""
        return not self.found and self._written.keys() == self._entries.keys()

    @property
    def has_unknown(self) -> bool:
        """Whether a key in it is none, and may be one that seems to be missing."""
        return any(one.code is ENTRY_UNKNOWN for one in self.found)

    def has(self, name: str) -> bool:
        return name in self._entries

    def is_written(self, name: str) -> bool:
        """Whether a key is there, with whatever value."""
        return name in self._written

    def text(self, name: str) -> str:
        """The text under a key; an empty one where there is none."""
        entry = self._entries.get(name)
        return str(entry.node.value).strip() if entry is not None and isinstance(entry.node, Scalar) else ""

    def texts(self, name: str) -> list[Located]:
        """The texts of a list, or the one that stands for a list of one."""
        entry = self._entries.get(name)
        nodes = () if entry is None else entry.node.items if isinstance(entry.node, Sequence) else (entry.node,)
        return [Located(str(node.value), node.span) for node in nodes if isinstance(node, Scalar)]

    def day(self, name: str) -> date | None:
        """The last day that a date means."""
        entry = self._entries.get(name)
        return _last_day(entry.node) if entry is not None else None

    def tables(self, name: str) -> list[Mapping]:
        entry = self._entries.get(name)
        items = entry.node.items if entry is not None and isinstance(entry.node, Sequence) else ()
        return [item for item in items if isinstance(item, Mapping)]

    def key_span(self, name: str) -> Span:
        """Where a key stands that is there."""
        return self._entries[name].key_span

    def value_span(self, name: str) -> Span:
        """Where the value of a key stands, or the table where there is none."""
        entry = self._entries.get(name)
        return entry.node.span if entry is not None else self.span

    def _is_right(self, key: Key, entry: Entry) -> bool:
        if isinstance(entry.node, Broken):  # its reader has said so
            return False
        if _fits(key, entry.node):
            return True
        wanted = Term("entry.words", (("words", key.words),)) if key.words else wanted_of(key.kind, (entry.key,))
        near = (
            (nearest(canonical_text(str(entry.node.value)), key.words) or "") if isinstance(entry.node, Scalar) else ""
        )
        self._tell(ENTRY_VALUE, _span(entry), cell=entry.key, wanted=wanted, nearest=near)
        return False

    def _unknown(self, entry: Entry, keys: Items[Key]) -> None:
        names = tuple(key.named(english=entry.key.isascii()) for key in keys)
        every = [name for key in keys for name in (key.english, key.chinese)]
        near = nearest(canonical_text(entry.key), every) or ""
        self._tell(ENTRY_UNKNOWN, entry.key_span, cell=entry.key, table=self._title, nearest=near, known=names)

    def _tell(self, code: Code, span: Span, related: tuple[Related, ...] = (), **arguments: object) -> None:
        self.found.append(Diagnostic(code, Place(self._source, span), arguments, related=related))


def wanted_of(kind: EntryKind, path: tuple[str, ...]) -> Term:
    """What is to stand under a key; of a table, its header names those above it too."""
    return Term(f"entry.{kind}", (("header", as_header(path, is_table=kind is EntryKind.TABLES)),))


def _fits(key: Key, node: Node) -> bool:
    if key.kind is EntryKind.TEXT:
        value = node.value if isinstance(node, Scalar) else None
        return isinstance(value, str) and not is_blank(value) and (not key.words or value in key.words)
    if key.kind is EntryKind.TEXTS:
        return _is_path(node) or (isinstance(node, Sequence) and all(map(_is_path, node.items)))
    if key.kind is EntryKind.DAY:
        return _last_day(node) is not None
    if key.kind is EntryKind.TABLE:
        return isinstance(node, Mapping)
    return isinstance(node, Sequence) and all(isinstance(item, Mapping) for item in node.items)


def _is_path(node: Node) -> bool:
    """A path or a pattern of paths, in which `/` and `*` say something."""
    return isinstance(node, Scalar) and isinstance(node.value, str) and bool(node.value.strip())


def _last_day(node: Node) -> date | None:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return last_day_of(value) if isinstance(value, str) else None


def last_day_of(text: str) -> date | None:
    """The last day that a date means, written as in a cell; None for what is no date."""
    written = parse_date(text)
    last = written.last_day() if isinstance(written, Date) else None
    return date(last.year, last.month, last.day) if last is not None else None


def _span(entry: Entry) -> Span:
    """The value, or, where that is as large as a table, the key."""
    return entry.node.span if isinstance(entry.node, Scalar) else entry.key_span
