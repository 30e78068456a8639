"""What is given to CI: do the schemas of GitHub, GitLab and pre-commit take it, and do its scripts do what the pages say?

The scripts run as the runners run them, with the gouji of this tree. Nothing is installed or fetched.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from tests.pages import blocks_of

ROOT = Path(__file__).resolve().parents[1]
ACTION = ROOT / "docs" / "ci" / "github" / "action.yml"
JOB = ROOT / "docs" / "ci" / "gitlab" / "gouji.gitlab-ci.yml"
PAGES = [ROOT / "docs" / "ci.md", ROOT / "docs" / "zh" / "ci.md"]
GITHUB_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="runs bash")


def validated(text: str, schema: str) -> Any:
    """A YAML document, once the schema of who reads it takes it."""
    document = yaml.safe_load(text)
    jsonschema.validate(document, get_builtin_schema(f"vendor.{schema}"))
    return document


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as the runner has checked it out, with a `gouji` where the installing step puts it and on the path."""
    programs = tmp_path / "gouji" / "bin"
    programs.mkdir(parents=True)
    program = programs / "gouji"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gouji "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    for name, value in {
        "RUNNER_TEMP": tmp_path,
        "GITHUB_STEP_SUMMARY": "summary.md",
        "GITHUB_OUTPUT": "output",
    }.items():
        monkeypatch.setenv(name, str(value))
    repository = tmp_path / "repository"
    (repository / "some forms").mkdir(parents=True)
    for name in ("好.toml", "表.gj"):
        content = (ROOT / "tests" / "lint" / "outputs" / name).read_text(encoding="utf-8")
        (repository / "some forms" / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(repository)
    return repository


def run(script: str, inputs: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **inputs}
    command = [*GITHUB_SHELL, script]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)


def spoil(repository: Path) -> None:
    form = repository / "some forms" / "好.toml"
    form.write_text(form.read_text(encoding="utf-8").replace('"总额" = 3', '"总额" = 4'), encoding="utf-8")


def accept(baseline: Path) -> None:
    """Makes the findings that there are old ones."""
    subprocess.run(["gouji", "check", "--write-baseline", baseline], check=True, timeout=60)


def test_github_action(folder: Path) -> None:
    """Annotations are printed, the summary and SARIF are written, the status is the step's and its output; inputs are no script."""
    action = validated(ACTION.read_text(encoding="utf-8"), "github-actions")
    install, check = action["runs"]["steps"]
    assert "${{" not in install["run"] + check["run"]
    assert set(re.findall(r"GOUJI_\w+", check["run"])) <= set(check["env"])
    assert set(re.findall(r"GOUJI_\w+", install["run"])) <= set(install["env"])
    given = {
        "GOUJI_PATHS": "some forms\n\n$(touch made)\n",
        "GOUJI_LANG": "en",
        "GOUJI_BASELINE": "",
        "GOUJI_SARIF": "",
        "GOUJI_JUNIT": "",
    }
    done = run(check["run"], given)
    assert (done.returncode, (folder / "made").exists()) == (2, False)
    assert done.stdout.startswith("::error title=path-missing,file=$(touch made)")
    given |= {"GOUJI_PATHS": "some forms\n", "GOUJI_SARIF": "a b.sarif", "GOUJI_JUNIT": "c.xml"}
    assert (done := run(check["run"], given)).returncode == 0, done.stderr
    assert done.stdout == ""
    spoil(folder)
    done = run(check["run"], given)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("::error title=输出/总额 合计,file=some forms/好.toml,line=4")
    assert "gouji check: errors" in (folder / "summary.md").read_text(encoding="utf-8")
    assert (folder / "output").read_text(encoding="utf-8").splitlines() == ["status=2", "status=0", "status=1"]
    assert json.loads((folder / "a b.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert (folder / "c.xml").exists()
    accept(folder / "old findings")
    assert run(check["run"], {**given, "GOUJI_BASELINE": "old findings"}).returncode == 0


def test_gitlab_job(folder: Path) -> None:
    """The script writes the artifacts that the job names; what is installed, nobody guesses."""
    job = validated(JOB.read_text(encoding="utf-8"), "gitlab-ci")["gouji"]
    spoil(folder)
    given, *_, check = job["script"]
    assert [run(given, {"GOUJI_INSTALL": what}).returncode for what in (job["variables"]["GOUJI_INSTALL"], "a")] == [
        2,
        0,
    ]
    done = run(check, {**job["variables"], "GOUJI_LANG": "en"})
    assert (done.returncode, done.stderr) == (1, "")
    reports = job["artifacts"]["reports"]
    written = {*job["artifacts"]["paths"], *reports.values()}
    assert written == {path.name for path in folder.iterdir() if path.is_file()}
    (one,) = json.loads((folder / reports["codequality"]).read_text(encoding="utf-8"))
    assert one["location"]["path"] == "some forms/好.toml"
    accept(folder / "old findings")
    done = run(check, {**job["variables"], "GOUJI_BASELINE": "old findings"})
    assert (done.returncode, json.loads((folder / reports["codequality"]).read_text(encoding="utf-8"))) == (0, [])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_show_what_is_read(page: Path, tmp_path: Path) -> None:
    """Each example is taken by what it is for, and names inputs and hooks that there are."""
    inputs = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    shown = [yaml.safe_load(block.text) for block in blocks_of(page) if block.kind == "yaml"]
    workflow, include, fetched, local, kept = shown
    validated(yaml.safe_dump({"name": "forms", "on": "push", **workflow}), "github-workflows")
    job = {"runs-on": "ubuntu-latest", **kept}
    validated(yaml.safe_dump({"name": "forms", "on": "push", "jobs": {"forms": job}}), "github-workflows")
    (step,) = (one for one in workflow["jobs"]["forms"]["steps"] if "docs/ci/github@" in one["uses"])
    assert step["with"].keys() <= inputs.keys()
    validated(yaml.safe_dump(include), "gitlab-ci")
    assert (ROOT / include["include"][0]["file"]).exists()
    assert {hook["id"] for hook in fetched["repos"][0]["hooks"]} == hooks
    for number, config in enumerate((fetched, local)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(yaml.safe_dump(config), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", path], check=True, timeout=60)


def test_the_chinese_page_shows_the_same() -> None:
    """Examples, but for their comments."""
    english, chinese = ([yaml.safe_load(one.text) for one in blocks_of(page) if one.kind == "yaml"] for page in PAGES)
    assert english == chinese


def test_hooks_are_valid() -> None:
    """By pre-commit itself; tests/packaging runs them."""
    manifest = ROOT / ".pre-commit-hooks.yaml"
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", manifest], check=True, timeout=60)


def test_the_local_hook_checks_before_a_commit(folder: Path) -> None:
    """With pre-commit and git: a sound state is committed, a broken one is not, be it that a file has only been removed."""
    (config,) = [one for one in blocks_of(PAGES[0]) if "repo: local" in one.text]
    (folder / ".pre-commit-config.yaml").write_text(config.text, encoding="utf-8")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]

    def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(arguments, capture_output=True, encoding="utf-8", timeout=120, check=False)

    def commit() -> str:
        """What is said where nothing is committed."""
        command("git", "add", "--all")
        done = command("git", *identity, "commit", "-m", "a change")
        return done.stdout + done.stderr if done.returncode else ""

    assert command("git", "init", "--quiet", ".").returncode == 0
    installed = command(sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stderr
    assert commit() == ""
    (folder / "some forms" / "表.gj").unlink()
    assert "no-such-form" in commit()
    command("git", "reset", "--quiet", "--hard")
    spoil(folder)
    assert "total-mismatch" in commit()
