"""What a form's own declarations make impossible of what it inherits: reported there, for the heir is what changed.

Finds the field that is to blame and says what of the parent no longer fits. Types nothing, changes no form.
"""

from collections.abc import Collection, Iterator

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Related, Term
from gouji.lang.environment import Reporter
from gouji.lang.form_model import Form, FormField
from gouji.lang.form_paths import scalars
from gouji.lang.lexer import Fault
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Span

Path = tuple[str, ...]
# A mistake that an heir brought to light in a declaration that it inherits.
Misfit = tuple[Reporter, Fault]


def all_fields(form: Form) -> Iterator[FormField]:
    """The fields of a form, then the columns of its tables."""
    yield from scalars(form.members)
    for table in form.tables:
        yield from table.fields.values()


def misfit_rule(
    form: Form, heir: PlacedPiece, owner: str, rule: ast.Rule, piece: PlacedPiece, fault: Fault, reads: Collection[Path]
) -> Fault:
    """A rule of a parent that cannot be typed for its heir, at the field that the heir declares anew."""
    mentioned = piece.piece.text[slice(*fault.span)]
    redeclared = [field for field in _redeclared(form) if field.path in reads]
    redeclared.sort(key=lambda field: field.name not in mentioned)
    what = Term("misfit.rule", (("name", rule.name.text),))
    related = Related(rule.name.text, "", piece.place(fault.span))
    arguments = {"what": what, "name": rule.name.text, "parent": owner, "problem": piece.diagnostic(fault)}
    return Fault(codes.INHERITED_MISFIT, _span(form, heir, redeclared), arguments, related=(related,))


def report_misfits(form: Form, heir: Reporter, known: list[tuple[Reporter, int]], told: list[Misfit]) -> list[Misfit]:
    """Moves the mistakes that building an heir brought to light in inherited declarations to the heir's own.

    `known` says how many mistakes each of those declarations had before; what is `told` of the parent is not told
    again. Gives all that is told now.
    """
    misfits: list[Misfit] = []
    for inherited, count in known:
        misfits += [(inherited, fault) for fault in inherited.faults[count:]]
        del inherited.faults[count:]
    for inherited, fault in misfits:
        if (inherited, fault) not in told:
            heir.take(_misfit_declaration(form, heir.piece, inherited, fault))
    return misfits


def _misfit_declaration(form: Form, heir: PlacedPiece, inherited: Reporter, fault: Fault) -> Fault:
    assert form.parent is not None
    mentioned = inherited.text(fault.span)
    redeclared = list(_redeclared(form))
    # First the field whose declaration holds the mistake, then one that is mentioned in it.
    redeclared.sort(
        key=lambda field: (not _holds(form.parent, field.path, inherited, fault), field.name not in mentioned)
    )
    what = Term("misfit.declaration", (("text", mentioned),))
    problem = inherited.piece.diagnostic(fault)
    related = Related(mentioned, "", problem.place)
    declaration = inherited.piece.piece.declaration
    owner = declaration.name.text if isinstance(declaration, ast.Form | ast.Library) else form.parent.name
    arguments: dict[str, object] = {"what": what, "name": "", "parent": owner, "problem": problem}
    return Fault(codes.INHERITED_MISFIT, _span(form, heir, redeclared), arguments, related=(related,))


def _redeclared(form: Form) -> Iterator[FormField]:
    """The inherited fields that a form declares itself."""
    for field in all_fields(form) if form.parent else ():
        before = form.parent.find(field.path) if form.parent else None
        if before is not None and before.place != field.place:
            yield field


def _holds(parent: Form | None, path: Path, inherited: Reporter, fault: Fault) -> bool:
    """Whether a mistake stands in the parent's declaration of a field: after its name, and before the next."""
    if parent is None:
        return False
    at = inherited.place(fault.span)
    starts = [field for field in all_fields(parent) if field.place.source is at.source and field.place.span <= at.span]
    owner = max(starts, key=lambda field: field.place.span, default=None)
    return owner is not None and owner.path == path


def _span(form: Form, heir: PlacedPiece, redeclared: list[FormField]) -> Span:
    place = redeclared[0].place if redeclared else form.place
    return place.span.shifted(-heir.offset)
