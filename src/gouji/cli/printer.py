"""What a command says: texts by their keys on the standard output, warnings and problems on the error output.

What stands in a text and is by somebody else is made visible here, and nowhere before. Decides nothing that is said.
"""

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from gouji.cli import console
from gouji.lang.catalogue import Language, text
from gouji.lint.terminal_text import visible

if TYPE_CHECKING:
    from gouji.lang.diagnostic import Diagnostic
    from gouji.lint.output.style import Style


class Shown(str):
    """A text that is fit to be shown as it is: painted, or of several lines."""


class Printer:
    """Says it in one language, in colours where they are wanted and the stream is such that it gets them."""

    def __init__(self, language: Language, colour: console.ColourChoice = "never") -> None:
        self.language = language
        self._colour = colour

    @cached_property
    def style(self) -> "Style":
        """How what goes to the standard output looks."""
        return self._style_of(sys.stdout)

    def worded(self, key: str, /, **arguments: object) -> str:
        """A text with its arguments filled in, each of which is made visible."""
        return text(key, self.language, **{name: _fit(value) for name, value in arguments.items()})

    def say(self, key: str, /, **arguments: object) -> None:
        """On the standard output."""
        console.say(self.worded(key, **arguments))

    def warn(self, key: str, /, **arguments: object) -> None:
        """On the error output."""
        console.warn(self.worded(key, **arguments))

    def fail(self, key: str, /, **arguments: object) -> int:
        """Says why nothing can be done; gives the exit status for it."""
        self.warn(key, **arguments)
        return console.UNUSABLE

    def usage_error(self, program: str, message: str) -> NoReturn:
        """Says what is wrong with the arguments, and ends the run."""
        self.warn("cli.error.arguments", program=program, message=message)
        raise SystemExit(console.UNUSABLE)

    def problem(self, problem: "Diagnostic") -> int:
        """Shows it on the error output, with a blank line after it; gives the exit status where nothing else can be done."""
        console.warn(self._rendered(problem, self._style_of(sys.stderr)) + "\n")
        return console.UNUSABLE

    def rendered(self, finding: "Diagnostic") -> str:
        """As it is told on the standard output, without a line end after it."""
        return self._rendered(finding, self.style)

    def _rendered(self, finding: "Diagnostic", style: "Style") -> str:
        from gouji.lint.output.text import render

        return render(finding, self.language, style)

    def _style_of(self, stream: TextIO) -> "Style":
        from gouji.lint.output.style import WIDTH, Style

        return Style(colour=console.use_colour(self._colour, stream), width=console.columns(WIDTH, stream))


def _fit(value: object) -> object:
    if isinstance(value, Shown):
        return value
    return visible(str(value)) if isinstance(value, str | Path) else value
