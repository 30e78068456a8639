"""Which findings `gouji check` tells when some are chosen: by code, rule and category, by what has changed since a revision.

Through the command, in a folder of its own; with the git that is there.
"""

import json
import subprocess
from pathlib import Path

import pytest
from tests.lint.conftest import PROJECTS, Check, Ended
from tests.programs import needs

FORM = '"表样" = "甲"\n"年度" = 2025\n[["项目"]]\n"名称" = "一"\n"金额" = 2\n[["项目"]]\n"名称" = "二"\n"金额" = 3\n'
UNREAD = '"单位" = 3\n'


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_check: Check) -> Check:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "a.gj").write_text(PROJECTS, encoding="utf-8")
        Path(name, "a.toml").write_text(FORM, encoding="utf-8")
    return run_check


def told(run: Ended) -> list[str]:
    """The codes of what is told, and the rules where they have one."""
    lines = run.out.splitlines()
    return [line.partition("[")[2].partition("]")[0] for line in lines if line.startswith(("错误[", "警告[", "提示["))]


# --- by name


@pytest.mark.parametrize(
    ("options", "number", "status"),
    [
        ((), 3, 1),
        (("--select", "金额不大"), 2, 1),
        (("--select", "甲/金额不大"), 2, 1),
        (("--select", "完整性"), 2, 1),
        (("--select", "completeness"), 2, 1),
        (("--select", "reconciliation"), 1, 0),
        (("--select", "rule-failed"), 3, 1),
        (("--select", "金额不大", "--select", "项目不少"), 3, 1),
        (("--select", "missing-row"), 0, 0),
        (("--ignore", "金额不大"), 1, 0),
        (("--ignore", "金额不大", "--ignore", "rule-failed"), 0, 0),
        (("--select", "rule-failed", "--ignore", "项目不少"), 2, 1),
    ],
)
def test_findings_by_name(check: Check, options: tuple[str, ...], number: int, status: int) -> None:
    """Whatever is left out counts neither in the summary nor for the exit status."""
    run = check("one", *options)
    assert len(told(run)) == number
    assert run.status == status


def test_what_cannot_be_read_is_always_told(check: Check) -> None:
    """Else a choice would make a broken form pass."""
    Path("one", "a.toml").write_text(UNREAD + FORM, encoding="utf-8")
    for options in (("--select", "项目不少"), ("--ignore", "input"), ("--ignore", "金额不大")):
        run = check("one", *options)
        assert "unknown-key" in told(run)
        assert run.status == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--select", "金额不太"), "没有“金额不太”这个检查项、问题代码或者分类；是不是 金额不大？"),
        (("--ignore", "total-mismtch"), "是不是 total-mismatch？"),
        (("--select", "完正性"), "是不是 完整性？"),
        (("--select", ""), "没有“”这个检查项"),
        (("--ignore", "unknown-key"), "“unknown-key”不能不列出"),
        (("--unsafe",), "--unsafe 要和 --fix 一起用"),
        (("--diff",), "--diff 要和 --fix 一起用"),
        (("--watch", "--fix"), "--fix 不能和 --watch 一起用"),
        (("--baseline", "a", "--write-baseline", ""), "--baseline 不能和 --write-baseline 一起用"),
        (("--statistics", "--format", "sarif"), "--statistics 不能和 --format sarif 一起用"),
    ],
)
def test_what_is_asked_for_in_vain(check: Check, options: tuple[str, ...], said: str) -> None:
    """It is told before anything is checked."""
    run = check("one", *options)
    assert (run.status, run.out) == (2, "")
    assert said in run.err


def test_a_rule_of_any_folder_is_known(check: Check) -> None:
    """Also where the first folder has none of that name."""
    other = PROJECTS.replace("金额不大", "金额很小").replace("甲", "乙")
    Path("two", "a.gj").write_text(other, encoding="utf-8")
    Path("two", "a.toml").write_text(FORM.replace("甲", "乙"), encoding="utf-8")
    assert len(told(check("one/a.toml", "two/a.toml", "--select", "金额很小"))) == 2


def test_statistics(check: Check) -> None:
    """The kinds by how often they are found, each with the number of its files; what is not chosen is not counted."""
    lines = check(".", "--statistics").out.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["处数", "文件", "问题", "检查项"],
        ["4", "2", "错误[rule-failed]", "甲/金额不大"],
        ["2", "2", "警告[rule-failed]", "甲/项目不少"],
    ]
    assert "甲/项目不少" not in check(".", "--statistics", "--select", "金额不大").out
    assert check(".", "--statistics", "--select", "missing-row").out.startswith("检查了 4 个文件")


def test_statistics_for_programs(check: Check) -> None:
    """The same rows and counts, in one document or in lines."""
    Path("two", "a.toml").write_text(FORM + UNREAD, encoding="utf-8")
    document = json.loads(check(".", "--statistics", "--format", "json").out)
    assert document["statistics"][0] == {
        "findings": 4, "files": 2, "severity": "error", "code": "rule-failed", "rule": "甲/金额不大",
    }  # fmt: skip
    summary = document["summary"]
    assert sum(row["findings"] for row in document["statistics"]) == summary["errors"] + summary["warnings"] > 6
    assert all(row["rule"] for row in document["statistics"])
    lines = check(".", "--statistics", "--format", "jsonl", "--quiet").out.splitlines()
    *rows, last = map(json.loads, lines)
    assert (rows, last) == (document["statistics"], {"version": document["version"], "summary": summary})
    nothing = json.loads(check(".", "--statistics", "--format", "json", "--select", "missing-row").out)
    assert nothing["statistics"] == [row for row in document["statistics"] if row["severity"] == "error"][1:]


# --- since a revision


def git(*arguments: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    subprocess.run([needs("git"), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(check: Check) -> Check:
    git("init", "-q", ".")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    return check


def files(run: Ended) -> list[str]:
    lines = run.out.splitlines()
    return sorted({line.partition("--> ")[2].partition(":")[0] for line in lines if "--> " in line})


@pytest.mark.parametrize(
    ("changed", "checked"),
    [
        ((), []),
        (("one/a.toml",), ["one/a.toml"]),
        (("one/a.gj",), ["one/a.toml"]),
        (("one/a.说明.toml",), ["one/a.toml"]),
        (("gouji.toml",), ["one/a.toml", "two/a.toml"]),
        (("one/新.toml",), ["one/新.toml"]),
        (("two/b.gj",), ["two/a.toml"]),
        (("readme.md",), []),
    ],
)
def test_what_has_changed(repository: Check, changed: tuple[str, ...], checked: list[str]) -> None:
    """A form too whose rules, answers or settings have; new files, staged or not."""
    new = {"gouji.toml": "", "one/a.说明.toml": "", "one/新.toml": FORM, "two/b.gj": '引用 "a.gj"\n'}
    for name in changed:
        path = Path(name)
        before = path.read_text(encoding="utf-8") if path.exists() else new.get(name, "")
        path.write_text(before + "# 补\n", encoding="utf-8")
    run = repository(".", "--changed-since", "HEAD")
    assert files(run) == checked
    git("add", "-A")
    assert files(repository(".", "--changed-since", "HEAD")) == checked
    git("commit", "-q", "--allow-empty", "-m", "two")
    assert files(repository(".", "--changed-since", "HEAD")) == []
    assert files(repository(".", "--changed-since", "HEAD~1")) == checked


def test_when_rules_or_answers_are_removed(repository: Check) -> None:
    """Whose rules they were, nobody can say: all is checked. The answers were those of one form."""
    Path("two", "x.说明.toml").write_text("", encoding="utf-8")
    Path("two", "x.gj").write_text("", encoding="utf-8")
    Path("two", "x.toml").write_text(FORM, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "two")
    Path("two", "x.说明.toml").unlink()
    assert files(repository(".", "--changed-since", "HEAD")) == ["two/x.toml"]
    Path("two", "x.gj").unlink()
    assert files(repository(".", "--changed-since", "HEAD")) == ["one/a.toml", "two/a.toml", "two/x.toml"]


def test_rules_that_have_not_changed_hold(repository: Check) -> None:
    """Also those that stand elsewhere, and are named beside the form."""
    Path("three").mkdir()
    Path("three", "a.toml").write_text(FORM, encoding="utf-8")
    run = repository("three", "one/a.gj", "--changed-since", "HEAD", "--select", "金额不大")
    assert told(run) == ["rule-failed", "rule-failed"]
    assert "检查了 1 个文件" in run.out


@pytest.mark.parametrize("revision", ["nix", "", "--output=evil", "HEAD; touch evil", "-x", "HEAD:one", "a\nb"])
def test_a_revision_that_there_is_not(repository: Check, revision: str) -> None:
    """Whatever it looks like, it is neither an option nor a command."""
    run = repository(".", f"--changed-since={revision}")
    assert (run.status, run.out) == (2, "")
    assert "git 里没有" in run.err
    assert not Path("evil").exists()


def test_outside_of_a_repository(check: Check) -> None:
    """It is told, rather than that nothing has changed."""
    run = check("one", "--changed-since", "HEAD")
    assert run.status == 2
    assert "one 不在 git 仓库里" in run.err


def test_without_git(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told what is missing."""
    monkeypatch.setenv("PATH", "")
    run = check("one", "--changed-since", "HEAD")
    assert run.status == 2
    assert "--changed-since 要用 git" in run.err


def test_a_repository_runs_no_program_of_its_own(repository: Check, tmp_path: Path) -> None:
    """Its settings may come from a stranger."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\ntouch evil\n", encoding="utf-8")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external"):
        git("config", name, str(program))
    Path("one", "a.toml").write_text(FORM + "# 补\n", encoding="utf-8")
    assert files(repository(".", "--changed-since", "HEAD")) == ["one/a.toml"]
    assert not list(tmp_path.rglob("evil"))
