"""What the files are called that gouji looks at, and which is which by its name; capitals in an ending do not count.

Looks at none, and loads nothing.
"""

import os
from pathlib import Path

RULES, FORM = ".gj", ".toml"
TEST_SUFFIX = f".test{RULES}"
"""What the name of a rule file ends with that holds nothing but tests."""
CONFIGURATION, PROJECT = "gouji.toml", "pyproject.toml"
CONFIGURATIONS = frozenset((CONFIGURATION, PROJECT))
SIDE_MARKS = (".说明", ".answers")
"""What the name of the file beside a form has before its ending, and the form has not."""


def is_rule_file(path: Path | str) -> bool:
    """Whether a file holds rules, or nothing but their tests."""
    return _ending(path) == RULES


def is_test_file(path: Path | str) -> bool:
    """Whether a rule file holds nothing but tests."""
    return is_rule_file(path) and os.fspath(path).lower().endswith(TEST_SUFFIX)


def is_form_file(path: Path | str) -> bool:
    """Whether a file may be a filled form by its ending, which configurations and files of answers have too."""
    return _ending(path) == FORM


def is_configuration(path: Path | str) -> bool:
    """Whether a file is one that settings are looked for in."""
    return os.path.basename(path) in CONFIGURATIONS


def form_answered(path: Path) -> Path | None:
    """The filled form that a file of answers stands beside, by its name; None for any other file."""
    if not is_form_file(path):
        return None
    mark = next((one for one in SIDE_MARKS if path.stem.endswith(one) and path.stem != one), None)
    return path.with_name(path.stem.removesuffix(mark) + path.suffix) if mark is not None else None


def side_files(path: Path) -> list[Path]:
    """Where the answers to a form may stand apart from it."""
    ending = path.suffix if is_form_file(path) else FORM
    return [path.with_name(f"{path.stem}{mark}{ending}") for mark in SIDE_MARKS]


def _ending(path: Path | str) -> str:
    return os.path.splitext(path)[1].lower()
