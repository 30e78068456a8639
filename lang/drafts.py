"""Declared forms -> drafts: a form's own members laid over its parent's, columns and rows once by each name.

Reports what may not be laid over what. Gives nothing a slot, a unit or a type of the model.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from gouji.lang import ast, codes
from gouji.lang.environment import Environment, Reporter
from gouji.lang.source import Span
from gouji.lang.values import canonical_text


class Stated(NamedTuple):
    """An attribute and whom to tell of its mistakes: an inherited one stands in another declaration."""

    attribute: ast.Attribute
    reporter: Reporter


@dataclass(slots=True)
class DraftField:
    written: ast.Field
    attributes: dict[str, Stated]
    bounds: list[Stated]
    reporter: Reporter
    type: ast.TypeName
    documentation: str


@dataclass(slots=True)
class DraftGroup:
    name: str
    span: Span
    reporter: Reporter
    labels: tuple[str, ...]
    documentation: str
    members: "dict[str, DraftMember]" = field(default_factory=dict)


@dataclass(slots=True)
class DraftTable:
    name: str
    span: Span
    reporter: Reporter
    key: tuple[ast.Name, Reporter] | None
    labels: tuple[str, ...]
    required: bool
    documentation: str
    fields: dict[str, DraftField] = field(default_factory=dict)
    rows: dict[str, tuple[ast.Row, Reporter]] = field(default_factory=dict)


DraftMember = DraftField | DraftGroup | DraftTable
_Named = TypeVar("_Named", bound=ast.Field | ast.Row)


class Drafter:
    """Drafts the members of one form after another."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.library_reporters: list[Reporter] = []

    def lay_over(
        self, members: dict[str, DraftMember], written: tuple[ast.FormMember, ...], reporter: Reporter
    ) -> None:
        seen: dict[str, ast.Name] = {}
        for member in written:
            name = canonical_text(member.name.text)
            if name in seen:
                reporter.twice(member.name, reporter.place(seen[name].span))
                continue
            seen[name] = member.name
            inherited = members.get(name)
            if isinstance(member, ast.Field):
                if isinstance(inherited, DraftGroup | DraftTable):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                members[name] = _narrowed(inherited, member, reporter)
            elif isinstance(member, ast.Group):
                if inherited is not None and not isinstance(inherited, DraftGroup):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                group = inherited or DraftGroup(name, member.name.span, reporter, (), member.documentation)
                group.labels = labels_of(member.attributes) or group.labels
                self.lay_over(group.members, member.members, reporter)
                members[name] = group
            else:
                if inherited is not None and not isinstance(inherited, DraftTable):
                    reporter.report(codes.OTHER_SORT, member.name.span, name=name)
                    continue
                members[name] = self._table(inherited, member, reporter)

    def _table(self, inherited: DraftTable | None, written: ast.Table, reporter: Reporter) -> DraftTable:
        table = inherited or DraftTable(
            canonical_text(written.name.text),
            written.name.span,
            reporter,
            None,
            (),
            False,
            written.documentation,
        )
        table.key = (written.key, reporter) if written.key else table.key
        table.labels = labels_of(written.attributes) or table.labels
        table.required = table.required or any(attribute.kind == "required" for attribute in written.attributes)
        for column in _once(written.fields, reporter):
            name = canonical_text(column.name.text)
            table.fields[name] = _narrowed(table.fields.get(name), column, reporter)
        for draw in written.draws:
            found = self.environment.libraries.get(canonical_text(draw.library.text))
            if found is None:
                reporter.unknown(codes.UNKNOWN_LIBRARY, draw.library, self.environment.libraries)
                continue
            library, piece = found
            owner = Reporter(piece)
            self.library_reporters.append(owner)
            table.rows.update((canonical_text(row.key.text), (row, owner)) for row in _once(library.rows, owner))
        for row in _once(written.rows, reporter):
            table.rows[canonical_text(row.key.text)] = (row, reporter)
        return table


def _once(written: tuple[_Named, ...], reporter: Reporter) -> list[_Named]:
    """Columns or prescribed rows, the first of each name; others of the name are reported."""
    found: dict[str, _Named] = {}
    for one in written:
        name = one.key if isinstance(one, ast.Row) else one.name
        first = found.setdefault(canonical_text(name.text), one)
        if first is not one:
            reporter.twice(name, reporter.place((first.key if isinstance(first, ast.Row) else first.name).span))
    return list(found.values())


def copied(members: dict[str, DraftMember]) -> dict[str, DraftMember]:
    """Drafted members of a parent form, for a child to lay its own over."""
    copies: dict[str, DraftMember] = {}
    for name, member in members.items():
        if isinstance(member, DraftGroup):
            copies[name] = replace(member, members=copied(member.members))
        elif isinstance(member, DraftTable):
            copies[name] = replace(member, fields=dict(member.fields), rows=dict(member.rows))
        else:
            copies[name] = member
    return copies


def labels_of(attributes: tuple[ast.Attribute, ...]) -> tuple[str, ...]:
    return next((tuple(word.text for word in one.words) for one in attributes if one.kind == "label"), ())


def _narrowed(inherited: DraftMember | None, written: ast.Field, reporter: Reporter) -> DraftField:
    """A field as declared, laid over the inherited one: its type may only narrow, its attributes replace."""
    attributes: dict[str, Stated] = {}
    bounds: list[Stated] = []
    documentation = written.documentation
    report_doubled(written.type.choices, reporter)
    if isinstance(inherited, DraftField):
        attributes |= inherited.attributes
        documentation = documentation or inherited.documentation
        before, now = inherited.type, written.type
        if before.kind and now.kind and before.kind != now.kind and not _narrows(inherited, now.kind):
            reporter.report(codes.WIDENED_TYPE, now.span, name=written.name.text)
            return inherited  # as if it had not been declared: what is inherited fits that
        bounds += inherited.bounds
        values = attributes.pop("values").attribute.words if now.kind == "choice" and "values" in attributes else ()
        offered = {canonical_text(word.text) for word in (*before.choices, *values)}
        for word in now.choices if offered else ():
            if canonical_text(word.text) not in offered:
                reporter.report(codes.WIDENED_TYPE, word.span, name=written.name.text)
    report_twice(written.name, written.attributes, reporter)
    for attribute in written.attributes:
        stated = Stated(attribute, reporter)
        if attribute.kind == "bound":
            bounds.append(stated)
        else:
            attributes[attribute.kind] = stated
        if attribute.kind == "optional":
            if attributes.pop("required", None) is not None and isinstance(inherited, DraftField):
                reporter.report(codes.DROPPED_CHECK, attribute.span, name=written.name.text)
        elif attribute.kind == "required":
            attributes.pop("optional", None)
        if written.type.kind and written.type.kind not in _PLACES.get(attribute.kind, (written.type.kind,)):
            reporter.report(codes.ATTRIBUTE_PLACE, attribute.span, name=written.name.text)
    return DraftField(written, attributes, bounds, reporter, written.type, documentation)


def _narrows(inherited: DraftField, kind: str) -> bool:
    """Whether a field may become of this type: what is checked of it must still mean something."""
    kept = all(kind in _KEPT_BY.get(stated, (kind,)) for stated in inherited.attributes)
    return kept and (inherited.type.kind, kind) in _NARROWER


def report_twice(owner: ast.Name, attributes: tuple[ast.Attribute, ...], reporter: Reporter) -> None:
    """Attributes of a field or row that say a thing twice or two things at once, and words that stand twice in a list."""
    first: dict[str, ast.Attribute] = {}
    for attribute in attributes:
        if attribute.kind in ("values", "alias"):
            report_doubled(attribute.words, reporter)
        if attribute.kind == "bound":
            continue
        about = "required" if attribute.kind == "optional" else attribute.kind
        before = first.setdefault(about, attribute)
        if before is not attribute:
            written, again = reporter.text(before.span), reporter.text(attribute.span)
            reporter.report(codes.ATTRIBUTE_TWICE, attribute.span, name=owner.text, first=written, attribute=again)


def report_doubled(words: tuple[ast.Name, ...], reporter: Reporter) -> None:
    """Words that stand twice in one list."""
    seen: dict[str, ast.Name] = {}
    for word in words:
        first = seen.setdefault(canonical_text(word.text), word)
        if first is not word:
            reporter.twice(word, reporter.place(first.span))


# Where an attribute means something, if not everywhere.
_PLACES = {
    "values": ("text",),
    "direction": ("target",),
    "pattern": ("text", "choice", "reference"),
    "comparator_from": ("target",),
    "unit_from": ("target",),
}
# Where an inherited one does: the words that a text may be are those that a choice is among.
_KEPT_BY = {**_PLACES, "values": ("text", "choice")}


_NARROWER = {("text", "choice"), ("text", "reference"), ("text", "date"), ("number", "count"), ("number", "ratio")}


def draft_at(drafts: dict[str, DraftMember], path: tuple[str, ...]) -> DraftMember | None:
    found: DraftMember | None = None
    members: dict[str, DraftMember] | dict[str, DraftField] = drafts
    for name in path:
        found = members.get(name)
        if isinstance(found, DraftGroup):
            members = found.members
        elif isinstance(found, DraftTable):
            members = found.fields
    return found
