"""Built forms held against themselves: parts that name nothing, totals that are their own parts, limits nothing keeps.

Changes nothing in a form; what fills it in is not looked at.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Term
from gouji.lang.drafts import DraftField, DraftMember, DraftTable, Stated, draft_at
from gouji.lang.environment import Reporter
from gouji.lang.form_model import Bound, Default, Form, FormField, FormGroup, FormTable, dotted
from gouji.lang.form_paths import all_paths, beside, resolve_part, resolve_table, scalars
from gouji.lang.functions import HOLDS
from gouji.lang.keywords import INSIDE_FIELDS
from gouji.lang.source import Span
from gouji.lang.target_parts import read_sign
from gouji.lang.types import Kind
from gouji.lang.units import Dimension
from gouji.lang.values import canonical_text

# Of a longer circle, the first are named and the last.
MOST_NAMED = 8
_UPPER = ("<=", "<")


def report_bounds(name: ast.Name, bounds: Iterable[tuple[Stated, Bound]]) -> None:
    """Limits on one side that one declaration states twice, and limits that no figure keeps together."""
    strictest: dict[tuple[Dimension | None, bool], tuple[Stated, Bound]] = {}
    for stated, bound in bounds:
        attribute, reporter = stated
        dimension = bound.unit.dimension if bound.unit is not None else None
        side = bound.operator in _UPPER
        same, other = strictest.get((dimension, side)), strictest.get((dimension, not side))
        if same is not None and same[0].reporter is reporter:
            first = reporter.text(same[0].attribute.span)
            again = reporter.text(attribute.span)
            reporter.report(codes.ATTRIBUTE_TWICE, attribute.span, name=name.text, first=first, attribute=again)
        elif other is not None and not _fit(bound, other[1]):
            first = other[0].reporter.text(other[0].attribute.span)
            second = reporter.text(attribute.span)
            reporter.report(codes.NOTHING_FITS, attribute.span, name=name.text, first=first, second=second)
        if same is None or _is_stricter(bound, same[1]):
            strictest[dimension, side] = stated, bound


def report_default(
    name: ast.Name,
    own: Reporter,
    default: Stated,
    value: Default,
    required: Stated | None,
    limits: Sequence[tuple[Stated, Bound]],
) -> None:
    """A default of a field that must be filled, which would never be missing, and one that the field's limits refuse."""
    refused = [
        limit for limit, bound in limits if isinstance(value, Decimal) and not HOLDS[bound.operator](value, bound.value)
    ]
    for other in ([required] if required else []) + refused[:1]:
        # What an heir adds is told at the heir.
        both = sorted((default, other), key=_start)
        first, second = both if default.reporter is other.reporter or both[1].reporter is own else reversed(both)
        second.reporter.report(
            codes.ATTRIBUTE_TWICE,
            second.attribute.span,
            name=name.text,
            first=first.reporter.text(first.attribute.span),
            attribute=second.reporter.text(second.attribute.span),
        )


def _start(stated: Stated) -> int:
    return stated.attribute.span.start


def _fit(one: Bound, other: Bound) -> bool:
    """Whether some figure keeps a lower and an upper limit."""
    lower, upper = (other, one) if one.operator in _UPPER else (one, other)
    if lower.value == upper.value:
        return lower.operator == ">=" and upper.operator == "<="
    return lower.value < upper.value


def _is_stricter(bound: Bound, than: Bound) -> bool:
    if bound.value == than.value:
        return bound.operator in ("<", ">")
    return (bound.value < than.value) == (bound.operator in _UPPER)


_FIGURES = {"money", "number", "count", "ratio"}
_SOURCES = ("comparator_from", "unit_from")


def report_sources(draft: DraftField) -> None:
    """Outside of a table nothing stands beside a field."""
    for attribute in _SOURCES:
        stated = draft.attributes.get(attribute)
        if stated is not None:
            name = draft.written.name.text
            stated.reporter.report(codes.ATTRIBUTE_PLACE, stated.attribute.span, name=name)


def check_sources(draft: DraftField, fields: dict[str, FormField], key: str) -> bool:
    """Whether the columns can be read in which the comparator and the unit of a target are to stand; else reports why."""
    named: set[str] = set()
    fit = True
    for attribute in _SOURCES:
        stated = draft.attributes.get(attribute)
        if stated is None:
            continue
        name = stated.attribute.words[0]
        column = fields.get(canonical_text(name.text))
        if column is None:
            stated.reporter.unknown(codes.UNKNOWN_FIELD, name, fields, INSIDE_FIELDS)
            fit = False
            continue
        problem = Term("source-problem.both") if column.name in named else _unfit(column, attribute, key)
        if problem is not None:
            stated.reporter.report(codes.SOURCE_COLUMN, name.span, name=name.text, problem=problem)
            fit = False
        named.add(column.name)
    return fit


def _unfit(column: FormField, attribute: str, key: str) -> Term | None:
    """Why a comparator, or a unit, cannot stand in a column."""
    if column.type.kind is Kind.UNKNOWN:  # reported; nothing else can be said of it
        return None
    if column.kind not in ("text", "choice"):
        return Term("source-problem.type", (("type", column.type.term()),))
    if column.name == key:
        return Term("source-problem.key")
    if column.axis is not None:
        return Term("source-problem.axis", (("axis", column.axis.name),))
    strange = next((word for word in column.type.choices if read_sign(word) is None), None)
    if strange is not None and attribute == "comparator_from":
        return Term("source-problem.choice", (("word", strange),))
    return None


def report_idle_rows(draft: DraftTable, fields: dict[str, FormField]) -> None:
    """What prescribed rows demand of targets in a table that has none, told once; a library serves other tables too.

    A rule may ask for the direction of a row, whatever kind its figures are.
    """
    kinds = {field.kind if field.type.kind is not Kind.UNKNOWN else "target" for field in fields.values()}
    if "target" in kinds:
        return
    idle = {"unit", "bound", "values"} | (set() if kinds & _FIGURES else {"direction"})
    for row, reporter in draft.rows.values():
        stated = next((attribute for attribute in row.attributes if attribute.kind in idle), None)
        if stated is not None and not isinstance(reporter.piece.piece.declaration, ast.Library):
            attribute = reporter.text(stated.span)
            reporter.report(
                codes.ROW_WITHOUT_TARGET, stated.span, name=row.key.text, attribute=attribute, table=draft.name
            )
            return


def check_totals(form: Form, drafts: dict[str, DraftMember]) -> None:
    """Reports each circle of totals once, at the field of it that the form holds first."""
    fields = [*scalars(form.members), *(field for table in form.tables for field in table.fields.values())]
    parts = {field.path: tuple(_parts(form, field)) for field in fields if field.totals}
    done: set[tuple[str, ...]] = set()
    for start, first in parts.items():
        way = {start: iter(first)} if start not in done else {}
        while way:
            at, waiting = next(reversed(way.items()))
            path = next(waiting, None)
            if path is None:
                done.add(at)
                del way[at]
            elif path in way:
                paths = [*way, path]
                _report_circle(paths[paths.index(path) :], drafts)
            elif path in parts and path not in done:
                way[path] = iter(parts[path])


def _parts(form: Form, owner: FormField) -> Iterable[tuple[str, ...]]:
    found = (resolve_part(form, owner.path, path) for path in owner.totals)
    return dict.fromkeys(part.path for part in found if isinstance(part, FormField))


def _report_circle(circle: list[tuple[str, ...]], drafts: dict[str, DraftMember]) -> None:
    draft = draft_at(drafts, circle[0])
    assert isinstance(draft, DraftField)
    attribute, reporter = draft.attributes["total"]
    names = [dotted(path) for path in circle]
    if len(names) > MOST_NAMED:
        names[MOST_NAMED - 1 : -1] = ["…"]
    reporter.report(codes.CIRCULAR_TOTAL, attribute.span, chain=" → ".join(names))


def _figures_of(part: FormGroup | FormTable, owner: FormField) -> list[str]:
    """The fields of a group or a table that a total may take in."""
    members = part.fields if isinstance(part, FormTable) else part.members
    fields = [one for one in members.values() if isinstance(one, FormField) and one is not owner]
    return [one.name for one in fields if one.type.is_numeric and one.type.dimension == owner.type.dimension]


def check_paths(
    form: Form, fields: tuple[FormField, ...], drafts: dict[str, DraftMember], table: FormTable | None
) -> None:
    """Reports parts of totals and references that name nothing, or something of another dimension."""
    for owner in fields:
        draft = draft_at(drafts, owner.path)
        if not isinstance(draft, DraftField):
            continue
        total = draft.attributes.get("total")
        reporter = total.reporter if total is not None else draft.reporter
        seen: set[tuple[str, ...]] = set()
        for path, names in zip(owner.totals, total.attribute.paths if total is not None else (), strict=True):
            part = resolve_part(form, owner.path, path)
            span = Span(names[0].span.start, names[-1].span.end)
            if isinstance(part, FormField) and part.path in seen:
                reporter.report(codes.DUPLICATE_NAME, span, name=dotted(path))
            seen.add(part.path if part is not None else ())
            if not isinstance(part, FormField):
                whole = ast.Name(".".join(name.text for name in names), span)
                if part is not None and (figures := _figures_of(part, owner)):
                    reporter.report(codes.UNKNOWN_FIELD, span, name=whole.text, expected=f"{whole.text}.{figures[0]}")
                    continue
                near = beside(form, owner.path, path) or all_paths(form)
                reporter.unknown(codes.UNKNOWN_FIELD, whole, near, INSIDE_FIELDS)
            elif Kind.UNKNOWN in (part.type.kind, owner.type.kind):
                pass
            elif not (part.type.is_numeric and owner.type.is_numeric):
                text = part if owner.type.is_numeric else owner
                reporter.report(codes.NOT_A_NUMBER, span, type=text.type.term())
            elif part.type.dimension != owner.type.dimension:
                reporter.report(
                    codes.UNLIKE_DIMENSIONS, span, left=owner.type.term(), right=part.type.term(), operator="合计自"
                )
            elif part.axis is not None and owner.axis is not None and part.axis.name != owner.axis.name:
                reporter.report(
                    codes.UNLIKE_AXES,
                    span,
                    total=owner.name,
                    axis=owner.axis.name,
                    part=part.name,
                    other=part.axis.name,
                )
        if owner.refers_to and resolve_table(form, owner.path, owner.refers_to) is None:
            names = draft.type.path
            whole = ast.Name(".".join(owner.refers_to), Span(names[0].span.start, names[-1].span.end))
            tables = [".".join(each.path) for each in form.tables if each.key]
            draft.reporter.unknown(codes.UNKNOWN_TABLE, whole, tables)
