"""The Python API: check files, load rules, read filled forms. What `gouji` itself is made of, in three functions.

Prints nothing; raises `UnreadableFile` (which carries its diagnostic) for a file that cannot be read.
"""

from collections.abc import Iterable
from pathlib import Path

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Category, Diagnostic, Severity
from gouji.lang.model import Check, Form
from gouji.lang.program import Program
from gouji.lang.run import Verdicts
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, Submission
from gouji.lint.discover import discover
from gouji.lint.engine import check_files, read_submission
from gouji.lint.files import UnreadableFile, real_path
from gouji.lint.library import Library, LoadedRules

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
    "load_rules",
    "read_form",
]

AnyPath = str | Path


def check(path: AnyPath | Iterable[AnyPath], *, rules: Program | None = None) -> list[Diagnostic]:
    """The findings on a file, on all files of a folder, or on several of either, in order.

    Filled forms (`.toml`) are held against their rules, rule files (`.gj`) against the language. What cannot be read
    is a finding too, of category `input`. Rules are found and read anew in each call; who calls often gives those of
    `load_rules`, which hold for all forms that they declare.
    """
    found = discover([path] if isinstance(path, str | Path) else path)
    diagnostics = list(found.problems)
    for report in check_files(found.files, LoadedRules(rules, {}) if rules is not None else None):
        diagnostics += report.diagnostics
    return diagnostics


def load_rules(path: AnyPath, *more: AnyPath) -> Program:
    """Rule files, folders of them, and all that they use, as one program: `program.forms`, `program.checks(form)`,
    `program.diagnostics()` for the mistakes in them. Raises UnreadableFile, also for what is no rule file."""
    found = discover([path, *more], rules_only=True)
    if found.problems:
        raise UnreadableFile(found.problems[0])
    return Library({real_path(one): str(one) for one in found.files}).load(found.files).program


def read_form(path: AnyPath) -> Submission:
    """A filled form as typed cells, each with its place; figures are exact decimals in base units (元, not 万元).

    Raises UnreadableFile where the file cannot be read or names no known form; single broken cells are kept as such.
    """
    submission, found = read_submission(Path(path), Library())
    if submission is None:
        raise UnreadableFile(found[-1])
    return submission
