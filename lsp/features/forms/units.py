"""The unit that a target lacks: that of the same target at another time, and % for what is called a rate.

Offers what is read with that unit as the same figure, unless the finding's own fix does; says nothing of targets that have one.
"""

from collections.abc import Iterable, Iterator

from gouji.lang import codes
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.located import Mapping, Scalar
from gouji.lang.quoting import in_quotes
from gouji.lang.targets import TargetKind
from gouji.lang.units import Units
from gouji.lang.values import parse_target
from gouji.lint.toml_strings import unquoted
from gouji.lsp.features.actions import Action
from gouji.lsp.features.forms.spots import section_at
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

_RATES = ("率", "满意度", "占比", "比重", "比例")


def units_lacking(asked: Question, known: KnownForm, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """Targets with the units that they may be in, for findings that they have none."""
    for one in about:
        if one.code is not codes.TARGET_WITHOUT_UNIT or one.place.source is not known.source or known.form is None:
            continue
        for new in dict.fromkeys(_with_units(known, one, known.form.units)):
            changes = (Replacement(one.place.span, in_quotes(new)),)
            if one.fix is None or one.fix.replacements != changes:  # which is offered anyway
                title = text("lsp.action.add-unit", asked.language, text=new)
                yield Action(title, asked.path, known.source, changes, (one,))


def _with_units(known: KnownForm, found: Diagnostic, units: Units) -> Iterator[str]:
    row = section_at(known.root, found.place.span.start).mapping
    written = unquoted(known.source.text[slice(*found.place.span)])
    for unit in _units(row, found, units):
        end = max((at for at, sign in enumerate(written, 1) if sign.isdigit()), default=0)
        new = f"{written[:end]}{unit}{written[end:]}"
        before, after = parse_target(written, units), parse_target(new, units)
        in_it = after.quantity.unit.name if after.quantity is not None else ""
        if (after.kind, after.comparator, in_it) == (TargetKind.QUANTITY, before.comparator, unit):
            yield new


def _units(row: Mapping, found: Diagnostic, units: Units) -> Iterator[str]:
    for entry in row:
        inside = list(entry.node) if isinstance(entry.node, Mapping) else []
        if any(one.node.span == found.place.span for one in inside):
            for one in inside:
                target = parse_target(str(one.node.value), units) if isinstance(one.node, Scalar) else None
                if target is not None and target.quantity is not None and target.quantity.unit.dimension is not None:
                    yield target.quantity.unit.name
    if any(isinstance(one.node, Scalar) and str(one.node.value).endswith(_RATES) for one in row):
        yield "%"
