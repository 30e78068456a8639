"""All fixes of one kind in one edit: those that are safe, when a file is saved say, or those of the findings of one code.

Which go together, and which are safe, the language says. Judges no finding.
"""

from collections.abc import Iterable, Sequence

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.fixes import changes_of, fixable, together
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.gouji"


def wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds asks for this one."""
    names = [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]
    return not names or any(kind == name or kind.startswith(f"{name}.") for name in names)


def fix_all(
    source: Source, uri: str, found: Iterable[Diagnostic], language: Language, encoding: Encoding
) -> list[types.CodeAction]:
    """The safe fixes of a file together."""
    safe = fixable(found)
    changes = _together(source, safe, encoding)
    title = text("lsp.action.fix-all", language, count=len(safe))
    edit = types.WorkspaceEdit({uri: changes})
    return [types.CodeAction(title, kind=FIX_ALL, edit=edit)] if changes else []


def fix_alike(
    source: Source, uri: str, found: Sequence[Diagnostic], span: Span, language: Language, encoding: Encoding
) -> list[types.CodeAction]:
    """The fixes of all findings that have the code of one that a span touches, where there are several."""
    offered: list[types.CodeAction] = []
    codes = {one.code.id for one in found if one.fix is not None and _touches(one.place.span, span)}
    for code in sorted(codes):
        alike = [one for one in found if one.code.id == code and one.fix is not None]
        if len(alike) > 1:
            title = text(
                "lsp.action.fix-alike", language, count=len(alike), summary=text(f"code.{code}.summary", language)
            )
            edit = types.WorkspaceEdit({uri: _together(source, alike, encoding)})
            offered.append(types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=edit))
    return offered


def _touches(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _together(source: Source, found: Iterable[Diagnostic], encoding: Encoding) -> list[types.TextEdit]:
    changes = sorted(change for one in together(found) for change in changes_of(one))
    return [types.TextEdit(range_of(source, change.span, encoding), change.text) for change in changes]
