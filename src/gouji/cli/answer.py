"""`gouji answer`: writes a reason for a finding into the filled form, or into the file of answers beside it.

Changes nothing else in the file, and nothing at all where the answer would not be read, or would answer nothing.
"""

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.argument_types import day, last_day
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer, Shown
from gouji.cli.reasons import system_reason
from gouji.lang.catalogue import Language
from gouji.lint.terminal_text import shortened

if TYPE_CHECKING:
    from gouji.lang.diagnostic import Diagnostic
    from gouji.lint.reports import CheckedForm

MOST_LISTED = 10


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", nargs="?", metavar="cli.file", help="cli.answer.file")
    parser.add_argument("rule", nargs="?", metavar="cli.rule", help="cli.answer.rule")
    parser.add_argument("place", nargs="?", default="", metavar="cli.place", help="cli.answer.place")
    parser.add_argument("--reason", default="", metavar="cli.text", help="cli.answer.reason")
    parser.add_argument("--by", default="", metavar="cli.text", help="cli.answer.by")
    parser.add_argument("--until", type=last_day, metavar="cli.day", help="cli.answer.until")
    parser.add_argument("--today", type=day, metavar="cli.day", help="cli.check.today")


def run(options: argparse.Namespace, language: Language) -> int:
    """Answers the findings of one rule in one form."""
    from gouji.lang.values import is_blank

    printer = Printer(language)
    if not (options.file and options.rule) or is_blank(options.reason):
        return printer.fail("cli.answer.incomplete")
    return _Job(options, printer).run()


def open_findings(path: Path) -> "list[Diagnostic]":
    """What may be answered in a form and has not been; nothing where it cannot be read."""
    from gouji.lint.answers import may_answer
    from gouji.lint.clock import today
    from gouji.lint.files import UnreadableFile

    try:
        found = _checked(path, today()).diagnostics
    except UnreadableFile:
        return []
    return [one for one in found if one.answer is None and may_answer(one)]


def _checked(path: Path, today: date) -> "CheckedForm":
    from gouji.lint.config_search import Configurations
    from gouji.lint.context import CheckContext
    from gouji.lint.engine import check_form
    from gouji.lint.library import Library

    configurations = Configurations()
    library = Library(configured=configurations.rule_paths)
    return check_form(path, CheckContext(library, today=today, configuration=configurations.of(path)))


class _Job:
    """What was asked for; what cannot be done is told."""

    def __init__(self, options: argparse.Namespace, printer: Printer) -> None:
        from gouji.lint.clock import today

        self._options, self._printer = options, printer
        self._today = options.today or today()

    def run(self) -> int:
        from gouji.lint.discover import discover
        from gouji.lint.file_names import is_form_file
        from gouji.lint.files import UnreadableFile

        found = discover([self._options.file])
        if found.problems:
            return self._printer.problem(found.problems[0])
        if len(found.files) != 1 or not is_form_file(found.files[0]):
            return self._printer.fail("cli.answer.one-form", path=self._options.file)
        if self._options.until is not None and self._options.until < self._today:
            return self._printer.fail("cli.answer.past", until=self._options.until)
        path = found.files[0]
        try:
            checked = _checked(path, self._today)
        except UnreadableFile as error:
            return self._printer.problem(error.diagnostic)
        if checked.submission is None:
            return self._printer.problem(checked.diagnostics[0])
        return self._answer(path, checked)

    def _answer(self, path: Path, checked: "CheckedForm") -> int:
        """Answers what is open and may be answered at one place."""
        from gouji.lint.answers import may_answer
        from gouji.lint.finding_names import aim_at, is_finding_of, place_of

        wanted = self._options.place
        of_rule = [one for one in checked.diagnostics if is_finding_of(self._options.rule, one)]
        if not of_rule:
            known = _rules(checked.diagnostics)
            key = f"cli.answer.no-finding{'' if known else '-left'}"
            return self._printer.fail(key, rule=shortened(self._options.rule), known=known)
        aim = aim_at(self._options.rule, wanted)
        here = [one for one in of_rule if aim.is_met_by(one)]
        if not here:
            return self._printer.fail(
                "cli.answer.no-place",
                rule=shortened(self._options.rule),
                place=shortened(wanted),
                known=_places(of_rule),
            )
        taking = [one for one in here if may_answer(one)]
        if not taking:
            return self._printer.fail("cli.answer.not-allowed", rule=here[0].full_name)
        unanswered = [one for one in taking if one.answer is None]
        if not unanswered:
            assert taking[0].answer is not None
            return self._printer.fail("cli.answer.answered", place=str(taking[0].answer.place))
        places = dict.fromkeys(map(place_of, unanswered))
        if not wanted and len(places) > 1:
            return self._printer.fail(
                "cli.answer.several", rule=shortened(self._options.rule), known=_places(unanswered)
            )
        return self._write(path, checked, unanswered[0], wanted or next(iter(places)), len(unanswered))

    def _write(self, path: Path, checked: "CheckedForm", finding: "Diagnostic", place: str, number: int) -> int:
        from gouji.lang.values import is_blank
        from gouji.lint.answer_edits import answer_to, insertion
        from gouji.lint.file_names import side_files
        from gouji.lint.files import read_text
        from gouji.lint.whole_files import NotReplaced, replace_text

        assert checked.submission is not None
        form = checked.submission.form
        beside = next((one for one in side_files(path) if os.path.exists(one)), None)
        target = beside or path
        # The finding is one of the text that was checked.
        source = read_text(beside, str(beside)) if beside else checked.submission.source
        until = self._options.until.isoformat() if self._options.until is not None else ""
        new = answer_to(finding, self._options.reason)
        by = "" if is_blank(self._options.by) else self._options.by
        new = new._replace(place=place, by=by, until=until)
        made = insertion(source, new, () if beside else form.members)
        if made is None:
            return self._printer.fail("cli.answer.broken", path=target)
        changed = source.edited(*made.edit)
        try:
            replace_text(target, source, changed)
        except NotReplaced as error:
            return self._printer.fail(
                f"cli.answer.{error.reason}", path=target, detail=system_reason(error.detail, self._printer.language)
            )
        line = changed.position(made.edit.span.start + made.reason.start).line
        self._printer.say("cli.answer.done", number=number, path=target, line=line)
        return console.CLEAN


def _rules(found: "list[Diagnostic]") -> Shown:
    from gouji.lint.answers import may_answer

    return _listed([one.full_name for one in found if one.answer is None and may_answer(one)])


def _places(found: "list[Diagnostic]") -> Shown:
    from gouji.lint.finding_names import place_of

    return _listed([place_of(one) or "-" for one in found])


def _listed(names: list[str]) -> Shown:
    """Names, each once, a line each."""
    every = list(dict.fromkeys(names))
    more = ["  …"] if len(every) > MOST_LISTED else []
    return Shown("\n".join([*(f"  {shortened(name)}" for name in every[:MOST_LISTED]), *more]))
