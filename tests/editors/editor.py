"""Starts a real editor as somebody has it who followed docs/editors.md, with a script that works in it.

The editor has a home of its own, so that what this machine's user has set does not matter.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pages import ROOT, blocks_of

HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "editors.md"
LONGEST = 300  # seconds that a script may take on a busy machine
SHOWN = 4000  # characters of a log


def settings(kind: str) -> str:
    """What the page says to write into the editor's own settings, with the place of this tree."""
    block = next(block for block in blocks_of(PAGE) if block.kind == kind)
    assert "/path/to/gouji" in block.text
    return block.text.replace("/path/to/gouji", str(ROOT))


def work(folder: Path, script: Path, *command: str | Path, logs: str) -> None:
    """Runs an editor in a copy of the workspace until its script is done; shows all there is to see if it failed."""
    workspace, home = folder / "勾 稽", folder / "home"
    shutil.copytree(HERE / "workspace", workspace)
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LC_", "GOUJI_", "NVIM"))}
    environment = kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "LC_ALL": "C.UTF-8",
        "SCRIPT": str(script),
    }
    try:
        done = subprocess.run(
            command, cwd=workspace, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=LONGEST, check=False,
        )  # fmt: skip
        said, ended = done.stdout, f"it ended with {done.returncode}"
        if done.returncode == 0:
            return
    except subprocess.TimeoutExpired as stopped:
        said, ended = (stopped.stdout or b"").decode(errors="replace"), f"it was stopped after {LONGEST} seconds"
    pytest.fail("\n".join([f"{script.name}: {ended}", said.strip(), *_logs(folder, logs)]), pytrace=False)


def _logs(folder: Path, pattern: str) -> list[str]:
    """The ends of what the editor wrote down."""
    found = []
    for path in sorted(folder.rglob(pattern)):
        text = path.read_text(encoding="utf-8", errors="replace")
        found.append(f"--- the end of {path.name}\n{text[-SHOWN:]}")
    return found
