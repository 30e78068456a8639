"""Is a file checked again when what its check rests on has changed, and only then?

Looks at files without waiting; the command itself is run once, and ended as a user ends it.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.cli import main
from gouji.cli.check_options import CheckOptions
from gouji.cli.commands import parser_of
from gouji.cli.printer import Printer
from gouji.cli.watching import Run
from gouji.lint import library
from gouji.lint.clock import today
from gouji.lint.watching import Watch

RULES = "表样 甲 {\n    指标 : 目标值\n}\n"
FORM = '"表样" = "甲"\n"年度" = 2025\n"指标" = "≥5个"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, other in (("one", "甲"), ("two", "乙")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.gj").write_text(RULES.replace("甲", other), encoding="utf-8")
        (tmp_path / name / "a.toml").write_text(FORM.replace("甲", other), encoding="utf-8")
    (tmp_path / "one" / "b.toml").write_text(FORM, encoding="utf-8")
    return tmp_path


def due(watch: Watch) -> list[str]:
    return [path.as_posix() for path in watch.look().due]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("one/a.toml", ["one/a.toml"]),
        ("one/a.说明.toml", ["one/a.toml"]),
        ("one/c.toml", ["one/c.toml"]),
        ("one/a.gj", ["one/a.gj", "one/a.toml", "one/b.toml"]),
        ("gouji.toml", ["one/a.gj", "one/a.toml", "one/b.toml", "two/a.gj", "two/a.toml"]),
        ("one/readme.md", []),
    ],
)
def test_what_is_due_again(folder: Path, changed: str, again: list[str]) -> None:
    """A file that is written, and those that rest on it; once. What has changed is that file alone."""
    (folder / "gouji.toml").write_text("", encoding="utf-8")
    watch = Watch(["."])
    assert due(watch) == ["one/a.gj", "one/a.toml", "one/b.toml", "two/a.gj", "two/a.toml"]
    assert due(watch) == []
    path = folder / changed
    before = path.read_text(encoding="utf-8") if path.exists() else FORM if path.suffix == ".toml" else ""
    path.write_text("# 补\n" + before if path.name != "gouji.toml" else "# 补\n", encoding="utf-8")
    found = watch.look()
    assert [one.as_posix() for one in found.due] == again
    assert found.changed == ({path} if again else set())
    assert due(watch) == []


def test_rules_that_come_or_go(folder: Path) -> None:
    """All that may be checked by them is due; what is removed is told as gone."""
    watch = Watch(["one"])
    due(watch)
    (folder / "one" / "b.gj").write_text('引用 "a.gj"\n', encoding="utf-8")
    assert due(watch) == ["one/a.gj", "one/a.toml", "one/b.gj", "one/b.toml"]
    (folder / "one" / "b.gj").unlink()
    found = watch.look()
    assert [path.as_posix() for path in found.gone] == ["one/b.gj"]
    assert {path.as_posix() for path in found.due} == {"one/a.gj", "one/a.toml", "one/b.toml"}


def test_rules_of_the_project_that_come(folder: Path) -> None:
    """They stand above what is watched."""
    (folder / "rules").mkdir()
    (folder / "rules" / "x.gj").write_text("", encoding="utf-8")
    watch = Watch(["one/a.toml"])
    due(watch)
    (folder / "rules" / "y.gj").write_text("", encoding="utf-8")
    found = watch.look()
    assert [path.as_posix() for path in found.due] == ["one/a.toml"]
    assert found.changed == {folder / "rules" / "y.gj"}


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_what_became_of_a_baseline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counted over all files, be they checked again or not; with what it holds of a file that is no more."""
    for name in ("one/a.toml", "one/b.toml"):
        Path(name).write_text(FORM.replace("≥5个", "大约五"), encoding="utf-8")
    main(["check", ".", "--write-baseline", "base.jsonl"])
    parser, _ = parser_of("check", "zh")
    options = CheckOptions.of(parser.parse([".", "--baseline", "base.jsonl"]), today())
    run, watch = Run(options, Printer("zh")), Watch(["."])
    entries = len(Path("base.jsonl").read_text(encoding="utf-8").splitlines()) - 2
    assert entries % 2 == 0
    of_one, told = entries // 2, []
    for change in (
        lambda: None,
        lambda: Path("one/a.toml").write_text(FORM, encoding="utf-8"),
        Path("one/b.toml").unlink,
    ):
        change()
        capsys.readouterr()
        run.check(watch.look())
        told.append([int(n) for n in re.findall(r"基线里(?:的|已经没有的：) ?(\d+) 处", capsys.readouterr().out)])
    assert told == [[entries], [of_one, of_one], [entries]]


def test_the_command(folder: Path) -> None:
    """It checks again what is written, keeps count of all, and ends well on Ctrl-C."""
    (folder / "one" / "a.gj").rename(folder / "a.gj")  # which is named beside the forms
    command = [sys.executable, "-m", "gouji", "check", "one", "a.gj", "--watch", "--lang", "zh"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        try:
            first = until_waiting(process.stdout)
            assert "提示 0" in "".join(first)
            (folder / "one" / "b.toml").write_text(FORM.replace("≥", ">="), encoding="utf-8")
            second = until_waiting(process.stdout)
            assert second[0] == "有改动：one/b.toml\n"
            assert "检查了 3 个文件：填报文件 2，规则文件 1\n" in second
            assert "错误 0，警告 0，提示 1\n" in second
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out, err.strip()) == (0, "", "")


def until_waiting(lines: Iterator[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if line.startswith("等待改动"):
            return found
        if line.strip():
            found.append(line)
    raise AssertionError(found)


def test_what_a_file_declares_is_known_as_it_is_now(folder: Path) -> None:
    """And not as it was at every save before: a server lives long."""
    path = folder / "one" / "a.gj"
    assert library.forms_of(path) == ("甲",)
    known = len(library._DECLARED)
    for number in range(3):
        path.write_text(RULES.replace("甲", f"丙{number}"), encoding="utf-8")
        os.utime(path, ns=(number, number))
        assert library.forms_of(path) == (f"丙{number}",)
    assert len(library._DECLARED) == known
