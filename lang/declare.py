"""Declares units, axes, libraries and forms: syntax -> environment. Parents come before their heirs.

Types no rule: those of a form are typed when it is asked for.
"""

from gouji.lang import ast, codes
from gouji.lang.declared_units import declare_units
from gouji.lang.diagnostic import Related
from gouji.lang.environment import Environment, Reporter
from gouji.lang.form_model import Axis, Form
from gouji.lang.forms import FormBuilder
from gouji.lang.lexer import Fault
from gouji.lang.parse import PlacedPiece
from gouji.lang.values import canonical_text

# More periods in an axis, and more forms above a form, than anyone has.
MOST_COORDINATES = 100
MOST_ANCESTORS = 20


class Declarer:
    """Declares everything but rules and tests: units, axes, libraries, then forms, parents first."""

    def __init__(self, placed: list[PlacedPiece]) -> None:
        self.placed = placed
        self.reporters = [Reporter(piece) for piece in placed]
        self.environment = Environment()
        self.form_builder = FormBuilder(self.environment)
        self.forms: list[Form] = []
        self.waiting: dict[str, list[tuple[ast.Form, Reporter]]] = {}

    def build(self) -> None:
        declare_units(self.environment, self.reporters)
        for reporter in self.reporters:
            declaration = reporter.piece.piece.declaration
            if isinstance(declaration, ast.Axis):
                self._axis(declaration, reporter)
            elif isinstance(declaration, ast.Library):
                name = canonical_text(declaration.name.text)
                if name in self.environment.libraries:
                    first, piece = self.environment.libraries[name]
                    reporter.twice(declaration.name, piece.place(first.name.span))
                    continue
                self.environment.libraries[name] = (declaration, reporter.piece)
            elif isinstance(declaration, ast.Form):
                self.waiting.setdefault(canonical_text(declaration.name.text), []).append((declaration, reporter))
        for name in list(self.waiting):
            self._form(name, ())

    def faults(self) -> list[tuple[PlacedPiece, Fault]]:
        """The mistakes in what was declared, each with the piece it is in."""
        reporters = (*self.reporters, *self.form_builder.drafter.library_reporters)
        return [(reporter.piece, fault) for reporter in reporters for fault in reporter.faults]

    def _axis(self, declaration: ast.Axis, reporter: Reporter) -> None:
        name = canonical_text(declaration.name.text)
        coordinates: dict[str, ast.Name] = {}
        if len(declaration.coordinates) > MOST_COORDINATES:
            reporter.report(
                codes.TOO_MANY, declaration.name.span, found=len(declaration.coordinates), limit=MOST_COORDINATES
            )
            return
        for coordinate in declaration.coordinates:
            text = canonical_text(coordinate.text)
            if text in coordinates:
                reporter.twice(coordinate, reporter.place(coordinates[text].span))
            else:
                coordinates[text] = coordinate
        if name in self.environment.axes:
            reporter.twice(declaration.name, self.environment.axes[name].place)
            return
        place = reporter.place(declaration.name.span)
        places = tuple(reporter.place(coordinate.span) for coordinate in coordinates.values())
        self.environment.axes[name] = Axis(name, declaration.cumulative, tuple(coordinates), place, places)

    def _form(self, name: str, below: tuple[str, ...]) -> None:
        """Builds the forms of one name, their parents first."""
        if name in self.environment.forms:
            return
        built: list[Form] = []
        for declaration, reporter in self.waiting[name]:
            parent: Form | None = None
            if declaration.parent is not None:
                parent_name = canonical_text(declaration.parent.text)
                if parent_name == name or parent_name in below:
                    chain = " → ".join((*below, name, parent_name))
                    reporter.report(codes.CIRCULAR_INHERITANCE, declaration.parent.span, chain=chain)
                elif parent_name not in self.waiting:
                    reporter.unknown(
                        codes.UNKNOWN_FORM, declaration.parent, (one for one in self.waiting if one != name)
                    )
                elif len(below) >= MOST_ANCESTORS:
                    reporter.report(codes.TOO_MANY, declaration.parent.span, found=len(below), limit=MOST_ANCESTORS)
                else:
                    self._form(parent_name, (*below, name))
                    versions = self.environment.forms.get(parent_name, [])
                    parent = _version_for(declaration.years[0], versions)
            form = self.form_builder.build(declaration, reporter, parent)
            for other in built:
                if _overlap(form, other):
                    related = (Related(other.name, "", other.place),)
                    arguments: dict[str, object] = {"name": declaration.name.text}
                    fault = Fault(codes.OVERLAPPING_YEARS, declaration.name.span, arguments, related=related)
                    reporter.take(fault)
                    break
            built.append(form)
            self.forms.append(form)
        self.environment.forms[name] = built


def _version_for(year: int | None, versions: list[Form]) -> Form | None:
    """The version of a parent form that is in force when its child begins; without a year, the last."""
    fitting = [form for form in versions if year is not None and form.in_force(year)]
    chosen = fitting or versions
    return chosen[-1] if chosen else None


def _overlap(one: Form, other: Form) -> bool:
    def ends(form: Form) -> tuple[int, int]:
        first, last = form.years
        return (0 if first is None else first, 9999 if last is None else last)

    (first, last), (start, end) = ends(one), ends(other)
    return first <= end and start <= last
