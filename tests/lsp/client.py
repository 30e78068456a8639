"""A client that speaks the protocol to a real server process, as an editor does: bytes out, bytes in."""

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

LONGEST = 60  # seconds that a busy machine may take
Message = dict[str, Any]


class Client:
    """Ends the server when it is left."""

    def __init__(
        self, *folders: Path, capabilities: Message | None = None, options: Message | None = None, begins: bool = True,
        arguments: Sequence[str] = ("--lang", "zh"), environment: Mapping[str, str] | None = None, runs_in: Path | None = None,
    ) -> None:  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gouji", "lsp", *arguments], env=environment, cwd=runs_in,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._messages: Queue[Message | None] = Queue()
        self._kept: deque[Message] = deque()
        self._last = 0
        self._open: set[str] = set()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.initialized: Message = self.begin(*folders, capabilities=capabilities, options=options) if begins else {}

    def begin(self, *folders: Path, capabilities: Message | None = None, options: Message | None = None) -> Message:
        """Says hello; gives what the server can do."""
        found: Message = self.ask(
            "initialize", processId=None, rootUri=None, capabilities=capabilities or {}, initializationOptions=options,
            workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name} for folder in folders],
        )  # fmt: skip
        self.tell("initialized")
        return found

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stderr):
            if stream is not None:
                stream.close()
        self._reader.join(LONGEST)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def leave(self) -> int:
        """Says goodbye as the protocol wants; gives the exit status."""
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(LONGEST)

    @contextmanager
    def visiting(self, folder: Path) -> "Iterator[Client]":
        """Opens one folder more; afterwards nothing that is in it is open, and nothing that was said of it is kept."""
        named = {"uri": folder.as_uri(), "name": folder.name}
        self.tell("workspace/didChangeWorkspaceFolders", event={"added": [named], "removed": []})
        yield self
        while self._open:
            self.tell("textDocument/didClose", textDocument={"uri": self._open.pop()})
        self.tell("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [named]})
        self.answer("gouji/now", None)
        self._kept.clear()

    # --- messages

    def send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def begin_request(self, method: str, params: Any) -> int:
        """Asks, and does not wait; gives the number of the request."""
        self._last += 1
        self.send({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        return self._last

    def answer(self, method: str, params: Any) -> Message:
        """The whole answer to a request, be it a result or an error."""
        return self.answer_to(self.begin_request(method, params))

    def answer_to(self, number: int) -> Message:
        """The answer to a request that was begun."""
        return self.next(lambda one: one.get("id") == number and "method" not in one)

    def ask(self, method: str, **params: Any) -> Any:
        """The result of a request."""
        return self.result_of(self.begin_request(method, params or None))

    def result_of(self, number: int) -> Any:
        """The result of a request that was begun."""
        answered = self.answer_to(number)
        assert "error" not in answered, answered
        return answered["result"]

    def answer_request(self, method: str, result: Any = None) -> Any:
        """Waits for what the server asks the client, and answers it; gives what was asked."""
        asked = self.next(lambda one: one.get("method") == method and "id" in one)
        self.send({"jsonrpc": "2.0", "id": asked["id"], "result": result})
        return asked.get("params")

    def wait(self, method: str, wanted: Callable[[Message], bool] = lambda _: True) -> Message:
        """The parameters of the next notification of that kind that is wanted."""
        found = self.next(lambda one: one.get("method") == method and wanted(one["params"]))
        params: Message = found["params"]
        return params

    def seen(self, method: str, wanted: Callable[[Message], bool] = lambda _: True) -> list[Message]:
        """What was said of that kind and not waited for, up to now."""
        self.answer("gouji/now", None)
        return [one for one in self._kept if one.get("method") == method and wanted(one["params"])]

    def diagnostics(self, path: Path, version: int | None) -> list[Message]:
        """What is said of a version of a text."""
        uri = path.as_uri()
        said = self.wait(
            "textDocument/publishDiagnostics", lambda one: one["uri"] == uri and one.get("version") == version
        )
        found: list[Message] = said["diagnostics"]
        return found

    def next(self, wanted: Callable[[Message], bool]) -> Message:
        for one in list(self._kept):
            if wanted(one):
                self._kept.remove(one)
                return one
        while True:
            message = self._messages.get(timeout=LONGEST)
            assert message is not None, "the server hung up"
            if wanted(message):
                return message
            self._kept.append(message)

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                self._messages.put(None)
                return
            self._messages.put(json.loads(stream.read(length)))

    # --- texts

    def open(self, path: Path, text: str | None = None) -> str:
        text = path.read_text(encoding="utf-8") if text is None else text
        self._open.add(path.as_uri())
        item = {"uri": path.as_uri(), "languageId": path.suffix[1:], "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return text

    def change(self, path: Path, version: int, *changes: Message) -> None:
        document = {"uri": path.as_uri(), "version": version}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=list(changes))

    def changed_on_disk(self, *paths: Path) -> None:
        self.tell("workspace/didChangeWatchedFiles", changes=[{"uri": path.as_uri(), "type": 2} for path in paths])

    def ask_at(self, feature: str, path: Path, line: int, character: int, **more: Any) -> Any:
        where = {"line": line, "character": character}
        return self.ask(f"textDocument/{feature}", textDocument={"uri": path.as_uri()}, position=where, **more)
