"""Which files are to be checked again: those whose check rests on a file that is other than it was.

Looks at times and sizes, so it works wherever files do, network folders too. Checks nothing, and waits for nothing.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gouji.lint.config_search import Configurations
from gouji.lint.dependencies import rests_on
from gouji.lint.discover import Discovered, discover
from gouji.lint.file_names import is_rule_file
from gouji.lint.files import real_path
from gouji.lint.library import Library
from gouji.lint.rule_places import project_folders, rule_files_beside

Stamp = tuple[int, ...] | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Due:
    """What a look at the files came to: those to check, those that are no more, all that there are.

    `changed` are the files that are other than they were, without links: those that are due, or that these rest on.
    """

    due: list[Path]
    changed: set[Path]
    gone: list[Path]
    found: Discovered
    configurations: Configurations


@dataclass(slots=True)
class Watch:
    """What the checks of files rested on when they were last due."""

    paths: Sequence[str]
    _stamps: dict[Path, dict[Path, Stamp]] = field(default_factory=dict)
    _rules: list[Path] = field(default_factory=list)

    def look(self) -> Due:
        """The files that are due now; they count as checked from here on, so a change while they are is seen next time."""
        configurations = Configurations()
        found = discover(self.paths, configurations=configurations)
        rules = [path for path in found.files if is_rule_file(path)]
        has_same_rules, came = rules == self._rules, set(rules) - set(self._rules)
        self._rules = rules
        now: dict[Path, Stamp] = {}
        due = [path for path in found.files if not (has_same_rules and self._is_as_it_was(path, now))]
        changed = {real_path(path) for path in due if path not in self._stamps or path in came}
        for path in due:
            for one, before in self._stamps.get(path, {}).items():
                changed |= _changed(one, before, _stamp(one, now))
        there = set(found.files)
        gone = [path for path in self._stamps if path not in there]
        for path in gone:
            del self._stamps[path]
        if due:
            library = Library.of_files(found.files, configurations)
            for path in due:
                files = rests_on(path, library, configurations, rules) | set(_folders(path, configurations))
                self._stamps[path] = {one: _stamp(one, now) for one in files}
        return Due(due, changed, gone, found, configurations)

    def _is_as_it_was(self, path: Path, now: dict[Path, Stamp]) -> bool:
        stamps = self._stamps.get(path)
        return stamps is not None and all(_stamp(one, now) == before for one, before in stamps.items())


def _folders(path: Path, configurations: Configurations) -> list[Path]:
    """The folders in which rules are looked for."""
    own, *others = project_folders(path)
    return [own, *(Path(top) for one in (*others, *configurations.rule_paths(path)) for top, _, _ in os.walk(one))]


def _changed(path: Path, before: Stamp, now: Stamp) -> set[Path]:
    """A file if it is another, of a folder the rule files that came or went."""
    if before == now:
        return set()
    names = [{real_path(Path(name)) for name in stamp or () if isinstance(name, str)} for stamp in (before, now)]
    return names[0] ^ names[1] or {path}


def _stamp(path: Path, now: dict[Path, Stamp]) -> Stamp:
    """What a file is known by, of a folder the rule files in it; the same all through a look."""
    if path not in now:
        now[path] = _stamp_now(path)
    return now[path]


def _stamp_now(path: Path) -> Stamp:
    if os.path.isdir(path):
        return tuple(map(str, rule_files_beside(path)))
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
