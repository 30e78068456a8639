"""The offer to answer a finding with a reason: an answer with its rule and place, written where answers stand.

The reason is left blank, which is told until it is filled in: nothing is answered by an offer alone.
"""

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lint.answer_edits import answer_to, insertion
from gouji.lint.answers import may_answer, side_files
from gouji.lint.files import UnreadableFile
from gouji.lsp.convert import Encoding, range_of, uri_of
from gouji.lsp.features.diagnostics import diagnostic_of
from gouji.lsp.snapshot import Snapshot

MOST_OFFERED = 8
"""Offers for one place; more are for a table, not for a menu."""


def answers(
    snapshot: Snapshot, path: Path, uri: str, found: Iterable[Diagnostic], language: Language, encoding: Encoding
) -> list[types.CodeAction]:
    """An offer for each of the findings in a filled form that may be answered and is not."""
    known = snapshot.form(path)
    if known is None or known.checked.submission is None:
        return []
    form = known.checked.submission.form
    try:
        beside = next((file for file in side_files(path) if snapshot.library.text_if_there(file) is not None), None)
        target = (snapshot.library.text_if_there(beside) if beside is not None else None) or known.source
    except UnreadableFile:  # which is told where it stands
        return []
    offered: list[types.CodeAction] = []
    written: list[Replacement] = []
    for one in found:
        if one.place.source is not known.source or one.answer is not None or not may_answer(one):
            continue
        if len(offered) == MOST_OFFERED:
            break
        made = insertion(target, answer_to(one, form, ""), () if beside is not None else form.members)
        if made is None or made.edit in written:  # several findings of a rule in one place have one answer
            continue
        written.append(made.edit)
        edit = types.TextEdit(range_of(target, made.edit.span, encoding), made.edit.text)
        name = one.rule.rpartition("/")[2] or one.code.id
        offered.append(
            types.CodeAction(
                text("lsp.answer", language, rule=name),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic_of(one, language, encoding)],
                edit=types.WorkspaceEdit({uri_of(beside) if beside is not None else uri: [edit]}),
            )
        )
    return offered
