"""The messages of rules: texts with `{…}` in them -> parts, each hole typed, each mistake at its place in the file.

Fills nothing in; that is done when a check has failed.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from gouji.lang import ast, codes
from gouji.lang.expressions import type_expression
from gouji.lang.lexer import written_offsets
from gouji.lang.model import Hole, Message
from gouji.lang.parse import parse_expression
from gouji.lang.references import Scope
from gouji.lang.source import Span
from gouji.lang.types import Kind

_HOLE = re.compile(r"\{\{|\}\}|[{｛](?P<inner>(?:[^{}｛｝\"]|\"[^\"]*\")*)[}｝]|[{}｛｝]")
_Part = TypeVar("_Part")


def type_message(scope: Scope, written: ast.String | None) -> Message | None:
    """A message with its `{…}` typed."""
    if written is None:
        return None
    offsets = [written.span.start + offset for offset in written_offsets(scope.reporter.text(written.span))]
    parts: list[str | Hole] = []
    position = 0
    has_holes = False
    for match in _HOLE.finditer(written.text):
        parts.append(written.text[position : match.start()])
        position = match.end()
        has_holes = has_holes or match.group() not in ("{{", "}}")
        if match["inner"] is None and len(match.group()) == 1:
            _report_half(scope, match.group(), offsets[match.start()])
        elif match["inner"] is None:
            parts.append(match.group()[0])
        else:
            hole = _hole(scope, match["inner"], offsets[match.start("inner") : match.end("inner") + 1])
            parts += [hole] if hole is not None else []
    parts.append(written.text[position:])
    if not has_holes:
        scope.reporter.report(codes.MESSAGE_WITHOUT_FIGURE, written.span)
    return tuple(part for part in parts if part != "")


def _hole(scope: Scope, text: str, offsets: Sequence[int]) -> Hole | None:
    """A hole, whose characters stand at these offsets; None after a report."""
    expression, faults = parse_expression(text)
    for fault in faults[:1]:
        fault = _placed(fault, offsets)
        scope.reporter.report(fault.code, fault.span, fault.fix, **fault.arguments)
    if expression is None:
        return None
    expression = _placed(expression, offsets)
    typed = type_expression(scope, expression)
    if typed.type.kind in (Kind.ROWS, Kind.COLUMN, Kind.SET, Kind.BOOLEAN):
        scope.reporter.report(codes.NOT_SHOWN, expression.span, type=typed.type.term())
        return None
    return Hole(typed)


def _report_half(scope: Scope, brace: str, at: int) -> None:
    """A brace in a message whose other half is missing."""
    span = Span(at, at + 1)
    if brace in "{｛":
        scope.reporter.report(codes.UNCLOSED_BRACKET, span, bracket=brace, closing="｝" if brace == "｛" else "}")
    else:
        scope.reporter.report(codes.UNOPENED_BRACKET, span, bracket=brace, opening="｛" if brace == "｝" else "{")


def _placed(part: _Part, offsets: Sequence[int]) -> _Part:
    """A tree or span that counts from the start of a hole, with the offsets at which it stands in the file."""
    if isinstance(part, Span):
        last = len(offsets) - 1
        return type(part)(offsets[min(part.start, last)], offsets[min(part.end, last)])
    if isinstance(part, tuple):
        parts = [_placed(inner, offsets) for inner in part]
        return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)
    return part
