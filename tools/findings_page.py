"""The page of all findings on the published forms, each with its arithmetic and the verdict of a reader of the document.

Run as `python -m tools.findings_page examples tests/packs docs/findings.md`. Verdicts stand in
`<folder>.findings.txt`, a block a finding, the verdict in its last line. Judges nothing itself.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang.catalogue import LANGUAGES
from gouji.lang.diagnostic import Diagnostic, Severity, rendered
from gouji.lint.discover import discover
from gouji.lint.engine import check_files
from gouji.lint.output.code_page import paragraphs, table
from gouji.lint.output.templates import markdown

VERDICTS = ".findings.txt"
COUNTED = (*(severity.value for severity in Severity), "true", "debatable")
PREFACE = """<!-- Made by `make docs` from the published forms in examples/ and the verdicts in tests/packs/. -->

# Findings on the published forms

Every finding of `gouji check examples`, with its arithmetic. A reader held each against the published document: it is
**true** where the document says what the finding says, **debatable** where one may see it otherwise. None is false:
a false finding is a mistake in a rule, and is mended there. Line numbers are those of the target files."""
UNJUDGED = "unjudged"

Known = tuple[str, str, str, int]
"""What a verdict is about: a file, a check, the cell as written, and which of several alike; however it is worded."""


class Judged(NamedTuple):
    """A finding and what a reader said of it: `true` or `debatable`, and why."""

    file: str
    line: int
    severity: str
    category: str
    check: str
    cell: str
    messages: tuple[str, ...]
    arithmetic: tuple[str, ...]
    difference: str
    verdict: str
    reason: str


class Folder(NamedTuple):
    """The forms of one folder of examples, with the findings on each."""

    name: str
    forms: list[tuple[str, list[Judged]]]

    @property
    def findings(self) -> list[Judged]:
        return [one for _, findings in self.forms for one in findings]

    def count(self, what: str) -> int:
        """How many have this severity or verdict."""
        return sum(what in (one.severity, one.verdict) for one in self.findings)


def findings_page(examples: Path, verdicts: Path) -> str:
    """The whole page."""
    folders = [
        Folder(folder.name, list(_forms(folder, verdicts / f"{folder.name}{VERDICTS}")))
        for folder in sorted(examples.iterdir())
        if folder.is_dir()
    ]
    rows = [
        (
            f"[{markdown(one.name)}](../examples/{one.name}/README.md)",
            *map(str, (len(one.findings), *map(one.count, COUNTED))),
        )
        for one in folders
    ]
    told = (part for one in folders for part in _told(one))
    return paragraphs([PREFACE, table(["forms", "findings", *COUNTED], rows), *told])


def _told(folder: Folder) -> Iterator[str]:
    """A folder, form by form."""
    yield f"## {markdown(folder.name)}"
    for file, findings in folder.forms:
        path = f"examples/{folder.name}/{file}"
        yield f"### {markdown(file)}"
        yield f"[{markdown(path)}](../{path}){'' if findings else ': no finding.'}"
        for number, one in enumerate(findings, 1):
            yield "\n   - ".join([f"{number}. {_heading(one)}", *_notes(one)])


def _heading(one: Judged) -> str:
    return f"**{markdown(one.check)}** · {one.severity} · {one.category} · line {one.line}"


def _notes(one: Judged) -> Iterator[str]:
    yield from map(markdown, one.messages)
    yield from (f"arithmetic: {markdown(step)}" for step in one.arithmetic)
    if one.difference:
        yield f"difference: {markdown(one.difference)}"
    yield f"verdict: **{one.verdict}**" + (f": {markdown(one.reason)}" if one.reason else "")


def _forms(folder: Path, verdicts: Path) -> Iterator[tuple[str, list[Judged]]]:
    agreed = read_verdicts(verdicts.read_text(encoding="utf-8")) if verdicts.exists() else {}
    for report in check_files(discover([folder]).files):
        name = Path(report.name).name
        yield name, [_judged(one, name, agreed.get(known, "")) for known, one in _known(report.diagnostics, name)]


def read_verdicts(text: str) -> dict[Known, str]:
    """The verdicts of a list, by what each is about."""
    found: dict[Known, str] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for block in text.strip("\n").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if not line.startswith("#")]
        if len(lines) > 2:
            place, _severity, _code, check = lines[0].split(" ", 3)
            about = (place.partition(":")[0], check, lines[1])
            seen[about] += 1
            found[*about, seen[about]] = lines[-1]
    return found


def _known(found: Iterable[Diagnostic], file: str) -> Iterator[tuple[Known, Diagnostic]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        about = (file, one.short_name, one.place.text)
        seen[about] += 1
        yield (*about, seen[about]), one


def _judged(one: Diagnostic, file: str, verdict: str) -> Judged:
    kind, _, reason = verdict.partition(": ")
    return Judged(
        file,
        one.place.start.line,
        one.severity.value,
        one.category.value,
        one.short_name,
        one.place.text,
        tuple(one.message(language) for language in LANGUAGES),
        tuple(one.explained("en")),
        "" if one.tells_difference() else str(rendered(one.difference, "en")),
        kind or UNJUDGED,
        reason,
    )


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(findings_page(Path(sys.argv[1]), Path(sys.argv[2])), encoding="utf-8", newline="\n")
