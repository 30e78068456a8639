"""Findings counted, for programs: what `--statistics` shows in columns, as one document.

The keys are those of docs/json.md. Keeps no finding.
"""

from collections.abc import Iterator

from gouji.lint.output.json import VERSION, Value, dumped, summary_object
from gouji.lint.output.kinds import Setting
from gouji.lint.output.statistics import Counted, Counting
from gouji.lint.output.summary import Summary


def output(setting: Setting) -> "_Document":
    return _Document(setting)


class _Document(Counting):
    def end(self, summary: Summary) -> Iterator[str]:
        rows = ",".join(f"\n{dumped(row(one))}" for one in self.counted())
        yield f'{{"version":{VERSION},"statistics":[{rows}\n],"summary":{dumped(summary_object(summary))}}}\n'


def row(counted: Counted) -> dict[str, Value]:
    """One kind of findings in simple values."""
    return {
        "findings": counted.findings,
        "files": counted.files,
        "severity": counted.severity.value,
        "code": counted.code,
        "rule": counted.rule or counted.code,
    }
