"""What `gouji check --fix` says and shows, and how it ends; what it makes of files is held in `test_mending.py`.

Through the command, in a folder of its own.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.lint.conftest import Check
from tests.programs import needs

RULES = """表样 甲 {
    计量单位 元
    总额 : 金额 合计自 项目.金额
    指标 : 目标值
    明细表 项目 键 名称 {
        名称 : 文本
        金额 : 金额
    }
}
"""
FORM = """# 头
"表样" = "甲"
"年度" = 2025
"总额" = 5
"指标" = ">=5个"   # 尾
[["项目"]]
"名称" = "一"
"金额" = 2
[["项目"]]
"名称" = "二"
"金额" = 2
"""
MENDED = FORM.replace(">=", "≥")


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_check: Check) -> Check:
    monkeypatch.chdir(tmp_path)
    Path("a.gj").write_text(RULES, encoding="utf-8")
    Path("a.toml").write_text(FORM, encoding="utf-8")
    return run_check


def test_what_was_mended_and_what_is_left(check: Check) -> None:
    """The findings are those that are left, and so is the exit status."""
    run = check("a.toml", "--fix")
    assert run.status == 1
    assert "total-mismatch" in run.out
    assert "target-spelling" not in run.out
    assert run.err.splitlines() == [
        "改好 a.toml：1 处（target-spelling 1）",
        "共改好 1 处，1 个文件",
        "另有 1 处会改动数值或者意思：用 --fix --unsafe 才改，加上 --diff 可以先看一看",
    ]
    assert Path("a.toml").read_text(encoding="utf-8") == MENDED
    run = check("a.toml", "--fix", "--unsafe", "--lang", "en")
    assert run.status == 0
    assert run.err.splitlines() == ["mended a.toml: 1 (total-mismatch 1)", "mended in all: 1, in files: 1"]
    assert Path("a.toml").read_text(encoding="utf-8") == MENDED.replace(" = 5\n", " = 4\n")
    assert check("a.toml", "--fix").err == "共改好 0 处，0 个文件\n"


def test_output_for_programs_stays_whole(check: Check) -> None:
    """What was mended is said beside it."""
    run = check("a.toml", "--fix", "--format", "json")
    assert [one["code"] for one in json.loads(run.out)["findings"]] == ["total-mismatch"]


DIFFERENCE = """--- a.toml
+++ a.toml
@@ -2,7 +2,7 @@
 "表样" = "甲"
 "年度" = 2025
 "总额" = 5
-"指标" = ">=5个"   # 尾
+"指标" = "≥5个"   # 尾
 [["项目"]]
 "名称" = "一"
 "金额" = 2
"""


def test_a_difference_is_shown_and_nothing_written(check: Check) -> None:
    """With status 1 where there is one, for a script to ask; whatever else is found is not told."""
    run = check("a.toml", "--fix", "--diff")
    assert run == (1, DIFFERENCE, "可以改好 1 处，1 个文件\n")
    assert Path("a.toml").read_text(encoding="utf-8") == FORM
    check("a.toml", "--fix")
    assert check("a.toml", "--fix", "--diff") == (0, "", "可以改好 0 处，0 个文件\n")
    assert check("a.toml", "none.toml", "--fix", "--diff").status == 2


@pytest.mark.parametrize(
    "text",
    [FORM, FORM.rstrip(), FORM.replace("\n", "\r\n"), f"\ufeff{FORM}"],
    ids=["plain", "unended", "windows", "marked"],
)
def test_a_difference_can_be_applied(check: Check, text: str) -> None:
    """By the programs that take differences; it does what mending does."""
    Path("a.toml").write_bytes(text.encode())
    difference = check("a.toml", "--fix", "--unsafe", "--diff").out
    subprocess.run([needs("git"), "apply", "-p0", "-"], input=difference.encode(), check=True)
    applied = Path("a.toml").read_bytes()
    Path("a.toml").write_bytes(text.encode())
    check("a.toml", "--fix", "--unsafe")
    assert Path("a.toml").read_bytes() == applied != text.encode()


def test_a_difference_in_colour(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, where text from a file commands nothing."""
    Path("a.toml").write_text(FORM.replace("# 尾", "# \\u0007尾"), encoding="utf-8")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    out = check("a.toml", "--fix", "--diff", "--color", "always").out
    assert '\x1b[1;31m-"指标" = ">=5个"' in out
    assert '\x1b[1;32m+"指标" = "≥5个"' in out


def test_only_what_is_chosen_is_mended(check: Check) -> None:
    """What is not told is not touched."""
    assert check("a.toml", "--fix", "--ignore", "target-spelling").err.startswith("共改好 0 处")
    assert check("a.toml", "--fix", "--unsafe", "--select", "total-mismatch").status == 0
    assert Path("a.toml").read_text(encoding="utf-8") == FORM.replace(" = 5\n", " = 4\n")


def test_a_fix_that_would_bring_something_else(check: Check) -> None:
    """It is told where, and what."""
    rule = '    规则 总额为五 错误 {\n        应   总额 = 5元\n        信息 "总额 {总额}"\n    }\n}\n'
    Path("a.gj").write_text(RULES.removesuffix("}\n") + rule, encoding="utf-8")
    run = check("a.toml", "--fix", "--unsafe")
    told = "1 处没有改：改了会带来别的问题\n  a.toml:4:8 total-mismatch：改了会有 rule-failed（总额 4元）\n"
    assert told in run.err
    assert "没有改" not in check("a.toml", "--fix").err


def test_many_fixes_that_would_bring_something_else(check: Check) -> None:
    """Of the first ten of a run it is told where, and what; the others are counted."""
    rule = '    规则 总额为五 错误 {\n        应   总额 = 5元\n        信息 "总额 {总额}"\n    }\n}\n'
    Path("a.gj").write_text(RULES.removesuffix("}\n") + rule, encoding="utf-8")
    names = [f"{number:02}.toml" for number in range(12)]
    for name in names:
        Path(name).write_text(FORM, encoding="utf-8")
    said = check(*names, "--fix", "--unsafe").err.splitlines()
    at = said.index("12 处没有改：改了会带来别的问题")
    assert [line.strip().partition(":")[0] for line in said[at + 1 : at + 12]] == [*names[:10], "…"]
    assert all("改了会有 rule-failed" in line for line in said[at + 1 : at + 11])


def test_a_difference_of_a_name_with_blanks(check: Check) -> None:
    """As git writes it: a tab ends the name, so that `patch` finds the file."""
    Path("a.toml").rename("甲 表.toml")
    run = check("甲 表.toml", "--fix", "--diff")
    assert run.out.startswith("--- 甲 表.toml\t\n+++ 甲 表.toml\t\n@@")
    subprocess.run([needs("patch"), "-p0", "--silent"], input=run.out.encode(), check=True, timeout=60)
    assert Path("甲 表.toml").read_text(encoding="utf-8") == MENDED


CONFIGURATION = """# 头
排除 = “草稿”   # 尾
"规则" = "a.gj
"""


def test_a_configuration_is_mended_first(check: Check) -> None:
    """And read anew before the forms are looked for; from a form alone, or in the file of other tools, nothing is mended."""
    Path("gouji.toml").write_text(CONFIGURATION, encoding="utf-8")
    Path("草稿").mkdir()
    Path("草稿/b.toml").write_text(FORM, encoding="utf-8")
    assert "gouji.toml" not in check("a.toml", "--fix", "--diff").out
    assert check(".", "--fix", "--diff", "--unsafe").out.startswith("--- gouji.toml\n+++ gouji.toml\n@@")
    assert check(".", "--fix").err.startswith(
        "改好 gouji.toml：2 处（toml-bare-key 1、toml-full-width 1）\n改好 a.toml"
    )
    assert Path("gouji.toml").read_text(encoding="utf-8") == CONFIGURATION.replace("排除 = “草稿”", '"排除" = "草稿"')
    Path("gouji.toml").write_text('"排除" = "*.toml\n', encoding="utf-8")
    run = check(".", "--fix", "--unsafe", "--lang", "en")
    assert (run.status, run.err.splitlines()[0]) == (0, "mended gouji.toml: 1 (toml-unterminated-string 1)")
    assert "config-no-forms" in run.out
    Path("gouji.toml").unlink()
    Path("pyproject.toml").write_text("[tool.gouji]\n排除 = “草稿”\n", encoding="utf-8")
    assert "pyproject" not in check(".", "--fix", "--unsafe").err


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")
def test_a_configuration_that_a_link_leads_to(check: Check) -> None:
    """From outside of what was asked for, it is left, and that is told; named itself, it is mended, and the link stays."""
    Path("forms").mkdir()
    Path("out").mkdir()
    Path("a.toml").rename("forms/a.toml")
    outside = Path("out/g.toml")
    outside.write_text(CONFIGURATION, encoding="utf-8")
    Path("forms/gouji.toml").symlink_to("../out/g.toml")
    run = check("forms", "--fix")
    assert run.status == 2
    assert f"没有改 forms/gouji.toml：它是链接，指向给出的路径以外的 {outside.resolve()}" in run.err
    assert outside.read_text(encoding="utf-8") == CONFIGURATION
    assert check("forms/gouji.toml", "--fix").err.startswith("改好 forms/gouji.toml：2 处")
    assert Path("forms/gouji.toml").is_symlink()
    assert outside.read_text(encoding="utf-8") == CONFIGURATION.replace("排除 = “草稿”", '"排除" = "草稿"')


@pytest.mark.parametrize("named", [("gouji.toml",), ("a.toml", "gouji.toml"), ("./gouji.toml", "a.toml")])
def test_a_configuration_that_is_named_is_mended(check: Check, named: tuple[str, ...]) -> None:
    """As one in a folder that is."""
    Path("gouji.toml").write_text(CONFIGURATION, encoding="utf-8")
    assert check(*named, "--fix").err.startswith("改好 gouji.toml：2 处")
    assert Path("gouji.toml").read_text(encoding="utf-8") == CONFIGURATION.replace("排除 = “草稿”", '"排除" = "草稿"')


def test_a_configuration_that_has_not_changed_stays(check: Check) -> None:
    """Where only what has changed is asked for; a revision that there is not is told before anything is mended."""
    Path("gouji.toml").write_text(CONFIGURATION, encoding="utf-8")
    git = [needs("git"), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *command], check=True)
    Path("a.toml").write_text(FORM + "# 补\n", encoding="utf-8")
    assert check(".", "--fix", "--changed-since", "nix").status == 2
    assert Path("gouji.toml").read_text(encoding="utf-8") == CONFIGURATION
    run = check(".", "--fix", "--changed-since", "HEAD")
    assert "toml-full-width" in run.out
    assert run.err.startswith("改好 a.toml：1 处")
    assert Path("gouji.toml").read_text(encoding="utf-8") == CONFIGURATION
    Path("gouji.toml").write_text(CONFIGURATION + "# 补\n", encoding="utf-8")
    assert check(".", "--fix", "--changed-since", "HEAD").err.startswith("改好 gouji.toml：2 处")


def test_a_file_that_cannot_be_written(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, the others are mended all the same, and the status says that something went wrong."""
    Path("b.toml").write_text(FORM, encoding="utf-8")
    replace = __import__("os").replace

    def full(source: Path, target: Path) -> None:
        if target.name == "a.toml":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr("os.replace", full)
    run = check(".", "--fix", "--select", "target-spelling")
    assert run.status == 2
    assert "带来别的问题" not in run.err
    assert "没有改 a.toml，写不了：磁盘满了" in run.err
    assert "改好 b.toml：1 处" in run.err
    assert sorted(path.name for path in Path().iterdir()) == ["a.gj", "a.toml", "b.toml"]
    assert Path("a.toml").read_text(encoding="utf-8") == FORM


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (FORM, "--fix would mend: 1 (with --unsafe, 1 more)"),
        (MENDED, "--fix --unsafe would mend: 1"),
        (FORM.replace("= 5", "= 4"), "--fix would mend: 1"),
        (MENDED.replace("= 5", "= 4"), ""),
        (FORM + '[["说明"]]\n"规则" = "target-spelling"\n"理由" = "照抄"\n', "--fix --unsafe would mend: 1"),
    ],
)
def test_a_run_says_what_could_be_mended(check: Check, form: str, said: str) -> None:
    """In its last line, in text alone; and not where it is asked for, or where only findings are."""
    Path("a.toml").write_text(form, encoding="utf-8")
    last = check("a.toml", "--lang", "en").out.splitlines()[-1]
    assert last == said or (not said and last.startswith("Checks: "))
    for options in (("--quiet",), ("--statistics",), ("--format", "markdown"), ("--format", "json"), ("--fix",)):
        assert "would mend" not in check("a.toml", "--lang", "en", *options).out


@pytest.mark.parametrize("header", ['[[项目"]]', '[["项目]]', "[[“项目]]", "[[项目”]]"])
def test_a_header_with_one_quote_is_mended(check: Check, header: str) -> None:
    Path("a.toml").write_text(MENDED.replace('[["项目"]]', header, 1), encoding="utf-8")
    check("a.toml", "--fix")
    assert Path("a.toml").read_text(encoding="utf-8") == MENDED


def test_the_names_in_tests_are_mended(check: Check) -> None:
    """Those that have one that is near, as far as nothing in brackets stands in between."""
    broken = '用例 "一" {\n    给定 "a.toml"\n    改为 总客 = 4元\n    改为 项目["三"].金客 = 1元\n    期望 通过 总额合记\n}\n'
    broken += '用例 "二" {\n    给定 "a"\n    期望 通过 总额合计\n}\n'
    Path("a.gj").write_text(RULES + broken, encoding="utf-8")
    assert check("a.gj", "--fix").status == 1
    run = check("a.gj", "--fix", "--unsafe")
    assert run.err.splitlines()[-2:] == ["改好 a.gj：3 处（test-mistake 3）", "共改好 3 处，1 个文件"]
    mended = broken.replace('"a"', '"a.toml"').replace("总客", "总额").replace("总额合记", '"总额 合计"')
    assert Path("a.gj").read_text(encoding="utf-8") == RULES + mended
