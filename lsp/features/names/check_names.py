"""The names of checks where tests, switches, answers and configurations write them, and the places of answers: which part
of them names a form, a member or a rule.

A check is named by an end of its full name; what names none is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable, dotted
from gouji.lang.form_paths import all_paths
from gouji.lang.program import Program
from gouji.lang.remembered import remembered_with
from gouji.lang.source import Place, Span
from gouji.lang.switches import READING_CHECKS, squeezed
from gouji.lang.values import canonical_text
from gouji.lint.finding_names import steps_of
from gouji.lsp.features.names.written_words import Part, Word


class Target(NamedTuple):
    """What a part of a name stands for."""

    declared: Place
    member: FormMember | None = None
    form: Form | None = None


class Mention(NamedTuple):
    """A part of a word, and what it names."""

    span: Span
    word: Word
    target: Target


_Segment = tuple[str, Target | None]
_Tails = dict[str, list[tuple[_Segment, ...]]]


class CheckNames:
    """The checks of a form under every name that is one: from its form, from its member, or from an end of its path."""

    def __init__(self, program: Program, form: Form) -> None:
        self._form = form
        self._tails: _Tails = defaultdict(list)
        by_path = {dotted(member.path): (member, "") for member in every_member(form)}
        for table in form.tables:
            by_path |= {f'{dotted(table.path)}["{key}"]': (table, f'["{key}"]') for key in table.rows}
        names = list(program.named_checks(form))
        names += [(f"{form.name}/{path} {suffix}", None) for path in all_paths(form) for suffix in READING_CHECKS]
        owner = Target(form.place, None, form)
        self._owns: list[tuple[_Segment, ...]] = []
        for name, rule in dict(names).items():
            own = name.removeprefix(f"{form.name}/")
            path, _, suffix = own.rpartition(" ")
            member, row = by_path.get(path, (None, "")) if rule is None else (None, "")
            if rule is not None:
                segments: list[_Segment] = [(own, Target(rule, None, form))]
            else:
                last = (f"{row} {suffix}", None)
                segments = [*_path_segments(form, member), last] if member is not None else [(own, None)]
            self._owns.append(tuple(segments))
            self._add([(form.name, owner), ("/", None), *segments])

    def _add(self, segments: Sequence[_Segment]) -> None:
        for at in range(len(segments)):
            if at == 0 or segments[at - 1][0] in ("/", "."):
                tail = tuple(segments[at:])
                self._tails[squeezed("".join(text for text, _ in tail))].append(tail)

    def named(self, words: Sequence[tuple[str, Word]]) -> Iterator[Mention]:
        """What the name of a check names, as tests, answers and configurations mean it; each word with what parts it off."""
        letters = _letters(words)
        for segments in self._tails.get("".join(letter for letter, _, _ in letters), ()):
            yield from _mentions(letters, segments)

    def switched(self, word: Word) -> Iterator[Mention]:
        """The same, as a switch means it: by its whole name, whose form may be one that this one inherits."""
        heads: list[tuple[_Segment, ...]] = [()]
        heads += [((one.name, Target(one.place, None, one)), ("/", None)) for one in self._form.lineage()]
        wanted = squeezed(word.content)
        for head in heads:
            above = squeezed("".join(text for text, _ in head))
            for own in self._owns if wanted.startswith(above) else ():
                if squeezed("".join(text for text, _ in own)) == wanted[len(above) :]:
                    yield from _mentions(_letters([("", word)]), (*head, *own))


# A letter of the name of a check, and where it is written, if it is part of a word.
_Letter = tuple[str, Word | None, int]


def _letters(words: Sequence[tuple[str, Word]]) -> list[_Letter]:
    """Each letter of a name of a check, as it is looked up."""
    found: list[_Letter] = []
    for gap, word in words:
        found += [(letter, None, 0) for letter in squeezed(gap)]
        found += [(letter, word, at) for at, written in enumerate(word.content) for letter in squeezed(written)]
    return found


def _mentions(letters: Sequence[_Letter], segments: Iterable[_Segment]) -> Iterator[Mention]:
    start = 0
    for text, target in segments:
        end = start + len(squeezed(text))
        stretch = letters[start:end]
        word = stretch[0][1] if stretch else None
        if target is not None and word is not None and all(one is word for _, one, _ in stretch):
            part = Part(stretch[0][2], stretch[-1][2] + 1)
            yield Mention(word.place(part), word, target)
        start = end


def _path_segments(form: Form, member: FormMember) -> Iterator[_Segment]:
    for at in range(1, len(member.path) + 1):
        found = form.find(member.path[:at])
        if at > 1:
            yield ".", None
        yield member.path[at - 1], Target(found.place, found, form) if found is not None else None


@remembered_with
def check_names(program: Program, form: Form) -> CheckNames:
    """The names of the checks of a form, which are put together once."""
    return CheckNames(program, form)


def every_member(form: Form) -> Iterator[FormMember]:
    """Every field, group and table of a form, the columns of tables among them."""
    waiting: list[FormMember] = list(form.members.values())
    while waiting:
        member = waiting.pop()
        yield member
        if isinstance(member, FormTable):
            waiting += member.fields.values()
        elif isinstance(member, FormGroup):
            waiting += member.members.values()


# --- the places of answers


def named_in_place(form: Form, word: Word) -> Iterator[Mention]:
    """The members and coordinates that the place of an answer leads through."""
    path: tuple[str, ...] = ()
    for start, end in steps_of(word.content):
        step = word.content[start:end]
        if not step.startswith("["):
            path = (*path, canonical_text(step))
            found = form.find(path)
            target = Target(found.place, found, form) if found is not None else None
        else:
            start, end = start + 1, end - 1
            target = _coordinate(form, path, canonical_text(step[1:-1]))
        while start < end and word.content[start].isspace():
            start += 1
        while start < end and word.content[end - 1].isspace():
            end -= 1
        if target is not None:
            part = Part(start, end)
            yield Mention(word.place(part), word, target)


def _coordinate(form: Form, path: tuple[str, ...], name: str) -> Target | None:
    field = form.find(path)
    axis = field.axis if isinstance(field, FormField) else None
    return Target(axis.place_of(name), None, form) if axis is not None and name in axis.coordinates else None
