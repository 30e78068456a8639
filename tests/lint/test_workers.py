"""Do several processes tell what one tells, byte for byte, and does a run outlive them, and they never the run?

Each run is one of the program itself. Tests no times.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.lint.cache.kept import Keeper
from gouji.lint.cache.store import Store
from gouji.lint.engine import Direct
from gouji.lint.runs import Run, reports

RULES = '表样 甲 {\n    总额 : 金额 必填\n    规则 总额不大 警告 {\n        应   总额 ≤ 5元\n        信息 "总额 {总额}"\n    }\n}\n'
FORM = '"表样" = "甲"\n"年度" = 2025\n"总额" = '
FORMS = 12


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    monkeypatch.delenv("GOUJI_LANG", raising=False)
    Path("rules").mkdir()
    Path("rules", "a.gj").write_text(RULES, encoding="utf-8")
    Path("gouji.toml").write_text(
        '[["改级"]]\n"规则" = "总额不大"\n"级别" = "提示"\n"理由" = "试行"\n', encoding="utf-8"
    )
    for number in range(FORMS):
        Path(f"{number:02}.toml").write_text(f"{FORM}{number}\n", encoding="utf-8")
    Path("03.说明.toml").write_text('[["说明"]]\n"规则" = "总额不大"\n"理由" = "批复"\n', encoding="utf-8")
    Path("05.toml").write_bytes(b"\xff\xfe")
    Path("07.toml").write_text(FORM.replace("甲", "没有"), encoding="utf-8")
    Path("08.toml").write_text(f"{FORM}\n", encoding="utf-8")
    return tmp_path


def ended(*arguments: str) -> tuple[int, bytes, bytes]:
    """How the program ends, and what it says."""
    run = subprocess.run(
        [sys.executable, "-m", "gouji", "check", *arguments], capture_output=True, timeout=120, check=False
    )
    return run.returncode, run.stdout, run.stderr


def test_the_same_in_the_same_order(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a store; with one, when it is empty and when it is not."""
    alone = ended("--jobs", "1")
    assert alone[0] == 2
    assert ended("--jobs", "2") == alone
    monkeypatch.setenv("GOUJI_CACHE_DIR", str(project / ".kept"))
    assert ended("--jobs", "3") == alone
    assert ended("--jobs", "2") == alone
    broken = Path("rules", "a.gj")
    broken.write_text(RULES.replace("≤", "≤≤") + '使用 "没有.gj"\n', encoding="utf-8")
    assert ended("--jobs", "2", "--format", "json") == ended("--jobs", "1", "--format", "json", "--no-cache")


def test_what_others_have_checked_is_not_checked_here(project: Path) -> None:
    """With a store and without; but for the names in a configuration, which are one question."""
    Path("gouji.toml").unlink()
    run = Run(sorted(Path().glob("[0-9]*.toml")))
    wanted = [tuple(map(str, one.diagnostics)) for one in reports(run, Direct(run))]
    for store in (Store(None), Store(project / ".kept")):
        keeper = Keeper(run, store, "this", jobs=2)
        try:
            assert [tuple(map(str, one.diagnostics)) for one in reports(run, keeper)] == wanted
        finally:
            keeper.close()
            store.close()
        assert "direct" not in vars(keeper)


def test_processes_that_die(project: Path) -> None:
    """Their forms are checked all the same, here."""
    run = Run(sorted(Path().glob("[0-9]*.toml")))
    wanted = [tuple(map(str, one.diagnostics)) for one in reports(run, Direct(run))]
    keeper = Keeper(run, Store(None), "this", jobs=2)
    try:
        finishing = [keeper.of_form(path) for path in run.forms]
        for child in multiprocessing.active_children():
            child.kill()
        assert [tuple(map(str, finish().report.diagnostics)) for finish in finishing] == wanted
    finally:
        keeper.close()
    assert keeper.lost == 2
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("started", [0, 1])
def test_processes_that_cannot_be_started(project: Path, monkeypatch: pytest.MonkeyPatch, started: int) -> None:
    """Those that there are do the work, and where there are none it is done here."""
    run = Run(sorted(Path().glob("[0-9]*.toml")))
    wanted = [tuple(map(str, one.diagnostics)) for one in reports(run, Direct(run))]
    original = multiprocessing.get_context("spawn").Process.start

    def start(process: multiprocessing.process.BaseProcess) -> None:
        if len(multiprocessing.active_children()) >= started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        original(process)

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", start)
    keeper = Keeper(run, Store(None), "this", jobs=3)
    try:
        assert [tuple(map(str, one.diagnostics)) for one in reports(run, keeper)] == wanted
    finally:
        keeper.close()
    assert keeper.lost == 0


def test_a_form_that_goes_while_it_is_checked(project: Path) -> None:
    """Before it is read it is missing; from then on it is checked as it was read."""
    run = Run([Path("00.toml"), Path("09.toml"), Path("gone.toml")])
    keeper = Keeper(run, Store(None), "this", jobs=2)
    try:
        finishing = [keeper.of_form(path) for path in run.forms]
        Path("09.toml").unlink()
        told = [finish().report for finish in finishing]
    finally:
        keeper.close()
    assert [[one.code.id for one in report.diagnostics] for report in told] == [[], ["rule-failed"], ["file-missing"]]
    assert [report.unusable for report in told] == [False, False, True]


@pytest.mark.skipif(os.name == "nt", reason="there, processes are interrupted one by one")
def test_ctrl_c_ends_all_quietly(project: Path) -> None:
    """As a terminal sends it, to every process of the run."""
    for number in range(FORMS, 600):
        Path(f"{number}.toml").write_text(f"{FORM}{number}\n", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "gouji", "check", "--jobs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as run:  # fmt: skip
        assert run.stdout is not None
        run.stdout.readline()
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)  # which ends when every process has let go of the streams
    assert said.decode() == ""
    assert run.returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="there, a program that is told to end is not asked")
@pytest.mark.parametrize(("jobs", "output"), [("1", "html=new"), ("2", "json=new/a.json")])
@pytest.mark.parametrize("tell", [os.kill, os.killpg])
def test_a_run_that_is_told_to_end_leaves_nothing_behind(
    project: Path, jobs: str, output: str, tell: Callable[[int, int], None]
) -> None:
    """As a job is that somebody cancels, alone or with all its processes: no half report, and no process that goes on."""
    for number in range(FORMS, 600):
        Path(f"{number}.toml").write_text(f"{FORM}{number}\n", encoding="utf-8")
    Path("new").mkdir()
    command = [sys.executable, "-m", "gouji", "check", "--no-cache", "--jobs", jobs]
    with subprocess.Popen(
        [*command, "--output", output],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as run:  # fmt: skip
        assert run.stdout is not None
        run.stdout.readline()
        assert len(os.listdir("new")) == 1
        tell(run.pid, signal.SIGTERM)
        _, said = run.communicate(timeout=60)  # which ends when every process has let go of the streams
    assert said.decode() == ""
    assert run.returncode == 143
    assert os.listdir("new") == []


@pytest.mark.parametrize("number", ["0", "-1", "two", "1000"])
def test_a_number_of_processes_is_one(project: Path, number: str) -> None:
    status, said, told = ended(f"--jobs={number}")
    assert (status, said) == (2, b"")
    assert "1 到 999" in told.decode()
