"""How the client calls texts: by the URI under which it opened them, and in edits by the version that it has.

The only place where a file becomes a URI in an answer, and where edits are put together for the client. Reads no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from gouji.lang.diagnostic import Replacement
from gouji.lang.source import Place, Source, Span
from gouji.lsp.convert import Encoding, range_of, uri_of
from gouji.lsp.documents import Document


@dataclass(frozen=True, slots=True)
class Addresses:
    """The open texts by their paths, at one moment; edits are `versioned` for a client that takes them so."""

    encoding: Encoding = "utf-16"
    open: Mapping[Path, Document] = field(default_factory=dict)
    versioned: bool = False

    def uri(self, path: Path) -> str:
        """The client's own name for a file, or where it is not open, ours."""
        document = self.open.get(path)
        return document.uri if document is not None else uri_of(path)

    def location(self, path: Path, source: Source, span: Span) -> types.Location:
        return types.Location(self.uri(path), range_of(source, span, self.encoding))

    def location_of(self, place: Place) -> types.Location:
        """A place in a file that is named by its path."""
        return self.location(Path(place.source.name), *place)

    def line_of(self, place: Place) -> str:
        """What leads to the line of a place when it is clicked."""
        return f"{self.uri(Path(place.source.name))}#L{place.start.line}"

    def edits(self, source: Source, changes: Sequence[Replacement]) -> list[types.TextEdit]:
        return [types.TextEdit(range_of(source, one.span, self.encoding), one.text) for one in changes]

    def edit(self, changes: Mapping[Path, tuple[Source, Sequence[Replacement]]]) -> types.WorkspaceEdit:
        """The changes of each file, as an edit of the workspace; each source is the text that they are about."""
        made = {path: self.edits(source, replacements) for path, (source, replacements) in changes.items()}
        if not self.versioned:
            return types.WorkspaceEdit({self.uri(path): edits for path, edits in made.items()})
        documents = [
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(self.uri(path), self._version(path)), [*edits])
            for path, edits in made.items()
        ]  # fmt: skip
        return types.WorkspaceEdit(document_changes=[*documents])

    def _version(self, path: Path) -> int | None:
        document = self.open.get(path)
        return document.version if document is not None else None
