"""What stands in a filled form for a member of it: groups, the rows of a table, their names.

Looks at a tree; knows nothing of where in the text it stands.
"""

from collections.abc import Iterable, Iterator

from gouji.lang.form_model import FormMember, FormTable
from gouji.lang.located import Mapping, Node, Scalar, Sequence
from gouji.lang.values import canonical_text


def node_at(root: Mapping, path: tuple[str, ...]) -> Node | None:
    """What stands in a text for the member at a path."""
    node: Node | None = root
    for name in path:
        found = [one.node for one in node if canonical_text(one.key) == name] if isinstance(node, Mapping) else []
        node = found[0] if found else None
    return node


def rows_at(root: Mapping, path: tuple[str, ...]) -> list[Mapping]:
    """The rows of the table at a path, as they are filled in."""
    node = node_at(root, path)
    return [one for one in node.items if isinstance(one, Mapping)] if isinstance(node, Sequence) else []


def keys_of(member: FormMember | None, root: Mapping) -> Iterator[str]:
    """The names of the rows of a table."""
    if isinstance(member, FormTable) and member.key is not None:
        words = texts_under(member.key.name, rows_at(root, member.path))
        yield from (str(word) for word in dict.fromkeys(words) if word)


def texts_under(name: str, rows: Iterable[Node], *, besides: Mapping | None = None) -> Iterator[str]:
    """The texts that stand under a key in rows, but not in the one of them in which something is being typed, say."""
    for row in rows:
        node = row.get(name) if isinstance(row, Mapping) and row is not besides else None
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield node.value
