"""Text -> syntax tree and faults, in one pass. Never fails: whatever cannot be read is skipped to the next clause.

Each top-level declaration is parsed by itself and remembered by its text, so that an edit costs one declaration.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gouji.lang import ast, codes
from gouji.lang.block_ends import with_braces
from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Term
from gouji.lang.keywords import DECLARATIONS, KEYWORDS
from gouji.lang.lexer import Fault, cut, tokenize
from gouji.lang.parse_run import Classified, Run
from gouji.lang.remembered import SHORT, remembered, remembered_with
from gouji.lang.source import Place, Source, Span


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Piece:
    """The text of one declaration, parsed; spans count from its start. `declaration` is None where nothing was found.

    `broken` are the statements that were not read as they were meant; what is said of them otherwise follows from that.
    """

    text: str
    declaration: "ast.Declaration | None"
    faults: tuple[Fault, ...]
    broken: tuple[Span, ...] = ()


class PlacedPiece(NamedTuple):
    """A piece where it stands in its file."""

    source: Source
    offset: int
    piece: Piece

    def place(self, span: Span) -> Place:
        start, end = span
        return Place(self.source, Span(start + self.offset, end + self.offset))

    def diagnostic(self, fault: Fault) -> Diagnostic:
        """A fault of this piece, where it stands in the file."""
        fault = shifted(fault, self.offset)
        return Diagnostic(
            fault.code, Place(self.source, fault.span), fault.arguments, fix=fault.fix, related=fault.related
        )

    def diagnostics(self) -> list[Diagnostic]:
        return [self.diagnostic(fault) for fault in self.piece.faults]


def shifted(fault: Fault, by: int) -> Fault:
    """A fault, and its fix, as many characters further on."""
    fix = fault.fix
    if fix is not None:
        moved = (change._replace(span=change.span.shifted(by)) for change in fix.replacements)
        fix = fix._replace(replacements=tuple(moved))
    return fault._replace(span=fault.span.shifted(by), fix=fix)


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """One rule file: its declarations in order."""

    source: Source
    pieces: tuple[PlacedPiece, ...]

    def diagnostics(self) -> list[Diagnostic]:
        return [diagnostic for piece in self.pieces if piece.piece.faults for diagnostic in piece.diagnostics()]


# Mistakes reported in one declaration.
MOST_FAULTS = 100


def parse(source: Source, ask: Callable[[], None] = lambda: None) -> SyntaxTree:
    """The syntax tree of a rule file; mistakes are in its pieces. Before each declaration `ask` may raise what ends it."""
    pieces: list[PlacedPiece] = []
    for offset, text in _declarations(source):
        ask()
        pieces.append(PlacedPiece(source, offset, parse_piece(text)))
    return SyntaxTree(source, tuple(pieces))


def parse_uses(source: Source) -> list[PlacedPiece]:
    """The declarations of a rule file that may use another: all that do not plainly begin as something else."""
    texts = ((offset, text) for offset, text in _declarations(source) if not _OTHERWISE.match(text))
    return [PlacedPiece(source, offset, parse_piece(text)) for offset, text in texts]


@remembered_with
def _declarations(source: Source) -> list[tuple[int, str]]:
    return cut(source.text)


_OTHERS = (word for kind in DECLARATIONS if kind != "USE" for words in KEYWORDS[kind] for word in words)
_OTHERWISE = re.compile(rf"(?:[\s\u3000\ufeff;；]|[#＃][^\r\n]*)*+(?:{'|'.join(_OTHERS)})(?![\w:：])")


@remembered
def parse_piece(text: str) -> Piece:
    """Parses the text of one declaration."""
    return _parsed(text)[0]


def parse_classified(text: str) -> tuple[Piece, Classified]:
    """What `parse_piece` and `classify` say, from one pass."""
    piece, run = _parsed(text)
    return piece, run.classified()


def _parsed(text: str) -> tuple[Piece, Run]:
    from gouji.lang.tree_builder import build_declarations

    tokens, settled, faults = with_braces(text, tokenize(text))
    run = Run("start", text, tokens, faults)
    tree = run.tree()
    declarations = build_declarations(tree, tokens.documentation, faults) if tree is not None else []
    faults += settled
    if not any(fault.code in (codes.UNOPENED_BRACKET, codes.UNCLOSED_BRACKET) for fault in faults):
        starts = {extra.span.start for extra in declarations[1:]}
        keywords = (Span(token.start, token.end) for token in tokens.items if token.start in starts)
        faults += [Fault(codes.DECLARATION_PLACE, keyword, {}, _on_its_own_line(text, keyword)) for keyword in keywords]
    declaration = declarations[0] if declarations else None
    faults.sort(key=lambda fault: fault.span)
    return Piece(text, declaration, tuple(faults[:MOST_FAULTS]), tuple(run.broken)), run


def _on_its_own_line(text: str, keyword: Span) -> Fix:
    """The fix for a declaration behind another one, or behind blanks; it is read then, with all that it says."""
    start = len(text[: keyword.start].rstrip(" \t\u3000"))
    line_end = "" if start == 0 or text[start - 1] in "\r\n" else "\n"
    return Fix(Term("fix.own-line"), (Replacement(Span(start, keyword.start), line_end),))


@lru_cache(maxsize=SHORT)
def parse_expression(text: str) -> tuple["ast.Expression | None", list[Fault]]:
    """Parses an expression inside a message; spans count from the start of `text`."""
    from gouji.lang.expression_builder import build_expression

    if _PATH.fullmatch(text) and not text.startswith(_NEGATIONS):
        return _path(text), []  # what nearly every `{…}` holds
    tokens = tokenize(text)
    faults = list(tokens.faults)
    tree = None if faults else Run("expression", text, tokens, faults).tree()
    expression = build_expression(tree, faults) if tree is not None and not faults else None
    return expression, faults


_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_NEGATIONS = tuple(word for words in KEYWORDS["NOT"] for word in words)


def _path(text: str) -> "ast.Expression":
    """A dotted name, as the parser would have it."""
    built: ast.Expression | None = None
    at = 0
    for name in text.split("."):
        span = Span(at, at + len(name))
        if built is None:
            built = ast.Reference(name, span)
        else:
            built = ast.Member(built, ast.Name(name, span), Span(0, span.end))
        at = span.end + 1
    assert built is not None
    return built


def classify(text: str) -> Classified:
    """The tokens of one declaration's text, each with the terminal of grammar.lark that it was taken as.

    For what lays out or colours a text: tells a keyword from a name that is spelt like it. None stands with a token
    that was skipped after a mistake. The parts of a unit (`元/平方米`) are one token, UNIT_TEXT. Offsets count from
    the start of `text`; where brackets nest too deep there are no tokens.
    """
    tokens, _, faults = with_braces(text, tokenize(text))
    run = Run("start", text, tokens, faults)
    run.tree()
    return run.classified()


def read_so_far(text: str, start: str = "start") -> tuple[Classified, frozenset[str]]:
    """What `classify` says of a text that is being written, and the terminals that may stand after it.

    With `expression` for `start` it is one of the `{…}` of a message.
    """
    tokens = tokenize(text)
    run = Run(start, text, tokens, list(tokens.faults))
    run.read()
    return run.classified(), frozenset(run.machine.expected())
