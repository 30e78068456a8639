"""Does `gouji explain` say what a code or a rule means, and with what little?"""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Gouji


def test_explain(gouji: Gouji) -> None:
    """What a code means, with its template; brackets and capitals do not matter."""
    run = gouji("explain", "no-files", "--lang", "en")
    assert run.status == 0
    assert run.out.startswith("no-files  error  target file\n\nA folder holds nothing")
    assert "the folder {path} holds" in run.out
    assert gouji("explain", "[No-Files]", "--lang", "en") == run


def test_explain_a_rule(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, also with its form's: what it rests on, where it stands, its text."""
    monkeypatch.chdir(tmp_path)
    rule = '规则 甲不为零 错误 于 表 {\n    应 甲 > 0\n    信息 "{甲}"\n    依据 "某办法"\n}'
    Path("表.gj").write_text(f"表样 表 {{\n    甲 : 金额\n}}\n## 甲要有数\n{rule}\n", encoding="utf-8")
    run = gouji("explain", "甲不为零")
    assert (run.status, run.err) == (0, "")
    assert run.out == f"甲不为零  错误  勾稽\n  表  表.gj:5:1\n\n甲要有数\n\n依据: 某办法\n\n{rule}\n"
    assert gouji("explain", "表/甲不为零") == run
    assert gouji("explain", "丙/甲不为零").status == 2


def test_explain_lists_all(gouji: Gouji) -> None:
    """A line for each code of the language and the linter."""
    from gouji.lang.codes import CODES as OF_THE_LANGUAGE
    from gouji.lint.codes import CODES as OF_THE_LINTER

    listed = gouji("explain", "--lang", "en").out
    assert {line.split()[0] for line in listed.splitlines() if not line.startswith(" ")} == {
        *OF_THE_LANGUAGE,
        *OF_THE_LINTER,
    }


@pytest.mark.parametrize(("asked", "meant"), [("toml-bear-key", "toml-bare-key"), ("bare", "toml-bare-key")])
def test_explain_unknown_code(gouji: Gouji, asked: str, meant: str) -> None:
    """The nearest one is named."""
    run = gouji("explain", asked)
    assert (run.status, run.out) == (2, "")
    assert f"没有 {asked} 这个代码或规则；是不是 {meant}？" in run.err


def test_explain_needs_no_parser() -> None:
    """A code is explained without the grammar, the engine or a progress bar."""
    asked = "import sys; from gouji.cli import main; main(['explain', 'no-files']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, timeout=60, check=True, text=True)
    assert not set(run.stdout.split()) & {"lark", "tqdm", "re2", "json", "gouji.lang.parse", "gouji.lint.engine"}
