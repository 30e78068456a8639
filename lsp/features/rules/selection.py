"""What may be selected around a place of a rule file: the word, what stands in brackets, the clause, the declaration.

Says where it stands, in no order.
"""

from collections.abc import Iterator

from gouji.lang.parse import PlacedPiece, classify, read_so_far
from gouji.lang.parse_run import Classified
from gouji.lang.source import Span
from gouji.lsp.features.rules.words import CLAUSES, hole_at


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
        yield hole
        if piece.source.text[hole.end : hole.end + 1] in ("}", "｝"):
            yield Span(hole.start - 1, hole.end + 1)
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
