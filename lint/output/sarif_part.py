"""What one file adds to a SARIF log, as a text that depends on nothing else: so it can be kept, and told again in any log.

Rules and files are numbered within the text; a log numbers them anew. Never holds what another file adds.
"""

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from gouji.lang import codes
from gouji.lang.diagnostic import Diagnostic, Fix, Related
from gouji.lang.source import Place, Source
from gouji.lint.fingerprints import fingerprinted
from gouji.lint.output.json import Value, as_object, dumped, range_of
from gouji.lint.output.kinds import Setting
from gouji.lint.output.sarif_rules import LEVELS, descriptor, message, percented
from gouji.lint.output.told import answer_text, from_here, rule_of, whole_text
from gouji.lint.rule_text import RuleTexts
from gouji.lint.terminal_text import seen

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

FINGERPRINT = "findingHash/v1"
ROOT = "%SRCROOT%"
"""The folder that paths count from, as readers of SARIF call it."""

REGION = ("startLine", "startColumn", "endLine", "endColumn")

OWN_PROPERTIES = ("category", "code", "coordinates", "difference", "tolerance", "basis", "explanation", "regraded")
"""What the JSON output has of a finding and SARIF has no place for."""

_NUMBER = re.compile(r'("ruleI|\{"i|,"i)ndex":([0-9]+)')
"""A `ruleIndex`, the `index` of a rule, which stands first in its object, or that of a file, which does not; within a text of
JSON, no quote stands before a colon but that of a key.
"""

Object = dict[str, Value]


class Part(NamedTuple):
    """Rules by their names, and results and notifications, each as written; files with the roles that they have here."""

    rules: dict[str, str]
    files: dict[str, str]
    notifications: list[str]
    results: str

    def written(self) -> str:
        """A line about the others, then these, then the results."""
        head = dumped({
            "rules": list(self.rules),
            "files": [[name, role] for name, role in self.files.items()],
            "notifications": len(self.notifications),
        })  # fmt: skip
        return "\n".join([head, *self.rules.values(), *self.notifications, self.results])


def part_of(written: str) -> Part:
    """What `written` has written."""
    head, rest = written.split("\n", 1)
    known = json.loads(head)
    names, number = known["rules"], known["notifications"]
    lines = rest.split("\n", len(names) + number)
    rules = dict(zip(names, lines, strict=False))
    return Part(rules, dict(known["files"]), lines[len(names) : -1], lines[-1])


def numbered_anew(written: str, rules: list[int], files: list[int]) -> str:
    """With the numbers that a log has for these rules and files."""

    def number(found: re.Match[str]) -> str:
        numbers = files if found[1] == ',"i' else rules
        return f'{found[1]}ndex":{numbers[int(found[2])]}'

    return _NUMBER.sub(number, written)


class Adding:
    """What a file adds, in the making."""

    def __init__(self, setting: Setting, texts: RuleTexts, described: dict[tuple[object, ...], str]) -> None:
        """`described` are the rules that were described before."""
        self._setting, self._texts, self._described = setting, texts, described
        self._rules: dict[str, tuple[int, str]] = {}
        self._files: dict[str, int] = {}

    def part(self, report: "FileReport") -> Part:
        results: list[str] = []
        notifications: list[str] = []
        for one, fingerprint in fingerprinted(report.diagnostics):
            results.append(f"\n{dumped(self._result(one, fingerprint))}")
            if report.unusable or one.code is codes.NOT_EVALUATED:
                notifications.append(dumped(self._notification(one)))
        files = dict.fromkeys(self._files, "")
        if report.kind != "path":
            files[report.name] = "userSpecifiedConfiguration" if report.kind == "configuration" else "analysisTarget"
        rules = {name: described for name, (_, described) in self._rules.items()}
        return Part(rules, files, notifications, ",".join(results))

    def _described_by(self, name: str, one: Diagnostic) -> str:
        about = (name, one.code.id, one.severity, one.regraded, one.category, one.declared, one.basis)
        if about not in self._described:
            self._described[about] = dumped(descriptor(name, one, self._setting, self._texts))
        return self._described[about]

    def _rule(self, one: Diagnostic) -> int:
        """The number of the rule of a finding, which is then one of the `rules` too."""
        name = rule_of(one)
        if name not in self._rules:
            self._rules[name] = (len(self._rules), self._described_by(name, one))
        return self._rules[name][0]

    def _result(self, one: Diagnostic, fingerprint: str) -> Object:
        language = self._setting.language
        whole = as_object(one, language)
        result: Object = {
            "ruleId": rule_of(one),
            "ruleIndex": self._rule(one),
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
            {"deletedRegion": range_of(Place(source, one.span), REGION), "insertedContent": {"text": one.text}}
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
            "associatedRule": {"index": self._rule(one), "id": rule_of(one)},
        }

    def _location(self, place: Place) -> Object:
        physical: Object = {"artifactLocation": self._artifact(place.source.name)}
        if place.source.text:  # of a file that was not read, nothing is known
            physical["region"] = range_of(place, REGION)
        return {"physicalLocation": physical}

    def _artifact(self, name: str) -> Object:
        """The location of a file, which is then one of the `artifacts` too."""
        return {**location_of(name), "index": self._files.setdefault(name, len(self._files))}


def location_of(name: str) -> Object:
    """A path from the folder of the run, or the address of a file elsewhere."""
    path = from_here(name)
    written = percented(path.as_posix())
    if path.is_absolute():
        return {"uri": f"file:///{written.lstrip('/')}"}
    return {"uri": written, "uriBaseId": ROOT}
