"""What is said of a name of a rule file that is no member of a form: of rules and what they name, axes and their coordinates,
forms, libraries, prescribed rows, the words of a choice; and of units, what they are exactly.

Markdown. Says what is written and known, and runs nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from gouji.lang import ast
from gouji.lang.builtins import LAST_NAMES, YEAR_NAMES
from gouji.lang.catalogue import Language, text
from gouji.lang.form_model import FormField, FormMember, FormTable, PrescribedRow, dotted
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Place, Source, Span
from gouji.lang.units import STANDARD, Unit, Units, format_number, name_of
from gouji.lang.values import canonical_text
from gouji.lint.member_words import word
from gouji.lsp.features.member_text import plain, prescribed
from gouji.lsp.features.names import Named, names_in, piece_in
from gouji.lsp.features.spots import touches
from gouji.lsp.snapshot import Snapshot

# Units that a unit converts to, as many as are named.
_MOST_KIN = 8


class Declaration(NamedTuple):
    """A part of a declaration that has a name, and the piece that it stands in."""

    node: object
    piece: PlacedPiece


def declaration_of(program: Program, declared: Place) -> Declaration | None:
    """What is declared at a place; the axis, where that is one of its coordinates."""
    tree = next((one for one in program.trees if one.source.name == declared.source.name), None)
    piece = piece_in(tree, declared.span.start) if tree is not None else None
    if piece is None:
        return None
    start = declared.span.start - piece.offset
    for node in reversed(nodes_at(piece.piece.declaration, start)):
        name = _name_of(node)
        if isinstance(node, ast.Axis) or (name is not None and name.span.start == start):
            return Declaration(node, piece)
    return None


def described(found: Declaration, named: Named, language: Language) -> str:
    """What a name stands for that is no member of a form."""
    node, piece = found
    written = named.place.source.text[slice(*named.place.span)]
    if isinstance(node, ast.Axis):
        parts = _of_axis(node, named.declared.span.start - piece.offset, written, language)
    else:
        parts = _of_node(node, piece, language)
    return "\n\n".join(part for part in parts if part)


def nodes_at(declaration: object, at: int) -> list[Any]:
    """The parts of a declaration that an offset touches, the widest first."""
    found: list[Any] = []
    waiting: list[object] = [declaration]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Span) or not isinstance(one, tuple):
            continue
        span = getattr(one, "span", None)
        if span is not None and not touches(Span(*span), at):
            continue
        if span is not None:
            found.append(one)
        waiting += one
    return sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start))


def _name_of(node: object) -> ast.Name | ast.String | None:
    if isinstance(node, ast.Each):
        return node.path[0] if node.source is not None and node.path else None
    name = getattr(node, "name", None)
    return name if isinstance(name, ast.Name | ast.String) else None


def _of_axis(axis: ast.Axis, at: int, written: str, language: Language) -> Iterator[str]:
    """Of an axis, or of the coordinate that is declared at an offset of its piece."""
    count = len(axis.coordinates)
    number = next((number for number, one in enumerate(axis.coordinates, start=1) if one.span.start == at), None)
    if written in LAST_NAMES and axis.coordinates:
        told = text("lsp.hover.last", language, axis=axis.name.text, coordinate=axis.coordinates[-1].text)
        yield f"**{plain(written)}** · {plain(told)}"
    elif number is not None:
        told = text("lsp.hover.coordinate", language, axis=axis.name.text, number=number, count=count)
        yield f"**{plain(axis.coordinates[number - 1].text)}** · {plain(told)}"
    else:
        yield _head(axis.name.text, "AXIS", language, word("CUMULATIVE", language) if axis.cumulative else "")
        yield plain(axis.documentation)
    yield plain(", ".join(one.text for one in axis.coordinates))


def _of_node(node: object, piece: PlacedPiece, language: Language) -> Iterator[str]:
    if isinstance(node, ast.Rule):
        yield from of_rule(node, language)
    elif isinstance(node, ast.Form):
        yield _head(node.name.text, "FORM", language, node.title.text if node.title is not None else "")
        if node.parent is not None:
            yield f"{word('INHERITS', language)} {plain(node.parent.text)}"
        first, last = node.years
        years = str(first) if first == last else f"{first or ''}–{last or ''}"
        yield f"{word('YEARS', language)}: {years}" if first or last else ""
        yield f"{word('UNIT', language)}: {plain(node.money_unit.text)}" if node.money_unit is not None else ""
        yield plain(node.documentation)
    elif isinstance(node, ast.Library):
        yield _head(node.name.text, "LIBRARY", language)
        yield plain(node.documentation)
        yield plain(", ".join(row.key.text for row in node.rows))
    elif isinstance(node, ast.Let | ast.Each):
        name = _name_of(node)
        assert name is not None
        yield _head(name.text, "LET" if isinstance(node, ast.Let) else "EACH", language)
        yield f"```\n{piece.piece.text[slice(*node.span)]}\n```"


def of_rule(rule: ast.Rule, language: Language) -> Iterator[str]:
    """How grave it is, what it is for, what it rests on, and what it says."""
    severity = rule.severity.name if rule.severity is not None else "WARNING"
    yield _head(rule.name.text, "RULE", language, word(severity, language), rule.category.text if rule.category else "")
    yield plain(rule.documentation)
    message = rule.english if language == "en" and rule.english is not None else rule.message
    yield f"{word('MESSAGE', language)}: {plain(message.text)}" if message is not None else ""
    yield f"{word('BASIS', language)}: {plain(rule.basis.text)}" if rule.basis is not None else ""
    yield plain(text("keyword.ANSWERABLE", language)) if rule.answerable else ""


def _head(name: str, keyword: str, language: Language, *more: str) -> str:
    return f"**{plain(name)}** · {' · '.join(plain(one) for one in (word(keyword, language), *more) if one)}"


# --- words that are no names


def value_at(
    snapshot: Snapshot, program: Program, piece: PlacedPiece, source: Source, offset: int, language: Language
) -> tuple[str, Span] | None:  # fmt: skip
    """What is said of a word that is a value: a row's key, a word of a choice, the year, the last coordinate."""
    around = nodes_at(piece.piece.declaration, offset - piece.offset)
    leaf = around[-1] if around else None
    written = _written(leaf)
    if leaf is None or not written:
        return None
    span = Span(*leaf.span).shifted(piece.offset)
    row = next((one for one in _rows(program) if _is_at(one[1], source, span)), None)
    if row is None:
        index = next((one for one in around if isinstance(one, ast.Index) and one.inner == leaf), None)
        beside = _named_within(snapshot, program, piece, index.base) if index is not None else None
        if isinstance(beside, FormTable):
            row = next(((beside, one) for one in beside.rows.values() if one.key == written), None)
    if row is not None:
        return "\n\n".join(_of_row(*row, language)), span
    field = _field_of(snapshot, program, piece, around)
    if field is not None and written in field.type.choices:
        return _of_choice(written, field, language), span
    if isinstance(leaf, ast.Reference) and leaf.name in YEAR_NAMES:
        return f"**{plain(leaf.name)}** · {plain(text('lsp.hover.year', language))}", span
    return None


def _written(leaf: object) -> str:
    if isinstance(leaf, ast.Reference):
        return canonical_text(leaf.name)
    return canonical_text(leaf.text) if isinstance(leaf, ast.Name | ast.String | ast.Literal) else ""


def _rows(program: Program) -> Iterator[tuple[FormTable, PrescribedRow]]:
    for form in program.forms:
        for table in form.tables:
            yield from ((table, row) for row in table.rows.values())


def _is_at(row: PrescribedRow, source: Source, span: Span) -> bool:
    return row.place.source.name == source.name and Span(*row.place.span) == span


def _field_of(
    snapshot: Snapshot, program: Program, piece: PlacedPiece, around: list[Any]
) -> FormField | None:  # fmt: skip
    """The field whose value a word is: that declares it, that a row fills, that is compared with it or changed to it."""
    leaf = around[-1]
    for node in reversed(around):
        side: Any = None
        if isinstance(node, ast.Field):
            side = node.name
        elif isinstance(node, ast.Cell) and node.value == leaf:
            side = node.field
        elif isinstance(node, ast.Comparison):
            side = node.left if node.right in around else node.right
        elif isinstance(node, ast.Change):
            side = next((cell for cell, value in node.cells if value == leaf), node.target)
        found = _named_within(snapshot, program, piece, side) if side is not None else None
        if isinstance(found, FormField):
            return found
    return None


def _named_within(
    snapshot: Snapshot, program: Program, piece: PlacedPiece, node: Any
) -> FormMember | None:  # fmt: skip
    """The member that the last name in a part of a declaration stands for."""
    span = Span(*node.span).shifted(piece.offset)
    found = [
        one
        for one in names_in(snapshot, Path(piece.source.name), program, piece)
        if one.member is not None and span.start <= one.place.span.start and one.place.span.end <= span.end
    ]
    return max(found, key=lambda one: one.place.span.end).member if found else None


def _of_row(table: FormTable, row: PrescribedRow, language: Language) -> Iterator[str]:
    told = text("lsp.hover.row", language, table=dotted(table.path))
    required = [word("REQUIRED", language)] if row.required else []
    yield f"**{plain(row.key)}** · {' '.join([plain(told), *required])}"
    if row.documentation:
        yield plain(row.documentation)
    if said := prescribed(row, language):
        yield said
    if row.aliases:
        yield f"{word('ALIAS', language)}: {plain(', '.join(row.aliases))}"


def _of_choice(written: str, field: FormField, language: Language) -> str:
    words = ", ".join(field.type.choices)
    return f"**{plain(written)}** · {plain(text('lsp.hover.choice', language, field=dotted(field.path), words=words))}"


# --- units


def of_unit(name: str, program: Program, language: Language) -> str:
    """What one of a unit is in the usual unit of its dimension, exactly."""
    units = program.environment.units
    unit = units.find(name)
    if unit is None:
        return ""
    return "\n\n".join(part for part in _of_unit(unit, name, units, program, language) if part)


def _of_unit(unit: Unit, name: str, units: Units, program: Program, language: Language) -> Iterator[str]:
    yield f"**{plain(name)}**"
    if name != unit.name and unit.name:
        yield plain(f"1{name} = 1{unit.name}")
    declared = (piece.piece.declaration for tree in program.trees for piece in tree.pieces)
    yield from (
        plain(one.documentation)
        for one in declared
        if isinstance(one, ast.UnitDeclaration) and canonical_text(one.name.text) == unit.name
    )
    if not unit.dimension:  # a scale, or a share
        yield plain(f"1{unit.name} = {format_number(unit.factor)}")
        return
    base = units.find(name_of(unit.dimension))
    if base is not None and base.name != unit.name and base.dimension == unit.dimension:
        yield plain(_relation(unit, base))
    elif STANDARD.find(unit.name) is None and unit.factor == 1:
        yield plain(text("lsp.hover.own-unit", language))
    kin = [one for one in units if (other := units.find(one)) and other.dimension == unit.dimension and one != name]
    if kin:
        yield plain(text("lsp.hover.kin", language, units=", ".join(kin[:_MOST_KIN])))


def _relation(unit: Unit, base: Unit) -> str:
    """One of them in the other, as a figure that ends if there is one."""
    ratio = Fraction(unit.factor) / Fraction(base.factor)
    if _ends(ratio):
        return f"1{unit.name} = {format_number(unit.factor / base.factor)}{base.name}"
    if ratio.numerator == 1:
        return f"1{base.name} = {ratio.denominator}{unit.name}"
    return f"1{unit.name} = {ratio.numerator}/{ratio.denominator}{base.name}"


def _ends(ratio: Fraction) -> bool:
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
