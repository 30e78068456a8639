"""All fixes of one kind in one edit: those that are safe, when a file is saved say, or those of the findings of one code.

Which go together, and which are safe, the language says. Judges no finding.
"""

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.fixes import changes_of, fixable, together
from gouji.lsp.features.actions import Action
from gouji.lsp.offered import FIX_ALL
from gouji.lsp.question import Question


def wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds asks for this one."""
    names = [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]
    return not names or any(not name or kind == name or kind.startswith(f"{name}.") for name in names)


def fix_all(asked: Question, found: Iterable[Diagnostic]) -> Iterator[Action]:
    """The safe fixes of a file together."""
    safe = fixable(found)
    changes = _together(safe)
    if changes:
        title = text("lsp.action.fix-all", asked.language, count=len(safe))
        yield Action(title, asked.path, asked.source, changes, kind=FIX_ALL)


def fix_alike(asked: Question, found: Sequence[Diagnostic], about: Iterable[Diagnostic]) -> Iterator[Action]:
    """The fixes of all findings that have the code of one that is asked about, where there are several."""
    for code in sorted({one.code.id for one in about if one.fix is not None}):
        alike = [one for one in found if one.code.id == code and one.fix is not None]
        if len(alike) > 1:
            summary = text(f"code.{code}.summary", asked.language)
            title = text("lsp.action.fix-alike", asked.language, count=len(alike), summary=summary)
            yield Action(title, asked.path, asked.source, _together(alike))


def _together(found: Iterable[Diagnostic]) -> list[Replacement]:
    return sorted(change for one in together(found) for change in changes_of(one))
