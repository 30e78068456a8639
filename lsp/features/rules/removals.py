"""What of a rule file can be taken out where a finding says that it is one too many: a declaration, a clause, an attribute, a word.

Takes out what the finding is about, with its line where nothing else stands there. Which of two is meant, the user says.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.lang import ast, codes
from gouji.lang.catalogue import text
from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Code, Diagnostic, Replacement
from gouji.lang.parse import PlacedPiece, classify
from gouji.lang.source import Source, Span
from gouji.lsp.features.actions import Action
from gouji.lsp.features.names.rule_names import piece_at
from gouji.lsp.features.rules.values import nodes_at
from gouji.lsp.question import Question
from gouji.lsp.snapshot import Snapshot

# Characters of what is taken out that a title shows.
_LONGEST = 20
_COMMAS = ",，、 "
# Findings about a clause or an attribute as a whole; about a name, whose statement goes with it; about what a keyword begins.
_WHOLE = frozenset((codes.CLAUSE_TWICE, codes.ATTRIBUTE_TWICE, codes.ATTRIBUTE_PLACE, codes.FIX_PLACE))
_NAMED = frozenset((codes.DUPLICATE_NAME, codes.UNUSED_LET, codes.UNUSED_LOOP))
_BEGUN: dict[Code, str] = {codes.WITHIN_PLACE: "WITHIN"}
_STATEMENTS = (
    ast.Field, ast.Group, ast.Table, ast.Row, ast.Rule, ast.Axis, ast.Library, ast.UnitDeclaration, ast.Let, ast.Each,
    ast.Cell,
)  # fmt: skip


def removals(asked: Question, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """The edits that take out what findings say is one too many."""
    snapshot, path = asked.snapshot, asked.path
    for one in about:
        piece = piece_at(snapshot, path, one.place.span.start) if one.fix is None else None
        if piece is None or one.place.source is not piece.source:
            continue
        span = _span(piece, one)
        if span is None:
            continue
        source = piece.source
        written = source.text[slice(*span)].lstrip(_COMMAS)
        shown = clipped(" ".join(written.split()), _LONGEST)
        key = "remove-same" if _stands_before(snapshot, one, written) else "remove"
        title = text(f"lsp.action.{key}", asked.language, text=shown)
        yield Action(title, path, source, (Replacement(_with_blanks(source, span), ""),), (one,))


def _span(piece: PlacedPiece, found: Diagnostic) -> Span | None:
    """What a finding says is one too many."""
    span = found.place.span.shifted(-piece.offset)
    if found.code in _WHOLE:
        return None if _is_torn(piece, span) else found.place.span
    if found.code in _BEGUN:
        begun = [token for token, kind in classify(piece.piece.text) if kind == _BEGUN[found.code]]
        start = max((token.start for token in begun if token.start < span.start), default=None)
        return Span(start, span.end).shifted(piece.offset) if start is not None else None
    if found.code not in _NAMED:
        return None
    whole = next((one for one in nodes_at(piece.piece.declaration, span.start) if _begins_with(one, span)), None)
    if isinstance(whole, ast.Let | ast.Each) and _is_torn(piece, span):
        return None
    if whole is not None:
        return Span(*whole.span).shifted(piece.offset)
    return _of_list(piece, span)


def _is_torn(piece: PlacedPiece, span: Span) -> bool:
    """Whether it is not known what a clause belongs to: something before it, the head of another rule perhaps, is unreadable."""
    return any(one.code not in _WHOLE and one.span.start <= span.start for one in piece.piece.faults)


def _begins_with(node: object, name: Span) -> bool:
    """Whether a statement is that of a name."""
    if not isinstance(node, _STATEMENTS):
        return False
    if isinstance(node, ast.Each):
        return node.path[0].span.start == name.start
    named = node.key if isinstance(node, ast.Row) else node.field if isinstance(node, ast.Cell) else node.name
    return Span(*named.span) == name


def _of_list(piece: PlacedPiece, word: Span) -> Span | None:
    """A word of a list, with the comma before it."""
    tokens = [token for token, _ in classify(piece.piece.text)]
    at = next((at for at, token in enumerate(tokens) if token.start == word.start), 0)
    if at and "_COMMA" in tokens[at - 1].kinds:
        return Span(tokens[at - 1].start, word.end).shifted(piece.offset)
    return None


def _stands_before(snapshot: Snapshot, found: Diagnostic, written: str) -> bool:
    """Whether the same stands where the name was declared first."""
    first = found.related[0].place if found.related else None
    piece = piece_at(snapshot, Path(first.source.name), first.span.start) if first is not None else None
    if first is None or piece is None:
        return False
    span = _span(piece, Diagnostic(found.code, first)) or first.span
    return first.source.text[slice(*span)].split() == written.split()


def _with_blanks(source: Source, span: Span) -> Span:
    """With the blanks before it, or with its lines where nothing else stands on them."""
    start, end = span
    written = source.text
    before = written.rfind("\n", 0, start) + 1
    after = written.find("\n", end)
    after = len(written) if after < 0 else after + 1
    if not written[before:start].strip() and not written[end:after].strip():
        return Span(before, after)
    return Span(before + len(written[before:start].rstrip()), end)
