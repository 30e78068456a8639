"""Which files a run looks at: paths as the user gave them -> rule files and target files, in a fixed order.

Never follows a linked folder, never reads more of a file than its head, and never drops a path in silence.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gouji.lang.diagnostic import Code, Diagnostic, Related, Term
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import (
    ANSWER_WITHOUT_FORM,
    FOLDER_UNREADABLE,
    NO_FILES,
    NO_RULE_FILES,
    NOT_A_RULE_FILE,
    PATH_MISSING,
    UNKNOWN_SUFFIX,
)
from gouji.lint.config import Configuration
from gouji.lint.config_paths import nearest_name
from gouji.lint.config_patterns import Seen, left_out
from gouji.lint.config_search import Configurations
from gouji.lint.file_names import CONFIGURATION, form_answered, is_form_file, is_rule_file
from gouji.lint.files import real_path, with_txt
from gouji.lint.likeness import HEAD, OF_OTHER_TOOLS, may_be_a_form
from gouji.lint.passed_over import is_hidden, is_passed_over

NO_PATH = '""'


class Discovered(NamedTuple):
    """The files to look at, in order and each once, what was wrong with the paths, and the `.toml` files of other tools."""

    files: list[Path]
    problems: list[Diagnostic]
    others: list[Path]


class _Other(NamedTuple):
    """A `.toml` file that is evidently no form."""

    path: Path


def discover(
    paths: Iterable[Path | str], *, rules_only: bool = False, configurations: Configurations | None = None
) -> Discovered:
    """Files as they are, folders searched as they are configured; with `rules_only`, rule files alone."""
    configurations = configurations or Configurations()
    search = _Search(rules_only, configurations)
    files: dict[str, Path] = {}
    others: dict[str, Path] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        # An empty path would be the current folder, which nobody means by it.
        searched = search.found(Path(path)) if path != "" else [_problem(NO_PATH, PATH_MISSING, nearest="")]
        for found in searched:
            if isinstance(found, Diagnostic):
                problems.append(found)
            elif isinstance(found, _Other):
                others.setdefault(_full(found.path), found.path)
            else:
                files.setdefault(_full(found), found)
    if not rules_only and not any(one.code is FOLDER_UNREADABLE for one in problems):
        # Patterns are about paths without links, wherever the run stands.
        real = configurations.real
        forms = [real(path) for path in files.values() if is_form_file(path) and path.name != CONFIGURATION]
        seen = Seen(forms, [real(path) for path in others.values()], configurations.of)
        for source, configuration in search.whole.items():
            configurations.note_patterns(source, seen.problems(configuration))
    return Discovered(list(files.values()), problems, [others[full] for full in others if full not in files])


def _full(path: Path) -> str:
    """The path from the root, links and all; as it stands where the current folder is no more."""
    try:
        return os.path.abspath(path)
    except OSError:
        return str(path)


class _Search:
    """What is looked for: rule files alone, or forms as well, as far as the configurations say."""

    def __init__(self, rules_only: bool, configurations: Configurations) -> None:
        self._rules_only, self._configurations = rules_only, configurations
        self.whole: dict[Path, Configuration] = {}
        """The configurations of folders that were searched as a whole."""

    def found(self, path: Path) -> Iterator[Path | Diagnostic | _Other]:
        """The files that one path leads to, or what is wrong with it."""
        if os.path.isdir(path):
            found = list(self._walk(path))
            yield from found
            if all(isinstance(one, _Other) for one in found):
                yield _problem(path, NO_RULE_FILES) if self._rules_only else self._no_files(path)
        elif _is_missing(path):
            text = with_txt(path)
            yield _problem(path, PATH_MISSING, nearest="" if text else _nearest(path), elsewhere=text)
        elif not (is_rule_file(path) or is_form_file(path)):
            yield _problem(path, UNKNOWN_SUFFIX)
        elif self._rules_only and not is_rule_file(path):
            yield _problem(path, NOT_A_RULE_FILE)
        else:
            yield _checked_with(path)

    def _no_files(self, folder: Path) -> Diagnostic:
        """That nothing in a folder is checked, and what in a configuration is the reason, where it is one."""
        found = left_out(folder, self._configurations)
        if found is None:
            return _problem(folder, NO_FILES)
        form, place = found
        related = (Related(place.source.text[slice(*place.span)], "", place),)
        return replace(_problem(folder, NO_FILES, configured=str(place), form=str(form)), related=related)

    def _walk(self, top: Path) -> Iterator[Path | Diagnostic | _Other]:
        """Rule files and target files below a folder, by name, each folder where its name stands."""
        folders = [self._entries(top)]
        while folders:
            entry = next(folders[-1], None)
            if entry is None:
                folders.pop()
            elif isinstance(entry, Diagnostic):
                yield entry
            elif os.path.isdir(entry):
                is_skipped = entry.is_symlink() or is_passed_over(entry)
                if not is_skipped and not self._configurations.of(entry.parent).is_excluded(
                    self._configurations.real(entry)
                ):
                    folders.append(self._entries(entry))
            elif self._may_be_ours(entry):
                yield from self._file(entry)

    def _entries(self, folder: Path) -> Iterator[Path | Diagnostic]:
        configuration = self._configurations.of(folder)
        if configuration.source is not None and configuration.source.parent == real_path(folder):
            self.whole[configuration.source] = configuration
        return _entries(folder)

    def _may_be_ours(self, path: Path) -> bool:
        """By its name; a link that leads nowhere is ours, so that the reader says so."""
        if not (is_rule_file(path) or (is_form_file(path) and not self._rules_only)):
            return False
        # Of a configuration too, so that it is read, and what is wrong with it told, though there be nothing beside it.
        configuration = self._configurations.of(path)
        if configuration.is_excluded(self._configurations.real(path)) or path.name == CONFIGURATION:
            return False
        return os.path.isfile(path) or not os.path.exists(path)

    def _file(self, path: Path) -> Iterator[Path | Diagnostic | _Other]:
        if form_answered(path) is not None:
            checked = _checked_with(path)
            if isinstance(checked, Diagnostic):
                yield checked
        elif is_rule_file(path) or self._is_a_form(path):
            yield path
        else:
            yield _Other(path)

    def _is_a_form(self, path: Path) -> bool:
        """As it is configured, else by its looks; what is known to be another tool's only by these."""
        configured = self._configurations.of(path).is_form(self._configurations.real(path))
        by_looks = configured is None or (configured and path.name.lower() in OF_OTHER_TOOLS)
        return _may_be_a_form(path) if by_looks else bool(configured)


def _checked_with(path: Path) -> Path | Diagnostic:
    """The file to check for a file: of answers that stand apart, the form that they are about."""
    form = form_answered(path)
    if form is None:
        return path
    return form if not _is_missing(form) else _problem(path, ANSWER_WITHOUT_FORM, form=form.name)


def _is_missing(path: Path) -> bool:
    """Whether nothing is there; of what stands in a closed folder, the reader says that it may not be opened."""
    try:
        os.lstat(path)
    except PermissionError:
        return False
    except (OSError, ValueError):
        return True
    return False


def _entries(folder: Path) -> Iterator[Path | Diagnostic]:
    """What stands in a folder, hidden names left out."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield _problem(folder, FOLDER_UNREADABLE, reason=error.strerror or type(error).__name__)
        return
    for name in names:
        if not is_hidden(name):
            yield folder / name


def _may_be_a_form(path: Path) -> bool:
    """A file that cannot be read counts as one, so that the reader says what is wrong with it."""
    try:
        with path.open("rb") as stream:
            return may_be_a_form(path.name, stream.read(HEAD))
    except OSError:
        return True


def _nearest(path: Path) -> Term | str:
    """A sentence with the existing path that was probably meant, or nothing."""
    missing = next(part for part in reversed([path, *path.parents]) if not os.path.lexists(part))
    close = nearest_name(missing.name, missing.parent)
    return Term("output.did-you-mean", (("name", str(missing.with_name(close))),)) if close else ""


def _problem(path: Path | str, code: Code, **arguments: object) -> Diagnostic:
    return Diagnostic(code, Place(Source(str(path), ""), Span(0, 0)), {"path": str(path), **arguments})
