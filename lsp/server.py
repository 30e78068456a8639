"""The language server: takes what the client sends, has the worker answer it, and tells the client what it is to know.

Nothing is worked out here, and nothing that takes time runs here, nor is loaded before the client is answered.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lint.file_names import FORM, RULES
from gouji.lint.files import UnreadableFile, real_path
from gouji.lsp.addresses import Addresses
from gouji.lsp.commands import select, show_places, tell_of_test
from gouji.lsp.convert import encoding_of, offset_at, path_of, span_of
from gouji.lsp.documents import Document
from gouji.lsp.greeting import SHOW_PLACES
from gouji.lsp.offered import FEATURES, LEGEND, LONG, RUN_TEST, SELECT
from gouji.lsp.pages import Pages
from gouji.lsp.progress import CheckingProgress
from gouji.lsp.protocol import Protocol, converter
from gouji.lsp.question import Question, Refused
from gouji.lsp.reporting import Pulled, Pushed, Reporting
from gouji.lsp.semantic_tokens import SentTokens
from gouji.lsp.session import Session
from gouji.lsp.settings import SECTION, language_of, settings_of
from gouji.lsp.worker import Wish
from gouji.version import VERSION

if TYPE_CHECKING:
    from gouji.lsp.snapshot import Snapshot

Result = TypeVar("Result")

REQUEST_FAILED = -32803


class GoujiServer(LanguageServer):
    """A server for one client."""

    protocol: Protocol

    def __init__(self, language: Language) -> None:
        super().__init__(
            "gouji", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol, converter_factory=converter,
        )  # fmt: skip
        self.language = language
        self.session = Session(self)
        self.pages = Pages()
        self.reporting: Reporting = Pushed(self.text_document_publish_diagnostics, self.uri)
        self.tokens = SentTokens()
        self.checking: CheckingProgress | None = None
        self._failures: set[str] = set()
        self._hinted = 0  # the rules by which the client was last told to ask for hints anew

    def end(self) -> None:
        """Lets go of what it holds."""
        self.session.end()
        self.pages.remove()

    # --- what the client is and can

    @property
    def folders(self) -> list[Path]:
        """The folders of the workspace."""
        folders = [path_of(folder.uri) for folder in self.protocol.workspace.folders.values()]
        return [folder for folder in folders if folder is not None]

    def can(self, *names: str) -> bool:
        """Whether the client has a capability, named from the outside in."""
        found: Any = self.protocol.client_capabilities
        for name in names:
            found = getattr(found, name, None)
        return bool(found)

    def addresses(self, asked: Document | None = None) -> Addresses:
        """How the client calls texts now; the one that it asks about, as it does in asking."""
        documents = self.session.documents
        known = documents.by_path() if asked is None else {**documents.by_path(), asked.path: asked}
        return Addresses(documents.encoding, known, self.can("workspace", "workspace_edit", "document_changes"))

    def uri(self, path: Path) -> str:
        """How the client calls a file now."""
        return self.addresses().uri(path)

    @property
    def was_shut_down(self) -> bool:
        """Whether the client said that it would hang up."""
        return self.protocol._shutdown

    # --- requests

    def answering(self, request: str) -> Callable[[Any], Awaitable[Any]]:
        """A handler that has the worker answer a request about an open text; about any other the answer is none."""

        async def handler(params: Any) -> Any:
            place = getattr(params, "range", None) or getattr(params, "position", None)
            return await self.ask(params.text_document.uri, place, params, request)

        return handler

    async def ask(
        self, uri: str, place: types.Range | types.Position | None, params: Any, request: str
    ) -> Any:  # fmt: skip
        """What a function of `gouji.lsp.requests` says of a place in an open text; of any other, nothing."""
        document = self.session.documents.at(uri)
        if document is None:
            return None
        encoding = self.session.documents.encoding
        if isinstance(place, types.Range):
            span = span_of(document.source, place, encoding)
        else:
            at = offset_at(document.source, place, encoding) if place is not None else 0
            span = Span(at, at)
        addresses = self.addresses(document)

        def ask(snapshot: "Snapshot", wish: Wish) -> Any:
            answer = getattr(import_module("gouji.lsp.requests"), request)
            return answer(Question(snapshot, document, span, params, self.language, addresses, wish, self.can))

        return await self.protected(self.session.ask(ask, is_long=request in LONG))

    async def protected(self, answer: Awaitable[Result]) -> Result:
        """An answer; what kept it from being found, as an error that the client can show."""
        try:
            return await answer
        except (JsonRpcException, asyncio.CancelledError):
            raise
        except Refused as reason:
            raise JsonRpcInvalidParams(text(reason.key, self.language, **reason.arguments)) from None
        except UnreadableFile as error:
            raise JsonRpcException(error.diagnostic.message(self.language), REQUEST_FAILED) from None
        except Exception as error:  # noqa: BLE001  # whatever it is, the client gets an answer
            self.failed(None, error)
            raise JsonRpcInternalError(text("lsp.failed", self.language, summary=_summary(error))) from None

    # --- what the client is told

    def shown(self, found: Sequence[Diagnostic]) -> list[types.Diagnostic]:
        """Findings as the client is told them. Asked by the worker's thread."""
        from gouji.lsp.features.diagnostics import diagnostic_of

        addresses = self.addresses()
        return [diagnostic_of(one, self.language, addresses, self.pages.uri(one, addresses)) for one in found]

    def publish(self, path: Path, version: int | None, found: list[types.Diagnostic]) -> None:
        self.reporting.publish(path, version, found)

    def checked(self, done: int, total: int) -> None:
        if self.checking is not None:
            self.checking.at(done, total)
        if done < total:
            return
        self.reporting.settled()
        if self.can("workspace", "code_lens", "refresh_support"):
            self.protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH)
        if self._hinted != self.session.rules_changed:
            self._hinted = self.session.rules_changed
            if self.can("workspace", "inlay_hint", "refresh_support"):
                self.protocol.send_request(types.WORKSPACE_INLAY_HINT_REFRESH)

    def unsearched(self, folder: Diagnostic) -> None:
        said = folder.message(self.language)
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, said))

    def passed_over(self, notification: str) -> None:
        """A notification could not be read: what it told may be missing from now on."""
        said = text("lsp.passed-over", self.language, name=notification)
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, said))

    def failed(self, path: Path | None, error: BaseException) -> None:
        """The details go to the client's log; that it happened is shown once."""
        details = "".join(traceback.format_exception(error))
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"{path or ''}\n{details}"))
        summary = _summary(error)
        if summary not in self._failures:
            self._failures.add(summary)
            shown = text("lsp.failed", self.language, summary=summary)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, shown))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What goes wrong outside of an answer: a message that could not be read, a notification that failed."""
        if source is FeatureRequestError:
            return
        if source is JsonRpcException:
            self.protocol.failed(error)
        else:
            self.failed(None, error)


def _summary(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def make_server(language: Language, *, is_asked: bool = True) -> GoujiServer:
    """The server with all its features; a language that nobody asked for gives way to that of the client's own words."""
    server = GoujiServer(language)
    for method, request, options in FEATURES:
        server.feature(method, options)(server.answering(request))
    _add_life_cycle(server, is_asked=is_asked)
    _add_semantic_tokens(server)
    _add_symbols(server)
    _add_commands(server)
    return server


def _add_life_cycle(server: GoujiServer, *, is_asked: bool) -> None:
    language = server.language  # where the client does not say which
    options_of_client: Any = None

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        nonlocal language, options_of_client
        options_of_client = params.initialization_options
        if not is_asked:
            language = server.language = language_of(params.locale) or language
        server.session.documents.encoding = encoding_of(server.protocol.workspace.position_encoding)
        if not server.protocol.facts.shows_places:

            @server.command(SHOW_PLACES)
            async def show(_uri: str, _position: types.Position, locations: list[types.Location]) -> None:
                await show_places(server, locations, server.language)

        if server.protocol.facts.pulls:
            _add_pull(server)
        if server.can("window", "work_done_progress"):
            title = text("lsp.checking", server.language)
            server.checking = CheckingProgress(server.protocol.notify, server.protocol.send_request, title)

    @server.feature(types.INITIALIZED)
    async def initialized(_: Any) -> None:
        server.session.start(server.folders)
        if server.can("workspace", "did_change_watched_files", "dynamic_registration"):
            kinds = [types.FileSystemWatcher(f"**/*{suffix}") for suffix in (RULES, FORM)]
            options = types.DidChangeWatchedFilesRegistrationOptions(kinds)
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))
        if server.can("workspace", "configuration") or options_of_client:
            await configure(options_of_client)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration_changed(params: types.DidChangeConfigurationParams) -> None:
        await configure(params.settings)

    async def configure(sent: Any) -> None:
        """What the client says, or, if it would rather be asked, what it answers."""
        if server.can("workspace", "configuration"):
            item = types.ConfigurationItem(section=SECTION)
            with suppress(JsonRpcException):
                answered = await server.workspace_configuration_async(types.ConfigurationParams([item]))
                sent = next((one for one in answered or () if one is not None), sent)
        settings = settings_of(sent)
        server.language = settings.language or language
        server.session.configure(settings)
        if settings.unknown:
            told = text("lsp.unknown-settings", server.language, names=", ".join(settings.unknown))
            server.window_log_message(types.LogMessageParams(types.MessageType.Warning, told))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.session.start(server.folders)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path_of(change.uri) for change in params.changes]
        server.session.changed_on_disk([path for path in paths if path is not None])

    @server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def progress_cancelled(params: types.WorkDoneProgressCancelParams) -> None:
        if server.checking is not None and params.token == server.checking.token:
            server.session.give_up_rest()
            server.checking.end()
            server.reporting.settled()

    @server.feature(types.SHUTDOWN)
    def shutdown(_: Any) -> None:
        server.end()


def _add_pull(server: GoujiServer) -> None:
    """Findings for a client that asks for them."""
    session, refresh = server.session, types.WORKSPACE_DIAGNOSTIC_REFRESH
    pulled = server.reporting = Pulled(lambda: server.protocol.send_request(refresh), server.uri)
    session.checks_at_once = False
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="gouji")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def document_diagnostic(params: types.DocumentDiagnosticParams) -> Any:
        document = session.documents.at(params.text_document.uri)
        named = path_of(params.text_document.uri)
        path = document.path if document is not None else real_path(named) if named is not None else None
        if path is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        found = await server.protected(
            session.ask(lambda snapshot, wish: server.shown(snapshot.diagnostics(path, wish.ask)), is_long=True)
        )
        version = document.version if document is not None else None
        return pulled.of_file(path, version, found, params.previous_result_id)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def workspace_diagnostic(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        paths = ((path_of(one.uri), one.value) for one in params.previous_result_ids)
        previous = {real_path(path): number for path, number in paths if path is not None}
        return types.WorkspaceDiagnosticReport(await pulled.of_workspace(previous))


def _add_semantic_tokens(server: GoujiServer) -> None:
    tokens = server.answering("tokens")

    @server.feature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        types.SemanticTokensRegistrationOptions(LEGEND, full=types.SemanticTokensFullDelta(delta=True), range=True),
    )
    async def full(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        data = await tokens(params)
        return server.tokens.whole(params.text_document.uri, data) if data is not None else None

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA)
    async def delta(params: types.SemanticTokensDeltaParams) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        data = await tokens(params)
        uri, previous = params.text_document.uri, params.previous_result_id
        return server.tokens.since(uri, data, previous) if data is not None else None

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE)
    async def part(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        data = await tokens(params)
        return types.SemanticTokens(data) if data is not None else None


def _add_symbols(server: GoujiServer) -> None:
    @server.feature(types.WORKSPACE_SYMBOL)
    async def symbols(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        addresses = server.addresses()

        def ask(snapshot: "Snapshot", wish: Wish) -> list[types.WorkspaceSymbol]:
            from gouji.lsp.features.workspace_symbols import workspace_symbols

            return workspace_symbols(snapshot, params.query, addresses, wish)

        return await server.protected(server.session.ask(ask, is_long=True))


def _add_commands(server: GoujiServer) -> None:
    @server.feature(types.CODE_LENS_RESOLVE)
    async def resolve(lens: types.CodeLens) -> types.CodeLens:
        uri = lens.data.get("uri") if isinstance(lens.data, dict) else None
        return await server.ask(str(uri), lens.range.start, lens, "resolved_lens") or lens

    @server.command(RUN_TEST)
    async def run_test(uri: str, position: types.Position) -> bool | None:
        result = await server.ask(uri, position, None, "run_test")
        if result is not None:
            tell_of_test(server, result, server.language)
        return result.passed if result is not None else None

    @server.command(SELECT)
    async def select_place(uri: str, place: types.Range) -> None:
        await select(server, types.Location(uri, place))
