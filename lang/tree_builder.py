"""Lark's tree -> our syntax tree. One function a grammar rule, found by its name. Never judges what it builds."""

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Severity
from gouji.lang.lexer import Fault
from gouji.lang.source import Span

# Longer chains (`a + b + …`) and deeper nesting than people write.
MOST_OPERANDS = 500
DEEPEST = 150

_OPERATORS = {
    "EQ": "=",
    "NE": "!=",
    "LE": "<=",
    "GE": ">=",
    "LT": "<",
    "GT": ">",
    "ABOUT": "~",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "DIVIDE": "/",
}
_SEVERITIES = {"ERROR": Severity.ERROR, "WARNING": Severity.WARNING, "HINT": Severity.HINT}


class _TooDeep(Exception):
    """An expression nests deeper than `DEEPEST`."""

    def __init__(self, span: Span) -> None:
        self.span = span


def build_declarations(tree: "Tree[Any]", documentation: dict[int, str], faults: list[Fault]) -> list[ast.Declaration]:
    """The declarations under `start`; one that nests too deep is a fault instead."""
    builder = _Builder(documentation, faults, 0)
    return [built for child in tree.children if (built := builder.guarded(child)) is not None]


def build_expression(tree: "Tree[Any]", faults: list[Fault], shift: int) -> ast.Expression | None:
    """The expression of a message's `{…}`, its spans moved by `shift`."""
    built: ast.Expression | None = _Builder({}, faults, shift).guarded(tree)
    return built


class _Builder:
    def __init__(self, documentation: dict[int, str], faults: list[Fault], shift: int) -> None:
        self.documentation = documentation
        self.faults = faults
        self.shift = shift
        self.depth = 0

    def guarded(self, tree: "Tree[Any]") -> Any:
        try:
            return self.build(tree)
        except _TooDeep as error:
            self.faults.append(Fault(codes.TOO_DEEP, error.span, {"limit": DEEPEST}))
            return None

    def build(self, tree: "Tree[Any]") -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep(self.span(tree))
        build: Callable[[Tree[Any]], Any] = getattr(self, tree.data)
        built = build(tree)
        self.depth -= 1
        return built

    def all(self, trees: list[Any]) -> list[Any]:
        return [self.build(tree) for tree in trees if isinstance(tree, Tree)]

    def span(self, tree: "Tree[Any] | Token") -> Span:
        if isinstance(tree, Token):
            return Span((tree.start_pos or 0) + self.shift, (tree.end_pos or 0) + self.shift)
        meta = tree.meta
        return Span(0, 0) if meta.empty else Span(meta.start_pos + self.shift, meta.end_pos + self.shift)

    def documented(self, tree: "Tree[Any]") -> str:
        return self.documentation.get(tree.meta.start_pos, "")

    # --- small parts

    def word_of(self, token: Token) -> ast.Name:
        text = unquoted(str(token)) if token.type == "STRING" else str(token)
        return ast.Name(text, self.span(token))

    def name(self, tree: "Tree[Any]") -> ast.Name:
        return self.word_of(tree.children[0])

    word = value = name

    def names(self, tree: "Tree[Any]") -> tuple[ast.Name, ...]:
        return tuple(self.all(tree.children))

    path = value_list = names

    def string_list(self, tree: "Tree[Any]") -> tuple[ast.Name, ...]:
        return tuple(self.word_of(token) for token in tree.children)

    def string_of(self, token: Token) -> ast.String:
        span = self.span(token)
        return ast.String(unquoted(str(token)), span, span.start + 1)

    def literal(self, tree: "Tree[Any]") -> ast.Literal:
        token = tree.children[-1]
        kind = {"QUANTITY": "quantity", "STRING": "string", "NAME": "word"}[token.type]
        text = unquoted(str(token)) if kind == "string" else str(token)
        return ast.Literal(kind, text, len(tree.children) > 1, self.span(tree))

    # --- declarations

    def use(self, tree: "Tree[Any]") -> ast.Use:
        return ast.Use(self.string_of(tree.children[1]), self.span(tree))

    def axis(self, tree: "Tree[Any]") -> ast.Axis:
        cumulative = any(isinstance(child, Token) and child.type == "CUMULATIVE" for child in tree.children)
        name, coordinates = self.all(tree.children)
        return ast.Axis(name, cumulative, coordinates, self.documented(tree), self.span(tree))

    def unit_declaration(self, tree: "Tree[Any]") -> ast.UnitDeclaration:
        _, name, equals = tree.children
        quantity = ast.Quantity(str(equals), self.span(equals)) if equals is not None else None
        return ast.UnitDeclaration(self.word_of(name), quantity, self.documented(tree), self.span(tree))

    def library(self, tree: "Tree[Any]") -> ast.Library:
        name, *rows = self.all(tree.children)
        return ast.Library(name, tuple(rows), self.documented(tree), self.span(tree))

    # --- forms

    def form(self, tree: "Tree[Any]") -> ast.Form:
        name = self.build(tree.children[1])
        parent = self.build(tree.children[3]) if tree.children[3] is not None else None
        parts = self.all(tree.children[4:])
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

    def title(self, tree: "Tree[Any]") -> ast.String:
        return self.string_of(tree.children[1])

    def years(self, tree: "Tree[Any]") -> tuple[int | None, int | None]:
        def year(token: Token | None) -> int | None:
            return int(token) if token is not None and token.isascii() and token.isdigit() and len(token) < 6 else None

        first, dots, last = tree.children[1:]
        return year(first), (year(last) if dots is not None else year(first))

    def money_unit(self, tree: "Tree[Any]") -> ast.Name:
        return self.word_of(tree.children[1])

    def off(self, tree: "Tree[Any]") -> ast.Off:
        check, reason = tree.children[1], tree.children[3]
        return ast.Off(self.string_of(check), None, self.string_of(reason), self.span(tree))

    def regrade(self, tree: "Tree[Any]") -> ast.Off:
        _, check, severity, _, reason = tree.children
        return ast.Off(self.string_of(check), self.build(severity), self.string_of(reason), self.span(tree))

    def group(self, tree: "Tree[Any]") -> ast.Group:
        name, *parts = self.all(tree.children)
        attributes = tuple(part for part in parts if isinstance(part, ast.Attribute))
        members = tuple(part for part in parts if not isinstance(part, ast.Attribute))
        return ast.Group(name, attributes, members, self.documented(tree), self.span(tree))

    def table(self, tree: "Tree[Any]") -> ast.Table:
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

    def field(self, tree: "Tree[Any]") -> ast.Field:
        name, type_name, *attributes = self.all(tree.children)
        return ast.Field(name, type_name, tuple(attributes), self.documented(tree), self.span(tree))

    def plain_type(self, tree: "Tree[Any]") -> ast.TypeName:
        return ast.TypeName(tree.children[0].type.lower(), self.span(tree))

    def unknown_type(self, tree: "Tree[Any]") -> ast.TypeName:
        return ast.TypeName("", self.span(tree), path=(self.word_of(tree.children[0]),))

    def choice(self, tree: "Tree[Any]") -> ast.TypeName:
        return ast.TypeName("choice", self.span(tree), choices=self.build(tree.children[1]))

    def reference(self, tree: "Tree[Any]") -> ast.TypeName:
        several = tree.children[0].type == "SEVERAL"
        return ast.TypeName("reference", self.span(tree), path=self.build(tree.children[-1]), several=several)

    def _flag(self, tree: "Tree[Any]") -> ast.Attribute:
        return ast.Attribute(str(tree.data), self.span(tree))

    required = optional = _flag

    def _worded(self, tree: "Tree[Any]") -> ast.Attribute:
        words: list[ast.Name] = []
        for child in tree.children[1:]:
            built = self.build(child) if isinstance(child, Tree) else self.word_of(child)
            words.extend([built] if isinstance(built, ast.Name) else built)
        return ast.Attribute(str(tree.data), self.span(tree), words=tuple(words))

    by = unit = label = alias = values = pattern = _worded

    def direction(self, tree: "Tree[Any]") -> ast.Attribute:
        token = tree.children[1]
        return ast.Attribute("direction", self.span(tree), words=(ast.Name(token.type.lower(), self.span(token)),))

    def total(self, tree: "Tree[Any]") -> ast.Attribute:
        return ast.Attribute("total", self.span(tree), paths=tuple(self.all(tree.children)))

    def default(self, tree: "Tree[Any]") -> ast.Attribute:
        return ast.Attribute("default", self.span(tree), literal=self.build(tree.children[1]))

    def bound(self, tree: "Tree[Any]") -> ast.Attribute:
        operator, literal = tree.children
        return ast.Attribute("bound", self.span(tree), literal=self.build(literal), operator=_OPERATORS[operator.type])

    def row(self, tree: "Tree[Any]") -> ast.Row:
        key, *parts = self.all(tree.children)
        cells = tuple(part for part in parts if isinstance(part, ast.Cell))
        attributes = tuple(part for part in parts if isinstance(part, ast.Attribute))
        return ast.Row(key, cells, attributes, self.documented(tree), self.span(tree))

    def cell(self, tree: "Tree[Any]") -> ast.Cell:
        field, value = self.all(tree.children)
        return ast.Cell(field, value, self.span(tree))

    def draw(self, tree: "Tree[Any]") -> ast.Draw:
        return ast.Draw(self.build(tree.children[1]), self.span(tree))

    # --- rules

    def severity(self, tree: "Tree[Any]") -> Severity:
        return _SEVERITIES[tree.children[0].type]

    def rule(self, tree: "Tree[Any]") -> ast.Rule:
        name = self.build(tree.children[1])
        severity: Severity | None = None
        form: ast.Name | None = None
        clauses: dict[str, list[Any]] = {}
        for child in tree.children[2:]:
            if not isinstance(child, Tree):
                continue
            built = self.build(child)
            if isinstance(built, Severity):
                severity = built
            elif child.data == "name":
                form = built
            else:
                if child.data in _SINGLE_CLAUSES and child.data in clauses:
                    self.faults.append(Fault(codes.CLAUSE_TWICE, self.span(child), {"clause": str(child.children[0])}))
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
            next(iter(clauses.get("fix", ())), ""),
            self.documented(tree),
            self.span(tree),
        )

    def each(self, tree: "Tree[Any]") -> ast.Each:
        path = self.build(tree.children[1])
        source = where = None
        for keyword, child in zip(tree.children[2:], tree.children[3:], strict=False):
            if isinstance(keyword, Token) and isinstance(child, Tree):
                if keyword.type == "IN":
                    source = self.build(child)
                else:
                    where = self.build(child)
        return ast.Each(path, source, where, self.span(tree))

    def when(self, tree: "Tree[Any]") -> ast.Expression:
        built: ast.Expression = self.build(tree.children[1])
        return built

    at = when

    def let(self, tree: "Tree[Any]") -> ast.Let:
        name, value = self.all(tree.children)
        return ast.Let(name, value, self.span(tree))

    def must(self, tree: "Tree[Any]") -> ast.Must:
        condition, *within = self.all(tree.children)
        return ast.Must(condition, within[0] if within else None, self.span(tree))

    def message(self, tree: "Tree[Any]") -> tuple[ast.String, ast.String | None]:
        english = tree.children[3]
        return self.string_of(tree.children[1]), self.string_of(english) if english is not None else None

    def basis(self, tree: "Tree[Any]") -> ast.String:
        return self.string_of(tree.children[1])

    def category(self, tree: "Tree[Any]") -> ast.Name:
        built: ast.Name = self.build(tree.children[1])
        return built

    def fix(self, tree: "Tree[Any]") -> str:
        return str(tree.children[1].type.lower())

    # --- expressions

    def _operands(self, tree: "Tree[Any]") -> list[Any]:
        if len(tree.children) > MOST_OPERANDS:
            raise _TooDeep(self.span(tree))
        return tree.children

    def _logical(self, tree: "Tree[Any]") -> ast.Expression:
        built: ast.Expression
        built, *others = [self.build(child) for child in self._operands(tree)]
        for other in others:
            built = ast.Binary(str(tree.data), built, other, Span(built.span.start, other.span.end))
        return built

    def _or(self, tree: "Tree[Any]") -> ast.Expression:
        return self._logical(tree)

    def _and(self, tree: "Tree[Any]") -> ast.Expression:
        return self._logical(tree)

    def negation(self, tree: "Tree[Any]") -> ast.Expression:
        return ast.Unary("not", self.build(tree.children[1]), self.span(tree))

    def negative(self, tree: "Tree[Any]") -> ast.Expression:
        return ast.Unary("-", self.build(tree.children[1]), self.span(tree))

    def chain(self, tree: "Tree[Any]") -> ast.Expression:
        """`a ≤ b ≤ c` is `a ≤ b and b ≤ c`."""
        children = self._operands(tree)
        sides = [self.build(child) for child in children[::2]]
        operators = [_OPERATORS[child.children[0].type] for child in children[1::2]]
        links: list[ast.Expression] = [
            ast.Comparison(operator, left, right, Span(left.span.start, right.span.end))
            for operator, left, right in zip(operators, sides, sides[1:], strict=False)
        ]
        built = links[0]
        for link in links[1:]:
            built = ast.Binary("and", built, link, Span(built.span.start, link.span.end))
        return built

    def _arithmetic(self, tree: "Tree[Any]") -> ast.Expression:
        children = self._operands(tree)
        built: ast.Expression = self.build(children[0])
        for operator, operand in zip(children[1::2], children[2::2], strict=True):
            right = self.build(operand)
            built = ast.Binary(_OPERATORS[operator.type], built, right, Span(built.span.start, right.span.end))
        return built

    sum = product = _arithmetic

    def membership(self, tree: "Tree[Any]") -> ast.Expression:
        return self._compared("in", tree)

    def mention(self, tree: "Tree[Any]") -> ast.Expression:
        return self._compared("mentions", tree)

    def match(self, tree: "Tree[Any]") -> ast.Expression:
        left, _, pattern = tree.children
        return ast.Comparison("matches", self.build(left), self.string_of(pattern), self.span(tree))

    def _compared(self, operator: str, tree: "Tree[Any]") -> ast.Expression:
        left, _, right = tree.children
        return ast.Comparison(operator, self.build(left), self.build(right), self.span(tree))

    def state(self, tree: "Tree[Any]") -> ast.Expression:
        operand, _, name = tree.children
        return ast.State(self.build(operand), self.build(name), self.span(tree))

    def quantity(self, tree: "Tree[Any]") -> ast.Expression:
        return ast.Quantity(str(tree.children[0]), self.span(tree))

    def date(self, tree: "Tree[Any]") -> ast.Expression:
        return ast.DateText(str(tree.children[0]), self.span(tree))

    def string(self, tree: "Tree[Any]") -> ast.Expression:
        return self.string_of(tree.children[0])

    def set(self, tree: "Tree[Any]") -> ast.Expression:
        return ast.SetOf(self.build(tree.children[0]), self.span(tree))

    def call(self, tree: "Tree[Any]") -> ast.Expression:
        name, *arguments = self.all(tree.children)
        return ast.Call(name, tuple(arguments), self.span(tree))

    def argument(self, tree: "Tree[Any]") -> ast.Argument:
        value, *where = self.all(tree.children)
        return ast.Argument(value, where[0] if where else None, self.span(tree))

    def name_ref(self, tree: "Tree[Any]") -> ast.Expression:
        name = self.build(tree.children[0])
        return ast.Reference(name.text, name.span)

    def member(self, tree: "Tree[Any]") -> ast.Expression:
        base, name = self.all(tree.children)
        return ast.Member(base, name, self.span(tree))

    def index(self, tree: "Tree[Any]") -> ast.Expression:
        base, index = self.all(tree.children)
        return ast.Index(base, index, self.span(tree))

    # --- tests

    def test(self, tree: "Tree[Any]") -> ast.Test:
        parts = self.all(tree.children)
        return ast.Test(
            self.string_of(tree.children[1]),
            next((part for part in parts if isinstance(part, ast.String)), None),
            tuple(part for part in parts if isinstance(part, ast.Change)),
            tuple(part for part in parts if isinstance(part, ast.Expectation)),
            self.documented(tree),
            self.span(tree),
        )

    def given(self, tree: "Tree[Any]") -> ast.String:
        return self.string_of(tree.children[1])

    def change(self, tree: "Tree[Any]") -> ast.Change:
        target, value = self.all(tree.children)
        return ast.Change("change", target, value, (), self.span(tree))

    def delete(self, tree: "Tree[Any]") -> ast.Change:
        return ast.Change("delete", self.build(tree.children[1]), None, (), self.span(tree))

    def add(self, tree: "Tree[Any]") -> ast.Change:
        target, *cells = self.all(tree.children)
        return ast.Change("add", target, None, tuple(zip(cells[::2], cells[1::2], strict=True)), self.span(tree))

    def expect(self, tree: "Tree[Any]") -> ast.Expectation:
        _, verdict, check, *suffix, _, place = tree.children
        if isinstance(check, Token):
            text, span = unquoted(str(check)), self.span(check)
        else:
            text, span = _squeezed(self.build(check)), self.span(check)
        for part in suffix:
            if part is not None:
                name = self.build(part)
                text, span = f"{text} {name.text}", Span(span.start, name.span.end)
        cell = self.build(place) if place is not None else None
        return ast.Expectation(verdict.type.lower(), text, span, cell, self.span(tree))


# `or` and `and` are Python keywords, so their methods are set by name.
setattr(_Builder, "or", _Builder._or)
setattr(_Builder, "and", _Builder._and)

_SINGLE_CLAUSES = frozenset({"message", "basis", "category", "at", "fix"})


def _squeezed(reference: ast.Expression) -> str:
    """A reference as one text, for the names of checks."""
    if isinstance(reference, ast.Member):
        return f"{_squeezed(reference.base)}.{reference.name.text}"
    if isinstance(reference, ast.Index):
        return f"{_squeezed(reference.base)}[{_squeezed(reference.index)}]"
    if isinstance(reference, ast.String):
        return f'"{reference.text}"'
    return reference.name if isinstance(reference, ast.Reference) else ""


def unquoted(text: str) -> str:
    """The content of a string token; `\\"`, `\\\\` and `\\n` are the only escapes, and only between straight quotes."""
    content = text[1:-1]
    if "\\" in content and text[0] == '"':
        for escape, plain in (("\\\\", "\0"), ('\\"', '"'), ("\\n", "\n"), ("\0", "\\")):
            content = content.replace(escape, plain)
    return content
