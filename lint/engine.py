"""Checks files: rule files against the language, filled forms against their rules.

Holds no more than the rules and the form at hand, so memory does not grow with the number of forms. Prints nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from gouji.lang import codes
from gouji.lang.bind import bind
from gouji.lang.bind_rows import PlainRows
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import Form
from gouji.lang.program import Program
from gouji.lang.run import compiled
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lang.verdicts import Verdicts
from gouji.lint.answers import AnswerTargets, Written, answered, mistaken, read_answers, read_side_file
from gouji.lint.codes import TOML_UNQUOTED_VALUE
from gouji.lint.config import Configuration
from gouji.lint.config_names import unknown_names
from gouji.lint.config_search import Configurations
from gouji.lint.context import CheckContext
from gouji.lint.file_names import side_files
from gouji.lint.files import UnreadableFile, read_text, real_path, standing_path
from gouji.lint.form_head import form_of
from gouji.lint.library import Library, LoadedRules, offered
from gouji.lint.reports import CheckedForm, FileReport
from gouji.lint.runs import Checked, RulesKey, Run, reports, unreadable
from gouji.lint.toml_reader import TomlDocument, read_toml
from gouji.lint.traces import QuestionKind, note


class Direct:
    """Checks what a run is about, here and now. Loads rules once."""

    ahead = 0

    def __init__(self, run: Run) -> None:
        self._run = run
        self._library = Library(run.shown, configured=run.configurations.rule_paths)
        self._elsewhere: dict[tuple[Program, Form], tuple[FileReport, ...]] = {}

    def of_rules(self) -> list[FileReport]:
        return list(_check_rules(self._run.rule_files, self._library))

    def of_form(self, path: Path) -> Callable[[], Checked]:
        return partial(self._read, path)

    def _read(self, path: Path) -> Checked:
        try:
            return self.checked(path, read_text(path, str(path)))
        except UnreadableFile as error:
            return unreadable(path, error)

    def checked(self, path: Path, source: Source) -> Checked:
        """A form by its text, with all that is to be told of it."""
        run = self._run
        try:
            context = CheckContext(self._library, run.extra, run.rules, run.today, run.configurations.of(path))
            checked = check_text(source, path, context)
        except UnreadableFile as error:  # a rule file
            return unreadable(path, error)
        report = FileReport(
            str(path), "form", tuple(checked.diagnostics), checked.verdicts, checked.submission is None, checked
        )
        if checked.rules is None:
            return Checked(report)
        return Checked(report, self._errors_of(checked), checked.rules.paths)

    def of_names(self, configuration: Configuration, rules: Sequence[RulesKey]) -> list[Diagnostic]:
        loaded = [self._library.load(paths) if paths or self._run.rules is None else self._run.rules for paths in rules]
        return list(unknown_names(configuration, self._library, loaded))

    def _errors_of(self, checked: CheckedForm) -> tuple[FileReport, ...]:
        """The errors in the rules of a form, a report a file."""
        if checked.rules is None or checked.submission is None:
            return ()
        program, form = checked.rules.program, checked.submission.form
        if (program, form) not in self._elsewhere:
            self._elsewhere[program, form] = tuple(_errors_in(program.problems(form)))
        return self._elsewhere[program, form]


def check_files(
    files: Sequence[Path], rules: LoadedRules | None = None, *, today: date | None = None,
    configurations: Configurations | None = None, beside: Sequence[Path] = (),
) -> Iterator[FileReport]:  # fmt: skip
    """A report for each file, as `Run` says, checked here and now."""
    run = Run(files, rules, today, configurations or Configurations(), beside)
    return reports(run, Direct(run))


def _check_rules(paths: list[Path], library: Library) -> Iterator[FileReport]:
    from gouji.lint.test_mistakes import mistakes_in_tests  # a check of forms alone does without

    readable, problems = library.readable(paths)
    for problem in problems:
        yield FileReport(problem.place.source.name, "rules", (problem,), Verdicts(), True)
    told = {str(path) for path in paths}
    for together in library.connected(readable):
        loaded = library.load(together)
        found = [*loaded.program.diagnostics(), *mistakes_in_tests(together, loaded, library)]
        for path in together:
            source = loaded.names[real_path(path)].source
            here = (offered(one, real_path(path)) for one in found if one.place.source is source)
            own = sorted(here, key=lambda one: one.place.span)
            yield FileReport(str(path), "rules", tuple(own), Verdicts(), False)
        for report in _errors_in(found):
            if report.name not in told:  # a pack may be used by several groups
                told.add(report.name)
                yield report


def _errors_in(found: list[Diagnostic]) -> Iterator[FileReport]:
    """The errors in rule files, a report a file: what rests on a broken file is not sound."""
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.severity is Severity.ERROR:
            by_file.setdefault(diagnostic.place.source.name, []).append(diagnostic)
    for name, diagnostics in by_file.items():
        yield FileReport(name, "rules", tuple(diagnostics), Verdicts(), False)


def check_form(path: Path, context: CheckContext) -> CheckedForm:
    """Reads one filled form and runs its checks. Raises UnreadableFile."""
    return check_text(read_text(path, str(path)), path, context)


def check_text(source: Source, path: Path, context: CheckContext, *, outcomes: bool = False) -> CheckedForm:
    """Checks the text of a filled form that is, or would be, at `path`."""
    return check_document(read_toml(source), path, context, outcomes=outcomes)


def check_document(
    document: TomlDocument, path: Path, context: CheckContext, *, outcomes: bool = False,
    only: Callable[[str], bool] | None = None, before: PlainRows | None = None, ask: Callable[[], None] = lambda: None,
) -> CheckedForm:  # fmt: skip
    """Checks a filled form that has been read.

    With `only`, no checks are run but those whose names are wanted; with the plain rows of its text of `before`, what still
    stands there is not read again.
    """
    source, today, configuration = document.source, context.today, context.configuration
    found = list(document.problems)
    rules, form, year = form_of(document, path, context, found, ask)
    if rules is None or form is None:
        return CheckedForm(None, rules, found, Verdicts(), [])
    bound = bind(form, year, document.root, source, before, ask)
    checks = compiled(rules.program, form)
    if only is not None:
        checks = checks.of_checks(lambda check: only(check.name))
    report = checks.run(bound.submission, outcomes=outcomes, ask=ask)
    is_whole = not any(one.severity is Severity.ERROR for one in (*found, *bound.findings))
    found = _once([*found, *bound.findings, *report.findings])
    if configuration is not None:
        found = configuration.graded(found, form.name, standing_path(path))
    written, wrong = _answers(document, form, path, context.library)
    if any(one.last_day is not None for one in written):
        note(QuestionKind.TODAY, Path(), lambda: str(today))
    if written:
        names = [check.name for check in rules.program.checks(form)]
        targets = AnswerTargets(found)
        wrong += mistaken(written, targets, today, form, names, is_certain=is_whole)
        found = answered(targets, written, today)
    found = [*found, *wrong]
    found.sort(key=lambda one: (one.place.source is not source, one.place.span))
    verdicts = report.verdicts + Verdicts(failed=len(bound.findings))
    return CheckedForm(bound.submission, rules, found, verdicts, report.outcomes, bound.rows)


def _answers(
    document: TomlDocument, form: Form, path: Path, library: Library
) -> tuple[list[Written], list[Diagnostic]]:
    """The answers that stand in a filled form and in the file beside it, and what is wrong with them."""
    written, wrong = read_answers(document.root, document.source, form.members)
    for beside in side_files(path):
        try:
            text = library.text_if_there(beside)
        except UnreadableFile as error:
            wrong.append(error.diagnostic)
            continue
        if text is not None:
            apart = read_toml(text)
            more, wrong_too = read_side_file(apart.root, text)
            written += more
            wrong += [*apart.problems, *wrong_too]
    return written, wrong


def read_submission(path: Path, library: Library) -> tuple[Submission | None, list[Diagnostic]]:
    """A filled form as typed cells, and what its reading found; no check is run. Raises UnreadableFile."""
    document = read_toml(read_text(path, str(path)))
    found = list(document.problems)
    rules, form, year = form_of(document, path, CheckContext(library), found)
    if rules is None or form is None:
        return None, found
    bound = bind(form, year, document.root, document.source)
    return bound.submission, [*found, *bound.findings]


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without the advice to quote a value that, quoted or not, is none for its cell: that is told by what the cell wants."""
    wrong = {
        one.place.span
        for one in found
        if one.code is codes.WRONG_VALUE_TYPE or (one.code is codes.VALUE_UNIT and one.fix is not None)
    }
    return [one for one in found if one.code is not TOML_UNQUOTED_VALUE or one.place.span not in wrong]
