"""The arguments of a command: an argparse parser whose every text comes from the catalogues, in columns that fit Chinese.

`help=` and `metavar=` hold catalogue keys. Never runs a command.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from gouji.cli import console
from gouji.cli.printer import Printer
from gouji.cli.run_language import LANGUAGE_OPTION
from gouji.lang.catalogue import LANGUAGES, Language, has, text
from gouji.lint.terminal_text import width, wrapped

HELP = ("-h", "--help")
WIDEST = 100
"""Columns of a help text."""
WIDEST_NAME = 30
"""Columns of an argument's name in a help text; a longer one gets a line of its own."""


_WORDS_OF_ARGPARSE = {
    "expected one argument": "cli.error.no-value",
    "ignored explicit argument": "cli.error.needless-value",
}


class _Formatter(argparse.HelpFormatter):
    """By which argparse looks at each argument as it is added; it formats nothing here, so it need not ask for a width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=WIDEST)


class Parser(argparse.ArgumentParser):
    """The arguments of one command, or, under an empty name, of the program as a whole."""

    def __init__(self, command: str, language: Language, commands: Sequence[str] = ()) -> None:
        super().__init__(
            prog=f"gouji {command}".rstrip(), add_help=False, allow_abbrev=False, exit_on_error=False,
            formatter_class=_Formatter,
        )  # fmt: skip
        self.command = command
        self.language = language
        self._commands = commands
        self._tables: list[tuple[str, list[tuple[str, str]]]] = []
        self.add_argument(*HELP, action="help", help="cli.help")

    def add_language(self) -> None:
        """The option that every command has."""
        self.add_argument(LANGUAGE_OPTION, choices=LANGUAGES, help="cli.lang")

    def add_colour(self) -> None:
        """The option of commands whose output may be coloured."""
        self.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="cli.color")

    def add_table(self, title: str, rows: list[tuple[str, str]]) -> None:
        """What the help text lists after the options: names, each with the key of what is said of it."""
        self._tables.append((title, rows))

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options; a mistake is told and ends the run."""
        try:
            options, unknown = self.parse_known_args(arguments)
        except argparse.ArgumentError as error:
            message = self._worded(error.message)
            self.error(text("cli.error.argument", self.language, argument=error.argument_name, message=message))
        if unknown:
            self.fail_unknown(unknown[0], [name for action in self._actions for name in action.option_strings])
        return options

    def fail_unknown(self, name: str, known: Iterable[str]) -> NoReturn:
        """Tells of an argument or a command that there is not, with the nearest that there is."""
        kind = "argument" if self.command or name.startswith("-") else "command"
        self.error(text(f"cli.error.unknown-{kind}", self.language, name=name) + self._meant(name, known))

    def error(self, message: str) -> NoReturn:
        """Tells of a mistake in the arguments and leaves."""
        Printer(self.language).usage_error(self.prog, message)

    def format_usage(self) -> str:
        return self.said("usage") + "\n"

    def format_help(self) -> str:
        """Usage, what the command is for, its arguments, an example."""
        room = console.columns(WIDEST)
        parts = [self.format_usage().rstrip(), "\n".join(wrapped(self.said("help"), room))]
        parts += (_section(title, rows, room) for title, rows in self.sections())
        if self.said("example"):
            parts.append(self.said("example"))
        return "\n\n".join(parts) + "\n"

    def sections(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What is listed: a heading, and names with what is said of each."""
        if self._commands:
            summaries = [(command, text(f"cli.{command}.summary", self.language)) for command in self._commands]
            yield text("cli.commands", self.language), summaries
        places = [action for action in self._actions if not action.option_strings]
        if places:
            yield text("cli.arguments", self.language), list(map(self._described, places))
        options = [action for action in self._actions if action.option_strings]
        yield text("cli.options", self.language), list(map(self._described, options))
        for title, rows in self._tables:
            yield text(title, self.language), [(one, text(key, self.language)) for one, key in rows]

    def said(self, part: str) -> str:
        """What the catalogues say of the command: `usage`, `help`, `example`; empty where they do not."""
        key = f"cli.{self.command or 'gouji'}.{part}"
        return text(key, self.language) if has(key, self.language) else ""

    def not_a_choice(self, value: str, choices: Sequence[str]) -> str:
        """That a value is none of those that there are, with the nearest of them."""
        message = text("cli.error.choice", self.language, value=value, choices=" | ".join(choices))
        return message + self._meant(value, choices)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, self.not_a_choice(str(value), list(map(str, action.choices))))

    def _worded(self, message: str) -> str:
        """A mistake by its key, as the types of arguments name it, or in the words of argparse."""
        if has(message, self.language):
            return text(message, self.language)
        key = next((key for words, key in _WORDS_OF_ARGPARSE.items() if message.startswith(words)), None)
        return text(key, self.language) if key is not None else message

    def _meant(self, name: str, known: Iterable[str]) -> str:
        from gouji.lint.suggestions import meant

        return meant(name, known, self.language)

    def _described(self, action: argparse.Action) -> tuple[str, str]:
        """An argument as it is typed, and what it is for."""
        named = text(str(action.metavar), self.language) if action.metavar else "|".join(map(str, action.choices or ()))
        typed = " ".join(filter(None, (", ".join(action.option_strings), named if action.nargs != 0 else "")))
        return typed, text(str(action.help), self.language)


def _section(title: str, rows: Sequence[tuple[str, str]], room: int) -> str:
    """A heading, then names and explanations in two columns."""
    column = min(WIDEST_NAME, max(width(name) for name, _ in rows)) + 4
    result = [title]
    for name, explanation in rows:
        first, *others = wrapped(explanation, max(20, room - column))
        if width(name) + 4 > column:
            result.append(f"  {name}")
            result.append(" " * column + first)
        else:
            result.append(f"  {name}{' ' * (column - 2 - width(name))}{first}")
        result.extend(" " * column + other for other in others)
    return "\n".join(result)
