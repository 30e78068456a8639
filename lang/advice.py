"""Advice on whole programs: the figures of a form that no check reads.

Finds no mistakes; what may be read by a line with a mistake in it is left alone.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Set

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.inherited import all_fields
from gouji.lang.model import CellValue, Check, Column, Lookup, RowValue
from gouji.lang.parse import PlacedPiece
from gouji.lang.walk import walk

Paths = frozenset[tuple[str, ...]]


def paths_in(checks: Iterable[Check]) -> Paths:
    """The paths of the fields that checks read."""
    nodes = (node for check in checks for instance in check.instances for node in walk(instance))
    return frozenset(node.field.path for node in nodes if isinstance(node, CellValue | RowValue | Column | Lookup))


def spoilt(rules: Iterable[tuple[ast.Rule, PlacedPiece]], errors: list[Diagnostic]) -> str:
    """The lines and the rules with mistakes: they may well read what stands in them."""
    texts = [error.place.source.line(error.place.start.line) for error in errors]
    starts: defaultdict[int, list[int]] = defaultdict(list)  # by the identity of the source
    for error in errors:
        starts[id(error.place.source)].append(error.place.span.start)
    for found in starts.values():
        found.sort()
    for rule, piece in rules if errors else ():
        span = piece.place(rule.span).span
        here = starts.get(id(piece.source), [])
        if bisect_left(here, span.start) < bisect_left(here, span.end):
            texts.append(piece.piece.text[slice(*rule.span)])
    return "\n".join(texts)


def unread_fields(
    forms: list[Form], fields_read: Callable[[Form], Set[tuple[str, ...]]], spoilt: str
) -> list[Diagnostic]:
    """Figures that no check of a form or of a form that inherits it reads; texts need none."""
    parents = {form.parent for form in forms}
    found: list[Diagnostic] = []
    for form in forms:
        if form in parents:
            continue
        read = fields_read(form)
        for member in all_fields(form):
            if (
                member.kind in ("money", "number", "count", "ratio")
                and member.path not in read
                and member.name not in spoilt
            ):
                found.append(Diagnostic(codes.UNREAD_FIELD, member.place, {"name": ".".join(member.path)}))
    return found
