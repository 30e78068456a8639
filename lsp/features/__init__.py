"""What the server can do, a file a feature: functions of a snapshot and a place, which change nothing.

Here each kind of request finds the feature for the kind of text that it is about.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.catalogue import Language
from gouji.lang.format import format_range, format_source
from gouji.lang.model import Form
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Source, Span
from gouji.lint.answers import form_answered
from gouji.lint.discover import FORM, RULES
from gouji.lint.files import UnreadableFile, shipped_rules
from gouji.lint.given import find_given
from gouji.lint.library import rule_files, rule_files_beside
from gouji.lint.testing import TestResult
from gouji.lint.unusable import UnusableTest
from gouji.lsp.convert import Encoding, location_of, offset_at, range_of, uri_of
from gouji.lsp.documents import Document
from gouji.lsp.features import (
    brackets,
    lenses,
    links,
    names,
    on_type,
    rule_actions,
    rule_hover,
    selection,
    signatures,
    target_completion,
    target_hover,
)
from gouji.lsp.features import inlay_hints as hints
from gouji.lsp.features import symbols as outline
from gouji.lsp.features import tokens as colours
from gouji.lsp.features.actions import actions as fixes
from gouji.lsp.features.actions import concerned
from gouji.lsp.features.answer_completion import completions_beside
from gouji.lsp.features.answering import answers
from gouji.lsp.features.fix_all import FIX_ALL, fix_alike, fix_all, wanted
from gouji.lsp.features.form_insertions import insertions
from gouji.lsp.features.form_names import named_in_form
from gouji.lsp.features.form_tokens import form_words
from gouji.lsp.features.last_good import moved, with_lost
from gouji.lsp.features.rename import Refused, name_at, rename
from gouji.lsp.features.rule_completion import Completion
from gouji.lsp.snapshot import KnownForm, Snapshot
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
        before = asked.snapshot.before_broken(asked.path)
        found = Completion(
            program, piece, asked.source, asked.span.start, asked.language, asked.encoding,
            snippets=asked.can("text_document", "completion", "completion_item", "snippet_support"),
            before=before.program if before is not None else None,
            tested=_tested(asked, piece), files=lambda kind: _files_beside(asked.path, kind),
        )  # fmt: skip
        return found.items()
    snippets = asked.can("text_document", "completion", "completion_item", "snippet_support")
    if (form := form_answered(asked.path)) is not None:
        return completions_beside(
            asked.source,
            _form_or_none(asked, form),
            asked.span.start,
            asked.language,
            asked.encoding,
            snippets=snippets,
        )
    known = asked.snapshot.form(asked.path)
    if known is None:
        return []
    library = asked.snapshot.library

    def find(name: str) -> Form | None:
        rules = library.for_form(name, asked.path)
        return rules.program.form(name, None) if rules is not None else None

    forms = target_completion.Forms(library.form_names(asked.path), find)
    return target_completion.completions(
        asked.source, known, forms, asked.span.start, asked.language, asked.encoding, snippets=snippets
    )


def _form_or_none(asked: Question, path: Path) -> KnownForm | None:
    try:
        return asked.snapshot.form(path)
    except UnreadableFile:
        return None


def _tested(asked: Question, piece: PlacedPiece | None) -> Form | None:
    """The form that a test starts from."""
    declaration = piece.piece.declaration if piece is not None else None
    if not isinstance(declaration, ast.Test) or declaration.given is None:
        return None
    try:
        known = asked.snapshot.form(find_given(declaration.given.text, asked.path))
    except (UnusableTest, UnreadableFile):
        return None
    if known is None or known.form is None:
        return None
    versions = asked.snapshot.rules(asked.path).program.environment.forms.get(known.form.name, [])
    return next((form for form in versions if names.same(form.place, known.form.place)), None)


def _files_beside(path: Path, kind: str) -> list[str]:
    """The files that may be named here: rule files to use, or filled forms to start a test from."""
    if kind == "USE":
        packs = [one.relative_to(shipped_rules()).as_posix() for one in rule_files(shipped_rules())]
        return [*(one.name for one in rule_files_beside(path.parent) if one != path), *packs]
    try:
        return sorted(one.name for one in path.parent.glob(f"*{FORM}"))
    except OSError:
        return []


def hover(asked: Question) -> types.Hover | None:
    if not asked.is_about_rules:
        known = asked.snapshot.form(asked.path)
        if known is None:
            return None
        return target_hover.hover(known, asked.span.start, asked.language, asked.encoding)
    found = rule_hover.hover(asked.snapshot, asked.path, asked.source, asked.span.start, asked.language)
    if found is None:
        return None
    markup = types.MarkupContent(types.MarkupKind.Markdown, found[0])
    return types.Hover(markup, range_of(asked.source, found[1], asked.encoding))


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
    if named is None:
        return []
    here = names.everywhere(asked.snapshot, named.declared, asked.wish, only=asked.path)
    return [types.DocumentHighlight(range_of(asked.source, span, asked.encoding)) for _, span in here]


def _location(asked: Question, path: Path, span: Span) -> types.Location:
    return types.Location(uri_of(path), range_of(asked.snapshot.source(path), span, asked.encoding))


def actions(asked: Question) -> list[types.CodeAction]:
    source, uri, language, encoding = asked.source, asked.document.uri, asked.language, asked.encoding
    found, only = asked.snapshot.diagnostics(asked.path), asked.params.context.only
    about = concerned(found, asked.span, asked.params.context.diagnostics, encoding)
    offered: list[types.CodeAction] = []
    if wanted(only, types.CodeActionKind.QuickFix.value):
        offered += fixes(source, uri, about, language, encoding)
        known = None if asked.is_about_rules else asked.snapshot.form(asked.path)
        if asked.is_about_rules:
            offered += brackets.closings(asked.snapshot, asked.path, uri, about, language, encoding)
        elif known is not None:
            offered += insertions(known, uri, about, language, encoding)
        offered += fix_alike(source, uri, found, about, language, encoding)
        if known is not None:
            offered += answers(asked.snapshot, asked.path, uri, about, language, encoding)
    if asked.is_about_rules and wanted(only, types.CodeActionKind.RefactorRewrite.value):
        more = rule_actions.rule_actions(asked.snapshot, asked.path, source, asked.span, language)
        offered += [_rewriting(asked, one) for one in more]
    if only and wanted(only, FIX_ALL):
        offered += fix_all(source, uri, found, language, encoding)
    return offered


def _rewriting(asked: Question, action: rule_actions.Action) -> types.CodeAction:
    edit = types.TextEdit(range_of(action.source, action.span, asked.encoding), action.text)
    uri = asked.document.uri if action.path == asked.path else uri_of(action.path)
    return types.CodeAction(
        action.title, kind=types.CodeActionKind.RefactorRewrite, edit=types.WorkspaceEdit({uri: [edit]})
    )


def _outline(asked: Question) -> list[outline.Symbol]:
    if asked.is_about_rules:
        now = outline.rule_symbols(asked.snapshot.library.tree(asked.path))
        before = asked.snapshot.before_broken(asked.path)
        if before is None:
            return now
        tree = before.names[asked.path]
        shift = moved(tree.source.text, asked.source.text)
        return with_lost(now, outline.rule_symbols(tree), asked.source, shift)
    known = asked.snapshot.form(asked.path)
    return outline.form_symbols(asked.source, known.root, known.form) if known is not None else []


def symbols(asked: Question) -> list[types.DocumentSymbol]:
    return outline.document_symbols(_outline(asked), asked.source, asked.encoding)


def folding(asked: Question) -> list[types.FoldingRange]:
    return outline.folding(_outline(asked), asked.source)


def code_lenses(asked: Question) -> list[types.CodeLens]:
    if not asked.is_about_rules:
        return []
    return lenses.lenses(asked.snapshot, asked.path, asked.document.uri, asked.encoding)


def resolved_lens(asked: Question) -> types.CodeLens:
    """The lens that the request is, with its title."""
    return lenses.resolved(
        asked.params, asked.snapshot, asked.path, asked.document.uri, asked.span.start, asked.language, asked.encoding
    )


def run_test(asked: Question) -> TestResult | None:
    """The result of the test whose name begins there."""
    test = lenses.test_at(asked.snapshot, asked.path, asked.span.start)
    return lenses.result_of(asked.snapshot, asked.path, test) if test is not None else None


def signature_help(asked: Question) -> types.SignatureHelp | None:
    if not asked.is_about_rules:
        return None
    piece = names.piece_at(asked.snapshot, asked.path, asked.span.start)
    return signatures.signature_help(asked.source.text, asked.span.start, piece.offset if piece is not None else 0)


def document_links(asked: Question) -> list[types.DocumentLink]:
    if not asked.is_about_rules:
        return []
    library = asked.snapshot.library
    return links.document_links(library.tree(asked.path), asked.path, library.within, asked.encoding)


def selection_ranges(asked: Question) -> list[types.SelectionRange]:
    found = []
    for position in asked.params.positions:
        offset = offset_at(asked.source, position, asked.encoding)
        spans: Iterable[Span] = ()
        if asked.is_about_rules:
            spans = selection.spans_in_rules(names.piece_at(asked.snapshot, asked.path, offset), offset)
        elif (known := asked.snapshot.form(asked.path)) is not None:
            spans = selection.spans_in_form(known.source, known.root, known.form)
        found.append(selection.selection_range(asked.source, spans, offset, asked.encoding))
    return found


def typed(asked: Question) -> list[types.TextEdit]:
    """The edits after a sign was typed."""
    if not asked.is_about_rules:
        return []
    piece = names.piece_at(asked.snapshot, asked.path, asked.span.start)
    found = on_type.on_type(asked.source, piece, asked.span.start, asked.params.ch)
    return [types.TextEdit(range_of(asked.source, one.span, asked.encoding), one.text) for one in found]


def inlay_hints(asked: Question) -> list[types.InlayHint]:
    known = None if asked.is_about_rules else asked.snapshot.form(asked.path)
    return hints.inlay_hints(known, asked.span, asked.language, asked.encoding) if known is not None else []


def prepare_rename(asked: Question) -> types.PrepareRenamePlaceholder | None:
    """Where the name stands, and the name: editors that take it out of the line themselves count columns wrongly."""
    named, span = _renamable(asked)
    if named is None or named.member is None or span is None:
        return None
    return types.PrepareRenamePlaceholder(range_of(asked.source, span, asked.encoding), named.member.name)


def renamed(asked: Question) -> types.WorkspaceEdit | None:
    named, span = _renamable(asked)
    if named is None:
        return None
    if span is None:
        raise Refused("lsp.rename.not-this")
    return rename(asked.snapshot, named, asked.params.new_name, asked.encoding, asked.wish)


def _renamable(asked: Question) -> tuple[names.Named | None, Span | None]:
    """What is named, and the name, if it can be given another."""
    named = _named(asked)
    if named is None or not named.may_be_renamed:
        return named, None
    return named, name_at(asked.snapshot, named, asked.path, asked.span.start, asked.wish)


def tokens(asked: Question) -> list[int]:
    span = asked.span if asked.has_place else None
    if asked.is_about_rules:
        return colours.tokens(asked.source, colours.rule_words(asked.source, span), asked.encoding, span)
    known = asked.snapshot.form(asked.path)
    return colours.tokens(asked.source, form_words(known), asked.encoding, span) if known is not None else []


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
