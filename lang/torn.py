"""What a line that is only begun may become: a header or key of which the first letters stand there, and no more.

What it may be is neither there nor missing. Tells nothing: that the line is torn, its reader has told.
"""

from collections.abc import Iterable, Iterator

from gouji.lang.form_model import Form, FormField, FormMember, FormTable
from gouji.lang.located import Broken, Entry, Mapping, Node, Sequence, Torn
from gouji.lang.nearest import nearest
from gouji.lang.source import Span
from gouji.lang.values import canonical_text

Path = tuple[str, ...]
MOST_BEGUN = 8
"""Unknown headers that may be begun: who types closes one or two, and of more none is taken for the beginning of another."""


def is_begun(words: Path, path: Path) -> bool:
    """Whether a path may begin with words, of which the last is not written to its end."""
    *before, last = map(canonical_text, words)
    if len(words) > len(path) or tuple(before) != path[: len(before)]:
        return False
    name = path[len(before)]
    return name.startswith(last) or nearest(last, (name, name[: len(last)])) is not None


def begun_keys(mapping: Mapping, names: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    """Those of the names that a torn key of a mapping may be, each with a value that is not known."""
    keys = [torn for torn in mapping.torn if torn.below is None]
    for name in names if keys else ():
        torn = next((one for one in keys if is_begun(one.words, (name,))), None)
        if torn is not None:
            yield name, Entry(name, torn.span, Broken(torn.span))


class TornHeaders:
    """The torn headers of a filled form, and those that are closed, but lead to nothing: an editor closes what is begun."""

    def __init__(self, form: Form, root: Mapping, strangers: Iterable[tuple[Entry, Path]]) -> None:
        """`strangers` are the entries that are not known where they stand."""
        self._torn = [one for one in root.torn if one.below is not None]
        self._open = list(self._torn)
        self._of_entry: dict[int, Torn] = {}
        for entry, where in closed if len(closed := list(strangers)) <= MOST_BEGUN else ():
            rows = [row for row in _rows(entry.node) if row.entries] or _rows(entry.node)
            if rows and not isinstance(form.find(where), FormTable | FormField):
                torn = self._of_entry[id(entry)] = Torn((*where, entry.key), entry.key_span, rows[0])
                self._torn.append(torn)
        self._whole = {id(one): form.find(tuple(map(canonical_text, one.words))) for one in self._torn}

    def settle(self, entry: Entry) -> None:
        """It is known after all what an entry stands for."""
        torn = self._of_entry.get(id(entry))
        self._torn = [one for one in self._torn if one is not torn]

    def may_be(self, member: FormMember) -> Broken | None:
        """What a group or table is of which nothing stands there but, perhaps, the beginning of its header."""
        torn = next((one for one in self._torn if self._begins(one, member)), None)
        return Broken(torn.span) if torn is not None else None

    def has_lost_rows(self, table: FormTable) -> bool:
        """Whether what stands under a torn header may be a row of a table."""
        return any(one.below is not None and one.below.entries and self._begins(one, table) for one in self._torn)

    def _begins(self, torn: Torn, member: FormMember) -> bool:
        return self._whole[id(torn)] is not member and is_begun(torn.words, member.path)

    def is_under(self, mapping: Mapping) -> bool:
        """Whether a mapping stands under a header that is not closed, so that it is not known what its keys are."""
        return any(one.below is mapping and self._whole[id(one)] is None for one in self._open)

    def is_torn(self, span: Span) -> bool:
        """Whether a place lies in a header that is not closed."""
        return any(one.span.start <= span.start and span.end <= one.span.end for one in self._open)


def _rows(node: Node) -> list[Mapping]:
    rows = node.items if isinstance(node, Sequence) else [node]
    return [row for row in rows if isinstance(row, Mapping)]
