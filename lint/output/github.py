"""Findings as annotations of a GitHub workflow: a command a finding, which the runner reads out of the log.

Escapes as the workflow commands want it, so that nothing in a form can end a command or begin another. What is answered
is a notice, whatever it weighs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.told import path_of, rule_of, whole_text

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def output(setting: Setting) -> "_Annotations":
    return _Annotations(setting)


class _Annotations(ByReport):
    def __init__(self, setting: Setting) -> None:
        self._language = setting.language

    def alone(self, report: "FileReport") -> Iterator[str]:
        for one in report.diagnostics:
            command = _COMMANDS[one.severity] if one.answer is None else "notice"
            properties = ",".join(f"{name}={value.translate(_IN_PROPERTY)}" for name, value in _properties(one))
            yield f"::{command} {properties}::{whole_text(one, self._language).translate(_IN_TEXT)}\n"


def _properties(one: Diagnostic) -> Iterator[tuple[str, str]]:
    """Columns only within one line: of several lines GitHub takes none."""
    yield "title", rule_of(one)
    yield "file", path_of(one.place.source.name)
    if not one.place.source.text:
        return
    start, end = one.place.start, one.place.end
    yield "line", str(start.line)
    if end.line == start.line:
        yield "col", str(start.column)
    yield "endLine", str(end.line)
    if end.line == start.line:
        yield "endColumn", str(end.column)
