"""Which configuration is in force for a file: that of the nearest folder above it that has one. Each file is read once.

The nearest holds alone: nothing is put together from several. What is wrong with a configuration is kept for whoever tells it.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic, Related
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import CONFIG_NO_FORMS, CONFIG_SHADOWED, CONFIG_UNMATCHED
from gouji.lint.config import PROJECT_TABLE, Configuration, ReadConfiguration
from gouji.lint.config_paths import rule_path_problems, rule_paths
from gouji.lint.file_names import CONFIGURATION, PROJECT
from gouji.lint.files import UnreadableFile, read_text, real_path, shown_path

HIGHEST = 40
"""Folders above a file in which its configuration is looked for."""


def read_configuration(source: Source, path: Path) -> ReadConfiguration | None:
    """What a file says; its reader is only loaded where there is something to read."""
    from gouji.lint import config_reader

    return config_reader.read_configuration(source, path)


@dataclass(slots=True)
class Configurations:
    """Configurations by folder. `open` are texts that are being edited and stand for what is on disk.

    `over` makes of what a project says what is in force, `reading` what a file says. With `within`, a folder without links in
    its path, none above it is looked at. `texts` are those of the files that were read.
    """

    open: Mapping[Path, Source] = field(default_factory=dict)
    naming: Callable[[Path], str] = shown_path
    over: Callable[[Configuration], Configuration] = lambda configuration: configuration
    within: Path | None = None
    problems: dict[Path, tuple[Diagnostic, ...]] = field(default_factory=dict)
    texts: dict[Path, Source] = field(default_factory=dict)
    reading: Callable[[Source, Path], ReadConfiguration | None] = read_configuration
    _by_folder: dict[Path, Configuration] = field(default_factory=dict)
    _by_path: dict[Path, Configuration] = field(default_factory=dict)
    _real: dict[Path, Path] = field(default_factory=dict)
    _folders: dict[Path, Path] = field(default_factory=dict)

    def of(self, path: Path) -> Configuration:
        """What is in force for a file, or for what a folder holds."""
        known = self._by_path.get(path)
        if known is None:
            known = self._by_path[path] = self._in_force(self._folder(path))
        return known

    def real(self, path: Path) -> Path:
        """The path where a file stands, or of a folder without links; where those of a folder lead is found out once."""
        known = self._real.get(path)
        if known is None:
            known = self._real[path] = self._standing(path)
        return known

    def _standing(self, path: Path) -> Path:
        if path.name in ("", "..") or (os.path.islink(path) and os.path.isdir(path)):
            return real_path(path)
        folder = self._folders.get(path.parent)
        if folder is None:
            folder = self._folders[path.parent] = real_path(path.parent)
        return folder / path.name

    def _folder(self, path: Path) -> Path:
        """The folder that a path is, or in which a file stands, without links."""
        real = self.real(path)
        return real if os.path.isdir(real) else real.parent

    def _in_force(self, folder: Path) -> Configuration:
        if folder in self._by_folder:
            return self._by_folder[folder]
        waiting: list[Path] = []
        for ancestor in [folder, *folder.parents][:HIGHEST]:
            if self.within is not None and not ancestor.is_relative_to(self.within):
                continue
            known = self._by_folder.get(ancestor) or self._at(ancestor)
            if known is not None:
                break
            waiting.append(ancestor)
        else:
            known = self.over(Configuration(folder=folder))
            self._by_folder[folder] = known
        if known.source is not None:
            self._by_folder.update(dict.fromkeys(waiting, known))
        return known

    def note_patterns(self, source: Path, found: list[Diagnostic]) -> None:
        """Takes what a search has found to be wrong with the patterns of a configuration, in place of what the last one has."""
        others = (one for one in self.problems.get(source, ()) if one.code not in (CONFIG_UNMATCHED, CONFIG_NO_FORMS))
        self.problems[source] = tuple(sorted([*others, *found], key=lambda one: one.place.span))

    def renewed(self, open_texts: Mapping[Path, Source]) -> "Configurations":
        """The same, to be read anew."""
        return Configurations(open_texts, self.naming, self.over, self.within, reading=self.reading)

    def rule_paths(self, path: Path) -> tuple[Path, ...]:
        """Where the rules of a form are looked for, besides the places that are always looked at."""
        return rule_paths(self.of(path))

    def _at(self, folder: Path) -> Configuration | None:
        """What the files of a folder say: its own file comes before that of the project's other tools."""
        own, project = (self._read(folder / name) for name in (CONFIGURATION, PROJECT))
        if own is not None and project is not None:
            related = (Related(CONFIGURATION, "", Place(own.place.source, Span(0, 0))),)
            problem = Diagnostic(CONFIG_SHADOWED, project.place, {"path": CONFIGURATION}, related=related)
            self.problems[folder / PROJECT] = (problem,)
        found = own or project
        if found is None:
            return None
        assert found.configuration.source is not None
        problems = [*found.problems, *rule_path_problems(found.configuration, self.within)]
        self.problems[found.configuration.source] = tuple(sorted(problems, key=lambda one: one.place.span))
        in_force = self._by_folder[folder] = self.over(found.configuration)
        return in_force

    def _read(self, path: Path) -> ReadConfiguration | None:
        source = self.open.get(path)
        # Whatever bears the name of our own is meant to be one; a folder or a loose link says nothing to us by the other.
        if source is None and (os.path.isfile(path) or (path.name == CONFIGURATION and os.path.lexists(path))):
            try:
                source = read_text(path, self.naming(path))
            except UnreadableFile as error:
                self.problems[path] = (error.diagnostic,)
        if source is None or (path.name == PROJECT and PROJECT_TABLE[-1] not in source.text):
            return None
        self.texts[path] = source
        return self.reading(source, path)
