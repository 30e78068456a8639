"""The outline of a text as the protocol has it, and where the text folds.

What has a name, the outline of its kind of text says; here is none of that.
"""

from typing import NamedTuple

from lsprotocol import types

from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of

Kind = types.SymbolKind


class Symbol(NamedTuple):
    """What has a name: `span` is all of it, `named` the name; `detail` is said beside it. What is `off` does nothing any more."""

    name: str
    kind: Kind
    span: Span
    named: Span
    inner: "list[Symbol]"
    detail: str = ""
    off: bool = False


def document_symbols(symbols: list[Symbol], source: Source, encoding: Encoding) -> list[types.DocumentSymbol]:
    """The outline as the protocol has it; what is switched off is struck out."""
    return [
        types.DocumentSymbol(
            one.name.strip() or "…", one.kind, range_of(source, one.span, encoding),
            range_of(source, one.named, encoding), detail=one.detail or None,
            tags=[types.SymbolTag.Deprecated] if one.off else None,
            children=document_symbols(one.inner, source, encoding),
        )
        for one in symbols
    ]  # fmt: skip


def folding_ranges(symbols: list[Symbol], source: Source) -> list[types.FoldingRange]:
    """A fold for whatever takes several lines; one that begins as its first part does would hide that part's."""
    found = []
    for one in symbols:
        first, last = source.position(one.span.start).line, source.position(one.span.end).line
        if last > first and (not one.inner or one.inner[0].span.start > one.span.start):
            found.append(types.FoldingRange(first - 1, last - 1))
        found += folding_ranges(one.inner, source)
    return found
