"""Words with their colours, as the protocol wants them: five numbers each, its place counted from that of the word before.

Made for texts of every kind. Knows no words, and colours nothing.
"""

from collections.abc import Iterable

from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, units
from gouji.lsp.offered import LEGEND

Word = tuple[int, int, str]
"""Where a word begins, where it ends, and its kind, one of the legend's."""


def encoded(source: Source, words: Iterable[Word], encoding: Encoding, span: Span | None = None) -> list[int]:
    """The tokens of words in their order, or of those that a span touches."""
    data: list[int] = []
    line_before = start_before = 0
    for start, end, kind in words:
        if span is not None and (end <= span.start or span.end <= start):
            continue
        line = source.position(start).line - 1
        is_first = line != line_before
        # A line may be very long: what stands before a word is counted from the word before.
        apart = units(source.text[source.line_starts[line] if is_first else start_before : start], encoding)
        length = units(source.text[start:end], encoding)
        data += [line - line_before, apart, length, LEGEND.token_types.index(kind), 0]
        line_before, start_before = line, start
    return data
