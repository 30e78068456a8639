"""The results of tests in rule files, a line each; a failed one with what it expected and got.

Never runs a test.
"""

from collections.abc import Sequence
from typing import Protocol

from gouji.lang.catalogue import Language, text
from gouji.lang.source import Place
from gouji.lint.output.cells import lines, shortened
from gouji.lint.output.style import Style
from gouji.lint.output.text import place_name


class Result(Protocol):
    """One test that has been run, in simple fields."""

    @property
    def name(self) -> str: ...
    @property
    def place(self) -> Place: ...
    @property
    def passed(self) -> bool: ...
    def messages(self, language: Language) -> Sequence[str]: ...


def render(result: Result, language: Language, style: Style) -> str:
    """A test by name; where it failed, its place and every message below."""
    verdict = "passed" if result.passed else "failed"
    label = style.paint(text(f"output.test.{verdict}", language), "good" if result.passed else "error")
    head = f"{label} {shortened(result.name)}"
    if result.passed:
        return head
    notes = [line for message in result.messages(language) for line in lines(message)]
    return "\n".join(
        [head, f"  {style.paint('-->', 'frame')} {place_name(result.place)}", *(f"    {n}" for n in notes)]
    )


def render_total(passed: int, failed: int, language: Language, style: Style) -> str:
    """The last line."""
    shown = style.paint(str(failed), "error" if failed else "good")
    return text("output.test.total", language, passed=passed, failed=shown)
