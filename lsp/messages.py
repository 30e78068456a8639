"""The bytes of messages as they come: headers in the one spelling that pygls knows, nothing longer than can be held.

Knows no message, and loads no protocol.
"""

import re
from typing import Protocol

LARGEST_MESSAGE = 100_000_000
"""Bytes. A text of 20 MB, the longest that is read, takes no more when each character is escaped."""

_LONGEST_HEADER = 10_000  # bytes
# After a header whose length is none, what was a body stands before the next header, in one line with it.
_LENGTH = re.compile(rb"(?:.*[^\w-])?content-length\s*:\s*(\d{1,18})\s*", re.IGNORECASE)


class Reader(Protocol):
    """Of a stream of bytes, as much as a message is read by."""

    def readline(self, limit: int = -1, /) -> bytes: ...
    def read(self, size: int, /) -> bytes: ...


class Messages:
    """A stream of messages as pygls reads one."""

    def __init__(self, stream: Reader) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        line = self._stream.readline(_LONGEST_HEADER)
        length = length_in(line)
        return b"Content-Length: %d\r\n" % length if length is not None else line

    def read(self, size: int) -> bytes:
        """The body of a message; one that is too long is passed over, and `null`, which is no message, given for it."""
        if size <= LARGEST_MESSAGE:
            return self._stream.read(size)
        while size > 0 and (part := self._stream.read(min(size, LARGEST_MESSAGE))):
            size -= len(part)
        return b"null"


def length_in(header: bytes) -> int | None:
    """The bytes of a message's body, where a line of its header tells."""
    found = _LENGTH.fullmatch(header)
    return int(found[1]) if found is not None else None
