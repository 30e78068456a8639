"""What declarations see of each other while a program is checked: names to axes, units, libraries and forms.

Collects the faults of one piece at a time. Holds no logic of its own beyond names and the nearest ones.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Code, Fix, Related
from gouji.lang.form_model import Axis, Form, FormMember
from gouji.lang.glued import apart, rewritten, spellings
from gouji.lang.keywords import HABITS, INSIDE_EXPRESSIONS
from gouji.lang.lexer import Fault, other_spelling, replacing
from gouji.lang.nearest import nearest
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Span
from gouji.lang.target_numerals import arabic
from gouji.lang.units import STANDARD, Units
from gouji.lang.values import canonical_text, split_quantity


@dataclass(slots=True)
class Environment:
    """The names of a program. Forms of one name for different years stand side by side.

    `unreadable_units` are declared, but not so that they mean anything; that is reported where they are declared.
    """

    units: Units = STANDARD
    unreadable_units: frozenset[str] = frozenset()
    axes: dict[str, Axis] = field(default_factory=dict)
    libraries: dict[str, tuple[ast.Library, PlacedPiece]] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)


class Use(NamedTuple):
    """A name in a rule, and where what it stands for is declared: a member of the form, an axis, a coordinate.

    What is declared in the same piece, a `let` or a name for rows or members, has a span, from the piece's start as
    `span` itself, and stands for itself there. `member` is the table, where it is a name for its rows.
    """

    span: Span
    declared: Place | Span
    member: FormMember | None = None


class Reporter:
    """Collects the faults of one piece, and what its names turned out to stand for."""

    def __init__(self, piece: PlacedPiece) -> None:
        self.piece = piece
        self.faults: list[Fault] = []
        self.uses: list[Use] = []

    def report(self, code: Code, span: Span, fix: Fix | None = None, **arguments: object) -> None:
        self.take(Fault(code, span, arguments, fix))

    def take(self, fault: Fault) -> None:
        """Adds a fault, once."""
        if fault not in self.faults:
            self.faults.append(fault)

    def unknown(
        self,
        code: Code,
        name: ast.Name,
        known: Iterable[str],
        inside: tuple[str, ...] = INSIDE_EXPRESSIONS,
        words: Iterable[str] = (),
    ) -> None:
        """Reports an unknown name: the blanks that it lacks around one of the keywords `inside`, else the nearest
        known name, else some of the known ones. `words` may stand before such a keyword too."""
        names = list(dict.fromkeys(known))
        text = canonical_text(name.text)
        if split := apart(text, spellings(inside), {*names, *words}):
            fix = replacing(name.span, split)._replace(safe=False)  # nobody has looked at the other names
            self.report(codes.GLUED_OPERATOR, name.span, fix, name=name.text, split=split)
        elif (figure := arabic(text)) and STANDARD.find(split_quantity(figure)[1]) is not None:
            self.take(other_spelling(name.span, name.text, figure))
        elif meant := rewritten(text):
            self.report(codes.OTHER_SPELLING, name.span, written=name.text, meant=meant)
        else:
            habit = HABITS.get(text, "")
            near = habit if habit in names else nearest(name.text, names) or _nearest_within(text, names)
            self.report(
                code, name.span, self.renaming(name.span, near), name=name.text, nearest=near, known=tuple(names[:8])
            )

    def renaming(self, span: Span, near: str) -> Fix | None:
        """The fix that writes the nearest name instead: nobody knows whether it is the one that was meant."""
        if not near:
            return None
        sign = self.text(span)[:1]
        written = f"{sign}{near}{_TEXTS[sign]}" if sign in _TEXTS else ".".join(map(_as_name, near.split(".")))
        return replacing(span, written)._replace(safe=False)

    def twice(self, name: ast.Name, first: Place | None = None) -> None:
        """Reports a name that is taken, and where it was used first."""
        related = (Related(name.text, "", first),) if first is not None else ()
        self.take(Fault(codes.DUPLICATE_NAME, name.span, {"name": name.text}, related=related))

    def misread(self, statement: Span) -> bool:
        """Whether something in a statement, or after it on its last line, was not read as it was meant."""
        piece = self.piece.piece
        line = piece.text.find("\n", statement.end)
        end = line if line >= 0 else len(piece.text)
        places = [one.span for one in piece.faults if one.code in (codes.SYNTAX, codes.UNKNOWN_ATTRIBUTE)]
        return any(statement.start <= place.start < end for place in (*places, *piece.broken))

    def use(self, use: Use) -> None:
        """Notes what a name stands for."""
        self.uses.append(use)

    def text(self, span: Span) -> str:
        """What is written there."""
        return self.piece.piece.text[span.start : span.end]

    def place(self, span: Span) -> Place:
        return self.piece.place(span)


_TEXTS = {'"': '"', "“": "”", "＂": "＂"}
_PLAIN = re.compile(r"[^\W\d]\w*")


def _as_name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f"「{name}」"


def _nearest_within(name: str, paths: Iterable[str]) -> str:
    """The path whose last part is nearest to a name: `收入.资金总额` for 资金总数."""
    last = {path.rpartition(".")[2]: path for path in reversed(list(paths))}
    return last.get(nearest(name, last) or "", "")
