"""Which block of a rule file an offset is in.

Goes by the braces that are tokens: those in texts, in names and in comments open and close nothing.
"""

from gouji.lang import ast
from gouji.lang.lexer import Brace, braces, open_braces
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Span

BLOCKS = (ast.Form, ast.Group, ast.Table, ast.Row, ast.Rule, ast.Test, ast.Library)


def block_at(piece: PlacedPiece | None, offset: int) -> object:
    """The innermost declaration whose braces are around an offset; None outside of all."""
    if piece is None:
        return None
    text, at = piece.piece.text, offset - piece.offset
    found: list[tuple[int, object]] = []
    waiting: list[object] = [piece.piece.declaration]
    while waiting:
        node = waiting.pop()
        if isinstance(node, BLOCKS) and _is_within(text, Span(*node.span), at):
            found.append((node.span.start, node))
        if isinstance(node, tuple):
            waiting += [part for part in node if isinstance(part, tuple)]
    if found:
        return max(found, key=lambda one: one[0])[1]
    return piece.piece.declaration if open_braces(text, at) else None


def after_opening(text: str, start: int) -> int | None:
    """Where what stands in the first braces begins, from an offset of a text on."""
    return next((brace.start + 1 for brace in braces(text, start) if brace.opens), None)


def _is_within(text: str, span: Span, at: int) -> bool:
    """Whether an offset is in the braces of a block; one that is not closed goes on while nothing else stands there."""
    if not span.start < at or (at >= span.end and (text[span.end : at].strip() or _is_closed(text, span))):
        return False
    inside = after_opening(text, span.start)
    return inside is not None and inside <= at


def _is_closed(text: str, span: Span) -> bool:
    """Whether a block ends with a brace: nothing that may hold one goes beyond its line but a torn text."""
    line = max(span.start, text.rfind("\n", 0, span.end) + 1, text.rfind("\r", 0, span.end) + 1)
    return list(braces(text, line, span.end))[-1:] == [Brace(span.end - 1, opens=False)]
