"""Which findings `gouji check` tells: those chosen by name, those that a baseline does not hold, those of changed files.

Tells what is wrong with what was asked for. Looks at no form.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.check_options import CheckOptions, refuse
from gouji.cli.printer import Printer
from gouji.cli.reasons import reason_of
from gouji.lang.diagnostic import Diagnostic
from gouji.lint.terminal_text import shortened

if TYPE_CHECKING:
    from gouji.lint.baseline import Baseline
    from gouji.lint.changes import Changes
    from gouji.lint.config_search import Configurations
    from gouji.lint.output.summary import Summary
    from gouji.lint.reports import FileReport
    from gouji.lint.selection import Selection

_WITH_SUMMARY = ("text", "markdown")
"""The formats in which people read the counts."""


def changes(options: CheckOptions, printer: Printer) -> "Changes | None":
    """What has changed since the revision that is asked for, None where none is."""
    if options.changed_since is None:
        return None
    from gouji.cli.revisions import NoChanges, changes_since

    try:
        return changes_since(options.changed_since, list(map(Path, options.places)))
    except NoChanges as error:
        refuse(printer, f"changes.{error.reason}", detail=shortened(error.detail))


class Choice:
    """What was asked for, held against each report."""

    def __init__(
        self, options: CheckOptions, printer: Printer, files: Sequence[Path], configurations: "Configurations"
    ) -> None:
        """Of the files that are asked for. Ends the run where it names what is not there."""
        self._options, self._printer = options, printer
        self._files = set(map(str, files))
        self._looked_at: list[str] = []
        self._selection = self._chosen(files, configurations) if options.select or options.ignore else None
        self._old = self._read(options.baseline, must_exist=True) if options.baseline is not None else None
        self._new = self._read(options.write_baseline, must_exist=False) if options.write_baseline is not None else None

    def of(self, report: "FileReport") -> "FileReport":
        """A report with the findings that are told."""
        if report.unusable:
            return report
        if report.name in self._files:
            self._looked_at.append(report.name)
        found: Sequence[Diagnostic] = report.diagnostics
        if self._new is not None:
            return report._replace(diagnostics=tuple(self._new.adopt(report.name, report.diagnostics)))
        if self._old is not None:
            found = tuple(self._old.new(report.name, found))
        if self._selection is not None:
            found = tuple(self._selection.of(found))
        return report._replace(diagnostics=found)

    def of_file(self, name: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that would be told of a file."""
        told = self._old.unmet(name, found) if self._old is not None else list(found)
        return self._selection.of(told) if self._selection is not None else told

    def counted(self, summary: "Summary") -> "Summary":
        """The counts of a run with what became of the baseline."""
        from gouji.lint.output.summary import OfBaseline

        if self._old is None:
            return summary
        return replace(summary, baseline=OfBaseline(self._old.met, self._old.gone(self._looked_at)))

    def counted_alone(self, name: str, summary: "Summary") -> "Summary":
        """The counts of one file with what became of what the baseline holds of it."""
        from gouji.lint.output.summary import OfBaseline

        return summary if self._old is None else replace(summary, baseline=OfBaseline(*self._old.of_file(name)))

    def without_files(self, summary: "Summary") -> "Summary":
        """Counts of no file, with what the baseline holds of files that are no more."""
        from gouji.lint.output.summary import OfBaseline

        return summary if self._old is None else replace(summary, baseline=OfBaseline(0, self._old.gone(())))

    def end(self, summary: "Summary") -> bool:
        """Tells of the baseline, or writes it; whether that went well."""
        if self._new is not None:
            return self._write(self._new)
        if not self._options.quiet:
            self._tell(summary)
        return True

    def _write(self, baseline: "Baseline") -> bool:
        from gouji.lint.whole_files import write_whole

        try:
            write_whole(baseline.path, baseline.renewed(self._looked_at).lines())
        except OSError as error:
            reason = reason_of(error, self._printer.language)
            self._printer.warn("cli.check.baseline.unwritable", path=baseline.path, reason=reason)
            return False
        self._printer.warn("cli.check.baseline.written", number=baseline.adopted, path=baseline.path)
        return True

    def _tell(self, summary: "Summary") -> None:
        """What the standard output has not said of the baseline, and how to renew it."""
        from gouji.lint.output.summary import baseline_lines

        if self._options.format not in _WITH_SUMMARY:
            for line in baseline_lines(summary, self._printer.language):
                console.warn(line)
        path = self._options.baseline
        if path is not None and summary.baseline is not None and summary.baseline.gone:
            is_clean = not summary.errors + summary.warnings + summary.hints  # or what is new would be taken too
            key = "cli.check.baseline.renew" if is_clean else "cli.check.baseline.renew-later"
            self._printer.warn(key, command=self._command(path))

    def _command(self, path: str) -> str:
        """By which a baseline is written."""
        import shlex

        return shlex.join(["gouji", "check", *self._options.paths, "--write-baseline", path])

    def _read(self, path: str, *, must_exist: bool) -> "Baseline":
        """The baseline in a file, a new one where it need not be there; ends the run where it cannot be read."""
        from gouji.lint.baseline import BadBaseline, Baseline, read_baseline
        from gouji.lint.files import UnreadableFile

        if not Path(path).exists():
            if must_exist:
                refuse(self._printer, "baseline.missing", path=path, command=self._command(path))
            return Baseline(Path(path))
        try:
            return read_baseline(Path(path))
        except UnreadableFile as error:
            message = error.diagnostic.message(self._printer.language)
            refuse(self._printer, "baseline.unreadable", message=message)
        except BadBaseline as error:
            refuse(self._printer, f"baseline.{error.reason}", path=path, **error.arguments)

    def _chosen(self, files: Sequence[Path], configurations: "Configurations") -> "Selection":
        """What is asked for; a name that nothing has ends the run."""
        from gouji.lint.library import Library
        from gouji.lint.selection import Selection, ignored_in_vain, unknown_names
        from gouji.lint.suggestions import suggestion

        library = Library(configured=configurations.rule_paths)
        names = [*self._options.select, *self._options.ignore]
        for name, near in unknown_names(names, files, library):
            meant = suggestion(near, self._printer.language)
            refuse(self._printer, "unknown-name", name=shortened(name), meant=meant)
        vain = ignored_in_vain(self._options.ignore)
        if vain:
            refuse(self._printer, "ignored-in-vain", name=vain)
        return Selection(self._options.select, self._options.ignore)
