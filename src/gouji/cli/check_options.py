"""What `gouji check` is asked for: its arguments, read once into a typed whole that stays as it is.

Ends the run where they do not go together. Looks at no file.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from gouji.cli.argument_types import address, day, jobs
from gouji.cli.keeping import Keeping
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.lang.catalogue import text
from gouji.lint.file_names import is_form_file, is_rule_file
from gouji.lint.files import real_path
from gouji.lint.output.kinds import KINDS, STATISTICS, Kind, Shape

SHOWN = tuple(name for name, kind in KINDS.items() if kind.shape is Shape.TEXT)
"""The formats that the standard output takes."""

_NEEDS = (("--unsafe", "--fix"), ("--diff", "--fix"))
_NOT_TOGETHER = (
    ("--baseline", "--write-baseline"),
    *((one, "--write-baseline") for one in ("--select", "--ignore", "--fix", "--statistics", "--output")),
    *((one, "--watch") for one in ("--fix", "--write-baseline", "--changed-since", "--statistics", "--output")),
    ("--diff", "--output"),
)
_FORMATS = (("--watch", ("text",)), ("--statistics", tuple(STATISTICS)), ("--write-baseline", ("text",)))
"""The formats with which an option goes together."""


class Wanted(NamedTuple):
    """An output into a file, or a folder, as it was asked for."""

    kind: Kind
    path: Path


def declare(parser: Parser) -> None:
    """The arguments of the command, in the order of its help."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.check.paths")
    parser.add_argument("--format", choices=SHOWN, default="text", metavar="cli.format", help="cli.check.format")
    parser.add_argument(
        "--output", action=_WantedAction, default=[], metavar="cli.format-path", help="cli.check.output"
    )
    parser.add_argument("--pages", type=address, metavar="cli.url", help="cli.check.pages")
    parser.add_argument("--today", metavar="cli.day", type=day, help="cli.check.today")
    parser.add_argument("--quiet", action="store_true", help="cli.check.quiet")
    parser.add_argument("--no-explanation", action="store_true", help="cli.check.no-explanation")
    parser.add_argument("--statistics", action="store_true", help="cli.check.statistics")
    parser.add_argument("--jobs", metavar="cli.number", type=jobs, help="cli.check.jobs")
    parser.add_argument(Keeping.NO, action="store_true", help="cli.check.no-cache")
    parser.add_argument("--select", action="append", default=[], metavar="cli.name", help="cli.check.select")
    parser.add_argument("--ignore", action="append", default=[], metavar="cli.name", help="cli.check.ignore")
    parser.add_argument("--changed-since", metavar="cli.revision", help="cli.check.changed-since")
    parser.add_argument("--baseline", metavar="cli.file", help="cli.check.baseline")
    parser.add_argument("--write-baseline", metavar="cli.file", help="cli.check.write-baseline")
    parser.add_argument("--fix", action="store_true", help="cli.check.fix")
    parser.add_argument("--unsafe", action="store_true", help="cli.check.unsafe")
    parser.add_argument("--diff", action="store_true", help="cli.check.diff")
    parser.add_argument("--watch", action="store_true", help="cli.check.watch")
    parser.add_colour()
    parser.add_table("cli.check.formats", [(name, f"output.kind.{name}") for name in KINDS])


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of a run on the day `today`; `follows_clock`: nobody has said another. `jobs`: None is as many as pay."""

    paths: tuple[str, ...]
    format: str
    outputs: tuple[Wanted, ...]
    pages: str
    today: date
    follows_clock: bool
    quiet: bool
    explanation: bool
    statistics: bool
    jobs: int | None
    cache: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    changed_since: str | None
    baseline: str | None
    write_baseline: str | None
    fix: bool
    unsafe: bool
    diff: bool
    watch: bool

    @classmethod
    def of(cls, given: argparse.Namespace, today: date) -> "CheckOptions":
        """The arguments as they were parsed, on a day that counts unless they say another."""
        return cls(
            paths=tuple(given.paths),
            format=given.format,
            outputs=tuple(given.output),
            pages=given.pages or "",
            today=given.today or today,
            follows_clock=given.today is None,
            quiet=given.quiet or given.write_baseline is not None,  # who writes a baseline counts what it takes
            explanation=not given.no_explanation,
            statistics=given.statistics,
            jobs=given.jobs,
            cache=not given.no_cache,
            select=tuple(given.select),
            ignore=tuple(given.ignore),
            changed_since=given.changed_since,
            baseline=given.baseline,
            write_baseline=given.write_baseline,
            fix=given.fix,
            unsafe=given.unsafe,
            diff=given.diff,
            watch=given.watch,
        )

    @property
    def places(self) -> Sequence[str]:
        """Where files are looked for: here, where nothing else is said."""
        return self.paths or (".",)

    @property
    def may_be_kept(self) -> bool:
        """Whether results of another run will do: not where something looks at the forms themselves."""
        return not (self.fix or any(one.kind.needs_forms for one in self.outputs))

    def on(self, today: date) -> "CheckOptions":
        """The same on another day, where it is the clock that says which."""
        return replace(self, today=today) if self.follows_clock else self

    def check_together(self, printer: Printer) -> None:
        """Ends the run where what is asked for does not go together."""
        given = self._given()
        for one, other in _NEEDS:
            if given[one] and not given[other]:
                refuse(printer, "needs", one=one, other=other)
        for one, other in _NOT_TOGETHER:
            if given[one] and given[other]:
                refuse(printer, "not-together", one=one, other=other)
        for one, formats in _FORMATS:
            if given[one] and self.format not in formats:
                refuse(printer, "not-together", one=one, other=f"--format {self.format}")

    def _given(self) -> dict[str, bool]:
        """Which of the options are asked for that do not go together with every other."""
        return {
            "--baseline": self.baseline is not None,
            "--changed-since": self.changed_since is not None,
            "--diff": self.diff,
            "--fix": self.fix,
            "--ignore": bool(self.ignore),
            "--output": bool(self.outputs),
            "--select": bool(self.select),
            "--statistics": self.statistics,
            "--unsafe": self.unsafe,
            "--watch": self.watch,
            "--write-baseline": self.write_baseline is not None,
        }


def refuse(printer: Printer, key: str, **arguments: object) -> NoReturn:
    """Ends the run, as nothing can be checked that way."""
    printer.usage_error("gouji check", printer.worded(f"cli.check.{key}", **arguments))


class _WantedAction(argparse.Action):
    """Reads `FORMAT=PATH`, any number of times."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        assert isinstance(parser, Parser)
        language = parser.language
        wanted: list[Wanted] = getattr(namespace, self.dest)
        name, _, path = str(values).partition("=")
        kind = KINDS.get(name)
        if kind is None:
            raise argparse.ArgumentError(self, parser.not_a_choice(name, list(KINDS)))
        if not path or path == "-":
            why = "cli.error.output-path" if name in SHOWN else "cli.error.output-path-file"
            raise argparse.ArgumentError(self, text(why, language, name=name))
        if is_rule_file(path) or is_form_file(path):  # which findings are never written over
            raise argparse.ArgumentError(self, text("cli.error.output-input", language, path=path))
        twice = next((one for one in wanted if real_path(one.path) == real_path(Path(path))), None)
        if twice is not None:
            raise argparse.ArgumentError(self, text("cli.error.output-twice", language, path=path))
        setattr(namespace, self.dest, [*wanted, Wanted(kind, Path(path))])
