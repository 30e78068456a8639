"""What may be written next in a filled form: keys, headers, periods, values; whole rows, and all of a form that is empty.

Says where the words stand that are replaced, and by what a client may filter; `values.py` knows the values.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from gouji.lang.catalogue import text
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, PrescribedRow
from gouji.lang.head_keys import FORM_KEYS, HEAD_KEYS, YEAR_KEYS
from gouji.lang.located import Mapping, known_part
from gouji.lang.quoting import as_header, as_key, in_quotes
from gouji.lang.skeletons import field_text, form_text, plain_blank, row_lines, row_text, sections_text, value_text
from gouji.lang.values import canonical_text
from gouji.lint.toml_text import EQUALS, OPENING_BRACKETS, comment_after
from gouji.lsp.features.blanks import Blanks
from gouji.lsp.features.filled_rows import keys_of, node_at
from gouji.lsp.features.forms.answer_completion import Answers, answer_header, is_answer
from gouji.lsp.features.forms.items import Item, Items, Kind
from gouji.lsp.features.forms.spots import Section, header_parts, members_of, section_at, sections
from gouji.lsp.features.forms.typed_text import Typed, typed_at
from gouji.lsp.features.forms.values import Value, field_at, head_values, prescribed_row, values
from gouji.lsp.features.member_text import describe, prescribed, summary
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

MOST_ROWS = 100


def completions(asked: Question, known: KnownForm) -> list[Item]:
    """Items that replace the word that is being typed."""
    offset, written = asked.offset, asked.source.text
    typed = typed_at(asked.source, offset)
    if typed is None:
        return []
    if typed.kind == "key" and offset and written[offset : offset + 1] in tuple(OPENING_BRACKETS):
        offset -= 1  # a line before a header belongs to what is above
    section = section_at(known.root, offset)
    if is_answer(section, known.form):
        return Answers(asked, section, typed, known.root, known).sorted()
    return _Completion(asked, section, typed, known).sorted()


class _Completion(Items):
    def __init__(self, asked: Question, section: Section, typed: Typed, known: KnownForm) -> None:
        super().__init__(asked, section, typed)
        self.known, self.root, self.form = known, known.root, known.form
        self.library, self.path = asked.snapshot.library, asked.path

    def items(self) -> Iterator[Item]:
        if self.typed.kind == "header":
            yield from self.headers()
        elif self.typed.kind == "value":
            yield from self.values()
        elif self.typed.in_braces:
            yield from self.periods()
        else:
            yield from self.keys()

    # --- keys

    def keys(self) -> Iterator[Item]:
        mapping, path = self.section.mapping, (*self.section.path, *map(canonical_text, self.typed.keys))
        present = {canonical_text(key) for key in mapping.entries} if not self.typed.keys else set()
        present -= {canonical_text(self.typed.word)} if self.typed.end > self.typed.start else set()
        if not path:
            yield from self.head(present)
        if self.form is None:
            return
        missing = [
            member for name, member in members_of(self.form, path).items()
            if name not in present and isinstance(member, FormField)
        ]  # fmt: skip
        for member in sorted(missing, key=lambda one: not self.is_wanted(one)):
            yield self.key(member)
        if not self.typed.keys and not self.after and not self.typed.opening:
            yield from self.row_here(present)
            yield from self.sections()

    def is_wanted(self, field: FormField) -> bool:
        table = self.form.find(field.path[:-1]) if self.form is not None and len(field.path) > 1 else None
        return field.required or (isinstance(table, FormTable) and field is table.key)

    def head(self, present: set[str]) -> Iterator[Item]:
        """The name of the form and the year; of a form that is still empty, all of it."""
        chinese = self.language == "zh" if not present else not any(key.isascii() for key in present)
        for keys in (FORM_KEYS, YEAR_KEYS):
            if present.isdisjoint(keys):
                key = keys[chinese]
                yield self.item(
                    key, self.key_text(as_key(key)), Kind.Keyword, is_asked_for=True,
                )  # fmt: skip
        if not self.root.entries and not self.after:
            for name in self.library.form_names(self.path):
                rules = self.library.for_form(name, self.path)
                form = rules.program.form(name, None) if rules is not None else None
                if form is not None:
                    year = next((int(one.text) for one in head_values(form, [], YEAR_KEYS[0])), None)
                    yield self.whole(form, year, chinese=chinese)

    def whole(self, form: Form, year: int | None, *, chinese: bool) -> Item:
        new = self.written(lambda blanks: form_text(form, blanks.blank, year, chinese=chinese))
        label = text("lsp.completion.whole", self.language, name=form.name)
        filter_text = f"{self.typed.opening}{form.name}"
        return self.item(label, new, Kind.File, form.title, filter_text=filter_text, is_snippet=True)

    def key(self, field: FormField) -> Item:
        key = as_key(field.name)
        new = key
        if not self.after.startswith(tuple(EQUALS)):
            new = self.written(lambda blanks: field_text(field, blanks.blank)) if self.snippets else self.begun(field)
        return self.item(
            field.name, new, Kind.Field, summary(field, self.language), describe(field, self.language),
            is_snippet=new != key, is_asked_for=self.is_wanted(field),
        )  # fmt: skip

    def begun(self, field: FormField) -> str:
        """A key with what stands before its value."""
        if field.axis is None:
            return f"{as_key(field.name)} = "
        return f"{as_key(field.name)} = {self.braces(field)}"

    def braces(self, field: FormField) -> str:
        return f"{{ {', '.join(f'{as_key(one)} = ' for one in field.coordinates)}}}"

    def periods(self) -> Iterator[Item]:
        """The coordinates that a field is still to have."""
        path = (*self.section.path, *map(canonical_text, self.typed.keys))
        member = self.form.find(path) if self.form is not None else None
        if not isinstance(member, FormField) or member.axis is None:
            return
        entry = next((one for one in self.section.mapping if canonical_text(one.key) == member.name), None)
        node = known_part(entry.node) if entry is not None else None
        present = {canonical_text(key) for key in node.entries} if isinstance(node, Mapping) else set()
        present.discard(canonical_text(self.typed.word))
        for one in member.coordinates:
            if one not in present:
                yield self.item(one, self.key_text(as_key(one)), Kind.EnumMember, member.axis.name, is_asked_for=True)

    # --- headers and rows

    def headers(self) -> Iterator[Item]:
        """The headers that fit the brackets that were typed."""
        is_table = len(self.typed.word) > 1 and self.typed.word[1] in OPENING_BRACKETS
        for member in self.wholes():
            if isinstance(member, FormTable) or not is_table:
                header = as_header(member.path, is_table=isinstance(member, FormTable))
                yield self.section_item(member, header, self.filtered(header))
        for table, key, new in self.rows():
            shown = as_header(table.path, is_table=True)
            yield self.row_item(table, key, new, self.filtered(f"{shown} {key}"))
        english = any(key.isascii() for key in self.root.entries if key in HEAD_KEYS)
        answer = answer_header(self.known, english=english)
        if answer is not None:
            yield self.item(answer, answer, Kind.Module, filter_text=self.filtered(answer))

    def wholes(self) -> Iterator[FormGroup | FormTable]:
        """The groups that have no header yet, and the tables, in the order of the form."""
        is_header = self.typed.kind == "header"
        begun = set(self.headed()) if is_header else set()
        for member in _wholes(self.form.members.values()) if self.form is not None else ():
            is_there = member.path in begun if is_header else node_at(self.root, member.path) is not None
            if isinstance(member, FormTable) or not is_there:
                yield member

    def headed(self) -> Iterator[tuple[str, ...]]:
        """What has a header other than the one that is being typed."""
        for section in sections(self.root):
            span = section.mapping.span
            if header_parts(self.source, section) and (span.end < self.typed.start or span.start > self.typed.end):
                yield section.path

    def section_item(self, member: FormMember, header: str, filter_text: str) -> Item:
        doc = describe(member, self.language)
        return self.item(header, header, Kind.Module, summary(member, self.language), doc, filter_text=filter_text)

    def sections(self) -> Iterator[Item]:
        """Headers, rows and the rest of the form, at the beginning of a line."""
        for member in self.wholes():
            header = as_header(member.path, is_table=isinstance(member, FormTable))
            yield self.section_item(member, header, member.name if self.typed.word else header)
        for table, key, new in self.rows():
            yield self.row_item(table, key, new, key)
        assert self.form is not None
        missing = [one for one in self.form.members.values() if self.root.get(one.name) is None]
        if missing and self.section.path == () and len(missing) == len(self.form.members):
            new = self.written(lambda blanks: "\n\n".join(sections_text(missing, blanks.blank)) + "\n")
            label = text("lsp.completion.rest", self.language, name=self.form.name)
            yield self.item(label, new, Kind.File, self.form.title, filter_text=label, is_snippet=True)

    def rows(self) -> Iterator[tuple[FormTable, str, str]]:
        """The prescribed rows that are missing, each whole."""
        for table in self.form.tables if self.form is not None else ():
            present = set(map(canonical_text, keys_of(table, self.root)))
            for row in [one for one in table.rows.values() if present.isdisjoint((one.key, *one.aliases))][:MOST_ROWS]:
                yield (
                    table,
                    row.key,
                    self.written(partial(_whole_row, table, row)),
                )

    def row_item(self, table: FormTable, key: str, new: str, filter_text: str) -> Item:
        row = table.rows[key]
        doc = prescribed(row, self.language)
        return self.item(
            key, new, Kind.Struct, as_header(table.path, is_table=True), doc,
            filter_text=filter_text, is_snippet=True, is_asked_for=row.required,
        )  # fmt: skip

    def row_here(self, present: set[str]) -> Iterator[Item]:
        """The lines of a row whose header stands there already."""
        table = self.form.find(self.section.path) if self.form is not None and self.section.path else None
        if not isinstance(table, FormTable) or present - {canonical_text(self.typed.word)}:
            return
        there = set(map(canonical_text, keys_of(table, self.root)))
        for row in [*(one for one in table.rows.values() if one.key not in there), None][:MOST_ROWS]:
            new = self.written(partial(_lines_of, table, row))
            label = row.key if row is not None else text("lsp.completion.row", self.language, name=table.name)
            yield self.item(
                label, new, Kind.Struct, summary(table, self.language), is_snippet=True,
                is_asked_for=row is not None and row.required,
            )  # fmt: skip

    # --- values

    def values(self) -> Iterator[Item]:
        found: Iterable[Value]
        if self.typed.keys and self.typed.keys[0] in FORM_KEYS and not self.section.path:
            found = head_values(self.form, self.library.form_names(self.path), FORM_KEYS[0])
        elif self.typed.keys and self.typed.keys[0] in YEAR_KEYS and not self.section.path:
            found = head_values(self.form, [], YEAR_KEYS[0])
        else:
            path = self.section.path
            field, coordinate = field_at(self.form, path, self.typed.keys) if self.form is not None else (None, "")
            if field is not None and field.axis is not None and not coordinate and not self.typed.in_braces:
                yield from self.by_period(field)
                return
            found = values(self.known, self.section, self.typed)
        for one in found:
            yield self.value(one)

    def by_period(self, field: FormField) -> Iterator[Item]:
        """All coordinates in braces, where one value alone would be wrong; first with the words that the row prescribes."""
        if self.typed.word or self.typed.rest or self.typed.in_array or comment_after(self.after, 0):
            return
        table = self.form.find(field.path[:-1]) if self.form is not None and len(field.path) > 1 else None
        row = prescribed_row(table, self.section) if isinstance(table, FormTable) else None
        for word in row.words if row is not None and field.kind == "target" else ():
            new = value_text(field, plain_blank, word)
            yield self.item(new, new, Kind.Struct, row.key if row is not None else "", is_asked_for=True)
        label = self.braces(field)
        new = self.written(lambda blanks: value_text(field, blanks.blank)) if self.snippets else label
        yield self.item(label, new, Kind.Struct, summary(field, self.language), is_snippet=True)

    def value(self, one: Value) -> Item:
        if one.number:
            return self.item(one.text, one.text, Kind.Value, one.detail, filter_text=self.typed.opening + one.text)
        new, is_snippet = in_quotes(one.text), False
        if one.blank_at is not None and self.snippets:
            is_snippet = True
            at = one.blank_at
            new = self.written(lambda blanks: f'"{one.text[:at]}{blanks.blank(None, "")}{one.text[at:]}"')
        return self.item(
            one.text, new, Kind.EnumMember, one.detail, is_snippet=is_snippet, is_asked_for=one.is_asked_for
        )


def _whole_row(table: FormTable, row: PrescribedRow, blanks: Blanks) -> str:
    return row_text(table, row, blanks.blank)


def _lines_of(table: FormTable, row: PrescribedRow | None, blanks: Blanks) -> str:
    return "\n".join(row_lines(table, row, blanks.blank))


def _wholes(members: Iterable[FormMember]) -> Iterator[FormGroup | FormTable]:
    for member in members:
        if isinstance(member, FormTable):
            yield member
        elif isinstance(member, FormGroup):
            yield member
            yield from _wholes(member.members.values())
