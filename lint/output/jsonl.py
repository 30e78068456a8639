"""Findings for programs that read line by line: each the object that the JSON output has, then the counts.

The keys are those of docs/json.md. Never sends a raw control character.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.lint.output.json import VERSION, as_object, dumped, summary_object
from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.summary import Summary

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport


def output(setting: Setting) -> "_JsonLines":
    return _JsonLines(setting)


class _JsonLines(ByReport):
    def __init__(self, setting: Setting) -> None:
        self._language = setting.language

    def alone(self, report: "FileReport") -> Iterator[str]:
        for diagnostic in report.diagnostics:
            yield dumped(as_object(diagnostic, self._language)) + "\n"

    def end(self, summary: Summary) -> Iterator[str]:
        yield dumped({"version": VERSION, "summary": summary_object(summary)}) + "\n"
