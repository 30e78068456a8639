"""What a key, a header or a value of a filled form stands for: a member of the form, a prescribed row, another row, the form;
and which of them are names, with those in the answers to its findings.

Knows what the form says, and guesses nothing.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from gouji.lang.form_model import Form, FormField, FormTable
from gouji.lang.form_paths import resolve_table
from gouji.lang.head_keys import FORM_KEYS, HEAD_KEYS
from gouji.lang.located import Mapping, Scalar, Sequence, known_part
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text, keys_in
from gouji.lint.answers import Written, read_answers
from gouji.lint.codes import code_called
from gouji.lint.file_names import side_files
from gouji.lint.toml_reader import read_toml
from gouji.lsp.features.filled_rows import rows_at
from gouji.lsp.features.forms.spots import Section, Spot, header_parts, outer_parts, section_at, sections, spot_at
from gouji.lsp.features.names.check_names import check_names, named_in_place
from gouji.lsp.features.names.rule_names import Named, mentioned
from gouji.lsp.features.names.written_words import Part, toml_word
from gouji.lsp.known_forms import ReadForm
from gouji.lsp.snapshot import Snapshot


def named_in_form(snapshot: Snapshot, path: Path, offset: int) -> Named | None:
    """What the name or the value at an offset stands for."""
    known = snapshot.form(path)
    if known is None or known.form is None:
        return None
    touched = [one for one in names_in_form(known, at=offset) if Span(*one.place.span).touches(offset)]
    if touched:
        return min(touched, key=lambda one: one.place.span.end - one.place.span.start)
    spot = spot_at(known.root, known.form, offset)
    return _of_spot(known, known.form, spot, offset) if spot is not None else None


def names_in_form(known: ReadForm, *, at: int | None = None) -> Iterator[Named]:
    """Every name in a filled form: its own, those of its members and coordinates, and what its answers name.

    With `at`, those that may stand there: the form may be very large.
    """
    form, source, root = known.form, known.source, known.root
    if form is None:
        return
    for key in FORM_KEYS:
        entry = root.entries.get(key)
        if (
            entry is not None
            and isinstance(entry.node, Scalar)
            and canonical_text(str(entry.node.value)) == canonical_text(form.name)
        ):
            yield Named(Place(source, entry.node.span), form.place, None, form, form.documentation)
    seen: set[Span] = set()
    here = section_at(root, at) if at is not None else Section(root, (), None)
    for path, span in chain(_keys(here), _headers(source, root, at)):
        found = _named(form, path, Place(source, span)) if span not in seen else None
        if found is not None:
            seen.add(span)
            yield found
    yield from _in_answers(known, read_answers(root, source, form.members)[0], source)


def named_beside_form(snapshot: Snapshot, path: Path, form: Path, offset: int) -> Named | None:
    """What the name at an offset of the file of answers beside a form stands for."""
    known = snapshot.form_or_none(form)
    found = names_beside_form(snapshot, form, known) if known is not None and known.form is not None else ()
    touched = [one for file, one in found if file == path and Span(*one.place.span).touches(offset)]
    return min(touched, key=lambda one: one.place.span.end - one.place.span.start, default=None)


def names_beside_form(snapshot: Snapshot, path: Path, known: ReadForm) -> Iterator[tuple[Path, Named]]:
    """What the answers in a file beside a form name."""
    for file in side_files(path):
        source = snapshot.library.text_if_there(file)
        if source is not None:
            written = read_answers(read_toml(source).root, source, ())[0]
            yield from ((file, one) for one in _in_answers(known, written, source))


def _keys(section: Section) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Every key with its path, and the keys that stand before it with a dot between."""
    for entry in section.mapping:
        path = (*section.path, canonical_text(entry.key))
        yield path, entry.key_span
        yield from ((part.path, part.span) for part in outer_parts(entry, section))
        node = known_part(entry.node)
        for row in node.items if isinstance(node, Sequence) else [node]:
            if isinstance(row, Mapping):
                yield from _keys(Section(row, path, None))


def _headers(source: Source, root: Mapping, at: int | None) -> Iterator[tuple[tuple[str, ...], Span]]:
    for section in sections(root):
        if at is not None and not section.mapping.span.touches(at):
            continue
        yield from ((part.path, part.span) for part in header_parts(source, section))


def _named(form: Form, path: tuple[str, ...], here: Place) -> Named | None:
    member = form.find(path)
    if member is not None:
        return Named(here, member.place, member, form, member.documentation)
    field = form.find(path[:-1]) if len(path) > 1 else None
    axis = field.axis if isinstance(field, FormField) else None
    if axis is None or path[-1] not in axis.coordinates:
        return None
    return Named(here, axis.place_of(path[-1]), None, form)


def _in_answers(known: ReadForm, answers: list[Written], source: Source) -> Iterator[Named]:
    assert known.form is not None
    for one in answers:
        if known.program is not None and code_called(one.rule) is None:
            names, rule = check_names(known.program, known.form), toml_word(source.text, one.rule_span)
            yield from (mentioned(source, mention) for mention in names.named([("", rule)]))
        if one.place:
            place = toml_word(source.text, one.place_span)
            yield from (mentioned(source, mention) for mention in named_in_place(known.form, place))


def _of_spot(known: ReadForm, form: Form, spot: Spot, offset: int) -> Named | None:
    """What a value leads to."""
    here = Place(known.source, spot.span)
    member = form.find(spot.path)
    if member is None:
        is_head = spot.path in [(key,) for key in HEAD_KEYS]
        return Named(here, form.place, None, form, is_value=True) if is_head else None
    declared = member.place
    if isinstance(member, FormField) and not spot.on_key and isinstance(spot.entry.node, Scalar):
        declared = _of_value(known, form, member, spot.entry.node, offset) or declared
    return Named(here, declared, member if declared is member.place else None, form, is_value=True)


def _of_value(known: ReadForm, form: Form, field: FormField, node: Scalar, offset: int) -> Place | None:
    """Where a name that a value is, or holds at an offset, is explained: by the row prescribed, or by the row of that name."""
    if not isinstance(node.value, str):
        return None
    table = form.find(field.path[:-1]) if len(field.path) > 1 else None
    if isinstance(table, FormTable) and field is table.key:
        key = canonical_text(node.value)
        row = next((one for one in table.rows.values() if key == one.key or key in one.aliases), None)
        return row.place if row is not None else None
    other = resolve_table(form, field.path, field.refers_to) if field.refers_to else None
    if other is None or other.key is None:
        return None
    names = keys_in(node.value) if field.several else (canonical_text(node.value),)
    word = toml_word(known.source.text, node.span)
    at = {name: word.content.find(name) for name in names}
    places = {name: word.place(Part(start, start + len(name))) for name, start in at.items() if start >= 0}
    touched = [name for name, place in places.items() if place.touches(offset)]
    return _row_named(known, other, (touched or list(names))[0]) if names else None


def _row_named(known: ReadForm, table: FormTable, name: str) -> Place | None:
    assert table.key is not None
    for row in rows_at(known.root, table.path):
        cell = row.get(table.key.name)
        if isinstance(cell, Scalar) and isinstance(cell.value, str) and canonical_text(cell.value) == name:
            return Place(known.source, cell.span)
    return None
