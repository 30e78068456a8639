"""The page of `gouji play` as a process serves it, and what a browser would say to it without showing anything."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from gouji.lsp.play.assets import bundle_is_built

LONGEST = 30  # seconds that a busy machine may take
Message = dict[str, Any]


def needs_bundle() -> None:
    """Without the page the test is skipped, and in CI it fails."""
    if not bundle_is_built():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the page is not built: `make page` (with npm)")


class Served:
    """Ends the server when it is left."""

    def __init__(self, *arguments: str | Path, temporary: Path) -> None:
        """`temporary` is where the server makes its folders."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gouji", "play", "--no-browser", "--lang", "zh", *map(str, arguments)],
            stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ, "TMPDIR": str(temporary)},
        )  # fmt: skip
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found, "no address was told"
        self.address = found[0]
        self.host = urlsplit(self.address).netloc
        self.path = urlsplit(self.address).path

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> int:
        """Ctrl+C; gives the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(LONGEST)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the body of a page."""
        connection = HTTPConnection(self.host, timeout=LONGEST)
        try:
            connection.request("GET", path, headers={"Host": self.host, **headers})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def raw(self, *lines: str) -> str:
        """The first line of the answer to a request as it is written."""
        name, _, port = self.host.partition(":")
        with socket.create_connection((name, int(port)), LONGEST) as connection:
            connection.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
            return connection.makefile(encoding="latin-1").readline().strip()

    @contextmanager
    def tab(self, origin: str | None = None) -> "Iterator[Tab]":
        """A tab that a browser opened from the page, or from another."""
        address = f"ws://{self.host}{self.path}lsp"
        with connect(address, origin=Origin(origin or f"http://{self.host}"), open_timeout=LONGEST) as connection:
            yield Tab(connection)


class Tab:
    """The protocol as the page speaks it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._last = 0
        self.frames: list[str | bytes] = []
        files = self.wait("gouji/files")
        self.files = {file["name"]: file for file in files["files"]}

    def folder(self) -> Path:
        return Path(urlsplit(next(iter(self.files.values()))["uri"]).path).parent

    def begin(self, **more: Any) -> None:
        self.ask("initialize", capabilities={}, **more)
        self.tell("initialized")

    def open(self, uri: str, text: str) -> None:
        item = {"uri": uri, "languageId": uri.rpartition(".")[2], "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)

    def tell(self, method: str, **params: Any) -> None:
        self.connection.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def answer(self, method: Any, **params: Any) -> Message:
        self._last += 1
        number = self._last
        self.connection.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
        while (message := self._next()).get("id") != number or "method" in message:
            pass
        return message

    def ask(self, method: str, **params: Any) -> Any:
        answered = self.answer(method, **params)
        assert "error" not in answered, answered
        return answered["result"]

    def wait(self, method: str) -> Message:
        while (message := self._next()).get("method") != method:
            pass
        params: Message = message["params"]
        return params

    def diagnostics(self, uri: str) -> list[str]:
        """The messages of what is wrong in a text."""
        while (said := self.wait("textDocument/publishDiagnostics"))["uri"] != uri:
            pass
        return [one["message"] for one in said["diagnostics"]]

    def _next(self) -> Message:
        frame = self.connection.recv(timeout=LONGEST)
        self.frames.append(frame)
        message: Message = json.loads(frame)
        return message
