"""The fixes that findings carry, as edits that an editor makes.

Offers what a finding offers, and judges nothing.
"""

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source, Span
from gouji.lsp.addresses import Addresses
from gouji.lsp.features.diagnostics import diagnostic_of


def actions(
    source: Source, path: Path, found: Iterable[Diagnostic], span: Span, language: Language, addresses: Addresses
) -> list[types.CodeAction]:
    """The fixes of the findings that a span touches."""
    offered: list[types.CodeAction] = []
    for one in found:
        if one.fix is None or one.place.span.end < span.start or span.end < one.place.span.start:
            continue
        offered.append(
            types.CodeAction(
                one.fix.title.in_language(language),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic_of(one, language, addresses)],
                edit=addresses.edit({path: (source, one.fix.replacements)}),
                is_preferred=one.fix.safe or None,
            )
        )
    return offered
