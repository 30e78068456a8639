"""What the server knows at one moment: the texts, the rules that go with them, and what checking says of each.

A snapshot never changes. What one has found out, the next takes over as far as the edits between them allow. Speaks no
protocol.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import localcontext
from pathlib import Path

from gouji.lang.bind import bind
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.keys import FORM_KEYS
from gouji.lang.located import Mapping as Table
from gouji.lang.located import Scalar, Sequence
from gouji.lang.model import Form, FormField
from gouji.lang.program import Program
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lang.units import EXACT
from gouji.lang.values import canonical_text
from gouji.lint.discover import FORM, RULES
from gouji.lint.engine import CheckedForm, check_document
from gouji.lint.files import UnreadableFile, bounded, read_text
from gouji.lint.library import Library, LoadedRules
from gouji.lint.likeness import may_be_a_form
from gouji.lint.toml_reader import read_toml


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A filled form that was checked: its text as a tree, the form that it names, and the rules that it was held against.

    `form`, with its `program`, is the one that it was last known to be, which goes on to be of use while its name is
    mistyped or its rules are being edited; `submission` is the text held against that one.
    """

    source: Source
    root: Table
    name: str | None
    form: Form | None
    program: Program | None
    submission: Submission | None
    rules: LoadedRules | None
    checked: CheckedForm


@dataclass(frozen=True, eq=False)
class Snapshot:
    """`open` are the texts that the client has open, `rule_files` and `form_files` all of the workspace and those."""

    open: Mapping[Path, Source] = field(default_factory=dict)
    rule_files: tuple[Path, ...] = ()
    form_files: tuple[Path, ...] = ()
    library: Library = field(default_factory=lambda: Library(naming=str))
    _forms: dict[Path, KnownForm] = field(default_factory=dict)
    _last: dict[Path, tuple[Form, Program]] = field(default_factory=dict)
    _groups: list[list[Path]] = field(default_factory=list)
    _mistakes: dict[Program, dict[Source, list[Diagnostic]]] = field(default_factory=dict)

    def after(
        self, open_texts: Mapping[Path, Source], changed: Collection[Path], files: Iterable[Path] | None = None
    ) -> "Snapshot":
        """The snapshot after edits. `changed` are the files whose texts are others now; `files` all of the workspace."""
        known = (*self.rule_files, *self.form_files) if files is None else tuple(files)
        every = dict.fromkeys((*known, *open_texts))
        rules = tuple(sorted(path for path in every if path.suffix.lower() == RULES))
        changed_rules = {path for path in changed if path.suffix.lower() == RULES}
        if rules != self.rule_files:
            changed_rules |= set(rules) ^ set(self.rule_files)
        return Snapshot(
            open_texts,
            rules,
            tuple(sorted(path for path in every if path.suffix.lower() == FORM)),
            self.library.renewed(open_texts, changed_rules) if changed_rules else self.library,
            {path: one for path, one in self._forms.items() if path not in changed},
            self._last,
            [] if changed_rules else self._groups,
            {} if changed_rules else self._mistakes,
        )

    def diagnostics(self, path: Path) -> list[Diagnostic]:
        """What is wrong in one file, in its order."""
        try:
            found = self._of_rules(path) if path.suffix.lower() == RULES else self._of_form(path)
        except UnreadableFile as error:
            return [error.diagnostic]
        return sorted(found, key=lambda one: one.place.span)

    def _of_rules(self, path: Path) -> list[Diagnostic]:
        rules = self.rules(path)
        by_file = self._mistakes.get(rules.program)
        if by_file is None:
            by_file = self._mistakes[rules.program] = defaultdict(list)
            for one in rules.program.diagnostics():
                by_file[one.place.source].append(one)
        return by_file.get(rules.names[path].source, [])

    def _of_form(self, path: Path) -> list[Diagnostic]:
        known = self.form(path)
        return known.checked.diagnostics if known is not None else []

    def rules(self, path: Path) -> LoadedRules:
        """The program that a rule file is part of. Raises UnreadableFile."""
        self.library.tree(path)
        if not self._groups:
            self._groups.extend(self.library.connected([one for one in self.rule_files if self._is_readable(one)]))
        together = next((group for group in self._groups if path in group), [path])
        return self.library.load(together)

    def _is_readable(self, path: Path) -> bool:
        try:
            self.library.tree(path)
        except UnreadableFile:
            return False
        return True

    def form(self, path: Path) -> KnownForm | None:
        """A filled form, checked; None for a TOML file of another tool. Raises UnreadableFile."""
        known = self._forms.get(path)
        if known is not None and self._still_holds(known, path):
            return known
        source = self.source(path)
        if known is None and not may_be_a_form(path.name, source.text.encode(errors="replace")):
            return None
        document = read_toml(source)
        name = _form_name(document.root)
        checked = check_document(document.root, document.problems, source, path, self.library)
        form, program, submission = self._sound(path, checked, document.root, source)
        known = self._forms[path] = KnownForm(
            source, document.root, name, form, program, submission, checked.rules, checked
        )
        return known

    def _sound(
        self, path: Path, checked: CheckedForm, root: Table, source: Source
    ) -> tuple[Form | None, Program | None, Submission | None]:
        """The form that a text was checked by, or, where that is not known or torn apart, the last that was sound."""
        before = self._last.get(path)
        if checked.submission is not None and checked.rules is not None:
            form, program = checked.submission.form, checked.rules.program
            if before is None or not _is_torn(form, before[0], program, root):
                self._last[path] = form, program
                return form, program, checked.submission
        if before is None:
            return None, None, None
        with localcontext(EXACT):
            return *before, bind(before[0], None, root, source).submission

    def _still_holds(self, known: KnownForm, path: Path) -> bool:
        return known.name is None or self.library.for_form(known.name, path) is known.rules

    def submission(self, path: Path) -> Submission | None:
        known = self.form(path)
        return known.submission if known is not None else None

    def source(self, path: Path) -> Source:
        """The text of a file, as it is edited or as it is on disk. Raises UnreadableFile."""
        found = self.open.get(path)
        return bounded(found) if found is not None else read_text(path, str(path))


def _form_name(root: Table) -> str | None:
    entry = next((root.entries[key] for key in FORM_KEYS if key in root.entries), None)
    value = entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None
    return value if isinstance(value, str) else None


def _is_torn(form: Form, before: Form, program: Program, root: Table) -> bool:
    """Whether a form knows less of what is filled in than it did, while its rules are not written right."""
    if form is before or not any(tree.diagnostics() for tree in program.trees):
        return False
    return _known_keys(form, root, ()) < _known_keys(before, root, ())


def _known_keys(form: Form, mapping: Table, path: tuple[str, ...]) -> int:
    """How many keys of a text a form knows, those of periods among them."""
    known = 0
    for entry in mapping:
        name = canonical_text(entry.key)
        member = form.find((*path, name))
        if member is None:
            continue
        known += 1
        if isinstance(member, FormField):
            inner = entry.node if isinstance(entry.node, Table) else ()
            known += sum(canonical_text(one.key) in member.coordinates for one in inner)
            continue
        rows = entry.node.items if isinstance(entry.node, Sequence) else [entry.node]
        known += sum(_known_keys(form, row, member.path) for row in rows if isinstance(row, Table))
    return known
