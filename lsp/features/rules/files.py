"""The files that a rule file may name: rule files to use, and filled forms to start a test from, each as it is written there.

Names only what would be found by that name. Opens nothing.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.lint.file_names import is_test_file
from gouji.lint.likeness import OF_OTHER_TOOLS
from gouji.lint.rule_places import find_used, pack_names
from gouji.lsp.question import Question
from gouji.lsp.snapshot import Snapshot

# Of a large workspace those are offered that are nearest.
_MOST = 200


def files_to_name(asked: Question, keyword: str, typed: str) -> list[str]:
    """The names that may stand behind `use` or `given` in a rule file; by their way from there where that is being `typed`."""
    snapshot, path = asked.snapshot, asked.path
    if keyword == "USE":
        return list(dict.fromkeys((*_used(snapshot, path, typed), *pack_names())))
    forms = (one for one in snapshot.form_files if one.name.lower() not in OF_OTHER_TOOLS)
    return [name for one in _nearest(forms, path) if (name := _given(snapshot, one, path, typed)) is not None]


def _nearest(files: Iterable[Path], path: Path) -> list[Path]:
    """The files by how far they are from the folder of a file, those in it first."""
    folder = path.parent

    def way(file: Path) -> tuple[int, Path]:
        return len(Path(os.path.relpath(file, folder)).parts), file

    return sorted(files, key=way)[:_MOST]


def _used(snapshot: Snapshot, path: Path, typed: str) -> Iterator[str]:
    others = (one for one in snapshot.rule_files if one != path and not is_test_file(one))
    for file in _nearest(others, path):
        names = _names(file, path, typed, [one for above in path.parents for one in (above / "rules", above)])
        yield from [name for name in names if find_used(name, path, snapshot.library.within) == file][:1]


def _given(snapshot: Snapshot, file: Path, path: Path, typed: str) -> str | None:
    names = _names(file, path, typed, path.parents)
    return next((name for name in names if snapshot.given(name, path) == file), None)


def _names(file: Path, path: Path, typed: str, roots: Iterable[Path]) -> Iterator[str]:
    """A file by its way from one of some folders that it is in; from the folder of another file where that is asked for."""
    if typed.startswith("."):
        way = Path(os.path.relpath(file, path.parent)).as_posix()
        yield f"./{way}" if typed.startswith("./") else way
        return
    yield from (file.relative_to(root).as_posix() for root in roots if file.is_relative_to(root))
    yield Path(os.path.relpath(file, path.parent)).as_posix()
