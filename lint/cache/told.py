"""An output whose texts are kept from run to run: what it has told of the same findings in the same setting, it tells again.

Changes nothing of what is told. Keeps nothing of an output whose texts depend on more than the report at hand.
"""

from collections.abc import Iterable
from pathlib import Path

from gouji.lint.cache.results import KeptFindings
from gouji.lint.cache.store import Store
from gouji.lint.output.kinds import ByReport, Output, Piece, Setting
from gouji.lint.output.summary import Summary
from gouji.lint.reports import FileReport
from gouji.lint.traces import digest


class Retold(Output):
    """An output that tells each report by itself, in front of a store."""

    def __init__(self, output: ByReport, name: str, setting: Setting, store: Store) -> None:
        self._output, self._store = output, store
        try:
            here = str(Path.cwd())  # names of files are told as seen from there
        except OSError:  # it is no more
            here = ""
        self._about = f"{name} {setting!r} {here}"

    def start(self) -> Iterable[Piece]:
        return self._output.start()

    def report(self, report: FileReport) -> Iterable[Piece]:
        found = report.diagnostics
        if not isinstance(found, KeptFindings):
            return self._output.report(report)
        key = digest("told", self._about, report.name, found.key)
        kept = self._store.get(key)
        if kept is None:
            kept = self._store.put(key, "".join(self._output.alone(report)))
        return self._output.joined(kept.text)

    def end(self, summary: Summary) -> Iterable[Piece]:
        return self._output.end(summary)

    def close(self) -> None:
        self._output.close()
