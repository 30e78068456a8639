"""Arguments: an argparse parser whose every text comes from the catalogues, in columns that fit Chinese.

`help=` and `metavar=` hold catalogue keys. Never runs a command.
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from gouji.cli import console
from gouji.lang.catalogue import LANGUAGES, Language, has, text
from gouji.lint.terminal_text import visible, width, wrapped

HELP = ("-h", "--help")
LANGUAGE_OPTION = "--lang"
LANGUAGE_VARIABLE = "GOUJI_LANG"
WIDEST_NAME = 30
"""Columns of an argument's name in a help text; a longer one gets a line of its own."""


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that is asked for, else Chinese; never fails."""
    return _asked(arguments) or LANGUAGES[0]


def language_of_run(arguments: Sequence[str]) -> Language:
    """The language that is chosen, else Chinese."""
    return chosen_language(arguments) or LANGUAGES[0]


def chosen_language(arguments: Sequence[str]) -> Language | None:
    """The language that is asked for, else the one that is configured where the run stands."""
    return _asked(arguments) or _configured_language(arguments)


def _configured_language(arguments: Sequence[str]) -> Language | None:
    """The language that is configured where the run stands."""
    if not _may_be_configured():
        return None
    from gouji.cli.keeping import Keeping

    with Keeping(is_wanted=Keeping.NO not in arguments) as keeping:
        return keeping.configurations.of(Path()).language


def _may_be_configured() -> bool:
    """Whether there may be a configuration, without the time that it takes to read one."""
    try:
        folder = Path.cwd()
    except OSError:  # it is no more
        return False
    for above in (folder, *folder.parents):
        if os.path.isfile(above / "gouji.toml"):
            return True
        with suppress(OSError):
            if b"gouji]" in (above / "pyproject.toml").read_bytes():
                return True
    return False


def _asked(arguments: Sequence[str]) -> Language | None:
    """The language that the last good `--lang` asks for, else the environment."""
    variable = os.environ.get(LANGUAGE_VARIABLE, "").lower()
    found = next((language for language in LANGUAGES if variable.startswith(language)), None)
    before = ""
    for argument in arguments:
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        asked = argument if before == LANGUAGE_OPTION else value if name == LANGUAGE_OPTION else ""
        found = next((language for language in LANGUAGES if asked == language), found)
        before = argument
    return found


def warn_of_unknown_language(language: Language) -> None:
    """Says so where the environment asks for a language that there is not."""
    asked = os.environ.get(LANGUAGE_VARIABLE, "")
    if asked and not asked.lower().startswith(LANGUAGES):
        known = " | ".join(LANGUAGES)
        console.warn(
            text("cli.language-variable", language, variable=LANGUAGE_VARIABLE, asked=visible(asked), known=known)
        )


def split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command, which is the first argument that is neither an option nor a language, and all the others."""
    for at, argument in enumerate(arguments):
        if argument == "--" or argument in HELP:
            break
        if not argument.startswith("-") and (at == 0 or arguments[at - 1] != LANGUAGE_OPTION):
            return argument, [*arguments[:at], *arguments[at + 1 :]]
    return None, list(arguments)


def day(written: str) -> date:
    """A day as an argument, `2025-12-31`."""
    return date.fromisoformat(written)


def last_day(written: str) -> date:
    """The last day of what a form may say for a date, `2025-12-31` or `2025年12月`."""
    from gouji.lint.entries import last_day_of

    last = last_day_of(written)
    if last is None:
        raise ValueError
    return last


def number(written: str) -> int:
    """A number of things as an argument, of which there is at least one and there are never thousands."""
    if not (written.isascii() and written.isdigit() and 0 < int(written) < 1000):
        raise ValueError
    return int(written)


def address(written: str) -> str:
    """Where pages are served, as an argument, `https://…`."""
    if not written.startswith(("https://", "http://")):
        raise ValueError
    return written


class Parser(argparse.ArgumentParser):
    """The arguments of one command, or, under an empty name, of the program as a whole."""

    def __init__(self, command: str, language: Language) -> None:
        super().__init__(prog=f"gouji {command}".rstrip(), add_help=False, allow_abbrev=False, exit_on_error=False)
        self.command = command
        self.language = language
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
            message = self._translated(error.message)
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
        console.warn(text("cli.error.arguments", self.language, program=self.prog, message=visible(message)))
        raise SystemExit(console.UNUSABLE)

    def format_usage(self) -> str:
        return self.said("usage") + "\n"

    def format_help(self) -> str:
        """Usage, what the command is for, its arguments, an example."""
        room = console.columns(100)
        parts = [self.format_usage().rstrip(), "\n".join(wrapped(self.said("help"), room))]
        parts += (_section(title, rows, room) for title, rows in self.sections())
        if self.said("example"):
            parts.append(self.said("example"))
        return "\n\n".join(parts) + "\n"

    def sections(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What is listed: a heading, and names with what is said of each."""
        from gouji.cli import COMMANDS

        if not self.command:
            summaries = [(command, text(f"cli.{command}.summary", self.language)) for command in COMMANDS]
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

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            message = text("cli.error.choice", self.language, value=str(value), choices=" | ".join(choices))
            raise argparse.ArgumentError(action, message + self._meant(str(value), choices))

    def _translated(self, message: str) -> str:
        """The mistakes that argparse words itself."""
        if message == "expected one argument":
            return text("cli.error.no-value", self.language)
        if message.startswith("ignored explicit argument"):
            return text("cli.error.needless-value", self.language)
        if message.startswith(("invalid day value", "invalid last_day value")):
            return text("cli.error.no-day", self.language)
        if message.startswith("invalid number value"):
            return text("cli.error.no-number", self.language)
        if message.startswith("invalid address value"):
            return text("cli.error.no-address", self.language)
        return message

    def _meant(self, name: str, known: Iterable[str]) -> str:
        from gouji.lang.nearest import nearest

        close = nearest(name, known)
        return text("output.did-you-mean", self.language, name=close) if close else ""

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
