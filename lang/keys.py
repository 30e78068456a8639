"""Which key of a filled form stands for which name: as it is written, nearly, or in a place where it does not belong.

Tells each mistake once, however many rows repeat it. Reads no values.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from gouji.lang import codes
from gouji.lang.diagnostic import Diagnostic, Fix, Related, Replacement, Term
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, dotted
from gouji.lang.head_keys import ANSWER_KEYS, FORM_KEYS, TOP_KEYS, YEAR_KEYS
from gouji.lang.located import Broken, Entry, Mapping, Node, Sequence
from gouji.lang.moves import moved, repeated
from gouji.lang.nearest import is_same_name, nearest
from gouji.lang.quoting import as_header, as_key
from gouji.lang.source import Place, Source, Span
from gouji.lang.torn import TornHeaders, begun_keys
from gouji.lang.values import canonical_text

# Of what is listed, and of the places that are kept of one mistake.
MOST_NAMES, MOST_PLACES = 8, 200

Path = tuple[str, ...]


@dataclass(slots=True)
class _Unknown:
    """A name that is not known in a place: the entries that have it, one in each row, and what is free there."""

    near: str
    free: str
    known: tuple[str, ...]
    entries: list[Entry] = field(default_factory=list)
    renamable: list[Entry] = field(default_factory=list)


class Keys:
    """The keys of one filled form, held against the names of its form."""

    def __init__(self, form: Form, root: Mapping, source: Source) -> None:
        self._source, self._root = source, root
        self._members = form.members
        self.odd = 0
        """How many keys were met that are not known where they stand, or stand there twice."""
        self._told: list[Diagnostic] = []
        self._unknown: dict[tuple[Path, str], _Unknown] = {}
        strangers = list(_strangers(form.members, root, ()))
        self.torn = TornHeaders(form, root, strangers)
        self._displaced = {found[0].path: found for found in _displaced(form, root, strangers)}
        self._elsewhere = {id(entry) for _, entry, _ in self._displaced.values()}
        dated = displaced_year(form, root)
        if dated is not None:
            entry, where = dated
            self._elsewhere.add(id(entry))
            arguments: dict[str, object] = {"cell": entry.key, "place": _named(where), "belongs": _named(())}
            fix = moved(source, root, [entry], ())
            self._told.append(Diagnostic(codes.KEY_OUT_OF_PLACE, Place(source, entry.key_span), arguments, fix=fix))
        for keys in (FORM_KEYS, YEAR_KEYS):  # in either language, but only once
            heads = [root.entries[key] for key in keys if key in root.entries and key not in form.members]
            for other in heads[1:]:
                self._told_twice(other, heads[0])

    def entries(self, mapping: Mapping, where: Path, known: Path, readable: Container[str] = ()) -> dict[str, Entry]:
        """The entries of a mapping under their canonical names.

        One that is nearly named like what is missing stands for it: its value is broken, but for the `readable` names.
        """
        found: dict[str, Entry] = {}
        others: list[tuple[str, Entry]] = []
        for entry in mapping:
            name = canonical_text(entry.key)
            if name not in known:
                self.odd += 1
                others.append((name, entry))
            elif name in found:
                self.odd += 1
                self._told_twice(entry, found[name])
            else:
                found[name] = entry
        for name, entry in others:
            if id(entry) in self._elsewhere:
                continue
            unknown = self._unknown.get((where, name))
            if unknown is None:
                likely = [one for one in known if not self._is_answer(one, where) or isinstance(entry.node, Sequence)]
                unknown = _unknown(name, tuple(likely), found, is_top=not where)
                if not self.torn.is_under(mapping) and not self.torn.is_torn(entry.key_span):
                    self._unknown[where, name] = unknown
            unknown.entries.append(entry)
            whole = _together(found.get(unknown.near), entry) if unknown.near in readable else None
            if whole is not None:
                self.torn.settle(entry)
                found[unknown.near] = whole
                if isinstance(whole.node, Sequence):
                    unknown.renamable.append(entry)
            elif unknown.free and unknown.free not in found:
                self.torn.settle(entry)
                unknown.renamable.append(entry)
                node = entry.node if unknown.free in readable else Broken(entry.key_span)
                found[unknown.free] = Entry(entry.key, entry.key_span, node)
        found |= begun_keys(mapping, (name for name in known if name not in found))
        return found

    def _is_answer(self, name: str, where: Path) -> bool:
        """Whether a name stands for answers, unless the form has an item that is called so."""
        return not where and name in ANSWER_KEYS and name not in self._members

    def coordinates(self, mapping: Mapping, where: Path, known: Path) -> dict[str, Entry]:
        """The entries of a mapping under the coordinates of an axis. Where as many are missing as are not known, the
        missing ones are those: what is told of the key is not told of the cell too."""
        found = self.entries(mapping, where, known)
        missing = [name for name in known if name not in found]
        strange = [
            (name, entry)
            for entry in mapping
            if (name := canonical_text(entry.key)) not in known and id(entry) not in self._elsewhere
            and not any(entry.key_span == one.key_span for one in found.values())
        ]  # fmt: skip
        if missing and len(missing) == len(strange):
            for at, (name, entry) in zip(missing, strange, strict=True):
                found[at] = Entry(entry.key, entry.key_span, Broken(entry.key_span))
                unknown = self._unknown[where, name]
                if len(missing) == 1 and not unknown.near:
                    unknown.near = unknown.free = at
                if unknown.free == at and not any(entry is one for one in unknown.renamable):
                    unknown.renamable.append(entry)
        return found

    def displaced(self, member: FormMember) -> Entry | None:
        """The entry of a member that stands where another group or a row is."""
        found = self._displaced.get(member.path)
        return found[1] if found else None

    def _told_twice(self, entry: Entry, first: Entry) -> None:
        related = (Related(first.key, "", Place(self._source, first.key_span)),)
        arguments: dict[str, object] = {"cell": entry.key, "first": first.key}
        place = Place(self._source, entry.key_span)
        fix = repeated(self._source, entry, first)
        self._told.append(Diagnostic(codes.KEY_TWICE, place, arguments, related=related, fix=fix))

    def findings(self) -> Iterator[Diagnostic]:
        """What is wrong with the keys."""
        yield from self._told
        for unknown in self._unknown.values():
            first, number = unknown.entries[0], len(unknown.entries)
            arguments: dict[str, object] = {"cell": first.key, "nearest": unknown.near, "known": unknown.known}
            if number > 1:
                arguments["number"] = number
            yield Diagnostic(
                codes.UNKNOWN_KEY, Place(self._source, first.key_span), arguments,
                related=self._related(unknown.entries[1:]), fix=self._renamed(unknown.renamable, unknown.free or unknown.near),
            )  # fmt: skip
        yield from self._displacements()

    def _renamed(self, entries: list[Entry], name: str) -> Fix | None:
        if not entries:
            return None
        spans = [span for entry in entries for span in self._written(entry)]
        changes = tuple(Replacement(span, as_key(name)) for span in spans)
        is_certain = all(is_same_name(entry.key, name) for entry in entries)
        return Fix(Term("fix.rename", (("text", name),)), changes, safe=is_certain)

    def _written(self, entry: Entry) -> list[Span]:
        """Where a key is written: of a table, in the header of each row."""
        spans = [entry.key_span]
        written = self._source.text[entry.key_span.start : entry.key_span.end]
        for row in entry.node.items if isinstance(entry.node, Sequence) else ():
            at = self._source.text.rfind(written, row.span.start, row.span.end)
            span = Span(at, at + len(written))
            if at >= 0 and isinstance(row, Mapping) and span not in spans and row.span.start > entry.key_span.end:
                spans.append(span)
        return spans

    def _displacements(self) -> Iterator[Diagnostic]:
        """Members that are out of place, together where they stand together and belong together."""
        together: dict[tuple[Path, Path], list[tuple[FormMember, Entry]]] = {}
        for member, entry, where in self._displaced.values():
            together.setdefault((where, member.path[:-1]), []).append((member, entry))
        for (where, group), found in together.items():
            member, first = found[0]
            arguments: dict[str, object] = {
                "cell": first.key, "place": _named(where), "belongs": _named(group),
            }  # fmt: skip
            if len(found) > 1:
                arguments["number"] = len(found)
            if len(found) == 1 and not isinstance(member, FormField):
                arguments["expected"] = as_header(member.path, is_table=isinstance(member, FormTable))
            elif group:
                arguments["heading"] = as_header(group)
            related = self._related([entry for _, entry in found[1:]])
            place = Place(self._source, first.key_span)
            fix = moved(self._source, self._root, [entry for _, entry in found], group)
            yield Diagnostic(codes.KEY_OUT_OF_PLACE, place, arguments, related=related, fix=fix)

    def _related(self, entries: list[Entry]) -> tuple[Related, ...]:
        return tuple(Related(one.key, "", Place(self._source, one.key_span)) for one in entries[:MOST_PLACES])


def _unknown(name: str, known: Path, found: Container[str], *, is_top: bool) -> _Unknown:
    """What is near to a name, and what of that is not filled in yet, among the names known where it stands."""
    heads = (FORM_KEYS, YEAR_KEYS) if is_top else ()
    named = [key for keys in heads if any(one in found for one in keys) for key in keys]
    free = nearest(name, (one for one in known if one not in found and one not in named)) or ""
    near = free or nearest(name, known) or ""
    return _Unknown(near, free, tuple(one for one in known if not is_top or one not in TOP_KEYS)[:MOST_NAMES])


def _together(first: Entry | None, second: Entry) -> Entry | None:
    """A group of which a part stands under a misspelt header, as one, unless both have the same item.

    A table too, if the rows under that header have only what the others have.
    """
    one, other = first.node if first else None, second.node
    if first is not None and isinstance(one, Sequence) and isinstance(other, Sequence):
        names = {key for row in _rows(one) for key in row.entries}
        if not all(row.entries and row.entries.keys() <= names for row in _rows(other)):
            return None
        rows = sorted([*one.items, *other.items], key=lambda row: row.span)
        return Entry(first.key, first.key_span, Sequence(rows, one.span))
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one.entries.keys() & other.entries.keys():
        return None
    assert first is not None
    return Entry(first.key, first.key_span, Mapping(one.span, one.entries | other.entries))


def _named(path: Path) -> Term | str:
    return dotted(path) if path else Term("place.top")


# --- what is out of place


def _displaced(
    form: Form, root: Mapping, strangers: list[tuple[Entry, Path]]
) -> Iterator[tuple[FormMember, Entry, Path]]:
    """The strangers that nothing in their place is called, but one member of the form that is not filled in elsewhere.

    Of several members of that name, one that is not filled in has to be the only one.
    """
    by_name: dict[str, list[FormMember]] = {}
    for member in _all(form.members):
        by_name.setdefault(member.path[-1], []).append(member)
    settled: set[Path] = set()
    for entry, where in strangers:
        members = [
            one for one in by_name.get(canonical_text(entry.key), []) if not _is_filled(root, one.path)
        ]  # fmt: skip
        if len(members) == 1 and members[0].path not in settled:
            settled.add(members[0].path)
            yield members[0], entry, where


def displaced_year(form: Form, root: Mapping) -> tuple[Entry, Path] | None:
    """The year, where it stands under a header instead of at the top, and no item of the form is called so."""
    names = {member.path[-1] for member in _all(form.members)}
    if any(key in root.entries or key in names for key in YEAR_KEYS):
        return None
    return next((found for found in _strangers(form.members, root, ()) if found[0].key in YEAR_KEYS), None)


def _all(members: dict[str, FormMember]) -> Iterator[FormMember]:
    for member in members.values():
        yield member
        if isinstance(member, FormGroup):
            yield from _all(member.members)


def _strangers(members: dict[str, FormMember], mapping: Mapping, where: Path) -> Iterator[tuple[Entry, Path]]:
    """The entries of groups and rows that these do not know."""
    for entry in mapping:
        member = members.get(canonical_text(entry.key))
        if member is None:
            if where or entry.key not in TOP_KEYS:
                yield entry, where
        elif isinstance(member, FormGroup) and isinstance(entry.node, Mapping):
            yield from _strangers(member.members, entry.node, member.path)
        elif isinstance(member, FormField) and member.axis is not None and isinstance(entry.node, Mapping):
            yield from ((one, member.path) for one in entry.node if canonical_text(one.key) not in member.coordinates)
        elif isinstance(member, FormTable):
            fields = member.fields
            for row in _rows(entry.node):
                yield from (
                    (one, member.path) for one in row if one.key not in fields and canonical_text(one.key) not in fields
                )


def _rows(node: Node) -> Iterator[Mapping]:
    rows = node.items if isinstance(node, Sequence) else [node]
    return (row for row in rows if isinstance(row, Mapping))


def _is_filled(root: Mapping, path: Path) -> bool:
    node: Node | None = root
    for name in path:
        if not isinstance(node, Mapping):
            return False
        node = next((entry.node for entry in node if canonical_text(entry.key) == name), None)
    return node is not None
