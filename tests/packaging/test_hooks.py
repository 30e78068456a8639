"""Do the hooks that other repositories name work: fetched, installed and run by pre-commit itself?

From a copy of the tree that is a git repository, as a bureau's repository of forms would. Takes the Python package index.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.packaging.test_wheel import EXAMPLES, NOT_OF_THE_TREE, ROOT

# One process builds, where tests run in several.
pytestmark = pytest.mark.xdist_group("wheel")

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: gouji-check
        args: [forms]
      - id: gouji-fmt
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as others fetch it."""
    room = tmp_path_factory.mktemp("fetched") / "gouji"
    shutil.copytree(ROOT, room, symlinks=True, ignore=NOT_OF_THE_TREE)
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "a revision")):
        subprocess.run([*GIT, *arguments], cwd=room, check=True)
    return room


def test_hooks_are_fetched_and_run(repository: Path, tmp_path: Path) -> None:
    """Checking fails while a form has errors, laying out changes a file; both pass afterwards."""
    revision = subprocess.check_output([*GIT, "rev-parse", "HEAD"], cwd=repository, text=True).strip()
    bureau = tmp_path / "bureau"
    (bureau / "forms").mkdir(parents=True)
    shutil.copy(EXAMPLES / "xishan.toml", bureau / "forms" / "xishan.toml")
    (bureau / "rules.gj").write_text("维度 期间 {   半年,全年 }\n", encoding="utf-8")
    config = CONFIG.format(repository=repository, revision=revision)
    (bureau / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    names = ("PYTHON", "PYTEST", "COV_", "GIT_", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    environment |= {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "GOUJI_LANG": "en"}

    def hooks() -> "subprocess.CompletedProcess[str]":
        subprocess.run([*GIT, "add", "--all"], cwd=bureau, check=True)
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"]
        return subprocess.run(command, cwd=bureau, env=environment, capture_output=True, encoding="utf-8", check=False)

    subprocess.run([*GIT, "init", "--quiet"], cwd=bureau, check=True)
    done = hooks()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "error[total-mismatch]" in done.stdout
    assert "formatted: rules.gj" in done.stdout
    assert (bureau / "rules.gj").read_text(encoding="utf-8") == "维度 期间 { 半年, 全年 }\n"
    (bureau / "forms" / "xishan.toml").unlink()
    (bureau / "forms" / "rules.gj").write_text("维度 期间 { 半年, 全年 }\n", encoding="utf-8")
    done = hooks()
    assert done.returncode == 0, done.stdout + done.stderr
