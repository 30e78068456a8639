"""The formatter: a rule file in one layout, its keywords in one language, its meaning and its comments kept.

A declaration with a mistake is left exactly as it is. Never reads or writes a file.
"""


from gouji.lang.diagnostic import Replacement
from gouji.lang.format_statement import Line
from gouji.lang.lexer import cut
from gouji.lang.parse import classify
from gouji.lang.source import Source

_BYTE_ORDER_MARK = "\ufeff"
# Declarations of these kinds may stand on consecutive lines; between all others there is a blank line.
_LISTED = ("USE", "UNIT", "AXIS")


def format_source(source: Source) -> str:
    """The text of a rule file as `gouji fmt` writes it; formatted again it stays the same."""
    text = source.text.removeprefix(_BYTE_ORDER_MARK)
    pieces = [_Piece(piece, classify(piece)) for _, piece in cut(text)]
    language = _language(pieces)
    lines: list[Line] = []
    before = ""  # the kind of the declaration before, if another may follow on the next line
    gap: list[Line] = []


def format_range(source: Source, start_line: int, end_line: int) -> list[Replacement]:
    """Changes that format the declarations on these lines (from 1, both included), each as a whole."""
