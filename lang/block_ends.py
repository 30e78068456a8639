"""Braces without their other half -> where the indentation says that the other half was meant.

Looked at only where a brace has none; how sound texts are indented means nothing. Where the indentation does not settle
it, nothing is moved.
"""

from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.lexer import Fault, RawToken, Tokens
from gouji.lang.source import LINE_END, Span

MOST_REPAIRS = 10
"""Of braces in one declaration; where more are missing, nobody can say which."""
_HEADERS = frozenset(("TITLE", "YEARS", "UNIT"))


class MissingBrace(NamedTuple):
    """The other half of the brace `opening`, missing before the token `before`; at the end, that is their number.

    The line of the opening brace is indented by `indent`.
    """

    opening: RawToken
    before: int
    indent: int


class _Block(NamedTuple):
    """An open brace. Lines indented no further than `threshold` stand behind its block."""

    opening: RawToken
    indent: int
    threshold: int
    members: list[int]  # how far the first line inside is indented, once there is one


def missing_braces(text: str, tokens: list[RawToken]) -> list[MissingBrace]:
    """The closing braces that a declaration lacks, in their order; those that could be anywhere, at its end."""
    lacking = sum(map(_step, tokens))
    by_indentation = _by_indentation(text, tokens, lacking) if 0 < lacking <= MOST_REPAIRS else None
    if by_indentation is not None:
        return by_indentation
    opened: list[MissingBrace] = []
    indent = 0
    for token in tokens:
        indent = _indent(text, token) if token.first else indent
        if _step(token) > 0:
            opened.append(MissingBrace(token, len(tokens), indent))
        elif _step(token) < 0 and opened:
            opened.pop()
    return opened[::-1]


def _by_indentation(text: str, tokens: list[RawToken], lacking: int) -> list[MissingBrace] | None:
    """As many missing braces, if with them each line stands where its indentation says, else None."""
    missing: list[MissingBrace] = []
    opened: list[_Block] = []
    indent = 0
    has_ended = False
    for index, token in enumerate(tokens):
        step = _step(token)
        if has_ended:
            return None  # too early
        if token.first:
            indent = _indent(text, token)
            while len(opened) > 1 and (indent < opened[-1].indent if step < 0 else indent <= opened[-1].threshold):
                if len(missing) == lacking:
                    return None
                block = opened.pop()
                missing.append(MissingBrace(block.opening, index, block.indent))
            if opened and step >= 0 and not opened[-1].members:
                if indent <= opened[-1].indent:
                    return None  # indentation tells nothing here
                opened[-1].members.append(indent)
        if step > 0:
            around = opened[-1].members if opened else []
            opened.append(_Block(token, indent, max(indent, *around) if around else indent, []))
        elif step < 0:
            if not opened:
                return None
            opened.pop()
            has_ended = not opened
    return [*missing, *(MissingBrace(one.opening, len(tokens), one.indent) for one in reversed(opened))]


def needless_brace(text: str, tokens: list[RawToken]) -> int | None:
    """The closing brace, by its number among the tokens, that stands where no block of its indentation is open."""
    opened: list[int] = []
    line = 0  # the first token of the line before
    indent = 0
    for index, token in enumerate(tokens):
        step = _step(token)
        if token.first:
            before, indent = indent, _indent(text, token)
            if step < 0 and opened and opened[-1] < indent == before and not _may_head(tokens, line):
                return index
            line = index
        if step > 0:
            opened.append(indent)
        elif step < 0 and opened:
            opened.pop()
    return None


def _may_head(tokens: list[RawToken], first: int) -> bool:
    """Whether the line of a token could be the head of a block, but for its brace."""
    return len(tokens[first].kinds) > 1 and tokens[first + 1].kinds[0] != "_COLON"


def with_braces(text: str, tokens: Tokens) -> tuple[Tokens, list[Fault], list[Fault]]:
    """The tokens with the braces that are missing and without those too many, as far as the indentation tells.

    With them the faults that this settles, at the braces that it is about, and those that are left.
    """
    unclosed = [one for one in tokens.faults if one.code is codes.UNCLOSED_BRACKET and is_brace(one)]
    unopened = [one for one in tokens.faults if one.code is codes.UNOPENED_BRACKET and is_brace(one)]
    if not tokens.items or bool(unclosed) == bool(unopened):
        return tokens, [], list(tokens.faults)
    return _closed(text, tokens, unclosed) if unclosed else _thinned(text, tokens, unopened)


def _closed(text: str, tokens: Tokens, unclosed: list[Fault]) -> tuple[Tokens, list[Fault], list[Fault]]:
    missing = missing_braces(text, tokens.items)
    left = [one for one in tokens.faults if one not in unclosed]
    settled: list[Fault] = []
    items = list(tokens.items)
    moved = -1, -1  # an index, and where that is after tokens before it were left out
    for fault, one in zip(unclosed, reversed(missing), strict=True):
        fault = fault._replace(span=Span(one.opening.start, one.opening.end))
        (settled if one.before < len(items) else left).append(fault)
    for one in sorted((one for one in missing if one.before < len(items)), key=lambda one: one.before, reverse=True):
        index = moved[1] if moved[0] == one.before else one.before
        if items[index - 1].start < one.opening.start:
            continue  # left out with the rest of its line
        if items[index - 1] is one.opening and not _HEADERS.isdisjoint(items[index].kinds):
            head = max(at for at in range(index) if items[at].first)
            del items[head:index]  # a block only begun, before what stands at the beginning of a form
            moved = one.before, head
        else:
            at = items[index - 1].end
            items.insert(index, RawToken(("_RBRACE",), "}", at, at, first=True))
    return tokens._replace(items=items), settled, left


def _thinned(text: str, tokens: Tokens, unopened: list[Fault]) -> tuple[Tokens, list[Fault], list[Fault]]:
    items = list(tokens.items)
    settled: list[Fault] = []
    for fault in unopened[:MOST_REPAIRS]:
        index = needless_brace(text, items)
        if index is None:
            break
        token = items.pop(index)
        settled.append(fault._replace(span=Span(token.start, token.end)))
        if index < len(items) and not items[index].first and token.first:
            items[index] = items[index]._replace(first=True)
    left = [one for one in tokens.faults if one not in unopened[: len(settled)]]
    return tokens._replace(items=items), settled, left


def is_brace(fault: Fault) -> bool:
    """Whether a bracket without its other half is a brace."""
    return str(fault.arguments["bracket"]) in "{}｛｝"


def _step(token: RawToken) -> int:
    return (token.kinds[0] == "_LBRACE") - (token.kinds[0] == "_RBRACE")


def _indent(text: str, token: RawToken) -> int:
    """How far a line is indented, by its first token."""
    start = token.start
    while start > 0 and not LINE_END.match(text, start - 1):
        start -= 1
    return len(text[start : token.start].strip("\ufeff"))
