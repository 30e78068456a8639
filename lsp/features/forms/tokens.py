"""What each word of a filled form is, for colours: what its form knows has one, what it does not know has none.

A target's comparator, figure and unit are told apart. Colours nothing.
"""

from collections.abc import Iterator
from itertools import chain

from gouji.lang.form_model import Form, FormField
from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.located import Entry, Mapping, Node, Scalar, Sequence, known_part
from gouji.lang.quantities import NUMBER
from gouji.lang.source import Source, Span
from gouji.lang.targets import TargetKind
from gouji.lang.values import SEPARATORS, canonical_text, parse_target
from gouji.lint.answers import KEYS
from gouji.lint.toml_reader import read_comments
from gouji.lsp.features.forms.answer_completion import is_answer as is_answer_section
from gouji.lsp.features.forms.spots import Section, header_parts, outer_parts, sections
from gouji.lsp.features.names.written_words import Part, toml_word
from gouji.lsp.features.tokens import Word
from gouji.lsp.known_forms import KnownForm

_ANSWER_KEYS = frozenset(name for key in KEYS for name in (key.english, key.chinese))


def form_words(known: KnownForm) -> list[Word]:
    """The words of a form that is known, in their order."""
    return words_of(known.source, known.root, known.form) if known.form is not None else []


def words_of(source: Source, root: Mapping, form: Form | None) -> list[Word]:
    """Those of a text that has been read; without a form, of answers that stand beside one."""
    comments = ((*span, "comment") for span in read_comments(source))
    words = {word[:2]: word for word in _of_sections(source, root, form)}  # a name may head what is no section
    return sorted([*words.values(), *comments])


def _of_sections(source: Source, root: Mapping, form: Form | None) -> Iterator[Word]:
    for section in sections(root):
        if is_answer_section(section, form):
            yield from ((*part.span, "decorator") for part in header_parts(source, section))
            yield from ((*one.key_span, "property") for one in section.mapping if one.key in _ANSWER_KEYS)
        if form is None or is_answer_section(section, form):
            continue
        for part in chain(header_parts(source, section), *(outer_parts(one, section) for one in section.mapping)):
            member = form.find(part.path)
            if member is not None:
                yield *part.span, "property" if isinstance(member, FormField) else "namespace"
        for entry in section.mapping:
            if not section.path and entry.key in (*FORM_KEYS, *YEAR_KEYS):
                yield *entry.key_span, "keyword"
                if isinstance(entry.node, Scalar):
                    yield *entry.node.span, "class" if entry.key in FORM_KEYS else "number"
            else:
                yield from _of_entry(source, form, section, entry)


def _of_entry(source: Source, form: Form, section: Section, entry: Entry) -> Iterator[Word]:
    field = form.find((*section.path, canonical_text(entry.key)))
    if not isinstance(field, FormField):
        return
    yield *entry.key_span, "property"
    node = known_part(entry.node)
    if not isinstance(node, Mapping):
        yield from _of_value(source, form, field, node)
        return
    for inner in node:
        if canonical_text(inner.key) in field.coordinates:
            yield *inner.key_span, "enumMember"
            yield from _of_value(source, form, field, inner.node)


def _of_value(source: Source, form: Form, field: FormField, node: Node) -> Iterator[Word]:
    if isinstance(node, Sequence):
        for one in node.items:
            yield from _of_value(source, form, field, one)
    if not isinstance(node, Scalar) or "\n" in node.text or "\r" in node.text:
        return
    if not isinstance(node.value, str):
        yield *node.span, "number"
    elif field.type.choices:
        parts = SEPARATORS.split(node.value) if field.several else [node.value]
        if all(canonical_text(part) in field.type.choices for part in parts):
            yield *node.span, "enumMember"
    elif field.kind not in ("text", "reference", "date"):
        yield from _of_target(source, form, node.span, node.value)


def _of_target(source: Source, form: Form, span: Span, value: str) -> Iterator[Word]:
    """The comparator, the figure and the unit of a target or of another figure in quotes, where they stand plainly in that order."""
    target = parse_target(value, form.units)
    word = toml_word(source.text, span)
    written = word.content
    figure = NUMBER.search(written)
    if target.kind is not TargetKind.QUANTITY or figure is None:
        return
    before = written[: figure.start()].strip()
    if before and target.comparator is not None:
        at = written.index(before)
        yield *word.place(Part(at, at + len(before))), "operator"
    yield *word.place(Part(*figure.span())), "number"
    unit = written.find(target.unit_text, figure.end()) if target.unit_text else -1
    if unit >= 0:
        yield *word.place(Part(unit, unit + len(target.unit_text))), "type"
