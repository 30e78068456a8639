"""Findings chosen by name: by the code of their kind, their rule or their category.

What keeps a form or a rule from being read is chosen always, so that a choice never makes a broken file pass. A name that
nothing has is a mistake.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gouji.lang.builtins import CATEGORIES
from gouji.lang.diagnostic import Category, Code, Diagnostic
from gouji.lang.nearest import nearest
from gouji.lang.values import canonical_text
from gouji.lint.codes import EVERY_CODE, code_called
from gouji.lint.config import Configuration
from gouji.lint.config_names import Names
from gouji.lint.file_names import is_rule_file
from gouji.lint.files import UnreadableFile
from gouji.lint.finding_names import is_finding_of
from gouji.lint.library import Library, LoadedRules

_CATEGORIES = {**{one.value: one for one in Category}, **{word: Category(id) for word, id in CATEGORIES.items()}}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted, all where nothing is named, and what of it is not."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def of(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that are chosen."""
        return [one for one in found if is_essential(one.code) or self._wants(one)]

    def _wants(self, finding: Diagnostic) -> bool:
        wanted = not self.select or any(_names(name, finding) for name in self.select)
        return wanted and not any(_names(name, finding) for name in self.ignore)


def is_essential(code: Code) -> bool:
    """Whether findings of a kind mean that something could not be read, in a form or in rules."""
    return code.stops_forms or code.stops_rules


def ignored_in_vain(names: Iterable[str]) -> str:
    """The first of the names that is the code of something that cannot be left out; an empty text if there is none."""
    kinds = map(code_called, names)
    return next((kind.id for kind in kinds if kind is not None and is_essential(kind)), "")


def _names(name: str, finding: Diagnostic) -> bool:
    category = _CATEGORIES.get(canonical_text(name))
    return finding.category is category if category is not None else is_finding_of(name, finding)


def unknown_names(names: Iterable[str], files: Sequence[Path], library: Library) -> Iterator[tuple[str, str]]:
    """Each name that neither a kind, nor a category, nor a rule of any form has, with the nearest that there is."""
    of_rules = [name for name in names if canonical_text(name) not in (*_CATEGORIES, *EVERY_CODE)]
    if not of_rules:
        return
    at_hand = list(_loaded(filter(is_rule_file, files), library))
    folders = dict.fromkeys(path.parent for path in files) or (Path(),)
    known = [Names(Configuration(folder=folder), library, at_hand) for folder in folders]
    for name in of_rules:
        if not any(one.knows(name) for one in known):
            near = nearest(canonical_text(name), (*EVERY_CODE, *_CATEGORIES))
            yield name, near or next(filter(None, (one.nearest(name) for one in known)), "")


def _loaded(paths: Iterable[Path], library: Library) -> Iterator[LoadedRules]:
    for path in paths:
        with suppress(UnreadableFile):
            yield library.load([path])
