"""Are the findings on the five Wuxi forms exactly those that a reader of the published document agreed to?

The agreed list is `wuxi-2024.findings.txt`: a block a finding, its last line the reader's verdict. A missing finding, an
unexpected one and one without a verdict all fail. `--update` writes what is found now and keeps the verdicts.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.api import check
from gouji.lang.diagnostic import Diagnostic, rendered

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "wuxi-2024"
AGREED = Path(__file__).with_name("wuxi-2024.findings.txt")
UNJUDGED = "unjudged: read the published document again, then say `true: …` or `debatable: …`"


class Finding(NamedTuple):
    """One block of the list: its head is file, line, severity, code and check."""

    head: str
    cell: str
    message: str
    difference: str

    @property
    def known_as(self) -> tuple[str, str, str]:
        """What a verdict is about: a file, a check and a cell, however its message is worded."""
        place, _severity, _code, check = self.head.split(" ", 3)
        return place.partition(":")[0], check, self.cell


def findings() -> list[Finding]:
    """What is found now, in order."""
    return [as_block(one) for one in check(EXAMPLES)]


def as_block(one: Diagnostic) -> Finding:
    place = one.place
    check = one.rule.partition("/")[2]
    return Finding(
        f"{Path(place.source.name).name}:{place.start.line} {one.severity.value} {one.code.id} {check}",
        place.source.text[slice(*place.span)],
        one.message("zh"),
        str(rendered(one.difference, "zh")) or "-",
    )


def agreed() -> tuple[str, dict[Finding, str]]:
    """The list's own first lines, and the verdict on each finding."""
    preface, *blocks = AGREED.read_text(encoding="utf-8").strip("\n").split("\n\n")
    found: dict[Finding, str] = {}
    for block in blocks:
        *parts, verdict = (line.strip() for line in block.splitlines())
        found[Finding(*parts)] = verdict
    assert len(found) == len(blocks), "a finding stands twice"
    return preface, found


def test_findings_are_the_agreed_ones(request: pytest.FixtureRequest) -> None:
    """None is missing, none is new, each with its place, cell and figures, in the order of the files."""
    preface, verdicts = agreed()
    now = findings()
    if request.config.getoption("--update"):
        kept = {one.known_as: verdict for one, verdict in verdicts.items()}
        verdicts = {one: kept.get(one.known_as, UNJUDGED) for one in now}
        blocks = ["\n    ".join([*one, verdict]) for one, verdict in verdicts.items()]
        AGREED.write_text("\n\n".join([preface, *blocks]) + "\n", encoding="utf-8", newline="\n")
    assert [one for one in verdicts if one not in now] == [], "missing"
    assert [one for one in now if one not in verdicts] == [], "unexpected"
    assert list(verdicts) == now


def test_each_finding_was_judged() -> None:
    """A reader held each finding against the document: `true` or `debatable`, with the reason; never a false one."""
    verdicts = agreed()[1]
    for one, verdict in verdicts.items():
        kind, _, reason = verdict.partition(": ")
        assert kind in ("true", "debatable"), one.head
        assert len(reason.split()) >= 3, one.head


def test_no_finding_is_known_by_the_same_name() -> None:
    """So that `--update` keeps the right verdict with each."""
    known = [one.known_as for one in agreed()[1]]
    assert len(known) == len(set(known))
