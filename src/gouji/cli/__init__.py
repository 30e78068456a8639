"""The command line: finds the command, runs it, and answers with an exit status.

0 is clean, 1 means findings of severity error, 2 means that something could not be looked at. A command is one file
here and one name in `COMMANDS`; it is imported only when it is called for. Never shows a traceback.
"""

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from gouji.cli import console

if TYPE_CHECKING:
    from argparse import Namespace

    from gouji.cli.arguments import Parser
    from gouji.lang.catalogue import Language

COMMANDS = ("check", "fmt", "explain", "test", "doc", "answer", "config", "lsp", "play", "completion")

_OF_THE_PROGRAM = {
    "status": ("0", "1", "2", "130", "141", "143"),
    "environment": ("GOUJI_LANG", "GOUJI_CACHE_DIR", "NO_COLOR", "COLUMNS"),
    "files": ("*.toml", "*.answers.toml", "*.gj", "gouji.toml", "pyproject.toml"),
}
"""What holds of all commands: exit statuses, variables of the environment, files that are looked for."""


class Command(Protocol):
    """What the module of a command offers."""

    def declare(self, parser: "Parser") -> None: ...
    def run(self, options: "Namespace", language: "Language") -> int: ...


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
        return console.report_output_error(error, arguments)
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
    from gouji.cli.arguments import Parser, language_of_run, split, warn_of_unknown_language

    language = language_of_run(arguments)
    warn_of_unknown_language(language)
    name, rest = split(arguments)
    if name is None:
        return _without_command(program_parser(language), rest)
    if name not in COMMANDS:
        Parser("", language).fail_unknown(name, COMMANDS)
    parser, run = parser_of(name, language)
    return run(parser.parse(rest), language)


def parser_of(name: str, language: "Language") -> "tuple[Parser, Callable[[Namespace, Language], int]]":
    """The arguments of a command, and what it does with them."""
    from gouji.cli.arguments import Parser

    command = cast(Command, import_module(f"gouji.cli.{name}"))
    parser = Parser(name, language)
    command.declare(parser)
    parser.add_language()
    return parser, command.run


def program_parser(language: "Language") -> "Parser":
    """The arguments of the program as a whole."""
    from gouji.cli.arguments import Parser

    parser = Parser("", language)
    parser.add_argument("--version", action="store_true", help="cli.version")
    parser.add_language()
    for title, names in _OF_THE_PROGRAM.items():
        parser.add_table(f"cli.{title}", [(name, f"cli.{title}.{name}") for name in names])
    return parser


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
