"""What a key, a header or a value of a filled form stands for: a member of the form, a prescribed row, another row, the form.

Knows what the form says, and guesses nothing.
"""

from pathlib import Path

from gouji.lang.form_paths import resolve_table
from gouji.lang.keys import HEAD_KEYS
from gouji.lang.located import Scalar
from gouji.lang.model import Form, FormField, FormTable
from gouji.lang.source import Place
from gouji.lang.values import canonical_text, keys_in
from gouji.lsp.features.names import Named
from gouji.lsp.features.spots import Spot, header_at, spot_at
from gouji.lsp.features.target_values import rows_of
from gouji.lsp.snapshot import KnownForm, Snapshot


def named_in_form(snapshot: Snapshot, path: Path, offset: int) -> Named | None:
    known = snapshot.form(path)
    if known is None or known.form is None:
        return None
    spot = spot_at(known.root, known.form, offset)
    if spot is not None:
        return _of_spot(known, known.form, spot, offset)
    part = header_at(known.source, known.root, offset)
    member = known.form.find(part.path) if part is not None else None
    if part is None or member is None:
        return None
    return Named(Place(known.source, part.span), member.place, member, known.form)


def _of_spot(known: KnownForm, form: Form, spot: Spot, offset: int) -> Named | None:
    here = Place(known.source, spot.span)
    member = form.find(spot.path)
    if member is None:
        is_head = spot.path in [(key,) for key in HEAD_KEYS]
        return Named(here, form.place, None, form, may_be_renamed=False) if is_head else None
    if isinstance(member, FormField) and spot.coordinate and spot.on_key and member.axis is not None:
        return Named(here, member.axis.place, None, form, may_be_renamed=False)
    declared = member.place
    if isinstance(member, FormField) and not spot.on_key and isinstance(spot.entry.node, Scalar):
        declared = _of_value(known, form, member, spot.entry.node, offset) or declared
    if not spot.on_key:
        return Named(here, declared, member if declared is member.place else None, form, may_be_renamed=False)
    return Named(here, declared, member, form)


def _of_value(known: KnownForm, form: Form, field: FormField, node: Scalar, offset: int) -> Place | None:
    """Where a name that a value is, or holds at an offset, is explained: by the row prescribed, or by the row of that name."""
    if not isinstance(node.value, str):
        return None
    table = form.find(field.path[:-1]) if len(field.path) > 1 else None
    if isinstance(table, FormTable) and field is table.key:
        key = canonical_text(node.value)
        row = next((one for one in table.rows.values() if key == one.key or key in one.aliases), None)
        return row.place if row is not None else None
    other = resolve_table(form, field.path, field.refers_to) if field.refers_to else None
    if other is None or other.key is None:
        return None
    names = keys_in(node.value) if field.several else (canonical_text(node.value),)
    at = {name: node.text.find(name) for name in names}
    touched = [name for name in names if 0 <= at[name] <= offset - node.span.start <= at[name] + len(name)]
    return _row_named(known, other, (touched or list(names))[0]) if names else None


def _row_named(known: KnownForm, table: FormTable, name: str) -> Place | None:
    assert table.key is not None
    for row in rows_of(table, known.root):
        cell = row.get(table.key.name)
        if isinstance(cell, Scalar) and isinstance(cell.value, str) and canonical_text(cell.value) == name:
            return Place(known.source, cell.span)
    return None
