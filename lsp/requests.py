"""Each request, answered by the kind of text that it is about; what all kinds have in common is put together here.

Called by the worker's thread alone, and loaded by it.
"""

from lsprotocol import types

from gouji.lint.file_names import form_answered, is_rule_file
from gouji.lint.testing import TestResult
from gouji.lsp.convert import offset_at
from gouji.lsp.features.actions import Action, carried, code_action, concerned, each_once
from gouji.lsp.features.asked_text import AskedText
from gouji.lsp.features.everywhere import declared_by, everywhere
from gouji.lsp.features.fix_all import fix_alike, fix_all, wanted
from gouji.lsp.features.forms.asked_answers import AskedAnswers
from gouji.lsp.features.forms.asked_form import AskedForm
from gouji.lsp.features.rename import name_at, rename
from gouji.lsp.features.rules.asked_rules import AskedRules
from gouji.lsp.features.selection import selection_range
from gouji.lsp.features.symbols import document_symbols, folding_ranges
from gouji.lsp.features.tokens import encoded
from gouji.lsp.offered import FIX_ALL
from gouji.lsp.question import Question


def _text(asked: Question) -> AskedText:
    if is_rule_file(asked.path):
        return AskedRules(asked)
    return AskedForm(asked) if form_answered(asked.path) is None else AskedAnswers(asked)


def completion(asked: Question) -> list[types.CompletionItem]:
    return _text(asked).completions()


def hover(asked: Question) -> types.Hover | None:
    return _text(asked).hover()


def definition(asked: Question) -> types.Location | None:
    return _text(asked).definition()


def references(asked: Question) -> list[types.Location]:
    named = _text(asked).named()
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
    named = _text(asked).named()
    if named is None:
        return []
    here = everywhere(asked.snapshot, named.declared, asked.wish, only=asked.path)
    return [types.DocumentHighlight(asked.range(one.place.span)) for _, one in here]


def actions(asked: Question) -> list[types.CodeAction]:
    found, only = asked.snapshot.diagnostics(asked.path), asked.params.context.only
    about = concerned(asked, found)
    text, offered = _text(asked), list[Action]()
    if wanted(only, types.CodeActionKind.QuickFix.value):
        offered += carried(asked, about)
        offered += text.mendings(about)
        offered += fix_alike(asked, found, about)
        offered += text.answers(about)
    if wanted(only, types.CodeActionKind.RefactorRewrite.value):
        offered += text.rewritings()
    if only and wanted(only, FIX_ALL):
        offered += fix_all(asked, found)
    return each_once(code_action(asked, one) for one in offered)


def symbols(asked: Question) -> list[types.DocumentSymbol]:
    return document_symbols(_text(asked).outline(), asked.source, asked.encoding)


def folding(asked: Question) -> list[types.FoldingRange]:
    return folding_ranges(_text(asked).outline(), asked.source)


def code_lenses(asked: Question) -> list[types.CodeLens]:
    return _text(asked).lenses()


def resolved_lens(asked: Question) -> types.CodeLens | None:
    return _text(asked).resolved_lens()


def run_test(asked: Question) -> TestResult | None:
    return _text(asked).test_result()


def signature_help(asked: Question) -> types.SignatureHelp | None:
    return _text(asked).signatures()


def document_links(asked: Question) -> list[types.DocumentLink]:
    return _text(asked).links()


def selection_ranges(asked: Question) -> list[types.SelectionRange]:
    text = _text(asked)
    offsets = [offset_at(asked.source, position, asked.encoding) for position in asked.params.positions]
    return [selection_range(asked.source, text.spans_at(one), one, asked.encoding) for one in offsets]


def typed(asked: Question) -> list[types.TextEdit]:
    return _text(asked).typed()


def inlay_hints(asked: Question) -> list[types.InlayHint]:
    return _text(asked).hints()


def prepare_rename(asked: Question) -> types.PrepareRenamePlaceholder:
    """Where the name stands, and the name: editors that take it out of the line themselves count columns wrongly."""
    span, name = name_at(_text(asked).named())
    return types.PrepareRenamePlaceholder(asked.range(span), name)


def renamed(asked: Question) -> types.WorkspaceEdit:
    return rename(asked, _text(asked).named())


def tokens(asked: Question) -> list[int]:
    span = asked.span if asked.has_place else None
    return encoded(asked.source, _text(asked).words(span), asked.encoding, span)


def formatting(asked: Question) -> list[types.TextEdit]:
    return _text(asked).formatting()
