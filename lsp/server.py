"""The language server: says which requests there are, and which feature answers each.

Nothing is worked out here, and nothing that takes time runs here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.json_rpc import JsonRPCNotification
from pygls.protocol.language_server import lsp_method

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Span
from gouji.lint.discover import FORM, RULES
from gouji.lsp import features
from gouji.lsp.convert import encoding_of, offset_at, path_of, span_of, uri_of
from gouji.lsp.features import Question
from gouji.lsp.features.diagnostics import diagnostic_of
from gouji.lsp.features.rename import Refused
from gouji.lsp.features.tokens import LEGEND, edits
from gouji.lsp.session import Session
from gouji.version import VERSION

Result = TypeVar("Result")
_IGNORED = "$/ignored"


class Protocol(LanguageServerProtocol):
    """The protocol with our own store of texts: pygls' own is never filled."""

    _server: "GoujiServer"

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message that is none of the protocol is answered, where an answer is waited for, and else ignored."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            return JsonRPCNotification(_IGNORED, self.VERSION, None)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        session = self._server.session
        session.edited(session.documents.open(params.text_document))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        session = self._server.session
        session.edited(session.documents.change(params.text_document, params.content_changes))

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        session = self._server.session
        session.closed(session.documents.close(params.text_document.uri))


class GoujiServer(LanguageServer):
    """A server for one client."""

    def __init__(self, language: Language) -> None:
        super().__init__(
            "gouji", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol, converter_factory=default_converter,
        )  # fmt: skip
        self.language = language
        self.session = Session(self.publish)
        # What was answered last, so that the next answer can be what changed since.
        self.tokens: dict[str, types.SemanticTokens] = {}

    @property
    def folders(self) -> list[Path]:
        """The folders of the workspace."""
        folders = [path_of(folder.uri) for folder in self.protocol.workspace.folders.values()]
        return [folder for folder in folders if folder is not None]

    @property
    def may_register_watchers(self) -> bool:
        """Whether the client can be asked to say which files change outside of it."""
        workspace = self.protocol.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        return watching is not None and bool(watching.dynamic_registration)

    @property
    def knows_snippets(self) -> bool:
        """Whether the client can go through the blanks of a text that it inserts."""
        document = self.protocol.client_capabilities.text_document
        completion = document.completion if document is not None else None
        item = completion.completion_item if completion is not None else None
        return item is not None and bool(item.snippet_support)

    @property
    def was_shut_down(self) -> bool:
        """Whether the client said that it would hang up."""
        return self.protocol._shutdown

    async def ask(
        self, identifier: types.TextDocumentIdentifier, where: types.Position | types.Range | None,
        feature: Callable[[Question], Result],
    ) -> Result | None:  # fmt: skip
        """The answer of a feature about an open text; None about any other."""
        document = self.session.documents.at(identifier.uri)
        if document is None:
            return None
        encoding = self.session.documents.encoding
        if isinstance(where, types.Range):
            span = span_of(document.source, where, encoding)
        else:
            at = offset_at(document.source, where, encoding) if where is not None else 0
            span = Span(at, at)
        return await self.session.ask(
            lambda snapshot: feature(
                Question(snapshot, document, span, where is not None, self.language, encoding, self.knows_snippets)
            )
        )

    def remembered(self, uri: str, data: list[int]) -> types.SemanticTokens:
        """Tokens under a number that no answer had before."""
        before = self.tokens.get(uri)
        number = int(before.result_id or 0) + 1 if before is not None else 1
        found = self.tokens[uri] = types.SemanticTokens(data, str(number))
        return found

    def publish(self, path: Path, version: int | None, found: list[Diagnostic]) -> None:
        documents = self.session.documents
        uri = next((one.uri for one in documents.all().values() if one.path == path), uri_of(path))
        diagnostics = [diagnostic_of(one, self.language, documents.encoding) for one in found]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))


def make_server(language: Language) -> GoujiServer:
    """The server with all its features."""
    server = GoujiServer(language)

    @server.feature(types.INITIALIZE)
    def initialize(_: types.InitializeParams) -> None:
        server.session.documents.encoding = encoding_of(server.protocol.workspace.position_encoding)

    @server.feature(types.INITIALIZED)
    def initialized(_: Any) -> None:
        server.session.start(server.folders)
        if server.may_register_watchers:
            kinds = [types.FileSystemWatcher(f"**/*{suffix}") for suffix in (RULES, FORM)]
            options = types.DidChangeWatchedFilesRegistrationOptions(kinds)
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.session.start(server.folders)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "="]))
    async def completion(params: types.CompletionParams) -> list[types.CompletionItem] | None:
        return await server.ask(params.text_document, params.position, features.completion)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await server.ask(params.text_document, params.position, features.hover)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> types.Location | None:
        return await server.ask(params.text_document, params.position, features.definition)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        return await server.ask(params.text_document, params.position, features.references)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        return await server.ask(params.text_document, params.position, features.highlights)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare_rename(params: types.PrepareRenameParams) -> types.Range | None:
        return await server.ask(params.text_document, params.position, features.prepare_rename)

    @server.feature(types.TEXT_DOCUMENT_RENAME)
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        try:
            return await server.ask(params.text_document, params.position, features.renaming(params.new_name))
        except Refused as reason:
            raise JsonRpcInvalidParams(text(str(reason), server.language)) from None

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay_hints(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        return await server.ask(params.text_document, params.range, features.inlay_hints)

    @server.feature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        types.SemanticTokensRegistrationOptions(LEGEND, full=types.SemanticTokensFullDelta(delta=True), range=True),
    )
    async def semantic_tokens(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        data = await server.ask(params.text_document, None, features.tokens)
        return server.remembered(params.text_document.uri, data) if data is not None else None

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA)
    async def semantic_tokens_delta(
        params: types.SemanticTokensDeltaParams,
    ) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        data = await server.ask(params.text_document, None, features.tokens)
        if data is None:
            return None
        before = server.tokens.get(params.text_document.uri)
        now = server.remembered(params.text_document.uri, data)
        if before is None or before.result_id != params.previous_result_id:
            return now
        return types.SemanticTokensDelta(edits(before.data, now.data), now.result_id)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE)
    async def semantic_tokens_range(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        data = await server.ask(params.text_document, params.range, features.tokens)
        return types.SemanticTokens(data) if data is not None else None

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        return await server.ask(params.text_document, params.range, features.actions)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return await server.ask(params.text_document, None, features.symbols)

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        return await server.ask(params.text_document, None, features.folding)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        return await server.ask(params.text_document, None, features.formatting)

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def range_formatting(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
        return await server.ask(params.text_document, params.range, features.formatting)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path_of(change.uri) for change in params.changes]
        server.session.changed_on_disk([path for path in paths if path is not None])

    @server.feature(types.SHUTDOWN)
    def shutdown(_: Any) -> None:
        server.session.end()

    return server
