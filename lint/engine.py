"""Checks files: rule files against the language, filled forms against their rules. A report a file, as it is done.

Holds no more than the rules and the form at hand, so memory does not grow with the number of forms. Prints nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import localcontext
from pathlib import Path
from typing import Literal

from gouji.lang import codes
from gouji.lang.bind import bind
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import Form
from gouji.lang.located import Mapping
from gouji.lang.outcomes import Outcome
from gouji.lang.program import Program
from gouji.lang.run import Verdicts, compiled
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lang.units import EXACT
from gouji.lint.answers import Written, answered, mistaken, read_answers, read_side_file, side_files
from gouji.lint.codes import TOML_UNQUOTED_VALUE
from gouji.lint.config import Configuration
from gouji.lint.config_names import unknown_names
from gouji.lint.config_search import Configurations
from gouji.lint.file_names import CONFIGURATION, RULES
from gouji.lint.files import UnreadableFile, read_text, real_path, shown_path
from gouji.lint.form_head import form_of
from gouji.lint.library import Library, LoadedRules, offered
from gouji.lint.toml_reader import read_toml

__all__ = [
    "CheckedForm",
    "FileReport",
    "Verdicts",
    "check_files",
    "check_form",
    "check_text",
    "path_report",
    "read_submission",
]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file, or is wrong with a path that led to none. `unusable`: it could not be checked at all.

    `checked` is the filled form itself, where it is one: it is not to be kept.
    """

    name: str
    kind: Literal["rules", "form", "configuration", "path"]
    diagnostics: tuple[Diagnostic, ...]
    verdicts: Verdicts
    unusable: bool
    checked: "CheckedForm | None" = None


def path_report(problem: Diagnostic) -> FileReport:
    """What is wrong with a path, as a report."""
    return FileReport(problem.place.source.name, "path", (problem,), Verdicts(), True)


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A filled form with all that its checks say. `submission` is None where its form is not known."""

    submission: Submission | None
    rules: LoadedRules | None
    diagnostics: list[Diagnostic]
    verdicts: Verdicts
    outcomes: list[Outcome]


def check_files(
    files: Sequence[Path], rules: LoadedRules | None = None, *, today: date | None = None,
    configurations: Configurations | None = None, beside: Sequence[Path] = (),
) -> Iterator[FileReport]:  # fmt: skip
    """A report for each file, in the order given; rule files are checked together, before the forms.

    Forms that `rules` declares are held against these; the rules of others are looked for, also in the rule files among
    `files` and in those of `beside`, of which nothing is told. Answers that held until a day
    before `today` do so no more. Each file is checked as it is configured where it stands; what is wrong with
    configurations is told first, what they name and nothing is called last.
    """
    configurations = configurations or Configurations()
    in_force = {path: configurations.of(path) for path in files}
    for path, problems in configurations.problems.items():
        if problems:
            yield FileReport(shown_path(path), "configuration", problems, Verdicts(), False)
    library = Library({real_path(path): str(path) for path in (*files, *beside)}, configured=configurations.rule_paths)
    rule_paths = [path for path in files if path.suffix.lower() == RULES]
    told: set[str] = set()
    for report in _check_rules(rule_paths, library):
        told.add(report.name)
        yield report
    rules_told = _RulesTold(told)
    used: dict[Configuration, list[LoadedRules]] = {one: [] for one in in_force.values()}
    for path in files:
        if path.suffix.lower() != RULES and path.name != CONFIGURATION:
            configuration = in_force[path]
            try:
                checked = check_form(
                    path, library, extra=[*rule_paths, *beside], rules=rules, today=today, configuration=configuration
                )
            except UnreadableFile as error:
                yield FileReport(str(path), "form", (error.diagnostic,), Verdicts(), True)
                continue
            yield from rules_told.of(checked)
            if checked.rules is not None and checked.rules not in used[configuration] and configuration.gradings:
                used[configuration].append(checked.rules)
            diagnostics = tuple(checked.diagnostics)
            yield FileReport(str(path), "form", diagnostics, checked.verdicts, checked.submission is None, checked)
    for configuration, at_hand in used.items():
        if unknown := tuple(unknown_names(configuration, library, at_hand)):
            yield FileReport(unknown[0].place.source.name, "configuration", unknown, Verdicts(), False)


def _check_rules(paths: list[Path], library: Library) -> Iterator[FileReport]:
    readable: list[Path] = []
    for path in paths:
        try:
            library.tree(real_path(path))
        except UnreadableFile as error:
            yield FileReport(str(path), "rules", (error.diagnostic,), Verdicts(), True)
        else:
            readable.append(path)
    for together in library.connected(readable):
        loaded = library.load(together)
        found = loaded.program.diagnostics()
        for path in together:
            source = loaded.names[real_path(path)].source
            here = (offered(one, real_path(path)) for one in found if one.place.source is source)
            own = sorted(here, key=lambda one: one.place.span)
            yield FileReport(str(path), "rules", tuple(own), Verdicts(), False)
        yield from _errors_elsewhere(found, {str(path) for path in paths})


def _errors_elsewhere(found: list[Diagnostic], told: set[str]) -> Iterator[FileReport]:
    """The errors in files that were not asked for, but are used: what rests on a broken file is not sound."""
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.severity is Severity.ERROR and diagnostic.place.source.name not in told:
            by_file.setdefault(diagnostic.place.source.name, []).append(diagnostic)
    for name, diagnostics in by_file.items():
        yield FileReport(name, "rules", tuple(diagnostics), Verdicts(), False)


class _RulesTold:
    """Errors in the rules that forms were checked by, once a file: a broken rule must not pass for a silent one."""

    def __init__(self, files: set[str]) -> None:
        self.files = files  # whose errors have been told
        self.forms: set[tuple[Program, Form]] = set()  # whose rules have been looked at

    def of(self, checked: CheckedForm) -> Iterator[FileReport]:
        if checked.rules is None or checked.submission is None:
            return
        program, form = checked.rules.program, checked.submission.form
        if (program, form) in self.forms:
            return
        self.forms.add((program, form))
        for report in _errors_elsewhere(program.problems(form), self.files):
            self.files.add(report.name)
            yield report


def check_form(
    path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False, today: date | None = None,
    configuration: Configuration | None = None,
) -> CheckedForm:  # fmt: skip
    """Reads one filled form and runs its checks. Raises UnreadableFile."""
    return check_text(
        read_text(path, str(path)), path, library, extra=extra, rules=rules, outcomes=outcomes, today=today,
        configuration=configuration,
    )  # fmt: skip


def check_text(
    source: Source, path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False, today: date | None = None,
    configuration: Configuration | None = None,
) -> CheckedForm:  # fmt: skip
    """Checks the text of a filled form that is, or would be, at `path`."""
    document = read_toml(source)
    return check_document(
        document.root, document.problems, source, path, library, extra=extra, rules=rules, outcomes=outcomes,
        today=today, configuration=configuration,
    )  # fmt: skip


def check_document(
    root: Mapping, problems: list[Diagnostic], source: Source, path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False, today: date | None = None,
    configuration: Configuration | None = None, only: Callable[[str], bool] | None = None,
) -> CheckedForm:  # fmt: skip
    """Checks a filled form that has been read, by `rules` or by those that its form's name leads to.

    With `only`, no checks are run but those whose names are wanted.
    """
    with localcontext(EXACT):
        found = list(problems)
        rules, form, year = form_of(root, source, path, library, extra, found, rules)
        if rules is None or form is None:
            return CheckedForm(None, rules, found, Verdicts(), [])
        bound = bind(form, year, root, source)
        checks = compiled(rules.program, form)
        if only is not None:
            checks = checks.of_checks(lambda check: only(check.name))
        report = checks.run(bound.submission, outcomes=outcomes)
        is_whole = not any(one.severity is Severity.ERROR for one in (*found, *bound.findings))
        found = _once([*found, *bound.findings, *report.findings])
        if configuration is not None:
            found = configuration.graded(found, form.name, path)
        written, wrong = _answers(root, source, form, path, library)
        if written:
            names = [check.name for check in rules.program.checks(form)]
            wrong += mistaken(written, found, today, form, names, is_certain=is_whole)
            found = answered(found, written, today)
        found = [*found, *wrong]
        found.sort(key=lambda one: (one.place.source is not source, one.place.span))
        verdicts = report.verdicts + Verdicts(failed=len(bound.findings))
        return CheckedForm(bound.submission, rules, found, verdicts, report.outcomes)


def _answers(
    root: Mapping, source: Source, form: Form, path: Path, library: Library
) -> tuple[list[Written], list[Diagnostic]]:
    """The answers that stand in a filled form and in the file beside it, and what is wrong with them."""
    written, wrong = read_answers(root, source, form.members)
    for beside in side_files(path):
        try:
            text = library.text_if_there(beside)
        except UnreadableFile as error:
            wrong.append(error.diagnostic)
            continue
        if text is not None:
            document = read_toml(text)
            more, wrong_too = read_side_file(document.root, text)
            written += more
            wrong += [*document.problems, *wrong_too]
    return written, wrong


def read_submission(path: Path, library: Library) -> tuple[Submission | None, list[Diagnostic]]:
    """A filled form as typed cells, and what its reading found; no check is run. Raises UnreadableFile."""
    source = read_text(path, str(path))
    document = read_toml(source)
    with localcontext(EXACT):
        found = list(document.problems)
        rules, form, year = form_of(document.root, source, path, library, (), found)
        if rules is None or form is None:
            return None, found
        bound = bind(form, year, document.root, source)
        return bound.submission, [*found, *bound.findings]


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without the advice to quote a value that, quoted or not, is none for its cell: that is told by what the cell wants."""
    wrong = {
        one.place.span
        for one in found
        if one.code is codes.WRONG_VALUE_TYPE or (one.code is codes.VALUE_UNIT and one.fix is not None)
    }
    return [one for one in found if one.code is not TOML_UNQUOTED_VALUE or one.place.span not in wrong]
