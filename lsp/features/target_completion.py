"""What may be written next in a filled form: keys, periods, allowed words, names of rows, and what a row prescribes.

Offers what the form says; where it leaves everything open, nothing.
"""

from collections.abc import Iterable, Iterator

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.keys import FORM_KEYS, HEAD_KEYS, YEAR_KEYS
from gouji.lang.located import Mapping, Node, Scalar, Sequence
from gouji.lang.model import Form, FormField, FormMember, FormTable, PrescribedRow
from gouji.lang.source import Source, Span
from gouji.lang.targets import SYMBOLS
from gouji.lang.values import canonical_text
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.member_text import describe, summary
from gouji.lsp.features.spots import Section, Typed, member_at, members_of, section_at, typed_at

Item = types.CompletionItem


def completions(
    source: Source, root: Mapping, form: Form | None, form_names: Iterable[str], offset: int,
    language: Language, encoding: Encoding,
) -> list[Item]:  # fmt: skip
    """Items that replace what has been typed of the word so far."""
    typed = typed_at(source, offset)
    if typed is None:
        return []
    section = section_at(root, offset)
    end = offset + (source.text[offset : offset + 1] == '"' and source.text[typed.start : offset].count('"') == 1)
    found = _Completion(source, form, section, typed, Span(typed.start, end), language, encoding)
    if typed.is_value:
        return list(found.values(form_names, root))
    return list(found.keys())


class _Completion:
    def __init__(
        self, source: Source, form: Form | None, section: Section, typed: Typed, span: Span,
        language: Language, encoding: Encoding,
    ) -> None:  # fmt: skip
        self.form, self.section, self.typed, self.language = form, section, typed, language
        self.range = range_of(source, span, encoding)
        self.typed_text = source.text[span.start : span.end]

    def item(self, label: str, new: str, kind: types.CompletionItemKind, detail: str = "", doc: str = "") -> Item:
        """One offer; a client filters by what stands in the text, with the quotation mark where there is one."""
        return Item(
            label, kind=kind, detail=detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, doc) if doc else None,
            text_edit=types.TextEdit(self.range, new),
            filter_text=f'"{label}' if self.typed_text.startswith('"') else label,
        )  # fmt: skip

    # --- keys

    def keys(self) -> Iterator[Item]:
        if self.typed.in_braces:
            yield from self._periods()
            return
        present = {canonical_text(key) for key in self.section.mapping.entries} - {canonical_text(self.typed.key)}
        if not self.section.path:
            yield from self._head(present)
        if self.form is None:
            return
        for name, member in members_of(self.form, self.section.path).items():
            if name not in present and isinstance(member, FormField):
                yield self._key(name, member)

    def _head(self, present: set[str]) -> Iterator[Item]:
        for keys in (FORM_KEYS, YEAR_KEYS):
            if present.isdisjoint(keys):
                key = keys[self.language == "zh"]
                yield self.item(key, f'"{key}" = ', types.CompletionItemKind.Keyword)

    def _key(self, name: str, field: FormField) -> Item:
        if field.axis is not None:
            wanted = ", ".join(f'"{one}" = ' for one in field.coordinates)
            new = f'"{name}" = {{ {wanted}}}'
        else:
            new = f'"{name}" = '
        return self.item(
            name, new, types.CompletionItemKind.Field, summary(field, self.language), describe(field, self.language)
        )

    def _periods(self) -> Iterator[Item]:
        member = member_at(self.form, self.section, self.typed.key) if self.form is not None else None
        if isinstance(member, FormField) and member.axis is not None:
            for one in member.coordinates:
                yield self.item(one, f'"{one}" = ', types.CompletionItemKind.EnumMember, member.axis.name)

    # --- values

    def values(self, form_names: Iterable[str], root: Mapping) -> Iterator[Item]:
        if not self.section.path and self.typed.key in HEAD_KEYS:
            if self.typed.key in FORM_KEYS:
                for name in form_names:
                    yield self.item(name, f'"{name}"', types.CompletionItemKind.Class)
            return
        member = member_at(self.form, self.section, self.typed.key) if self.form is not None else None
        if not isinstance(member, FormField) or self.form is None:
            return
        for word in self._words(member, root):
            yield self.item(word, f'"{word}"', types.CompletionItemKind.EnumMember)

    def _words(self, field: FormField, root: Mapping) -> Iterator[str]:
        assert self.form is not None
        table = self.form.find(self.section.path) if self.section.path else None
        yield from field.type.choices
        if field.refers_to:
            yield from _keys_of(self.form.find(field.refers_to), root)
        if not isinstance(table, FormTable):
            return
        if field is table.key:
            yield from self._missing_rows(table, root)
            return
        row = self._prescribed(table)
        if row is None:
            yield from dict.fromkeys(one.cells[field.name] for one in table.rows.values() if field.name in one.cells)
        elif field.name in row.cells:
            yield row.cells[field.name]
        elif field.kind == "target":
            yield from row.words
            yield from _targets(row)

    def _missing_rows(self, table: FormTable, root: Mapping) -> Iterator[str]:
        present = set(_keys_of(table, root))
        yield from (key for key, row in table.rows.items() if present.isdisjoint((key, *row.aliases)))

    def _prescribed(self, table: FormTable) -> PrescribedRow | None:
        node = self.section.mapping.get(table.key.name) if table.key is not None else None
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return None
        key = canonical_text(node.value)
        return next((row for row in table.rows.values() if key == row.key or key in row.aliases), None)


def _targets(row: PrescribedRow) -> Iterator[str]:
    """The beginnings of a target with the prescribed unit."""
    if row.unit is not None:
        sign = SYMBOLS["<=" if row.direction == "lower" else ">="].value
        yield f"{sign}{row.unit.name}"


def _keys_of(member: FormMember | None, root: Mapping) -> Iterator[str]:
    """The names of the rows of a table as they are filled in."""
    if not isinstance(member, FormTable) or member.key is None:
        return
    node: Node | None = root
    for name in member.path:
        node = node.get(name) if isinstance(node, Mapping) else None
    for item in node.items if isinstance(node, Sequence) else ():
        key = item.get(member.key.name) if isinstance(item, Mapping) else None
        if isinstance(key, Scalar) and isinstance(key.value, str):
            yield key.value
