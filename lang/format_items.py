"""Words of a declaration -> its items: blocks, rows, fields, clauses, each with its words.

Works from the terminals that the parser chose, for text without faults only. Never decides how an item is laid out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from gouji.lang.format_words import END, Word


class Sort(Enum):
    """What an item is, as far as its layout depends on it."""

    BLOCK = "block"
    FIELD = "field"
    HEADER = "header"  # title, years, money unit of a form
    CLAUSE = "clause"  # of a rule or a test
    ROW = "row"  # a prescribed row
    ADDED = "added"  # a row that a test adds
    LIST = "list"  # the coordinates of an axis
    CELL = "cell"  # of a prescribed row
    OTHER = "other"


@dataclass(slots=True)
class Item:
    """`words` are all its words, or those up to its opening brace; `close` is its closing brace."""

    sort: Sort
    words: list[Word]
    body: list["Item"] = field(default_factory=list)
    close: Word | None = None


_BLOCKS = frozenset("LIBRARY FORM GROUP TABLE RULE TEST".split())
_HEADERS = frozenset("TITLE YEARS UNIT".split())
_CLAUSES = frozenset(
    "EACH WHEN LET MUST MESSAGE ENGLISH BASIS CATEGORY AT FIX ANSWERABLE GIVEN CHANGE DELETE EXPECT".split()
)
_OTHERS = frozenset("OFF REGRADE DRAW".split())
_BEGINNERS = (_BLOCKS | _HEADERS | _CLAUSES | _OTHERS | {"ROW", "ADD", "_RBRACE", END}) - {"UNIT"}
_FLAGS = frozenset("REQUIRED OPTIONAL".split())


def read_item(words: list[Word]) -> Item:
    """The declaration that the words are; the last of them is its END."""
    return _Reader(words).declaration()


class _Reader:
    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.index = 0

    def kind(self, ahead: int = 0) -> str:
        return self.words[self.index + ahead].kind

    def take(self, count: int) -> list[Word]:
        taken = self.words[self.index : self.index + count]
        self.index += count
        return taken

    def until(self, *kinds: str) -> int:
        """How many words stand before the first that is of one of the kinds and in no inner bracket."""
        depth = count = 0
        while depth or self.kind(count) not in kinds:
            kind = self.kind(count)
            depth += (kind in ("_LPAR", "_LBRACKET", "_LBRACE")) - (kind in ("_RPAR", "_RBRACKET", "_RBRACE"))
            count += 1
        return count

    def declaration(self) -> Item:
        kind = self.kind()
        if kind == "AXIS":
            return self.braced(Sort.BLOCK, self.until("_LBRACE"), self.values)
        return self.member() if kind in _BLOCKS else Item(Sort.OTHER, self.take(self.until(END)))

    def braced(self, sort: Sort, head: int, member: Callable[[], Item]) -> Item:
        """An item whose opening brace stands after so many words."""
        item = Item(sort, self.take(head + 1))
        while self.kind() != "_RBRACE":
            item.body.append(member())
        (item.close,) = self.take(1)
        return item

    def member(self) -> Item:
        kind = self.kind()
        if kind in _BLOCKS:
            return self.braced(Sort.BLOCK, self.until("_LBRACE"), self.member)
        if kind == "ROW":
            return self.braced(Sort.ROW, 2, self.cell) if self.kind(2) == "_LBRACE" else Item(Sort.ROW, self.take(2))
        if kind == "ADD":
            return self.braced(Sort.ADDED, self.until("_LBRACE"), self.added_cell)
        if kind in _CLAUSES:
            return self.plain(Sort.CLAUSE)
        if kind in _HEADERS:
            return self.plain(Sort.HEADER)
        return self.plain(Sort.OTHER if kind in _OTHERS else Sort.FIELD)

    def plain(self, sort: Sort) -> Item:
        """An item without braces of its own: all up to where the next begins or the block ends."""
        depth, count = 0, 1
        while depth or not self.begins(count, sort):
            depth += (self.kind(count) == "_LBRACE") - (self.kind(count) == "_RBRACE")
            count += 1
        return Item(sort, self.take(count))

    def begins(self, ahead: int, sort: Sort) -> bool:
        """Whether an item begins so many words ahead, or the block ends, where an item of the sort stands before."""
        kind = self.kind(ahead)
        if kind == "UNIT":
            return sort is Sort.HEADER  # else it is an attribute
        return kind in _BEGINNERS or (kind == "NAME" and self.kind(ahead + 1) == "_COLON")

    def values(self) -> Item:
        return Item(Sort.LIST, self.take(self.until("_RBRACE")))

    def cell(self) -> Item:
        count = 1 if self.kind() in _FLAGS else 2
        if self.kind(1) == "MINUS":
            count = 3
        while self.kind(count) == "_COMMA":
            count += 2
        return Item(Sort.CELL, self.take(count))

    def added_cell(self) -> Item:
        value = self.until("_EQ") + 1
        return Item(Sort.OTHER, self.take(value + 2 if self.kind(value) == "MINUS" else value + 1))
