"""A unified difference on the standard output: for programs as `patch` takes it, for a terminal in colour and harmless.

Never changes a file.
"""

import difflib
import sys
from collections.abc import Iterator

from gouji.cli import console
from gouji.lint.output.style import Paint, Style
from gouji.lint.terminal_text import visible

_UNENDED = "\\ No newline at end of file"
_PAINTS: dict[str, Paint] = {"+": "good", "-": "error", "@": "frame"}


def show(name: str, before: str, after: str, style: Style) -> None:
    """What makes of one text of a file the other; nothing where they are the same."""
    console.utf8_output()
    for line in _lines(name, before, after):
        console.say(style.paint(visible(line), _PAINTS.get(line[:1])) if sys.stdout.isatty() else line)


def _lines(name: str, before: str, after: str) -> Iterator[str]:
    """The lines, each without its line end; a carriage return before it is kept, for it is the file's."""
    shown = (
        f"{name}\t" if " " in name else name
    )  # a name ends at a blank for `patch`, unless a tab follows it, as git writes
    for line in difflib.unified_diff(_cut(before), _cut(after), shown, shown, lineterm="\n"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield _UNENDED


def _cut(text: str) -> list[str]:
    """At line feeds alone, as the programs do that take differences."""
    pieces = text.split("\n")
    return [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
