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
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.keywords import KEYWORDS, WORDS
from gouji.lang.lexer import DEEPEST_NESTING, Fault, RawToken, Tokens, cut, tokenize, unit_text
from gouji.lang.parse_faults import syntax_fault
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
    return _parsed(text)[0]


def parse_classified(text: str) -> tuple[Piece, list[tuple[RawToken, str | None]]]:
    """What `parse_piece` and `classify` say, from one pass."""
    piece, run = _parsed(text)
    return piece, run.classified()


def _parsed(text: str) -> "tuple[Piece, _Run]":
    from gouji.lang.tree_builder import build_declarations

    tokens = tokenize(text)
    faults = list(tokens.faults)
    run = _Run(text, tokens, "start", faults)
    tree = run.tree()
    declarations = build_declarations(tree, tokens.documentation, faults) if tree is not None else []
    if not any(fault.code in (codes.UNOPENED_BRACKET, codes.UNCLOSED_BRACKET) for fault in faults):
        starts = {extra.span.start for extra in declarations[1:]}
        keywords = (Span(token.start, token.end) for token in tokens.items if token.start in starts)
        faults += [Fault(codes.DECLARATION_PLACE, keyword, {}) for keyword in keywords]
    declaration = declarations[0] if declarations else None
    return Piece(text, declaration, tuple(sorted(faults, key=lambda fault: fault.span))), run


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
    run = _Run(text, tokenize(text), "start", [])
    run.tree()
    return run.classified()


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
        self.opened = -1  # the token before which a missing brace was made good
        self.resumed: set[int] = set()  # tokens gone on with after a mistake; each only once, so that it ends
        self.kinds: list[str | None] = [None] * len(self.tokens)  # what each token was taken as
        # Closing braces without an opening one, as the lexer sees it; one that is found earlier, or made good, leaves.
        self.unopened = [
            fault for fault in faults if fault.code is codes.UNOPENED_BRACKET and fault.arguments["bracket"] in "}｝"
        ]

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
            if kind == "_RBRACE" and self.unopened and self._closes_too_early(index):
                index += 1
                continue
            try:
                self._feed(kind, token.text, token.start, token.end)
            except UnexpectedToken:
                index = index if self._open_brace(index) else self._recover(index)
                continue
            self.kinds[index] = kind
            index += 1
            if kind == "UNIT":
                index = self._feed_unit(index)
        return self._finish()

    def classified(self) -> list[tuple[RawToken, str | None]]:
        """The tokens with their kinds, a unit's parts as one."""
        classified: list[tuple[RawToken, str | None]] = []
        for token, kind in zip(self.tokens, self.kinds, strict=True):
            if kind == "UNIT_TEXT":
                start, first = token.start, token.first
                if classified[-1][1] == "UNIT_TEXT":
                    start, first = classified[-1][0].start, classified[-1][0].first
                    classified.pop()
                token = RawToken((kind,), self.text[start : token.end], start, token.end, first)
            classified.append((token, kind))
        return classified

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
        fault = syntax_fault(self.text, self.tokens, index, expected)
        at_end = index >= len(self.tokens) or self.tokens[index].text in "}｝"
        # An unopened bracket has been reported by the lexer.
        known = any(other == fault or other[:2] == (codes.UNOPENED_BRACKET, fault.span) for other in self.faults)
        if not known and not self._follows_from_unclosed(fault, at_end):
            self.faults.append(fault)

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

    def _open_brace(self, index: int) -> bool:
        """Whether an opening brace is all that is missing before the token at `index`; it is reported and made good."""
        before = _Snapshot.of(index, self.state)
        if index == self.opened or not self._would_shift(len(before.states), "_LBRACE"):
            return False
        reported = len(self.faults)
        self._report(index)
        at = self.tokens[index - 1].end if index else 0
        if self._try_feed("_LBRACE", at) and any(
            self._would_shift(len(self.state.state_stack), kind) for kind in self.tokens[index].kinds
        ):
            self.opened = index
            if self.unopened:
                self.faults.remove(self.unopened.pop())
            return True
        before.restore(self.state)
        del self.faults[reported:]
        return False

    def _closes_too_early(self, index: int) -> bool:
        """Whether a closing brace would end the declaration though others follow, one of them too many.

        It is that one then, and is reported in place of the last.
        """
        open_braces = sum(getattr(value, "type", "") == "_LBRACE" for value in self.state.value_stack)
        if open_braces != 1 or all(token.kinds[0] != "_RBRACE" for token in self.tokens[index + 1 :]):
            return False
        last = self.unopened.pop()
        self.faults.remove(last)
        token = self.tokens[index]
        self.faults.append(last._replace(span=Span(token.start, token.end)))
        return True

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
