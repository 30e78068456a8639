"""What a rule file answers to whatever may be asked about it.

Finds the feature, and gives it what it needs; works nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.format import format_range, format_source
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Span
from gouji.lint.testing import TestResult
from gouji.lsp.convert import range_of
from gouji.lsp.features.actions import Action
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.names import rule_names
from gouji.lsp.features.names.last_good import moved
from gouji.lsp.features.rules import actions, brackets, lenses, on_type, removals, selection, signatures
from gouji.lsp.features.rules.completion import Completion
from gouji.lsp.features.rules.files import files_to_name
from gouji.lsp.features.rules.hover import hover
from gouji.lsp.features.rules.links import document_links
from gouji.lsp.features.rules.outline import rule_symbols, with_lost
from gouji.lsp.features.rules.tokens import rule_words
from gouji.lsp.features.rules.values import value_at
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.features.tokens import Word


class AskedRules(AskedText):
    """One question about a rule file."""

    @property
    def piece(self) -> PlacedPiece | None:
        """The declaration that the question is about."""
        return rule_names.piece_at(self.asked.snapshot, self.asked.path, self.asked.span.start)

    def completions(self) -> list[types.CompletionItem]:
        asked, piece = self.asked, self.piece
        program = asked.snapshot.rules(asked.path).program
        before = asked.snapshot.before_broken(asked.path)
        found = Completion(
            program, piece, asked.source, asked.span.start, asked.language, asked.encoding,
            snippets=asked.takes_snippets, before=before.program if before is not None else None,
            tested=self._tested(program, piece),
            files=lambda kind, typed: files_to_name(asked.snapshot, asked.path, kind, typed),
            rows=partial(rule_names.rows_that_may_be, asked.snapshot, asked.path, piece),
        )  # fmt: skip
        return found.items()

    def _tested(self, program: Program, piece: PlacedPiece | None) -> Form | None:
        """The form that a test starts from."""
        declaration = piece.piece.declaration if piece is not None else None
        if not isinstance(declaration, ast.Test):
            return None
        return rule_names.form_of_test(self.asked.snapshot, self.asked.path, program, declaration)

    def hover(self) -> types.Hover | None:
        asked = self.asked
        shown = hover(asked.snapshot, asked.path, asked.source, asked.span.start, asked.language, asked.addresses)
        if shown is None:
            return None
        markup = types.MarkupContent(types.MarkupKind.Markdown, shown[0])
        return types.Hover(markup, range_of(asked.source, shown[1], asked.encoding))

    def named(self) -> rule_names.Named | None:
        return rule_names.named_in_rules(self.asked.snapshot, self.asked.path, self.asked.span.start)

    def definition(self) -> types.Location | None:
        """Where what is named is declared; of a file its beginning, of a value the declaration that allows it."""
        if (found := super().definition()) is not None:
            return found
        asked, piece = self.asked, self.piece
        if (used := rule_names.file_used(asked.snapshot, asked.path, asked.span.start)) is not None:
            return types.Location(asked.addresses.uri(used), types.Range(types.Position(0, 0), types.Position(0, 0)))
        program = asked.snapshot.rules(asked.path).program
        value = value_at(asked.snapshot, program, piece, asked.source, asked.span.start) if piece is not None else None
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
        return with_lost(now, rule_symbols(tree), asked.source, shift)

    def spans_at(self, offset: int) -> Iterable[Span]:
        piece = rule_names.piece_at(self.asked.snapshot, self.asked.path, offset)
        return selection.spans_in_rules(piece, offset)

    def words(self, span: Span | None) -> Iterable[Word]:
        return rule_words(self.asked.source, span)

    def mendings(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        asked = self.asked
        yield from brackets.closings(asked.snapshot, asked.path, about, asked.language)
        yield from removals.removals(asked.snapshot, asked.path, about, asked.language)

    def rewritings(self) -> Iterator[Action]:
        asked = self.asked
        return actions.rewritings(asked.snapshot, asked.path, asked.source, asked.span, asked.language)

    def lenses(self) -> list[types.CodeLens]:
        return lenses.lenses(self.asked.snapshot, self.asked.path, self.asked.addresses)

    def resolved_lens(self) -> types.CodeLens:
        asked, at = self.asked, self.asked.span.start
        return lenses.resolved(asked.params, asked.snapshot, asked.path, at, asked.language, asked.addresses)

    def test_result(self) -> TestResult | None:
        test = lenses.test_at(self.asked.snapshot, self.asked.path, self.asked.span.start)
        return lenses.result_of(self.asked.snapshot, self.asked.path, test) if test is not None else None

    def signatures(self) -> types.SignatureHelp | None:
        piece = self.piece
        begun = piece.offset if piece is not None else 0
        return signatures.signature_help(self.asked.source.text, self.asked.span.start, begun)

    def links(self) -> list[types.DocumentLink]:
        return document_links(self.asked.snapshot, self.asked.path, self.asked.addresses)

    def typed(self) -> list[types.TextEdit]:
        asked = self.asked
        found = on_type.on_type(asked.source, self.piece, asked.span.start, asked.params.ch)
        return [types.TextEdit(range_of(asked.source, one.span, asked.encoding), one.text) for one in found]

    def formatting(self) -> list[types.TextEdit]:
        source, encoding = self.asked.source, self.asked.encoding
        if self.asked.has_place:
            first, last = (source.position(at).line for at in self.asked.span)
            changes = format_range(source, first, last)
            return [types.TextEdit(range_of(source, one.span, encoding), one.text) for one in changes]
        formatted = format_source(source)
        start = int(source.text.startswith("\ufeff"))  # the mark that a file begins with stays
        if formatted == source.text[start:]:
            return []
        return [types.TextEdit(range_of(source, Span(start, len(source.text)), encoding), formatted)]
