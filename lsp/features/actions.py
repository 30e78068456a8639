"""The fixes that findings carry, as edits that an editor makes.

Offers what a finding offers, and judges nothing.
"""

from collections.abc import Iterable, Sequence

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.diagnostics import diagnostic_of, shown_code, shown_range


def concerned(
    found: Iterable[Diagnostic], span: Span, sent: Sequence[types.Diagnostic], encoding: Encoding
) -> list[Diagnostic]:  # fmt: skip
    """The findings that a client asks about: those that it sends, by code and range; if it sends none, those that a span touches."""
    if not sent:
        return [one for one in found if one.place.span.start <= span.end and span.start <= one.place.span.end]
    asked = [(str(one.code), one.range) for one in sent]
    codes = {code for code, _ in asked}
    return [one for one in found if (code := shown_code(one)) in codes and (code, shown_range(one, encoding)) in asked]


def actions(
    source: Source, uri: str, found: Iterable[Diagnostic], language: Language, encoding: Encoding
) -> list[types.CodeAction]:
    """The fixes of the findings."""
    return [
        fixing(one, source, uri, one.fix.title.in_language(language), one.fix.replacements, language, encoding)
        for one in found
        if one.fix is not None
    ]


def fixing(
    found: Diagnostic, source: Source, uri: str, title: str, changes: Iterable[Replacement], language: Language,
    encoding: Encoding,
) -> types.CodeAction:  # fmt: skip
    """Changes that mend a finding."""
    edits = [types.TextEdit(range_of(source, edit.span, encoding), edit.text) for edit in changes]
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_of(found, language, encoding)],
        edit=types.WorkspaceEdit({uri: edits}),
        is_preferred=(found.fix is not None and found.fix.safe) or None,
    )
