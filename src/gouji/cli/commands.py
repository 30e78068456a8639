"""The commands by name, and the arguments of each and of the program as a whole.

A command is one file here and one name in `COMMANDS`; it is imported only when it is asked for. Runs none.
"""

from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

from gouji.cli.parser import HELP, Parser
from gouji.cli.run_language import LANGUAGE_OPTION
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

    def declare(self, parser: Parser) -> None: ...
    def run(self, options: Namespace, language: Language) -> int: ...


def split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command, which is the first argument that is neither an option nor a language, and all the others."""
    for at, argument in enumerate(arguments):
        if argument == "--" or argument in HELP:
            break
        if not argument.startswith("-") and (at == 0 or arguments[at - 1] != LANGUAGE_OPTION):
            return argument, [*arguments[:at], *arguments[at + 1 :]]
    return None, list(arguments)


def parser_of(name: str, language: Language) -> tuple[Parser, Callable[[Namespace, Language], int]]:
    """The arguments of a command, and what it does with them."""
    command = cast(Command, import_module(f"gouji.cli.{name}"))
    parser = Parser(name, language)
    command.declare(parser)
    parser.add_language()
    return parser, command.run


def program_parser(language: Language) -> Parser:
    """The arguments of the program as a whole."""
    parser = Parser("", language, COMMANDS)
    parser.add_argument("--version", action="store_true", help="cli.version")
    parser.add_language()
    for title, names in _OF_THE_PROGRAM.items():
        parser.add_table(f"cli.{title}", [(name, f"cli.{title}.{name}") for name in names])
    return parser
