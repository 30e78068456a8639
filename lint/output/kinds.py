"""The outputs of `gouji check`, in one table: adding one is a line here, a file beside it, and its texts.

Imports the module of an output only when it is asked for. Writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from gouji.lang.catalogue import Language
from gouji.lint.output.style import Style

if TYPE_CHECKING:
    from gouji.lint.engine import FileReport
    from gouji.lint.output.summary import Summary


class Shape(Enum):
    """What an output is made of: text, which the standard output takes too, bytes, or a folder of files."""

    TEXT = "text"
    BYTES = "bytes"
    FOLDER = "folder"


class Page(NamedTuple):
    """One file of an output that is a folder; `name` is its path in there, with `/`."""

    name: str
    content: bytes


Piece = str | bytes | Page


@dataclass(frozen=True, slots=True)
class Setting:
    """What an output knows of its run. `pages` is the address under which the pages of docs/ are served, or empty."""

    language: Language
    style: Style = field(default_factory=Style)
    quiet: bool = False
    pages: str = ""


class Output(Protocol):
    """An output in the making: what it is made of, piece by piece as the reports come in."""

    def start(self) -> Iterable[Piece]: ...
    def report(self, report: "FileReport") -> Iterable[Piece]: ...
    def end(self, summary: "Summary") -> Iterable[Piece]: ...


class _Module(Protocol):
    """What the module of an output offers."""

    def output(self, setting: Setting) -> Output: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """An output by its name, which is that of its module too."""

    name: str
    shape: Shape = Shape.TEXT

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
    )
}
