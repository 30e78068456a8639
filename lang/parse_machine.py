"""The stacks of an LALR(1) parser: takes tokens one by one and builds the tree of what it has read.

Chooses nothing and recovers from nothing: see parse_run.py.
"""

from typing import Any, NamedTuple

from gouji.lang.parse_steps import advance
from gouji.lang.parse_table import END, Part, Production, Table


class Leaf(NamedTuple):
    """A token in the tree, under the terminal that it was taken as."""

    type: str
    text: str
    start: int
    end: int


class Node:
    """A rule's name and its children: nodes, leaves, and None for what is optional and absent.

    `start` and `end` are of its own parts, -1 where it has none. `outer_start` and `outer_end` also take in what
    stands around it and left no node, brackets for one: what holds it reaches that far.
    """

    __slots__ = ("children", "data", "end", "outer_end", "outer_start", "start")

    def __init__(self, data: str, children: list[Any], start: int, end: int) -> None:
        self.data = data
        self.children = children
        self.start = self.outer_start = start
        self.end = self.outer_end = end


Value = Node | Leaf


class Snapshot(NamedTuple):
    """The stacks before a token; lists of children grow in place, so their lengths are kept as well."""

    token: int
    states: list[int]
    values: list[Value]
    lengths: list[tuple[Node, int]]


class Machine:
    """The stack of states and the stack of values, one shorter."""

    __slots__ = ("actions", "end", "gotos", "productions", "states", "table", "values")

    def __init__(self, table: Table, start: str) -> None:
        self.table = table
        self.actions, self.gotos, self.productions = table.actions, table.gotos, table.productions
        self.end = table.ends[start]
        self.states = [table.starts[start]]
        self.values: list[Value] = []

    def feed(self, leaf: Leaf) -> bool:
        """Takes a token; False if it cannot stand here, though what it ended may have been reduced."""
        states = self.states
        kind = leaf.type
        while (action := self.actions[states[-1]].get(kind)) is not None:
            if action >= 0:
                states.append(action)
                self.values.append(leaf)
                return True
            self._reduce(self.productions[~action])
        return False

    def finish(self) -> Node | None:
        """The tree, if the text may end here."""
        states = self.states
        while (action := self.actions[states[-1]].get(END)) is not None and action < 0:
            self._reduce(self.productions[~action])
            if states[-1] == self.end:
                tree = self.values[-1]
                assert isinstance(tree, Node)
                return tree
        return None

    def here(self) -> dict[str, int]:
        """What the table has for this state. A reduction may lead to where its terminal cannot stand after all."""
        return self.actions[self.states[-1]]

    def expected(self) -> list[str]:
        """The terminals that may stand here, in the order of the alphabet."""
        return [kind for kind in sorted(self.here()) if kind != END and self.would_take(kind)]

    def would_take(self, kind: str, size: int | None = None) -> bool:
        """Whether the parser, with only the first `size` states, would come to shift `kind`."""
        size = len(self.states) if size is None else size
        action = self.actions[self.states[size - 1]].get(kind)
        if action is None or action >= 0:
            return action is not None
        return advance(self.table, self.states[:size], kind)

    def drop(self, size: int) -> None:
        """Leaves only the first `size` states."""
        del self.states[size:]
        del self.values[size - 1 :]

    def snapshot(self, token: int) -> Snapshot:
        grown = [(value, len(value.children)) for value in self.values if type(value) is Node]
        return Snapshot(token, list(self.states), list(self.values), grown)

    def restore(self, snapshot: Snapshot) -> None:
        self.states[:] = snapshot.states
        self.values[:] = snapshot.values
        for node, length in snapshot.lengths:
            del node.children[length:]

    def _reduce(self, production: Production) -> None:
        """Puts one value in the place of those that a rule is made of."""
        origin, name, size, collapses, passes, parts, absent_after = production
        states, values = self.states, self.values
        if passes:
            states[-1] = self.gotos[states[-2]][origin]
            return
        taken = values[-size:] if size else []
        if size:
            del states[-size:]
            del values[-size:]
        children = _children(taken, parts, absent_after)
        start, end = _first(taken), _last(taken)
        value: Value
        if collapses and len(children) == 1:
            value = children[0]
            if isinstance(value, Node):
                value.outer_start, value.outer_end = start, end
        else:
            value = Node(name, children, start, end)
        states.append(self.gotos[states[-1]][origin])
        values.append(value)


def _children(values: list[Value], parts: tuple[Part, ...], absent_after: int) -> list[Any]:
    """The children of a node. Repetitions are spliced in; the list of the first grows in place, else they took square time."""
    children: list[Any] = []
    for index, spliced, absent_before in parts:
        if absent_before:
            children += [None] * absent_before
        value = values[index]
        if not spliced:
            children.append(value)
        elif isinstance(value, Node):
            if children:
                children += value.children
            else:
                children = value.children
    if absent_after:
        children += [None] * absent_after
    return children


def _first(values: list[Value]) -> int:
    """Where the first value that has a place begins; -1 if none has one."""
    for value in values:
        start = value.start if isinstance(value, Leaf) else value.outer_start
        if start >= 0:
            return start
    return -1


def _last(values: list[Value]) -> int:
    for value in reversed(values):
        end = value.end if isinstance(value, Leaf) else value.outer_end
        if end >= 0:
            return end
    return -1
