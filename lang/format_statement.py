"""Words of one statement -> lines: blanks between words, and breaks where it is too long or holds comments.

A break stands before `或` or `且`, after a comma, before an attribute or an operator: the outermost of a sort first.
Never changes a word, never looks at how the statement was spread over lines before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.lang.format_words import Word

INDENT = 4
LINE_WIDTH = 100


@dataclass(slots=True)
class Line:
    """A line to write; `comment` is the one beside its text, `blank` asks for a blank line above it."""

    indent: int
    text: str
    comment: str = ""
    blank: bool = False


_OPENING = frozenset(("_LPAR", "_LBRACKET", "_LBRACE"))
_CLOSING = frozenset(("_RPAR", "_RBRACKET", "_RBRACE"))
_OPERAND_ENDS = frozenset(("NAME", "QUANTITY", "DATE_TEXT", "STRING", *_CLOSING))
_NO_BLANK_BEFORE = frozenset(("_COMMA", "_DOT", "RANGE", *_CLOSING))
_NO_BLANK_AFTER = frozenset(("_DOT", "RANGE", *_OPENING))

# How soon a statement is broken before a word, the least first; in some ranks at all places, in the others only where
# a line is full.
_ATTRIBUTES = frozenset(
    "INHERITS KEY ON REQUIRED OPTIONAL BY UNIT LABEL TOTAL DEFAULT DIRECTION LE GE LT GT MATCHES VALUES "
    "COMPARATOR_FROM UNIT_FROM".split()
)
_COMPARED = 5
_RANKS = {
    **dict.fromkeys(("WITHIN", "BECAUSE", "ON"), 0),
    "_OR": 1,
    "_AND": 2,
    "WHERE": 3,
    **dict.fromkeys("EQ NE LE GE LT GT ABOUT IN MATCHES MENTIONS IS".split(), _COMPARED),
    **dict.fromkeys(("PLUS", "MINUS"), 6),
    **dict.fromkeys(("TIMES", "DIVIDE"), 7),
}
_AFTER_COMMA = 4
_CONDITIONS = (1, 2)
_AT_ALL_PLACES = (*_CONDITIONS, _COMPARED)


def one_line(words: Sequence[Word], padding: int = 0) -> str:
    """The words on one line, without comments; `padding` blanks are added after the first word."""
    return _Statement(words, padding, attributes=False).text(0, len(words))


def commented(words: Sequence[Word]) -> bool:
    """Whether a comment stands between the words."""
    return any(before.beside or word.above for before, word in pairwise(words))


def lay_out_statement(
    words: Sequence[Word], indent: int, hanging: int, lines: list[Line], *, padding: int = 0, attributes: bool = False
) -> None:
    """Adds the statement's lines; those after the first have the indent `hanging`.

    `padding` blanks are added after the first word; with `attributes` the statement may be broken before those.
    Comments above the first word are left out.
    """
    statement = _Statement(words, padding, attributes)
    start = 0
    for end, word in enumerate([*words[1:], None], 1):
        if word is None or word.above or words[end - 1].beside:
            lines += [Line(hanging, comment.text) for comment in words[start].above] if start else []
            statement.break_up(start, end, indent if start == 0 else hanging, hanging, lines)
            lines[-1].comment = words[end - 1].beside
            start = end


class _Statement:
    """The words with the blanks before each, and with the places where it may be broken."""

    def __init__(self, words: Sequence[Word], padding: int, attributes: bool) -> None:
        self.words = words
        self.blanks = [0] * len(words)
        self.depths = [0] * len(words)
        self.ranks: list[int | None] = [None] * len(words)
        self.ends = [0] * len(words)  # the column after each word, were all on one line
        sign = False
        depth = end = 0
        before = ""
        for index, word in enumerate(words):
            kind = word.kind
            depth -= kind in _CLOSING
            self.depths[index] = depth
            if index and not sign and before not in _NO_BLANK_AFTER and kind not in _NO_BLANK_BEFORE:
                # A bracket after a name is a call or an index.
                self.blanks[index] = 0 if before in _OPERAND_ENDS and kind in ("_LPAR", "_LBRACKET") else 1
            if index == 1:
                self.blanks[1] += padding
            sign = kind == "MINUS" and before not in _OPERAND_ENDS
            if before == "_COMMA":
                self.ranks[index] = _AFTER_COMMA
            elif index and not sign:
                self.ranks[index] = 0 if attributes and kind in _ATTRIBUTES else _RANKS.get(kind)
            depth += kind in _OPENING
            end += self.blanks[index] + word.width
            self.ends[index] = end
            before = kind

    def text(self, start: int, end: int) -> str:
        first = self.words[start].text if start < end else ""
        return first + "".join(" " * self.blanks[index] + self.words[index].text for index in range(start + 1, end))

    def width(self, start: int, end: int) -> int:
        return self.ends[end - 1] - self.ends[start] + self.words[start].width

    def break_up(
        self, start: int, end: int, indent: int, hanging: int, lines: list[Line], *, inner: bool = False
    ) -> None:
        """Adds the lines of the words from `start` to `end`; what is `inner` hangs deeper already."""
        places = [] if indent + self.width(start, end) <= LINE_WIDTH else self._places(start, end, indent, hanging)
        if not places:
            lines.append(Line(indent, self.text(start, end)))
            return
        if self.depths[places[0]] and not inner:
            hanging += INDENT
        everywhere = self.ranks[places[0]] in _AT_ALL_PLACES
        begin = start
        for place, following in pairwise([*places, end]):
            if everywhere or indent + self.width(begin, following) > LINE_WIDTH:
                self.break_up(begin, place, indent, hanging + INDENT, lines, inner=True)
                begin, indent = place, hanging
        self.break_up(begin, end, indent, hanging + INDENT, lines, inner=True)

    def _places(self, start: int, end: int, indent: int, hanging: int) -> list[int]:
        """Where to break: all places of the best sort that there is."""
        found: dict[tuple[int, int, int], list[int]] = {}
        for index in range(start + 1, end):
            rank, depth = self.ranks[index], self.depths[index]
            if rank is not None:
                found.setdefault((_preference(rank, depth), depth, rank), []).append(index)
        for sort in sorted(found):
            places, (_, depth, rank) = found[sort], sort
            if sort[0] == _OPERATORS and not self._helps(start, places, end, indent, hanging):
                continue
            if indent + self.width(start, places[0]) > LINE_WIDTH:
                # What `其中` begins hangs below it, or its conditions would stand left of it.
                where = [place for place in found.get((0, depth, _RANKS["WHERE"]), ()) if place < places[0]]
                places = where[:1] if rank in _CONDITIONS and where else places
            return places
        return []

    def _helps(self, start: int, places: list[int], end: int, indent: int, hanging: int) -> bool:
        """Whether it helps to break before operators: what stands before the first, and behind each, has room then.

        Before a comparator that is all the statement, the sum on the left may be broken in its turn.
        """
        whole = start == 0 and end == len(self.words) and not self.depths[places[0]]
        compared = whole and self.ranks[places[0]] == _COMPARED
        limits = [_COMPARED if compared else max(_RANKS.values()), *[-1] * len(places)]
        pieces = [(indent, start, places[0]), *((hanging, *piece) for piece in pairwise([*places, end]))]
        return all(
            column + self.width(first, following) <= LINE_WIDTH
            or any(rank is not None and rank > least for rank in self.ranks[first + 1 : following])
            for (column, first, following), least in zip(pieces, limits, strict=True)
        )


_OPERATORS = 1


def _preference(rank: int, depth: int) -> int:
    """How late a break is chosen: conditions and the outermost commas first, then operators, then inner commas."""
    if rank > _AFTER_COMMA:
        return _OPERATORS
    return 2 if rank == _AFTER_COMMA and depth else 0
