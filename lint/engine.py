"""Checks files: rule files against the language, filled forms against their rules. A report a file, as it is done.

Holds no more than the rules and the form at hand, so memory does not grow with the number of forms. Prints nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import localcontext
from pathlib import Path
from typing import Literal

from gouji.lang import codes
from gouji.lang.bind import bind
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Replacement, Severity, Term, requoted
from gouji.lang.keys import FORM_KEYS, HEAD_KEYS, YEAR_KEYS, displaced_year
from gouji.lang.located import Entry, Mapping, Scalar
from gouji.lang.model import Form
from gouji.lang.nearest import nearest
from gouji.lang.outcomes import Outcome
from gouji.lang.program import Program
from gouji.lang.run import Verdicts, compiled
from gouji.lang.source import Place, Source, Span
from gouji.lang.submission import Submission
from gouji.lang.units import EXACT
from gouji.lang.values import canonical_text
from gouji.lint.codes import TOML_UNQUOTED_VALUE
from gouji.lint.files import UnreadableFile, read_text, real_path
from gouji.lint.library import Library, LoadedRules, all_form_names, offered
from gouji.lint.toml_reader import read_toml

__all__ = ["CheckedForm", "FileReport", "Verdicts", "check_files", "check_form", "check_text", "read_submission"]

_YEAR = re.compile("([0-9]{4}) ?年?度?")


# Forms are revised within so many years: a later one is more likely a slip, 2042 for 2024.
MOST_YEARS_OPEN = 10


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


def check_files(files: Sequence[Path], rules: LoadedRules | None = None) -> Iterator[FileReport]:
    """A report for each file, in the order given; rule files are checked together, before the forms.

    Forms that `rules` declares are held against these; the rules of others are looked for.
    """
    library = Library({real_path(path): str(path) for path in files})
    rule_paths = [path for path in files if path.suffix.lower() == ".gj"]
    told: set[str] = set()
    for report in _check_rules(rule_paths, library):
        told.add(report.name)
        yield report
    rules_told = _RulesTold(told)
    for path in files:
        if path.suffix.lower() != ".gj":
            try:
                checked = check_form(path, library, extra=rule_paths, rules=rules)
            except UnreadableFile as error:
                yield FileReport(str(path), "form", (error.diagnostic,), Verdicts(), True)
                continue
            yield from rules_told.of(checked)
            diagnostics = tuple(checked.diagnostics)
            yield FileReport(str(path), "form", diagnostics, checked.verdicts, checked.submission is None)


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
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False,
) -> CheckedForm:  # fmt: skip
    """Reads one filled form and runs its checks. Raises UnreadableFile."""
    return check_text(read_text(path, str(path)), path, library, extra=extra, rules=rules, outcomes=outcomes)


def check_text(
    source: Source, path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False,
) -> CheckedForm:  # fmt: skip
    """Checks the text of a filled form that is, or would be, at `path`."""
    document = read_toml(source)
    return check_document(
        document.root, document.problems, source, path, library, extra=extra, rules=rules, outcomes=outcomes
    )


def check_document(
    root: Mapping, problems: list[Diagnostic], source: Source, path: Path, library: Library, *,
    extra: Sequence[Path] = (), rules: LoadedRules | None = None, outcomes: bool = False,
) -> CheckedForm:  # fmt: skip
    """Checks a filled form that has been read, by `rules` or by those that its form's name leads to."""
    with localcontext(EXACT):
        found = list(problems)
        rules, form, year = _form_of(root, source, path, library, extra, found, rules)
        if rules is None or form is None:
            return CheckedForm(None, rules, found, Verdicts(), [])
        bound = bind(form, year, root, source)
        report = compiled(rules.program, form).run(bound.submission, outcomes=outcomes)
        found = _once([*found, *bound.findings, *report.findings])
        found.sort(key=lambda one: one.place.span)
        verdicts = report.verdicts + Verdicts(failed=len(bound.findings))
        return CheckedForm(bound.submission, rules, found, verdicts, report.outcomes)


def read_submission(path: Path, library: Library) -> tuple[Submission | None, list[Diagnostic]]:
    """A filled form as typed cells, and what its reading found; no check is run. Raises UnreadableFile."""
    source = read_text(path, str(path))
    document = read_toml(source)
    with localcontext(EXACT):
        found = list(document.problems)
        rules, form, year = _form_of(document.root, source, path, library, (), found)
        if rules is None or form is None:
            return None, found
        bound = bind(form, year, document.root, source)
        return bound.submission, [*found, *bound.findings]


def _form_of(
    root: Mapping, source: Source, path: Path, library: Library, extra: Sequence[Path], found: list[Diagnostic],
    rules: LoadedRules | None = None,
) -> tuple[LoadedRules | None, Form | None, int | None]:  # fmt: skip
    """The rules and the form that a filled form names, with its year if it is known; what is wrong goes to `found`."""
    form_key, year_key = _head_keys(root)
    named = _head(root, FORM_KEYS)
    if named is None or not isinstance(named.node, Scalar) or not isinstance(named.node.value, str):
        span = named.node.span if named else Span(0, min(1, len(source.text)))
        known = tuple(all_form_names(path)[:8])
        found.append(_finding(codes.NO_SUCH_FORM, source, span, name="", nearest="", known=known, form_key=form_key))
        return None, None, None
    name = named.node.value
    if rules is None or canonical_text(name) not in rules.program.environment.forms:
        rules = library.for_form(name, path, extra)
    if rules is None:
        names = all_form_names(path)
        near, known = nearest(canonical_text(name), names) or "", tuple(names[:8])
        arguments: dict[str, object] = {"name": name, "nearest": near, "known": known, "form_key": form_key}
        fix = requoted(named.node.span, near, safe=False) if near else None
        found.append(Diagnostic(codes.NO_SUCH_FORM, Place(source, named.node.span), arguments, fix=fix))
        return None, None, None
    versions = rules.program.environment.forms.get(canonical_text(name), [])
    displaced = displaced_year(versions[0], root) if versions else None
    dated = displaced[0] if displaced is not None else _head(root, YEAR_KEYS)
    year, is_plain = _year_of(dated)
    if not is_plain:
        span = dated.node.span if dated else named.node.span
        found[:] = [one for one in found if not dated or one.place.span != span]  # one mistake is told once
        fix = (
            Fix(Term("fix.replace", (("text", str(year)),)), (Replacement(span, str(year)),), safe=True)
            if year
            else None
        )
        found.append(Diagnostic(codes.MISSING_YEAR, Place(source, span), {"name": name, "year_key": year_key}, fix=fix))
    if year is None:  # what does not need the year is checked all the same, if it is certain which form it is
        return rules, versions[0] if len(versions) == 1 else None, None
    form = rules.program.form(name, year)
    if form is None:
        assert dated is not None
        known = tuple(_years(one) for one in versions)
        found.append(
            _finding(codes.NO_SUCH_YEAR, source, dated.node.span, name=name, year=year, known=known, year_key=year_key)
        )
        if len(versions) == 1:  # the year that was meant is not known: what needs it does not apply
            return rules, versions[0], None
    elif dated is not None and form.years[0] is not None and year - form.years[0] > MOST_YEARS_OPEN:
        first = form.years[0]
        found.append(
            _finding(
                codes.DISTANT_YEAR, source, dated.node.span, name=name, year=year, first=first, difference=year - first
            )
        )
    return rules, form, year


def _year_of(dated: Entry | None) -> tuple[int | None, bool]:
    """The year that is written, and whether it is written as a plain number; quotes and 年 leave no doubt of what is meant."""
    value = dated.node.value if dated and isinstance(dated.node, Scalar) else None
    written = _YEAR.fullmatch(canonical_text(value)) if isinstance(value, str) else None
    year = int(written[1]) if written else value
    if isinstance(year, bool) or not isinstance(year, int) or not 1949 <= year <= 2199:
        return None, False
    return year, written is None


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without the advice to quote a value that, quoted or not, is none for its cell: that is told by what the cell wants."""
    wrong = {
        one.place.span
        for one in found
        if one.code is codes.WRONG_VALUE_TYPE or (one.code is codes.VALUE_UNIT and one.fix is not None)
    }
    return [one for one in found if one.code is not TOML_UNQUOTED_VALUE or one.place.span not in wrong]


def _head(root: Mapping, keys: tuple[str, ...]) -> Entry | None:
    return next((root.entries[key] for key in keys if key in root.entries), None)


def _head_keys(root: Mapping) -> tuple[str | Term, str | Term]:
    """What the form and the year are called in this file; where it says neither, in the language of who reads the finding."""
    names = ("head.form", "head.year")
    english = next((key.isascii() for key in HEAD_KEYS if key in root.entries), None)
    form, year = (Term(name) if english is None else text(name, "en" if english else "zh") for name in names)
    return form, year


def _finding(code: Code, source: Source, span: Span, **arguments: object) -> Diagnostic:
    return Diagnostic(code, Place(source, span), arguments)


def _years(form: Form) -> str:
    first, last = form.years
    if first == last:
        return str(first) if first is not None else "…"
    return f"{first or '…'}–{last or '…'}"
