"""The language server: says which requests there are, and which feature answers each. Nothing is worked out here."""

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.language_server import lsp_method

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Diagnostic
from gouji.lsp.convert import encoding_of, path_of, uri_of
from gouji.lsp.features.diagnostics import diagnostic_of
from gouji.lsp.session import Session
from gouji.version import VERSION


class Protocol(LanguageServerProtocol):
    """The protocol with our own store of texts: pygls' own is never filled."""

    _server: "GoujiServer"

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

    @property
    def was_shut_down(self) -> bool:
        """Whether the client said that it would hang up."""
        return self.protocol._shutdown

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
        folders = [path_of(folder.uri) for folder in server.protocol.workspace.folders.values()]
        server.session.start([folder for folder in folders if folder is not None])

    @server.feature(types.SHUTDOWN)
    def shutdown(_: Any) -> None:
        server.session.end()

    return server
