"""One client's session: takes its edits, keeps the snapshot of now, and says what is wrong as soon as it is known.

What it knows of the texts is touched by the worker's thread alone. An edited text is checked at once; the others that it may concern
are checked after a pause, and a new edit puts that off.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic
from gouji.lint.file_names import is_configuration, is_form_file, is_rule_file
from gouji.lint.files import UnreadableFile, real_path
from gouji.lsp.documents import Document, Documents
from gouji.lsp.settings import Settings
from gouji.lsp.worker import Cancelled, Urgency, Wish, Worker

if TYPE_CHECKING:
    from gouji.lsp.snapshot import Snapshot
    from gouji.lsp.workspace import Workspace

Result = TypeVar("Result")

PAUSE = 0.2
"""Seconds without an edit after which the other texts are checked."""


class Audience(Protocol):
    """Who is told, on the event loop; but `shown` is asked by the worker's thread."""

    def shown(self, found: list[Diagnostic]) -> list[types.Diagnostic]:
        """Findings as the client is told them."""

    def publish(self, path: Path, version: int | None, found: list[types.Diagnostic]) -> None:
        """What is wrong in a file, and the version of the text that it is of: None where it is not open, or its edit had none."""

    def checked(self, done: int, total: int) -> None:
        """How many files of the workspace are checked; when all are, for now nothing more is going to be found."""

    def unsearched(self, folder: Diagnostic) -> None:
        """A folder of the workspace, or one in it, cannot be searched."""

    def failed(self, path: Path | None, error: BaseException) -> None:
        """gouji itself failed, at a file or at all of them."""


class Session:
    def __init__(self, audience: Audience) -> None:
        self.documents = Documents()
        self.worker = Worker()
        self.checks_at_once = True
        """Whether an edited text is checked without being asked for."""
        self._audience = audience
        self._known: Workspace | None = None
        self._folders: list[Path] = []
        self._within: Path | None = None
        self._settings = Settings()
        # By what name and in which version a text was open, where it was, and what was said of it.
        self._published: dict[Path, tuple[tuple[str, int | None] | None, list[Diagnostic]]] = {}
        self._unsearched: set[str] = set()
        self._wishes: dict[Path, Wish] = {}
        self._pause: asyncio.TimerHandle | None = None
        self._configurations_edited: set[Path] = set()
        self.rules_changed = 0
        """How often rule files, or what files there are, have changed."""
        self._configured = 0  # how often the client has configured something, which may be the language
        self._rest: list[Wish] = []  # the wishes of the check of the whole workspace
        self._round = 0  # which check of the whole workspace is under way

    def confine(self, folder: Path) -> None:
        """From the start on, no file is read but those in the folder and the packs, whatever a text refers to."""
        self._within = real_path(folder)

    # --- what the client says

    def start(self, folders: Iterable[Path]) -> None:
        """The workspace is these folders."""
        self._folders = [real_path(folder) for folder in folders]
        self._look_around((), is_configured_anew=True)

    def configure(self, settings: Settings) -> None:
        """What the client configures for itself, from now on; all is told again, as the language may be another."""
        self._settings = settings
        self._configured += 1
        self._published = {path: (opened, []) for path, (opened, _) in self._published.items()}
        self._look_around((), is_configured_anew=True)

    def edited(self, document: Document | None) -> None:
        """A text was opened or changed."""
        if document is None:
            return
        self._advance([document.path])
        if is_configuration(document.path):
            self._configurations_edited.add(document.path)  # other files may be forms now: seen to after the pause
        elif self.checks_at_once:
            self._check(document.path, Urgency.CHECK)
        self._check_rest_soon()

    def closed(self, document: Document | None) -> None:
        """From now on the text is what is on disk."""
        if document is not None:
            self._look_around([document.path])

    def changed_on_disk(self, paths: Iterable[Path]) -> None:
        open_now = self.documents.by_path()
        self._look_around([path for path in map(real_path, paths) if path not in open_now])

    async def ask(self, question: "Callable[[Snapshot, Wish], Result]", *, is_long: bool = False) -> Result:
        """The answer to a request, from the texts as they were when it was asked; one `is_long` keeps no other waiting."""
        if is_long:
            then = await self.worker.answer(lambda _: self._workspace().snapshot)
            return await self.worker.answer(partial(question, then), Urgency.LONG)
        return await self.worker.answer(lambda wish: question(self._workspace().snapshot, wish))

    def give_up_rest(self) -> None:
        """The files that were still to be checked are left, until something changes."""
        self._round += 1
        for wish in self._rest:
            wish.give_up()
        self._rest = []

    def end(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self.give_up_rest()
        self.worker.stop()

    # --- what follows from it

    def _workspace(self) -> "Workspace":
        """Made, and what it needs loaded, by the worker's thread, the only one that may ask for it."""
        if self._known is None:
            from gouji.lsp.workspace import Workspace

            self._known = Workspace(self._within)
        return self._known

    def _advance(self, changed: Iterable[Path]) -> None:
        texts = self.documents.texts()
        changed = list(changed)
        self.rules_changed += any(map(is_rule_file, changed))
        self._do(Urgency.NOW, lambda _: self._workspace().edit(texts, changed))

    def _look_around(self, changed: Iterable[Path], *, is_configured_anew: bool = False) -> None:
        """Files may have come or gone."""
        texts = self.documents.texts()
        changed, folders = list(changed), list(self._folders)
        is_configured_anew |= any(map(is_configuration, changed))
        anew = self._settings if is_configured_anew else None
        self.rules_changed += 1
        self._do(
            Urgency.NOW,
            lambda _: self._workspace().look_around(texts, changed, folders, anew),
            self._tell_of_unsearched,
        )
        self._check_rest_soon()

    def _tell_of_unsearched(self, folders: list[Diagnostic]) -> None:
        """Of what cannot be searched, once for as long as it cannot."""
        before, self._unsearched = self._unsearched, {one.place.source.name for one in folders}
        for one in folders:
            if one.place.source.name not in before:
                self._audience.unsearched(one)

    def _check(self, path: Path, urgency: Urgency, done: Callable[[], None] = lambda: None) -> None:
        """Checks one file; a check of it that is still to be done is given up."""
        if path in self._wishes:
            self._wishes[path].give_up()
        wish = self._wishes[path] = Wish()
        if urgency is Urgency.REST:
            self._rest.append(wish)
        document, configured = self.documents.by_path().get(path), self._configured
        opened = (document.uri, document.version) if document is not None else None

        def check(wish: Wish) -> tuple[list[Diagnostic], list[types.Diagnostic]] | None:
            found = self._workspace().snapshot.diagnostics(path, wish.ask)
            is_published = bool(found) and self._published.get(path) == (opened, found)
            return None if is_published else (found, self._audience.shown(found))

        def tell(news: tuple[list[Diagnostic], list[types.Diagnostic]] | None) -> None:
            if news is None or wish.given_up or configured != self._configured:
                return  # what was put into the words of before is checked and told anew
            found, shown = news
            if found or path in self._published or opened is not None:
                self._published[path] = opened, found
                self._audience.publish(path, opened[1] if opened is not None else None, shown)

        self._do(urgency, check, tell, wish=wish, path=path, done=done)

    def _check_rest_soon(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(PAUSE, self._check_rest)

    def _check_rest(self) -> None:
        if self._configurations_edited:
            edited, self._configurations_edited = self._configurations_edited, set()
            self._look_around(edited)
            return
        self._do(Urgency.REST, lambda _: self._workspace().files(), self._check_all)

    def _check_all(self, paths: list[Path]) -> None:
        """Rule files first: the forms need them; configurations last: what they name is then known."""
        paths = sorted(paths, key=lambda path: (not is_rule_file(path), is_configuration(path), path))
        self._round += 1
        self._rest = []
        this, waiting = self._round, len(paths)

        def one_less() -> None:
            nonlocal waiting
            waiting -= 1
            if this == self._round:
                self._audience.checked(len(paths) - waiting, len(paths))

        self._wishes = {path: wish for path, wish in self._wishes.items() if path in self._published or path in paths}
        for path in {*self._published} - {*paths}:
            self._published.pop(path)
            self._audience.publish(path, None, [])
        for path in paths:
            self._check(path, Urgency.REST, one_less)
        if not paths:
            self._audience.checked(0, 0)
        self._prepare()

    def _prepare(self) -> None:
        """While nothing else is to be done, the forms are loaded that an empty text may become: completion offers each whole."""
        for document in self.documents.by_path().values():
            path = document.path
            if is_form_file(path) and not document.source.text.strip():
                self._do_idle(partial(self._form_names, path), partial(self._load, path))

    def _form_names(self, path: Path) -> list[str]:
        return self._workspace().snapshot.library.form_names(path)

    def _load(self, path: Path, names: list[str]) -> None:
        """One form after the other, so that whoever asks for something waits for one at most."""
        for name in names:
            self._do_idle(partial(self._load_form, path, name))

    def _load_form(self, path: Path, name: str) -> None:
        self._workspace().snapshot.library.for_form(name, path)

    def _do_idle(self, task: Callable[[], Result], tell: Callable[[Result], None] = lambda _: None) -> None:
        """Does what may be wanted soon; what keeps it from being done is told when it is."""
        wish = Wish()
        self._rest.append(wish)

        def unless_unreadable(_: Wish) -> Result:
            try:
                return task()
            except UnreadableFile:
                raise Cancelled from None

        self._do(Urgency.IDLE, unless_unreadable, tell, wish=wish)

    def _do(
        self, urgency: Urgency, task: Callable[[Wish], Result], tell: Callable[[Result], None] = lambda _: None, *,
        wish: Wish | None = None, path: Path | None = None, done: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Has a task done, and tells its result on the event loop; `done` is called whatever becomes of it."""
        loop = asyncio.get_running_loop()

        def ended(future: "Future[Result]") -> None:
            # What was given up is not raised here: an exception holds on to what it was raised in.
            if future.cancelled() or isinstance(future.exception(), Cancelled):
                done()
                return
            try:
                tell(future.result())
            except Exception as error:  # noqa: BLE001  # whatever it is, it is told, and the rest goes on
                self._audience.failed(path, error)
            finally:
                done()

        self.worker.submit(urgency, task, wish).add_done_callback(
            lambda future: None if loop.is_closed() else loop.call_soon_threadsafe(ended, future)
        )
