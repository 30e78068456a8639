"""Findings as an Excel workbook: a sheet of findings, a sheet of counts.

Every text is written as a text, so that none is a formula or a link. Rows go to a temporary file as they come, so
memory does not grow with them; no clock, so the same run gives the same bytes.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from gouji.lang.catalogue import Language, text
from gouji.lint.output.json import summary_object
from gouji.lint.output.kinds import Setting
from gouji.lint.output.rows import COLUMNS, heading, row
from gouji.lint.output.summary import Summary

if TYPE_CHECKING:
    from gouji.lint.engine import FileReport

MOST_ROWS = 1_048_576  # that a sheet can have
LONGEST_CELL = 16_000  # characters: Excel takes twice as many of the halves that some of them are made of
PIECE = 65_536  # bytes
SOME_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook knows no zones; it says the same whenever it is written
WIDTHS = {"file": 28, "rule": 34, "cell": 30, "message": 60, "explanation": 50, "help": 40, "basis": 30, "answer": 30}
NARROW = 10
_NOT_OF_XML = re.compile("[\ufffe\uffff]")


def output(setting: Setting) -> "_Workbook":
    return _Workbook(setting.language)


class _Workbook:
    def __init__(self, language: Language) -> None:
        self._language = language
        self._file = TemporaryFile()  # noqa: SIM115  # it lives as long as the output
        self._book = Workbook(self._file, {"constant_memory": True})
        self._book.set_properties({"created": SOME_DATE})
        self._bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._sheets = 0
        self._new_sheet()

    def start(self) -> Iterator[bytes]:
        yield from ()

    def report(self, report: "FileReport") -> Iterator[bytes]:
        for one in report.diagnostics:
            if self._row == MOST_ROWS:
                self._end_sheet()
                self._new_sheet()
            for column, cell in enumerate(row(one, self._language)):
                if isinstance(cell, int):
                    self._sheet.write_number(self._row, column, cell, self._wrapped)
                elif cell:
                    self._sheet.write_string(self._row, column, _fitting(cell), self._wrapped)
            self._row += 1
        yield from ()

    def end(self, summary: Summary) -> Iterator[bytes]:
        self._end_sheet()
        counts = self._book.add_worksheet(text("output.sheet.summary", self._language))
        counts.set_column(0, 0, 40)
        numbers = [(key, value) for key, value in summary_object(summary).items() if isinstance(value, int)]
        for at, (key, value) in enumerate(numbers):
            counts.write_string(at, 0, text(f"output.count.{key}", self._language))
            counts.write_number(at, 1, value)
        try:
            self._book.close()
        except XlsxFileError as error:
            raise OSError(str(error)) from error
        self._file.seek(0)
        while piece := self._file.read(PIECE):
            yield piece
        self._file.close()

    def _new_sheet(self) -> None:
        self._sheets += 1
        number = f" {self._sheets}" if self._sheets > 1 else ""
        self._sheet = self._book.add_worksheet(text("output.sheet.findings", self._language) + number)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(COLUMNS):
            self._sheet.set_column(at, at, WIDTHS.get(column, NARROW))
        for at, name in enumerate(heading(self._language)):
            self._sheet.write_string(0, at, name, self._bold)
        self._row = 1

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, len(COLUMNS) - 1)


def _fitting(plain: str) -> str:
    """A text that a cell can hold."""
    shown = _NOT_OF_XML.sub("\N{REPLACEMENT CHARACTER}", plain)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"
