"""The texts that the client has open, each as the client has it, with its version.

Our own store, since pygls' ends lines at U+2028 and form feeds, and misplaces an edit past the end. Knows no rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from gouji.lang.source import Source, Span
from gouji.lint.file_names import FORM, RULES
from gouji.lint.files import real_path
from gouji.lsp.convert import Encoding, path_of, span_of


@dataclass(frozen=True, slots=True)
class Document:
    """One open text. `path` is where it is, or, for one that is no file, where nothing is, ending as its language does.

    `version` is what the client calls it: findings and edits that are about this text carry that. It is None where the edit
    that made it had none; what is about it then carries none, since an older one would say that it is about another text.
    """

    uri: str
    path: Path
    version: int | None
    source: Source


@dataclass(slots=True)
class Documents:
    """All open texts, by URI, the one edited last at the end."""

    encoding: Encoding = "utf-16"
    _open: dict[str, Document] = field(default_factory=dict)

    def open(self, item: types.TextDocumentItem) -> Document:
        path = real_path(path_of(item.uri) or _path_of_none(item))
        document = Document(item.uri, path, item.version, Source(str(path), item.text))
        self._put(document)
        return document

    def change(
        self, uri: str, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> Document | None:
        """The text after the edits, each made in the text that the one before left; None where it is not open."""
        before = self._open.get(uri)
        if before is None:
            return None
        source = before.source
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                source = source.edited(span_of(source, change.range, self.encoding), change.text)
            else:
                source = source.edited(Span(0, len(source.text)), change.text)
        document = Document(before.uri, before.path, version, source)
        self._put(document)
        return document

    def _put(self, document: Document) -> None:
        self._open.pop(document.uri, None)
        self._open[document.uri] = document

    def close(self, uri: str) -> Document | None:
        return self._open.pop(uri, None)

    def at(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def by_path(self) -> Mapping[Path, Document]:
        """The texts of now by their files; of one that is open under two names, as it was edited last."""
        return {one.path: one for one in self._open.values()}

    def texts(self) -> dict[Path, Source]:
        """What stands in each file."""
        return {path: one.source for path, one in self.by_path().items()}


def _path_of_none(item: types.TextDocumentItem) -> Path:
    """A path for a text that is no file."""
    ending = {"gouji": RULES, "toml": FORM}.get(item.language_id, "")
    name = item.uri.replace("/", "_")
    return Path("/", name if name.lower().endswith(ending) else name + ending)
