"""The other half of a bracket that is left open in a rule file, put where the file reads best with it.

Which bracket is open, the finding says. A brace goes by the indentation; another bracket by what can then be read.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from gouji.lang import codes
from gouji.lang.block_ends import missing_braces
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic, Replacement, Severity
from gouji.lang.lexer import RawToken, tokenize
from gouji.lang.parse import PlacedPiece, parse, parse_piece
from gouji.lang.source import LINE_END, Source, Span
from gouji.lsp.features.actions import Action
from gouji.lsp.features.names.rule_names import piece_at
from gouji.lsp.features.rules.words import CLAUSES
from gouji.lsp.question import Question
from gouji.lsp.snapshot import Snapshot

_COMPARING = frozenset("EQ _EQ NE GE LE GT LT ABOUT IS IN MENTIONS MATCHES".split())
_BEFORE = _COMPARING | frozenset("PLUS MINUS TIMES DIVIDE _AND _OR _RPAR _RBRACKET _LBRACE _DOT _COMMA".split())
"""What may stand right behind a closing bracket."""
MOST_TRIED = 4


def closings(asked: Question, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """The other halves of the brackets that findings say are left open."""
    for one in about:
        edit = _closing(asked.snapshot, asked.path, one) if one.fix is None else None
        if edit is not None:
            line = one.place.source.position(edit.span.start).line
            title = text("lsp.action.close", asked.language, bracket=edit.text.strip(), line=line)
            yield Action(title, asked.path, one.place.source, (edit,), (one,))


def _closing(snapshot: Snapshot, path: Path, found: Diagnostic) -> Replacement | None:
    """The edit that closes the bracket of a finding."""
    piece = piece_at(snapshot, path, found.place.span.start)
    other = str(found.arguments.get("closing", ""))
    if found.code is not codes.UNCLOSED_BRACKET or piece is None or found.place.source is not piece.source:
        return None
    if other in "}｝":
        brace = _brace(piece, found.place.span.start)
        is_of_use = brace is not None and _unreadable(piece.source.edited(*brace)) < _unreadable(piece.source)
        return brace if is_of_use else None
    bracket = found.place.span.start
    edits = [Replacement(Span(at, at), other) for at in (*_in_calls(piece, bracket), *_places(piece, bracket))]
    faults = {edit: _faults(piece, edit) for edit in edits}
    fewest = min(faults.values(), default=0)
    best = [edit for edit in edits if faults[edit] == fewest]
    if fewest >= len(piece.piece.faults) or not best:
        return None
    return min(best[:MOST_TRIED], key=lambda edit: _errors(snapshot, path, piece.source, edit)) if best[1:] else best[0]


def _brace(piece: PlacedPiece, bracket: int) -> Replacement | None:
    """A brace on a line of its own, where the parser reads on as if it stood there; nothing else if that is anywhere."""
    written = piece.piece.text
    tokens = tokenize(written).items
    for missing in missing_braces(written, tokens):
        if missing.opening.start + piece.offset == bracket:
            end = LINE_END.search(written, tokens[missing.before - 1].end)
            line = written[: end.start() if end is not None else len(written)].rstrip()
            at = piece.offset + len(line)
            return Replacement(Span(at, at), f"{_line_end(piece.source)}{' ' * missing.indent}}}")
    return None


def _line_end(source: Source) -> str:
    end = LINE_END.search(source.text)
    return end[0] if end is not None else "\n"


def _places(piece: PlacedPiece, bracket: int) -> Iterator[int]:
    """Where the statement could have the other half: on the line of the bracket, what is compared as a whole first."""
    line_end = len(LINE_END.split(piece.source.text[bracket:], maxsplit=1)[0]) + bracket
    tokens: list[RawToken] = tokenize(piece.source.text[bracket:line_end]).items
    ends = [(one.end, frozenset(after.kinds)) for one, after in pairwise(tokens[1:])]
    yield from (bracket + end for end, after in ends if after & _COMPARING)
    yield from (bracket + end for end, after in ends if after & _BEFORE and not after & _COMPARING)
    yield from (bracket + token.end for token in tokens[-1:])


def _in_calls(piece: PlacedPiece, bracket: int) -> Iterator[int]:
    """Where a call in the brackets seems to go on into a comparison: it is the one that is not closed, perhaps lines below."""
    opened: list[bool] = []  # whether a bracket is that of a call, in which nothing is chosen
    tokens: list[RawToken] = tokenize(piece.source.text[bracket : piece.offset + len(piece.piece.text)]).items
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.first and not CLAUSES.isdisjoint(token.kinds):
            return
        if not {"_LPAR", "_LBRACKET", "_LBRACE"}.isdisjoint(token.kinds):
            opened.append("_LPAR" in token.kinds and "NAME" in before.kinds)
        elif not {"_RPAR", "_RBRACKET", "_RBRACE"}.isdisjoint(token.kinds) and opened:
            opened.pop()
        elif opened and "WHERE" in token.kinds:
            opened[-1] = False
        if opened and opened[-1] and not _COMPARING.isdisjoint(after.kinds):
            yield bracket + token.end


def _faults(piece: PlacedPiece, edit: Replacement) -> int:
    at = edit.span.start - piece.offset
    return len(parse_piece(piece.piece.text[:at] + edit.text + piece.piece.text[at:]).faults)


def _unreadable(source: Source) -> int:
    """How many faults of writing a file has."""
    return sum(len(piece.piece.faults) for piece in parse(source).pieces)


def _errors(snapshot: Snapshot, path: Path, source: Source, edit: Replacement) -> int:
    """How many errors the file would have."""
    texts = {**snapshot.open, path: source.edited(*edit)}
    found = snapshot.supposing(texts, [path]).diagnostics(path)
    return sum(one.severity is Severity.ERROR for one in found)
