"""The filled form that a test starts from: looked for beside its rule file and above it, never outside of its project.

Where it is found is noted as asked. A stranger's test must not show files that have nothing to do with its rules. Reads nothing.
"""

import os
from pathlib import Path

from gouji.lint.file_names import is_form_file
from gouji.lint.files import real_path
from gouji.lint.rule_places import HIGHEST, is_allowed
from gouji.lint.traces import QuestionKind, doubted, note
from gouji.lint.unusable import UnusableTest


def project_folder(rule_file: Path) -> Path:
    """The folder a rule file's project is: nearest above with `.git`, else with a `rules` folder, else the file's own."""
    folder = real_path(rule_file).parent
    above = [folder, *folder.parents][:HIGHEST]
    versioned = (one for one in above if os.path.exists(one / ".git"))
    with_rules = (one for one in above if os.path.isdir(one / "rules"))
    return next(versioned, None) or next(with_rules, None) or folder


def find_given(written: str, rule_file: Path, within: Path | None = None) -> Path:
    """The file that 给定 names: from the rule file's folder, or from one above it within the project.

    With `within`, it is told of no file outside that folder whether it is there.
    """
    folder = real_path(rule_file).parent
    if "\0" in written or not is_form_file(written):  # only filled forms are opened
        raise _missing(written, folder, within)
    project = project_folder(rule_file)
    if within is not None and within.is_relative_to(project):
        project = within
    roots = [one for one in (folder, *folder.parents) if one.is_relative_to(project)]
    roots = [] if Path(written).is_absolute() else roots
    inside = [file for file in (real_path(root / written) for root in roots) if file.is_relative_to(project)]
    allowed = [file for file in inside if is_allowed(file, within)]
    found = next((file for file in allowed if os.path.isfile(file)), None)
    note(QuestionKind.GIVEN, rule_file, lambda: str(found or ""), written)
    if not allowed:
        doubted()
        raise UnusableTest("test.outside", path=written, folder=project.name or str(project))
    if found is None:
        raise _missing(written, folder, within)
    return found


def _missing(written: str, folder: Path, within: Path | None) -> UnusableTest:
    """That there is no such file, with the form beside the rules that is called nearly so."""
    doubted()
    beside = sorted(path.name for path in folder.glob("*") if is_form_file(path)) if is_allowed(folder, within) else []
    if f"{written}.toml" in beside:
        return UnusableTest("test.no-such-file.nearest", path=written, nearest=f"{written}.toml")
    return UnusableTest.unknown("test.no-such-file", beside, path=written)
