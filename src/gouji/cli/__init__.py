"""The command line: finds the command, runs it, and answers with an exit status.

0 is clean, 1 means findings of severity error, 2 means that something could not be looked at. Never shows a traceback.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gouji.cli import console

if TYPE_CHECKING:
    from gouji.cli.parser import Parser


def main(argv: Sequence[str]) -> int:
    """Runs the command line on the arguments after the program's name; gives the exit status."""
    arguments = list(argv)
    console.prepare()
    try:
        with console.heeding_termination():
            status = _status(arguments)
            console.flush()
        return status
    except KeyboardInterrupt:
        return console.INTERRUPTED
    except console.Terminated:
        return console.TERMINATED
    except BrokenPipeError:
        return console.abandon_output()
    except console.OutputError as error:
        from gouji.cli.crash import report_unwritable

        return report_unwritable(error, arguments)
    except Exception as error:  # noqa: BLE001  # whatever it is, a user gets a message and never a traceback
        from gouji.cli.crash import report

        return report(error, arguments)


def _status(arguments: list[str]) -> int:
    """The exit status, also where argparse ends the run (a help text, a mistake in the arguments)."""
    try:
        return _run(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else console.UNUSABLE


def _run(arguments: list[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:  # somebody has pressed Tab
        from gouji.cli.completing import complete

        complete()
    if arguments == ["--version"]:  # asked by scripts and editors at each start, so it waits for no import
        return _version()
    from gouji.cli.commands import COMMANDS, parser_of, program_parser, split
    from gouji.cli.run_language import language_of_run, warn_of_unknown_language

    language = language_of_run(arguments)
    warn_of_unknown_language(language)
    name, rest = split(arguments)
    if name is None:
        return _without_command(program_parser(language), rest)
    if name not in COMMANDS:
        program_parser(language).fail_unknown(name, COMMANDS)
    parser, run = parser_of(name, language)
    return run(parser.parse(rest), language)


def _without_command(parser: "Parser", arguments: list[str]) -> int:
    """`gouji`, `gouji --help`, `gouji --version`: answered for the program as a whole."""
    if parser.parse(arguments).version:
        return _version()
    parser.print_help()
    return console.UNUSABLE


def _version() -> int:
    from gouji.version import VERSION

    console.say(f"gouji {VERSION}")
    return console.CLEAN
