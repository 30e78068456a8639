"""Where the findings of a run go: one output to the standard output, and any number of others into files.

An output that cannot be written is told at once and given up; the others go on. Never leaves a file half written, never
formats a finding.
"""

import argparse
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.cli import console
from gouji.cli.reasons import reason_of
from gouji.lang.catalogue import Language, text
from gouji.lang.nearest import nearest
from gouji.lint.file_names import is_form_file, is_rule_file
from gouji.lint.files import real_path
from gouji.lint.output.cells import visible
from gouji.lint.output.kinds import KINDS, STATISTICS, Kind, Output, Page, Piece, Setting, Shape
from gouji.lint.output.style import WIDTH, Style

if TYPE_CHECKING:
    from gouji.lint.output.summary import Summary
    from gouji.lint.reports import FileReport

SHOWN = tuple(name for name, kind in KINDS.items() if kind.shape is Shape.TEXT)
"""The formats that the standard output takes."""


class Wanted(NamedTuple):
    """An output into a file, or a folder, as it was asked for."""

    kind: Kind
    path: Path


class WantedAction(argparse.Action):
    """Reads `FORMAT=PATH`, any number of times."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        language: Language = parser.language  # type: ignore[attr-defined]  # it is our own Parser
        wanted: list[Wanted] = getattr(namespace, self.dest)
        name, _, path = str(values).partition("=")
        kind = KINDS.get(name)
        if kind is None:
            close = nearest(name, KINDS)
            meant = text("output.did-you-mean", language, name=close) if close else ""
            message = text("cli.error.choice", language, value=name, choices=" | ".join(KINDS)) + meant
            raise argparse.ArgumentError(self, message)
        if not path or path == "-":
            why = "cli.error.output-path" if name in SHOWN else "cli.error.output-path-file"
            raise argparse.ArgumentError(self, text(why, language, name=name))
        if is_rule_file(Path(path)) or is_form_file(Path(path)):  # which findings are never written over
            raise argparse.ArgumentError(self, text("cli.error.output-input", language, path=path))
        twice = next((one for one in wanted if real_path(one.path) == real_path(Path(path))), None)
        if twice is not None:
            raise argparse.ArgumentError(self, text("cli.error.output-twice", language, path=path))
        setattr(namespace, self.dest, [*wanted, Wanted(kind, Path(path))])


class Outputs:
    """All outputs of a run, each fed as the reports come."""

    def __init__(
        self, options: argparse.Namespace, language: Language, start: Callable[[Kind, Setting], Output] = Kind.start
    ) -> None:
        self._language = language
        self.is_whole = True  # as long as every file could be written
        style = Style(
            colour=console.use_colour(options.color),
            explanation=not options.no_explanation,
            width=console.columns(WIDTH),
        )
        shown = (STATISTICS if options.statistics else KINDS)[options.format]
        if options.format != "text":  # a program reads it
            console.utf8_output()
        only_new = options.baseline is not None
        setting = Setting(language, style, pages=options.pages or "", mended=bool(options.fix), only_new=only_new)
        standard = replace(setting, quiet=bool(options.quiet))
        self._standard = _Standard(start(shown, standard), is_alone=not options.output)
        self._files: list[_File] = []
        for kind, path in options.output:
            in_folder = kind.is_folder(path)
            setting = replace(setting, style=Style(explanation=style.explanation), in_folder=in_folder)
            made = _Folder if in_folder else _File
            with self._telling(path):
                self._files.append(made(path, partial(start, kind, setting)))
        self._each(lambda output: output.start())

    def report(self, report: "FileReport") -> None:
        """What was found in one more file."""
        self._each(lambda output: output.report(report))

    def end(self, summary: "Summary") -> None:
        """The counts; then every file is put in its place."""
        self._each(lambda output: output.end(summary))
        for file in self._files:
            with self._telling(file.path):
                file.finish()
        self._files.clear()
        self._standard.end()

    def abandon(self) -> None:
        """Forgets the files that are not in their places yet."""
        for file in self._files:
            file.abandon()

    def _each(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        self._standard.take(step)
        for file in tuple(self._files):
            with self._telling(file.path):
                file.take(step)
                continue
            file.abandon()
            self._files.remove(file)

    @contextmanager
    def _telling(self, path: Path) -> Iterator[None]:
        """Says which file cannot be written, and why."""
        try:
            yield
        except OSError as error:
            self.is_whole = False
            reason = reason_of(error, self._language)
            console.warn(text("cli.unwritable", self._language, path=visible(str(path)), reason=reason))


class _Standard:
    """The standard output. What hinders it ends a run that has no other output, and is told at the end of any other."""

    def __init__(self, output: Output, *, is_alone: bool) -> None:
        self._output = output
        self._is_alone = is_alone
        self._failure: Exception | None = None

    def take(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        if self._failure is not None:
            return
        try:
            for piece in step(self._output):
                if isinstance(piece, bytes):
                    console.say_utf8(piece)
                else:
                    console.say(str(piece), end="")
            console.flush()
        except (console.OutputError, BrokenPipeError) as failure:
            if self._is_alone:
                raise
            self._failure = failure

    def end(self) -> None:
        if self._failure is not None:
            raise self._failure


class _File:
    """A file that is written beside its place and put there at the end."""

    def __init__(self, path: Path, start: Callable[[], Output]) -> None:
        from gouji.lint.whole_files import WholeFile

        self.path = path
        self._file = WholeFile(path)
        try:
            self._output = start()
        except BaseException:
            self._file.abandon()
            raise

    def take(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        for piece in step(self._output):
            assert isinstance(piece, str | bytes)
            self._file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace"))

    def finish(self) -> None:
        self._output.close()
        self._file.finish()

    def abandon(self) -> None:
        self._output.close()
        self._file.abandon()


class _Folder(_File):
    """A folder whose files are put in their places at the end.

    By the mark that its pages have, nothing that is not of its making is replaced, and what an earlier run has made and this
    one has not is removed. Where none has been made yet, it is not put among other files.
    """

    def __init__(self, path: Path, start: Callable[[], Output]) -> None:
        from gouji.lint.whole_files import WholeFolder

        self.path = path
        self._output = start()
        self._made: set[Path] = set()
        try:
            if not self._is_ours(path / self._output.front):
                for place in path.rglob("*"):
                    is_hidden = any(part.startswith(".") for part in place.relative_to(path).parts)
                    if not is_hidden and (place.is_symlink() or not place.is_dir()):
                        self._refuse_others(place)
            self._folder = WholeFolder(path)
        except BaseException:
            self._output.close()
            raise

    def take(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        for piece in step(self._output):
            assert isinstance(piece, Page)
            place = self.path / piece.name
            self._refuse_others(place)
            self._folder.write(piece.name, piece.content)
            self._made.add(place)

    def finish(self) -> None:
        self._output.close()
        self._folder.finish(self._left())

    def abandon(self) -> None:
        self._output.close()
        self._folder.abandon()

    def _left(self) -> Iterator[Path]:
        """What an earlier run has made, be it one that was killed half-way, and this one has not."""
        for suffix in {place.suffix for place in self._made}:
            for place in self.path.rglob(f"*{suffix}"):
                if place not in self._made and not place.is_relative_to(self._folder.beside) and self._is_ours(place):
                    yield place

    def _refuse_others(self, place: Path) -> None:
        if self._output.mark and os.path.lexists(place) and not self._is_ours(place):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(place))

    def _is_ours(self, place: Path) -> bool:
        mark = self._output.mark
        if not mark or place.is_symlink() or not place.is_file():
            return False
        with place.open("rb") as stream:
            return stream.read(len(mark)) == mark
