"""Findings as SARIF 2.1.0, the format of code scanning: results first, then the rules, files and notifications they name.

Answers are suppressions with their reasons. Columns count Unicode code points, as everywhere here. Holds of a run only
the rules met, the names of its files, and some notifications. No clock, no path of this machine.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.lang import codes
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic, Fix, Related
from gouji.lang.source import Place, Source, Span
from gouji.lint.fingerprints import fingerprinted
from gouji.lint.output.json import Value, as_object, dumped, summary_object
from gouji.lint.output.kinds import Output, Setting
from gouji.lint.output.sarif_rules import LEVELS, descriptor, message, percented
from gouji.lint.output.summary import Summary
from gouji.lint.output.told import answer_text, from_here, rule_of, seen, whole_text
from gouji.version import VERSION

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "findingHash/v1"
ROOT = "%SRCROOT%"
"""The folder that paths count from, as readers of SARIF call it."""

MOST_NOTIFICATIONS = 1000
"""Of what could not be evaluated; each is a result as well."""

OWN_PROPERTIES = ("category", "code", "coordinates", "difference", "tolerance", "basis", "explanation", "regraded")
"""What the JSON output has of a finding and SARIF has no place for."""

OF_BASELINE = ("in_baseline", "gone_from_baseline")
"""What the JSON output tells of a baseline. As results that are absent, readers that know no baseline would show what has gone."""

Object = dict[str, Value]


def output(setting: Setting) -> "_Log":
    return _Log(setting)


class _Log(Output):
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._rules: dict[str, Object] = {}
        self._indices: dict[str, int] = {}
        self._files: dict[str, tuple[int, str]] = {}
        self._notifications: list[Value] = []
        self._unevaluated = 0
        self._comma = ""

    def start(self) -> Iterator[str]:
        head = dumped({"$schema": SCHEMA, "version": "2.1.0"}).removesuffix("}")
        yield f'{head},"runs":[{{"columnKind":"unicodeCodePoints","results":['

    def report(self, report: "FileReport") -> Iterator[str]:
        for one, fingerprint in fingerprinted(report.diagnostics):
            yield f"{self._comma}\n{dumped(self._result(one, fingerprint))}"
            self._comma = ","
            if report.unusable or one.code is codes.NOT_EVALUATED:
                self._unevaluated += 1
                if self._unevaluated <= MOST_NOTIFICATIONS:
                    self._notifications.append(self._notification(one))
        if report.kind != "path":
            self._artifact(
                report.name, "userSpecifiedConfiguration" if report.kind == "configuration" else "analysisTarget"
            )

    def end(self, summary: Summary) -> Iterator[str]:
        if self._unevaluated > MOST_NOTIFICATIONS:
            left = self._unevaluated - MOST_NOTIFICATIONS
            told = text("output.sarif.left", self._setting.language, number=left)
            self._notifications.append({"level": "warning", "message": message(told)})
        driver: Object = {
            "name": "gouji",
            "version": VERSION,
            "semanticVersion": VERSION,
            "language": {"zh": "zh-CN", "en": "en"}[self._setting.language],
            "rules": list(self._rules.values()),
        }
        invocation: Object = {
            "executionSuccessful": summary.status != 2,
            "exitCode": summary.status,
            "toolExecutionNotifications": self._notifications,
        }
        rest: Object = {
            "tool": {"driver": driver},
            "invocations": [invocation],
            "originalUriBaseIds": {ROOT: {"description": {"text": text("output.sarif.root", self._setting.language)}}},
            "artifacts": [
                {"location": self._location_of(name), "roles": [role] if role else []}
                for name, (_, role) in self._files.items()
            ],
        }
        if summary.baseline is not None:
            counts = summary_object(summary)
            rest["properties"] = {key: counts[key] for key in OF_BASELINE}
        yield f"\n],{dumped(rest).removeprefix('{')}]}}\n"

    # --- results

    def _result(self, one: Diagnostic, fingerprint: str) -> Object:
        language = self._setting.language
        name = rule_of(one)
        if name not in self._rules:
            self._rules[name] = descriptor(name, one, self._setting)
            self._indices[name] = len(self._indices)
        whole = as_object(one, language)
        result: Object = {
            "ruleId": name,
            "ruleIndex": self._indices[name],
            "kind": "fail",
            "level": LEVELS[one.severity],
            "message": message(whole_text(one, language)),
            "locations": [self._location(one.place)],
            "partialFingerprints": {FINGERPRINT: fingerprint},
        }
        if self._setting.only_new:
            result["baselineState"] = "new"
        related: list[Value] = [self._related(cell, at) for at, cell in enumerate(one.related) if cell.place]
        if related:
            result["relatedLocations"] = related
        if one.fix is not None:
            result["fixes"] = [self._fix(one.fix, one.place.source)]
        if one.answer is not None:
            # Without a status it is accepted; editions of the schema disagree on how the status is called.
            inside = one.answer.place.source.name == one.place.source.name
            result["suppressions"] = [
                {
                    "kind": "inSource" if inside else "external",
                    "justification": answer_text(one.answer, language),
                    "location": self._location(one.answer.place),
                }
            ]
        result["properties"] = {key: whole[key] for key in OWN_PROPERTIES if whole[key] not in ("", [], {}, None)}
        return result

    def _related(self, cell: Related, at: int) -> Value:
        assert cell.place is not None
        said = f"{cell.name} = {cell.value}" if cell.value else cell.name
        return {"id": at, **self._location(cell.place), "message": message(seen(said))}

    def _fix(self, fix: Fix, source: Source) -> Value:
        """All replacements belong together and are in one file."""
        replacements: list[Value] = [
            {"deletedRegion": _region(source, one.span), "insertedContent": {"text": one.text}}
            for one in fix.replacements
        ]
        return {
            "description": message(seen(fix.title.in_language(self._setting.language))),
            "artifactChanges": [{"artifactLocation": self._artifact(source.name), "replacements": replacements}],
            "properties": {"safe": fix.safe},
        }

    def _notification(self, one: Diagnostic) -> Value:
        """What could not be evaluated, and why."""
        return {
            "level": LEVELS[one.severity],
            "message": message(whole_text(one, self._setting.language)),
            "locations": [self._location(one.place)],
            "associatedRule": {"id": rule_of(one), "index": self._indices[rule_of(one)]},
        }

    # --- places

    def _location(self, place: Place) -> Object:
        physical: Object = {"artifactLocation": self._artifact(place.source.name)}
        if place.source.text:  # of a file that was not read, nothing is known
            physical["region"] = _region(place.source, place.span)
        return {"physicalLocation": physical}

    def _artifact(self, name: str, role: str = "") -> Object:
        """The location of a file, which is then one of the `artifacts` too."""
        if name not in self._files or role:
            index, _ = self._files.get(name, (len(self._files), role))
            self._files[name] = (index, role)
        return {**self._location_of(name), "index": self._files[name][0]}

    def _location_of(self, name: str) -> Object:
        """A path from the folder of the run, or the address of a file elsewhere."""
        path = from_here(name)
        written = percented(path.as_posix())
        if path.is_absolute():
            return {"uri": f"file:///{written.lstrip('/')}"}
        return {"uri": written, "uriBaseId": ROOT}


def _region(source: Source, span: Span) -> Object:
    start, end = source.position(span.start), source.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
