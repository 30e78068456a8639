"""`gouji test`: runs the tests that stand in rule files, and tells how each came out.

Never decides what a test expects.
"""

import argparse

from gouji.cli import console
from gouji.cli.arguments import Parser
from gouji.lang.catalogue import Language
from gouji.lint.output.style import WIDTH, Style


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.test.paths")
    parser.add_argument("--quiet", action="store_true", help="cli.test.quiet")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Runs the tests in the rule files that the paths lead to; a failed test counts as a finding."""
    from gouji.lint.discover import discover
    from gouji.lint.output import tests, text
    from gouji.lint.testing import coverage, run_tests

    style = Style(colour=console.use_colour(options.color), width=console.columns(WIDTH))
    found = discover(options.paths or ["."], rules_only=True)
    for problem in found.problems:
        console.say(text.render(problem, language, style) + "\n")
    passed = failed = 0
    for result in run_tests(found.files):
        passed += result.passed
        failed += not result.passed
        if not (options.quiet and result.passed):
            console.say(tests.render(result, language, style))
            console.flush()
    if not options.quiet:
        for untested in tests.render_coverage(coverage(found.files), language):
            console.say(untested)
        console.say(tests.render_total(passed, failed, language, style))
    if found.problems:
        return console.UNUSABLE
    return console.FINDINGS if failed else console.CLEAN
