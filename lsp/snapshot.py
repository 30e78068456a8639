"""What the server knows at one moment: the texts, the rules that go with them, and what checking says of each.

What a snapshot is of never changes; what it has found out it keeps, and the next takes that over as far as the edits
between them allow. Speaks no protocol.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Sequence as Ordered
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from gouji.lang.bind import bind
from gouji.lang.bind_rows import PlainRows
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import Form, FormField
from gouji.lang.head_keys import FORM_KEYS
from gouji.lang.located import Mapping as Table
from gouji.lang.located import Scalar, Sequence
from gouji.lang.program import Program
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lang.values import canonical_text
from gouji.lint.clock import today
from gouji.lint.config_names import unknown_names
from gouji.lint.config_search import Configurations
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_document
from gouji.lint.file_names import (
    form_answered,
    is_configuration,
    is_form_file,
    is_rule_file,
    is_test_file,
    side_files,
)
from gouji.lint.files import UnreadableFile
from gouji.lint.given import find_given
from gouji.lint.library import Ask, Library, LoadedRules, no_question
from gouji.lint.likeness import may_be_a_form
from gouji.lint.reports import CheckedForm
from gouji.lint.test_forms import KnownTests
from gouji.lint.test_mistakes import mistakes_in_tests
from gouji.lint.toml_reader import read_toml
from gouji.lint.unusable import UnusableTest
from gouji.lsp.known_forms import FormFindings, KnownForm, KnownForms, ReadForm
from gouji.lsp.rule_outcomes import Elsewhere, RuleKey, RuleOutcomes, rules_by_name, written_rules


class Sound(NamedTuple):
    """The rules of an open file when it had the fewest mistakes of late; `age` is how often it was checked since."""

    rules: LoadedRules
    errors: int
    age: int


# So many checks of a file later, what it was before it was broken is of no use any more.
_OLDEST = 100


@dataclass(frozen=True, eq=False)
class Snapshot:
    """`open` are the texts that the client has open, `rule_files` and `form_files` all of the workspace and those.

    A form is looked for, as by `gouji check` of a folder of the workspace, in all rule files of its folder.

    A configuration that changes, or another one with `configured`, has every form looked at anew. `supposed` are the open
    texts that no client has.
    """

    open: Mapping[Path, Source] = field(default_factory=dict)
    rule_files: tuple[Path, ...] = ()
    form_files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    configurations: Configurations = field(default_factory=lambda: Configurations(naming=str))
    library: Library = field(default_factory=lambda: Library(naming=str))
    supposed: frozenset[Path] = frozenset()
    _every: frozenset[Path] = frozenset()
    _forms: KnownForms = field(default_factory=KnownForms)
    _last: dict[Path, tuple[Form, Program]] = field(default_factory=dict)
    # The rule files by what is checked together, and by what they were loaded as: found out for a whole group at a time.
    _group_of: dict[Path, tuple[Path, ...]] = field(default_factory=dict)
    _rules_of: dict[Path, LoadedRules] = field(default_factory=dict)
    _mistakes: dict[Program, dict[Source, list[Diagnostic]]] = field(default_factory=dict)
    _sound: dict[Path, Sound] = field(default_factory=dict)
    _rows: dict[Path, PlainRows] = field(default_factory=dict)
    _given: dict[tuple[Path, str], Path | None] = field(default_factory=dict)
    _tests: dict[Path, KnownTests] = field(default_factory=dict)

    def after(
        self, open_texts: Mapping[Path, Source], changed: Collection[Path], files: Iterable[Path] | None = None,
        configurations: Configurations | None = None, folders: tuple[Path, ...] | None = None,
    ) -> "Snapshot":  # fmt: skip
        """The snapshot after edits. `changed` are the files whose texts are others now; `files` all of the workspace.

        `configurations` are given where others are in force, with what the edited files among them say; `folders` are those
        of the workspace.
        """
        # A copy: a request that takes long goes on finding out about the snapshot of before.
        rules, forms, last, every = self.rule_files, self.form_files, dict(self._last), self._every
        if files is not None or not open_texts.keys() - self.open.keys() <= every:
            every = frozenset((*(every if files is None else files), *open_texts))
            rules = tuple(sorted(filter(is_rule_file, every)))
            forms = tuple(sorted(path for path in every if is_form_file(path) and not _is_beside_forms(path)))
            last = {path: one for path, one in last.items() if path in every}
        changed_rules = set(filter(is_rule_file, changed))
        at_hand = None
        folders = self.folders if folders is None else folders
        if (rules, folders) != (self.rule_files, self.folders):
            changed_rules |= set(rules) ^ set(self.rule_files)
            at_hand = rules_at_hand(rules, folders)
        if configurations is not None or at_hand or changed_rules:
            configured = configurations.rule_paths if configurations is not None else None
            library = self.library.renewed(open_texts, changed_rules, configured, at_hand)
        else:
            library = replace(self.library, open=open_texts)
        anew = {*changed, *filter(None, map(form_answered, changed))}
        rules_differ = bool(at_hand or changed_rules)

        def holds(path: Path, found: FormFindings) -> bool:  # a form without rules is told what forms there are
            return path not in anew and not (rules_differ and found.rules is None)

        return replace(
            self,
            open=open_texts,
            rule_files=rules,
            form_files=forms,
            folders=folders,
            configurations=configurations or self.configurations,
            library=library,
            supposed=frozenset(),
            _every=every,
            _forms=KnownForms() if configurations is not None else self._forms.kept(holds),
            _last=last,
            _group_of={} if changed_rules else self._group_of,
            _rules_of={} if changed_rules else self._rules_of,
            _mistakes={} if changed_rules else self._mistakes,
            _sound={path: one for path, one in self._sound.items() if path in open_texts},
            _rows={path: one for path, one in self._rows.items() if path in open_texts},
            _given=self._given if files is None else {},
            _tests={path: one.kept(changed) for path, one in self._tests.items()} if files is None else {},
        )

    def files_beside(self) -> list[Path]:
        """The files beside forms that findings may be in: their configurations, and the answers that stand apart."""
        for path in (*self.rule_files, *self.form_files):
            self.configurations.of(path)
        answers = [
            one for path in self.form_files for one in side_files(path) if one in self.open or os.path.exists(one)
        ]
        return [*answers, *self.configurations.problems]

    def supposing(self, texts: Mapping[Path, Source], changed: Collection[Path]) -> "Snapshot":
        """The snapshot after edits that may never be made: nothing of it is remembered here."""
        anew = self.configurations.renewed(texts) if any(map(is_configuration, changed)) else None
        return replace(self.after(texts, changed, None, anew), supposed=frozenset(texts.keys() - self.open.keys()))

    def diagnostics(self, path: Path, ask: Ask = no_question) -> list[Diagnostic]:
        """What is wrong in one file, in its order; what takes long asks now and then whether to go on."""
        try:
            if is_rule_file(path):
                found = self._of_rules(path, ask)
            elif is_configuration(path):
                found = self._of_configuration(path)
            else:
                found = self._of_form(path, ask)
        except UnreadableFile as error:
            return [error.diagnostic]
        return sorted(found, key=lambda one: one.place.span)

    def _of_rules(self, path: Path, ask: Ask) -> list[Diagnostic]:
        rules = self.rules(path, ask)
        by_file = self._mistakes.get(rules.program)
        if by_file is None:
            by_file = defaultdict(list)
            for one in rules.program.diagnostics(ask):
                by_file[one.place.source].append(one)
            self._mistakes[rules.program] = by_file
        found = by_file.get(rules.names[path].source, [])
        if path in self.open:
            self._keep(path, rules, sum(one.severity is Severity.ERROR for one in found))
        self._tests.setdefault(path, KnownTests())
        return [*found, *mistakes_in_tests([path], rules, self.library, known=self._tests, ask=ask)]

    def _keep(self, path: Path, rules: LoadedRules, errors: int) -> None:
        """Keeps the rules of a file that is not worse than it was."""
        known = self._sound.get(path)
        if known is None or errors <= known.errors or known.age >= _OLDEST:
            self._sound[path] = Sound(rules, errors, 0)
        else:
            self._sound[path] = known._replace(age=known.age + 1)

    def before_broken(self, path: Path) -> LoadedRules | None:
        """The rules of an open file as they were before it was broken; None where it is as sound as it was."""
        known = self._sound.get(path)
        return known.rules if known is not None and known.rules is not self.rules(path) else None

    def _of_form(self, path: Path, ask: Ask) -> list[Diagnostic]:
        """In a form, or in the answers to one that stand beside it."""
        found = self.checked(form_answered(path) or path, ask)
        name = str(path)
        return [one for one in found.diagnostics if one.place.source.name == name] if found is not None else []

    def _of_configuration(self, path: Path) -> list[Diagnostic]:
        configuration = self.configurations.of(path)
        found = list(self.configurations.problems.get(path, ()))
        if configuration.source == path and configuration.names_something:
            checked = (
                one.rules for form, one in self._forms.findings.items()
                if one.rules is not None and self.configurations.of(form).source == path
            )  # fmt: skip
            # Rules that are looked at for their names alone are not kept.
            found += unknown_names(
                configuration, self.library.apart(), list({id(one): one for one in checked}.values())
            )
        return found

    def rules(self, path: Path, ask: Ask = no_question) -> LoadedRules:
        """The program that a rule file is part of. Raises UnreadableFile. Where much is to be read, it asks now and then."""
        self.library.tree(path, ask)
        if path not in self._rules_of:
            group = self._groups().get(path, (path,))
            self._rules_of.update(dict.fromkeys(group, self.library.load(group, ask)))
        return self._rules_of[path]

    def _groups(self) -> Mapping[Path, tuple[Path, ...]]:
        """The rule files that can be read, each with those that are checked together with it."""
        if not self._group_of:
            groups = self.library.connected([path for path in self.rule_files if self.library.is_readable(path)])
            self._group_of.update({one: tuple(group) for group in groups for one in group})
        return self._group_of

    def form(self, path: Path, ask: Ask = no_question) -> KnownForm | None:
        """A filled form, checked; None for a TOML file of another tool, or what is no TOML. Raises UnreadableFile.

        A long one asks now and then whether to go on.
        """
        if _is_beside_forms(path) or not is_form_file(path):
            return None
        known = self._forms.whole(path)
        if known is not None and self._still_holds(known, path):
            return known
        source = self.source(path)
        configuration = self.configurations.of(path)
        is_form = configuration.is_form(self.configurations.real(path)) or may_be_a_form(
            path.name, source.text.encode(errors="replace")
        )
        if not is_form:
            return None
        document = read_toml(source, ask)
        name = _form_name(document.root)
        context = CheckContext(self.library, today=today(), configuration=configuration)
        before = self._rows.get(path, PlainRows()) if path in self.open else None
        checked = check_document(document, path, context, before=before, ask=ask)
        if checked.rows is not None:
            self._rows[path] = checked.rows
        form, program, submission = self._last_sound(path, checked, document.root, source)
        known = KnownForm(source, document.root, form, program, name, submission, checked.rules, checked)
        self._forms.put(path, known, is_open=path in self.open and path not in self.supposed)
        return known

    def checked(self, path: Path, ask: Ask = no_question) -> FormFindings | None:
        """What is found in a filled form, which is known though the form is not kept. Raises UnreadableFile."""
        found = self._forms.findings.get(path)
        if found is not None and self._still_holds(found, path):
            return found
        return self._forms.findings[path] if self.form(path, ask) is not None else None

    def read(self, path: Path) -> ReadForm | None:
        """A filled form as a tree, not checked again for that where it is not kept. Raises UnreadableFile."""
        found = self.checked(path)
        known = self._forms.whole(path)
        if known is not None or found is None:
            return known
        source = self.source(path)
        return ReadForm(source, read_toml(source).root, found.form, found.program)

    def _last_sound(
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
        return *before, bind(before[0], None, root, source).submission

    def _still_holds(self, known: KnownForm | FormFindings, path: Path) -> bool:
        return known.name is None or self.library.for_form(known.name, path) is known.rules

    def open_outcomes(self) -> list[tuple[Path, RuleOutcomes]]:
        """How rules come out on the filled forms that are open."""
        found = [(path, self.form_or_none(path)) for path in sorted(self.open)]
        return [(path, known.outcomes) for path, known in found if known is not None and known.outcomes is not None]

    def applied_rules(self) -> list[tuple[Path, Mapping[RuleKey, str]]]:
        """The written rules that forms are held against: those that are open, then the others as far as they are checked."""
        return [
            *((path, one.names) for path, one in self.open_outcomes()),
            *((path, written_rules(program, form)) for path, program, form, _ in self._closed()),
        ]

    def elsewhere(self) -> Mapping[RuleKey, Elsewhere]:
        """How written rules come out in the forms that are not open, as far as they have been checked."""
        if self._forms.by_rule is None:
            forms, findings = Counter[tuple[Program, Form]](), defaultdict[RuleKey, list[tuple[Path, Diagnostic]]](list)
            for path, program, form, diagnostics in self._closed():
                forms[program, form] += 1
                keys = rules_by_name(program, form)
                for finding in diagnostics:
                    for key in keys.get(finding.rule, ()):
                        findings[key].append((path, finding))
            run = Counter[RuleKey]()
            for (program, form), count in forms.items():
                run.update(dict.fromkeys(written_rules(program, form), count))
            self._forms.by_rule = {key: Elsewhere(count, findings[key]) for key, count in run.items()}
        return self._forms.by_rule

    def _closed(self) -> Iterator[tuple[Path, Program, Form, list[Diagnostic]]]:
        """What is known of forms that are not open, as far as they were checked against the rules of now."""
        current: dict[int, bool] = {}
        for path, one in self._forms.findings.items():
            if path not in self.open and one.rules is not None and one.checked_as is not None:
                if id(one.rules) not in current:
                    current[id(one.rules)] = self.library.is_current(one.rules)
                if current[id(one.rules)]:
                    yield path, one.rules.program, one.checked_as, one.diagnostics

    def form_or_none(self, path: Path) -> KnownForm | None:
        try:
            return self.form(path)
        except UnreadableFile:
            return None

    def given(self, written: str, path: Path) -> Path | None:
        """The filled form that a test in a rule file starts from, by the name that it writes; None where none is there."""
        asked = path.parent, written
        if asked not in self._given:
            try:
                self._given[asked] = find_given(written, path, self.library.within)
            except UnusableTest:
                self._given[asked] = None
        return self._given[asked]

    def source(self, path: Path) -> Source:
        """The text of a file, as it is edited or as it is on disk. Raises UnreadableFile."""
        return self.library.text(path)


def rules_at_hand(rule_files: Iterable[Path], folders: Iterable[Path]) -> Callable[[Path], Ordered[Path]]:
    """What gives the rule files, tests left out, of the folder of the workspace that a file lies in, however deep."""
    inmost_first = sorted(folders, key=lambda folder: len(folder.parts), reverse=True)

    def folder_of(path: Path) -> Path | None:
        return next((folder for folder in inmost_first if path.is_relative_to(folder)), None)

    found = defaultdict(list)
    for one in rule_files:
        if not is_test_file(one):
            found[folder_of(one)].append(one)
    return lambda path: found.get(folder_of(path), ())


def _is_beside_forms(path: Path) -> bool:
    """A TOML file that is known by its name to be no form."""
    return is_configuration(path) or form_answered(path) is not None


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
