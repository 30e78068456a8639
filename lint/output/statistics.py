"""Findings counted: how many of each kind and rule, and in how many files. For people, in columns.

Counts what is still open; what has been answered counts no more. Keeps no finding.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.output.cells import shortened, width
from gouji.lint.output.style import Style

_ORDER = tuple(Severity)


class _Kind(NamedTuple):
    """Findings that are counted together."""

    severity: Severity
    code: str
    rule: str


@dataclass(slots=True)
class Statistics:
    """The counts so far."""

    _counts: Counter[_Kind] = field(default_factory=Counter)
    _files: dict[_Kind, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Counts findings."""
        for one in found:
            if one.answer is None:
                kind = _Kind(one.severity, one.code.id, one.rule)
                self._counts[kind] += 1
                self._files[kind].add(one.place.source.name)

    def render(self, language: Language, style: Style) -> str:
        """A line for each kind, the most frequent first; an empty text where there is nothing."""
        kinds = sorted(self._counts, key=lambda one: (-self._counts[one], _ORDER.index(one.severity), one))
        if not kinds:
            return ""
        titles = [text(f"output.statistics.{one}", language) for one in ("findings", "files", "kind", "rule")]
        rows = [
            (
                str(self._counts[one]),
                str(len(self._files[one])),
                f"{text(f'output.severity.{one.severity}', language)}[{one.code}]",
                shortened(one.rule),
            )
            for one in kinds
        ]
        columns = [max(map(width, column)) for column in zip(titles, *rows, strict=True)]
        painted = [style.paint(_line(titles, columns), "strong")]
        for kind, row in zip(kinds, rows, strict=True):
            line = _line(row, columns)
            painted.append(line.replace(row[2], style.paint(row[2], kind.severity.value), 1))
        return "\n".join(painted)


def _line(row: Iterable[str], columns: list[int]) -> str:
    """Figures to the right, words to the left."""
    cells = [
        " " * (room - width(cell)) + cell if at < 2 else cell + " " * (room - width(cell))
        for at, (cell, room) in enumerate(zip(row, columns, strict=True))
    ]
    return "  ".join(cells).rstrip()
