"""How findings reach the client: sent as soon as they are known, or kept until it asks. One or the other, never both.

Which findings there are, the session says.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types


class Known(NamedTuple):
    """What is wrong in a version of a file, under a number that no earlier answer has."""

    number: str
    version: int | None
    items: list[types.Diagnostic]


class Pulled:
    """Findings that wait to be asked for. `changed` is told when there are others than the client was given."""

    def __init__(self, changed: Callable[[], object]) -> None:
        self._tell = changed
        self._known: dict[Path, Known] = {}
        self._last = 0
        self._is_news = False
        self._news = asyncio.Event()

    def keep(self, path: Path, version: int | None, items: list[types.Diagnostic]) -> Known:
        """Takes note of what is wrong in a file, which the client was not told of."""
        before = self._known.get(path)
        if before is not None and before[1:] == (version, items):
            return before
        self._last += 1
        known = self._known[path] = Known(str(self._last), version, items)
        self._is_news = True
        return known

    def settled(self) -> None:
        """For now nothing more is going to be found."""
        if self._is_news:
            self._is_news = False
            self._news.set()
            self._news = asyncio.Event()
            self._tell()

    def of_file(
        self, path: Path, version: int | None, items: list[types.Diagnostic], previous: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """The answer about one file."""
        was_news = self._is_news
        known = self.keep(path, version, items)
        self._is_news = was_news
        if known.number == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(known.number)
        return types.RelatedFullDocumentDiagnosticReport(known.items, result_id=known.number)

    async def of_workspace(
        self, previous: Mapping[Path, str], uri_of: Callable[[Path], str]
    ) -> list[types.WorkspaceDocumentDiagnosticReport]:
        """The answer about every file that has others than before; waits until there is one."""
        while True:
            news: list[types.WorkspaceDocumentDiagnosticReport] = [
                types.WorkspaceFullDocumentDiagnosticReport(
                    uri_of(path), known.items, known.version, result_id=known.number
                )
                for path, known in self._known.items()
                if previous.get(path) != known.number and (known.items or path in previous)
            ]
            if news:
                return news
            await self._news.wait()
