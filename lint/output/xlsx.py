"""Findings as an Excel workbook: a sheet of findings, a sheet of counts.

Every text is written as a text, so that none is a formula or a link. Rows go to a temporary file as they come, so
memory does not grow with them; no clock, so the same run gives the same bytes.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from gouji.lang.catalogue import Language, text
from gouji.lang.clipping import clipped
from gouji.lint.output.json import summary_object
from gouji.lint.output.kinds import Output, Setting
from gouji.lint.output.rows import COLUMNS, heading, row
from gouji.lint.output.summary import Summary
from gouji.lint.output.told import in_xml

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

MOST_ROWS = 1_048_576  # that a sheet can have
LONGEST_CELL = 16_000  # characters: Excel takes twice as many of the halves that some of them are made of
PIECE = 65_536  # bytes
SOME_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook knows no zones; it says the same whenever it is written
WIDTHS = {
    "file": 28, "rule": 34, "cell": 30, "message": 60, "explanation": 50, "help": 40, "basis": 30, "reason": 30, "answer": 30,
}  # fmt: skip
NARROW = 10


def output(setting: Setting) -> "_Workbook":
    return _Workbook(setting.language)


class _Workbook(Output):
    """Rows wait in a file until all are there: a workbook that is begun cannot be given up without leaving files."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._rows = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # `close` closes it

    def report(self, report: "FileReport") -> tuple[()]:
        for one in report.diagnostics:
            self._rows.write(json.dumps(row(one, self._language)) + "\n")
        return ()

    def end(self, summary: Summary) -> Iterator[bytes]:
        with TemporaryDirectory(prefix="gouji-") as folder:
            path = Path(folder, "book.xlsx")
            book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
            book.set_properties({"created": SOME_DATE})
            self._findings(book)
            self._counts(book, summary)
            try:
                book.close()
            except FileCreateError as error:
                raise OSError(*error.args[0].args) from error
            with path.open("rb") as stream:
                while piece := stream.read(PIECE):
                    yield piece

    def close(self) -> None:
        self._rows.close()

    def _findings(self, book: Workbook) -> None:
        """The rows, on as many sheets as they take."""
        self._rows.seek(0)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        rows = map(json.loads, self._rows)
        first = next(rows, None)
        sheets = 0
        while first is not None or not sheets:
            sheets += 1
            sheet = self._new_sheet(book, sheets)
            at = 0
            for cells in () if first is None else chain((first,), islice(rows, MOST_ROWS - 2)):
                at += 1
                for column, cell in enumerate(cells):
                    if isinstance(cell, int):
                        sheet.write_number(at, column, cell, wrapped)
                    elif cell:
                        sheet.write_string(at, column, _fitting(cell), wrapped)
            sheet.autofilter(0, 0, at, len(COLUMNS) - 1)
            first = next(rows, None)

    def _new_sheet(self, book: Workbook, number: int) -> Worksheet:
        name = text("output.sheet.findings", self._language)
        sheet = book.add_worksheet(f"{name} {number}" if number > 1 else name)
        sheet.freeze_panes(1, 0)
        for at, (column, title) in enumerate(zip(COLUMNS, heading(self._language), strict=True)):
            sheet.set_column(at, at, WIDTHS.get(column, NARROW))
            sheet.write_string(0, at, title)
        return sheet

    def _counts(self, book: Workbook, summary: Summary) -> None:
        sheet = book.add_worksheet(text("output.sheet.summary", self._language))
        sheet.set_column(0, 0, WIDTHS["file"])
        for at, (key, value) in enumerate(summary_object(summary).items()):
            assert isinstance(value, int | list)
            sheet.write_string(at, 0, text(f"output.count.{key}", self._language))
            sheet.write_number(at, 1, len(value) if isinstance(value, list) else value)


def _fitting(plain: str) -> str:
    """A text that a cell can hold."""
    return clipped(in_xml(plain), LONGEST_CELL)
