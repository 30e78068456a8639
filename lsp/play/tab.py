"""One tab of the page: a language server of its own, in a folder of its own, that speaks in text frames.

A message about a file outside the folder is refused; none reaches the process, another tab or a user's file.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from gouji.lang.catalogue import Language, text
from gouji.lint.file_names import is_configuration
from gouji.lint.files import real_path, shipped_rules
from gouji.lsp.convert import path_of, uri_of
from gouji.lsp.play.samples import Sample
from gouji.lsp.server import make_server

Message = dict[str, Any]
_INVALID_REQUEST = -32600
# What would end the process, or show other folders.
_NEVER_PASSED_ON = frozenset({"exit", "workspace/didChangeWorkspaceFolders", "workspace/didChangeConfiguration"})


async def serve_tab(connection: ServerConnection, sample: Sample, language: Language) -> None:
    """Serves a tab until it is closed."""
    with TemporaryDirectory(prefix="gouji-play-", ignore_cleanup_errors=True) as name:
        folder = real_path(Path(name))
        files = [
            {"uri": uri_of(path), "name": sample.name_of(file), "role": file.role, "text": file.text}
            for path, file in sample.write(folder)
        ]
        tab = Tab(connection, folder, language)
        tab.tell("gouji/files", {"files": files, "packs": uri_of(real_path(shipped_rules()))})
        await tab.run()


class Tab:
    """What pygls writes to, and what reads for it."""

    def __init__(self, connection: ServerConnection, folder: Path, language: Language) -> None:
        self._connection = connection
        self._folder = folder
        self._language = language
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._server = make_server(language)
        self._server.session.confine(folder)
        self._server.protocol.set_writer(self, include_headers=False)

    def write(self, data: bytes) -> None:
        self._answers.put_nowait(data.decode("utf-8"))

    def close(self) -> None:
        """The connection is the browser's to close."""

    def tell(self, method: str, params: Message) -> None:
        self._put({"jsonrpc": "2.0", "method": method, "params": params})

    async def run(self) -> None:
        """Takes messages until there are no more."""
        sending = asyncio.create_task(self._send())
        try:
            with suppress(ConnectionClosed):
                async for message in self._connection:
                    await self._take(message)
        finally:
            sending.cancel()
            self._server.end()

    async def _send(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._connection.send(await self._answers.get())

    async def _take(self, written: str | bytes) -> None:
        try:
            message = json.loads(written) if isinstance(written, str) else None
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            await self._connection.close(CloseCode.UNSUPPORTED_DATA)
            return
        method = message.get("method")
        if method == "initialize":
            message["params"] = self._initialize(message.get("params"))
        is_named = isinstance(method, str) or "method" not in message  # an answer has no method
        if not is_named or method in _NEVER_PASSED_ON or self._leads_out(message.get("params")):
            self._refuse(message)
            return
        protocol = self._server.protocol
        try:
            protocol.handle_message(protocol.structure_message(message))
        except Exception:  # noqa: BLE001  # as pygls' own loops do: what cannot be taken in does not end the session
            self._refuse(message)

    def _initialize(self, params: object) -> Message:
        """The page may say what it is able to do; where it works is not for it to say."""
        capabilities = params.get("capabilities") if isinstance(params, dict) else None
        workspace = capabilities.get("workspace") if isinstance(capabilities, dict) else None
        if isinstance(workspace, dict):
            workspace.pop("configuration", None)  # it is not asked for settings, which name folders
        return {
            "processId": None,
            "rootUri": None,
            "capabilities": capabilities if isinstance(capabilities, dict) else {},
            "workspaceFolders": [{"uri": uri_of(self._folder), "name": self._folder.name}],
        }

    def _leads_out(self, params: object) -> bool:
        """Whether a message names a file that is not of this tab."""
        waiting = [params]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                if "uri" in value and not self._is_inside(value["uri"]):
                    return True
                waiting += value.values()
            elif isinstance(value, list):
                if any(isinstance(one, str) and path_of(one) and not self._is_inside(one) for one in value):
                    return True
                waiting += value
        return False

    def _is_inside(self, uri: object) -> bool:
        path = path_of(uri) if isinstance(uri, str) else None
        # A configuration names folders too: a tab has none of its own.
        return path is not None and not is_configuration(path) and real_path(path).is_relative_to(self._folder)

    def _refuse(self, message: Message) -> None:
        """Answers where an answer is waited for."""
        number = message.get("id")
        if isinstance(number, int | str):
            error = {"code": _INVALID_REQUEST, "message": text("play.refused", self._language)}
            self._put({"jsonrpc": "2.0", "id": number, "error": error})

    def _put(self, message: Message) -> None:
        self._answers.put_nowait(json.dumps(message, ensure_ascii=False))
