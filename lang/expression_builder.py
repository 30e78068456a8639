"""The parser's tree -> our syntax tree, for expressions: one method a grammar rule, found by its name.

Never judges what it builds.
"""

from collections.abc import Callable
from typing import Any

from gouji.lang import ast, codes
from gouji.lang.lexer import Fault, unquoted
from gouji.lang.parse_machine import Leaf, Node
from gouji.lang.source import Span

# What a tree's children are, the grammar says and no type checker sees.
LarkTree = Any

# Longer chains (`a + b + …`) and deeper nesting than people write.
MOST_OPERANDS = 500
DEEPEST = 150

OPERATORS = {
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


class _TooDeep(Exception):
    """An expression nests deeper than `DEEPEST`."""

    def __init__(self, span: Span) -> None:
        self.span = span


def build_expression(tree: LarkTree, faults: list[Fault]) -> ast.Expression | None:
    """The expression of a message's `{…}`."""
    built: ast.Expression | None = ExpressionBuilder({}, faults).guarded(tree)
    return built


class ExpressionBuilder:
    """What declarations and expressions are built with, and the expressions."""

    def __init__(self, documentation: dict[int, str], faults: list[Fault]) -> None:
        self.documentation = documentation
        self.faults = faults
        self.depth = 0

    def guarded(self, tree: LarkTree) -> Any:
        try:
            return self.build(tree)
        except _TooDeep as error:
            self.faults.append(Fault(codes.TOO_DEEP, error.span, {"limit": DEEPEST}))
            return None

    def build(self, tree: LarkTree) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep(self.span(tree))
        build: Callable[[Node], Any] = getattr(self, tree.data)
        built = build(tree)
        self.depth -= 1
        return built

    def all(self, trees: list[Any]) -> list[Any]:
        return [self.build(tree) for tree in trees if isinstance(tree, Node)]

    def span(self, tree: LarkTree) -> Span:
        return Span(tree.start, tree.end) if tree.start >= 0 else Span(0, 0)

    def documented(self, tree: LarkTree) -> str:
        return self.documentation.get(tree.start, "")

    # --- small parts

    def word_of(self, token: Leaf) -> ast.Name:
        text = unquoted(token.text) if token.type == "STRING" else token.text
        return ast.Name(text, self.span(token))

    def name(self, tree: LarkTree) -> ast.Name:
        return self.word_of(tree.children[0])

    word = value = name

    def names(self, tree: LarkTree) -> tuple[ast.Name, ...]:
        return tuple(self.all(tree.children))

    path = value_list = names

    def string_list(self, tree: LarkTree) -> tuple[ast.Name, ...]:
        return tuple(self.word_of(token) for token in tree.children)

    def string_of(self, token: Leaf) -> ast.String:
        span = self.span(token)
        return ast.String(unquoted(token.text), span, span.start + 1)

    def literal(self, tree: LarkTree) -> ast.Literal:
        token = tree.children[-1]
        kind = {"QUANTITY": "quantity", "STRING": "string", "DATE_TEXT": "string", "NAME": "word"}[token.type]
        text = unquoted(token.text) if token.type == "STRING" else token.text
        return ast.Literal(kind, text, len(tree.children) > 1, self.span(tree))

    # --- expressions

    def _operands(self, tree: LarkTree) -> list[Any]:
        children: list[Any] = tree.children
        if len(children) > MOST_OPERANDS:
            raise _TooDeep(self.span(tree))
        return children

    def _logical(self, tree: LarkTree) -> ast.Expression:
        return _joined(tree.data, [self.build(child) for child in self._operands(tree)])

    def _or(self, tree: LarkTree) -> ast.Expression:
        return self._logical(tree)

    def _and(self, tree: LarkTree) -> ast.Expression:
        return self._logical(tree)

    def negation(self, tree: LarkTree) -> ast.Expression:
        return ast.Unary("not", self.build(tree.children[1]), self.span(tree))

    def negative(self, tree: LarkTree) -> ast.Expression:
        return ast.Unary("-", self.build(tree.children[1]), self.span(tree))

    def chain(self, tree: LarkTree) -> ast.Expression:
        """`a ≤ b ≤ c` is `a ≤ b and b ≤ c`."""
        children = self._operands(tree)
        sides = [self.build(child) for child in children[::2]]
        operators = [OPERATORS[child.children[0].type] for child in children[1::2]]
        links: list[ast.Expression] = [
            ast.Comparison(operator, left, right, Span(left.span.start, right.span.end))
            for operator, left, right in zip(operators, sides, sides[1:], strict=False)
        ]
        return _joined("and", links)

    def _arithmetic(self, tree: LarkTree) -> ast.Expression:
        children = self._operands(tree)
        built: ast.Expression = self.build(children[0])
        for operator, operand in zip(children[1::2], children[2::2], strict=True):
            right = self.build(operand)
            built = ast.Binary(OPERATORS[operator.type], built, right, Span(built.span.start, right.span.end))
        return built

    sum = product = _arithmetic

    def membership(self, tree: LarkTree) -> ast.Expression:
        return self._compared("in", tree)

    def mention(self, tree: LarkTree) -> ast.Expression:
        return self._compared("mentions", tree)

    def match(self, tree: LarkTree) -> ast.Expression:
        left, _, pattern = tree.children
        return ast.Comparison("matches", self.build(left), self.string_of(pattern), self.span(tree))

    def _compared(self, operator: str, tree: LarkTree) -> ast.Expression:
        left, _, right = tree.children
        return ast.Comparison(operator, self.build(left), self.build(right), self.span(tree))

    def state(self, tree: LarkTree) -> ast.Expression:
        operand, _, name = tree.children
        return ast.State(self.build(operand), self.build(name), self.span(tree))

    def quantity(self, tree: LarkTree) -> ast.Expression:
        return ast.Quantity(tree.children[0].text, self.span(tree))

    def date(self, tree: LarkTree) -> ast.Expression:
        return ast.DateText(tree.children[0].text, self.span(tree))

    def string(self, tree: LarkTree) -> ast.Expression:
        return self.string_of(tree.children[0])

    def set(self, tree: LarkTree) -> ast.Expression:
        return ast.SetOf(self.build(tree.children[0]), self.span(tree))

    def call(self, tree: LarkTree) -> ast.Expression:
        name, *arguments = self.all(tree.children)
        return ast.Call(name, tuple(arguments), self.span(tree))

    def argument(self, tree: LarkTree) -> ast.Argument:
        value, *where = self.all(tree.children)
        return ast.Argument(value, where[0] if where else None, self.span(tree))

    def name_ref(self, tree: LarkTree) -> ast.Expression:
        name = self.build(tree.children[0])
        return ast.Reference(name.text, name.span)

    def member(self, tree: LarkTree) -> ast.Expression:
        base, name = self.all(tree.children)
        return ast.Member(base, name, self.span(tree))

    def index(self, tree: LarkTree) -> ast.Expression:
        base, index = self.all(tree.children)
        return ast.Index(base, index, self.span(tree))


# `or` and `and` are Python keywords, so their methods are set by name.
setattr(ExpressionBuilder, "or", ExpressionBuilder._or)
setattr(ExpressionBuilder, "and", ExpressionBuilder._and)


def _joined(operator: str, parts: list[ast.Expression]) -> ast.Expression:
    """`a and b and c …` as halves of halves: its order means nothing, and its depth stays small."""
    if len(parts) == 1:
        return parts[0]
    middle = (len(parts) + 1) // 2
    left, right = _joined(operator, parts[:middle]), _joined(operator, parts[middle:])
    return ast.Binary(operator, left, right, Span(left.span.start, right.span.end))
