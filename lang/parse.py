"""Text -> syntax tree and faults, in one pass. Never fails: whatever cannot be read is skipped to the next clause.

Each top-level declaration is parsed by itself and remembered by its text, so that an edit costs one declaration.
Lark makes the LALR(1) tables; the loop here chooses between keyword and name by the parser's state, and recovers by
going back to the innermost construct that can take the next line.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import lark
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from gouji.lang import ast, codes, packaged
from gouji.lang.diagnostic import Diagnostic, Term
from gouji.lang.keywords import COMPARATOR_WORDS, GLUED_OPERATORS, KEYWORDS, SYMBOLS, WORDS
from gouji.lang.lexer import DEEPEST_NESTING, Fault, RawToken, Tokens, cut, tokenize, unit_text
from gouji.lang.nearest import nearest
from gouji.lang.source import Place, Source, Span

GRAMMAR_FILE = "grammar.lark"
TABLE_FILE = "grammar.table"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The text of one declaration, parsed; spans count from its start. `declaration` is None where nothing was found."""

    text: str
    declaration: "ast.Declaration | None"
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece where it stands in its file."""

    source: Source
    offset: int
    piece: Piece

    def place(self, span: Span) -> Place:
        return Place(self.source, span.shifted(self.offset))

    def diagnostics(self) -> list[Diagnostic]:
        return [Diagnostic(fault.code, self.place(fault.span), fault.arguments) for fault in self.piece.faults]


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """One rule file: its declarations in order."""

    source: Source
    pieces: tuple[PlacedPiece, ...]

    def diagnostics(self) -> list[Diagnostic]:
        return [diagnostic for piece in self.pieces for diagnostic in piece.diagnostics()]


def parse(source: Source) -> SyntaxTree:
    """The syntax tree of a rule file; mistakes are in its pieces."""
    pieces = (PlacedPiece(source, offset, parse_piece(text)) for offset, text in cut(source.text))
    return SyntaxTree(source, tuple(pieces))


@lru_cache(maxsize=20_000)
def parse_piece(text: str) -> Piece:
    """Parses the text of one declaration."""
    from gouji.lang.tree_builder import build_declarations

    tokens = tokenize(text)
    faults = list(tokens.faults)
    tree = _Run(text, tokens, "start", faults).tree()
    declarations = build_declarations(tree, tokens.documentation, faults) if tree is not None else []
    for extra in declarations[1:]:
        faults.append(Fault(codes.DECLARATION_PLACE, extra.span, {}))
    return Piece(text, declarations[0] if declarations else None, tuple(sorted(faults, key=lambda fault: fault.span)))


@lru_cache(maxsize=20_000)
def parse_expression(text: str, start: int) -> tuple["ast.Expression | None", list[Fault]]:
    """Parses an expression inside a message, as if it stood at offset `start`."""
    from gouji.lang.expression_builder import build_expression

    if _PATH.fullmatch(text) and not text.startswith(_NEGATIONS):
        return _path(text, start), []  # what nearly every `{…}` holds
    tokens = tokenize(text)
    faults = list(tokens.faults)
    tree = None if faults else _Run(text, tokens, "expression", faults).tree()
    expression = build_expression(tree, faults, start) if tree is not None and not faults else None
    return expression, [fault._replace(span=fault.span.shifted(start)) for fault in faults]


_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_NEGATIONS = tuple(word for words in KEYWORDS["NOT"] for word in words)


def _path(text: str, start: int) -> "ast.Expression":
    """A dotted name, as the parser would have it."""
    built: ast.Expression | None = None
    at = start
    for name in text.split("."):
        span = Span(at, at + len(name))
        if built is None:
            built = ast.Reference(name, span)
        else:
            built = ast.Member(built, ast.Name(name, span), Span(start, span.end))
        at = span.end + 1
    assert built is not None
    return built


def classify(text: str) -> list[tuple[RawToken, str | None]]:
    """The tokens of one declaration's text, each with the terminal of grammar.lark that it was taken as.

    For what lays out or colours a text: tells a keyword from a name that is spelt like it. None stands with a token
    that was skipped after a mistake. The parts of a unit (`元/平方米`) are one token, UNIT_TEXT. Offsets count from
    the start of `text`; where brackets nest too deep there are no tokens.
    """
    tokens = tokenize(text)
    run = _Run(text, tokens, "start", [])
    run.tree()
    classified: list[tuple[RawToken, str | None]] = []
    for token, kind in zip(tokens.items, run.kinds, strict=True):
        if kind == "UNIT_TEXT":
            before, kind_before = classified[-1]
            start, first = token.start, token.first
            if kind_before == "UNIT_TEXT":
                start, first = before.start, before.first
                classified.pop()
            token = RawToken((kind,), text[start : token.end], start, token.end, first)
        classified.append((token, kind))
    return classified


# --- the parser's tables


class _CutElsewhere(Lexer):
    """Tells Lark that tokens come from outside."""

    def __init__(self, configuration: object) -> None:
        del configuration

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[lark.Token]:
        del lexer_state, parser_state
        return iter(())


@cache
def grammar() -> lark.Lark:
    """The parser. Its tables are computed when the package is built; without them, or with others, anew."""
    written = packaged.stream("gouji.lang", GRAMMAR_FILE)
    assert written is not None
    text = written.read().decode()
    compiled = packaged.stream("gouji.lang", TABLE_FILE)
    if compiled is not None and compiled.read(64) == fingerprint(text):
        return lark.Lark.load(compiled)
    return make_grammar(text)


def make_grammar(text: str, *, debug: bool = False) -> lark.Lark:
    """The parser of a grammar's text; with `debug`, Lark logs the conflicts that it settles."""
    return lark.Lark(
        text,
        parser="lalr",
        lexer=_CutElsewhere,
        start=["start", "expression"],
        propagate_positions=True,
        maybe_placeholders=True,
        debug=debug,
    )


def fingerprint(grammar_text: str) -> bytes:
    """64 bytes that change with the grammar and with Lark's version."""
    return hashlib.sha256(f"{lark.__version__}\n{grammar_text}".encode()).hexdigest().encode()


# --- one run of the parser


class _Snapshot(NamedTuple):
    """The parser's stacks before a token; Lark grows its lists in place, so their lengths are kept as well."""

    token: int
    states: list[int]
    values: list[Any]
    lengths: list[tuple["lark.Tree[Any]", int]]

    @classmethod
    def of(cls, index: int, state: Any) -> "_Snapshot":
        grown = [(value, len(value.children)) for value in state.value_stack if isinstance(value, lark.Tree)]
        return cls(index, list(state.state_stack), list(state.value_stack), grown)

    def restore(self, state: Any) -> None:
        state.state_stack[:] = self.states
        state.value_stack[:] = self.values
        for tree, length in self.lengths:
            del tree.children[length:]


class _Run:
    """Feeds tokens to the parser, choosing each word's kind, and recovers from mistakes."""

    def __init__(self, text: str, tokens: Tokens, start: str, faults: list[Fault]) -> None:
        self.text = text
        self.tokens = tokens.items
        self.faults = faults
        self.parser = grammar().parse_interactive(start=start)
        self.state = self.parser.parser_state
        self.table: dict[int, dict[str, Any]] = self.state.parse_conf.states
        self.line_start = _Snapshot.of(0, self.state)
        self.line_kind = ""  # what the first token of the line was taken as
        self.resumed: set[int] = set()  # tokens gone on with after a mistake; each only once, so that it ends
        self.kinds: list[str | None] = [None] * len(self.tokens)  # what each token was taken as

    def tree(self) -> "lark.Tree[Any] | None":
        """The tree, or None where nothing can be read at all."""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.first:
                self.line_start = _Snapshot.of(index, self.state)
            kind = self._kind(index)
            if token.first:
                self.line_kind = kind
            try:
                self._feed(kind, token.text, token.start, token.end)
            except UnexpectedToken:
                index = self._recover(index)
                continue
            self.kinds[index] = kind
            index += 1
            if kind == "UNIT":
                index = self._feed_unit(index)
        return self._finish()

    def _kind(self, index: int) -> str:
        """The terminal a token is taken as: a keyword where it may stand, unless a colon makes it a field's name."""
        token = self.tokens[index]
        kinds = token.kinds
        if len(kinds) == 1:
            return kinds[0]
        actions = self.table[self.state.position]
        if "NAME" in actions and kinds[-1] == "NAME":
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if following is not None and following.kinds[0] == "_COLON":
                return "NAME"
        size = len(self.state.state_stack)
        for kind in kinds:
            # An entry may be a reduction that only other contexts follow up with this terminal.
            if kind in actions and self._would_shift(size, kind):
                return kind
        return kinds[-1]

    def _feed(self, kind: str, text: str, start: int, end: int) -> None:
        self.parser.feed_token(lark.Token(kind, text, start_pos=start, end_pos=end))

    def _feed_unit(self, index: int) -> int:
        """Takes all that is glued together after `计量单位` as one unit."""
        if index >= len(self.tokens):
            return index
        match = unit_text(self.text, self.tokens[index].start)
        if match is None:
            return index
        self._feed("UNIT_TEXT", match.group(), match.start(), match.end())
        while index < len(self.tokens) and self.tokens[index].start < match.end():
            self.kinds[index] = "UNIT_TEXT"
            index += 1
        return index

    def _finish(self) -> "lark.Tree[Any] | None":
        end = len(self.text)
        reported = False
        for _ in range(DEEPEST_NESTING + 10):
            try:
                result: lark.Tree[Any] = self.parser.feed_token(lark.Token("$END", "", start_pos=end, end_pos=end))
                return result
            except UnexpectedToken:
                if not reported:
                    self._report(len(self.tokens))
                    reported = True
                if not (self._back_to(("_RBRACE",)) and self._try_feed("_RBRACE", end)) and not self._back_to(
                    ("$END",)
                ):
                    return None
        return None

    def _try_feed(self, kind: str, at: int) -> bool:
        try:
            self._feed(kind, "", at, at)
        except UnexpectedToken:
            return False
        return True

    def _report(self, index: int) -> None:
        """Says what stands at token `index`, or at the end of the text, and what could."""
        size = len(self.state.state_stack)
        # The table leads on with rules too, by their names in lower case.
        terminals = sorted(kind for kind in self.table[self.state.position] if kind.isupper() and kind != "$END")
        expected = [kind for kind in terminals if self._would_shift(size, kind)]
        token = self.tokens[index] if index < len(self.tokens) else None
        before = self.tokens[index - 1] if index > 0 else None
        if expected == ["_COLON"] and before is not None:
            # A word that is no attribute was read as the name of a next field.
            code = codes.MISSING_COLON if before.first else codes.UNKNOWN_ATTRIBUTE
            fault = Fault(
                code, Span(before.start, before.end), {"name": before.text, **_nearest_attribute(before.text)}
            )
        elif glued := _glued(before, token, expected):
            fault = glued
        else:
            shown = tuple(dict.fromkeys(_shown(kind) for kind in expected)) if len(expected) <= 8 else ()
            end = self.tokens[-1].end if self.tokens else 0
            span = Span(token.start, token.end) if token else Span(end, end)
            found = Term("token.written", (("text", token.text),)) if token else Term("token.end")
            near = _nearest_keyword(token, expected) if token else ""
            arguments: dict[str, object] = {
                "found": found, "expected": shown, "nearest": near, **self._grouped_number(index),
            }  # fmt: skip
            fault = Fault(codes.SYNTAX, span, arguments)
        at_end = token is None or token.text in "}｝"
        if fault not in self.faults and not self._follows_from_unclosed(fault, at_end):
            self.faults.append(fault)

    def _grouped_number(self, index: int) -> dict[str, object]:
        """A number written with commas between its digits (1,234.5), if the token at `index` is one of those commas."""
        if 0 < index < len(self.tokens):
            match = _GROUPED.match(self.text, self.tokens[index - 1].start)
            if match is not None and match.end(1) == self.tokens[index].start:
                return {"written": match[0], "number": match[0].replace(",", "").replace("，", "")}
        return {}

    def _follows_from_unclosed(self, fault: Fault, at_end: bool) -> bool:
        """Whether a bracket left open, itself reported, explains this mistake: an open brace only what is at the end."""
        return any(
            other.code is codes.UNCLOSED_BRACKET
            and other.span < fault.span
            and (at_end or str(other.arguments["bracket"]) not in "{｛")
            for other in self.faults
        )

    def _recover(self, index: int) -> int:
        """Reports the token at `index`, goes back to where a later line can go on, and returns that line's token."""
        candidate = index
        start = self.line_start.token
        if (
            self.line_kind == "NAME"
            and start < index
            and start not in self.resumed
            and self._beginnings(start) not in ((), ("NAME",))
        ):
            # What was read on as a name begins a clause after all.
            candidate = start
            self.line_start.restore(self.state)
            self.kinds[start:index] = [None] * (index - start)
        self._report(candidate)
        depth = 0
        for position in range(candidate, len(self.tokens)):
            token = self.tokens[position]
            kind = token.kinds[0]
            resumable = position not in self.resumed
            if kind == "_LBRACE":
                depth += position >= index
            elif kind == "_RBRACE" and depth:
                depth -= 1
            elif kind == "_RBRACE":
                if resumable and position >= index and self._back_to(("_RBRACE",)):
                    self.resumed.add(position)
                    return position
            elif depth == 0 and resumable and token.first:
                beginnings = self._beginnings(position)
                if beginnings and self._back_to(beginnings):
                    self.resumed.add(position)
                    return position
        return len(self.tokens)

    def _beginnings(self, position: int) -> tuple[str, ...]:
        """The terminals with which the token at `position` could begin a clause or a member."""
        token = self.tokens[position]
        if token.kinds[-1] != "NAME":
            return ()
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if following is not None and following.kinds[0] == "_COLON":
            return ("NAME",)
        return tuple(kind for kind in WORDS.get(token.text, ()) if kind in _BEGINNERS)

    def _back_to(self, kinds: tuple[str, ...]) -> bool:
        """Drops what is unfinished until the parser can take one of `kinds`; False, and nothing dropped, if it never can."""
        for size in range(len(self.state.state_stack), 0, -1):
            if any(self._would_shift(size, kind) for kind in kinds):
                # A name is taken wherever an expression goes on; only a member's place counts as a fresh start.
                if kinds == ("NAME",) and "_RBRACE" not in self.table[self.state.state_stack[size - 1]]:
                    continue
                del self.state.state_stack[size:]
                del self.state.value_stack[size - 1 :]
                return True
        return False

    def _would_shift(self, size: int, kind: str) -> bool:
        """Whether the parser, with only the first `size` states, would come to shift `kind`."""
        states = list(self.state.state_stack[:size])
        for _ in range(500):
            entry = self.table[states[-1]].get(kind)
            if entry is None:
                return False
            action, argument = entry
            if action is Shift:
                return True
            if argument.expansion:
                del states[-len(argument.expansion) :]
            goto = self.table[states[-1]].get(argument.origin.name)
            if goto is None:
                return kind == "$END"
            states.append(goto[1])
        return False


_BEGINNERS = frozenset(
    "USE AXIS UNIT LIBRARY FORM RULE TEST TITLE YEARS GROUP TABLE ROW DRAW OFF REGRADE EACH WHEN LET MUST MESSAGE "
    "BASIS CATEGORY AT FIX GIVEN CHANGE DELETE ADD EXPECT".split()
)


_GROUPED = re.compile(r"([0-9]{1,3})(?:[,，][0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
_ATTRIBUTES = "REQUIRED OPTIONAL BY UNIT LABEL TOTAL DEFAULT DIRECTION MATCHES VALUES".split()


def _glued(before: RawToken | None, token: RawToken | None, expected: list[str]) -> Fault | None:
    """The fault of an operator that lacks the blank after it (且乙) or before it (5万元且), where it could stand."""
    operators = [word for word in GLUED_OPERATORS if any(kind in expected for kind in WORDS.get(word, ()))]
    for side, fits in ((token, str.startswith), (before, str.endswith)):
        for word in operators if side is not None and side.kinds[-1] in ("NAME", "QUANTITY") else ():
            if side is not None and fits(side.text, word) and side.text != word:
                split = f"{word} {side.text[len(word) :]}" if side is token else f"{side.text[: -len(word)]} {word}"
                return Fault(codes.GLUED_OPERATOR, Span(side.start, side.end), {"name": side.text, "split": split})
    return None


def _nearest_keyword(token: RawToken, expected: list[str]) -> str:
    """The keyword that a misspelt word may be meant for. 不属于 is not 属于 misspelt."""
    if token.kinds[-1] != "NAME" or token.text.startswith("不"):
        return ""
    return nearest(token.text, [word for kind in expected for words in KEYWORDS.get(kind, ()) for word in words]) or ""


def _nearest_attribute(word: str) -> dict[str, object]:
    words = [word for kind in _ATTRIBUTES for words in KEYWORDS[kind] for word in words]
    return {"nearest": nearest(word, words) or ""}


def _shown(kind: str) -> object:
    if kind in KEYWORDS:
        return KEYWORDS[kind].chinese[0]
    for symbol, kinds in SYMBOLS.items():
        if kind in kinds:
            return symbol
    if kind in COMPARATOR_WORDS:
        return COMPARATOR_WORDS[kind][0]
    return Term(f"token.{kind.strip('$').lower()}")
