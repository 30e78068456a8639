"""Steps of the LALR(1) parser: what it would do with tokens, tried on its states alone, and the way back to where it was.

Feeds no parser and reports nothing.
"""

from typing import Any, NamedTuple

import lark
from lark.parsers.lalr_analysis import Shift

from gouji.lang.lexer import RawToken, unit_text

Table = dict[int, dict[str, Any]]


class Snapshot(NamedTuple):
    """The parser's stacks before a token; Lark grows its lists in place, so their lengths are kept as well."""

    token: int
    states: list[int]
    values: list[Any]
    lengths: list[tuple["lark.Tree[Any]", int]]

    @classmethod
    def of(cls, index: int, state: Any) -> "Snapshot":
        grown = [(value, len(value.children)) for value in state.value_stack if isinstance(value, lark.Tree)]
        return cls(index, list(state.state_stack), list(state.value_stack), grown)

    def restore(self, state: Any) -> None:
        state.state_stack[:] = self.states
        state.value_stack[:] = self.values
        for tree, length in self.lengths:
            del tree.children[length:]


def advance(table: Table, states: list[int], kind: str) -> bool:
    """Reduces `states` until `kind` can be shifted, and shifts it; False, with `states` spoilt, if it never can."""
    for _ in range(10 * len(states) + 500):
        entry = table[states[-1]].get(kind)
        if entry is None:
            return False
        action, argument = entry
        if action is Shift:
            states.append(argument)
            return True
        if argument.expansion:
            del states[-len(argument.expansion) :]
        goto = table[states[-1]].get(argument.origin.name)
        if goto is None:
            return kind == "$END"
        states.append(goto[1])
    return False


def names_field(tokens: list[RawToken], index: int) -> bool:
    """Whether a colon follows the token at `index`."""
    return index + 1 < len(tokens) and tokens[index + 1].kinds[0] == "_COLON"


def reach(table: Table, states: list[int], text: str, tokens: list[RawToken]) -> int:
    """How many of the tokens the parser would take from these states on."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        kinds = token.kinds
        if len(kinds) > 1 and "NAME" in table[states[-1]] and names_field(tokens, index):
            kinds = ("NAME",)
        for kind in kinds:
            tried = list(states)
            if advance(table, tried, kind):
                states = tried
                break
        else:
            return index
        index += 1
        if kind == "UNIT" and index < len(tokens) and (match := unit_text(text, tokens[index].start)):
            if not advance(table, states, "UNIT_TEXT"):
                return index
            while index < len(tokens) and tokens[index].start < match.end():
                index += 1
    return index
