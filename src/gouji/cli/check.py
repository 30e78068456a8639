"""`gouji check`: findings on forms and rule files, told as each file is done.

What is told is chosen in `choosing`, what is mended first in `mending`. Never holds the findings of more than one file.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gouji.cli import choosing, console, mending
from gouji.cli.arguments import Parser, day
from gouji.cli.choosing import Choice
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic
from gouji.lint.output.style import WIDTH, Style
from gouji.lint.output.summary import Summary

if TYPE_CHECKING:
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import Discovered


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.check.paths")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="cli.check.format")
    parser.add_argument("--today", metavar="cli.day", type=day, help="cli.check.today")
    parser.add_argument("--quiet", action="store_true", help="cli.check.quiet")
    parser.add_argument("--no-explanation", action="store_true", help="cli.check.no-explanation")
    parser.add_argument("--statistics", action="store_true", help="cli.check.statistics")
    choosing.declare(parser)
    mending.declare(parser)
    parser.add_argument("--watch", action="store_true", help="cli.check.watch")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Checks what the paths lead to."""
    from gouji.lint.clock import today
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import discover

    choosing.refuse(options, language)
    if options.watch:
        from gouji.cli.watching import watch

        return watch(options, language, _TextWriter(options, language))
    options.today = options.today or today()
    configurations = Configurations()
    found = discover(options.paths or ["."], configurations=configurations)
    if options.changed_since is not None:
        found = found._replace(files=choosing.changed_files(options, language, found.files, configurations))
    choice = Choice(options, language, found.files, configurations)
    fixing = mending.Mending(options, language) if options.fix else None
    is_whole = fixing is None or fixing.run(found.files, choice, configurations)
    if fixing is not None and options.diff:
        return fixing.status(found.problems)
    summary = _check(options, language, found, choice, configurations, fixing)
    if fixing is not None:
        fixing.end()
    is_whole &= choice.end()
    if summary.unusable or not is_whole:
        return console.UNUSABLE
    return console.FINDINGS if summary.errors else console.CLEAN


def _check(
    options: argparse.Namespace, language: Language, found: "Discovered", choice: Choice,
    configurations: "Configurations", fixing: mending.Mending | None,
) -> Summary:  # fmt: skip
    """Tells what is found, file by file."""
    from gouji.lint.engine import check_files
    from gouji.lint.output.progress import Progress

    writer = _writer(options, language)
    summary = Summary(others=tuple(map(str, found.others))).with_problems(found.problems)
    progress = Progress(len(found.files), wanted=sys.stderr.isatty() and not options.quiet)
    try:
        writer.findings(found.problems)
        for report in map(choice.of, check_files(found.files, today=options.today, configurations=configurations)):
            if report.diagnostics:
                progress.hide()
                writer.findings(report.diagnostics)
            summary = summary.with_report(report)
            if fixing is not None:
                fixing.see(report.diagnostics)
            progress.advance()
    finally:
        progress.close()
    if options.write_baseline is None:  # which counts itself what it takes
        writer.end(summary)
    return summary


class Writer(Protocol):
    """Where findings go as they come."""

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None: ...
    def end(self, summary: Summary) -> None: ...


def _writer(options: argparse.Namespace, language: Language) -> "Writer":
    if options.statistics:
        return _StatisticsWriter(options, language)
    return _JsonWriter(language) if options.format == "json" else _TextWriter(options, language)


class _TextWriter:
    """For people: findings with a blank line after each, then the summary."""

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        from gouji.lint.output import fold, summary, text

        self.language = language
        self.style = Style(
            colour=console.use_colour(options.color),
            explanation=not options.no_explanation,
            width=console.columns(WIDTH),
        )
        self._quiet = bool(options.quiet)
        self._folded, self._render, self._render_summary = fold.folded, text.render_told, summary.render

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None:
        for told in self._folded(diagnostics):
            console.say(self._render(told, self.language, self.style) + "\n")
        console.flush()

    def end(self, summary: Summary) -> None:
        if not self._quiet:
            console.say(self._render_summary(summary, self.language, self.style))


class _StatisticsWriter:
    """Counts of findings in place of the findings, when all are known."""

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        from gouji.lint.output.statistics import Statistics

        self._text = _TextWriter(options, language)
        self._statistics = Statistics()

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None:
        self._statistics.add(diagnostics)

    def end(self, summary: Summary) -> None:
        table = self._statistics.render(self._text.language, self._text.style)
        if table:
            console.say(table + "\n")
        self._text.end(summary)


class _JsonWriter:
    """For programs: one document, of which each finding is written when it is known."""

    def __init__(self, language: Language) -> None:
        from gouji.lint.output import json

        console.utf8_output()
        self._json = json
        self._language = language
        self._first = True
        console.say(json.head(), end="")

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            console.say(self._json.finding(diagnostic, self._language, first=self._first), end="")
            self._first = False
        console.flush()

    def end(self, summary: Summary) -> None:
        console.say(self._json.tail(summary), end="")
