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
from gouji.lsp.features.diagnostics import SOURCE, diagnostic_of, shown_range


def concerned(
    found: Sequence[Diagnostic], span: Span, sent: Sequence[types.Diagnostic], encoding: Encoding
) -> list[Diagnostic]:  # fmt: skip
    """The findings that a client asks about: those that it sends; if it sends none, those that a span touches.

    One that is sent is known by its code and its range, or, as some editors count columns their own way, by its line.
    """
    sent = [one for one in sent if one.source in (None, SOURCE)]  # there may be others' findings on the line
    if not sent:
        return [one for one in found if one.place.span.start <= span.end and span.start <= one.place.span.end]
    codes = {str(one.code) for one in sent}
    known = [(one, one.short_name, shown_range(one, encoding)) for one in found if one.short_name in codes]
    asked: set[int] = set()
    for said in sent:
        here = [(one, range_) for one, code, range_ in known if code == str(said.code)]
        exact = [one for one, range_ in here if range_ == said.range]
        asked |= {id(one) for one in exact or (one for one, at in here if at.start.line == said.range.start.line)}
    return [one for one in found if id(one) in asked]


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
    """Changes that mend a finding, under a title that begins as those of an editor do."""
    return types.CodeAction(
        title[:1].upper() + title[1:],
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_of(found, language, addresses)],
        edit=addresses.edit({path: (source, changes)}),
        is_preferred=(found.fix is not None and found.fix.safe) or None,
    )


def each_once(offered: Iterable[types.CodeAction]) -> list[types.CodeAction]:
    """Actions, of those that do the same under the same title one, which mends all that they mend."""
    found: dict[str, list[types.CodeAction]] = {}
    for one in offered:
        alike = found.setdefault(one.title, [])
        same = next((other for other in alike if (other.kind, other.edit) == (one.kind, one.edit)), None)
        if same is None:
            alike.append(one)
        else:
            same.diagnostics = [*(same.diagnostics or ()), *(one.diagnostics or ())]
    return [one for alike in found.values() for one in alike]
