"""The values of a target file by their place, for tests that hold an example against its printed document.

Read with the standard library alone: nothing is shared with the packages under test.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]


def published_texts() -> Path:
    """Where the published texts are, which are no part of the repository: as GOUJI_SEEDS says, or `shared/seeds` beside
    the repository or a folder above it; for a linked work tree, the repository that it belongs to counts. May not exist.
    """
    if named := os.environ.get("GOUJI_SEEDS"):
        return Path(named)
    starts = [ROOT]
    link = ROOT / ".git"
    if link.is_file():
        starts.append(Path(link.read_text(encoding="utf-8").removeprefix("gitdir:").strip()))
    above = [folder / "shared" / "seeds" for start in starts for folder in start.parents]
    return next((folder for folder in above if folder.is_dir()), above[0])


SEEDS = published_texts()
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Figure(NamedTuple):
    """A bare number, as it was written."""

    written: str


Leaf = str | Figure
Place = tuple[str | int, ...]


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Leaf]]:
    """Every value of a loaded target file with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*place, index))
    elif isinstance(value, int):
        yield place, Figure(str(value))
    elif isinstance(value, date):
        yield place, value.strftime("%Y%m%d")
    else:
        assert isinstance(value, str | Figure), place
        yield place, value


def target_file(path: Path) -> dict[Place, Leaf]:
    """A target file's values by place."""
    return dict(leaves(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Figure)))


def written(value: Leaf) -> str:
    """A value as text."""
    return value.written if isinstance(value, Figure) else value


def money(text: str) -> Figure:
    """An amount as printed."""
    if not re.fullmatch(NUMBER, text):
        raise ValueError(f"not an amount: {text}")
    return Figure(text)


def is_plain(path: Path) -> bool:
    """UTF-8 without a mark, line feeds only, one at the end."""
    text = path.read_bytes().decode("utf-8")
    marked = text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    return not marked and "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
