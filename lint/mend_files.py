"""Mends files: configurations, rule files that belong together, each form with the answers beside it; writes what has changed.

A file that is no longer as it was read is left alone, and so is one that a link leads to from outside of what was asked
for. Never writes a part of a file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lint.config_search import Configurations, read_configuration
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.file_names import CONFIGURATION, is_form_file, is_rule_file, side_files
from gouji.lint.files import UnreadableFile, read_text, real_path, stands_in
from gouji.lint.library import Library, offered
from gouji.lint.mending import Look, Looked, Mended, Texts, Wanted, brought_by, mend
from gouji.lint.test_mistakes import mistakes_in_tests
from gouji.lint.whole_files import NotReplaced, replace_text

Chosen = Callable[[str, Sequence[Diagnostic]], list[Diagnostic]]
"""The findings to mend among those of a file."""


class MendedFile(NamedTuple):
    """A file before and after, and the findings in it whose fixes were made."""

    path: Path
    before: Source
    after: Source
    cured: tuple[Diagnostic, ...]


class Refused(NamedTuple):
    """A finding whose fix was not made; `brought` looks into what it would have brought, which takes as long as a check."""

    finding: Diagnostic
    brought: Callable[[], Diagnostic | None]


class MendedGroup(NamedTuple):
    """What has changed in files that are mended together, and what would have."""

    changed: list[MendedFile]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Mender:
    """How files are looked at, and what is mended. `asked` are the paths as the user gave them."""

    asked: Sequence[Path]
    chosen: Chosen
    today: date
    configurations: Configurations

    def configured(self, files: Sequence[Path], among: Collection[Path] | None = None) -> Iterator[MendedGroup]:
        """What has changed in each configuration that stands in what was asked for, or is one of the files.

        With `among`, paths without links, no other is mended; the file of other tools stays as it is.
        """
        for path in files:
            if path.name == CONFIGURATION:
                self.configurations.of(path.parent)  # which reads it: what is named is not met in a folder
        for path, source in self.configurations.texts.items():
            real = real_path(path)  # that of its folder has no links, but it may be one itself
            if path.name != CONFIGURATION or not (self._is_asked_for(path) or self._is_asked_for(real)):
                continue
            if among is not None and real not in among:
                continue

            def look(texts: Texts, path: Path = path, real: Path = real) -> Looked:
                read = read_configuration(texts[real], path)
                return Looked(list(read.problems) if read is not None else [])

            yield _mended({real: source}, look, self._chosen_of)

    def mended(self, files: Sequence[Path], beside: Sequence[Path] = ()) -> Iterator[MendedGroup]:
        """For each file, or group of rule files, what has changed; a file that cannot be read is left to the check.

        Forms may be checked by the rule files of `beside` too, which stay as they are.
        """
        rules = [path for path in files if is_rule_file(path)]
        yield from self._rules(rules)
        # What the rules say is read when they have been written.
        library = Library.of_files((*files, *beside), self.configurations)
        for path in files:
            if not is_rule_file(path) and path.name != CONFIGURATION:
                yield self._form(path, library, [*rules, *beside])

    def _rules(self, paths: Sequence[Path]) -> Iterator[MendedGroup]:
        library = Library.of_files(paths)
        readable, _ = library.readable(paths)
        for group in library.connected(readable):
            texts = {real_path(path): library.tree(real_path(path)).source for path in group}

            def look(texts: Texts, group: list[Path] = group) -> Looked:
                now = library.renewed(texts, texts)
                loaded = now.load(group)
                own = {source: path for path, source in texts.items()}
                found = [*loaded.program.diagnostics(), *mistakes_in_tests(group, loaded, now)]
                return Looked(
                    [offered(one, own[one.place.source]) if one.place.source in own else one for one in found]
                )

            yield _mended(texts, look, self._chosen_of)

    def _form(self, path: Path, library: Library, rules: Sequence[Path]) -> MendedGroup:
        try:
            texts = {real_path(path): read_text(path, str(path))}
            for beside in side_files(path):
                text = library.text_if_there(beside)
                if text is not None:
                    texts[real_path(beside)] = text
        except UnreadableFile:
            return MendedGroup([], [])
        configuration = self.configurations.of(path)

        def look(texts: Texts) -> Looked:
            context = CheckContext(
                library.renewed(texts, ()), rules, today=self.today, configuration=configuration
            )  # fmt: skip
            checked = check_text(texts[real_path(path)], path, context)
            return Looked(checked.diagnostics, checked.verdicts.unevaluated, checked.submission is not None)

        return _mended(texts, look, lambda found: self.chosen(str(path), found))

    def _chosen_of(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The findings to mend among those of several rule files."""
        by_file: dict[str, list[Diagnostic]] = {}
        for one in found:
            by_file.setdefault(one.place.source.name, []).append(one)
        return [one for name, its in by_file.items() for one in self.chosen(name, its)]

    def write(self, one: MendedFile) -> None:
        """Puts what has been mended in the place of what was read. Raises NotReplaced."""
        if not self._is_asked_for(one.path):
            raise NotReplaced("link", str(one.path))
        replace_text(one.path, one.before, one.after)

    def _is_asked_for(self, path: Path) -> bool:
        """Whether a path without links is of what was asked for."""
        return stands_in(path, self._allowed())

    def _allowed(self) -> Iterable[Path]:
        """What was asked for, and the answers beside the forms that were."""
        yield from self.asked
        for path in self.asked:
            if is_form_file(path):
                yield from side_files(path)


def _mended(texts: Texts, look: Look, wanted: Wanted) -> MendedGroup:
    """What mending makes of texts."""
    after = mend(texts, look, wanted)
    own = set(after.texts.values())
    changed = [
        MendedFile(path, before, after.texts[path], _in_file(after, before.name))
        for path, before in texts.items()
        if before.text != after.texts[path].text
    ]
    left = [one for one in wanted(after.looked.findings) if one.place.source in own]
    return MendedGroup(changed, [Refused(one, partial(brought_by, one, after, look)) for one in left])


def _in_file(mended: Mended, name: str) -> tuple[Diagnostic, ...]:
    return tuple(one for one in mended.cured if one.place.source.name == name)
