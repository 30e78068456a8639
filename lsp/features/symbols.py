"""The outline of a text: the declarations of a rule file, the headers and rows of a filled form; and where it folds.

Takes what could be read of a text, and holds none of its own.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.form_model import Form, FormTable
from gouji.lang.located import Mapping, Scalar
from gouji.lang.parse import SyntaxTree
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.spots import sections

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
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _parts(node: object) -> Iterator[object]:
    """The declarations within a declaration."""
    for value in node if isinstance(node, tuple) else ():
        for part in value if type(value) is tuple else (value,):
            if type(part) in _KINDS:
                yield part


def _shifted(symbol: Symbol, by: int) -> Symbol:
    inner = [_shifted(one, by) for one in symbol.inner]
    return symbol._replace(span=symbol.span.shifted(by), named=symbol.named.shifted(by), inner=inner)


def form_symbols(source: Source, root: Mapping, form: Form | None) -> list[Symbol]:
    """The headers in their order; the rows of a table by their keys."""
    every = sorted((one for one in sections(root) if one.path), key=lambda one: one.mapping.span)
    found = []
    ends = [*(one.mapping.span.start for one in every[1:]), len(source.text)]
    for section, until in zip(every, ends, strict=False):  # there may be no section at all
        start, end = section.mapping.span
        written = source.text[start:until].rstrip()
        name = ".".join(section.path)
        table = form.find(section.path) if form is not None else None
        if isinstance(table, FormTable) and table.key is not None and section.row is not None:
            key = section.mapping.get(table.key.name)
            name = str(key.value) if isinstance(key, Scalar) else f"{name}[{section.row + 1}]"
        kind = Kind.Namespace if section.row is None else Kind.Object
        found.append(Symbol(name, kind, Span(start, max(end, start + len(written))), section.mapping.span, []))
    return found


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
    """A fold for whatever takes several lines."""
    found = []
    for one in symbols:
        first, last = source.position(one.span.start).line, source.position(one.span.end).line
        if last > first:
            found.append(types.FoldingRange(first - 1, last - 1))
        found += folding(one.inner, source)
    return found
