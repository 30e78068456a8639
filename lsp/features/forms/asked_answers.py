"""What a file of answers beside a filled form answers to whatever may be asked about it.

Finds the feature, and gives it what it needs; works nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.located import Mapping
from gouji.lang.source import Span
from gouji.lint.file_names import form_answered
from gouji.lint.toml_reader import read_toml
from gouji.lsp.features.actions import Action
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.forms.answer_completion import answer_completions, is_answer
from gouji.lsp.features.forms.answer_hover import answer_hover
from gouji.lsp.features.forms.names import named_beside_form
from gouji.lsp.features.forms.outline import form_symbols
from gouji.lsp.features.forms.removals import removals
from gouji.lsp.features.forms.selection import spans_in_form
from gouji.lsp.features.forms.spots import section_at
from gouji.lsp.features.forms.tokens import words_of
from gouji.lsp.features.names.rule_names import Named
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.features.tokens import Word
from gouji.lsp.known_forms import KnownForm


class AskedAnswers(AskedText):
    """One question about a file of answers beside a filled form."""

    @cached_property
    def root(self) -> Mapping:
        return read_toml(self.asked.source).root

    @cached_property
    def known(self) -> KnownForm | None:
        """The form that is answered."""
        form = form_answered(self.asked.path)
        return self.asked.snapshot.form_or_none(form) if form is not None else None

    def completions(self) -> list[types.CompletionItem]:
        return answer_completions(self.asked, self.root, self.known)

    def hover(self) -> types.Hover | None:
        section = section_at(self.root, self.asked.offset)
        return answer_hover(self.asked, section, self.known) if is_answer(section, None) else None

    def named(self) -> Named | None:
        form = form_answered(self.asked.path)
        if form is None:
            return None
        return named_beside_form(self.asked.snapshot, self.asked.path, form, self.asked.offset)

    def outline(self) -> list[Symbol]:
        return form_symbols(self.asked.source, self.root, None)

    def spans_at(self, _offset: int) -> Iterable[Span]:
        return self._spans

    @cached_property
    def _spans(self) -> list[Span]:
        return list(spans_in_form(self.asked.source, self.root, None))

    def words(self, _span: Span | None) -> Iterable[Word]:
        return words_of(self.asked.source, self.root, None)

    def mendings(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        return removals(self.asked, about)
