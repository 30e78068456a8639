"""Messages as they come over the wire: what is none of the protocol's, or comes at the wrong time, is answered as it wants.

pygls' protocol, with the texts kept in our own store. Works nothing out.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.json_rpc import JsonRPCNotification
from pygls.protocol.language_server import lsp_method

from gouji.lsp.greeting import Facts

if TYPE_CHECKING:
    from gouji.lsp.server import GoujiServer

_IGNORED = "$/ignored"


def converter() -> Converter:
    """As lsprotocol reads and writes messages, but for two that it does not let pass.

    Of a parameter that is none it tells clients that know no such; an edit without a version, as older clients send them, is one.
    """
    made: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls does not say its types
    plain = made.get_unstructure_hook(types.SignatureInformation)

    def written(signature: types.SignatureInformation) -> dict[str, Any]:
        return {name: value for name, value in plain(signature).items() if value is not None}

    made.register_unstructure_hook(types.SignatureInformation, written)
    made.register_structure_hook(types.VersionedTextDocumentIdentifier, lambda data, _: _identifier(data))
    return made


def _identifier(data: Mapping[str, Any]) -> types.OptionalVersionedTextDocumentIdentifier:
    """Which text an edit is of, by a client that gives it a version or none."""
    version = data.get("version")
    return types.OptionalVersionedTextDocumentIdentifier(data["uri"], int(version) if version is not None else None)


class Protocol(LanguageServerProtocol):
    """`initialize` comes first and once; nothing but `exit` follows `shutdown`."""

    _server: "GoujiServer"

    was_greeted = False
    """The client was answered before the server was loaded, whatever else it says of itself."""

    facts = Facts.of(None)
    """What of the client decides what it is told that the server can do."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._simpler: list[dict[str, Any]] = []
        """The first message of a client that was greeted, without what else it says of itself, should that be of no use."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """What an object of a message stands for; what is no message of this protocol stays what it is."""
        is_request = isinstance(data.get("method"), str)
        if data.get("jsonrpc") != self.VERSION or not (is_request or data.keys() & {"result", "error"}):
            return data
        if is_request and "params" not in data and self.get_message_type(data["method"]) is None:
            data = {**data, "params": None}
        if data.get("method") == types.INITIALIZE and self._workspace is None:
            params = data.get("params")
            self.facts = Facts.of(params.get("capabilities") if isinstance(params, dict) else None)
            if self.was_greeted:
                understood = {"capabilities": self.facts.capabilities()}
                bare = {"processId": None, "rootUri": None, **understood}
                self._simpler = [{**data, "params": {**data["params"], **understood}}, {**data, "params": bare}]
        return self._structured(data)

    def _structured(self, data: dict[str, Any]) -> Any:
        """A message that is none of the protocol is answered, where an answer is waited for, and else ignored."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if self._may_try_simpler():
                return self._structured(self._simpler.pop(0))
            if isinstance(data.get("id"), int | str) and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            elif "method" in data and self._workspace is not None:
                self._server.passed_over(data["method"])
            return JsonRPCNotification(_IGNORED, self.VERSION, None)

    def _may_try_simpler(self) -> bool:
        """Whether the first message is still to be understood, and can be without some of what it says."""
        return self._workspace is None and bool(self._simpler)

    def handle_message(self, message: Any) -> None:
        if getattr(message, "jsonrpc", None) != self.VERSION:
            number = message.get("id") if isinstance(message, dict) else None
            self.refuse(JsonRpcInvalidRequest(), number if isinstance(number, int | str) else None)
            return
        method = getattr(message, "method", None)
        reason = self._out_of_turn(method) if method is not None else None
        if reason is None:
            super().handle_message(message)
        elif hasattr(message, "id"):
            self.refuse(reason, message.id)

    def refuse(self, error: JsonRpcException, number: int | str | None = None) -> None:
        """Answers with an error; without a number, to a message that has none that could be read."""
        # Not as lsprotocol writes it, which leaves out a number that is none.
        self._send_data({"jsonrpc": self.VERSION, "id": number, "error": error.to_response_error()})

    def failed(self, error: Exception) -> None:
        """A message could not be taken in: it is no JSON, or nested too deep."""
        self.refuse(JsonRpcParseError.of(type(error).__name__))

    def _send_response(
        self, msg_id: int | str, result: Any = None, error: types.ResponseError | None = None
    ) -> None:  # fmt: skip
        if error is not None:
            error.data = None  # where pygls puts the stack of what failed
            if self._may_try_simpler():
                self.handle_message(self._structured(self._simpler.pop(0)))
                return
        if not (isinstance(result, types.InitializeResult) and self.was_greeted):
            super()._send_response(msg_id, result, error)

    def _out_of_turn(self, method: str) -> JsonRpcException | None:
        """Why a message cannot be taken now."""
        if method == types.EXIT:
            return None
        if (self._workspace is None) != (method == types.INITIALIZE):
            return JsonRpcServerNotInitialized() if self._workspace is None else JsonRpcInvalidRequest()
        return JsonRpcInvalidRequest() if self._shutdown else None

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        session = self._server.session
        session.edited(session.documents.open(params.text_document))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        session = self._server.session
        text = params.text_document
        session.edited(session.documents.change(text.uri, text.version, params.content_changes))

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        session = self._server.session
        session.closed(session.documents.close(params.text_document.uri))
        self._server.tokens.forget(params.text_document.uri)
