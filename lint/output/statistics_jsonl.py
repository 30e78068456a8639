"""Findings counted, for programs that read line by line: each kind an object, then the counts.

The keys are those of docs/json.md. Keeps no finding.
"""

from collections.abc import Iterator

from gouji.lint.output.json import VERSION, dumped, summary_object
from gouji.lint.output.kinds import Setting
from gouji.lint.output.statistics import Counting
from gouji.lint.output.statistics_json import row
from gouji.lint.output.summary import Summary


def output(setting: Setting) -> "_Lines":
    return _Lines(setting)


class _Lines(Counting):
    def end(self, summary: Summary) -> Iterator[str]:
        for one in self.counted():
            yield dumped(row(one)) + "\n"
        yield dumped({"version": VERSION, "summary": summary_object(summary)}) + "\n"
