"""What the server can do, a file a feature: functions of a snapshot and a place, which change nothing.

Here each kind of request finds the feature for the kind of text that it is about.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.format import format_range, format_source
from gouji.lang.model import Form
from gouji.lang.source import Source, Span
from gouji.lint.discover import RULES
from gouji.lint.library import all_form_names
from gouji.lsp.convert import Encoding, location_of, range_of, uri_of
from gouji.lsp.documents import Document
from gouji.lsp.features import inlay_hints as hints
from gouji.lsp.features import names, target_completion, target_hover
from gouji.lsp.features import symbols as outline
from gouji.lsp.features import tokens as colours
from gouji.lsp.features.actions import actions as fixes
from gouji.lsp.features.fix_all import FIX_ALL, fix_alike, fix_all, wanted
from gouji.lsp.features.form_insertions import insertions
from gouji.lsp.features.form_names import named_in_form
from gouji.lsp.features.member_text import describe
from gouji.lsp.features.rename import rename
from gouji.lsp.features.rule_completion import Completion
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish


class Question(NamedTuple):
    """A request: about `span` of a text where the client names a place, else about all of it.

    `params` is the request as it came. What goes through many files asks its `wish` at each whether it still should. `can` says
    whether the client has a capability, named from the outside in.
    """

    snapshot: Snapshot
    document: Document
    span: Span
    params: Any
    language: Language
    encoding: Encoding
    wish: Wish
    can: Callable[..., bool]

    @property
    def has_place(self) -> bool:
        return hasattr(self.params, "range") or hasattr(self.params, "position")

    @property
    def source(self) -> Source:
        return self.document.source

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def is_about_rules(self) -> bool:
        return self.path.suffix.lower() == RULES


def completion(asked: Question) -> list[types.CompletionItem]:
    if asked.is_about_rules:
        program = asked.snapshot.rules(asked.path).program
        piece = names.piece_at(asked.snapshot, asked.path, asked.span.start)
        found = Completion(program, piece, asked.source, asked.span.start, asked.language, asked.encoding)
        return found.items()
    known = asked.snapshot.form(asked.path)
    if known is None:
        return []
    library = asked.snapshot.library

    def find(name: str) -> Form | None:
        rules = library.for_form(name, asked.path)
        return rules.program.form(name, None) if rules is not None else None

    forms = target_completion.Forms(all_form_names(asked.path), find)
    return target_completion.completions(
        asked.source, known, forms, asked.span.start, asked.language, asked.encoding,
        snippets=asked.can("text_document", "completion", "completion_item", "snippet_support"),
    )  # fmt: skip


def hover(asked: Question) -> types.Hover | None:
    if not asked.is_about_rules:
        known = asked.snapshot.form(asked.path)
        if known is None:
            return None
        return target_hover.hover(known, asked.span.start, asked.language, asked.encoding)
    named = _named(asked)
    if named is None:
        return None
    shown = describe(named.member, asked.language) if named.member is not None else named.documentation
    markup = types.MarkupContent(types.MarkupKind.Markdown, shown)
    return types.Hover(markup, range_of(asked.source, named.place.span, asked.encoding)) if shown else None


def _named(asked: Question) -> names.Named | None:
    find = names.named_in_rules if asked.is_about_rules else named_in_form
    return find(asked.snapshot, asked.path, asked.span.start)


def definition(asked: Question) -> types.Location | None:
    named = _named(asked)
    if named is not None:
        return location_of(named.declared, Path(named.declared.source.name), asked.encoding)
    if asked.is_about_rules and (used := names.file_used(asked.snapshot, asked.path, asked.span.start)) is not None:
        return types.Location(uri_of(used), types.Range(types.Position(0, 0), types.Position(0, 0)))
    return None


def references(asked: Question) -> list[types.Location]:
    named = _named(asked)
    if named is None:
        return []
    found = names.everywhere(asked.snapshot, named.declared, asked.wish)
    return [_location(asked, path, span) for path, span in found]


def highlights(asked: Question) -> list[types.DocumentHighlight]:
    named = _named(asked)
    found = names.everywhere(asked.snapshot, named.declared, asked.wish) if named is not None else ()
    here = [span for path, span in found if path == asked.path]
    return [types.DocumentHighlight(range_of(asked.source, span, asked.encoding)) for span in here]


def _location(asked: Question, path: Path, span: Span) -> types.Location:
    return types.Location(uri_of(path), range_of(asked.snapshot.source(path), span, asked.encoding))


def actions(asked: Question) -> list[types.CodeAction]:
    found, uri, span = asked.snapshot.diagnostics(asked.path), asked.document.uri, asked.span
    only = asked.params.context.only
    offered: list[types.CodeAction] = []
    if wanted(only, types.CodeActionKind.QuickFix.value):
        offered += fixes(asked.source, uri, found, span, asked.language, asked.encoding)
        known = None if asked.is_about_rules else asked.snapshot.form(asked.path)
        offered += insertions(known, uri, span, asked.language, asked.encoding) if known is not None else ()
        offered += fix_alike(asked.source, uri, found, span, asked.language, asked.encoding)
    if only and wanted(only, FIX_ALL):
        offered += fix_all(asked.source, uri, found, asked.language, asked.encoding)
    return offered


def _outline(asked: Question) -> list[outline.Symbol]:
    if asked.is_about_rules:
        return outline.rule_symbols(asked.snapshot.library.tree(asked.path))
    known = asked.snapshot.form(asked.path)
    return outline.form_symbols(asked.source, known.root, known.form) if known is not None else []


def symbols(asked: Question) -> list[types.DocumentSymbol]:
    return outline.document_symbols(_outline(asked), asked.source, asked.encoding)


def folding(asked: Question) -> list[types.FoldingRange]:
    return outline.folding(_outline(asked), asked.source)


def inlay_hints(asked: Question) -> list[types.InlayHint]:
    known = None if asked.is_about_rules else asked.snapshot.form(asked.path)
    return hints.inlay_hints(known, asked.span, asked.language, asked.encoding) if known is not None else []


def prepare_rename(asked: Question) -> types.Range | None:
    named = _named(asked)
    if named is None or not named.may_be_renamed:
        return None
    return range_of(asked.source, named.place.span, asked.encoding)


def renamed(asked: Question) -> types.WorkspaceEdit | None:
    named = _named(asked)
    if named is None or not named.may_be_renamed:
        return None
    return rename(asked.snapshot, named, asked.params.new_name, asked.encoding, asked.wish)


def tokens(asked: Question) -> list[int]:
    return colours.tokens(asked.source, asked.encoding, asked.span if asked.has_place else None)


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
