"""What stands at an offset of a filled form: a key or a value, and which member of the form it belongs to; where the names
in its headers and keys stand.

Works on what could be read of a text that is being typed. Tells places; offers nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.form_model import Form, FormField, FormMember, FormTable
from gouji.lang.insertions import is_dotted
from gouji.lang.located import DottedEntry, Entry, Mapping, Sequence, known_part
from gouji.lang.source import Source, Span
from gouji.lang.standing import At
from gouji.lang.submission import Submission
from gouji.lang.values import canonical_text
from gouji.lint import toml_keys

Path = tuple[str, ...]


class Section(NamedTuple):
    """A header with what stands under it, or what stands above the first: its path in the form and, in a table, which row.

    One that `is_dotted` has no lines of its own: its keys stand behind its name, with dots between.
    """

    mapping: Mapping
    path: Path
    row: int | None
    is_dotted: bool = False


class Spot(NamedTuple):
    """A key or a value. `coordinate` is set where it is that of a field; `row` in a table."""

    path: Path
    row: int | None
    coordinate: str
    entry: Entry
    on_key: bool

    @property
    def span(self) -> Span:
        return self.entry.key_span if self.on_key else self.entry.node.span


def sections(root: Mapping) -> Iterator[Section]:
    """Every header in the text, and the part above the first; also what dotted keys make in them."""
    yield Section(root, (), None)
    yield from _below(root, ())


def _below(mapping: Mapping, path: Path) -> Iterator[Section]:
    for entry in mapping:
        inner = (*path, canonical_text(entry.key))
        if isinstance(entry.node, Mapping):
            if not is_inline(entry):
                yield Section(entry.node, inner, None, is_dotted=is_dotted(entry))
            yield from _below(entry.node, inner)
        elif isinstance(entry.node, Sequence):
            for row, item in enumerate(entry.node.items):
                if isinstance(item, Mapping):
                    yield Section(item, inner, row)
                    yield from _below(item, inner)


def section_at(root: Mapping, offset: int) -> Section:
    """The section that a line at an offset belongs to; a group that only the header of its table names begins with it."""
    begun = [one for one in sections(root) if one.mapping.span.start <= offset and not one.is_dotted]
    return max(begun, key=lambda one: (one.mapping.span.start, len(one.path)))


def spot_at(root: Mapping, form: Form | None, offset: int) -> Spot | None:
    """The key or value that the offset touches."""
    for section in sections(root):
        for entry in section.mapping:
            found = _within(entry, section, form, offset)
            if found is not None:
                return found
    return None


def _within(entry: Entry, section: Section, form: Form | None, offset: int) -> Spot | None:
    path = (*section.path, canonical_text(entry.key))
    if entry.key_span.touches(offset) and not (isinstance(entry.node, Mapping | Sequence) and not is_inline(entry)):
        return Spot(path, section.row, "", entry, on_key=True)
    node = known_part(entry.node)
    is_touched = is_inline(entry) and node.span.touches(offset)
    if is_inline(entry) and not is_touched:
        return None
    if isinstance(node, Mapping) and isinstance(form.find(path) if form else None, FormField):
        for inner in node:
            on_key = inner.key_span.touches(offset)
            if on_key or inner.node.span.touches(offset):
                return Spot(path, section.row, canonical_text(inner.key), inner, on_key)
    return Spot(path, section.row, "", entry, on_key=False) if is_touched else None


def cells_of(spot: Spot, field: FormField, table: FormMember | None, submission: Submission) -> list[At]:
    """The cells that a place is about: of a field's own key, those at all coordinates."""
    slots = [
        slot
        for slot, at in zip(field.slots, field.coordinates, strict=True)
        if at == spot.coordinate or not spot.coordinate
    ]
    if not isinstance(table, FormTable):
        return [At(slot) for slot in slots]
    if spot.row is None or spot.row >= submission.tables[table.index].count:
        return []
    return [At(slot, table, spot.row) for slot in slots]


def is_inline(entry: Entry) -> bool:
    """Whether a value stands after its key; that of a header stands around it, or elsewhere."""
    return entry.node.span.start >= entry.key_span.end


class NamePart(NamedTuple):
    """A name in a header or before a dot in a key: the path up to it, its place, and the section with it."""

    path: Path
    span: Span
    section: Section


def header_parts(source: Source, section: Section) -> list[NamePart]:
    """The names in a section's header; none where it has no header of its own."""
    names = toml_keys.header_parts(source, section.mapping.span.start) if section.path else []
    if tuple(canonical_text(one.name) for one in names) != section.path:
        return []
    return [NamePart(section.path[:end], one.span, section) for end, one in enumerate(names, 1)]


def outer_parts(entry: Entry, section: Section) -> list[NamePart]:
    """The names that stand before a key with dots between, the last first."""
    path, outer = (*section.path, canonical_text(entry.key)), entry.outer if isinstance(entry, DottedEntry) else ()
    return [NamePart(path[:-up], span, section) for up, span in enumerate(reversed(outer), 1)]


def name_part_at(source: Source, root: Mapping, offset: int) -> NamePart | None:
    """The name before a dot or in a header that the offset touches, or the last one of the header."""
    for section in sections(root):
        outer = (part for entry in section.mapping for part in outer_parts(entry, section) if part.span.touches(offset))
        if (found := next(outer, None)) is not None:
            return found
        if section.path and section.mapping.span.touches(offset):
            parts = header_parts(source, section)
            if parts:
                return next((one for one in parts if one.span.touches(offset)), parts[-1])
    return None


def members_of(form: Form, path: Path) -> dict[str, FormMember]:
    """What may stand under a header."""
    found = form.find(path) if path else None
    if not path:
        return form.members
    if isinstance(found, FormTable):
        return dict(found.fields)
    return getattr(found, "members", {})
