"""Findings as CSV, for spreadsheets: UTF-8 with its mark, so that Excel shows Chinese, and CRLF.

A text that a spreadsheet would take for a formula has an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.rows import heading, row

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

MARK = "\ufeff"
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
"""What a text begins with that a spreadsheet computes; some read the wide signs as the plain ones."""


def output(setting: Setting) -> "_Table":
    return _Table(setting)


class _Table(ByReport):
    def __init__(self, setting: Setting) -> None:
        self._language = setting.language

    def start(self) -> Iterator[str]:
        yield MARK + _line(heading(self._language))

    def alone(self, report: "FileReport") -> Iterator[str]:
        for one in report.diagnostics:
            yield _line(row(one, self._language))


def _line(cells: Sequence[str | int]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(_harmless, cells))
    return line.getvalue()


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \n").startswith(FORMULA_SIGNS) else cell
