"""All fixes of one kind in one edit: those that are safe, when a file is saved say, or those of the findings of one code.

Which go together, and which are safe, the language says. Judges no finding.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.fixes import changes_of, fixable, together
from gouji.lang.source import Source
from gouji.lsp.addresses import Addresses
from gouji.lsp.offered import FIX_ALL


def wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds asks for this one."""
    names = [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]
    return not names or any(not name or kind == name or kind.startswith(f"{name}.") for name in names)


def fix_all(
    source: Source, path: Path, found: Iterable[Diagnostic], language: Language, addresses: Addresses
) -> list[types.CodeAction]:
    """The safe fixes of a file together."""
    safe = fixable(found)
    changes = _together(safe)
    title = text("lsp.action.fix-all", language, count=len(safe))
    edit = addresses.edit({path: (source, changes)})
    return [types.CodeAction(title, kind=FIX_ALL, edit=edit)] if changes else []


def fix_alike(
    source: Source, path: Path, found: Sequence[Diagnostic], concerned: Sequence[Diagnostic], language: Language,
    addresses: Addresses,
) -> list[types.CodeAction]:  # fmt: skip
    """The fixes of all findings that have the code of one that is concerned, where there are several."""
    offered: list[types.CodeAction] = []
    codes = {one.code.id for one in concerned if one.fix is not None}
    for code in sorted(codes):
        alike = [one for one in found if one.code.id == code and one.fix is not None]
        if len(alike) > 1:
            title = text(
                "lsp.action.fix-alike", language, count=len(alike), summary=text(f"code.{code}.summary", language)
            )
            edit = addresses.edit({path: (source, _together(alike))})
            offered.append(types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=edit))
    return offered


def _together(found: Iterable[Diagnostic]) -> list[Replacement]:
    return sorted(change for one in together(found) for change in changes_of(one))
