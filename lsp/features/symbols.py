"""The outline of a text: the declarations of a rule file; and where a text folds.

Takes what could be read of a text, and holds none of its own.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.clipping import clipped
from gouji.lang.parse import SyntaxTree
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


_KINDS: dict[type, Kind] = {
    ast.Form: Kind.Class, ast.Rule: Kind.Function, ast.Test: Kind.Event, ast.Axis: Kind.Enum, ast.Use: Kind.File,
    ast.UnitDeclaration: Kind.Constant, ast.Library: Kind.Module, ast.Group: Kind.Namespace, ast.Table: Kind.Array,
    ast.Field: Kind.Field, ast.Row: Kind.EnumMember, ast.Off: Kind.Key,
}  # fmt: skip
# Characters of what stands behind a name that are shown.
_LONGEST = 60


def rule_symbols(tree: SyntaxTree) -> list[Symbol]:
    """The declarations in their order, each with what stands in it."""
    found = []
    for piece in tree.pieces:
        if piece.piece.declaration is not None:
            found += [_shifted(one, piece.offset) for one in _symbols(piece.piece.declaration, piece.piece.text)]
    return found


def _symbols(node: object, written: str) -> Iterator[Symbol]:
    kind = _KINDS.get(type(node))
    inner = sorted((found for part in _parts(node) for found in _symbols(part, written)), key=lambda one: one.span)
    if kind is None:
        yield from inner
        return
    named = next((one for name in _NAMES if (one := getattr(node, name, None))), None)
    if isinstance(named, ast.Name | ast.String) and named.text:
        span = Span(*getattr(node, "span", named.span))
        off = isinstance(node, ast.Off) and node.severity is None
        yield Symbol(
            named.text, kind, span, Span(*named.span), inner, _detail(node, span, Span(*named.span), written), off
        )


_NAMES = ("name", "key", "path", "check")


def _detail(node: object, span: Span, named: Span, written: str) -> str:
    """What stands beside a name: up to what is within the braces, and of a switch, what it does."""
    if isinstance(node, ast.Off):
        beside = written[span.start : named.start]
    else:
        beside = written[named.end : span.end].replace("｛", "{").partition("{")[0].lstrip(" :：")
    told = " ".join(beside.split())
    return clipped(told, _LONGEST)


def _parts(node: object) -> Iterator[object]:
    """The declarations within a declaration."""
    for value in node if isinstance(node, tuple) else ():
        for part in value if type(value) is tuple else (value,):
            if type(part) in _KINDS:
                yield part


def _shifted(symbol: Symbol, by: int) -> Symbol:
    inner = [_shifted(one, by) for one in symbol.inner]
    return symbol._replace(span=symbol.span.shifted(by), named=symbol.named.shifted(by), inner=inner)


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


def folding(symbols: list[Symbol], source: Source) -> list[types.FoldingRange]:
    """A fold for whatever takes several lines; one that begins as its first part does would hide that part's."""
    found = []
    for one in symbols:
        first, last = source.position(one.span.start).line, source.position(one.span.end).line
        if last > first and (not one.inner or one.inner[0].span.start > one.span.start):
            found.append(types.FoldingRange(first - 1, last - 1))
        found += folding(one.inner, source)
    return found
