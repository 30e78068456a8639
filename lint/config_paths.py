"""The paths of a configuration, held against what is there: where they lead, and those that lead nowhere, or to no rules.

Looks at the disk for a check, and notes what it asked. Reads no file.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.nearest import nearest
from gouji.lint.codes import CONFIG_MISSING_RULES, NO_RULE_FILES, NOT_A_RULE_FILE
from gouji.lint.config import Configuration
from gouji.lint.file_names import is_rule_file
from gouji.lint.files import real_path
from gouji.lint.rule_places import rule_files, where_it_leads
from gouji.lint.traces import QuestionKind, note

_WILD = frozenset("*?[")


def rule_paths(configuration: Configuration) -> tuple[Path, ...]:
    """Where rules are looked for, besides the places that are always looked at."""
    found = [configuration.folder / one.text for one in configuration.rules]
    for path in found:
        note(QuestionKind.LEADS, path, partial(where_it_leads, path))
    return tuple(real_path(path) for path in found if is_rule_file(path) or os.path.isdir(path))


def rule_path_problems(configuration: Configuration, within: Path | None = None) -> Iterator[Diagnostic]:
    """The rule paths that lead nowhere, with what was probably meant, and those that lead to no rules.

    What is not `within` a folder, where one is given, is not looked into.
    """
    for one in configuration.rules:
        path = configuration.folder / one.text
        if one.place is None:  # a client's
            continue
        if not os.path.exists(path):
            near = nearest_path(configuration.folder, one.text, within)
            yield Diagnostic(CONFIG_MISSING_RULES, one.place, {"path": one.text, "nearest": near})
        elif not os.path.isdir(path):
            if not is_rule_file(path):
                yield Diagnostic(NOT_A_RULE_FILE, one.place, {"path": one.text})
        elif _may_be_seen(path, within) and not rule_files(path):
            yield Diagnostic(NO_RULE_FILES, one.place, {"path": one.text})


def nearest_path(folder: Path, path: str, within: Path | None = None) -> str:
    """A path with the first step that leads nowhere put right, up to what stands for any name; empty if nothing is near.

    What is not `within` a folder, where one is given, is not looked into.
    """
    at, steps = folder, path.split("/")
    for index, step in enumerate(steps):
        if _WILD & set(step) or not _may_be_seen(at, within):
            break
        if os.path.lexists(at / (step or "/")):
            at /= step or "/"
            continue
        near = nearest_name(step, at)
        return "/".join([*steps[:index], near, *steps[index + 1 :]]) if near else ""
    return ""


def nearest_name(name: str, folder: Path) -> str | None:
    """What stands in a folder and is called most like `name`; that both end in `.toml` makes no two names alike."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return None
    stem, ending = os.path.splitext(name)
    alike = [one for one in names if os.path.splitext(one)[1] == ending]
    near = nearest(stem, (one.removesuffix(ending) for one in alike))
    return near + ending if near is not None else nearest(name, (one for one in names if one not in alike))


def _may_be_seen(path: Path, within: Path | None) -> bool:
    return within is None or real_path(path).is_relative_to(within)
