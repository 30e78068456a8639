"""The outline of a filled form as a tree: groups, tables with their rows, cells with what stands in them.

Takes what could be read of a text, in the order in which it is written; a table whose rows stand apart is there twice.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.clipping import clipped
from gouji.lang.form_model import Form, FormTable
from gouji.lang.head_keys import ANSWER_KEYS
from gouji.lang.located import Mapping, Node, Scalar, Sequence, known_part
from gouji.lang.source import Source, Span
from gouji.lint.answers import KEYS
from gouji.lsp.features.forms.spots import Path, Section, is_inline, sections
from gouji.lsp.features.symbols import Kind, Symbol

MOST_CELLS = 10_000
"""In a text with more cells the outline has none: nobody looks for one among so many there."""
_LONGEST = 60


class _Open(NamedTuple):
    """A part of the tree that what comes next may belong to."""

    path: Path
    inner: list[Symbol]
    is_table: bool = False


def form_symbols(source: Source, root: Mapping, form: Form | None) -> list[Symbol]:
    every = sorted((one for one in sections(root) if one.path), key=lambda one: one.mapping.span)
    has_cells = sum(len(one.mapping.entries) for one in every) <= MOST_CELLS
    top = list(_cells(root)) if has_cells else []
    around = [_Open((), top)]
    ends = [*(one.mapping.span.start for one in every[1:]), len(source.text)]
    for section, until in zip(every, ends, strict=False):  # there may be no section at all
        start, end = section.mapping.span
        written = Span(start, max(end, start + len(source.text[start:until].rstrip())))
        while not _holds(around[-1], section):
            around.pop()
        name = ".".join(section.path[len(around[-1].path) :])
        if section.row is not None and not around[-1].is_table:
            table = Symbol(name, Kind.Array, written, section.mapping.span, [])
            around[-1].inner.append(table)
            around.append(_Open(section.path, table.inner, is_table=True))
        if section.row is not None:
            name = _row_name(section, form) or f"{section.path[-1]}[{section.row + 1}]"
        inner = list(_cells(section.mapping)) if has_cells else []
        kind = Kind.Namespace if section.row is None else Kind.Object
        around[-1].inner.append(Symbol(name, kind, written, section.mapping.span, inner))
        around.append(_Open(section.path, inner))
    return [_whole(one) for one in top]


def every_part(symbols: list[Symbol]) -> Iterator[Symbol]:
    for one in symbols:
        yield one
        yield from every_part(one.inner)


def _holds(outer: _Open, section: Section) -> bool:
    """Whether a section stands in a part of the tree: below its path, or as a row of its table."""
    if outer.path == section.path:
        return outer.is_table and section.row is not None
    return section.path[: len(outer.path)] == outer.path and not outer.is_table


def _row_name(section: Section, form: Form | None) -> str:
    """The key of a row; of an answer, its rule."""
    table = form.find(section.path) if form is not None else None
    names: tuple[str, ...] = ()
    if isinstance(table, FormTable):
        names = (table.key.name,) if table.key is not None else ()
    elif section.path in ((ANSWER_KEYS[0],), (ANSWER_KEYS[1],)):
        names = (KEYS[0].chinese, KEYS[0].english)
    nodes = (section.mapping.get(name) for name in names)
    return next((str(node.value) for node in nodes if isinstance(node, Scalar)), "")


def _cells(mapping: Mapping) -> Iterator[Symbol]:
    for entry in mapping:
        if is_inline(entry):
            node = known_part(entry.node)
            span = Span(entry.key_span.start, node.span.end)
            yield Symbol(entry.key, Kind.Field, span, entry.key_span, [], _shown(node))


def _shown(node: Node) -> str:
    """A value in a few letters."""
    if isinstance(node, Scalar):
        shown = " ".join(str(node.value if isinstance(node.value, str) else node.text).split())
    elif isinstance(node, Mapping):
        shown = "，".join(f"{one.key} {_shown(one.node)}" for one in node)
    elif isinstance(node, Sequence):
        shown = "、".join(map(_shown, node.items[:_LONGEST]))
    else:
        shown = "…"
    return clipped(shown, _LONGEST)


def _whole(symbol: Symbol) -> Symbol:
    """A part with what stands in it, however far that goes; of a table, how many rows it has."""
    inner = [_whole(one) for one in symbol.inner]
    start, end = symbol.span
    detail = f"×{len(inner)}" if symbol.kind is Kind.Array else symbol.detail
    return symbol._replace(span=Span(start, max((end, *(one.span.end for one in inner)))), inner=inner, detail=detail)
