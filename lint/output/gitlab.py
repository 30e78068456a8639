"""Findings as a GitLab code quality report: a JSON list, an object a finding.

What is answered is of severity `info`, with its reason, whatever it weighs. No two findings have one fingerprint.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.fingerprints import fingerprinted, in_file
from gouji.lint.output.json import Value, dumped
from gouji.lint.output.kinds import Listing, Setting
from gouji.lint.output.summary import Summary
from gouji.lint.output.told import path_of, rule_of, whole_text

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.HINT: "info"}


def output(setting: Setting) -> "_CodeQuality":
    return _CodeQuality(setting)


class _CodeQuality(Listing):
    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._language = setting.language

    def start(self) -> Iterator[str]:
        yield "["

    def alone(self, report: "FileReport") -> Iterator[str]:
        found = fingerprinted(report.diagnostics)
        yield ",".join(f"\n{dumped(self._object(one, fingerprint))}" for one, fingerprint in found)

    def end(self, summary: Summary) -> Iterator[str]:
        yield "\n]\n"

    def _object(self, one: Diagnostic, fingerprint: str) -> Value:
        path = path_of(one.place.source.name)
        return {
            "description": whole_text(one, self._language),
            "check_name": rule_of(one),
            "fingerprint": in_file(fingerprint, path),
            "severity": _SEVERITIES[one.severity] if one.answer is None else "info",
            "location": {"path": path, "lines": {"begin": one.place.start.line, "end": one.place.end.line}},
        }
