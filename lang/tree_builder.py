"""The parser's tree -> our syntax tree, for declarations: one method a grammar rule, found by its name.

Never judges what it builds.
"""

from typing import Any

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Severity
from gouji.lang.expression_builder import OPERATORS, ExpressionBuilder, LarkTree
from gouji.lang.keywords import YEAR_SIGN
from gouji.lang.lexer import Fault, other_spelling, unquoted
from gouji.lang.parse_machine import Leaf, Node
from gouji.lang.slips import open_years
from gouji.lang.source import Span

_SEVERITIES = {"ERROR": Severity.ERROR, "WARNING": Severity.WARNING, "HINT": Severity.HINT}
_HEADERS = frozenset({"title", "years", "money_unit"})
_SINGLE_CLAUSES = frozenset({"message", "basis", "category", "at", "fix", "answerable"})


def build_declarations(tree: LarkTree, documentation: dict[int, str], faults: list[Fault]) -> list[ast.Declaration]:
    """The declarations under `start`; one that nests too deep is a fault instead."""
    builder = _DeclarationBuilder(documentation, faults)
    return [built for child in tree.children if (built := builder.guarded(child)) is not None]


class _DeclarationBuilder(ExpressionBuilder):
    # --- declarations

    def use(self, tree: LarkTree) -> ast.Use:
        return ast.Use(self.string_of(tree.children[1]), self.span(tree))

    def axis(self, tree: LarkTree) -> ast.Axis:
        cumulative = any(isinstance(child, Leaf) and child.type == "CUMULATIVE" for child in tree.children)
        name, coordinates = self.all(tree.children)
        return ast.Axis(name, cumulative, coordinates, self.documented(tree), self.span(tree))

    def unit_declaration(self, tree: LarkTree) -> ast.UnitDeclaration:
        _, name, equals = tree.children
        quantity = ast.Quantity(equals.text, self.span(equals)) if equals is not None else None
        return ast.UnitDeclaration(self.word_of(name), quantity, self.documented(tree), self.span(tree))

    def library(self, tree: LarkTree) -> ast.Library:
        name, *rows = self.all(tree.children)
        return ast.Library(name, tuple(rows), self.documented(tree), self.span(tree))

    # --- forms

    def form(self, tree: LarkTree) -> ast.Form:
        name = self.build(tree.children[1])
        parent = self.build(tree.children[3]) if tree.children[3] is not None else None
        parts = self.all(tree.children[4:])
        headers = [child for child in tree.children[4:] if isinstance(child, Node) and child.data in _HEADERS]
        for index, header in enumerate(headers):
            if any(header.data == other.data for other in headers[:index]):
                clause = header.children[0].text
                self.faults.append(Fault(codes.CLAUSE_TWICE, self.span(header), {"clause": clause}))
        title = next((part for part in parts if isinstance(part, ast.String)), None)
        years = next((part for part in parts if type(part) is tuple), (None, None))
        return ast.Form(
            name,
            parent,
            title,
            years,
            next((part for part in parts if isinstance(part, ast.Name)), None),
            tuple(part for part in parts if isinstance(part, ast.Field | ast.Group | ast.Table)),
            tuple(part for part in parts if isinstance(part, ast.Rule)),
            tuple(part for part in parts if isinstance(part, ast.Off)),
            self.documented(tree),
            self.span(tree),
        )

    def title(self, tree: LarkTree) -> ast.String:
        return self.string_of(tree.children[1])

    def years(self, tree: LarkTree) -> tuple[int | None, int | None]:
        def year(token: Leaf | None) -> int | None:
            digits = token.text.removesuffix(YEAR_SIGN) if token is not None else ""
            if token is not None and (open_ended := open_years(token.text)):
                self.faults.append(other_spelling(self.span(token), token.text, open_ended))
                return int(open_ended[:4])
            if digits.isdecimal() and len(digits) == 4:
                return int(digits)
            if token is not None:
                self.faults.append(Fault(codes.BAD_NUMBER, self.span(token), {"text": token.text[:40]}))
            return None

        first, dots, last = tree.children[1:]
        if dots is None and first is not None and open_years(first.text).endswith(".."):
            return year(first), None
        return year(first), (year(last) if dots is not None else year(first))

    def money_unit(self, tree: LarkTree) -> ast.Name:
        return self.word_of(tree.children[1])

    def off(self, tree: LarkTree) -> ast.Off:
        check, reason = tree.children[1], tree.children[3]
        return ast.Off(self.string_of(check), None, self.string_of(reason), self.span(tree))

    def regrade(self, tree: LarkTree) -> ast.Off:
        _, check, severity, _, reason = tree.children
        return ast.Off(self.string_of(check), self.build(severity), self.string_of(reason), self.span(tree))

    def group(self, tree: LarkTree) -> ast.Group:
        name, *parts = self.all(tree.children)
        attributes = tuple(part for part in parts if isinstance(part, ast.Attribute))
        members = tuple(part for part in parts if not isinstance(part, ast.Attribute))
        return ast.Group(name, attributes, members, self.documented(tree), self.span(tree))

    def table(self, tree: LarkTree) -> ast.Table:
        name = self.build(tree.children[1])
        key = self.build(tree.children[3]) if tree.children[3] is not None else None
        parts = self.all(tree.children[4:])
        return ast.Table(
            name,
            key,
            tuple(part for part in parts if isinstance(part, ast.Attribute)),
            tuple(part for part in parts if isinstance(part, ast.Field)),
            tuple(part for part in parts if isinstance(part, ast.Row)),
            tuple(part for part in parts if isinstance(part, ast.Draw)),
            self.documented(tree),
            self.span(tree),
        )

    def field(self, tree: LarkTree) -> ast.Field:
        name, type_name, *attributes = self.all(tree.children)
        return ast.Field(name, type_name, tuple(attributes), self.documented(tree), self.span(tree))

    def plain_type(self, tree: LarkTree) -> ast.TypeName:
        return ast.TypeName(tree.children[0].type.lower(), self.span(tree))

    def unknown_type(self, tree: LarkTree) -> ast.TypeName:
        return ast.TypeName("", self.span(tree), path=(self.word_of(tree.children[0]),))

    def choice(self, tree: LarkTree) -> ast.TypeName:
        return ast.TypeName("choice", self.span(tree), choices=self.build(tree.children[1]))

    def reference(self, tree: LarkTree) -> ast.TypeName:
        several = tree.children[0].type == "SEVERAL"
        return ast.TypeName("reference", self.span(tree), path=self.build(tree.children[-1]), several=several)

    def _flag(self, tree: LarkTree) -> ast.Attribute:
        return ast.Attribute(tree.data, self.span(tree))

    required = optional = _flag

    def _worded(self, tree: LarkTree) -> ast.Attribute:
        words: list[ast.Name] = []
        for child in tree.children[1:]:
            built = self.build(child) if isinstance(child, Node) else self.word_of(child)
            words.extend([built] if isinstance(built, ast.Name) else built)
        return ast.Attribute(tree.data, self.span(tree), words=tuple(words))

    by = unit = label = alias = values = pattern = comparator_from = unit_from = _worded

    def direction(self, tree: LarkTree) -> ast.Attribute:
        token = tree.children[1]
        return ast.Attribute("direction", self.span(tree), words=(ast.Name(token.type.lower(), self.span(token)),))

    def total(self, tree: LarkTree) -> ast.Attribute:
        return ast.Attribute("total", self.span(tree), paths=tuple(self.all(tree.children)))

    def default(self, tree: LarkTree) -> ast.Attribute:
        return ast.Attribute("default", self.span(tree), literal=self.build(tree.children[1]))

    def bound(self, tree: LarkTree) -> ast.Attribute:
        operator, literal = tree.children
        return ast.Attribute("bound", self.span(tree), literal=self.build(literal), operator=OPERATORS[operator.type])

    def row(self, tree: LarkTree) -> ast.Row:
        key, *parts = self.all(tree.children)
        cells = tuple(part for part in parts if isinstance(part, ast.Cell))
        attributes = tuple(part for part in parts if isinstance(part, ast.Attribute))
        return ast.Row(key, cells, attributes, self.documented(tree), self.span(tree))

    def cell(self, tree: LarkTree) -> ast.Cell:
        field, value = self.all(tree.children)
        return ast.Cell(field, value, self.span(tree))

    def draw(self, tree: LarkTree) -> ast.Draw:
        return ast.Draw(self.build(tree.children[1]), self.span(tree))

    # --- rules

    def severity(self, tree: LarkTree) -> Severity:
        return _SEVERITIES[tree.children[0].type]

    def rule(self, tree: LarkTree) -> ast.Rule:
        name = self.build(tree.children[1])
        severity: Severity | None = None
        form: ast.Name | None = None
        clauses: dict[str, list[Any]] = {}
        for child in tree.children[2:]:
            if not isinstance(child, Node):
                continue
            built = self.build(child)
            if isinstance(built, Severity):
                severity = built
            elif child.data == "name":
                form = built
            else:
                if child.data in _SINGLE_CLAUSES and child.data in clauses:
                    self.faults.append(Fault(codes.CLAUSE_TWICE, self.span(child), {"clause": child.children[0].text}))
                clauses.setdefault(child.data, []).append(built)
        message, english = clauses.get("message", [(None, None)])[0]
        return ast.Rule(
            name,
            severity,
            form,
            tuple(clauses.get("each", ())),
            tuple(clauses.get("when", ())),
            tuple(clauses.get("let", ())),
            tuple(clauses.get("must", ())),
            message,
            english,
            next(iter(clauses.get("basis", ())), None),
            next(iter(clauses.get("category", ())), None),
            next(iter(clauses.get("at", ())), None),
            next(iter(clauses.get("fix", ())), None),
            "answerable" in clauses,
            self.documented(tree),
            self.span(tree),
        )

    def each(self, tree: LarkTree) -> ast.Each:
        path = self.build(tree.children[1])
        source = where = None
        for keyword, child in zip(tree.children[2:], tree.children[3:], strict=False):
            if isinstance(keyword, Leaf) and isinstance(child, Node):
                if keyword.type == "IN":
                    source = self.build(child)
                else:
                    where = self.build(child)
        return ast.Each(path, source, where, self.span(tree))

    def when(self, tree: LarkTree) -> ast.Expression:
        built: ast.Expression = self.build(tree.children[1])
        return built

    at = when

    def let(self, tree: LarkTree) -> ast.Let:
        name, value = self.all(tree.children)
        return ast.Let(name, value, self.span(tree))

    def must(self, tree: LarkTree) -> ast.Must:
        condition, *within = self.all(tree.children)
        return ast.Must(condition, within[0] if within else None, self.span(tree))

    def message(self, tree: LarkTree) -> tuple[ast.String, ast.String | None]:
        english = tree.children[3]
        return self.string_of(tree.children[1]), self.string_of(english) if english is not None else None

    def basis(self, tree: LarkTree) -> ast.String:
        return self.string_of(tree.children[1])

    def category(self, tree: LarkTree) -> ast.Name:
        built: ast.Name = self.build(tree.children[1])
        return built

    def fix(self, tree: LarkTree) -> ast.Name:
        return ast.Name(tree.children[1].type.lower(), self.span(tree))

    def answerable(self, tree: LarkTree) -> Span:
        return self.span(tree)

    # --- tests

    def test(self, tree: LarkTree) -> ast.Test:
        parts = self.all(tree.children)
        return ast.Test(
            self.string_of(tree.children[1]),
            next((part for part in parts if isinstance(part, ast.String)), None),
            tuple(part for part in parts if isinstance(part, ast.Change)),
            tuple(part for part in parts if isinstance(part, ast.Expectation)),
            self.documented(tree),
            self.span(tree),
        )

    def given(self, tree: LarkTree) -> ast.String:
        return self.string_of(tree.children[1])

    def change(self, tree: LarkTree) -> ast.Change:
        target, value = self.all(tree.children)
        return ast.Change("change", target, value, (), self.span(tree))

    def delete(self, tree: LarkTree) -> ast.Change:
        return ast.Change("delete", self.build(tree.children[1]), None, (), self.span(tree))

    def add(self, tree: LarkTree) -> ast.Change:
        target, *cells = self.all(tree.children)
        return ast.Change("add", target, None, tuple(zip(cells[::2], cells[1::2], strict=True)), self.span(tree))

    def expect(self, tree: LarkTree) -> ast.Expectation:
        _, verdict, check, *suffix, _, place = tree.children
        if isinstance(check, Leaf):
            text, span = unquoted(check.text), self.span(check)
        else:
            text, span = _squeezed(self.build(check)), self.span(check)
        for part in suffix:
            if part is not None:
                name = self.build(part)
                text, span = f"{text} {name.text}", Span(span.start, name.span.end)
        cell = self.build(place) if place is not None else None
        return ast.Expectation(verdict.type.lower(), text, span, cell, self.span(tree))


def _squeezed(reference: ast.Expression) -> str:
    """A reference as one text, for the names of checks."""
    if isinstance(reference, ast.Member):
        return f"{_squeezed(reference.base)}.{reference.name.text}"
    if isinstance(reference, ast.Index):
        return f"{_squeezed(reference.base)}[{_squeezed(reference.inner)}]"
    if isinstance(reference, ast.String):
        return f'"{reference.text}"'
    return reference.name if isinstance(reference, ast.Reference) else ""
