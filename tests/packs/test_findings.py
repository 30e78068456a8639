"""Are the findings on the published forms exactly those that a reader of the published document agreed to?

The agreed lists are `<folder of examples>.findings.txt`: a block a finding, its last line the reader's verdict. A missing
finding, an unexpected one and one without a verdict all fail. `--update` writes what is found now and keeps the verdicts.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.api import check
from gouji.lang.diagnostic import Diagnostic, rendered

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FOLDERS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
UNJUDGED = "unjudged: read the published document again, then say `true: …` or `debatable: …`"

Known = tuple[str, str, str, int]


class Finding(NamedTuple):
    """One block of the list: its head is file, line, column, severity, code and check."""

    head: str
    cell: str
    message: str
    difference: str


def known_as(findings: Iterable[Finding]) -> dict[Known, Finding]:
    """Findings by what a verdict is about: a file, a check, a cell, and which of several alike; however worded."""
    seen: Counter[tuple[str, str, str]] = Counter()
    known: dict[Known, Finding] = {}
    for one in findings:
        place, _severity, _code, name = one.head.split(" ", 3)
        about = (place.partition(":")[0], name, one.cell)
        seen[about] += 1
        known[*about, seen[about]] = one
    return known


def findings(folder: str) -> list[Finding]:
    """What is found now, in order."""
    return [as_block(one) for one in check(EXAMPLES / folder)]


def as_block(one: Diagnostic) -> Finding:
    place = one.place
    return Finding(
        f"{Path(place.source.name).name}:{place.start.line}:{place.start.column} {one.severity.value} {one.code.id} {one.short_name}",
        place.source.text[slice(*place.span)],
        one.message("zh"),
        str(rendered(one.difference, "zh")) or "-",
    )


def agreed_list(folder: str) -> Path:
    """The file of the findings agreed on."""
    return Path(__file__).with_name(f"{folder}.findings.txt")


def agreed(folder: str) -> tuple[str, dict[Finding, str]]:
    """The list's own first lines, and the verdict on each finding."""
    preface, *blocks = agreed_list(folder).read_text(encoding="utf-8").strip("\n").split("\n\n")
    found: dict[Finding, str] = {}
    for block in blocks:
        *parts, verdict = (line.strip() for line in block.splitlines())
        found[Finding(*parts)] = verdict
    assert len(found) == len(blocks), "a finding stands twice"
    return preface, found


each_folder = pytest.mark.parametrize("folder", FOLDERS)


@each_folder
def test_findings_are_the_agreed_ones(folder: str, request: pytest.FixtureRequest) -> None:
    """None is missing, none is new, each with its place, cell and figures, in the order of the files."""
    preface, verdicts = agreed(folder)
    now = findings(folder)
    if request.config.getoption("--update"):
        kept = {known: verdicts[one] for known, one in known_as(verdicts).items()}
        verdicts = {one: kept.get(known, UNJUDGED) for known, one in known_as(now).items()}
        blocks = ["\n    ".join([*one, verdict]) for one, verdict in verdicts.items()]
        agreed_list(folder).write_text("\n\n".join([preface, *blocks]) + "\n", encoding="utf-8", newline="\n")
    assert [one for one in verdicts if one not in now] == [], "missing"
    assert [one for one in now if one not in verdicts] == [], "unexpected"
    assert list(verdicts) == now


@each_folder
def test_each_finding_was_judged(folder: str) -> None:
    """A reader held each finding against the document: `true` or `debatable`, with the reason; never a false one."""
    for one, verdict in agreed(folder)[1].items():
        kind, _, reason = verdict.partition(": ")
        assert kind in ("true", "debatable"), one.head
        assert len(reason.split()) >= 3, one.head
