"""A new name for a field, a group or a table: in the rule files and in every filled form that has it.

Nothing is renamed that is not known to be the same thing. What would clash, or leave a mistake behind, is refused.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.diagnostic import Replacement
from gouji.lang.fixes import edited
from gouji.lang.model import FormGroup, FormTable
from gouji.lang.source import Source, Span
from gouji.lang.switches import squeezed
from gouji.lang.values import canonical_text
from gouji.lint.discover import RULES
from gouji.lsp.convert import Encoding, range_of, uri_of
from gouji.lsp.features.names import Named, everywhere
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish

_PLAIN = re.compile(r"[^\W\d]\w*")
_QUOTES = "「」\"'"


class Refused(Exception):
    """The name cannot be given, for the reason that its catalogue key tells."""


def name_at(snapshot: Snapshot, named: Named, path: Path, at: int, wish: Wish) -> Span | None:
    """The name at an offset, where it would be changed with all others; a value, an axis, a form would not."""
    if named.member is None:
        return None
    found = everywhere(snapshot, named.declared, wish)
    return next((span for file, span in found if file == path and span.start <= at <= span.end), None)


def rename(snapshot: Snapshot, named: Named, new: str, encoding: Encoding, wish: Wish) -> types.WorkspaceEdit:
    """All edits at once. Raises Refused."""
    assert named.member is not None
    new = canonical_text(new.strip().strip(_QUOTES))
    if not new or any(sign in new for sign in "「」\r\n"):
        raise Refused("lsp.rename.no-name")
    if new in _siblings(named):
        raise Refused("lsp.rename.taken")
    changes: dict[Path, list[Replacement]] = {}
    for path, span in everywhere(snapshot, named.declared, wish):
        written = in_rules(new) if path.suffix.lower() == RULES else _in_form(new, snapshot.source(path), span)
        changes.setdefault(path, []).append(Replacement(span, written))
    if _names_a_check(snapshot, named.member.name, changes):
        raise Refused("lsp.rename.checks")
    if _leaves_mistakes(snapshot, changes, wish):
        raise Refused("lsp.rename.breaks")
    return types.WorkspaceEdit(
        {uri_of(path): _edits(snapshot.source(path), changes[path], encoding) for path in changes}
    )


def _edits(source: Source, replacements: list[Replacement], encoding: Encoding) -> list[types.TextEdit]:
    return [types.TextEdit(range_of(source, one.span, encoding), one.text) for one in replacements]


def _names_a_check(snapshot: Snapshot, name: str, changes: Iterable[Path]) -> bool:
    """Whether a test or a switch names a check by the name of the member: such names run together, and are not found."""
    rules = {program for path in changes if path.suffix.lower() == RULES for program in (snapshot.rules(path).program,)}
    written = (
        text
        for program in rules
        for tree in program.trees
        for piece in tree.pieces
        for text in _checks_named(piece.piece.declaration)
    )
    return any(squeezed(name) in squeezed(text) for text in written)


def _checks_named(declaration: ast.Declaration | None) -> list[str]:
    if isinstance(declaration, ast.Test):
        return [one.check for one in declaration.expectations]
    return [one.check.text for one in declaration.switches] if isinstance(declaration, ast.Form) else []


def _leaves_mistakes(snapshot: Snapshot, changes: dict[Path, list[Replacement]], wish: Wish) -> bool:
    """Whether there is something wrong after the edits that was not before."""
    texts = dict(snapshot.open)
    for path, replacements in changes.items():
        texts[path] = edited(snapshot.source(path), replacements)
    after = snapshot.supposing(texts, changes)
    for path in changes:
        wish.ask()
        before, now = (Counter(one.code for one in known.diagnostics(path)) for known in (snapshot, after))
        if now - before:
            return True
    return False


def _siblings(named: Named) -> set[str]:
    """The names beside it."""
    if named.member is None or named.form is None:
        return set()
    above = named.form.find(named.member.path[:-1]) if len(named.member.path) > 1 else None
    if isinstance(above, FormTable):
        return set(above.fields)
    return set(above.members if isinstance(above, FormGroup) else named.form.members)


def in_rules(new: str) -> str:
    """A name as rules write it."""
    return new if _PLAIN.fullmatch(new) else f"「{new}」"


def _in_form(new: str, source: Source, span: Span) -> str:
    """As the key is written now, quoted or bare."""
    quoted = source.text[span.start] in "\"'" or not (new.isascii() and re.fullmatch(r"[\w-]+", new))
    return json.dumps(new, ensure_ascii=False) if quoted else new
