"""One client's session: takes its edits, keeps the snapshot of now, and says what is wrong as soon as it is known.

The snapshot is touched by the worker's thread alone. An edited text is checked at once; the others that it may concern
are checked after a pause, and anew edits put that off.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from gouji.lang.diagnostic import Diagnostic
from gouji.lint.discover import RULES, discover
from gouji.lint.files import real_path
from gouji.lint.library import Library
from gouji.lsp.documents import Document, Documents
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Urgency, Wish, Worker

Result = TypeVar("Result")
Publish = Callable[[Path, int | None, list[Diagnostic]], None]

PAUSE = 0.2
"""Seconds without an edit after which the other texts are checked."""


class Session:
    """`publish` is called on the event loop with what is wrong in a file, and the version of the text it is of."""

    def __init__(self, publish: Publish) -> None:
        self.documents = Documents()
        self.worker = Worker()
        self._publish = publish
        self._snapshot = Snapshot()
        self._folders: list[Path] = []
        self._told: dict[Path, tuple[int | None, list[Diagnostic]]] = {}
        self._wishes: dict[Path, Wish] = {}
        self._pause: asyncio.TimerHandle | None = None

    def confine(self, folder: Path) -> None:
        """From the start on, no file is read but those in the folder and the packs, whatever a text refers to."""
        self._snapshot = Snapshot(library=Library(naming=str, within=real_path(folder)))

    # --- what the client says

    def start(self, folders: Iterable[Path]) -> None:
        """The workspace is these folders."""
        self._folders = [real_path(folder) for folder in folders]
        self._look_around(())

    def edited(self, document: Document | None) -> None:
        """A text was opened or changed."""
        if document is None:
            return
        self._advance([document.path])
        self._check(document.path, Urgency.CHECK)
        self._check_rest_soon()

    def closed(self, document: Document | None) -> None:
        """From now on the text is what is on disk."""
        if document is not None:
            self._look_around([document.path])

    def changed_on_disk(self, paths: Iterable[Path]) -> None:
        open_now = {document.path for document in self.documents.all().values()}
        self._look_around([path for path in map(real_path, paths) if path not in open_now])

    async def ask(self, question: Callable[[Snapshot], Result]) -> Result:
        """The answer to a request, from the snapshot after all edits before it."""
        return await self.worker.answer(lambda _: question(self._snapshot))

    def end(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self.worker.stop()

    # --- what follows from it

    def _advance(self, changed: Iterable[Path]) -> None:
        texts = {document.path: document.source for document in self.documents.all().values()}
        changed = list(changed)

        def task(_: Wish) -> None:
            self._snapshot = self._snapshot.after(texts, changed)

        self.worker.submit(Urgency.EDIT, task)

    def _look_around(self, changed: Iterable[Path]) -> None:
        """Files may have come or gone."""
        texts = {document.path: document.source for document in self.documents.all().values()}
        changed, folders = list(changed), list(self._folders)

        def task(_: Wish) -> None:
            files = [real_path(path) for path in discover(folders).files] if folders else []
            self._snapshot = self._snapshot.after(texts, changed, files)

        self.worker.submit(Urgency.EDIT, task)
        self._check_rest_soon()

    def _check(self, path: Path, urgency: Urgency) -> None:
        """Checks one file; a check of it that is still to be done is given up."""
        if path in self._wishes:
            self._wishes[path].give_up()
        wish = self._wishes[path] = Wish()
        version = next((one.version for one in self.documents.all().values() if one.path == path), None)
        future = self.worker.submit(urgency, lambda _: self._snapshot.diagnostics(path), wish)
        loop = asyncio.get_running_loop()
        future.add_done_callback(
            lambda done: (
                None if done.cancelled() else loop.call_soon_threadsafe(self._tell, path, version, wish, done.result())
            )
        )

    def _tell(self, path: Path, version: int | None, wish: Wish, found: list[Diagnostic]) -> None:
        before = self._told.get(path, (None, []))
        if wish.given_up or (before[0] == version and list(map(id, before[1])) == list(map(id, found))):
            return
        self._told[path] = version, found
        self._publish(path, version, found)

    def _check_rest_soon(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(PAUSE, self._check_rest)

    def _check_rest(self) -> None:
        known = partial(sorted, key=lambda path: (path.suffix.lower() != RULES, path))
        future = self.worker.submit(
            Urgency.EDIT, lambda _: known({*self._snapshot.rule_files, *self._snapshot.form_files})
        )
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda done: loop.call_soon_threadsafe(self._check_all, done.result()))

    def _check_all(self, paths: list[Path]) -> None:
        for path in {*self._told} - {*paths}:
            self._told.pop(path)
            self._publish(path, None, [])
        for path in paths:
            self._check(path, Urgency.REST)
