"""The outputs of `gouji check`, in one table: adding one is a line here, a file beside it, and its texts.

Imports the module of an output only when it is asked for. Writes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from gouji.lang.catalogue import Language
from gouji.lint.output.style import Style

if TYPE_CHECKING:
    from gouji.lint.output.summary import Summary
    from gouji.lint.reports import FileReport


class Shape(Enum):
    """What an output is made of: text, which the standard output takes too, bytes, or a folder of files.

    What is a folder is one file of text where the path has its name as an ending: `report.html` for `html`.
    """

    TEXT = "text"
    BYTES = "bytes"
    FOLDER = "folder"


class Page(NamedTuple):
    """One file of an output that is a folder; `name` is its path in there, with `/`."""

    name: str
    content: bytes


Piece = str | bytes | Page
"""Text, the same in UTF-8, bytes of a file that is no text, or a page."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an output knows of its run. `pages` is the address under which the pages of docs/ are served, or empty.

    `in_folder`: it is to give pages rather than text. `mended`: what can be mended has been. `only_new`: what a baseline holds
    is not told.
    """

    language: Language
    style: Style = field(default_factory=Style)
    quiet: bool = False
    pages: str = ""
    in_folder: bool = False
    mended: bool = False
    only_new: bool = False


class Output:
    """An output in the making: gives what it is made of, piece by piece as the reports come in; here, nothing.

    All pages of one that is a folder begin with its `mark`: what else stands in the folder is left alone. `front` is the page
    that is opened first.
    """

    mark = b""
    front = ""

    def start(self) -> Iterable[Piece]:
        """What stands before all findings."""
        return ()

    def report(self, report: "FileReport") -> Iterable[Piece]:
        """What was found in one more file."""
        return ()

    def end(self, summary: "Summary") -> Iterable[Piece]:
        """What stands after all findings."""
        return ()

    def close(self) -> None:
        """Lets go of what it holds, also where it is given up half-way."""


class ByReport(Output):
    """An output of text that tells each report by itself: `alone` depends on nothing but the report and the setting.

    What it gives may be kept, and is put by `joined` after what was told before, in this run or another.
    """

    def alone(self, report: "FileReport") -> Iterable[str]:
        """What was found in a file."""
        return ()

    def joined(self, told: str | bytes) -> Iterator[Piece]:
        """What stands for it after what was told before; given as a text or in UTF-8."""
        if told:
            yield told

    def report(self, report: "FileReport") -> Iterator[Piece]:
        yield from self.joined("".join(self.alone(report)))


class Listing(ByReport):
    """An output that is a list, in which what was found in a file is told with commas between the findings."""

    def __init__(self) -> None:
        self._is_begun = False

    def joined(self, told: str | bytes) -> Iterator[Piece]:
        if told and self._is_begun:
            yield ","
        self._is_begun |= bool(told)
        yield from super().joined(told)


class _Module(Protocol):
    """What the module of an output offers."""

    def output(self, setting: Setting) -> Output: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """An output by its name, which is that of its module too."""

    name: str
    shape: Shape = Shape.TEXT
    needs_forms: bool = False
    """Whether it looks at the forms themselves that were checked."""

    def is_folder(self, path: Path) -> bool:
        """Whether it is a folder at this path."""
        return self.shape is Shape.FOLDER and path.suffix.lower() != f".{self.name}"

    def start(self, setting: Setting) -> Output:
        return cast(_Module, import_module(f"gouji.lint.output.{self.name}")).output(setting)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("text"),
        Kind("json"),
        Kind("jsonl"),
        Kind("sarif"),
        Kind("junit"),
        Kind("github"),
        Kind("gitlab"),
        Kind("markdown"),
        Kind("csv"),
        Kind("xlsx", Shape.BYTES),
        Kind("html", Shape.FOLDER, needs_forms=True),
    )
}

STATISTICS = {"text": Kind("statistics"), "json": Kind("statistics_json"), "jsonl": Kind("statistics_jsonl")}
"""What the standard output may get in place of the findings, by its format."""
