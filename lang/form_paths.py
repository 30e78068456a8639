"""The paths of a form: every field's, and what a path written beside a field leads to.

Reports nothing.
"""

from collections.abc import Iterator

from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable


def scalars(members: dict[str, FormMember]) -> Iterator[FormField]:
    """The fields outside of tables, in order."""
    for member in members.values():
        if isinstance(member, FormField):
            yield member
        elif isinstance(member, FormGroup):
            yield from scalars(member.members)


def resolve_part(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> FormMember | None:
    """The member a total's part names: looked for beside its owner first, then further out, then from the form."""
    return next(_members_named(form, owner, path), None)


def resolve_table(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> FormTable | None:
    """The table with a key that a reference names, looked for in the same way: a column called like it is in nobody's way."""
    found = _members_named(form, owner, path)
    return next((member for member in found if isinstance(member, FormTable) and member.key is not None), None)


def _members_named(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> Iterator[FormMember]:
    for depth in range(len(owner) - 1, -1, -1):
        found = form.find((*owner[:depth], *path))
        if found is not None:
            yield found


def beside(form: Form, owner: tuple[str, ...], path: tuple[str, ...]) -> list[str]:
    """What may stand in a total in place of an unknown last name: the members of the group or table before it."""
    whole = resolve_part(form, owner, path[:-1]) if len(path) > 1 else None
    members = whole.members if isinstance(whole, FormGroup) else whole.fields if isinstance(whole, FormTable) else {}
    return [".".join((*path[:-1], name)) for name in members]


def all_paths(form: Form) -> list[str]:
    """Every field's path, dotted, for naming the nearest."""
    paths = [".".join(field.path) for field in scalars(form.members)]
    for table in form.tables:
        paths.append(".".join(table.path))
        paths.extend(".".join(field.path) for field in table.fields.values())
    return paths
