"""The findings of a run as a summary in Markdown, for the page of a CI job: counts, then as many findings as fit.

Errors come first. What stands in a form never becomes markup. Keeps no more findings than it lists.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.output.kinds import Output, Setting
from gouji.lint.output.style import Style
from gouji.lint.output.summary import Summary
from gouji.lint.output.summary import render as render_summary
from gouji.lint.output.templates import fill
from gouji.lint.output.templates import markdown as escaped
from gouji.lint.output.told import path_of, rule_of, whole_text

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

MOST_LISTED = 100
LONGEST = 2000  # characters of one finding; a job's page takes a megabyte
ORDER = (Severity.ERROR, Severity.WARNING, Severity.HINT)
_LINKS = re.compile(r"[@$]|:(?=[\w/+-])|(?<=www)\.", re.IGNORECASE)
"""What begins a link, a name, a formula or a little picture where GitHub shows it."""


class Listed(NamedTuple):
    """A finding as a row of the list."""

    severity: str
    place: str
    rule: str
    text: Markup
    is_answered: bool


def output(setting: Setting) -> "_Summary":
    return _Summary(setting)


class _Summary(Output):
    def __init__(self, setting: Setting) -> None:
        self._language = setting.language
        self._listed: dict[Severity, list[Listed]] = {severity: [] for severity in ORDER}
        self._answered: list[Listed] = []
        self._number = 0

    def report(self, report: "FileReport") -> tuple[()]:
        for one in report.diagnostics:
            self._number += 1
            listed = self._answered if one.answer is not None else self._listed[one.severity]
            if len(listed) < MOST_LISTED:
                listed.append(self._row(one))
        return ()

    def end(self, summary: Summary) -> Iterator[str]:
        counts = render_summary(summary, self._language, Style()).split("\n")
        every = [row for severity in ORDER for row in self._listed[severity]] + self._answered
        rows = every[:MOST_LISTED]
        yield fill(
            "summary.md.jinja",
            self._language,
            counts=[inert(line) for line in counts],
            status=summary.status,
            rows=rows,
            left=self._number - len(rows),
        )

    def _row(self, one: Diagnostic) -> Listed:
        shown = clipped(whole_text(one, self._language), LONGEST)
        at = f":{one.place.start.line}" if one.place.source.text else ""
        place, rule = inert(path_of(one.place.source.name) + at), inert(rule_of(one))
        return Listed(one.severity.value, place, rule, inert(shown), one.answer is not None)


def inert(plain: str) -> Markup:
    """Plain text as Markdown in which nothing is a link, a name, a formula or a picture either."""
    return Markup(_LINKS.sub(r"\\\g<0>", escaped(plain)))
