"""What a filled form answers to whatever may be asked about it.

Finds the feature, and gives it what it needs; works nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lsp.features.actions import Action
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.forms.answering import answers
from gouji.lsp.features.forms.completion import completions
from gouji.lsp.features.forms.figures import in_other_unit
from gouji.lsp.features.forms.hover import hover
from gouji.lsp.features.forms.inlay_hints import inlay_hints
from gouji.lsp.features.forms.insertions import insertions
from gouji.lsp.features.forms.names import named_in_form
from gouji.lsp.features.forms.outline import form_symbols
from gouji.lsp.features.forms.removals import removals
from gouji.lsp.features.forms.selection import spans_in_form
from gouji.lsp.features.forms.tokens import form_words
from gouji.lsp.features.forms.units import units_lacking
from gouji.lsp.features.names.rule_names import Named
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.features.tokens import Word
from gouji.lsp.known_forms import KnownForm


class AskedForm(AskedText):
    """One question about a filled form; about a TOML file that is none there is nothing to say."""

    @cached_property
    def known(self) -> KnownForm | None:
        return self.asked.snapshot.form(self.asked.path)

    def completions(self) -> list[types.CompletionItem]:
        return completions(self.asked, self.known) if self.known is not None else []

    def hover(self) -> types.Hover | None:
        return hover(self.asked, self.known) if self.known is not None else None

    def named(self) -> Named | None:
        return named_in_form(self.asked.snapshot, self.asked.path, self.asked.offset)

    def outline(self) -> list[Symbol]:
        known = self.known
        return form_symbols(self.asked.source, known.root, known.form) if known is not None else []

    def spans_at(self, _offset: int) -> Iterable[Span]:
        return self._spans

    @cached_property
    def _spans(self) -> list[Span]:
        known = self.known
        return list(spans_in_form(known.source, known.root, known.form)) if known is not None else []

    def words(self, _span: Span | None) -> Iterable[Word]:
        return form_words(self.known) if self.known is not None else ()

    def hints(self) -> list[types.InlayHint]:
        return inlay_hints(self.asked, self.known) if self.known is not None else []

    def mendings(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        if self.known is not None:
            yield from insertions(self.asked, self.known, about)
            yield from units_lacking(self.asked, self.known, about)
        yield from removals(self.asked, about)

    def answers(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        return answers(self.asked, about)

    def rewritings(self) -> Iterator[Action]:
        return in_other_unit(self.asked, self.known) if self.known is not None else iter(())
