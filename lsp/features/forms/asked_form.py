"""What a filled form answers to whatever may be asked about it, and what the file of answers beside it does.

Finds the feature, and gives it what it needs; works nothing out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.located import Mapping
from gouji.lang.source import Span
from gouji.lint.file_names import form_answered
from gouji.lint.toml_reader import read_toml
from gouji.lsp.features.actions import Action
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.forms import completion, hover, inlay_hints
from gouji.lsp.features.forms.answer_completion import completions_beside
from gouji.lsp.features.forms.answer_hover import answer_hover
from gouji.lsp.features.forms.answering import answers
from gouji.lsp.features.forms.figures import in_other_unit
from gouji.lsp.features.forms.insertions import insertions
from gouji.lsp.features.forms.names import named_beside_form, named_in_form
from gouji.lsp.features.forms.outline import form_symbols
from gouji.lsp.features.forms.removals import removals
from gouji.lsp.features.forms.selection import spans_in_form
from gouji.lsp.features.forms.tokens import form_words, words_of
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
        asked, library = self.asked, self.asked.snapshot.library
        if self.known is None:
            return []

        def find(name: str) -> Form | None:
            rules = library.for_form(name, asked.path)
            return rules.program.form(name, None) if rules is not None else None

        forms = completion.Forms(library.form_names(asked.path), find)
        return completion.completions(
            asked.source, self.known, forms, asked.span.start, asked.language, asked.encoding,
            snippets=asked.takes_snippets,
        )  # fmt: skip

    def hover(self) -> types.Hover | None:
        asked, known = self.asked, self.known
        if known is None:
            return None
        of_answer = answer_hover(
            asked.source, known.root, known.form, known, asked.span.start, asked.language, asked.encoding
        )
        return of_answer or hover.hover(known, asked.span.start, asked.language, asked.encoding)

    def named(self) -> Named | None:
        return named_in_form(self.asked.snapshot, self.asked.path, self.asked.span.start)

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
        if self.known is None:
            return []
        return inlay_hints.inlay_hints(self.known, self.asked.span, self.asked.language, self.asked.encoding)

    def mendings(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        path, language = self.asked.path, self.asked.language
        if self.known is not None:
            yield from insertions(self.known, path, about, language)
            yield from units_lacking(self.known, path, about, language)
        yield from removals(self.asked.source, path, about, language)

    def answers(self, about: Sequence[Diagnostic]) -> Iterator[Action]:
        return answers(self.asked.snapshot, self.asked.path, about, self.asked.language)

    def rewritings(self) -> Iterator[Action]:
        if self.known is None:
            return iter(())
        return in_other_unit(self.known, self.asked.path, self.asked.span, self.asked.language)


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
        asked = self.asked
        return completions_beside(
            asked.source, self.known, asked.span.start, asked.language, asked.encoding, snippets=asked.takes_snippets
        )

    def hover(self) -> types.Hover | None:
        asked = self.asked
        return answer_hover(
            asked.source, self.root, None, self.known, asked.span.start, asked.language, asked.encoding
        )  # fmt: skip

    def named(self) -> Named | None:
        form = form_answered(self.asked.path)
        if form is None:
            return None
        return named_beside_form(self.asked.snapshot, self.asked.path, form, self.asked.span.start)

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
        return removals(self.asked.source, self.asked.path, about, self.asked.language)
