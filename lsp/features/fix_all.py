"""All fixes of one kind in one edit: those that are safe, when a file is saved say, or those of the findings of one code.

Which go together, and which are safe, the language says. Judges no finding.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.fixes import changes_of, fixable, together
from gouji.lang.source import Source
from gouji.lsp.features.actions import Action
from gouji.lsp.offered import FIX_ALL


def wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds asks for this one."""
    names = [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]
    return not names or any(not name or kind == name or kind.startswith(f"{name}.") for name in names)


def fix_all(found: Iterable[Diagnostic], source: Source, path: Path, language: Language) -> Iterator[Action]:
    """The safe fixes of a file together."""
    safe = fixable(found)
    changes = _together(safe)
    if changes:
        yield Action(text("lsp.action.fix-all", language, count=len(safe)), path, source, changes, kind=FIX_ALL)


def fix_alike(
    found: Sequence[Diagnostic], about: Iterable[Diagnostic], source: Source, path: Path, language: Language
) -> Iterator[Action]:  # fmt: skip
    """The fixes of all findings that have the code of one that is asked about, where there are several."""
    for code in sorted({one.code.id for one in about if one.fix is not None}):
        alike = [one for one in found if one.code.id == code and one.fix is not None]
        if len(alike) > 1:
            summary = text(f"code.{code}.summary", language)
            title = text("lsp.action.fix-alike", language, count=len(alike), summary=summary)
            yield Action(title, path, source, _together(alike))


def _together(found: Iterable[Diagnostic]) -> list[Replacement]:
    return sorted(change for one in together(found) for change in changes_of(one))
