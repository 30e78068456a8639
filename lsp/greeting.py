"""The client's first message, answered as one like it was answered before: so it need not wait until the protocol is loaded.

What the server can do follows from what the client says of itself and from the files of gouji and pygls, so the answer of
then is the answer of now. The server works it out all the same, for the next time. Loads no protocol.
"""

import json
from io import BytesIO
from typing import Any, BinaryIO

from gouji.lint.cache.identity import LIBRARIES, ROOMS, identity
from gouji.lint.cache.store import Store, folder
from gouji.lint.traces import digest
from gouji.lsp.messages import Reader, length_in

_LIBRARIES = {"pygls": "pygls", "lsprotocol": "lsprotocol"}
_LONGEST = 1_000_000  # bytes that a client says of itself
_OF_THIS_TIME = ("processId", "rootPath", "rootUri", "workspaceFolders", "workDoneToken", "trace")
"""What a client says that has nothing to do with what the server can do."""


class Greeting:
    """Reads the first message from `stream`, and answers it to `answers` if it is known how."""

    def __init__(self, stream: BinaryIO, answers: BinaryIO) -> None:
        first = _first_message(stream)
        self.stream: Reader = _Again(first, stream)
        """All that the client sends, the first message among it."""
        self._given: str | None = None
        self._key = ""
        asked = _initialize(first)
        if asked is None:
            return
        said = {name: value for name, value in asked["params"].items() if name not in _OF_THIS_TIME}
        self._key = digest(
            identity(rooms=(*ROOMS, "lsp"), libraries={**LIBRARIES, **_LIBRARIES}),
            "greeting",
            json.dumps(said, sort_keys=True),
        )
        store = Store(folder())
        kept = store.get(self._key)
        store.close()
        if kept is not None:
            self._given = kept.text.decode()
            body = b'{"jsonrpc": "2.0", "id": %s, "result": %s}' % (json.dumps(asked["id"]).encode(), kept.text)
            answers.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            answers.flush()

    def was_given(self, answer: str) -> bool:
        """Whether the client was answered already. What the server answers is kept for the next time."""
        if self._key and answer != self._given:
            store = Store(folder())
            store.put(self._key, answer)
            store.close()
        return self._given is not None


class _Again:
    """What was read of a stream, and what follows."""

    def __init__(self, read: bytes, stream: BinaryIO) -> None:
        self._read, self._stream = BytesIO(read), stream

    def readline(self, limit: int = -1, /) -> bytes:
        return self._read.readline(limit) or self._stream.readline(limit)

    def read(self, size: int, /) -> bytes:
        return self._read.read(size) or self._stream.read(size)


def _first_message(stream: BinaryIO) -> bytes:
    """Its bytes; only the head of what is longer than a client has to say, or no message."""
    head, length = b"", 0
    while len(head) < _LONGEST and (line := stream.readline(_LONGEST)):
        head += line
        length = length_in(line) or length
        if not line.strip():
            break
    return head + stream.read(length) if 0 < length <= _LONGEST else head


def _initialize(message: bytes) -> Any:
    """A request to initialize; None for any other message."""
    try:
        asked = json.loads(message.partition(b"\r\n\r\n")[2])
        is_asked = asked["method"] == "initialize" and asked["jsonrpc"] == "2.0" and isinstance(asked["params"], dict)
        return asked if is_asked and isinstance(asked["id"], int | str) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
