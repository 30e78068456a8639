"""The client's first message, answered before the protocol's hundreds of classes are loaded, which takes half a second.

What the server can do is written down in capabilities.json, but for the little that depends on what the client says of
itself. The tests compare it with what pygls works out. Loads no protocol.
"""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from gouji.lsp.messages import Reader, length_in
from gouji.version import VERSION

CAPABILITIES = Path(__file__).with_name("capabilities.json")
"""What the server tells a client that can do everything but show places."""

SHOW_PLACES = "gouji.showPlaces"
"""A command that shows places to choose from: arguments are a document's URI, a position in it, and locations."""

_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_LONGEST = 1_000_000  # bytes that a client says of itself


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a client decides what it is told that the server can do."""

    encoding: str
    """How it counts positions."""
    prepares_rename: bool
    pulls: bool
    """It asks for findings. One that could not be told of changes elsewhere would go on to show what was: to that one all
    is sent."""
    shows_places: bool
    """It has a command of its own for it, and says so: `experimental.commands.commands`."""

    @classmethod
    def of(cls, capabilities: Any) -> "Facts":
        """Read from what a client says of itself, be it of the right shape or not."""
        encodings = _at(capabilities, "general", "positionEncodings")
        commands = _at(capabilities, "experimental", "commands", "commands")
        known = [one for one in encodings if one in _ENCODINGS] if isinstance(encodings, list) else []
        return cls(
            encoding=known[0] if known else "utf-16",
            prepares_rename=bool(_at(capabilities, "textDocument", "rename", "prepareSupport")),
            pulls=_at(capabilities, "textDocument", "diagnostic") is not None
            and bool(_at(capabilities, "workspace", "diagnostics", "refreshSupport")),
            shows_places=isinstance(commands, list) and SHOW_PLACES in commands,
        )

    def capabilities(self) -> dict[str, Any]:
        """What a client would say of which no more were known."""
        return {
            "general": {"positionEncodings": [self.encoding]},
            "textDocument": {"rename": {"prepareSupport": self.prepares_rename}}
            | ({"diagnostic": {}} if self.pulls else {}),
            "workspace": {"diagnostics": {"refreshSupport": self.pulls}},
            "experimental": {"commands": {"commands": [SHOW_PLACES] * self.shows_places}},
        }

    def answer(self) -> dict[str, Any]:
        """What the server answers to `initialize`."""
        able: dict[str, Any] = json.loads(CAPABILITIES.read_bytes())
        able["positionEncoding"] = self.encoding
        if not self.prepares_rename:
            able["renameProvider"] = True
        if not self.pulls:
            del able["diagnosticProvider"]
        if self.shows_places:
            able["executeCommandProvider"]["commands"].remove(SHOW_PLACES)
        return {"capabilities": able, "serverInfo": {"name": "gouji", "version": VERSION}}


class Greeting:
    """Reads the first message from `stream`, and answers it to `answers` if it asks to begin."""

    def __init__(self, stream: BinaryIO, answers: BinaryIO) -> None:
        first = _first_message(stream)
        self.stream: Reader = _Again(first, stream)
        """All that the client sends, the first message among it."""
        self.facts: Facts | None = None
        """What the client was answered by; None if it is yet to be answered."""
        asked = _initialize(first)
        if asked is None:
            return
        self.facts = Facts.of(asked["params"]["capabilities"])
        body = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": self.facts.answer()}).encode()
        answers.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        answers.flush()


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
        is_asked = asked["method"] == "initialize" and asked["jsonrpc"] == "2.0"
        is_meant = is_asked and isinstance(asked["params"]["capabilities"], dict)
        return asked if is_meant and isinstance(asked["id"], int | str) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _at(said: Any, *names: str) -> Any:
    """What stands at a place, named from the outside in; None if nothing does."""
    for name in names:
        said = said.get(name) if isinstance(said, dict) else None
    return said
