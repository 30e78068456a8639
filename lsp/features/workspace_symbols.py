"""The declarations of all rule files of the workspace by name: forms, tables, fields, rules, tests.

What is typed may leave letters out. Reads outlines, and holds none of its own.
"""

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from gouji.lang.source import Source
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile
from gouji.lsp.addresses import Addresses
from gouji.lsp.features.rules.outline import rule_symbols
from gouji.lsp.features.symbols import Symbol
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish

# More are none that anyone looks through.
MOST = 500


def workspace_symbols(
    snapshot: Snapshot, wanted: str, addresses: Addresses, wish: Wish
) -> list[types.WorkspaceSymbol]:  # fmt: skip
    """The best first: of that name, then names that begin so, hold it, or hold its letters in that order."""
    asked = canonical_text(wanted).casefold().replace(" ", "")
    found: list[tuple[int, int, int, tuple[Path, Source, str, Symbol]]] = []
    for path in snapshot.rule_files:
        wish.ask()
        try:
            tree = snapshot.library.tree(path, wish.ask)
        except UnreadableFile:
            continue
        for above, symbol in _all(rule_symbols(tree), ""):
            rank = _rank(asked, symbol.name)
            if rank is not None:
                found.append((rank, len(symbol.name), len(found), (path, tree.source, above, symbol)))
    return [
        types.WorkspaceSymbol(
            addresses.location(path, source, symbol.named),
            symbol.name, symbol.kind, container_name=above or path.name,
        )
        for *_, (path, source, above, symbol) in sorted(found, key=lambda one: one[:3])[:MOST]
    ]  # fmt: skip


def _all(symbols: list[Symbol], above: str) -> Iterator[tuple[str, Symbol]]:
    """Every symbol, with the name of what it stands in; what a form only switches has its name elsewhere."""
    for one in symbols:
        if one.kind is types.SymbolKind.Key:
            continue
        yield above, one
        yield from _all(one.inner, f"{above}.{one.name}" if above else one.name)


def _rank(asked: str, name: str) -> int | None:
    """How well a name fits, 0 best; None where it does not."""
    own = canonical_text(name).casefold().replace(" ", "")
    if own == asked:
        return 0
    if own.startswith(asked):
        return 1
    if asked in own:
        return 2
    letters = iter(own)
    return 3 if all(letter in letters for letter in asked) else None
