"""Expected diagnostics that stand in a file beside the line that causes them: `# ! code, end of a check's name`.

A missing and an unexpected diagnostic both fail. Knows neither rules nor forms.
"""

import re
from collections import Counter
from collections.abc import Iterable

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.switches import names_check

MARKER = re.compile(r"#[ ]!(?P<items>.*)$")


def expected(text: str) -> Counter[tuple[int, str]]:
    """What the markers of a text ask for, by line."""
    found: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        marker = MARKER.search(line)
        for item in marker["items"].split(",") if marker else ():
            found[number, item.strip()] += 1
    return found


def differences(text: str, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """What is expected and not found, and what is found and not expected, a line each."""
    wanted = expected(text)
    unexpected: list[str] = []
    for diagnostic in sorted(diagnostics, key=lambda one: one.place.span):
        line = diagnostic.place.start.line
        names = [item for at, item in wanted if at == line and _names(item, diagnostic)]
        if names:
            wanted[line, names[0]] -= 1
            wanted += Counter()  # forgets what is used up
        else:
            unexpected.append(f"{line}: unexpected {diagnostic.code.id} {diagnostic.rule} {diagnostic.message('en')}")
    return [f"{line}: missing {item}" for line, item in wanted.elements()] + unexpected


def _names(item: str, diagnostic: Diagnostic) -> bool:
    return item == diagnostic.code.id or (bool(diagnostic.rule) and names_check(item, diagnostic.rule))
