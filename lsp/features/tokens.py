"""What each word of a rule file is, for colours: the parser's own view, so that a name spelt like a keyword is a name.

A token is five numbers, each place counted from the one before, as the protocol wants it; made here for filled forms too.
Colours nothing.
"""

from collections.abc import Iterable, Iterator

from gouji.lang.builtins import BY_NAME
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import cut
from gouji.lang.parse import classify
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, units
from gouji.lsp.offered import LEGEND

_NUMBERS = frozenset({"QUANTITY", "DATE", "UNIT_TEXT", "RANGE"})
_TYPE_WORDS = frozenset(
    {"TEXT", "NUMBER", "COUNT", "MONEY", "RATIO", "DATE", "CHOICE", "TARGET", "REFERENCE", "SEVERAL"}
)
_OPERATORS = frozenset({"EQ", "_EQ", "NE", "GE", "LE", "GT", "LT", "ABOUT", "PLUS", "MINUS", "TIMES", "DIVIDE"})


def tokens(
    source: Source, words: Iterable[tuple[int, int, str]], encoding: Encoding, span: Span | None = None
) -> list[int]:
    """The tokens of words in their order, or of those that a span touches."""
    data: list[int] = []
    line_before = start_before = 0
    for start, end, kind in words:
        if span is not None and (end <= span.start or span.end <= start):
            continue
        line = source.position(start).line - 1
        is_first = line != line_before
        # A line may be very long: what stands before a word is counted from the word before.
        apart = units(source.text[source.line_starts[line] if is_first else start_before : start], encoding)
        length = units(source.text[start:end], encoding)
        data += [line - line_before, apart, length, LEGEND.token_types.index(kind), 0]
        line_before, start_before = line, start
    return data


def rule_words(source: Source, span: Span | None) -> Iterator[tuple[int, int, str]]:
    """The words of a rule file; only those of the declarations that a span touches."""
    for offset, text in cut(source.text):
        if span is not None and (offset > span.end or offset + len(text) < span.start):
            continue
        classified = classify(text)
        for at, (token, terminal) in enumerate(classified):
            after = classified[at + 1][1] if at + 1 < len(classified) else None
            kind = _kind(token.text, terminal, after)
            if kind and "\n" not in token.text:
                yield offset + token.start, offset + token.end, kind


def _kind(written: str, terminal: str | None, after: str | None) -> str:
    if terminal == "NAME":
        return "function" if after == "_LPAR" and written in BY_NAME else "property"
    if terminal in _OPERATORS:
        return "operator"
    if terminal in _NUMBERS and not (terminal in KEYWORDS and not written[0].isdigit()):
        return "number"
    if terminal == "STRING":
        return "string"
    if terminal in _TYPE_WORDS and after != "_LBRACE":
        return "type"
    return "keyword" if terminal in KEYWORDS else ""
