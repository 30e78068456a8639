"""Mistakes that only follow from another: of these nothing is said, so that one mistake gives one report.

What was not read, or was read otherwise than it was meant, is told once, where it stands. Finds no mistakes.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Code
from gouji.lang.form_model import Form
from gouji.lang.keywords import WORDS
from gouji.lang.lexer import Fault
from gouji.lang.parse import Piece, PlacedPiece
from gouji.lang.source import Place, Span

# Said of a rule of which a part could not be read.
_OF_PARTS = (codes.NO_MUST, codes.NOT_A_CONDITION, codes.UNUSED_LET, codes.MESSAGE_WITHOUT_FIGURE)
_UNKNOWN = (
    *(codes.UNKNOWN_NAME, codes.UNKNOWN_FIELD, codes.UNKNOWN_TABLE, codes.UNKNOWN_AXIS, codes.UNKNOWN_LIBRARY),
    *(codes.UNKNOWN_FORM, codes.UNKNOWN_COORDINATE, codes.UNKNOWN_UNIT, codes.NOT_A_CHOICE_HERE),
)
# What may be declared in a form that is not known, and in a file that was not found.
OF_A_PARENT = frozenset(
    (
        *(codes.UNKNOWN_NAME, codes.UNKNOWN_FIELD, codes.UNKNOWN_TABLE, codes.UNKNOWN_COORDINATE),
        *(codes.NOT_A_CHOICE_HERE, codes.UNKNOWN_CHECK, codes.UNKNOWN_ROW, codes.UNREAD_FIELD),
    )
)
OF_A_FILE = frozenset((codes.UNKNOWN_FORM, codes.UNKNOWN_AXIS, codes.UNKNOWN_LIBRARY, codes.UNKNOWN_UNIT))
# Read otherwise than meant, though the grammar allows it.
_MISREAD = (codes.GLUED_OPERATOR, codes.OTHER_SPELLING)
# Clauses that give no name a meaning.
_PLAIN_CLAUSES = frozenset("WHEN MUST MESSAGE BASIS CATEGORY AT FIX ANSWERABLE".split())
_WORD = re.compile(r"\w+")


def lost_text(pieces: Iterable[Piece]) -> str:
    """What was not read outside of rules: a name that stands in it may well be declared there."""
    return "\n".join(
        piece.text[span.start : span.end]
        for piece in pieces
        for span in piece.broken
        if not isinstance(piece.declaration, ast.Rule | ast.Test)
    )


def unexplained(faults: Iterable[tuple[PlacedPiece, Fault]], lost: str) -> list[tuple[PlacedPiece, Fault]]:
    """The faults outside of rules that do not follow from what was not read."""
    return [
        (piece, fault)
        for piece, fault in faults
        if not _is_lost(fault, lost) and not _within(fault, piece.piece.broken)
    ]


def of_known_parents(
    faults: Iterable[tuple[PlacedPiece, Fault]], forms: Iterable[Form]
) -> list[tuple[PlacedPiece, Fault]]:
    """The faults of declarations that do not follow from a parent form that is not known."""
    orphans = {form.place for form in forms if form.orphan}
    return [(piece, fault) for piece, fault in faults if fault.code not in OF_A_PARENT or not _declares(piece, orphans)]


def _declares(piece: PlacedPiece, places: Collection[Place]) -> bool:
    declaration = piece.piece.declaration
    return bool(places) and isinstance(declaration, ast.Form) and piece.place(declaration.name.span) in places


def unread_parts(rule: ast.Rule, piece: Piece) -> list[Span]:
    """The parts of a rule that were not read as they were meant: such a rule is not run."""
    return [span for span in piece.broken if _meets(span, rule.span)]


def is_read_whole(rule: ast.Rule, piece: Piece) -> bool:
    """Whether nothing in a rule was a mistake to the parser: what it says is then in its own words alone."""
    if not (piece.broken or piece.faults):
        return True
    return not any(_meets(span, rule.span) for span in (*piece.broken, *(fault.span for fault in piece.faults)))


def own_faults(rule: ast.Rule, piece: Piece, faults: list[Fault], lost: str) -> list[Fault]:
    """The faults of a rule that follow from no other."""
    broken = unread_parts(rule, piece)
    if any(_gives_meaning(piece.text, span) for span in broken):
        return []
    read = not any(_meets(fault.span, rule.span) for fault in piece.faults)
    misread = [span for span in _statements(rule) if any(_within(fault, [span]) for fault in _misread(faults))]
    binders = {*(each.span for each in rule.eaches), *(let.span for let in rule.lets)}
    everything = any(span in binders for span in misread)
    own = [
        fault
        for fault in faults
        if fault.code in _MISREAD
        or (
            not (everything or _within(fault, [*broken, *misread]) or _is_lost(fault, lost))
            and (read or fault.code not in _OF_PARTS)
        )
    ]
    return list(_each_name_once(own))


def _each_name_once(faults: list[Fault]) -> Iterator[Fault]:
    """A name that is not known is told where it stands first in a rule."""
    told: set[tuple[Code, object]] = set()
    for fault in faults:
        name = (fault.code, fault.arguments.get("name"))
        if fault.code not in _UNKNOWN or name not in told:
            yield fault
        told.add(name)


def _misread(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.code in _MISREAD]


def _statements(rule: ast.Rule) -> list[Span]:
    parts = (*rule.eaches, *rule.whens, *rule.lets, *rule.musts, rule.at)
    return [part.span for part in parts if part is not None]


def _gives_meaning(text: str, span: Span) -> bool:
    """Whether what was not read may have been a `每个` or a `设`, on whose names the rest of the rule depends."""
    word = _WORD.match(text, span.start)
    return word is None or not _PLAIN_CLAUSES.intersection(WORDS.get(word.group(), ()))


def _is_lost(fault: Fault, lost: str) -> bool:
    return bool(lost) and fault.code in _UNKNOWN and str(fault.arguments.get("name", "")) in lost


def _within(fault: Fault, spans: Sequence[Span]) -> bool:
    return any(span.start <= fault.span.start < span.end for span in spans)


def _meets(span: Span, other: Span) -> bool:
    return other.start <= span.start < other.end
