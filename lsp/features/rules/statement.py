"""The statement of a rule file that the cursor is in, as the parser takes it: its words, and which may stand next.

Reads it alone, within the block that it is in, so that what is unfinished elsewhere does not matter. Offers nothing.
"""

from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.lexer import RawToken, braces, tokenize
from gouji.lang.parse import PlacedPiece, parse_piece, read_so_far
from gouji.lsp.features.rules.blocks import BLOCKS, after_opening
from gouji.lsp.features.rules.words import CLAUSES

# How a block is opened, for what stands in it to be read by itself.
_OPENED: dict[type, str] = {
    ast.Form: "form _ {", ast.Group: "form _ { group _ {", ast.Table: "form _ { table _ {", ast.Library: "library _ {",
    ast.Row: "library _ { row _ {", ast.Rule: "rule _ {", ast.Test: 'test "_" {',
}  # fmt: skip
_MEMBER = " group _ {}"
_CLAUSES: dict[type, frozenset[str]] = {
    ast.Rule: frozenset("EACH WHEN LET MUST MESSAGE BASIS CATEGORY AT FIX ANSWERABLE".split()),
    ast.Test: frozenset("GIVEN CHANGE DELETE ADD EXPECT".split()),
}
# What stands before a brace that opens a block; before that of a set stands an operator, a bracket or a comma.
_BEFORE_BLOCK = frozenset(("NAME", "STRING", "REQUIRED", "ERROR", "WARNING", "HINT", "CUMULATIVE"))


class Statement(NamedTuple):
    """The words from its beginning, each with the one kind that the parser took it for; `next` are the kinds that may follow."""

    tokens: list[RawToken]
    next: frozenset[str]


def statement_before(piece: PlacedPiece | None, block: object, text: str, start: int, offset: int) -> Statement:
    """The statement of a block that has begun before an offset of a text, on a line that is read from `start`.

    Where it begins as none does in the block, its block is unfinished itself, and it is read as what it begins as.
    """
    own = _block_of(text[start:offset])
    if own is not None and not isinstance(block, own):
        return _cut(_OPENED[own], text[start:offset])
    if piece is None or not isinstance(block, BLOCKS):
        return _cut("", text[piece.offset if piece is not None else start : offset])
    start = max(start, after_opening(text, piece.offset + block.span.start) or 0)
    start += _after_closed(text[start:offset])
    members = (*block.members, *block.rules, *block.switches) if isinstance(block, ast.Form) else ()
    goes_on = any(piece.offset + one.span.start < start for one in members)
    return _cut(_OPENED[type(block)] + (_MEMBER if goes_on else ""), text[start:offset])


def _block_of(written: str) -> type | None:
    """The only block in which a statement begins as this one does."""
    tokens = tokenize(written).items[:2]
    if not tokens or (len(tokens) > 1 and "_COLON" in tokens[1].kinds):
        return None
    return next((block for block, clauses in _CLAUSES.items() if not clauses.isdisjoint(tokens[0].kinds)), None)


def _after_closed(written: str) -> int:
    """Where the blocks end that were closed and not opened in a text: what comes then stands around them."""
    depth = end = 0
    for brace in braces(written):
        depth += 1 if brace.opens else -1
        if depth < 0:
            depth, end = 0, brace.start + 1
    return end


def _cut(opened: str, written: str) -> Statement:
    """The last statement of what is written in a block."""
    tokens, following = _read(f"{opened}\n{written}")
    tokens = [token for token in tokens if token.start > len(opened)]
    return Statement(tokens[_beginning(tokens) :], following)


def columns_behind(piece: PlacedPiece, offset: int) -> list[ast.Field]:
    """The columns of a table whose head is unfinished: what stands in the next braces."""
    inside = after_opening(piece.piece.text, offset - piece.offset)
    rest = piece.piece.text[inside:] if inside is not None else ""
    read = parse_piece(f"form _ {{ table _ {{ {rest}").declaration
    table = read.members[0] if isinstance(read, ast.Form) and read.members else None
    return list(table.fields) if isinstance(table, ast.Table) else []


def in_hole(written: str) -> Statement:
    """The words of one of the `{…}` of a message."""
    return _read(written, "expression")


def _read(text: str, start: str = "start") -> Statement:
    classified, following = read_so_far(text, start)
    return Statement(
        [token._replace(kinds=(kind,)) if kind is not None else token for token, kind in classified], following
    )


def _beginning(tokens: list[RawToken]) -> int:
    """The index of the word that begins the last statement."""
    start = 0
    blocks: list[bool] = []  # of the braces that are open, whether they are those of a block
    for at, token in enumerate(tokens):
        kind = token.kinds[0]
        if kind == "_LBRACE":
            is_block = (
                at > 0 and not _BEFORE_BLOCK.isdisjoint(tokens[at - 1].kinds) and "ADD" not in tokens[start].kinds
            )
            blocks.append(is_block)
            start = at + 1 if is_block else start
        elif kind == "_RBRACE":
            is_block = blocks.pop() if blocks else True
            start = at + 1 if is_block or "ADD" in tokens[start].kinds else start
        elif start < at and _begins(tokens, at, start):
            start = at
    return start


def _begins(tokens: list[RawToken], at: int, start: int) -> bool:
    """Whether a word begins a statement, where the last one before began at `start`."""
    token = tokens[at]
    if len(token.kinds) > 1 and not token.first:  # what the parser left out tells nothing
        return False
    if "UNIT" in token.kinds:  # of a form or a row; that of a field belongs to it
        return not _is_field(tokens, start)
    return not CLAUSES.isdisjoint(token.kinds) or ("NAME" in token.kinds and _is_field(tokens, at))


def _is_field(tokens: list[RawToken], at: int) -> bool:
    return at + 1 < len(tokens) and "_COLON" in tokens[at + 1].kinds
