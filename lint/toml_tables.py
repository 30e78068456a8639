"""The tree of tables as headers and dotted keys build it, and TOML's rules on what may be written twice.

A table that is opened against the rules is reported and still opened, so that no key is lost. Never looks at the text.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Code, Fix, Related, Replacement, Term
from gouji.lang.located import DottedEntry, Entry, Mapping, Node, Scalar, Sequence
from gouji.lang.moves import repeated
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Place, Span
from gouji.lint import codes
from gouji.lint.toml_keys import Key, KeyPart
from gouji.lint.toml_text import LONGEST_SHOWN, Reading


class TableKind(Enum):
    """How a table came to be, which says what may still add to it."""

    IMPLIED = auto()  # named on the way to another header
    HEADER = auto()
    DOTTED = auto()  # named on the way of a dotted key
    LIST = auto()  # the last table of a list of tables
    INLINE = auto()


@dataclass(slots=True)
class Table:
    """A table under construction.

    `section` is the table under whose header a dotted key made it; `children` holds those tables within it that may
    grow; `repeated` silences the duplicates within a table that is itself reported as one. Of a list, `rows` are its
    tables and `header` their key; `before` holds the row whose first key came again under the same header, and what
    came up to where it came once more.
    """

    mapping: Mapping
    kind: TableKind
    section: "Table | None" = None
    repeated: bool = False
    children: dict[str, "Table"] = field(default_factory=dict)
    rows: Sequence | None = None
    header: Key | None = None
    before: list[tuple[Mapping, dict[str, "Table"]]] = field(default_factory=list)


def root_table() -> Table:
    return Table(Mapping(Span(0, 0)), TableKind.HEADER)


def put(reading: Reading, section: Table, parts: list[KeyPart], node: Node) -> None:
    """Writes `node` under a key, dotted or not, of the table whose header or braces are `section`."""
    if section.rows is not None and len(parts) == 1 and next(iter(section.mapping.entries), "") == parts[0].name:
        # The first key of a row once more: what follows may be a row whose header was forgotten.
        section.before.append((section.mapping, section.children))
        section.mapping, section.children = Mapping(parts[0].span), {}
    _put(reading, section, parts, node)


def settle(reading: Reading, section: Table) -> None:
    """Where another header or the end comes: what came again is rows without a header, or keys that stand twice."""
    if not section.before:
        return
    (first, children), *_ = section.before
    rows = [mapping for mapping, _ in section.before[1:]] + [section.mapping]
    section.before = []
    if section.rows is not None and section.header is not None and all(_is_alike(first, row) for row in rows):
        section.rows.items.extend(rows)
        _report_headers(reading, section.header, first, rows)
        return
    section.mapping, section.children = first, children
    for row in rows:
        for entry in row:
            _put(reading, section, [KeyPart(entry.key, entry.key_span)], entry.node)


def _is_alike(first: Mapping, row: Mapping) -> bool:
    """Whether a row has several keys of another one in the same order, and does not just say the same once more."""
    order = list(first.entries)
    shared = [key for key in row.entries if key in first.entries]
    places = [order.index(key) for key in shared]
    says_more = len(shared) < len(row.entries) or any(
        not (isinstance(one, Scalar) and isinstance(other, Scalar) and one.value == other.value)
        for one, other in ((first.entries[key].node, row.entries[key].node) for key in shared)
    )
    return len(places) > 1 and places == sorted(places) and says_more


def _report_headers(reading: Reading, header: Key, first: Mapping, rows: list[Mapping]) -> None:
    """Says once where rows lack their header."""
    written = ".".join(part.name if part.name.isascii() else in_quotes(part.name) for part in header.parts)
    places = [next(iter(row)).key_span for row in rows]
    fix = Fix(
        Term("toml.fix.insert", (("text", f"[[{written}]]"),)),
        tuple(Replacement(Span(place.start, place.start), f"[[{written}]]\n") for place in places),
    )
    related = tuple(Related(next(iter(first)).key, "", Place(reading.source, place)) for place in places[1:])
    count = sum(key in first.entries for key in rows[0].entries)
    reading.report(
        codes.TOML_MISSING_HEADER, *places[0], fix, related,
        key=next(iter(first)).key, count=count, header=f"[[{written}]]",
    )  # fmt: skip


def _put(reading: Reading, section: Table, parts: list[KeyPart], node: Node) -> None:
    table = section
    for part in parts[:-1]:
        below = table.children.get(part.name)
        if below is None:
            entry = table.mapping.entries.get(part.name)
            if entry is None:
                below = _create(table, part, part.span, TableKind.DOTTED, section)
            elif (below := _inline(reading, table, part, entry)) is None:
                return
        elif below.kind is TableKind.IMPLIED:
            below.kind, below.section = TableKind.DOTTED, section
        elif below.kind is not TableKind.DOTTED or below.section is not section:
            _report(reading, codes.TOML_CLOSED_TABLE, part, table.mapping.entries[part.name])
        table = below
    key = parts[-1]
    first = table.mapping.entries.get(key.name)
    if first is None:
        outer = tuple(part.span for part in parts[:-1])
        entry = DottedEntry(key.name, key.span, node, outer) if outer else Entry(key.name, key.span, node)
        table.mapping.entries[key.name] = entry
    elif not section.repeated:
        again = Entry(key.name, key.span, node)
        _report(reading, codes.TOML_DUPLICATE_KEY, key, first, repeated(reading.source, again, first))


def open_table(reading: Reading, root: Table, key: Key, header: Span) -> Table:
    """The table under the header `[key]`."""
    parent = _parent(reading, root, key, header)
    last = key.parts[-1]
    if parent is None:
        return _detached(header)
    below, entry = parent.children.get(last.name), parent.mapping.entries.get(last.name)
    if entry is None:
        return _create(parent, last, header, TableKind.HEADER)
    if below is None:
        below = _inline(reading, parent, last, entry)
    elif below.kind is TableKind.IMPLIED:
        below.mapping = Mapping(header, below.mapping.entries)
        below.kind = TableKind.HEADER
        parent.mapping.entries[last.name] = Entry(last.name, last.span, below.mapping)
    elif below.kind is TableKind.LIST and isinstance(entry.node, Sequence):
        _report(reading, codes.TOML_SINGLE_BRACKETS, last, entry, fix=_brackets(header))
        _append(below, entry.node, header)
    elif below.kind is not TableKind.INLINE:
        _report(reading, codes.TOML_DUPLICATE_TABLE, last, entry)
        below.repeated = True
    return below or _detached(header)


def append_table(reading: Reading, root: Table, key: Key, header: Span) -> Table:
    """A new table of the list of tables under the header `[[key]]`."""
    parent = _parent(reading, root, key, header)
    last = key.parts[-1]
    if parent is None:
        return _detached(header)
    below, entry = parent.children.get(last.name), parent.mapping.entries.get(last.name)
    if entry is None:
        mapping = Mapping(header)
        rows = Sequence([mapping], header)
        parent.mapping.entries[last.name] = Entry(last.name, last.span, rows)
        below = parent.children[last.name] = Table(mapping, TableKind.LIST, rows=rows, header=key)
    elif below is None:
        below = _inline(reading, parent, last, entry) or _detached(header)
    elif isinstance(entry.node, Sequence):
        _append(below, entry.node, header)
    else:
        _report_single(reading, below, entry, last)
        sequence = Sequence([entry.node], entry.node.span)
        parent.mapping.entries[last.name] = Entry(entry.key, entry.key_span, sequence)
        below.kind, below.rows, below.header = TableKind.LIST, sequence, key
        _append(below, sequence, header)
    return below


def may_open(root: Table, key: Key, *, is_list: bool) -> bool:
    """Whether a header could stand where it does, as far as what stands before it goes."""
    table = root
    for part in key.parts[:-1]:
        below = table.children.get(part.name)
        if below is None:
            return part.name not in table.mapping.entries
        table = below
    below, name = table.children.get(key.parts[-1].name), key.parts[-1].name
    if below is None:
        return name not in table.mapping.entries
    return below.kind is TableKind.LIST if is_list else below.kind is TableKind.IMPLIED


def _parent(reading: Reading, root: Table, key: Key, header: Span) -> Table | None:
    """The table that is to hold the last part of a header, opened where it is not there yet."""
    table = root
    for part in key.parts[:-1]:
        below = table.children.get(part.name)
        if below is None:
            entry = table.mapping.entries.get(part.name)
            if entry is None:
                below = _create(table, part, header, TableKind.IMPLIED)
            elif (below := _inline(reading, table, part, entry)) is None:
                return None
        elif below.kind is TableKind.INLINE:
            _report(reading, codes.TOML_CLOSED_TABLE, part, table.mapping.entries[part.name])
        table = below
    return table


def _create(parent: Table, part: KeyPart, span: Span, kind: TableKind, section: Table | None = None) -> Table:
    mapping = Mapping(span)
    parent.mapping.entries[part.name] = Entry(part.name, part.span, mapping)
    table = parent.children[part.name] = Table(mapping, kind, section)
    return table


def _append(table: Table, sequence: Sequence, header: Span) -> None:
    """Starts the next table of a list; what grows under the list's name is from now on this one."""
    table.mapping = Mapping(header)
    table.children = {}
    table.repeated = False
    sequence.items.append(table.mapping)


def _detached(header: Span) -> Table:
    """A table that hangs nowhere: its header is already reported, and its keys have no place."""
    return Table(Mapping(header), TableKind.HEADER)


def _inline(reading: Reading, parent: Table, part: KeyPart, entry: Entry) -> Table | None:
    """A value that is used as a table: reported, and opened if it is at least an inline table."""
    if not isinstance(entry.node, Mapping):
        code = codes.TOML_CLOSED_TABLE if isinstance(entry.node, Sequence) else codes.TOML_NOT_A_TABLE
        _report(reading, code, part, entry)
        return None
    _report(reading, codes.TOML_CLOSED_TABLE, part, entry)
    table = parent.children[part.name] = Table(entry.node, TableKind.INLINE)
    return table


def _brackets(header: Span) -> Fix:
    """Doubles the brackets of a header."""
    replacements = (
        Replacement(Span(header.start, header.start), "["),
        Replacement(Span(header.end, header.end), "]"),
    )
    return Fix(Term("toml.fix.double-brackets"), replacements)


def _report_single(reading: Reading, table: Table, entry: Entry, part: KeyPart) -> None:
    """`[[key]]` after `[key]`: the mistake stands at the first header."""
    if table.kind is not TableKind.HEADER:
        _report(reading, codes.TOML_DUPLICATE_TABLE, part, entry)
        return
    second = Entry(part.name, part.span, entry.node)
    _report(reading, codes.TOML_SINGLE_BRACKETS, KeyPart(entry.key, entry.key_span), second, _brackets(entry.node.span))


def _report(reading: Reading, code: Code, part: KeyPart, other: Entry, fix: Fix | None = None) -> None:
    """Reports `part` against the other place where its key is written."""
    place = Place(reading.source, other.key_span)
    value = clipped(other.node.text, LONGEST_SHOWN) if isinstance(other.node, Scalar) else ""
    related = (Related(other.key, value, place),)
    line = place.start.line
    reading.report(code, part.span.start, part.span.end, fix, related, key=part.name, line=line)
