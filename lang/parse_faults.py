"""What could not be read -> the fault that says so: the token at fault, what could stand there, what was likely meant.

Knows nothing of the parser's state but the terminals that it would take.
"""

import re

from gouji.lang import codes
from gouji.lang.diagnostic import Fix, InLanguage, Replacement, Term
from gouji.lang.glued import rewritten
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS, REWRITTEN, SYMBOLS
from gouji.lang.lexer import Fault, RawToken, replacing
from gouji.lang.nearest import nearest
from gouji.lang.source import Span


def syntax_fault(text: str, tokens: list[RawToken], index: int, expected: list[str], english: bool) -> Fault:
    """The fault of the token at `index`, or of the end of the text, where one of `expected` was to stand."""
    token = tokens[index] if index < len(tokens) else None
    before = tokens[index - 1] if index > 0 else None
    if expected == ["_COLON"] and before is not None:
        # A word that is no attribute was read as the name of a next field.
        code = codes.MISSING_COLON if before.first else codes.UNKNOWN_ATTRIBUTE
        near = _nearest_attribute(before.text)
        span = Span(before.start, before.end)
        fix = _guessed(span, near) if near and code is codes.UNKNOWN_ATTRIBUTE else None
        fault = Fault(code, span, {"name": before.text, "nearest": near}, fix)
        return fault if before.first or fault.arguments["nearest"] else _without_comma(fault, tokens, index - 1)
    for at, side in ((index, token), (index - 1, before)):
        if side is not None and side.kinds[-1] == "NAME" and (meant := rewritten(side.text)):
            span = Span(side.start, side.end)
            return Fault(codes.OTHER_SPELLING, span, {"written": side.text, "meant": meant}, _negated(tokens, at))
    shown = tuple(dict.fromkeys(_shown(kind, english) for kind in expected)) if len(expected) <= 8 else ()
    if expected == ["BECAUSE"] and before is not None and (token is None or token.first):
        # It is the line before that lacks it.
        missing = Term("missing.reason", (("keyword", _shown("BECAUSE", english)),))
        arguments: dict[str, object] = {
            "missing": missing,
            "place": before.text,
            "found": Term("token.end"),
            "expected": shown,
        }
        return Fault(codes.SYNTAX, Span(before.start, before.end), arguments)
    end = tokens[-1].end if tokens else 0
    span = Span(token.start, token.end) if token else Span(end, end)
    found = Term("token.written", (("text", token.text),)) if token else Term("token.end")
    near = _nearest_keyword(token, expected) if token else ""
    arguments = {"found": found, "expected": shown, "nearest": near}
    grouped = _GROUPED.match(text, tokens[index - 1].start) if 0 < index < len(tokens) else None
    if grouped is not None and grouped.end(1) == span.start:
        # A number written with commas between its digits (1,234.5), and the token is one of those.
        number = grouped[0].replace(",", "").replace("，", "")
        arguments |= {"written": grouped[0], "number": number}
        return Fault(codes.SYNTAX, span, arguments, replacing(Span(*grouped.span()), number))
    fault = Fault(codes.SYNTAX, span, arguments, _guessed(span, near) if near else None)
    return (
        _without_comma(fault, tokens, index) if token is not None and token.kinds[-1] == "STRING" and index else fault
    )


def _without_comma(fault: Fault, tokens: list[RawToken], index: int) -> Fault:
    """The fault of the token at `index`; where it stands behind a word of a list (`选项 甲 乙`), a comma is missing."""
    before = tokens[index - 1]
    kinds = (token.kinds for token in reversed(tokens[:index]))
    start = next((one for one in kinds if _LISTS.intersection(one) or one[-1] not in _LISTED), ())
    if before.kinds[-1] == "_COMMA" or before.kinds == start or not _LISTS.intersection(start):
        return fault
    fix = Fix(Term("fix.insert", (("text", ","),)), (Replacement(Span(before.end, before.end), ","),), safe=True)
    missing = "," if fault.code is codes.SYNTAX else f"{before.text}, {tokens[index].text}"
    return fault._replace(arguments={**fault.arguments, "missing": missing, "place": before.text}, fix=fix)


def inserted(fault: Fault, place: str, at: int) -> Fault:
    """The fault where an opening brace, missing at `at`, behind `place`, is all that is wrong."""
    fix = Fix(Term("fix.insert", (("text", "{"),)), (Replacement(Span(at, at), " {"),), safe=True)
    return fault._replace(arguments={**fault.arguments, "missing": "{", "place": place}, fix=fix)


_GROUPED = re.compile(r"([0-9]{1,3})(?:[,，][0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
_LISTS = frozenset(("CHOICE", "VALUES"))
_LISTED = ("NAME", "STRING", "_COMMA")
_BEFORE_CONDITIONS = frozenset(("MUST", "WHEN", "WHERE", "_AND", "_OR", "NOT"))
_OPENING = frozenset(("_LPAR", "_LBRACKET", "_LBRACE"))
_CLOSING = frozenset(("_RPAR", "_RBRACKET", "_RBRACE"))
_ATTRIBUTES = "REQUIRED OPTIONAL BY UNIT LABEL TOTAL DEFAULT DIRECTION MATCHES VALUES COMPARATOR_FROM UNIT_FROM".split()


def _nearest_keyword(token: RawToken, expected: list[str]) -> str:
    """The keyword that a misspelt word may be meant for. 不属于 is not 属于 misspelt, nor is a keyword out of its place."""
    if token.kinds != ("NAME",) or token.text.startswith("不"):
        return ""
    return nearest(token.text, [word for kind in expected for words in KEYWORDS.get(kind, ()) for word in words]) or ""


def _nearest_attribute(word: str) -> str:
    words = [word for kind in _ATTRIBUTES for words in KEYWORDS[kind] for word in words]
    return nearest(word, words) or ""


def _guessed(span: Span, word: str) -> Fix:
    """The fix that writes a keyword instead: nobody knows whether it is the one that was meant."""
    return replacing(span, word)._replace(safe=False)


def _negated(tokens: list[RawToken], index: int) -> Fix | None:
    """The fix for `甲 不属于 { … }`, which is `非 甲 属于 { … }`: 非 stands before the left side, which a word like 且 begins."""
    token = tokens[index]
    word = next((word for word in REWRITTEN if word.startswith("不") and token.text.endswith(word)), "")
    name = token.text.removesuffix(word)
    first = index if name else index - 1
    depth = 0
    for at in range(first, -1, -1):
        kinds = frozenset(tokens[at].kinds)
        depth += bool(kinds & _CLOSING) - bool(kinds & _OPENING)
        if depth < 0 or (depth == 0 and kinds & _BEFORE_CONDITIONS):
            if not word or at == first or "NOT" in kinds:
                return None
            start, positive = tokens[at + 1].start, REWRITTEN[word].split()[2]
            changes = (
                Replacement(Span(start, start), f"{REWRITTEN[word].split()[0]} "),
                Replacement(Span(token.start + len(name), token.end), f" {positive}" if name else positive),
            )
            return Fix(Term("fix.replace", (("text", REWRITTEN[word]),)), changes)
    return None


def in_english(tokens: list[RawToken]) -> bool:
    """Whether most of the words that may be keywords are English ones."""
    words = [token.text.isascii() for token in tokens if len(token.kinds) > 1]
    return 2 * sum(words) > len(words)


def _shown(kind: str, english: bool) -> object:
    """What stands for a terminal in a message: a keyword in English where those of the text are, else by the reader."""
    if kind in KEYWORDS:
        return (
            KEYWORDS[kind].english[0] if english else InLanguage(KEYWORDS[kind].chinese[0], KEYWORDS[kind].english[0])
        )
    for symbol, kinds in SYMBOLS.items():
        if kind in kinds:
            return symbol
    if kind in COMPARATOR_WORDS:
        return COMPARATOR_WORDS[kind][0]
    return Term(f"token.{kind.strip('$').lower()}")
