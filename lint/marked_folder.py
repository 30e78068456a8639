"""A folder of pages that all begin with one mark: put in place whole or not at all, over nothing that does not bear it.

By the mark, what an earlier run has made is known, and can be dropped where this one has not made it. Never makes a page.
"""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from gouji.lint.whole_files import WholeFolder

SUFFIXES = (".html", ".md")
"""Of pages: what bears a mark and is called otherwise is no page any more."""


class ForeignFile(OSError):
    """What stands in the way and does not bear the mark; `filename` says where."""

    def __init__(self, place: Path) -> None:
        super().__init__(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(place))


class MarkedFolder:
    """Pages in the making, as `finish` puts them in their places, all or none, and `abandon` forgets them. Raises OSError.

    One with a `front`, the page that is opened first, is not put among other files: where no earlier run has made that page,
    nothing else may stand there.
    """

    def __init__(self, path: Path, mark: bytes, front: str = "", *, makes_parents: bool = False) -> None:
        assert mark, "by no mark, every file would be ours"
        self._path, self._mark = path, mark
        self._made: set[Path] = set()
        if front and not self._is_ours(path / front):
            self._refuse_any()
        self._folder = WholeFolder(path, makes_parents=makes_parents)

    def write(self, name: str, content: bytes) -> None:
        """One more page, by its path in the folder, with `/`."""
        place = self._path / name
        if os.path.lexists(place) and not self._is_ours(place):
            raise ForeignFile(place)
        self._folder.write(name, content)
        self._made.add(place)

    def finish(self, *, drops_outdated: bool) -> None:
        """Puts the pages in their places; where that fails, nothing has changed."""
        self._folder.finish(self._outdated() if drops_outdated else ())

    def abandon(self) -> None:
        """Leaves what stood there before; does nothing after `finish`."""
        self._folder.abandon()

    def _outdated(self) -> Iterator[Path]:
        """What an earlier run has made, be it one that was killed half-way, and this one has not."""
        for place in sorted(self._path.rglob("*")):
            is_new = place in self._made or place.is_relative_to(self._folder.beside)
            if place.suffix in SUFFIXES and not is_new and self._is_ours(place):
                yield place

    def _refuse_any(self) -> None:
        for place in self._path.rglob("*"):
            is_hidden = any(part.startswith(".") for part in place.relative_to(self._path).parts)
            is_file = place.is_symlink() or not place.is_dir()
            if is_file and not is_hidden and not self._is_ours(place):
                raise ForeignFile(place)

    def _is_ours(self, place: Path) -> bool:
        if place.is_symlink() or not place.is_file():
            return False
        with place.open("rb") as stream:
            return stream.read(len(self._mark)) == self._mark
