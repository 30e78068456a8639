"""Where rules stand: the rule files of a folder, the folders of a project, the file that `use` names.

Loads none of them. Each question that a check asks here is noted with its answer.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.lint.file_names import is_rule_file, is_test_file
from gouji.lint.files import is_shipped, real_path, shipped_rules, standing_path
from gouji.lint.passed_over import is_passed_over
from gouji.lint.traces import QuestionKind, listed, note

# How far up a project's `rules` folder is looked for.
HIGHEST = 12


def rule_files(folder: Path) -> list[Path]:
    """The rule files under a folder, tests left out, in a fixed order; in folders that no search enters there are none."""
    found: list[Path] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not is_passed_over(Path(top, one))]
        found += _rules_among(top, names)
    found.sort()
    note(QuestionKind.BELOW, folder, lambda: listed_files(found))
    return found


def rule_files_beside(folder: Path) -> list[Path]:
    """The rule files that stand in a folder itself, tests left out, by name."""
    try:
        found = sorted(_rules_among(folder, os.listdir(folder)))
    except OSError:  # nothing there that could be read
        found = []
    note(QuestionKind.BESIDE, folder, lambda: listed_files(found))
    return found


def pack_names() -> list[str]:
    """The rule files that ship with gouji, as `use` names them."""
    return [one.relative_to(shipped_rules()).as_posix() for one in rule_files(shipped_rules())]


def listed_files(files: Iterable[Path]) -> str:
    """The files as an answer, and where links among them lead."""
    return listed(one for path in files for one in dict.fromkeys((path, real_path(path))))


def where_it_leads(path: Path) -> str:
    """Where a path leads that may be a link, and what is there."""
    return listed((real_path(path), Path("folder" if os.path.isdir(path) else "file" if os.path.isfile(path) else "")))


def _rules_among(folder: Path | str, names: list[str]) -> Iterator[Path]:
    """The rule files by their names; what cannot be looked at is none, as nothing but its name is known of it."""
    for name in names:
        if is_rule_file(name) and not is_test_file(name):
            path = Path(folder, name)
            if os.path.isfile(path):
                yield path


def project_folders(path: Path, within: Path | None = None) -> list[Path]:
    """Where the rules of a form's project may be: its own folder, then the nearest `rules` folder above it."""
    return project_of(standing_path(path).parent, within)


def project_of(folder: Path, within: Path | None = None) -> list[Path]:
    """The same for the forms in a folder without links in its path."""
    found = [folder]
    for ancestor in _up_from(folder, within):
        if os.path.isdir(ancestor / "rules") and rule_files(ancestor / "rules"):
            found.append(ancestor / "rules")
            break
    note(QuestionKind.PROJECT, folder, lambda: listed(found))
    return found


def _up_from(folder: Path, within: Path | None) -> list[Path]:
    """A folder and those above it, as far as is looked."""
    up = [folder, *folder.parents][:HIGHEST]
    return up if within is None else [one for one in up if one.is_relative_to(within)]


def is_allowed(path: Path, within: Path | None) -> bool:
    """Whether a file may be looked at: any, or only those within a folder and the packs."""
    real = real_path(path)
    return within is None or real.is_relative_to(within) or is_shipped(real)


def may_be_used(written: str) -> bool:
    """Only rule files are ever opened, and none by an absolute path: a stranger's `use` must not show other files."""
    return "\0" not in written and is_rule_file(written) and not Path(written).is_absolute()


def find_used(written: str, user: Path, within: Path | None = None) -> Path | None:
    """The file that `use` names: from the user's folder, from the `rules` folders above it, then among the packs."""
    used = _used(written, user, within) if may_be_used(written) else None
    note(QuestionKind.USED, user, lambda: str(used or ""), written)
    return used


def _used(written: str, user: Path, within: Path | None) -> Path | None:
    above = _up_from(user.parent, within)
    roots = [user.parent, *(folder for folder in above if folder.name == "rules")]
    roots += [folder / "rules" for folder in above if os.path.isdir(folder / "rules")]
    roots.append(shipped_rules())
    for root in roots:
        candidate = root / written
        if os.path.isfile(candidate) and is_allowed(candidate, within):
            return real_path(candidate)
    return None
