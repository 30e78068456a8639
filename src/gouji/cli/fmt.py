"""`gouji fmt`: rule files in one layout, written back whole or not at all.

Never decides the layout, and never touches a file that it cannot read back or that is laid out already.
"""

import argparse
import sys
from pathlib import Path

from gouji.cli import console
from gouji.cli.differences import show
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.cli.reasons import warn_of_left
from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Severity
from gouji.lang.source import Source

STREAM = "-"


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.fmt.paths")
    parser.add_argument("--check", action="store_true", help="cli.fmt.check")
    parser.add_argument("--diff", action="store_true", help="cli.fmt.diff")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Formats the rule files that the paths lead to, or the standard input."""
    printer = Printer(language, options.color)
    job = _Job(options, printer)
    if STREAM not in options.paths:
        return job.files(options.paths or ["."])
    if len(options.paths) > 1:
        return printer.fail("cli.fmt.stdin-alone")
    return job.stream()


class _Job:
    """What was asked for, and how the run goes."""

    def __init__(self, options: argparse.Namespace, printer: Printer) -> None:
        self._check, self._diff = bool(options.check), bool(options.diff)
        self._printer = printer

    def files(self, paths: list[str]) -> int:
        """Formats files in their places."""
        from gouji.lint.discover import discover

        found = discover(paths, rules_only=True)
        for problem in found.problems:
            self._printer.problem(problem)
        asked = [Path(path) for path in paths]
        outcomes = [self._file(path, asked) for path in found.files]
        changed = outcomes.count(console.FINDINGS)
        total = "cli.fmt.total-check" if self._check or self._diff else "cli.fmt.total"
        self._printer.warn(total, files=len(outcomes), changed=changed)
        if found.problems or console.UNUSABLE in outcomes:
            return console.UNUSABLE
        return console.FINDINGS if changed and (self._check or self._diff) else console.CLEAN

    def stream(self) -> int:
        """Formats the standard input to the standard output; nothing comes out of what cannot be formatted."""
        from gouji.lint.files import UnreadableFile, decoded

        try:
            source = Source(STREAM, decoded(sys.stdin.buffer.read(), STREAM))
        except UnreadableFile as error:
            return self._printer.problem(error.diagnostic)
        formatted = self._formatted(source)
        if formatted is None:
            return console.UNUSABLE
        console.utf8_output()
        if self._diff:
            show(source.name, source.text, formatted, self._printer.style)
        elif not self._check:
            console.say(formatted, end="")
        return console.FINDINGS if formatted != source.text and (self._check or self._diff) else console.CLEAN

    def _file(self, path: Path, asked: list[Path]) -> int:
        """One file: clean, changed (or to be changed), or unusable; written only where it is of what was asked for."""
        from gouji.lint.files import UnreadableFile, read_text, real_path, stands_in
        from gouji.lint.whole_files import NotReplaced, replace_text

        try:
            source = read_text(path, str(path))
        except UnreadableFile as error:
            return self._printer.problem(error.diagnostic)
        formatted = self._formatted(source)
        if formatted is None:
            return console.UNUSABLE
        if formatted == source.text:
            return console.CLEAN
        if self._diff:
            show(source.name, source.text, formatted, self._printer.style)
        if not (self._check or self._diff):
            try:
                if not stands_in(real_path(path), asked):
                    raise NotReplaced("link", str(real_path(path)))
                replace_text(path, source, Source(source.name, formatted))
            except NotReplaced as error:
                warn_of_left(str(path), error, self._printer)
                return console.UNUSABLE
        if not self._diff:
            self._printer.say("cli.fmt.would-change" if self._check else "cli.fmt.changed", path=path)
        return console.FINDINGS

    def _formatted(self, source: Source) -> str | None:
        """The text in its layout; where it has mistakes of syntax, these are told, and no layout is guessed."""
        from gouji.lang.format import format_source
        from gouji.lang.parse import parse

        mistakes = [found for found in parse(source).diagnostics() if found.severity is Severity.ERROR]
        for mistake in mistakes:
            self._printer.problem(mistake)
        if mistakes:
            self._printer.warn("cli.fmt.syntax", path=source.name)
            return None
        return format_source(source)
