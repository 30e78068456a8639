"""`gouji check --fix`: the fixes of findings, made in the files or, with `--diff`, only shown.

Tells what was mended, file by file, and what is left that could be. Judges no finding, and makes no half of a fix.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.arguments import Parser
from gouji.cli.progress import Progress
from gouji.cli.reasons import left_as_it_is
from gouji.lang.catalogue import Language, text
from gouji.lang.fixes import fixable
from gouji.lint.output.cells import shortened, visible
from gouji.lint.output.style import WIDTH, Style

if TYPE_CHECKING:
    from gouji.cli.choosing import Choice
    from gouji.lang.diagnostic import Diagnostic
    from gouji.lint.config_search import Configurations
    from gouji.lint.mend_files import MendedFile, Mender, Refused
    from gouji.lint.output.summary import Summary


def declare(parser: Parser) -> None:
    """The arguments of mending."""
    parser.add_argument("--fix", action="store_true", help="cli.check.fix")
    parser.add_argument("--unsafe", action="store_true", help="cli.check.unsafe")
    parser.add_argument("--diff", action="store_true", help="cli.check.diff")


class Mending:
    """What was asked for, and how it goes."""

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        self._options, self._language = options, language
        self._style = Style(colour=console.use_colour(options.color), width=console.columns(WIDTH))
        self._files = self._fixes = self._failures = 0
        self._refused: list[Refused] = []

    def configurations(
        self, files: Sequence[Path], among: Collection[Path] | None, choice: "Choice", configurations: "Configurations"
    ) -> bool:
        """Mends the configurations, or those `among` them; whether any is another now."""
        mender = self._mender(choice, configurations)
        for changed in mender.configured(files, among):
            self._take(mender, changed)
        return self._files > 0 and not self._options.diff

    def run(
        self, files: Sequence[Path], beside: Sequence[Path], choice: "Choice", configurations: "Configurations"
    ) -> bool:
        """Mends the files; whether all that was mended could be written."""

        mender = self._mender(choice, configurations)
        progress = Progress(len(files), quiet=self._options.quiet)
        try:
            for changed in mender.mended(files, beside):
                if changed:
                    progress.hide()
                self._take(mender, changed)
                progress.advance()
        finally:
            progress.close()
        return not self._failures

    def end(self, summary: "Summary") -> None:
        """Says how much was mended, and what is left that could be where it is asked for."""
        from gouji.lint.mend_files import MOST_EXPLAINED

        self._warn("total", files=self._files, fixes=self._fixes)
        if self._refused:
            self._warn("refused", number=len(self._refused))
            for one in self._refused[:MOST_EXPLAINED]:
                self._explain(one)
            if len(self._refused) > MOST_EXPLAINED:
                console.warn("  …")
        if summary.mendable_unsafe and not self._options.unsafe:
            self._warn("unsafe", number=summary.mendable_unsafe)

    def status(self, problems: Sequence["Diagnostic"]) -> int:
        """The exit status where only a difference is shown; `problems` are those of the paths."""
        from gouji.lint.output.text import render

        self._warn("total-diff", files=self._files, fixes=self._fixes)
        for problem in problems:
            console.warn(render(problem, self._language, self._style) + "\n")
        if problems:
            return console.UNUSABLE
        return console.FINDINGS if self._files else console.CLEAN

    def _explain(self, refused: "Refused") -> None:
        """Says where a fix was not made, and what it would have brought."""
        from gouji.lint.output.text import place_name

        finding, brought = refused
        place = visible(place_name(finding.place))
        if brought is None:
            self._warn("refused-here", place=place, code=finding.code.id)
        else:
            message = shortened(brought.message(self._language))
            self._warn("refused-for", place=place, code=finding.code.id, brought=brought.code.id, message=message)

    def _mender(self, choice: "Choice", configurations: "Configurations") -> "Mender":
        from gouji.lint.mend_files import Mender

        asked = [Path(path) for path in self._options.paths or ["."]]
        unsafe = bool(self._options.unsafe)
        return Mender(
            asked, lambda name, found: fixable(choice.of_file(name, found), unsafe=unsafe), self._options.today,
            configurations, self._refused,
        )  # fmt: skip

    def _take(self, mender: "Mender", changed: "Sequence[MendedFile]") -> None:
        for one in changed:
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
            console.warn(left_as_it_is(one.before.name, error, self._language))
            return
        self._count(one)
        kinds = Counter(finding.code.id for finding in one.cured)
        listed = ("、" if self._language == "zh" else ", ").join(f"{code} {kinds[code]}" for code in sorted(kinds))
        self._warn("done", path=visible(one.before.name), fixes=len(one.cured), kinds=listed)

    def _show(self, one: "MendedFile") -> None:
        """A unified difference, of the files as they are on the disk: with the mark at the beginning, which stays."""
        from gouji.cli.differences import show
        from gouji.lint.files import mark_of

        self._count(one)
        mark = mark_of(one.path)
        show(one.before.name, mark + one.before.text, mark + one.after.text, self._style)

    def _count(self, one: "MendedFile") -> None:
        self._files += 1
        self._fixes += len(one.cured)

    def _warn(self, key: str, **arguments: object) -> None:
        console.warn(text(f"cli.check.fix.{key}", self._language, **arguments))
