"""What may be asked about an open text; each kind of text answers what it can, and of the rest there is nothing to say.

A request that is put to all kinds alike is put together in `gouji.lsp.requests`.
"""

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lint.testing import TestResult
from gouji.lsp.features.actions import Action
from gouji.lsp.features.names.rule_names import Named
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.features.tokens import Word
from gouji.lsp.question import Question


class AskedText:
    """One question about a text of a kind that nothing is known of."""

    def __init__(self, asked: Question) -> None:
        self.asked = asked

    def completions(self) -> list[types.CompletionItem]:
        return []

    def hover(self) -> types.Hover | None:
        return None

    def named(self) -> Named | None:
        """What the name that is asked about stands for."""
        return None

    def definition(self) -> types.Location | None:
        named = self.named()
        return self.asked.addresses.location_of(named.declared) if named is not None else None

    def outline(self) -> list[Symbol]:
        return []

    def spans_at(self, _offset: int) -> Iterable[Span]:
        """What may be selected around an offset; in no order, and more besides."""
        return ()

    def words(self, _span: Span | None) -> Iterable[Word]:
        """The words that have a colour, in their order; those that a span touches, and perhaps others."""
        return ()

    def hints(self) -> list[types.InlayHint]:
        return []

    def mendings(self, _about: Sequence[Diagnostic]) -> Iterator[Action]:
        """What mends findings besides the fixes that they carry, the best first."""
        return iter(())

    def answers(self, _about: Sequence[Diagnostic]) -> Iterator[Action]:
        """How findings may be answered with a reason."""
        return iter(())

    def rewritings(self) -> Iterator[Action]:
        """How a place that has no mistake may be written otherwise."""
        return iter(())

    def lenses(self) -> list[types.CodeLens]:
        return []

    def resolved_lens(self) -> types.CodeLens | None:
        """The lens that the request is, with its title."""
        return None

    def test_result(self) -> TestResult | None:
        """The result of the test whose name begins there."""
        return None

    def signatures(self) -> types.SignatureHelp | None:
        return None

    def links(self) -> list[types.DocumentLink]:
        return []

    def typed(self) -> list[types.TextEdit]:
        """The edits after a sign was typed."""
        return []

    def formatting(self) -> list[types.TextEdit]:
        return []
