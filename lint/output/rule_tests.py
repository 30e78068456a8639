"""The results of tests in rule files, a line each; a failed one with what it expected and got.

Never runs a test.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Term, rendered
from gouji.lint.output.style import Style
from gouji.lint.terminal_text import lines, place_name, shortened

if TYPE_CHECKING:
    from gouji.lint.testing import Coverage, TestResult


def render(result: "TestResult", language: Language, style: Style) -> str:
    """A test by name; where it failed, every message below the place it is about."""
    verdict = "passed" if result.passed else "failed"
    label = style.paint(text(f"output.test.{verdict}", language), "good" if result.passed else "error")
    head = f"{label} {shortened(result.name)}"
    if result.passed:
        return head
    told = [head]
    for place, message in zip(result.places, result.messages(language), strict=True):
        told += [f"  {style.paint('-->', 'frame')} {place_name(place)}", *(f"    {line}" for line in lines(message))]
    return "\n".join(told)


def render_coverage(rules: Sequence["Coverage"], language: Language) -> Iterator[str]:
    """A line for each rule that no test expects to pass, or none to fail."""
    for one in rules:
        missing = [kind for kind, had in (("pass", one.has_passing), ("fail", one.has_failing)) if not had]
        if missing:
            verdicts = tuple(Term(f"verdict.{kind}") for kind in missing)
            arguments = {"rule": one.rule, "place": place_name(one.place), "missing": rendered(verdicts, language)}
            yield text("output.test.untested", language, **arguments)


def render_total(passed: int, failed: int, language: Language, style: Style) -> str:
    """The last line."""
    shown = style.paint(str(failed), "error" if failed else "good")
    return text("output.test.total", language, passed=passed, failed=shown)
