"""Where the findings of a run go: one output to the standard output, and any number of others into files.

An output that cannot be written is told at once and given up; the others go on. Never leaves a file half written, never
formats a finding.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gouji.cli import console
from gouji.cli.check_options import CheckOptions
from gouji.cli.printer import Printer
from gouji.cli.reasons import reason_of
from gouji.lint.output.kinds import KINDS, STATISTICS, Kind, Output, Page, Piece, Setting
from gouji.lint.output.style import Style

if TYPE_CHECKING:
    from gouji.lint.output.summary import Summary
    from gouji.lint.reports import FileReport


class Outputs:
    """All outputs of a run, each fed as the reports come."""

    def __init__(
        self, options: CheckOptions, printer: Printer, start: Callable[[Kind, Setting], Output] = Kind.start
    ) -> None:
        self._printer = printer
        self.is_whole = True  # as long as every file could be written
        style = replace(printer.style, explanation=options.explanation)
        shown = (STATISTICS if options.statistics else KINDS)[options.format]
        if options.format != "text":  # a program reads it
            console.utf8_output()
        only_new = options.baseline is not None
        setting = Setting(printer.language, style, pages=options.pages, mended=options.fix, only_new=only_new)
        standard = replace(setting, quiet=options.quiet)
        self._standard = _Standard(start(shown, standard), is_alone=not options.outputs)
        self._files: list[_Destination] = []
        for kind, path in options.outputs:
            in_folder = kind.is_folder(path)
            setting = replace(setting, style=Style(explanation=style.explanation), in_folder=in_folder)
            made: type[_Folder | _File] = _Folder if in_folder else _File
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
            self._printer.warn("cli.unwritable", path=path, reason=reason_of(error, self._printer.language))


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


class _Destination(Protocol):
    """Where an output into files goes; nothing stands there before `finish`."""

    path: Path

    def take(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        """Writes what one step of the output gives."""

    def finish(self) -> None:
        """Puts all in its place."""

    def abandon(self) -> None:
        """Leaves what stood there before."""


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


class _Folder:
    """A folder of pages, which are put in their places at the end.

    Where no page of the output has been made yet, it is not put among other files.
    """

    def __init__(self, path: Path, start: Callable[[], Output]) -> None:
        from gouji.lint.marked_folder import MarkedFolder

        self.path = path
        self._output = start()
        try:
            self._folder = MarkedFolder(path, self._output.mark, self._output.front)
        except BaseException:
            self._output.close()
            raise

    def take(self, step: Callable[[Output], Iterable[Piece]]) -> None:
        for piece in step(self._output):
            assert isinstance(piece, Page)
            self._folder.write(piece.name, piece.content)

    def finish(self) -> None:
        self._output.close()
        self._folder.finish(drops_outdated=True)

    def abandon(self) -> None:
        self._output.close()
        self._folder.abandon()
