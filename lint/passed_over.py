"""Folders that no search for forms and rules enters: hidden ones, and those that programs make and fill.

Goes by their names, and by what marks a virtual environment of Python. Reads no file.
"""

import os
from pathlib import Path

_MADE_BY_PROGRAMS = frozenset({"node_modules", "__pycache__", "build", "dist", "site-packages"})
_MARK_OF_ENVIRONMENT = "pyvenv.cfg"


def is_hidden(name: str) -> bool:
    """Whether a file or a folder is hidden by its name."""
    return name.startswith(".")


def is_passed_over(folder: Path) -> bool:
    """Whether a folder that a search comes upon is not entered."""
    return is_hidden(folder.name) or folder.name in _MADE_BY_PROGRAMS or os.path.isfile(folder / _MARK_OF_ENVIRONMENT)
