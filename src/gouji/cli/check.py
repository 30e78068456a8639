"""`gouji check`: findings on forms and rule files, told as each file is done.

Never holds the findings of more than one file.
"""

import argparse
import sys
from itertools import chain

from gouji.cli import console
from gouji.cli.arguments import Parser, address, day
from gouji.cli.outputs import SHOWN, Outputs, WantedAction
from gouji.lang.catalogue import Language
from gouji.lint.output.kinds import KINDS


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.check.paths")
    parser.add_argument("--format", choices=SHOWN, default="text", metavar="cli.format", help="cli.check.format")
    parser.add_argument("--output", action=WantedAction, default=[], metavar="cli.format-path", help="cli.check.output")
    parser.add_argument("--pages", type=address, metavar="cli.url", help="cli.check.pages")
    parser.add_argument("--today", metavar="cli.day", type=day, help="cli.check.today")
    parser.add_argument("--quiet", action="store_true", help="cli.check.quiet")
    parser.add_argument("--no-explanation", action="store_true", help="cli.check.no-explanation")
    parser.add_colour()
    parser.add_table("cli.check.formats", [(name, f"output.kind.{name}") for name in KINDS])


def run(options: argparse.Namespace, language: Language) -> int:
    """Checks what the paths lead to."""
    from gouji.lint.clock import today
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import discover
    from gouji.lint.engine import check_files, path_report
    from gouji.lint.output.progress import Progress
    from gouji.lint.output.summary import Summary

    configurations = Configurations()
    found = discover(options.paths or ["."], configurations=configurations)
    summary = Summary(others=tuple(map(str, found.others)))
    outputs = Outputs(options, language)
    progress = Progress(len(found.files), wanted=sys.stderr.isatty() and not options.quiet)
    try:
        reports = check_files(found.files, today=options.today or today(), configurations=configurations)
        for report in chain(map(path_report, found.problems), reports):
            if report.diagnostics:
                progress.hide()
            outputs.report(report)
            summary = summary.with_report(report)
            progress.advance()
        progress.close()
        outputs.end(summary)
    finally:
        progress.close()
        outputs.abandon()
    return summary.status if outputs.is_whole else console.UNUSABLE
