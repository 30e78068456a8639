"""What may stand between quotes in a rule file: files, checks, allowed words, coordinates, rows.

Goes by the words before the quotes. What people write in their own words has no offers.
"""

import re
from collections.abc import Iterator

from gouji.lang import ast
from gouji.lang.form_model import FormField, FormTable
from gouji.lang.source import Source, Span
from gouji.lang.values import canonical_text
from gouji.lsp.features.names.written_words import in_rules
from gouji.lsp.features.rules.files import files_to_name
from gouji.lsp.features.rules.items import BEST, USUAL, Item, Items, Kind
from gouji.lsp.features.rules.scope import Scope, chain_before

_MARKS = re.compile('["“”]')
_COMPARED = frozenset(("EQ", "_EQ", "NE", "MENTIONS"))
_LISTED = frozenset(("_COMMA", "_LBRACE", "_LPAR"))


def quoted_span(source: Source, start: int, offset: int, *, in_hole: bool = False) -> Span:
    """A text from its opening quote, with its closing one if there is one: what the cursor's line, or hole, opens, it closes."""
    rest = source.text[offset:].partition("\n")[0]
    rest = rest.partition("}")[0] if in_hole else rest
    after = list(_MARKS.finditer(source.text, offset, offset + len(rest)))
    return Span(start, after[0].end() if len(after) % 2 else offset)


class Texts:
    """Offers for a text in quotes that stands behind the words of its statement."""

    def __init__(self, scope: Scope, make: Items) -> None:
        self.program, self.block, self.tokens = scope.program, scope.block, scope.tokens
        self.scope, self.make = scope, make

    def items(self) -> Iterator[Item]:
        tokens = self.tokens
        if not tokens:
            return
        head, before = frozenset(tokens[0].kinds), frozenset(tokens[-1].kinds)
        for keyword in ("USE", "GIVEN"):
            if keyword in head and len(tokens) == 1:
                typed = self.make.typed.lstrip('"“')
                files = files_to_name(self.scope.asked, keyword, typed)
                yield from (self.text(name, Kind.File) for name in files)
                return
        if head & {"OFF", "REGRADE"} or ("EXPECT" in head and len(tokens) == 2):
            if "EXPECT" in head or len(tokens) == 1:
                yield from self.checks(of_rules_first="EXPECT" in head)
        elif "_LBRACKET" in before:
            yield from self.of_brackets()
        elif "ROW" in head or isinstance(self.block, ast.Row):
            yield from self.words_of(self.scope.find((canonical_text(tokens[-1].text),)))
        elif before & {"DEFAULT", "VALUES"}:
            yield from self.words_of(self.scope.find((*self.scope.around(), canonical_text(tokens[0].text))))
        elif (at := self._compared()) is not None:
            chain = chain_before(tokens, at)
            axis = self.program.environment.axes.get(chain.path[0]) if chain is not None else None
            if axis is not None and chain is not None and len(chain.path) == 1:
                yield from (self.text(one, Kind.EnumMember, detail=axis.name) for one in axis.coordinates)
            elif chain is not None:
                yield from self.words_of(self.scope.find(chain.path))

    def text(self, word: str, kind: Kind, rank: int = BEST, detail: str = "") -> Item:
        return self.make.item(word, kind, rank, new=f'"{word}"', detail=detail)

    def checks(self, *, of_rules_first: bool) -> Iterator[Item]:
        for form in self.scope.forms:
            for check in sorted(self.program.checks(form), key=lambda one: one.derived is of_rules_first):
                rank = BEST if check.derived is not of_rules_first else USUAL
                yield self.text(check.name.removeprefix(f"{form.name}/"), Kind.Event, rank)

    def of_brackets(self) -> Iterator[Item]:
        """The coordinates of the field before the bracket, or the rows of the table."""
        chain = chain_before(self.tokens, len(self.tokens) - 1)
        found = self.scope.find(chain.path) if chain is not None else None
        if isinstance(found, FormTable):
            yield from (self.text(key, Kind.EnumMember, detail=found.name) for key in self.scope.keys_of(found))
        elif isinstance(found, FormField) and found.axis is not None:
            yield from (self.text(one, Kind.EnumMember, detail=found.axis.name) for one in found.coordinates)

    def words_of(self, field: object) -> Iterator[Item]:
        """The words that a field may have, in quotes."""
        if isinstance(field, FormField):
            yield from (self.text(word, Kind.EnumMember) for word in self.allowed(field))

    def cells_of(self, field: FormField) -> Iterator[Item]:
        """The same, as a prescribed row fills in a column: in quotes where they cannot stand without."""
        for word in self.allowed(field):
            new = word if in_rules(word) == word else f'"{word}"'
            yield self.make.item(word, Kind.EnumMember, BEST, new=new)

    def allowed(self, field: FormField) -> Iterator[str]:
        """The words that a field may have; without such, those that its form prescribes for it."""
        words = list(field.type.choices)
        for form in self.scope.forms if not words else ():
            table = form.find(field.path[:-1]) if len(field.path) > 1 else None
            if isinstance(table, FormTable):
                rows = table.rows.values()
                words += [row.key if field is table.key else row.cells.get(field.name, "") for row in rows]
        yield from (word for word in dict.fromkeys(words) if word)

    def _compared(self) -> int | None:
        """The index of the word after what the text is compared with, alone or as one of several."""
        at = len(self.tokens) - 1
        while at > 0 and not _LISTED.isdisjoint(self.tokens[at].kinds):
            at -= 2 if "_COMMA" in self.tokens[at].kinds else 1
        kinds = self.tokens[max(at, 0)].kinds
        if "IN" in kinds or (at == len(self.tokens) - 1 and not _COMPARED.isdisjoint(kinds)):
            return at
        return None
