"""Each kind of request finds the feature for the kind of text that it is about.

Called by the worker's thread alone, and loaded by it; works nothing out.
"""

from collections.abc import Iterable
from functools import partial

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Replacement
from gouji.lang.form_model import Form
from gouji.lang.format import format_range, format_source
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Span
from gouji.lint.file_names import form_answered
from gouji.lint.testing import TestResult
from gouji.lint.toml_reader import read_toml
from gouji.lsp.convert import offset_at, range_of
from gouji.lsp.features import (
    brackets,
    form_removals,
    lenses,
    links,
    names,
    on_type,
    rule_actions,
    rule_hover,
    rule_removals,
    selection,
    signatures,
    target_completion,
    target_hover,
)
from gouji.lsp.features import inlay_hints as hints
from gouji.lsp.features import symbols as outline
from gouji.lsp.features import tokens as colours
from gouji.lsp.features.actions import actions as fixes
from gouji.lsp.features.actions import concerned, each_once
from gouji.lsp.features.answer_completion import completions_beside
from gouji.lsp.features.answer_hover import answer_hover
from gouji.lsp.features.answering import answers
from gouji.lsp.features.everywhere import declared_by, everywhere
from gouji.lsp.features.fix_all import fix_alike, fix_all, wanted
from gouji.lsp.features.form_figures import other_units
from gouji.lsp.features.form_insertions import insertions
from gouji.lsp.features.form_names import named_beside_form, named_in_form
from gouji.lsp.features.form_outline import form_symbols
from gouji.lsp.features.form_tokens import form_words, words_of
from gouji.lsp.features.last_good import moved, with_lost
from gouji.lsp.features.rename import name_at, rename
from gouji.lsp.features.rule_completion import Completion
from gouji.lsp.features.rule_files import files_to_name
from gouji.lsp.features.rule_values import value_at
from gouji.lsp.features.target_units import units_lacking
from gouji.lsp.offered import FIX_ALL
from gouji.lsp.question import Question


def completion(asked: Question) -> list[types.CompletionItem]:
    snippets = asked.can("text_document", "completion", "completion_item", "snippet_support")
    if asked.is_about_rules:
        program = asked.snapshot.rules(asked.path).program
        piece = names.piece_at(asked.snapshot, asked.path, asked.span.start)
        before = asked.snapshot.before_broken(asked.path)
        found = Completion(
            program, piece, asked.source, asked.span.start, asked.language, asked.encoding,
            snippets=snippets, before=before.program if before is not None else None,
            tested=_tested(asked, program, piece), files=lambda kind, typed: files_to_name(asked.snapshot, asked.path, kind, typed),
            rows=partial(names.rows_that_may_be, asked.snapshot, asked.path, piece),
        )  # fmt: skip
        return found.items()
    if (form := form_answered(asked.path)) is not None:
        return completions_beside(
            asked.source,
            asked.snapshot.form_or_none(form),
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


def _tested(asked: Question, program: Program, piece: PlacedPiece | None) -> Form | None:
    """The form that a test starts from."""
    declaration = piece.piece.declaration if piece is not None else None
    if not isinstance(declaration, ast.Test):
        return None
    return names.form_of_test(asked.snapshot, asked.path, program, declaration)


def hover(asked: Question) -> types.Hover | None:
    start = asked.span.start
    if (form := form_answered(asked.path)) is not None:
        known = asked.snapshot.form_or_none(form)
        root = read_toml(asked.source).root
        return answer_hover(asked.source, root, None, known, start, asked.language, asked.encoding)
    if not asked.is_about_rules:
        known = asked.snapshot.form(asked.path)
        if known is None:
            return None
        found = answer_hover(asked.source, known.root, known.form, known, start, asked.language, asked.encoding)
        return found or target_hover.hover(known, start, asked.language, asked.encoding)
    told = rule_hover.hover(asked.snapshot, asked.path, asked.source, start, asked.language, asked.addresses)
    if told is None:
        return None
    markup = types.MarkupContent(types.MarkupKind.Markdown, told[0])
    return types.Hover(markup, range_of(asked.source, told[1], asked.encoding))


def _named(asked: Question) -> names.Named | None:
    if (form := form_answered(asked.path)) is not None:
        return named_beside_form(asked.snapshot, asked.path, form, asked.span.start)
    find = names.named_in_rules if asked.is_about_rules else named_in_form
    return find(asked.snapshot, asked.path, asked.span.start)


def definition(asked: Question) -> types.Location | None:
    named = _named(asked)
    if named is not None:
        return asked.addresses.location_of(named.declared)
    if not asked.is_about_rules:
        return None
    if (used := names.file_used(asked.snapshot, asked.path, asked.span.start)) is not None:
        return types.Location(asked.addresses.uri(used), types.Range(types.Position(0, 0), types.Position(0, 0)))
    piece = names.piece_at(asked.snapshot, asked.path, asked.span.start)
    program = asked.snapshot.rules(asked.path).program
    value = value_at(asked.snapshot, program, piece, asked.source, asked.span.start) if piece is not None else None
    declared = value.declared if value is not None else None
    return asked.addresses.location_of(declared) if declared is not None else None


def references(asked: Question) -> list[types.Location]:
    named = _named(asked)
    if named is None:
        return []
    found = everywhere(asked.snapshot, named.declared, asked.wish)
    with_declarations = asked.params.context.include_declaration
    return [
        asked.addresses.location(path, *one.place)
        for path, one in found
        if with_declarations or declared_by(one.place) != declared_by(one.declared)
    ]


def highlights(asked: Question) -> list[types.DocumentHighlight]:
    named = _named(asked)
    if named is None:
        return []
    here = everywhere(asked.snapshot, named.declared, asked.wish, only=asked.path)
    return [types.DocumentHighlight(range_of(asked.source, one.place.span, asked.encoding)) for _, one in here]


def actions(asked: Question) -> list[types.CodeAction]:
    source, path, language, addresses = asked.source, asked.path, asked.language, asked.addresses
    found, only = asked.snapshot.diagnostics(path), asked.params.context.only
    about = concerned(found, asked.span, asked.params.context.diagnostics, asked.encoding)
    offered: list[types.CodeAction] = []
    if wanted(only, types.CodeActionKind.QuickFix.value):
        offered += fixes(source, path, about, language, addresses)
        known = None if asked.is_about_rules else asked.snapshot.form(path)
        if asked.is_about_rules:
            offered += brackets.closings(asked.snapshot, path, about, language, addresses)
            offered += rule_removals.removals(asked.snapshot, path, about, language, addresses)
        elif known is not None:
            offered += insertions(known, path, about, language, addresses)
            offered += units_lacking(known, path, about, language, addresses)
        if not asked.is_about_rules:
            offered += form_removals.removals(source, path, about, language, addresses)
        offered += fix_alike(source, path, found, about, language, addresses)
        if known is not None:
            shows_places = asked.can("window", "show_document", "support")
            offered += answers(asked.snapshot, path, about, language, addresses, shows_places=shows_places)
    if asked.is_about_rules and wanted(only, types.CodeActionKind.RefactorRewrite.value):
        more = rule_actions.rule_actions(asked.snapshot, asked.path, source, asked.span, language)
        offered += [_rewriting(asked, one) for one in more]
    elif wanted(only, types.CodeActionKind.RefactorRewrite.value) and (known := asked.snapshot.form(path)) is not None:
        for one in other_units(known, asked.span):
            title = text("lsp.action.unit", language, figure=one.figure)
            offered.append(_rewriting(asked, rule_actions.Action(title, path, source, one.span, one.text)))
    if only and wanted(only, FIX_ALL):
        offered += fix_all(source, path, found, language, addresses)
    return each_once(offered)


def _rewriting(asked: Question, action: rule_actions.Action) -> types.CodeAction:
    edit = asked.addresses.edit({action.path: (action.source, [Replacement(action.span, action.text)])})
    return types.CodeAction(action.title, kind=types.CodeActionKind.RefactorRewrite, edit=edit)


def _outline(asked: Question) -> list[outline.Symbol]:
    if asked.is_about_rules:
        now = outline.rule_symbols(asked.snapshot.library.tree(asked.path))
        before = asked.snapshot.before_broken(asked.path)
        if before is None:
            return now
        tree = before.names[asked.path]
        shift = moved(tree.source.text, asked.source.text)
        return with_lost(now, outline.rule_symbols(tree), asked.source, shift)
    if form_answered(asked.path) is not None:
        return form_symbols(asked.source, read_toml(asked.source).root, None)
    known = asked.snapshot.form(asked.path)
    return form_symbols(asked.source, known.root, known.form) if known is not None else []


def symbols(asked: Question) -> list[types.DocumentSymbol]:
    return outline.document_symbols(_outline(asked), asked.source, asked.encoding)


def folding(asked: Question) -> list[types.FoldingRange]:
    return outline.folding(_outline(asked), asked.source)


def code_lenses(asked: Question) -> list[types.CodeLens]:
    if not asked.is_about_rules:
        return []
    return lenses.lenses(asked.snapshot, asked.path, asked.addresses)


def resolved_lens(asked: Question) -> types.CodeLens:
    """The lens that the request is, with its title."""
    at = asked.span.start
    return lenses.resolved(asked.params, asked.snapshot, asked.path, at, asked.language, asked.addresses)


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
    return links.document_links(asked.snapshot, asked.path, asked.addresses)


def selection_ranges(asked: Question) -> list[types.SelectionRange]:
    offsets = [offset_at(asked.source, position, asked.encoding) for position in asked.params.positions]
    in_form: list[Span] = []
    if form_answered(asked.path) is not None:
        in_form = list(selection.spans_in_form(asked.source, read_toml(asked.source).root, None))
    elif not asked.is_about_rules and (known := asked.snapshot.form(asked.path)) is not None:
        in_form = list(selection.spans_in_form(known.source, known.root, known.form))

    def spans_at(offset: int) -> Iterable[Span]:
        if not asked.is_about_rules:
            return in_form
        return selection.spans_in_rules(names.piece_at(asked.snapshot, asked.path, offset), offset)

    return [selection.selection_range(asked.source, spans_at(one), one, asked.encoding) for one in offsets]


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


def prepare_rename(asked: Question) -> types.PrepareRenamePlaceholder:
    """Where the name stands, and the name: editors that take it out of the line themselves count columns wrongly."""
    span, name = name_at(_named(asked))
    return types.PrepareRenamePlaceholder(range_of(asked.source, span, asked.encoding), name)


def renamed(asked: Question) -> types.WorkspaceEdit:
    return rename(asked.snapshot, _named(asked), asked.params.new_name, asked.addresses, asked.language, asked.wish)


def tokens(asked: Question) -> list[int]:
    span = asked.span if asked.has_place else None
    if asked.is_about_rules:
        return colours.tokens(asked.source, colours.rule_words(asked.source, span), asked.encoding, span)
    if form_answered(asked.path) is not None:
        beside = words_of(asked.source, read_toml(asked.source).root, None)
        return colours.tokens(asked.source, beside, asked.encoding, span)
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
    start = int(source.text.startswith("\ufeff"))  # the mark that a file begins with stays
    if formatted == source.text[start:]:
        return []
    return [types.TextEdit(range_of(source, Span(start, len(source.text)), asked.encoding), formatted)]
