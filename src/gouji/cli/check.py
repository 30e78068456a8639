"""`gouji check`: findings on forms and rule files, told as each file is done.

What is told is chosen in `choosing`, what is mended first in `mending`. Never holds the findings of more than one file.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import choosing, console, mending
from gouji.cli.arguments import Parser, address, day, number
from gouji.cli.choosing import Choice
from gouji.cli.keeping import Keeping, needs_forms
from gouji.cli.outputs import SHOWN, Outputs, WantedAction
from gouji.lang.catalogue import Language, text
from gouji.lint.output.cells import visible
from gouji.lint.output.kinds import KINDS
from gouji.lint.reports import FileReport, path_report
from gouji.lint.runs import Run

if TYPE_CHECKING:
    from gouji.lint.discover import Discovered
    from gouji.lint.output.summary import Summary


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.check.paths")
    parser.add_argument("--format", choices=SHOWN, default="text", metavar="cli.format", help="cli.check.format")
    parser.add_argument("--output", action=WantedAction, default=[], metavar="cli.format-path", help="cli.check.output")
    parser.add_argument("--pages", type=address, metavar="cli.url", help="cli.check.pages")
    parser.add_argument("--today", metavar="cli.day", type=day, help="cli.check.today")
    parser.add_argument("--quiet", action="store_true", help="cli.check.quiet")
    parser.add_argument("--no-explanation", action="store_true", help="cli.check.no-explanation")
    parser.add_argument("--statistics", action="store_true", help="cli.check.statistics")
    parser.add_argument("--jobs", metavar="cli.number", type=number, help="cli.check.jobs")
    parser.add_argument(Keeping.NO, action="store_true", help="cli.check.no-cache")
    choosing.declare(parser)
    mending.declare(parser)
    parser.add_argument("--watch", action="store_true", help="cli.check.watch")
    parser.add_colour()
    parser.add_table("cli.check.formats", [(name, f"output.kind.{name}") for name in KINDS])


def run(options: argparse.Namespace, language: Language) -> int:
    """Checks what the paths lead to."""
    from gouji.lint.clock import today

    choosing.refuse(options, language)
    if options.watch:
        from gouji.cli.watching import watch

        return watch(options, language)
    options.today = options.today or today()
    is_plain = not (options.fix or needs_forms(options))
    with Keeping(is_wanted=is_plain and not options.no_cache, jobs=options.jobs if is_plain else 1) as keeping:
        status = _run(options, language, keeping)
        if keeping.lost:
            console.warn(text("cli.check.jobs.lost", language, number=keeping.lost))
        if keeping.refused is not None:
            console.warn(text("cli.check.cache.refused", language, path=visible(str(keeping.refused))))
        return status


def _run(options: argparse.Namespace, language: Language, keeping: Keeping) -> int:
    from gouji.lint.discover import discover
    from gouji.lint.file_names import is_rule_file

    configurations = keeping.configurations
    found = discover(options.paths or ["."], configurations=configurations)
    choice = Choice(options, language, found.files, configurations)
    changes = choosing.changes(options, language)
    fixing = mending.Mending(options, language) if options.fix else None
    changed = changes.changed if changes is not None else None
    if fixing is not None and fixing.configurations(found.files, changed, choice, configurations):
        configurations = configurations.renewed({})
        found = discover(options.paths or ["."], configurations=configurations)
        choice = Choice(options, language, found.files, configurations)
    beside: list[Path] = []
    if changes is not None:
        files = changes.touched(found.files, configurations)
        beside = [path for path in found.files if is_rule_file(path) and path not in files]
        found = found._replace(files=files)
    is_whole = fixing is None or fixing.run(found.files, beside, choice, configurations)
    if fixing is not None and options.diff:
        return fixing.status(found.problems)
    outputs = Outputs(options, language, keeping.started)
    run = Run(found.files, None, options.today, configurations, beside)
    summary = _check(options, found, choice, keeping.reports(run), outputs)
    if fixing is not None:
        fixing.end(summary)
    is_whole &= choice.end(summary) and outputs.is_whole
    return summary.status if is_whole else console.UNUSABLE


def _check(
    options: argparse.Namespace, found: "Discovered", choice: Choice, reports: Iterator[FileReport], outputs: Outputs
) -> "Summary":
    """Feeds the outputs, file by file."""
    from gouji.lint.output.progress import Progress
    from gouji.lint.output.summary import Summary

    summary = Summary(others=tuple(map(str, found.others)))
    progress = Progress(len(found.files), wanted=sys.stderr.isatty() and not options.quiet)
    try:
        for report in map(choice.of, chain(map(path_report, found.problems), reports)):
            if report.diagnostics and not options.statistics:
                progress.hide()
            outputs.report(report)
            summary = summary.with_report(report)
            progress.advance()
        progress.close()
        summary = choice.counted(summary)
        outputs.end(summary)
    finally:
        progress.close()
        outputs.abandon()
    return summary
