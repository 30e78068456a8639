"""What a rule file answers to whatever may be asked about it.

Finds the feature, and gives it what it needs; works nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.format import format_range, format_source
from gouji.lang.source import Span
from gouji.lint.testing import TestResult
from gouji.lsp.features.actions import Action
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.names.last_good import moved
from gouji.lsp.features.names.rule_names import Named, file_used, named_in_rules, piece_at
from gouji.lsp.features.rules import lenses
from gouji.lsp.features.rules.actions import rewritings
from gouji.lsp.features.rules.brackets import closings
from gouji.lsp.features.rules.completion import completions
from gouji.lsp.features.rules.hover import hover
from gouji.lsp.features.rules.links import document_links
from gouji.lsp.features.rules.on_type import on_type
from gouji.lsp.features.rules.outline import rule_symbols, with_last_good
from gouji.lsp.features.rules.removals import removals
from gouji.lsp.features.rules.selection import spans_in_rules
from gouji.lsp.features.rules.signatures import signature_help
from gouji.lsp.features.rules.tokens import rule_words
from gouji.lsp.features.rules.values import value_at
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.features.tokens import Word


class AskedRules(AskedText):
    """One question about a rule file."""

    def completions(self) -> list[types.CompletionItem]:
        return completions(self.asked)

    def hover(self) -> types.Hover | None:
        return hover(self.asked)

    def named(self) -> Named | None:
        return named_in_rules(self.asked.snapshot, self.asked.path, self.asked.offset)

    def definition(self) -> types.Location | None:
        """Where what is named is declared; of a file its beginning, of a value the declaration that allows it."""
        if (found := super().definition()) is not None:
            return found
        asked = self.asked
        if (used := file_used(asked.snapshot, asked.path, asked.offset)) is not None:
            return types.Location(asked.addresses.uri(used), types.Range(types.Position(0, 0), types.Position(0, 0)))
        piece = piece_at(asked.snapshot, asked.path, asked.offset)
        value = value_at(asked, asked.snapshot.rules(asked.path).program, piece) if piece is not None else None
        declared = value.declared if value is not None else None
        return asked.addresses.location_of(declared) if declared is not None else None

    def outline(self) -> list[Symbol]:
        asked = self.asked
        now = rule_symbols(asked.snapshot.library.tree(asked.path))
        before = asked.snapshot.before_broken(asked.path)
        if before is None:
            return now
        tree = before.names[asked.path]
        shift = moved(tree.source.text, asked.source.text)
        return with_last_good(now, rule_symbols(tree), asked.source, shift)

    def spans_at(self, offset: int) -> Iterable[Span]:
        return spans_in_rules(piece_at(self.asked.snapshot, self.asked.path, offset), offset)

    def words(self, span: Span | None) -> Iterable[Word]:
        return rule_words(self.asked.source, span)

    def mendings(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        yield from closings(self.asked, about)
        yield from removals(self.asked, about)

    def rewritings(self) -> Iterator[Action]:
        return rewritings(self.asked)

    def lenses(self) -> list[types.CodeLens]:
        return lenses.lenses(self.asked.snapshot, self.asked.path, self.asked.addresses)

    def resolved_lens(self) -> types.CodeLens:
        asked = self.asked
        return lenses.resolved(
            asked.params, asked.snapshot, asked.path, asked.offset, asked.language, asked.addresses
        )  # fmt: skip

    def test_result(self) -> TestResult | None:
        test = lenses.test_at(self.asked.snapshot, self.asked.path, self.asked.offset)
        return lenses.result_of(self.asked.snapshot, self.asked.path, test) if test is not None else None

    def signatures(self) -> types.SignatureHelp | None:
        return signature_help(self.asked)

    def links(self) -> list[types.DocumentLink]:
        return document_links(self.asked)

    def typed(self) -> list[types.TextEdit]:
        return self.asked.addresses.edits(self.asked.source, on_type(self.asked))

    def formatting(self) -> list[types.TextEdit]:
        source, edits = self.asked.source, self.asked.addresses.edits
        if self.asked.has_place:
            first, last = (source.position(at).line for at in self.asked.span)
            return edits(source, format_range(source, first, last))
        formatted = format_source(source)
        start = int(source.text.startswith("\ufeff"))  # the mark that a file begins with stays
        if formatted == source.text[start:]:
            return []
        return edits(source, [Replacement(Span(start, len(source.text)), formatted)])
