"""`gouji check --fix`: the fixes of findings, made in the files or, with `--diff`, only shown.

Tells what was mended, file by file, and what is left that could be. Judges no finding, and makes no half of a fix.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.check_options import CheckOptions
from gouji.cli.printer import Printer
from gouji.cli.progress import Progress
from gouji.cli.reasons import warn_of_left
from gouji.lang.fixes import fixable
from gouji.lint.terminal_text import shortened

if TYPE_CHECKING:
    from gouji.cli.choosing import Choice
    from gouji.lang.diagnostic import Diagnostic
    from gouji.lint.config_search import Configurations
    from gouji.lint.mend_files import MendedFile, MendedGroup, Mender
    from gouji.lint.output.summary import Summary


MOST_EXPLAINED = 10
"""Fixes that were not made of which is told what they would have brought."""


class Mending:
    """What was asked for, and how it goes."""

    def __init__(self, options: CheckOptions, printer: Printer) -> None:
        self._options, self._printer = options, printer
        self._files = self._fixes = self._failures = 0
        self._refused = 0
        # The first of them, with what each would bring.
        self._explained: list[tuple[Diagnostic, Diagnostic | None]] = []

    def configurations(
        self, files: Sequence[Path], among: Collection[Path] | None, choice: "Choice", configurations: "Configurations"
    ) -> bool:
        """Mends the configurations, or those `among` them; whether any is another now."""
        mender = self._mender(choice, configurations)
        for group in mender.configured(files, among):
            self._take(mender, group)
        return self._files > 0 and not self._options.diff

    def run(
        self, files: Sequence[Path], beside: Sequence[Path], choice: "Choice", configurations: "Configurations"
    ) -> bool:
        """Mends the files; whether all that was mended could be written."""

        mender = self._mender(choice, configurations)
        progress = Progress(len(files), quiet=self._options.quiet)
        try:
            for group in mender.mended(files, beside):
                if group.changed:
                    progress.hide()
                self._take(mender, group)
                progress.advance()
        finally:
            progress.close()
        return not self._failures

    def end(self, summary: "Summary") -> None:
        """Says how much was mended, and what is left that could be where it is asked for."""
        self._printer.warn("cli.check.fix.total", files=self._files, fixes=self._fixes)
        if self._refused:
            self._printer.warn("cli.check.fix.refused", number=self._refused)
            for finding, brought in self._explained:
                self._explain(finding, brought)
            if self._refused > len(self._explained):
                console.warn("  …")
        if summary.mendable_unsafe and not self._options.unsafe:
            self._printer.warn("cli.check.fix.unsafe", number=summary.mendable_unsafe)

    def status(self, problems: Sequence["Diagnostic"]) -> int:
        """The exit status where only a difference is shown; `problems` are those of the paths."""
        self._printer.warn("cli.check.fix.total-diff", files=self._files, fixes=self._fixes)
        for problem in problems:
            self._printer.problem(problem)
        if problems:
            return console.UNUSABLE
        return console.FINDINGS if self._files else console.CLEAN

    def _explain(self, finding: "Diagnostic", brought: "Diagnostic | None") -> None:
        """Says where a fix was not made, and what it would have brought."""
        from gouji.lint.terminal_text import place_name

        place = place_name(finding.place)
        if brought is None:
            self._printer.warn("cli.check.fix.refused-here", place=place, code=finding.code.id)
        else:
            message = shortened(brought.message(self._printer.language))
            self._printer.warn(
                "cli.check.fix.refused-for", place=place, code=finding.code.id, brought=brought.code.id, message=message
            )

    def _mender(self, choice: "Choice", configurations: "Configurations") -> "Mender":
        from gouji.lint.mend_files import Mender

        def chosen(name: str, found: "Sequence[Diagnostic]") -> "list[Diagnostic]":
            return fixable(choice.of_file(name, found), unsafe=self._options.unsafe)

        return Mender(list(map(Path, self._options.places)), chosen, self._options.today, configurations)

    def _take(self, mender: "Mender", group: "MendedGroup") -> None:
        for refused in group.refused:
            self._refused += 1
            if len(self._explained) < MOST_EXPLAINED:
                self._explained.append((refused.finding, refused.brought()))
        for one in group.changed:
            if self._options.diff:
                self._show(one)
            else:
                self._write(mender, one)

    def _write(self, mender: "Mender", one: "MendedFile") -> None:
        from gouji.lint.whole_files import NotReplaced

        try:
            mender.write(one)
        except NotReplaced as error:
            self._failures += 1
            warn_of_left(one.before.name, error, self._printer)
            return
        self._count(one)
        kinds = Counter(finding.code.id for finding in one.cured)
        listed = ("、" if self._printer.language == "zh" else ", ").join(
            f"{code} {kinds[code]}" for code in sorted(kinds)
        )
        self._printer.warn("cli.check.fix.done", path=one.before.name, fixes=len(one.cured), kinds=listed)

    def _show(self, one: "MendedFile") -> None:
        """A unified difference, of the files as they are on the disk: with the mark at the beginning, which stays."""
        from gouji.cli.differences import show
        from gouji.lint.files import mark_of

        self._count(one)
        mark = mark_of(one.path)
        show(one.before.name, mark + one.before.text, mark + one.after.text, self._printer.style)

    def _count(self, one: "MendedFile") -> None:
        self._files += 1
        self._fixes += len(one.cured)
