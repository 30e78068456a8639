"""A new name for a field, a group, a table or a coordinate: in the rule files and in every filled form that has it.

Nothing is renamed that is not known to be the same thing; a name that would clash is refused.
"""

import json
import re

from lsprotocol import types

from gouji.lang.model import FormGroup, FormTable
from gouji.lang.source import Source, Span
from gouji.lang.values import canonical_text
from gouji.lint.discover import RULES
from gouji.lsp.convert import Encoding, range_of, uri_of
from gouji.lsp.features.names import Named, everywhere
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish

_PLAIN = re.compile(r"[^\W\d]\w*")


class Refused(Exception):
    """The name cannot be given, for the reason that its catalogue key tells."""


def rename(snapshot: Snapshot, named: Named, new: str, encoding: Encoding, wish: Wish) -> types.WorkspaceEdit:
    """All edits at once. Raises Refused."""
    new = canonical_text(new.strip().strip("「」\"'"))
    if not new or any(sign in new for sign in "「」\r\n"):
        raise Refused("lsp.rename.no-name")
    if new in _siblings(named):
        raise Refused("lsp.rename.taken")
    changes: dict[str, list[types.TextEdit]] = {}
    for path, span in everywhere(snapshot, named.declared, wish):
        source = snapshot.source(path)
        written = _in_rules(new) if path.suffix.lower() == RULES else _in_form(new, source, span)
        changes.setdefault(uri_of(path), []).append(types.TextEdit(range_of(source, span, encoding), written))
    return types.WorkspaceEdit(changes)


def _siblings(named: Named) -> set[str]:
    """The names beside it."""
    if named.member is None or named.form is None:
        return set()
    above = named.form.find(named.member.path[:-1]) if len(named.member.path) > 1 else None
    if isinstance(above, FormTable):
        return set(above.fields)
    return set(above.members if isinstance(above, FormGroup) else named.form.members)


def _in_rules(new: str) -> str:
    return new if _PLAIN.fullmatch(new) else f"「{new}」"


def _in_form(new: str, source: Source, span: Span) -> str:
    """As the key is written now, quoted or bare."""
    quoted = source.text[span.start] in "\"'" or not (new.isascii() and re.fullmatch(r"[\w-]+", new))
    return json.dumps(new, ensure_ascii=False) if quoted else new
