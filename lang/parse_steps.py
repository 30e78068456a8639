"""Steps of the LALR(1) parser tried on its states alone: what it would do with tokens.

Feeds no parser and reports nothing.
"""

from gouji.lang.lexer import RawToken, unit_text
from gouji.lang.parse_table import END, Table


def advance(table: Table, states: list[int], kind: str) -> bool:
    """Reduces `states` until `kind` can be shifted, and shifts it; False, with `states` spoilt, if it never can."""
    for _ in range(10 * len(states) + 500):
        action = table.actions[states[-1]].get(kind)
        if action is None:
            return False
        if action >= 0:
            states.append(action)
            return True
        production = table.productions[~action]
        if production.size:
            del states[-production.size :]
        goto = table.gotos[states[-1]].get(production.origin)
        if goto is None:
            return kind == END
        states.append(goto)
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
        if len(kinds) > 1 and "NAME" in table.actions[states[-1]] and names_field(tokens, index):
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
