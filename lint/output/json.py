"""Findings for programs: one JSON object a finding, in one document that can be written as the findings come.

The keys are a promise, kept in docs/json.md. Never leaves a key out, never sends a raw control character.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Answer, Diagnostic, Fix, Regraded, Related, rendered
from gouji.lang.source import Place, Source
from gouji.lint.output.kinds import Listing, Setting
from gouji.lint.output.summary import Summary

if TYPE_CHECKING:
    from gouji.lint.baseline import Entry
    from gouji.lint.reports import FileReport

VERSION = 1
RANGE = ("line", "column", "end_line", "end_column")
_UNSENDABLE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


def output(setting: Setting) -> "_Json":
    return _Json(setting.language)


class _Json(Listing):
    """One document, of which each finding is written when it is known."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def start(self) -> Iterator[str]:
        yield head()

    def alone(self, report: "FileReport") -> Iterator[str]:
        yield ",".join(finding(diagnostic, self._language) for diagnostic in report.diagnostics)

    def end(self, summary: Summary) -> Iterator[str]:
        yield tail(summary)


def head() -> str:
    """What stands before the first finding."""
    return f'{{"version":{VERSION},"findings":['


def finding(diagnostic: Diagnostic, language: Language) -> str:
    """One finding on a line of its own."""
    return f"\n{dumped(as_object(diagnostic, language))}"


def tail(summary: Summary) -> str:
    """What stands after the last finding."""
    return f'\n],"summary":{dumped(summary_object(summary))}}}\n'


def as_object(diagnostic: Diagnostic, language: Language) -> dict[str, Value]:
    """A finding in simple values; places count lines and columns from 1, in characters."""
    place = diagnostic.place
    return {
        "file": place.source.name,
        **range_of(place),
        "rule": diagnostic.full_name,
        "code": diagnostic.code.id,
        "severity": diagnostic.severity.value,
        "category": diagnostic.category.value,
        "message": diagnostic.message(language),
        "help": diagnostic.help(language),
        "coordinates": dict(diagnostic.coordinates),
        "related": [_related(cell) for cell in diagnostic.related],
        "related_unlisted": diagnostic.unlisted,
        "difference": str(rendered(diagnostic.difference, language)),
        "tolerance": str(rendered(diagnostic.tolerance, language)),
        "basis": diagnostic.basis,
        "explanation": list(diagnostic.explained(language)),
        "fix": _fix(diagnostic.fix, place.source, language) if diagnostic.fix else None,
        "regraded": _regraded(diagnostic.regraded) if diagnostic.regraded else None,
        "answer": _answer(diagnostic.answer) if diagnostic.answer else None,
    }


def summary_object(summary: Summary) -> dict[str, Value]:
    """The counts at the end of the document."""
    return {
        "files": summary.files,
        "forms": summary.forms,
        "rule_files": summary.rule_files,
        "unusable": summary.unusable,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "hints": summary.hints,
        "answered": summary.answered,
        "passed": summary.passed,
        "failed": summary.failed,
        "not_applicable": summary.inapplicable,
        "not_evaluated": summary.unevaluated,
        "other_toml": list(summary.others),
        "in_baseline": summary.baseline.met if summary.baseline is not None else 0,
        "gone_from_baseline": [_entry(one) for one in summary.baseline.gone] if summary.baseline is not None else [],
    }


def _entry(entry: "Entry") -> dict[str, Value]:
    return {"file": entry.file, "rule": entry.rule or entry.code, "code": entry.code, "place": entry.place}


def _related(cell: Related) -> dict[str, Value]:
    return {"name": cell.name, "value": cell.value, **_point(cell.place)}


def _point(place: Place | None) -> dict[str, Value]:
    if place is None:
        return {"file": None, "line": None, "column": None}
    return {"file": place.source.name, "line": place.start.line, "column": place.start.column}


def _fix(fix: Fix, source: Source, language: Language) -> dict[str, Value]:
    replacements: list[Value] = [
        {**range_of(Place(source, replacement.span)), "text": replacement.text} for replacement in fix.replacements
    ]
    return {"title": str(fix.title.in_language(language)), "safe": fix.safe, "replacements": replacements}


def _regraded(regraded: Regraded) -> dict[str, Value]:
    return {"from": regraded.before.value, "reason": regraded.reason, **_point(regraded.place)}


def _answer(answer: Answer) -> dict[str, Value]:
    return {"reason": answer.reason, "by": answer.by, "until": answer.until, **_point(answer.place)}


def range_of(place: Place, keys: Sequence[str] = RANGE) -> dict[str, Value]:
    """Where something begins and ends, each as line and column."""
    return dict(zip(keys, (*place.start, *place.end), strict=True))


def dumped(value: Value) -> str:
    """A value on one line, Chinese as it is, without what a terminal could act on."""
    dumped = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSENDABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)
