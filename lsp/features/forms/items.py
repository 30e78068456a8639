"""The offers of completion in filled forms: what they replace, what a client filters them by, and the blanks in them.

Decides nothing about what is offered.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

from lsprotocol import types

from gouji.lang.source import Span
from gouji.lint.member_words import word
from gouji.lint.toml_strings import QUOTES
from gouji.lint.toml_text import EQUALS
from gouji.lsp.features.blanks import Blanks
from gouji.lsp.features.forms.spots import Section
from gouji.lsp.features.forms.typed_text import Typed
from gouji.lsp.question import Question

Item = types.CompletionItem
Kind = types.CompletionItemKind


class Items(ABC):
    """Makes offers for the word that is being typed, in a section of the text."""

    def __init__(self, asked: Question, section: Section, typed: Typed) -> None:
        self.source, self.section, self.typed, self.language = asked.source, section, typed, asked.language
        self.range = asked.range(Span(typed.start, typed.end))
        self.snippets, source = asked.takes_snippets, asked.source
        self.after = source.text[typed.end : source.text.find("\n", typed.end) % (len(source.text) + 1)].lstrip()
        before = source.text[max(typed.start - 1, 0) : typed.start]
        self.gap = " " if before and before in f"{EQUALS},，{{｛" else ""
        indent = source.text[source.text.rfind("\n", 0, typed.start) + 1 : typed.start]
        is_before = (
            typed.kind == "key" and typed.start == typed.end and self.after and self.after[0] not in f"{EQUALS}#＃"
        )
        self.line_end = f"\n{indent}" if is_before and not indent.strip() else ""  # the line behind is left whole

    @abstractmethod
    def items(self) -> Iterator[Item]:
        """The offers, the best first."""

    def sorted(self) -> list[Item]:
        """The offers, so that a client keeps their order."""
        found = list(self.items())
        for number, item in enumerate(found):
            item.sort_text = f"{number:04}"
        return found

    def item(
        self, label: str, new: str, kind: Kind, detail: str = "", doc: str = "", *,
        filter_text: str | None = None, is_snippet: bool = False, is_asked_for: bool = False,
    ) -> Item:  # fmt: skip
        """One offer; a client filters by what stands in the text, with the quotation mark where there is one."""
        details = (
            types.CompletionItemLabelDetails(description=word("REQUIRED", self.language)) if is_asked_for else None
        )
        return Item(
            label, kind=kind, detail=detail or None, label_details=details,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, doc) if doc else None,
            text_edit=types.TextEdit(self.range, f"{self.gap}{new}{self.line_end}"),
            insert_text_format=types.InsertTextFormat.Snippet if is_snippet and self.snippets else None,
            filter_text=f"{self.typed.opening}{label}" if filter_text is None else filter_text,
        )  # fmt: skip

    def written(self, make: Callable[[Blanks], str]) -> str:
        blanks = Blanks(snippets=self.snippets)
        return blanks.whole(make(blanks))

    def key_text(self, key: str, value: str = "") -> str:
        return key if self.after.startswith(tuple(EQUALS)) else f"{key} = {value}"

    def filtered(self, header: str) -> str:
        """A header as it would be typed the way that this one is."""
        quotes = any(mark in self.typed.word for mark in QUOTES)
        header = header if quotes else header.replace('"', "")
        for mark in "“‘'＂＇":
            if mark in self.typed.word:
                header = header.replace('"', mark)
        brackets = self.typed.word[0]
        return header.replace("[", brackets) if brackets != "[" else header
