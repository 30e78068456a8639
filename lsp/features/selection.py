"""What is selected when a selection grows: of all that may be selected, what lies around the place, one within the next.

What that is, each kind of text says. Selects nothing.
"""

from collections.abc import Iterable

from lsprotocol import types

from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of


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
