"""The LALR(1) table of grammar.lark: what each state does at each token, and how the parts of a rule become its node.

Computed with Lark when the package is built; at run time Lark is imported only if the table shipped is not the
grammar's. Parses nothing.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.lang import packaged

if TYPE_CHECKING:
    import lark

GRAMMAR_FILE = "grammar.lark"
TABLE_FILE = "grammar.table"
# What a text may be parsed as.
STARTS = ("start", "expression")
END = "$END"


class Part(NamedTuple):
    """One child of a rule's node: the value at `number`, or what that holds; so many absent optional ones before it."""

    number: int
    spliced: bool
    absent_before: int


class Production(NamedTuple):
    """How a rule is reduced: so many values become one node.

    `collapses`: a single child stands for itself. `passes`: the rule has no other way than that.
    """

    origin: str
    name: str
    size: int
    collapses: bool
    passes: bool
    parts: tuple[Part, ...]
    absent_after: int


class Table(NamedTuple):
    """By state: the next state at a terminal, or `~number` of the production to reduce by; the next state at a rule."""

    actions: list[dict[str, int]]
    gotos: list[dict[str, int]]
    productions: list[Production]
    starts: dict[str, int]
    ends: dict[str, int]


@cache
def table() -> Table:
    """The table of the grammar that is shipped. Without one, or with another grammar's, it is computed anew."""
    written = packaged.stream("gouji.lang", TABLE_FILE)
    grammar = grammar_text()
    if written is not None:
        text, *content = json.load(written)
        if text == grammar:
            return _read(content)
    return _read(_content(make_grammar(grammar)))


def compiled(grammar: str) -> bytes:
    """The content of `TABLE_FILE`: the grammar that it belongs to, and what `table` reads."""
    return json.dumps([grammar, *_content(make_grammar(grammar))], ensure_ascii=False, separators=(",", ":")).encode()


def grammar_text() -> str:
    """The grammar as it is shipped."""
    stream = packaged.stream("gouji.lang", GRAMMAR_FILE)
    assert stream is not None
    return stream.read().decode()


def _read(content: list[Any]) -> Table:
    actions, gotos, productions, starts, ends = content
    made = [Production(*fields)._replace(parts=tuple(Part(*part) for part in fields[5])) for fields in productions]
    return Table(actions, gotos, made, starts, ends)


# --- from Lark


def make_grammar(text: str, *, debug: bool = False) -> "lark.Lark":
    """The grammar as Lark understands it; with `debug`, Lark logs the conflicts that it settles."""
    import lark
    from lark.lexer import Lexer

    class CutElsewhere(Lexer):
        """Tells Lark that tokens come from outside."""

        def __init__(self, configuration: object) -> None:
            del configuration

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            """Never called."""

    return lark.Lark(text, parser="lalr", lexer=CutElsewhere, start=list(STARTS), maybe_placeholders=True, debug=debug)


def _content(grammar: "lark.Lark") -> list[Any]:
    """Lark's table in plain lists, numbers and texts, in the order of `Table`."""
    from lark.parsers.lalr_analysis import Shift

    parser = grammar.parser.parser._parse_table
    productions: dict[Any, int] = {}
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for state in range(len(parser.states)):
        actions.append({})
        gotos.append({})
        for symbol, (action, argument) in sorted(parser.states[state].items()):
            if not symbol.isupper():
                gotos[state][symbol] = argument
            elif action is Shift:
                actions[state][symbol] = argument
            else:
                actions[state][symbol] = ~productions.setdefault(argument, len(productions))
    return [actions, gotos, [_production(rule) for rule in productions], parser.start_states, parser.end_states]


def _production(rule: Any) -> Production:
    """A rule by Lark's conventions: `_NAMES` do not enter the tree, what a `_rule` holds does, `?` and `->` work."""
    absent = rule.options.empty_indices or (False,) * len(rule.expansion)
    parts: list[Part] = []
    waiting = 0
    symbols = enumerate(rule.expansion)
    for is_absent in absent:
        if is_absent:
            waiting += 1
            continue
        number, symbol = next(symbols)
        if not (symbol.is_term and symbol.filter_out):
            parts.append(Part(number, not symbol.is_term and symbol.name.startswith("_"), waiting))
            waiting = 0
    collapses = bool(rule.options.expand1 and not rule.alias)
    size = len(rule.expansion)
    passes = collapses and size == 1 and parts == [Part(0, spliced=False, absent_before=0)] and not waiting
    return Production(rule.origin.name, rule.alias or rule.origin.name, size, collapses, passes, tuple(parts), waiting)
