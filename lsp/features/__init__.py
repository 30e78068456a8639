"""What the server can do, a file a feature: functions of a snapshot and a place, which change nothing.

Here each kind of request finds the feature for the kind of text that it is about.
"""

from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.format import format_range, format_source
from gouji.lang.source import Source, Span
from gouji.lint.discover import RULES
from gouji.lint.library import all_form_names
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.documents import Document
from gouji.lsp.features import symbols as outline
from gouji.lsp.features import target_completion, target_hover
from gouji.lsp.features.actions import actions as fixes
from gouji.lsp.snapshot import Snapshot


class Question(NamedTuple):
    """A request: about `span` of a text where the client names a place, else about all of it."""

    snapshot: Snapshot
    document: Document
    span: Span
    has_place: bool
    language: Language
    encoding: Encoding

    @property
    def source(self) -> Source:
        """The text that answers are about: the one that the snapshot has."""
        return self.snapshot.open.get(self.path, self.document.source)

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def is_about_rules(self) -> bool:
        return self.path.suffix.lower() == RULES


def completion(asked: Question) -> list[types.CompletionItem]:
    if asked.is_about_rules:
        return []
    known = asked.snapshot.form(asked.path)
    if known is None:
        return []
    names = all_form_names(asked.path)
    return target_completion.completions(
        asked.source, known.root, known.form, names, asked.span.start, asked.language, asked.encoding
    )


def hover(asked: Question) -> types.Hover | None:
    known = None if asked.is_about_rules else asked.snapshot.form(asked.path)
    return target_hover.hover(known, asked.span.start, asked.language, asked.encoding) if known is not None else None


def actions(asked: Question) -> list[types.CodeAction]:
    found = asked.snapshot.diagnostics(asked.path)
    return fixes(asked.source, asked.document.uri, found, asked.span, asked.language, asked.encoding)


def _outline(asked: Question) -> list[outline.Symbol]:
    if asked.is_about_rules:
        return outline.rule_symbols(asked.snapshot.library.tree(asked.path))
    known = asked.snapshot.form(asked.path)
    return outline.form_symbols(asked.source, known.root, known.form) if known is not None else []


def symbols(asked: Question) -> list[types.DocumentSymbol]:
    return outline.document_symbols(_outline(asked), asked.source, asked.encoding)


def folding(asked: Question) -> list[types.FoldingRange]:
    return outline.folding(_outline(asked), asked.source)


def formatting(asked: Question) -> list[types.TextEdit]:
    source = asked.source
    if not asked.is_about_rules:
        return []
    if asked.has_place:
        first, last = source.position(asked.span.start).line, source.position(asked.span.end).line
        changes = format_range(source, first, last)
        return [types.TextEdit(range_of(source, one.span, asked.encoding), one.text) for one in changes]
    formatted = format_source(source)
    if formatted == source.text:
        return []
    return [types.TextEdit(range_of(source, Span(0, len(source.text)), asked.encoding), formatted)]
