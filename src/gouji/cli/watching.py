"""`gouji check --watch`: checks again what a change touches, until Ctrl-C.

Looks at the files twice a second. Never writes to one.
"""

import time
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.check_options import CheckOptions
from gouji.cli.choosing import Choice
from gouji.cli.outputs import Outputs
from gouji.cli.printer import Printer
from gouji.lint.file_names import is_rule_file
from gouji.lint.files import real_path, shown_path
from gouji.lint.output.summary import Summary

if TYPE_CHECKING:
    from gouji.lint.watching import Due

PAUSE = 0.5
"""Seconds between two looks; four times as long as a look takes, where that is more."""


def watch(options: CheckOptions, printer: Printer) -> int:
    """Tells what is found, then waits for what changes. Ends well, on Ctrl-C."""
    from gouji.lint.watching import Watch

    watched = Watch(options.places)
    run = Run(options, printer)
    try:
        while True:
            before = time.monotonic()
            due = watched.look()
            if due.due or due.gone or run.is_new(due):
                run.check(due)
            time.sleep(max(PAUSE, 4 * (time.monotonic() - before) if not due.due else 0))
    except KeyboardInterrupt:
        console.warn("")
        return console.CLEAN


class Run:
    """What each file came to when it was last checked."""

    def __init__(self, options: CheckOptions, printer: Printer) -> None:
        self._options, self._printer = options, printer
        self._summaries: dict[str, Summary] = {}
        self._problems: list[str] | None = None

    def is_new(self, due: "Due") -> bool:
        """Whether something else is wrong with the paths than the last time."""
        return self._problems != [str(one) for one in due.found.problems]

    def check(self, due: "Due") -> None:
        """Checks what is due, and tells it with the counts of everything."""
        from gouji.lint.clock import today
        from gouji.lint.engine import check_files
        from gouji.lint.reports import path_report

        again = self._problems is not None
        self._problems = [str(one) for one in due.found.problems]
        names, every = set(map(str, due.due)), set(map(str, due.found.files))
        self._summaries = {name: one for name, one in self._summaries.items() if name in every}
        changed = {shown_path(path) for path in due.changed.union(map(real_path, due.gone))}
        if again and changed:
            self._printer.say("cli.check.watch.changed", files="  ".join(sorted(changed)))
            console.say("")
        options = self._options.on(today())
        choice = Choice(options, self._printer, due.found.files, due.configurations)
        outputs = Outputs(options, self._printer)
        total = Summary(others=tuple(map(str, due.found.others)))
        for report in map(path_report, due.found.problems):
            outputs.report(report)
            total = total.with_report(report)
        rules = [path for path in due.found.files if is_rule_file(path) and str(path) not in names]
        for report in check_files(due.due, today=options.today, configurations=due.configurations, beside=rules):
            told = choice.of(report)
            outputs.report(told)
            self._summaries[report.name] = choice.counted_alone(report.name, Summary().with_report(told))
        outputs.end(sum(self._summaries.values(), choice.without_files(total)))
        console.say("")
        self._printer.say("cli.check.watch.waiting")
        console.flush()
