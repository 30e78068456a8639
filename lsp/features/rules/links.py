"""The links of a rule file: the files that it uses and that its tests start from, and addresses in its comments.

Says where a link leads; follows none.
"""

import re
from collections.abc import Iterator

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.source import Span
from gouji.lint.rule_places import find_used
from gouji.lsp.question import Question

# Up to what does not belong to an address in Chinese text.
_ADDRESS = re.compile(r"https?://[^\s\"'<>，。；：、（）“”「」]+")
_COMMENT_LINE = re.compile(r"^[ \t\u3000]*[#＃].*$", re.MULTILINE)


def document_links(asked: Question) -> list[types.DocumentLink]:
    """To files, and to addresses."""
    found = [*_files(asked), *_web(asked.source.text)]
    return [types.DocumentLink(asked.range(span), target) for span, target in found]


def _files(asked: Question) -> Iterator[tuple[Span, str]]:
    """The names of files within their quotation marks."""
    snapshot, path = asked.snapshot, asked.path
    for piece in snapshot.library.tree(path).pieces:
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Use):
            written, target = declaration.path, find_used(declaration.path.text, path, snapshot.library.within)
        elif isinstance(declaration, ast.Test) and declaration.given is not None:
            written, target = declaration.given, snapshot.given(declaration.given.text, path)
        else:
            continue
        if target is not None:
            start = written.start + piece.offset
            yield Span(start, start + len(written.text)), asked.addresses.uri(target)


def _web(written: str) -> Iterator[tuple[Span, str]]:
    for line in _COMMENT_LINE.finditer(written):
        for found in _ADDRESS.finditer(written, *line.span()):
            address = found[0].rstrip(".,;:!?)")
            yield Span(found.start(), found.start() + len(address)), address
