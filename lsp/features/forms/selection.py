"""What may be selected in a filled form: a value, its key with it, the row, the section.

Says where it stands, in no order.
"""

from collections.abc import Iterator

from gouji.lang.form_model import Form
from gouji.lang.located import Mapping, Sequence, known_part
from gouji.lang.source import Source, Span
from gouji.lsp.features.forms.outline import every_part, form_symbols
from gouji.lsp.features.forms.spots import is_inline, sections


def spans_in_form(source: Source, root: Mapping, form: Form | None) -> Iterator[Span]:
    """Values, pairs, rows and sections of a filled form."""
    for section in sections(root):
        yield from _pairs(section.mapping)
    yield from (one.span for one in every_part(form_symbols(source, root, form)))


def _pairs(mapping: Mapping) -> Iterator[Span]:
    for entry in mapping:
        if is_inline(entry):
            node = known_part(entry.node)
            yield entry.key_span
            yield node.span
            yield Span(entry.key_span.start, node.span.end)
            yield from _within(node)


def _within(node: object) -> Iterator[Span]:
    if isinstance(node, Mapping):
        yield from _pairs(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield item.span
            yield from _within(item)
