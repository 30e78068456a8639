"""The patterns of a configuration, held against the files that a search has found: one that fits none is told.

Judges only patterns of which all was searched that they are about. Reads no more of a file than its head.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Place
from gouji.lint.codes import CONFIG_NO_FORMS, CONFIG_UNMATCHED
from gouji.lint.config import Configuration, matches, pattern_name
from gouji.lint.config_paths import nearest_path
from gouji.lint.config_search import Configurations
from gouji.lint.file_names import is_form_file
from gouji.lint.likeness import HEAD, says_its_form
from gouji.lint.passed_over import is_hidden, is_passed_over


@dataclass(frozen=True, slots=True)
class Seen:
    """What a search has found: `forms`, and the `.toml` files that are `others`; and what is in force for a file."""

    forms: Sequence[Path]
    others: Sequence[Path]
    in_force: Callable[[Path], Configuration]

    def problems(self, configuration: Configuration) -> list[Diagnostic]:
        """What is wrong with the patterns of a configuration whose folder was searched as a whole.

        What is to be passed over may come yet; only where it leaves no form at all, that is told.
        """
        told = [*self._unmatched_forms(configuration), *self._unmatched_files(configuration)]
        if told or any(True for _ in self._its(configuration, self.forms)):
            return told
        return list(self._left_out(configuration))

    def _unmatched_forms(self, configuration: Configuration) -> Iterator[Diagnostic]:
        for pattern in configuration.forms:
            if not _fits_any(pattern, self._its(configuration, (*self.forms, *self.others))):
                yield from _told("forms", pattern, configuration)

    def _unmatched_files(self, configuration: Configuration) -> Iterator[Diagnostic]:
        """Of regradings; a file that is passed over counts, for it may be named."""
        for pattern in dict.fromkeys(pattern for one in configuration.gradings for pattern in one.files):
            if not _fits_any(pattern, self._its(configuration, self.forms)):
                below = map(configuration.relative, _forms_below(configuration.folder))
                if not _fits_any(pattern, below):
                    yield from _told("files", pattern, configuration)

    def _left_out(self, configuration: Configuration) -> Iterator[Diagnostic]:
        """A form that is not checked, where none is."""
        places = dict(configuration.places)
        place = places.get("exclude") or places.get("forms")
        if place is not None:
            for path in _forms_below(configuration.folder):
                if self.in_force(path) is configuration and _says_its_form(path):
                    yield Diagnostic(CONFIG_NO_FORMS, place, {"path": configuration.relative(path)})
                    return

    def _its(self, configuration: Configuration, paths: Iterable[Path]) -> Iterator[str]:
        """The files for which a configuration is in force, as its patterns mean them."""
        return (configuration.relative(path) for path in paths if self.in_force(path) is configuration)


def left_out(folder: Path, configurations: Configurations) -> tuple[Path, Place] | None:
    """A form below a folder that its configuration leaves out, and what leaves it out; None where there is none.

    It says itself which form it is of: what only looks like one is none.
    """
    for path in _forms_below(folder):
        configuration, real = configurations.of(path), configurations.real(path)
        is_excluded = configuration.is_excluded(real)
        if (is_excluded or configuration.is_form(real) is False) and _says_its_form(path):
            place = dict(configuration.places).get("exclude" if is_excluded else "forms")
            if place is not None:  # else it is a client's
                return path, place
    return None


def _fits_any(pattern: str, names: Iterable[str]) -> bool:
    return any(matches(name, [pattern]) for name in names)


def _told(key: str, pattern: str, configuration: Configuration) -> Iterator[Diagnostic]:
    place = dict(configuration.places).get(pattern_name(key, pattern))
    if place is not None:  # else it is a client's
        near = nearest_path(configuration.folder, pattern.lstrip("/"), configuration.folder)
        yield Diagnostic(CONFIG_UNMATCHED, place, {"pattern": pattern, "nearest": near})


def _forms_below(folder: Path) -> Iterator[Path]:
    """The files that may be forms by their names, in all folders that are searched."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not is_passed_over(Path(top, one)))
        yield from (Path(top, name) for name in sorted(names) if is_form_file(name) and not is_hidden(name))


def _says_its_form(path: Path) -> bool:
    if not os.path.isfile(path):  # a pipe would be waited for
        return False
    try:
        with path.open("rb") as stream:
            return says_its_form(stream.read(HEAD))
    except OSError:
        return False
