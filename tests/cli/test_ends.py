"""How a run ends: internal errors, interrupts, readers that go away, streams that are full, closed or of another encoding."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Gouji, Run, kept

from gouji.cli import main
from gouji.cli.console import BROKEN_PIPE, INTERRUPTED


@pytest.mark.parametrize("language", ["zh", "en"])
def test_internal_error(gouji: Gouji, forms: Callable[..., None], language: str) -> None:
    """No traceback on the screen, but in a file, with what the report needs."""
    forms("crash")
    run = gouji("check", "--lang", language)
    path = Path(kept(run.err))
    details = path.read_text(encoding="utf-8")
    path.unlink()
    assert run.status == 2
    assert "Traceback" not in run.err
    assert "ZeroDivisionError: 一分为␛零" in run.err
    assert "Traceback" in details
    assert "Python 3" in details
    assert "'check'" in details


def test_internal_error_that_cannot_be_kept(
    gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even then there is a message, and even without catalogues."""
    forms("crash")

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert "could not be kept (Permission denied)" in gouji("check", "--lang", "en").err
    monkeypatch.setattr("gouji.cli.crash.text", refuse)
    assert gouji("check") == Run(2, "", "gouji: internal error: ZeroDivisionError\n")


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("gouji.cli.commands.split", fail)


def test_interrupt_is_silent(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C."""
    raising(monkeypatch, KeyboardInterrupt())
    assert gouji("check") == Run(INTERRUPTED, "", "")


def test_full_disk_is_told(gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails is no internal error."""

    def fail(_: str) -> int:
        raise OSError(28, "the disk is full")

    forms("error")
    with monkeypatch.context() as patched:
        patched.setattr(sys.stdout, "write", fail)
        status = main(["check", "--lang", "en"])
    assert (status, gouji("--version").err) == (2, "gouji: the result cannot be written: the disk is full\n")


def python(*arguments: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, **more.pop("env", {})}
    command = [sys.executable, "-m", "gouji", *arguments]
    return subprocess.run(command, env=environment, timeout=60, check=False, **more)


def test_reader_that_goes_away_is_silent() -> None:
    """As in `gouji explain | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = python("explain", stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (run.returncode, run.stderr) == (BROKEN_PIPE, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "gbk"])
def test_every_encoding_of_the_output_works(encoding: str) -> None:
    """One that knows no Chinese gives way to UTF-8; GBK is kept, as a Windows pipe wants it."""
    run = python("--help", capture_output=True, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert (run.returncode, run.stderr) == (0, b"")
    assert "预算绩效目标表" in run.stdout.decode("gbk" if encoding == "gbk" else "utf-8")


@pytest.mark.skipif(os.name == "nt", reason="closes file descriptors in a shell")
def test_closed_streams_do_not_matter() -> None:
    """Without a standard output and error output, the status is what is left."""
    shell = f'"{sys.executable}" -m gouji explain no-files >&- 2>&-'
    assert subprocess.run(["sh", "-c", shell], timeout=60, check=False).returncode == 0


def test_full_device_is_told() -> None:
    """The whole way, with the interpreter's own flush at the end."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        run = python("explain", "no-files", "--lang", "en", stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert run.stderr.decode() == "gouji: the result cannot be written: the disk is full\n"
