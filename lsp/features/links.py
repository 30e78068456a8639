"""The links of a rule file: the files that it uses and that its tests start from, and addresses in its comments.

Says where a link leads; follows none.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.parse import SyntaxTree
from gouji.lang.source import Span
from gouji.lint.given import find_given
from gouji.lint.rule_places import find_used
from gouji.lint.unusable import UnusableTest
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import range_of

# Up to what does not belong to an address in Chinese text.
_ADDRESS = re.compile(r"https?://[^\s\"'<>，。；：、（）“”「」]+")
_COMMENT_LINE = re.compile(r"^[ \t\u3000]*[#＃].*$", re.MULTILINE)


def document_links(tree: SyntaxTree, path: Path, within: Path | None, addresses: Addresses) -> list[types.DocumentLink]:
    """To files, those `within` a folder alone where one is given, and to addresses."""
    found = [*_files(tree, path, within, addresses), *_web(tree.source.text)]
    return [types.DocumentLink(range_of(tree.source, span, addresses.encoding), target) for span, target in found]


def _files(
    tree: SyntaxTree, path: Path, within: Path | None, addresses: Addresses
) -> Iterator[tuple[Span, str]]:  # fmt: skip
    """The names of files within their quotation marks."""
    for piece in tree.pieces:
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Use):
            written, target = declaration.path, find_used(declaration.path.text, path, within)
        elif isinstance(declaration, ast.Test) and declaration.given is not None:
            written, target = declaration.given, _given(declaration.given.text, path)
        else:
            continue
        if target is not None:
            start = written.start + piece.offset
            yield Span(start, start + len(written.text)), addresses.uri(target)


def _given(written: str, path: Path) -> Path | None:
    try:
        return find_given(written, path)
    except UnusableTest:
        return None


def _web(written: str) -> Iterator[tuple[Span, str]]:
    for line in _COMMENT_LINE.finditer(written):
        for found in _ADDRESS.finditer(written, *line.span()):
            address = found[0].rstrip(".,;:!?)")
            yield Span(found.start(), found.start() + len(address)), address
