"""What declarations see of each other while a program is checked: names to axes, units, libraries and forms.

Collects the faults of one piece at a time. Holds no logic of its own beyond names and the nearest ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gouji.lang import ast
from gouji.lang.diagnostic import Code
from gouji.lang.lexer import Fault
from gouji.lang.model import Axis, Form
from gouji.lang.nearest import nearest
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Span
from gouji.lang.units import STANDARD, Units


@dataclass(slots=True)
class Environment:
    """The names of a program. Forms of one name for different years stand side by side."""

    units: Units = STANDARD
    axes: dict[str, Axis] = field(default_factory=dict)
    libraries: dict[str, tuple[ast.Library, PlacedPiece]] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)


class Reporter:
    """Collects the faults of one piece."""

    def __init__(self, piece: PlacedPiece) -> None:
        self.piece = piece
        self.faults: list[Fault] = []

    def report(self, code: Code, span: Span, **arguments: object) -> None:
        fault = Fault(code, span, arguments)
        if fault not in self.faults:
            self.faults.append(fault)

    def unknown(self, code: Code, name: ast.Name, known: Iterable[str]) -> None:
        """Reports an unknown name with the nearest known one, or with some of the known ones."""
        names = list(dict.fromkeys(known))
        self.report(code, name.span, name=name.text, nearest=nearest(name.text, names) or "", known=tuple(names[:8]))

    def place(self, span: Span) -> Place:
        return self.piece.place(span)
