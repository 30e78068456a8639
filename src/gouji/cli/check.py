"""`gouji check`: findings on forms and rule files, told as each file is done.

What is told is chosen in `choosing`, what is mended first in `mending`. Never holds the findings of more than one file.
"""

import argparse
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import check_options, choosing, console, mending
from gouji.cli.check_options import CheckOptions
from gouji.cli.choosing import Choice
from gouji.cli.keeping import Keeping
from gouji.cli.outputs import Outputs
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.cli.progress import Progress
from gouji.lang.catalogue import Language
from gouji.lint.reports import FileReport, path_report
from gouji.lint.runs import Run

if TYPE_CHECKING:
    from gouji.lint.discover import Discovered
    from gouji.lint.output.summary import Summary


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    check_options.declare(parser)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Checks what the paths lead to."""
    from gouji.lint.clock import today

    options = CheckOptions.of(arguments, today())
    printer = Printer(language, arguments.color)
    options.check_together(printer)
    if options.watch:
        from gouji.cli.watching import watch

        return watch(options, printer)
    may_be_kept = options.may_be_kept
    with Keeping(is_wanted=may_be_kept and options.cache, jobs=options.jobs if may_be_kept else 1) as keeping:
        status = _run(options, printer, keeping)
        if keeping.lost:
            printer.warn("cli.check.jobs.lost", number=keeping.lost)
        if keeping.refused is not None:
            printer.warn("cli.check.cache.refused", path=keeping.refused)
        return status


def _run(options: CheckOptions, printer: Printer, keeping: Keeping) -> int:
    from gouji.lint.discover import discover
    from gouji.lint.file_names import is_rule_file

    configurations = keeping.configurations
    found = discover(options.places, configurations=configurations)
    choice = Choice(options, printer, found.files, configurations)
    changes = choosing.changes(options, printer)
    fixing = mending.Mending(options, printer) if options.fix else None
    changed = changes.changed if changes is not None else None
    if fixing is not None and fixing.configurations(found.files, changed, choice, configurations):
        configurations = configurations.renewed({})
        found = discover(options.places, configurations=configurations)
        choice = Choice(options, printer, found.files, configurations)
    beside: list[Path] = []
    if changes is not None:
        files = changes.touched(found.files, configurations)
        beside = [path for path in found.files if is_rule_file(path) and path not in files]
        found = found._replace(files=files)
    is_whole = fixing is None or fixing.run(found.files, beside, choice, configurations)
    if fixing is not None and options.diff:
        return fixing.status(found.problems)
    outputs = Outputs(options, printer, keeping.started)
    run = Run(found.files, None, options.today, configurations, beside)
    summary = _check(options, found, choice, keeping.reports(run), outputs)
    if fixing is not None:
        fixing.end(summary)
    is_whole &= choice.end(summary) and outputs.is_whole
    return summary.status if is_whole else console.UNUSABLE


def _check(
    options: CheckOptions, found: "Discovered", choice: Choice, reports: Iterator[FileReport], outputs: Outputs
) -> "Summary":
    """Feeds the outputs, file by file."""
    from gouji.lint.output.summary import Summary

    summary = Summary(others=tuple(map(str, found.others)))
    progress = Progress(len(found.files), quiet=options.quiet)
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
