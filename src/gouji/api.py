"""The Python API: check files, load rules, read filled forms. What `gouji` itself is made of, in three functions.

Prints nothing; raises `UnreadableFile` (which carries its diagnostic) for a file that cannot be read.
"""

from collections.abc import Iterable
from pathlib import Path

from gouji.lang.catalogue import Language
from gouji.lang.check import Program
from gouji.lang.diagnostic import Category, Diagnostic, Severity
from gouji.lang.model import Check, Form
from gouji.lang.run import Verdicts
from gouji.lang.source import Place, Span
from gouji.lang.submission import Cell, Submission
from gouji.lint.discover import discover
from gouji.lint.engine import check_files, read_submission
from gouji.lint.files import UnreadableFile
from gouji.lint.library import Library

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


def check(path: AnyPath | Iterable[AnyPath]) -> list[Diagnostic]:
    """The findings on a file, on all files of a folder, or on several of either, in order.

    Filled forms (`.toml`) are held against their rules, rule files (`.gj`) against the language. What cannot be read
    is a finding too, of category `input`.
    """
    found = discover([Path(one) for one in ([path] if isinstance(path, str | Path) else path)])
    diagnostics = list(found.problems)
    for report in check_files(found.files):
        diagnostics += report.diagnostics
    return diagnostics


def load_rules(path: AnyPath, *more: AnyPath) -> Program:
    """Rule files and all that they use, as one program: `program.forms`, `program.checks(form)`,
    `program.diagnostics()` for the mistakes in them. Raises UnreadableFile."""
    return Library().load([Path(one) for one in (path, *more)]).program


def read_form(path: AnyPath) -> Submission:
    """A filled form as typed cells, each with its place; figures are exact decimals in base units (元, not 万元).

    Raises UnreadableFile where the file cannot be read or names no known form; single broken cells are kept as such.
    """
    submission, found = read_submission(Path(path), Library())
    if submission is None:
        raise UnreadableFile(found[-1])
    return submission
