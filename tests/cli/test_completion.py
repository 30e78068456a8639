"""Do real shells complete what is typed after `gouji`, once they have the script of `gouji completion`?

A line is typed in a terminal, Tab is pressed, and what the program then gets as its arguments is looked at.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from tests.cli.conftest import Gouji
from tests.programs import needs

from gouji.lang.catalogue import text

START = {
    "bash": (["--norc", "--noprofile"], 'eval "$(gouji completion bash)"'),
    "zsh": (["-f"], 'autoload -Uz compinit; compinit -D -u; eval "$(gouji completion zsh)"'),
    "fish": (["--no-config"], "gouji completion fish | source"),
}
"""How each is started without anybody's settings, and how it gets the script."""

# Once the shell is set up, shows its arguments instead of running, unless the shell asks it for something.
PROGRAM = """#!/bin/sh
if [ -n "$_ARGCOMPLETE" ] || [ -z "$SHOWN" ]; then exec "$PYTHON" -m gouji "$@"; fi
printf 'ran:'; printf '<%s>' "$@"; echo ':end'
"""

COMPLETED = (
    ("gouji che", "<check>"),
    ("gouji --lang en explai", "<--lang><en><explain>"),
    ("gouji check --stat", "<check><--statistics>"),
    ("gouji check --format sar", "<check><--format><sarif>"),
    ("gouji test --format=h", "<test><--format=html>"),
    ("gouji completion z", "<completion><zsh>"),
    ("gouji check --output jun", "<check><--output><junit=>"),
    ("gouji check --output junit=甲", "<check><--output><junit=甲 局/>"),
    ("gouji check 甲", "<check><甲 局/>"),
    ("gouji check 甲\\ 局/", "<check><甲 局/一月.toml>"),
    ("gouji check 乙", "<check><乙's.toml>"),
    ("gouji check 丙", "<check><丙>"),  # neither a form nor a rule file
    ("gouji fmt 丁", "<fmt><丁.gj>"),
    ("gouji answer 丁", "<answer><丁>"),  # no form
    ("gouji answer 戊.toml 不", "<answer><戊.toml><不大>"),
    ("gouji answer 戊.toml 甲/", "<answer><戊.toml><甲/不大>"),
    ("gouji answer 戊.toml 不大 项目", '<answer><戊.toml><不大><项目["一"].金额>'),
    ("gouji answer 乙\\'s.toml 不", "<answer><乙's.toml><不>"),  # nothing is found there
    ("gouji check --baseline b", "<check><--baseline><base.jsonl>"),
    ("gouji explain toml-bare", "<explain><toml-bare-key>"),
    ("gouji check --select=toml-bare", "<check><--select=toml-bare-key>"),
    ("gouji check --ignore 可", "<check><--ignore><可行性>"),
    ("gouji check -- 丁", "<check><--><丁.gj>"),
    ("cd . && gouji config", "<config>"),
    ("GOUJI_LANG=en gouji check --color nev", "<check><--color><never>"),
)
"""What is typed before Tab, and the arguments that come of it."""

RULES = """表样 甲 {
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额
    }
    规则 不大 {
        每个 项目
        应   金额 ≤ 1
        信息 "金额 {金额}"
    }
}
"""
FORM = '"表样" = "甲"\n"年度" = 2025\n[["项目"]]\n"名称" = "一"\n"金额" = 2\n'

Typed = Callable[[str], str]


@pytest.fixture(params=START)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["pexpect.spawn[str]"]:
    """A shell in a terminal, in a folder with a few files, with the script."""
    arguments, script = START[request.param]
    programs, folder = tmp_path / "programs", tmp_path / "folder"
    programs.mkdir()
    (programs / "gouji").write_text(PROGRAM, encoding="utf-8")
    (programs / "gouji").chmod(0o755)
    (folder / "甲 局").mkdir(parents=True)
    for name in ("甲 局/一月.toml", "乙's.toml", "丙.txt", "base.jsonl"):
        (folder / name).touch()
    (folder / "丁.gj").write_text(RULES, encoding="utf-8")
    (folder / "戊.toml").write_text(FORM, encoding="utf-8")
    environment = {
        **{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }
    child = pexpect.spawn(
        needs(request.param), arguments, env=environment, cwd=str(folder), encoding="utf-8", timeout=60,
        dimensions=(50, 200),
    )  # fmt: skip
    child.sendline(f"{script}; export SHOWN=1; echo rea''dy")
    child.expect("ready\r")
    yield child
    child.close(force=True)


def test_what_is_typed_is_completed(shell: "pexpect.spawn[str]") -> None:
    """Commands, options, values, codes, and files by their endings, whatever their names hold."""
    for typed, arguments in COMPLETED:
        shell.sendline(f"{typed}\t")
        shell.expect("ran:")
        shell.expect(":end")
        assert (typed, shell.before) == (typed, arguments)


def test_what_may_stand_there_is_listed(shell: "pexpect.spawn[str]") -> None:
    """Where several things may; zsh and fish say what each is for."""
    of_fish = str(shell.command).endswith("fish")  # its own list cannot be read without a cursor
    shell.send("complete -C 'gouji co'\n" if of_fish else "gouji co\t\t")
    shell.expect(
        "config" if str(shell.command).endswith("bash") else rf"config\s+(-- )?{text('cli.config.summary', 'zh')}"
    )


@pytest.mark.parametrize(("arguments", "said"), [([], "bash | zsh | fish"), (["csh"], "bash | zsh | fish")])
def test_without_a_shell_that_is_known(gouji: Gouji, arguments: list[str], said: str) -> None:
    """It says which are."""
    run = gouji("completion", *arguments)
    assert (run.status, run.out, said in run.err) == (2, "", True)


def test_what_completes_is_loaded_for_nothing_else() -> None:
    """Start-up: argcomplete is for shells that ask."""
    asked = "import sys; from gouji.cli import main; main(['explain', 'syntax']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, timeout=60, check=True, text=True)
    assert not [name for name in run.stdout.split() if name.startswith("argcomplete")]
