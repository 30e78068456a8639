"""`gouji check`: findings on forms and rule files, told as each file is done.

Never holds the findings of more than one file.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Protocol

from gouji.cli import console
from gouji.cli.arguments import Parser, day
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic
from gouji.lint.output.style import WIDTH, Style
from gouji.lint.output.summary import Summary


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.check.paths")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="cli.check.format")
    parser.add_argument("--today", metavar="cli.day", type=day, help="cli.check.today")
    parser.add_argument("--quiet", action="store_true", help="cli.check.quiet")
    parser.add_argument("--no-explanation", action="store_true", help="cli.check.no-explanation")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Checks what the paths lead to."""
    from gouji.lint.clock import today
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import discover
    from gouji.lint.engine import check_files
    from gouji.lint.output.progress import Progress

    writer: Writer = _JsonWriter(language) if options.format == "json" else _TextWriter(options, language)
    configurations = Configurations()
    found = discover(options.paths or ["."], configurations=configurations)
    summary = Summary(others=tuple(map(str, found.others))).with_problems(found.problems)
    progress = Progress(len(found.files), wanted=sys.stderr.isatty() and not options.quiet)
    try:
        writer.findings(found.problems)
        for report in check_files(found.files, today=options.today or today(), configurations=configurations):
            if report.diagnostics:
                progress.hide()
                writer.findings(report.diagnostics)
            summary = summary.with_report(report)
            progress.advance()
    finally:
        progress.close()
    writer.end(summary)
    if summary.unusable:
        return console.UNUSABLE
    return console.FINDINGS if summary.errors else console.CLEAN


class Writer(Protocol):
    """Where findings go as they come."""

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None: ...
    def end(self, summary: Summary) -> None: ...


class _TextWriter:
    """For people: findings with a blank line after each, then the summary."""

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        from gouji.lint.output import fold, summary, text

        self._language = language
        self._style = Style(
            colour=console.use_colour(options.color),
            explanation=not options.no_explanation,
            width=console.columns(WIDTH),
        )
        self._quiet = bool(options.quiet)
        self._folded, self._render, self._render_summary = fold.folded, text.render_told, summary.render

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None:
        for told in self._folded(diagnostics):
            console.say(self._render(told, self._language, self._style) + "\n")
        console.flush()

    def end(self, summary: Summary) -> None:
        if not self._quiet:
            console.say(self._render_summary(summary, self._language, self._style))


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
