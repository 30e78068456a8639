"""`gouji test`: runs the tests that stand in rule files, or measures which slips in a form its checks notice.

Never decides what a test expects, or whether a slip was noticed.
"""

import argparse
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.cli.progress import Progress
from gouji.lang.catalogue import Language

if TYPE_CHECKING:
    from gouji.lint.sensitivity.trial import Trial


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.test.paths")
    parser.add_argument("--quiet", action="store_true", help="cli.test.quiet")
    parser.add_argument("--sensitivity", action="store_true", help="cli.test.sensitivity")
    parser.add_argument("--format", choices=("text", "json", "html"), default="text", help="cli.test.format")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Runs the tests in the rule files that the paths lead to; a failed test counts as a finding."""
    printer = Printer(language, options.color)
    if options.sensitivity:
        return _measure(options, printer)
    if options.format != "text":
        return printer.fail("cli.test.format-alone")
    from gouji.lint.discover import discover
    from gouji.lint.output import rule_tests
    from gouji.lint.testing import coverage, run_tests

    found = discover(options.paths or ["."], rules_only=True)
    for problem in found.problems:
        console.say(printer.rendered(problem) + "\n")
    passed = failed = 0
    for result in run_tests(found.files):
        passed += result.passed
        failed += not result.passed
        if not (options.quiet and result.passed):
            console.say(rule_tests.render(result, language, printer.style))
            console.flush()
    if not options.quiet:
        for untested in rule_tests.render_coverage(coverage(found.files), language):
            console.say(untested)
        console.say(rule_tests.render_total(passed, failed, language, printer.style))
    if found.problems:
        return console.UNUSABLE
    return console.FINDINGS if failed else console.CLEAN


def _measure(options: argparse.Namespace, printer: Printer) -> int:
    """Makes every slip in every form; what goes unnoticed is no finding, for much of it nothing could notice."""
    from gouji.lint.sensitivity.score import Scores

    trials, usable = _trials(options, printer)
    scores = Scores()
    progress = Progress(sum(trial.steps for trial in trials), quiet=options.quiet)
    try:
        for trial in trials:
            for changes in trial.changes():
                scores.changes += changes
                progress.advance()
    finally:
        progress.close()
    if options.format == "text":
        from gouji.lint.output import sensitivity

        if not options.quiet:
            for group in scores.unnoticed():
                console.say(sensitivity.render_unnoticed(group, printer.language, printer.style) + "\n")
        for line in sensitivity.render(scores, printer.language, printer.style):
            console.say(line)
    elif options.format == "json":
        from gouji.lint.output import sensitivity

        console.utf8_output()
        for line in sensitivity.as_json(scores, printer.language):
            console.say(line)
    else:
        from gouji.lint.output.sensitivity_page import render_page

        console.utf8_output()
        console.say(render_page(trials, scores, printer.language), end="")
    return console.CLEAN if usable else console.UNUSABLE


def _trials(options: argparse.Namespace, printer: Printer) -> "tuple[list[Trial], bool]":
    """The forms that the paths lead to, and whether all of them could be tried; what could not is told."""
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import discover
    from gouji.lint.file_names import is_form_file, is_rule_file
    from gouji.lint.files import UnreadableFile
    from gouji.lint.library import Library
    from gouji.lint.sensitivity.trial import Trial

    found = discover(options.paths or ["."])
    library = Library.of_files(found.files, Configurations())
    problems = [*found.problems, *library.readable(filter(is_rule_file, found.files))[1]]
    trials: list[Trial] = []
    for path in found.files:
        if not is_form_file(path):
            continue
        try:
            trial = Trial(path, library)
        except UnreadableFile as error:
            problems.append(error.diagnostic)
            continue
        if trial.submission is None:
            problems += trial.diagnostics
        else:
            trials.append(trial)
    for problem in problems:
        printer.problem(problem)
    return trials, not problems
