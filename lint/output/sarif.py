"""Findings as SARIF 2.1.0, the format of code scanning: results first, then the rules, files and notifications they name.

Answers are suppressions with their reasons. Columns count Unicode code points, as everywhere here. Holds of a run only
the rules met, the names of its files, and some notifications. No clock, no path of this machine.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gouji.lang.catalogue import text
from gouji.lint.output.json import dumped, summary_object
from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.sarif_part import ROOT, Adding, Object, location_of, numbered_anew, part_of
from gouji.lint.output.sarif_rules import message
from gouji.lint.output.summary import Summary
from gouji.lint.rule_text import RuleTexts
from gouji.version import VERSION

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_NOTIFICATIONS = 1000
"""Of what could not be evaluated; each is a result as well."""

OF_BASELINE = ("in_baseline", "gone_from_baseline")
"""What the JSON output tells of a baseline. As results that are absent, readers that know no baseline would show what has gone."""


def output(setting: Setting) -> "_Log":
    return _Log(setting)


class _Log(ByReport):
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._texts = RuleTexts()
        self._described: dict[tuple[object, ...], str] = {}
        self._rules: dict[str, str] = {}
        self._indices: dict[str, int] = {}
        self._files: dict[str, tuple[int, str]] = {}
        self._notifications: list[str] = []
        self._unevaluated = 0
        self._is_begun = False

    def start(self) -> Iterator[str]:
        head = dumped({"$schema": SCHEMA, "version": "2.1.0"}).removesuffix("}")
        yield f'{head},"runs":[{{"columnKind":"unicodeCodePoints","results":['

    def alone(self, report: "FileReport") -> Iterator[str]:
        yield Adding(self._setting, self._texts, self._described).part(report).written()

    def joined(self, told: str | bytes) -> Iterator[str]:
        part = part_of(told if isinstance(told, str) else told.decode())
        rules = [self._rule(name, rule) for name, rule in part.rules.items()]
        files = [self._file(name, role) for name, role in part.files.items()]
        self._unevaluated += len(part.notifications)
        for one in part.notifications[: MOST_NOTIFICATIONS - len(self._notifications)]:
            self._notifications.append(numbered_anew(one, rules, files))
        if part.results:
            yield ("," if self._is_begun else "") + numbered_anew(part.results, rules, files)
            self._is_begun = True

    def _rule(self, name: str, written: str) -> int:
        """The number of a rule."""
        if name not in self._rules:
            self._indices[name] = len(self._rules)
            self._rules[name] = written
        return self._indices[name]

    def _file(self, name: str, role: str) -> int:
        """The number of a file."""
        index, before = self._files.get(name, (len(self._files), ""))
        self._files[name] = (index, role or before)
        return index

    def end(self, summary: Summary) -> Iterator[str]:
        if self._unevaluated > MOST_NOTIFICATIONS:
            left = self._unevaluated - MOST_NOTIFICATIONS
            told = text("output.sarif.left", self._setting.language, number=left)
            self._notifications.append(dumped({"level": "warning", "message": message(told)}))
        driver: Object = {
            "name": "gouji",
            "version": VERSION,
            "semanticVersion": VERSION,
            "language": {"zh": "zh-CN", "en": "en"}[self._setting.language],
        }
        invocation: Object = {
            "executionSuccessful": summary.status != 2,
            "exitCode": summary.status,
        }
        rest: Object = {
            "originalUriBaseIds": {ROOT: {"description": {"text": text("output.sarif.root", self._setting.language)}}},
            "artifacts": [
                {"location": location_of(name), "roles": [role] if role else []}
                for name, (_, role) in self._files.items()
            ],
        }
        if summary.baseline is not None:
            counts = summary_object(summary)
            rest["properties"] = {key: counts[key] for key in OF_BASELINE}
        yield f'\n],"tool":{{"driver":{_with(driver, "rules", self._rules.values())}}}'
        yield f',"invocations":[{_with(invocation, "toolExecutionNotifications", self._notifications)}]'
        yield f",{dumped(rest).removeprefix('{')}]}}\n"


def _with(known: Object, key: str, written: Iterable[str]) -> str:
    """An object that has a list as well, of what is written already."""
    return f'{dumped(known).removesuffix("}")},"{key}":[{",".join(written)}]}}'
