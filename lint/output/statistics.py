"""Findings counted: how many of each kind and rule, and in how many files. For people, in columns.

Counts what is still open; what has been answered counts no more. Keeps no finding.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Severity
from gouji.lint.output.cells import shortened, width
from gouji.lint.output.kinds import Output, Setting
from gouji.lint.output.style import Style
from gouji.lint.output.summary import Summary
from gouji.lint.output.summary import render as render_summary

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

_ORDER = tuple(Severity)


class _Kind(NamedTuple):
    """Findings that are counted together."""

    severity: Severity
    code: str
    rule: str


def output(setting: Setting) -> "_Statistics":
    return _Statistics(setting)


class _Statistics(Output):
    """Nothing until all is known, then a line for each kind, the most frequent first, and the summary."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._counts: Counter[_Kind] = Counter()
        self._files: dict[_Kind, set[str]] = defaultdict(set)

    def report(self, report: "FileReport") -> tuple[()]:
        for one in report.diagnostics:
            if one.answer is None:
                kind = _Kind(one.severity, one.code.id, one.rule)
                self._counts[kind] += 1
                self._files[kind].add(one.place.source.name)
        return ()

    def end(self, summary: Summary) -> Iterator[str]:
        language, style = self._setting.language, self._setting.style
        kinds = sorted(self._counts, key=lambda one: (-self._counts[one], _ORDER.index(one.severity), one))
        if kinds:
            yield self._table(kinds, language, style) + "\n"
        if not self._setting.quiet:
            yield ("\n" if kinds else "") + render_summary(summary, language, style) + "\n"

    def _table(self, kinds: Sequence[_Kind], language: Language, style: Style) -> str:
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
        lines = [style.paint(_line(titles, columns), "strong")]
        for kind, row in zip(kinds, rows, strict=True):
            lines.append(_line(row, columns).replace(row[2], style.paint(row[2], kind.severity.value), 1))
        return "\n".join(lines)


def _line(row: Iterable[str], columns: list[int]) -> str:
    """Figures to the right, words to the left."""
    cells = [
        " " * (room - width(cell)) + cell if at < 2 else cell + " " * (room - width(cell))
        for at, (cell, room) in enumerate(zip(row, columns, strict=True))
    ]
    return "  ".join(cells).rstrip()
