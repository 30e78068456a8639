"""Findings of one slip, told as one for people: those of one row or column, and those that one cell may explain.

Changes what is printed only: every finding is counted, and stands by itself in the JSON output.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.lang.diagnostic import Diagnostic, Related

FEWEST_SHARING = 3
"""Findings of one rule that a cell must have a part in before it is suspected."""
FEWEST_ROWS = 3
"""Rows that have the same fault in one column before they are told as one."""

_SELECTOR = re.compile(r'\["[^"]*"\]|\[[^\]]*\]')
_ROW = re.compile(r'(.*?\[(?:"[^"]*"|[0-9]+)\])\.')


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that is told whole, the others that are only listed with it, and the cell that all have in common."""

    lead: Diagnostic
    others: tuple[Diagnostic, ...] = ()
    shared: Related | None = None


def folded(diagnostics: Sequence[Diagnostic]) -> list[Told]:
    """The findings of one file as they are told, each where its first one stood."""
    told = {id(one): Told(one) for one in diagnostics}
    open_findings = [one for one in diagnostics if one.answer is None]  # what is answered is told with its own answer
    alike = [*_in_columns(open_findings), *_in_rows(open_findings)]
    for group, shared in [*_sharing(open_findings), *((group, None) for group in alike)]:
        open_ones = [one for one in group if id(one) in told and not told[id(one)].others]
        if len(open_ones) > 1:
            told[id(open_ones[0])] = Told(open_ones[0], tuple(open_ones[1:]), shared)
            for one in open_ones[1:]:
                del told[id(one)]
    return list(told.values())


def _sharing(diagnostics: Iterable[Diagnostic]) -> list[tuple[list[Diagnostic], Related | None]]:
    """Findings of one rule in many places, in all of which one cell has a part: that cell may be the slip."""
    by_rule: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in diagnostics:
        if one.rule and one.related:
            by_rule.setdefault((one.rule, one.code.id), []).append(one)
    found: list[tuple[list[Diagnostic], Related | None]] = []
    for group in by_rule.values():
        rest = group
        while len(rest) >= FEWEST_SHARING:
            times = Counter(cell for one in rest for cell in set(one.related) if _is_suspect(cell))
            shared, number = times.most_common(1)[0] if times else (None, 0)
            if shared is None or number < FEWEST_SHARING:
                break
            found.append(([one for one in rest if shared in one.related], shared))
            rest = [one for one in rest if shared not in one.related]
    return found


def _is_suspect(cell: Related) -> bool:
    return cell.place is not None and not cell.vouched_for


def _in_columns(diagnostics: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings of one kind in the cells of one column, in several rows."""
    by_column: dict[tuple[object, ...], dict[str, list[Diagnostic]]] = {}
    for one in diagnostics:
        row = _ROW.match(one.cell)
        if row is not None and _is_plain(one) and not one.own_message:
            column = _SELECTOR.sub("", one.cell)
            key = (column, one.code.id, one.severity, one.rule, one.place.source.name)
            by_column.setdefault(key, {}).setdefault(row[1], []).append(one)
    return [
        [one for row in rows.values() for one in row] for rows in by_column.values() if len(rows) >= FEWEST_ROWS
    ]  # fmt: skip


def _is_plain(one: Diagnostic) -> bool:
    """Whether a finding has no arithmetic of its own to show."""
    return not one.explanation and bool(one.own_message or not one.difference)


def _in_rows(diagnostics: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings of one kind in several cells of a row, where none has arithmetic of its own to show."""
    by_row: dict[tuple[object, ...], list[Diagnostic]] = {}
    for one in diagnostics:
        row = _ROW.match(one.cell)
        if row is not None and _is_plain(one):
            kind = one.rule if one.own_message else ""
            by_row.setdefault((row[1], one.code.id, one.severity, kind, one.place.source.name), []).append(one)
    return list(by_row.values())
