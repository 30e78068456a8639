"""The outline of a rule file: its declarations, each with what stands in it; of one that is broken also what is lost for now.

Takes what could be read of a text, and holds none of its own.
"""

from collections.abc import Iterator

from gouji.lang import ast
from gouji.lang.clipping import clipped
from gouji.lang.lexer import braces, tokenize
from gouji.lang.parse import SyntaxTree
from gouji.lang.source import Source, Span
from gouji.lsp.features.names.last_good import Moved
from gouji.lsp.features.symbols import Kind, Symbol

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
        opening = next(braces(written, named.end, span.end), None)
        beside = written[named.end : opening.start if opening is not None else span.end]
        for comment in reversed(tokenize(beside).comments):
            beside = beside[: comment.start] + beside[comment.end :]
        beside = beside.lstrip(" :：")
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


def with_last_good(now: list[Symbol], before: list[Symbol], source: Source, shift: Moved) -> list[Symbol]:
    """The outline of now, and what is no more in it though its name still stands in the text."""
    return _joined(now, before, source, shift, set(_keys(now)))


def _joined(
    now: list[Symbol], before: list[Symbol], source: Source, shift: Moved, known: set[tuple[Span, str]]
) -> list[Symbol]:  # fmt: skip
    """`known` are the names of the whole outline of now, which are not taken twice."""
    found = {(one.named, one.name): one for one in now}
    for one in before:
        named = shift.span(one.named)
        key = named, one.name
        if key in found:
            found[key] = found[key]._replace(inner=_joined(found[key].inner, one.inner, source, shift, known))
        elif key not in known:
            inner = _joined([], one.inner, source, shift, known)
            if one.name in source.text[slice(*named)]:
                found[key] = one._replace(span=shift.span(one.span), named=named, inner=inner)
            else:  # its own name is what is being typed
                found |= {(part.named, part.name): part for part in inner}
    return sorted(found.values(), key=lambda one: one.span)


def _keys(symbols: list[Symbol]) -> Iterator[tuple[Span, str]]:
    for one in symbols:
        yield one.named, one.name
        yield from _keys(one.inner)
