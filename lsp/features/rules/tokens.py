"""What each word of a rule file is, for colours: the parser's own view, so that a name spelt like a keyword is a name.

Colours nothing.
"""

from collections.abc import Iterator

from gouji.lang.builtins import BY_NAME
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import cut
from gouji.lang.parse import classify
from gouji.lang.source import Source, Span
from gouji.lsp.features.tokens import Word

_NUMBERS = frozenset({"QUANTITY", "DATE", "UNIT_TEXT", "RANGE"})
_TYPE_WORDS = frozenset(
    {"TEXT", "NUMBER", "COUNT", "MONEY", "RATIO", "DATE", "CHOICE", "TARGET", "REFERENCE", "SEVERAL"}
)
_OPERATORS = frozenset({"EQ", "_EQ", "NE", "GE", "LE", "GT", "LT", "ABOUT", "PLUS", "MINUS", "TIMES", "DIVIDE"})


def rule_words(source: Source, span: Span | None) -> Iterator[Word]:
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
