"""Everywhere that a name stands: in the rule files of the workspace and their tests, in filled forms and the answers to
them, in the project's configuration.

Names that one word stands for together are one name: a column, and the column of the parent form that it lays over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang.form_model import Form
from gouji.lang.program import Program
from gouji.lang.remembered import remembered_with
from gouji.lang.source import Place, Span
from gouji.lang.values import canonical_text
from gouji.lint.config import Configuration, Grading
from gouji.lint.file_names import form_answered, is_form_file, is_rule_file
from gouji.lint.files import UnreadableFile, real_path
from gouji.lsp.features.forms.names import names_beside_form, names_in_form
from gouji.lsp.features.names.check_names import check_names
from gouji.lsp.features.names.rule_names import Named, mentioned, names_in
from gouji.lsp.features.names.written_words import toml_word
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish

# Names of one form between two looks at whether anybody still wants them.
_MOST_UNASKED = 2000
_Forms = list[tuple[Program, Form]]
Declared = tuple[str, Span]
"""What is declared, by its file and its place there."""


class Occurrence(NamedTuple):
    path: Path
    named: Named


def declared_by(place: Place) -> Declared:
    return place.source.name, Span(*place.span)


class Everywhere:
    """Every name of the workspace; with `only`, those in one file. Raises Cancelled while it looks around."""

    def __init__(self, snapshot: Snapshot, wish: Wish, *, only: Path | None = None) -> None:
        self.programs = _programs(snapshot, snapshot.rule_files if only is None else [only], wish)
        in_rules = list(_in_rules(snapshot, self.programs, wish, only))
        self.in_rules = [one for one in in_rules if not one.named.is_doubtful]
        self._doubtful = [one for one in in_rules if one.named.is_doubtful]
        in_files = list(_in_forms(snapshot, wish, only))
        if only is None:
            in_files += _in_configurations(snapshot, self.programs, wish)
        self._every = [*self.in_rules, *in_files]
        # By what is declared, the numbers of its places, and the words of rules that stand for it.
        self._numbers: dict[Declared, list[int]] = defaultdict(list)
        for number, (_, one) in enumerate(self._every):
            self._numbers[declared_by(one.declared)].append(number)
        self._named_by: dict[Declared, set[Declared]] = defaultdict(set)
        self._words_of: dict[Declared, set[Declared]] = defaultdict(set)
        for _, one in self.in_rules:
            if one.whole is None:
                word, what = declared_by(one.place), declared_by(one.declared)
                self._named_by[word].add(what)
                self._words_of[what].add(word)

    # --- one name

    def together(self, declared: Place) -> set[Declared]:
        """What has one name with what is declared there, and itself."""
        found = {declared_by(declared)}
        waiting = list(found)
        while waiting:
            words = self._words_of.get(waiting.pop(), ())
            beside = {other for word in words for other in self._named_by[word]} - found
            found |= beside
            waiting += beside
        return found

    def of(self, together: set[Declared]) -> list[Occurrence]:
        """Where a name stands, rule files first; each place once."""
        found: dict[tuple[Path, Span], Occurrence] = {}
        for number in sorted(number for one in together for number in self._numbers.get(one, ())):
            one = self._every[number]
            found.setdefault((one.path, Span(*one.named.place.span)), one)
        return list(found.values())

    def doubtful(self, together: set[Declared]) -> Iterator[Occurrence]:
        """Where a name may stand, and nobody knows."""
        return (one for one in self._doubtful if declared_by(one.named.declared) in together)

    def others(self, together: set[Declared], found: Iterable[Occurrence]) -> Iterator[Occurrence]:
        """Those among places where a name stands that name something else too."""
        places = {(one.path, Span(*one.named.place.span)) for one in found if one.named.whole is not None}
        for one in self._every if places else ():
            if (one.path, Span(*one.named.place.span)) in places and declared_by(one.named.declared) not in together:
                yield one


def everywhere(snapshot: Snapshot, declared: Place, wish: Wish, *, only: Path | None = None) -> list[Occurrence]:
    """Every place where what is declared there is named; with `only`, those in one file."""
    every = Everywhere(snapshot, wish, only=only) if only is not None else looked_through(snapshot, wish=wish)
    return every.of(every.together(declared))


@remembered_with
def looked_through(snapshot: Snapshot, *, wish: Wish) -> Everywhere:
    """Every name of the workspace, which is looked through once until it is edited. Raises Cancelled."""
    return Everywhere(snapshot, wish)


def _in_rules(
    snapshot: Snapshot, programs: Iterable[Program], wish: Wish, only: Path | None
) -> Iterator[Occurrence]:  # fmt: skip
    """The names in rule files."""
    for program in programs:
        for tree in program.trees:
            wish.ask()
            path = Path(tree.source.name)
            if only not in (None, path):
                continue
            for piece in tree.pieces:
                yield from (Occurrence(path, one) for one in names_in(snapshot, program, piece))


def _in_forms(snapshot: Snapshot, wish: Wish, only: Path | None) -> Iterator[Occurrence]:
    """The names in filled forms, and beside them."""
    for path in snapshot.form_files if only is None else [form_answered(only) or only]:
        wish.ask()
        try:
            known = snapshot.read(path)
            if known is None or known.form is None:
                continue
            for number, one in enumerate(names_in_form(known) if only in (None, path) else ()):
                if number % _MOST_UNASKED == 0:
                    wish.ask()
                yield Occurrence(path, one)
            beside = list(names_beside_form(snapshot, path, known)) if only != path else []
        except UnreadableFile:
            continue
        yield from (Occurrence(file, one) for file, one in beside if only in (None, file))


def _in_configurations(snapshot: Snapshot, programs: Iterable[Program], wish: Wish) -> Iterator[Occurrence]:
    known: dict[Path, Configuration] = {}
    governed: dict[Path, list[Path]] = defaultdict(list)
    for path in (*snapshot.rule_files, *snapshot.form_files):
        configuration = snapshot.configurations.of(path)
        if configuration.source is not None:
            known[configuration.source] = configuration
            governed[configuration.source].append(path)
    for path, configuration in known.items():
        wish.ask()
        if configuration.gradings:
            forms = _forms_meant(snapshot, programs, configuration, governed[path], wish)
            for grading in configuration.gradings:
                yield from (Occurrence(path, one) for one in _in_grading(forms, grading))


def _forms_meant(
    snapshot: Snapshot, programs: Iterable[Program], configuration: Configuration, governed: Iterable[Path], wish: Wish
) -> _Forms:  # fmt: skip
    """The forms that a configuration may name: by which filled forms are checked that it governs, or would be in its folder."""
    named = {(form.name, configuration.folder) for program in programs for form in program.forms}
    for path in filter(is_form_file, governed):
        wish.ask()
        try:
            known = snapshot.checked(path)
        except UnreadableFile:
            continue
        if known is not None and known.name is not None:
            named.add((canonical_text(known.name), path.parent))
    places = {(name, file) for name, folder in named for file in snapshot.library.files_for_form(name, folder)}
    return [
        (program, form)
        for program in programs
        for form in program.forms
        if (form.name, real_path(Path(form.place.source.name))) in places
    ]


def _in_grading(forms: _Forms, grading: Grading) -> Iterator[Named]:
    named = canonical_text(grading.form.text) if grading.form is not None else None
    forms = [(program, form) for program, form in forms if named in (None, canonical_text(form.name))]
    if grading.form is not None and grading.form.place is not None:
        yield from (Named(grading.form.place, form.place, None, form) for _, form in forms)
    if grading.rule is None or grading.rule.place is None:
        return
    source, span = grading.rule.place
    word = toml_word(source.text, Span(*span))
    for program, form in forms:
        yield from (mentioned(source, one) for one in check_names(program, form).named([("", word)]))


def _programs(snapshot: Snapshot, files: Iterable[Path], wish: Wish) -> list[Program]:
    found: dict[Program, None] = {}
    for path in files:
        try:
            if is_rule_file(path):
                found[snapshot.rules(path, wish.ask).program] = None
        except UnreadableFile:
            continue
    return list(found)
