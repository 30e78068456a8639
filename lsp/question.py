"""A request about an open text, as the features are asked it.

Answers nothing, and loads nothing that does.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from gouji.lang.catalogue import Language
from gouji.lang.source import Source, Span
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.documents import Document
from gouji.lsp.worker import Wish

if TYPE_CHECKING:
    from gouji.lsp.snapshot import Snapshot


class Refused(Exception):
    """What is asked for cannot be done, for the reason that its catalogue key and arguments tell."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = arguments


class Question(NamedTuple):
    """A request: about `span` of a text where the client names a place, else about all of it.

    `params` is the request as it came. What goes through many files asks its `wish` at each whether it still should. `can` says
    whether the client has a capability, named from the outside in.
    """

    snapshot: "Snapshot"
    document: Document
    span: Span
    params: Any
    language: Language
    addresses: Addresses
    wish: Wish
    can: Callable[..., bool]

    @property
    def has_place(self) -> bool:
        return hasattr(self.params, "range") or hasattr(self.params, "position")

    @property
    def offset(self) -> int:
        """Where the place begins that it is about."""
        return self.span.start

    @property
    def encoding(self) -> Encoding:
        return self.addresses.encoding

    @property
    def source(self) -> Source:
        return self.document.source

    @property
    def path(self) -> Path:
        return self.document.path

    def range(self, span: Span) -> types.Range:
        """A span of the text as the client counts it."""
        return range_of(self.source, span, self.encoding)

    @property
    def shows_documents(self) -> bool:
        return self.can("window", "show_document", "support")

    @property
    def takes_snippets(self) -> bool:
        """Whether an offer of completion may have blanks."""
        return self.can("text_document", "completion", "completion_item", "snippet_support")
