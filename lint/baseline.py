"""The baseline: findings that were there when checks began, kept in a file so that only new ones are told.

One finding a line, in a fixed order, so that versions of the file can be compared and joined. Never hides a finding that
it does not hold, and never takes half a file for a whole one.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gouji.lang.diagnostic import Diagnostic
from gouji.lint.files import read_text, real_path
from gouji.lint.fingerprints import fingerprinted, where

VERSION = 1
_HEAD, _END = "gouji-baseline", "gouji-baseline-end"


class Entry(NamedTuple):
    """A finding as the file keeps it: `file` from the folder of the baseline; the fingerprint alone tells it from others."""

    file: str
    code: str
    rule: str
    place: str
    fingerprint: str


class BadBaseline(Exception):
    """A file that is no baseline, for the reason at the end of the catalogue key `cli.check.baseline.…`."""

    def __init__(self, reason: str, **arguments: object) -> None:
        super().__init__(reason)
        self.reason, self.arguments = reason, arguments


@dataclass(slots=True)
class Baseline:
    """The entries of a file by the files that they are about, and which of them a run has met."""

    path: Path
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    _adopted: dict[str, dict[str, Entry]] = field(default_factory=dict)
    _met: set[tuple[str, str]] = field(default_factory=set)
    _seen: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def file(self, name: str) -> str:
        """A file as the baseline names it."""
        path, folder = real_path(Path(name)), real_path(self.path).parent
        if not path.exists():  # of a pack that ships with gouji
            return name
        try:
            return Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:  # on another drive
            return path.as_posix()

    def unmet(self, name: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings of a file that the baseline does not hold; asks without being told what a run has met."""
        file = self.file(name)
        return [one for one, mark in fingerprinted(found) if not self._holds(file, one, mark)]

    def new(self, name: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings of a report that the baseline does not hold; those that it holds are met."""
        file = self.file(name)
        told: list[Diagnostic] = []
        for one, mark in fingerprinted(found, self._seen[file]):
            if self._holds(file, one, mark):
                self._met.add((file, mark))
            else:
                told.append(one)
        return told

    def _holds(self, file: str, finding: Diagnostic, mark: str) -> bool:
        """What has been answered is told as answered, and needs the baseline no more; what stops rules would silence theirs."""
        return mark in self.entries.get(file, {}) and finding.answer is None and not finding.code.stops_rules

    @property
    def met(self) -> int:
        """How many findings were those of the baseline."""
        return len(self._met)

    def of_file(self, name: str) -> tuple[int, list[Entry]]:
        """How many findings of one file were those of the baseline, and its entries that a run has not met."""
        file = self.file(name)
        gone = [entry for mark, entry in self.entries.get(file, {}).items() if (file, mark) not in self._met]
        return sum(met == file for met, _ in self._met), gone

    def gone(self, names: Iterable[str]) -> list[Entry]:
        """The entries of these files, and of files that are no more, that a run has not met."""
        looked_at = {self.file(name) for name in names}
        folder = real_path(self.path).parent
        return [
            entry
            for file, entries in self.entries.items()
            if file in looked_at or not os.path.lexists(folder / file)
            for mark, entry in entries.items()
            if (file, mark) not in self._met
        ]

    def adopt(self, name: str, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Takes the findings of a report for a renewed baseline, but those that have been answered; gives what it may not."""
        file = self.file(name)
        taken = self._adopted.setdefault(file, {})
        left: list[Diagnostic] = []
        for one, mark in fingerprinted(found, self._seen[file]):
            if one.code.stops_rules:
                left.append(one)
            elif one.answer is None:
                taken[mark] = Entry(file, one.code.id, one.rule, where(one), mark)
        return left

    @property
    def adopted(self) -> int:
        """How many findings it has taken."""
        return sum(map(len, self._adopted.values()))

    def renewed(self, names: Iterable[str]) -> "Baseline":
        """With what has been adopted in place of what it held of these files, and without the files that are no more."""
        dropped = {self.file(name) for name in names}
        folder = real_path(self.path).parent
        entries = {
            file: held for file, held in self.entries.items() if file not in dropped and os.path.lexists(folder / file)
        }
        for file, taken in self._adopted.items():
            entries[file] = entries.get(file, {}) | taken
        return Baseline(self.path, entries)

    def lines(self) -> Iterator[bytes]:
        """The file, line by line."""
        yield _line({_HEAD: VERSION})
        for entry in sorted(entry for entries in self.entries.values() for entry in entries.values()):
            yield _line(entry._asdict())
        yield _line({_END: VERSION})


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises BadBaseline, or UnreadableFile."""
    lines = read_text(path, str(path)).text.split("\n")
    head = _parsed(lines[0])
    version = head.get(_HEAD) if head is not None else None
    if version is None:
        raise BadBaseline("none")
    if version != VERSION:
        raise BadBaseline("version", version=version, known=VERSION)
    baseline = Baseline(path)
    ended = False
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        values = _parsed(line)
        if values is not None and _END in values:
            ended = True
            continue
        entry = _entry(values)
        if entry is None:
            is_last = not any(other.strip() for other in lines[number:])
            raise BadBaseline("cut" if is_last and not ended else "line", line=number)
        baseline.entries.setdefault(entry.file, {})[entry.fingerprint] = entry
    if not ended:
        raise BadBaseline("cut", line=len(lines))
    return baseline


def _entry(values: dict[str, object] | None) -> Entry | None:
    texts = [values.get(name) for name in Entry._fields] if values is not None else []
    return Entry(*map(str, texts)) if texts and all(isinstance(one, str) for one in texts) else None


def _parsed(line: str) -> dict[str, object] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _line(values: dict[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode(errors="backslashreplace")
