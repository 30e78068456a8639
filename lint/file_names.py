"""What the files are called that gouji looks at.

Looks at none, and loads nothing.
"""

from pathlib import Path

RULES, FORM = ".gj", ".toml"
TEST_SUFFIX = f".test{RULES}"
"""What the name of a rule file ends with that holds nothing but tests."""
CONFIGURATION, PROJECT = "gouji.toml", "pyproject.toml"
CONFIGURATIONS = frozenset((CONFIGURATION, PROJECT))
SIDE_SUFFIXES = (".说明.toml", ".answers.toml")
"""What the name of the file beside a form ends with, in place of `.toml`."""


def form_answered(path: Path) -> Path | None:
    """The filled form that a file of answers stands beside, by its name; None for any other file."""
    suffix = next((one for one in SIDE_SUFFIXES if path.name.endswith(one) and path.name != one), None)
    return path.with_name(path.name.removesuffix(suffix) + ".toml") if suffix is not None else None


def side_files(path: Path) -> list[Path]:
    """Where the answers to a form may stand apart from it."""
    return [path.with_name(path.stem + suffix) for suffix in SIDE_SUFFIXES]
