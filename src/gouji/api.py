"""The Python API: check files, load rules, read filled forms. What `gouji` itself is made of, in a few functions.

Prints nothing; raises `UnreadableFile` (which carries its diagnostic) for a file that cannot be read.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Category, Diagnostic, Severity
from gouji.lang.form_model import Form
from gouji.lang.model import Check
from gouji.lang.parse import parse_expression
from gouji.lang.program import Program
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, Submission
from gouji.lang.verdicts import Verdicts
from gouji.lint.cell_paths import read_path
from gouji.lint.config_search import Configurations
from gouji.lint.discover import discover
from gouji.lint.engine import check_files, read_submission
from gouji.lint.files import UnreadableFile
from gouji.lint.library import Library, LoadedRules
from gouji.lint.unusable import UnresolvedPath

__all__ = [
    "Category",
    "Cell",
    "Check",
    "Diagnostic",
    "Form",
    "Language",
    "Place",
    "Program",
    "Severity",
    "Span",
    "Submission",
    "UnreadableFile",
    "Verdicts",
    "check",
    "find_cell",
    "load_rules",
    "read_form",
]

AnyPath = str | Path


def check(
    path: AnyPath | Iterable[AnyPath], *, rules: Program | None = None, today: date | None = None
) -> list[Diagnostic]:
    """The findings on a file, on all files of a folder, or on several of either, in order.

    Filled forms (`.toml`) are held against their rules, rule files (`.gj`) against the language. What cannot be read
    is a finding too, of category `input`. Rules are found and read anew in each call; who calls often gives those of
    `load_rules`, which hold for all forms that they declare.
    A finding that the filer has answered carries the `answer`, unless that held until a day before `today` only.
    """
    configurations = Configurations()
    found = discover(_paths(path), configurations=configurations)
    diagnostics = list(found.problems)
    for report in check_files(
        found.files, LoadedRules(rules, {}) if rules is not None else None, today=today, configurations=configurations
    ):
        diagnostics += report.diagnostics
    return diagnostics


def _paths(given: object) -> Iterator[str | Path]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        yield _path(given)
    else:
        yield from map(_path, given)


def _path(given: object) -> str | Path:
    if isinstance(given, str | Path):
        return given
    raise TypeError(f"a path must be a str or a pathlib.Path, not {type(given).__name__}")


def load_rules(path: AnyPath, *more: AnyPath) -> Program:
    """Rule files, folders of them, and all that they use, as one program: `program.forms`, `program.checks(form)`,
    `program.diagnostics()` for the mistakes in them. Raises UnreadableFile, also for what is no rule file."""
    found = discover(map(_path, (path, *more)), rules_only=True)
    if found.problems:
        raise UnreadableFile(found.problems[0])
    return Library.of_files(found.files).load(found.files).program


def read_form(path: AnyPath) -> Submission:
    """A filled form as typed cells, each with its place; figures are exact decimals in base units (元, not 万元).

    Raises UnreadableFile where the file cannot be read or names no known form; single broken cells are kept as such.
    """
    submission, found = read_submission(Path(_path(path)), Library(configured=Configurations().rule_paths))
    if submission is None:
        raise UnreadableFile(found[-1])
    return submission


def find_cell(filled: Submission, path: str) -> Cell:
    """The cell that a path names as findings and rules do: `支出.项目支出[半年]`, `支出.项目["水费"].金额[全年]`.

    Raises KeyError, with the reason, where the form or the filled form has no such cell.
    """
    expression, faults = parse_expression(path)
    try:
        if expression is None or faults:
            raise UnresolvedPath("path.bad")
        return read_path(expression, filled.form).cell(filled)
    except UnresolvedPath as reason:
        raise KeyError(f"{path}: {reason.term}") from None
