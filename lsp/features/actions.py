"""The fixes that findings carry, as edits that an editor makes.

Offers what a finding offers, and judges nothing.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.source import Source, Span
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import Encoding
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
    source: Source, path: Path, found: Iterable[Diagnostic], language: Language, addresses: Addresses
) -> list[types.CodeAction]:
    """The fixes of the findings."""
    return [
        fixing(one, source, path, one.fix.title.in_language(language), one.fix.replacements, language, addresses)
        for one in found
        if one.fix is not None
    ]


def fixing(
    found: Diagnostic, source: Source, path: Path, title: str, changes: Sequence[Replacement], language: Language,
    addresses: Addresses,
) -> types.CodeAction:  # fmt: skip
    """Changes that mend a finding."""
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_of(found, language, addresses)],
        edit=addresses.edit({path: (source, changes)}),
        is_preferred=(found.fix is not None and found.fix.safe) or None,
    )
