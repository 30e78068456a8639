"""How findings reach the client: pushed as soon as they are known, or kept until it pulls them. One or the other, never both.

Which findings there are, the session says.
"""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from lsprotocol import types


class Reporting(Protocol):
    def publish(self, path: Path, version: int | None, items: list[types.Diagnostic]) -> None:
        """Takes what is wrong in a version of a file."""

    def settled(self) -> None:
        """For now nothing more is going to be found."""


class Pushed:
    """Findings that are sent, each time that they are others; `uri_of` is how the client calls a file now."""

    def __init__(
        self, send: Callable[[types.PublishDiagnosticsParams], None], uri_of: Callable[[Path], str]
    ) -> None:  # fmt: skip
        self._send, self._uri_of = send, uri_of
        self._sent: dict[Path, types.PublishDiagnosticsParams] = {}

    def publish(self, path: Path, version: int | None, items: list[types.Diagnostic]) -> None:
        said = types.PublishDiagnosticsParams(self._uri_of(path), items, version)
        before = self._sent.get(path)
        if before is not None and before.uri != said.uri and before.diagnostics:  # the client calls it otherwise now
            self._send(types.PublishDiagnosticsParams(before.uri, []))
        if before != said:  # found anew, the same may be another object
            self._sent[path] = said
            self._send(said)

    def settled(self) -> None:
        """All of them are sent."""


class Known(NamedTuple):
    """What is wrong in a version of a file, under a number that no earlier answer has."""

    number: str
    version: int | None
    items: list[types.Diagnostic]


class Pulled:
    """Findings that wait to be asked for. `refresh` has the client ask when there are others than it was given."""

    def __init__(self, refresh: Callable[[], object], uri_of: Callable[[Path], str]) -> None:
        self._refresh, self._uri_of = refresh, uri_of
        self._known: dict[Path, Known] = {}
        self._last = 0
        self._is_news = False
        self._news = asyncio.Event()

    def publish(self, path: Path, version: int | None, items: list[types.Diagnostic]) -> None:
        before = self._known.get(path)
        self._is_news |= self._keep(path, version, items) is not before

    def _keep(self, path: Path, version: int | None, items: list[types.Diagnostic]) -> Known:
        """What is wrong in a file, under the number of before where it is the same."""
        before = self._known.get(path)
        if before is not None and before[1:] == (version, items):
            return before
        self._last += 1
        known = self._known[path] = Known(str(self._last), version, items)
        return known

    def settled(self) -> None:
        """Whoever waits is answered, if there is anything new."""
        if self._is_news:
            self._is_news = False
            self._news.set()
            self._news = asyncio.Event()
            self._refresh()

    def of_file(
        self, path: Path, version: int | None, items: list[types.Diagnostic], previous: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """The answer about one file."""
        known = self._keep(path, version, items)
        if known.number == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(known.number)
        return types.RelatedFullDocumentDiagnosticReport(known.items, result_id=known.number)

    async def of_workspace(self, previous: Mapping[Path, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
        """The answer about every file that has others than before; waits until there is one."""
        while True:
            news: list[types.WorkspaceDocumentDiagnosticReport] = [
                types.WorkspaceFullDocumentDiagnosticReport(
                    self._uri_of(path), known.items, known.version, result_id=known.number
                )
                for path, known in self._known.items()
                if previous.get(path) != known.number and (known.items or path in previous)
            ]
            if news:
                return news
            await self._news.wait()
