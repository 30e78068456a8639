"""What this gouji is known by, so that no result outlives it: the files that it is made of.

Of one that was installed, what they hold, as the installer has written down; of one that is being worked on, when each was
changed. And the libraries that decide what is found. Reads and loads none of them.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from itertools import starmap
from pathlib import Path

from gouji.lint.files import shipped_rules
from gouji.lint.traces import digest
from gouji.version import VERSION

ROOMS = ("lang", "lint", "rules")
LIBRARIES = {"lark": "lark", "re2": "google_re2"}
"""Libraries that decide what is found, and what an installer calls them."""


def identity(package: Path | None = None, *, libraries: Mapping[str, str] = LIBRARIES) -> str:
    """The same as long as this gouji, run by this Python, tells the same of the same files."""
    package = package or shipped_rules().parent
    record = _record(package)
    stamps = (one for room in ROOMS for one in _stamps(package / room, room, timed=not record))
    return digest(VERSION, sys.version, *starmap(_library, libraries.items()), *record, *sorted(stamps))


@cache
def own_identity() -> str:
    """Of the gouji that runs here: it is looked at once, as what it has loaded stays what it is."""
    return identity()


def _record(package: Path) -> list[str]:
    """What the installer has put there, with digests; nothing where the package is not of an installer's making."""
    try:
        names = [
            name for name in os.listdir(package.parent) if name.startswith("gouji-") and name.endswith(".dist-info")
        ]
        lines = [line for name in names for line in (package.parent / name / "RECORD").read_text("utf-8").splitlines()]
    except (OSError, UnicodeError):
        return []
    return [line for line in lines if line.startswith(f"{package.name}/") and ",sha256=" in line]


def _library(name: str, installed_as: str) -> str:
    """The version, as the installer has written it down; else when the library was changed, and where it is."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return name
    place = Path(spec.origin)
    with suppress(OSError):
        records = [one for one in os.listdir(place.parents[1]) if one.startswith(f"{installed_as}-")]
        return " ".join(sorted(records)) or f"{place} {place.stat().st_mtime_ns}"
    return str(place)


def _stamps(folder: Path | str, shown: str, *, timed: bool) -> Iterator[str]:
    """What each file is known by; one that leads nowhere, or has just gone, is none."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = f"{shown}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path, name, timed=timed)
            else:
                with suppress(OSError):
                    status = entry.stat()
                    yield f"{name} {status.st_size} {status.st_mtime_ns if timed else ''}"
