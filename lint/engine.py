"""Checks files: rule files against the language, filled forms against their rules. A report a file, as it is done.

Holds no more than the rules and the form at hand, so memory does not grow with the number of forms. Prints nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gouji.lang import codes
from gouji.lang.bind import FORM_KEYS, YEAR_KEYS, bind
from gouji.lang.diagnostic import Code, Diagnostic, Severity
from gouji.lang.located import Entry, Mapping, Scalar
from gouji.lang.model import Form
from gouji.lang.nearest import nearest
from gouji.lang.outcomes import Outcome
from gouji.lang.run import Verdicts, compiled, exact_arithmetic
from gouji.lang.source import Place, Source, Span
from gouji.lang.submission import Submission
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile, read_text
from gouji.lint.library import Library, LoadedRules, all_form_names
from gouji.lint.toml_reader import read_toml

__all__ = ["CheckedForm", "FileReport", "Verdicts", "check_files", "check_form", "check_text", "read_submission"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file. `unusable`: it could not be checked at all."""

    name: str
    kind: Literal["rules", "form"]
    diagnostics: tuple[Diagnostic, ...]
    verdicts: Verdicts
    unusable: bool


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A filled form with all that its checks say. `submission` is None where its form is not known."""

    submission: Submission | None
    rules: LoadedRules | None
    diagnostics: list[Diagnostic]
    verdicts: Verdicts
    outcomes: list[Outcome]


def check_files(files: Sequence[Path]) -> Iterator[FileReport]:
    """A report for each file, in the order given; rule files are checked together, before the forms."""
    library = Library({path.resolve(): str(path) for path in files})
    rule_paths = [path for path in files if path.suffix.lower() == ".gj"]
    yield from _check_rules(rule_paths, library)
    faulty: set[str] = {str(path) for path in rule_paths}
    for path in files:
        if path.suffix.lower() != ".gj":
            try:
                checked = check_form(path, library, extra=rule_paths)
            except UnreadableFile as error:
                yield FileReport(str(path), "form", (error.diagnostic,), Verdicts(), True)
                continue
            yield from _faults_of_rules(checked, faulty)
            diagnostics = tuple(checked.diagnostics)
            yield FileReport(str(path), "form", diagnostics, checked.verdicts, checked.submission is None)


def _check_rules(paths: list[Path], library: Library) -> Iterator[FileReport]:
    readable: list[Path] = []
    for path in paths:
        try:
            library.tree(path.resolve())
        except UnreadableFile as error:
            yield FileReport(str(path), "rules", (error.diagnostic,), Verdicts(), True)
        else:
            readable.append(path)
    for together in library.connected(readable):
        loaded = library.load(together)
        found = [*loaded.problems, *loaded.program.diagnostics()]
        for path in together:
            source = loaded.names[path.resolve()].source
            own = sorted((one for one in found if one.place.source is source), key=lambda one: one.place.span)
            yield FileReport(str(path), "rules", tuple(own), Verdicts(), False)


def _faults_of_rules(checked: CheckedForm, shown: set[str]) -> Iterator[FileReport]:
    """Errors in the rules that a form was checked by, once a file: a broken rule must not pass for a silent one."""
    if checked.rules is None or checked.submission is None:
        return
    program = checked.rules.program
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in [*checked.rules.problems, *program.problems(checked.submission.form)]:
        if diagnostic.severity is Severity.ERROR and diagnostic.place.source.name not in shown:
            by_file.setdefault(diagnostic.place.source.name, []).append(diagnostic)
    for name, diagnostics in by_file.items():
        shown.add(name)
        yield FileReport(name, "rules", tuple(diagnostics), Verdicts(), False)


def check_form(path: Path, library: Library, *, extra: Sequence[Path] = (), outcomes: bool = False) -> CheckedForm:
    """Reads one filled form and runs its checks. Raises UnreadableFile."""
    return check_text(read_text(path, str(path)), path, library, extra=extra, outcomes=outcomes)


def check_text(
    source: Source, path: Path, library: Library, *, extra: Sequence[Path] = (), outcomes: bool = False
) -> CheckedForm:
    """Checks the text of a filled form that is, or would be, at `path`."""
    document = read_toml(source)
    return check_document(document.root, document.problems, source, path, library, extra=extra, outcomes=outcomes)


def check_document(
    root: Mapping, problems: list[Diagnostic], source: Source, path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False,
) -> CheckedForm:  # fmt: skip
    """Checks a filled form that has been read, by `rules` or by those that its form's name leads to."""
    with exact_arithmetic():
        found = list(problems)
        rules, form, year = _form_of(root, source, path, library, extra, found, rules)
        if rules is None or form is None:
            return CheckedForm(None, rules, found, Verdicts(), [])
        bound = bind(form, year, root, source)
        report = compiled(rules.program, form).run(bound.submission, outcomes=outcomes)
        found += [*bound.findings, *report.findings]
        found.sort(key=lambda one: one.place.span)
        verdicts = report.verdicts + Verdicts(failed=len(bound.findings))
        return CheckedForm(bound.submission, rules, found, verdicts, report.outcomes)


def read_submission(path: Path, library: Library) -> tuple[Submission | None, list[Diagnostic]]:
    """A filled form as typed cells, and what its reading found; no check is run. Raises UnreadableFile."""
    source = read_text(path, str(path))
    document = read_toml(source)
    with exact_arithmetic():
        found = list(document.problems)
        rules, form, year = _form_of(document.root, source, path, library, (), found)
        if rules is None or form is None:
            return None, found
        bound = bind(form, year, document.root, source)
        return bound.submission, [*found, *bound.findings]


def _form_of(
    root: Mapping, source: Source, path: Path, library: Library, extra: Sequence[Path], found: list[Diagnostic],
    rules: LoadedRules | None = None,
) -> tuple[LoadedRules | None, Form | None, int]:  # fmt: skip
    """The rules and the form that a filled form names, with its year; what is wrong goes to `found`."""
    named = _head(root, FORM_KEYS)
    if named is None or not isinstance(named.node, Scalar) or not isinstance(named.node.value, str):
        span = named.node.span if named else Span(0, min(1, len(source.text)))
        known = tuple(all_form_names(path)[:8])
        found.append(_finding(codes.NO_SUCH_FORM, source, span, name="", nearest="", known=known))
        return None, None, 0
    name = named.node.value
    if rules is None or canonical_text(name) not in rules.program.environment.forms:
        rules = library.for_form(name, path, extra)
    if rules is None:
        names = all_form_names(path)
        near = nearest(canonical_text(name), names) or ""
        found.append(
            _finding(codes.NO_SUCH_FORM, source, named.node.span, name=name, nearest=near, known=tuple(names[:8]))
        )
        return None, None, 0
    dated = _head(root, YEAR_KEYS)
    year = dated.node.value if dated and isinstance(dated.node, Scalar) else None
    if isinstance(year, bool) or not isinstance(year, int) or not 1949 <= year <= 2199:
        span = dated.node.span if dated else named.node.span
        found.append(_finding(codes.MISSING_YEAR, source, span, name=name))
        return rules, None, 0
    form = rules.program.form(name, year)
    if form is None:
        assert dated is not None
        versions = rules.program.environment.forms.get(canonical_text(name), [])
        known = tuple(_years(one) for one in versions)
        found.append(_finding(codes.NO_SUCH_YEAR, source, dated.node.span, name=name, year=year, known=known))
    return rules, form, year


def _head(root: Mapping, keys: tuple[str, ...]) -> Entry | None:
    return next((root.entries[key] for key in keys if key in root.entries), None)


def _finding(code: Code, source: Source, span: Span, **arguments: object) -> Diagnostic:
    return Diagnostic(code, Place(source, span), arguments)


def _years(form: Form) -> str:
    first, last = form.years
    if first == last:
        return str(first) if first is not None else "…"
    return f"{first or '…'}–{last or '…'}"
