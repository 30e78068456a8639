"""What this gouji is known by: its version, and the size and time of each of its own files, so that no result outlives it.

Reads none of the files.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from gouji.lint.files import shipped_rules
from gouji.lint.traces import digest
from gouji.version import VERSION


def identity(*others: str) -> str:
    """The same as long as this gouji, run by this Python, tells the same of the same files; `others` are rooms beside lint's."""
    package = shipped_rules().parent
    parts = (one for room in ("lang", "lint", "rules", *others) for one in _stamps(os.path.join(package, room)))
    return digest(VERSION, sys.version, str(package), *sorted(parts))


def _stamps(folder: str | Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
