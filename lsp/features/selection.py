"""What is selected when a selection grows: the word, the expression, the clause, the declaration, the file.

In a filled form: the value, its key with it, the row or section, the file. Looks at texts, selects nothing.
"""

from collections.abc import Iterable, Iterator

from lsprotocol import types

from gouji.lang.form_model import Form
from gouji.lang.located import Mapping, Sequence, known_part
from gouji.lang.parse import PlacedPiece, classify, read_so_far
from gouji.lang.parse_run import Classified
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.form_outline import every_part, form_symbols
from gouji.lsp.features.rule_words import CLAUSES, hole_at
from gouji.lsp.features.spots import is_inline, sections


def selection_range(source: Source, spans: Iterable[Span], offset: int, encoding: Encoding) -> types.SelectionRange:
    """The spans around an offset, each within the next; the file is the last."""
    around = {one for one in spans if one.start <= offset <= one.end}
    grown: types.SelectionRange | None = None
    kept = Span(0, len(source.text))
    for span in sorted({*around, kept}, key=lambda one: one.start - one.end):
        if grown is None or (kept.start <= span.start and span.end <= kept.end):
            grown, kept = types.SelectionRange(range_of(source, span, encoding), grown), span
    assert grown is not None
    return grown


def spans_in_rules(piece: PlacedPiece | None, offset: int) -> Iterator[Span]:
    """The parts of a declaration that may be selected, in no order."""
    if piece is None:
        return
    written = piece.piece.text
    bare = written.lstrip()
    yield Span(len(written) - len(bare), len(written.rstrip())).shifted(piece.offset)
    for span in (*_nodes(piece.piece.declaration), *_statements(classify(written), offset - piece.offset)):
        yield span.shifted(piece.offset)
    hole = hole_at(piece.source.text, offset, piece.offset)
    if hole is not None:
        yield from (hole, Span(hole.start - 1, hole.end + 1))
        inside = read_so_far(piece.source.text[slice(*hole)], "expression")[0]
        yield from (span.shifted(hole.start) for span in _statements(inside, offset - hole.start))


def _nodes(node: object) -> Iterator[Span]:
    """The spans of everything in a syntax tree."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Span) or not isinstance(one, tuple):
            continue
        span = getattr(one, "span", None)
        if isinstance(span, tuple):
            yield Span(*span)
        waiting += one


def _statements(words: Classified, offset: int) -> Iterator[Span]:
    """The word at an offset, what stands in the brackets around it, and the clause."""
    opened: list[int] = []
    clause = end = None
    for token, terminal in words:
        if token.start <= offset <= token.end:
            yield Span(token.start, token.end)
        begins = token.first and (terminal in CLAUSES or terminal == "_RBRACE")
        if begins and clause is not None and end is not None and clause <= offset <= end:
            yield Span(clause, end)
        if begins:
            clause = token.start if terminal in CLAUSES else None
        end = token.end
        if terminal in ("_LPAR", "_LBRACKET", "_LBRACE"):
            opened.append(token.end)
        elif terminal in ("_RPAR", "_RBRACKET", "_RBRACE") and opened:
            inner = opened.pop()
            if inner <= offset <= token.start:
                yield Span(inner, token.start)
                yield Span(inner - 1, token.end)
    if clause is not None and end is not None and clause <= offset <= end:
        yield Span(clause, end)


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
