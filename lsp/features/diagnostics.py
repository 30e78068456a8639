"""Findings as the protocol has them: message, arithmetic and help in one text, other cells as related places.

Which ones there are, the snapshot says.
"""

from lsprotocol import types

from gouji.lang import codes
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Severity, rendered
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import Encoding, range_of

SOURCE = "gouji"
"""Whose findings they are, among those that an editor shows."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.HINT: types.DiagnosticSeverity.Information,  # editors show their own hints hardly at all
}
_UNNECESSARY = frozenset({codes.UNUSED_LET, codes.UNUSED_LOOP})


def diagnostic_of(found: Diagnostic, language: Language, addresses: Addresses, page: str = "") -> types.Diagnostic:
    """`page` is where the code leads to."""
    related = [
        types.DiagnosticRelatedInformation(
            addresses.location_of(other.place),
            f"{other.name} = {other.value}" if other.value else other.name,
        )
        for other in found.related
        if other.place is not None
    ]
    return types.Diagnostic(
        range=shown_range(found, addresses.encoding),
        message=message_of(found, language),
        severity=types.DiagnosticSeverity.Hint if found.answer is not None else _SEVERITIES[found.severity],
        code=found.short_name,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=related,
        tags=[types.DiagnosticTag.Unnecessary] if found.code in _UNNECESSARY or found.answer is not None else None,
    )


def shown_range(found: Diagnostic, encoding: Encoding) -> types.Range:
    source, span = found.place
    if span.start == span.end and span.end < len(source.text) and source.text[span.end] not in "\r\n":
        span = span._replace(end=span.end + 1)  # something to underline
    return range_of(source, span, encoding)


def message_of(found: Diagnostic, language: Language) -> str:
    """The message, the arithmetic, what it rests on, and what to do."""
    difference = "" if found.tells_difference(language) else str(rendered(found.difference, language))
    lines = [
        found.message(language),
        text("lsp.answered", language, reason=found.answer.reason) if found.answer is not None else "",
        text("lsp.regraded", language, reason=found.regraded.reason) if found.regraded is not None else "",
        *found.explained(language),
        _labelled("output.difference", difference, language),
        _labelled("output.basis", found.basis, language),
        found.help(language),
    ]
    return "\n".join(line for line in lines if line)


def _labelled(label: str, value: str, language: Language) -> str:
    return text("lsp.labelled", language, label=text(label, language), value=value) if value else ""
