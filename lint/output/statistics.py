"""Findings counted: how many of each kind and rule, and in how many files. For people, in columns.

Counts what is still open; what has been answered counts no more. Keeps no finding.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Severity
from gouji.lint.output.kinds import Output, Setting
from gouji.lint.output.style import Style
from gouji.lint.output.summary import Summary
from gouji.lint.output.summary import render as render_summary
from gouji.lint.terminal_text import shortened, width

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

_ORDER = tuple(Severity)


class Counted(NamedTuple):
    """Findings that are counted together, and how many there are in how many files."""

    severity: Severity
    code: str
    rule: str
    findings: int
    files: int


class Counting(Output):
    """Gives nothing until all is known."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._files: dict[tuple[Severity, str, str], Counter[str]] = defaultdict(Counter)

    def report(self, report: "FileReport") -> tuple[()]:
        for one in report.diagnostics:
            if one.answer is None:
                self._files[one.severity, one.code.id, one.rule][one.place.source.name] += 1
        return ()

    def counted(self) -> list[Counted]:
        """The kinds, the most frequent first."""
        counted = [Counted(*kind, files.total(), len(files)) for kind, files in self._files.items()]
        return sorted(counted, key=lambda one: (-one.findings, _ORDER.index(one.severity), one))


def output(setting: Setting) -> "_Statistics":
    return _Statistics(setting)


class _Statistics(Counting):
    """A line for each kind, and the summary."""

    def end(self, summary: Summary) -> Iterator[str]:
        language, style = self.setting.language, self.setting.style
        counted = self.counted()
        if counted:
            yield _table(counted, language, style) + "\n"
        if not self.setting.quiet:
            yield ("\n" if counted else "") + render_summary(summary, language, style) + "\n"


def _table(counted: Sequence[Counted], language: Language, style: Style) -> str:
    titles = [text(f"output.statistics.{one}", language) for one in ("findings", "files", "kind", "rule")]
    rows = [
        (
            str(one.findings),
            str(one.files),
            f"{text(f'output.severity.{one.severity}', language)}[{one.code}]",
            shortened(one.rule),
        )
        for one in counted
    ]
    columns = [max(map(width, column)) for column in zip(titles, *rows, strict=True)]
    lines = [style.paint(_line(titles, columns), "strong")]
    for one, row in zip(counted, rows, strict=True):
        lines.append(_line(row, columns).replace(row[2], style.paint(row[2], one.severity.value), 1))
    return "\n".join(lines)


def _line(row: Iterable[str], columns: list[int]) -> str:
    """Figures to the right, words to the left."""
    cells = [
        " " * (room - width(cell)) + cell if at < 2 else cell + " " * (room - width(cell))
        for at, (cell, room) in enumerate(zip(row, columns, strict=True))
    ]
    return "  ".join(cells).rstrip()
