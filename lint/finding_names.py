"""What findings are called: which are meant by the name of a rule or of a code, and which by a place.

Looks at names alone. Never decides what is done with a finding that is meant.
"""

import re
from collections.abc import Iterator

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lang.switches import names_check
from gouji.lang.values import canonical_text

_STEPS = re.compile(r'\["[^"]*"\]|\[[^\]]*\]|[^.\[\]]+')
_PLAIN_QUOTES = str.maketrans("“”", '""')


def is_finding_of(name: str, finding: Diagnostic) -> bool:
    """Whether a name is that of the finding's rule: an end of its full name, or the code of its kind."""
    return canonical_text(name) == finding.code.id or (bool(finding.rule) and names_check(name, finding.rule))


def place_of(finding: Diagnostic) -> str:
    """The cell that a finding is about; an empty text where it is about no cell."""
    cell = finding.cell
    return "" if finding.rule and cell == finding.form else cell


def steps_of(place: str) -> Iterator[Span]:
    """Where each step of a place stands in it, those in brackets with them."""
    return (Span(*step.span()) for step in _STEPS.finditer(place))


def covers(place: str, cell: str) -> bool:
    """Whether a cell is what a place names, or lies in it: a group, a table, a row, a column, a coordinate left open."""
    wanted = [_step(step) for step in _STEPS.findall(place)]
    for step in map(_step, _STEPS.findall(cell)):
        if not wanted:
            break
        if step == wanted[0]:
            del wanted[0]
        elif not step.startswith("["):
            return False
    return not wanted


def _step(written: str) -> str:
    return canonical_text(written).translate(_PLAIN_QUOTES)
