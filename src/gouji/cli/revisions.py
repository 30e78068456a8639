"""What has changed in a git repository since a revision: asked of git itself, with fixed arguments and without a shell.

A revision is a name and never an option. Changes nothing in the repository, and starts none of its programs.
"""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from gouji.lint.changes import Changes
from gouji.lint.files import real_path

_GIT = ("git", "-c", "core.fsmonitor=false")
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git tells the programs that it starts, so that they ask about its repository; a path has its own."""


class NoChanges(Exception):
    """What has changed is not known, for the reason at the end of the catalogue key `cli.check.changes.…`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def changes_since(revision: str, paths: Iterable[Path]) -> Changes:
    """What has changed since a revision in the repositories that paths lie in. Raises NoChanges."""
    found = Changes()
    for top in dict.fromkeys(_top(path) for path in paths):
        commit = _asked(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if not commit:
            raise NoChanges("revision", revision)
        options = ("--no-ext-diff", "--no-renames", "--name-only", "-z")
        differing = _asked(top, "diff", *options, "--end-of-options", commit[0].strip(), "--")
        new = _asked(top, "ls-files", "--others", "--exclude-standard", "-z")
        for name in filter(None, (*differing, *new)):
            path = real_path(top / name)
            (found.changed if os.path.lexists(path) else found.removed).add(path)
    return found


def _top(path: Path) -> Path:
    """The folder of the repository that a path lies in."""
    real = real_path(path)
    folder = next((one for one in (real, *real.parents) if os.path.isdir(one)), real)
    found = _asked(folder, "rev-parse", "--show-toplevel")
    if not found:
        raise NoChanges("repository", str(path))
    return real_path(Path(found[0].removesuffix("\n")))


def _asked(folder: Path, *arguments: str) -> list[str]:
    """What git answers, cut at null characters; nothing where it answers none."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        ran = subprocess.run(
            [*_GIT, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise NoChanges("no-git") from None
    except OSError as error:
        raise NoChanges("failed", error.strerror or type(error).__name__) from None
    said = os.fsdecode(ran.stderr).strip()
    if ran.returncode and said and "not a git repository" not in said:
        raise NoChanges("failed", said.splitlines()[0])
    return os.fsdecode(ran.stdout).split("\0") if not ran.returncode else []
