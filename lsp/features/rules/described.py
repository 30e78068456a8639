"""What is said of a name of a rule file that is no member of a form: of rules and what they name, axes and their coordinates,
forms, libraries, prescribed rows, the words of a choice; and of units, what they are exactly.

Markdown. Says what is written and known, and runs nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.builtins import LAST_NAMES
from gouji.lang.catalogue import Language, text
from gouji.lang.form_model import FormField, FormTable, PrescribedRow, dotted
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Place
from gouji.lang.units import STANDARD, Unit, Units, format_number, name_of
from gouji.lang.values import canonical_text
from gouji.lint.member_words import word
from gouji.lsp.features.member_text import plain, prescribed
from gouji.lsp.features.names.rule_names import Named, piece_in
from gouji.lsp.features.rules.values import Value, nodes_at

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
    written = named.place.text
    if isinstance(node, ast.Axis):
        parts = _of_axis(node, named.declared.span.start - piece.offset, written, language)
    else:
        parts = _of_node(node, piece, language)
    return "\n\n".join(part for part in parts if part)


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


def of_value(value: Value, language: Language) -> str:
    """Of the key of a row, a word of a choice, the year."""
    if value.row is not None and isinstance(value.member, FormTable):
        return "\n\n".join(_of_row(value.member, value.row, language))
    if isinstance(value.member, FormField):
        return _of_choice(value.written, value.member, language)
    return f"**{plain(value.written)}** · {plain(text('lsp.hover.year', language))}"


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
