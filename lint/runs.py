"""A run over files: rule files first, then one form after the other, each told as it is done; what is told once, told once.

Who finds what there is to tell is a `Checker`: it may check, know it from before, or have others check. Checks nothing
itself, and loads nothing that takes time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.verdicts import Verdicts
from gouji.lint.config import Configuration
from gouji.lint.config_search import Configurations
from gouji.lint.file_names import CONFIGURATION, is_rule_file
from gouji.lint.files import UnreadableFile, real_path, shown_path
from gouji.lint.reports import FileReport

if TYPE_CHECKING:
    from gouji.lint.library import LoadedRules

RulesKey = tuple[Path, ...]
"""The rule files that were loaded for a form; none where its rules were given."""


@dataclass(frozen=True, eq=False)
class Run:
    """What is asked for. Forms that `rules` declares are held against these; the rules of others are looked for, also in the
    rule files among `files` and in those of `beside`, of which nothing is told. Answers that held until a day before
    `today` do so no more.
    """

    files: Sequence[Path]
    rules: "LoadedRules | None" = None
    today: date | None = None
    configurations: Configurations = field(default_factory=Configurations)
    beside: Sequence[Path] = ()

    @cached_property
    def rule_files(self) -> list[Path]:
        return [path for path in self.files if is_rule_file(path)]

    @cached_property
    def forms(self) -> list[Path]:
        return [path for path in self.files if not is_rule_file(path) and path.name != CONFIGURATION]

    @cached_property
    def extra(self) -> list[Path]:
        """The rule files in which the rules of forms are looked for too."""
        return [*self.rule_files, *self.beside]

    @cached_property
    def shown(self) -> dict[Path, str]:
        """What the rule files are called, as the user did."""
        return {real_path(path): str(path) for path in self.extra}


class Checked(NamedTuple):
    """A form that has been checked. `elsewhere` are the errors in the rules that it was checked by, a report a file."""

    report: FileReport
    elsewhere: tuple[FileReport, ...] = ()
    rules: RulesKey | None = None


def unreadable(path: Path, error: UnreadableFile) -> Checked:
    """A form of which there is no text."""
    return Checked(FileReport(str(path), "form", (error.diagnostic,), Verdicts(), True))


class Checker(Protocol):
    """Finds what there is to tell."""

    ahead: int
    """Forms that may be begun before the first of them is finished."""

    def of_rules(self) -> Sequence[FileReport]:
        """What is told of the rule files, and of those that they use."""

    def of_form(self, path: Path) -> Callable[[], Checked]:
        """Begins to check a form; the call that is given finishes it."""

    def of_names(self, configuration: Configuration, rules: Sequence[RulesKey]) -> Sequence[Diagnostic]:
        """What a configuration names and nothing is called; `rules` are at hand."""


def reports(run: Run, checker: Checker) -> Iterator[FileReport]:
    """A report for each file, in the order given; rule files are checked together, before the forms.

    Each file is checked as it is configured where it stands; what is wrong with configurations is told last, when it is known
    what nothing is called that they name. A broken rule must not pass for a silent one: its errors are told before the first
    form that was checked by it.
    """
    in_force = {path: run.configurations.of(path) for path in run.files}
    told: set[str] = set()
    for report in checker.of_rules() if run.rule_files else ():
        told.add(report.name)
        yield report
    used: dict[Configuration, list[RulesKey]] = {one: [] for one in in_force.values() if one.names_something}
    for path, checked in _finished(run.forms, checker):
        for report in checked.elsewhere:
            if report.name not in told:
                told.add(report.name)
                yield report
        configuration = in_force[path]
        if configuration.names_something and checked.rules is not None and checked.rules not in used[configuration]:
            used[configuration].append(checked.rules)
        yield checked.report
    unknown = {one.source: checker.of_names(one, at_hand) for one, at_hand in used.items()}
    for path, problems in run.configurations.problems.items():
        if found := sorted((*problems, *unknown.get(path, ())), key=lambda one: one.place.span):
            yield FileReport(shown_path(path), "configuration", tuple(found), Verdicts(), False)


def _finished(paths: Sequence[Path], checker: Checker) -> Iterator[tuple[Path, Checked]]:
    """The forms in order, some of them begun before they are asked for."""
    begun: list[tuple[Path, Callable[[], Checked]]] = []
    for path in paths:
        begun.append((path, checker.of_form(path)))
        if len(begun) > checker.ahead:
            first, finish = begun.pop(0)
            yield first, finish()
    for first, finish in begun:
        yield first, finish()
