"""Does a baseline tell old findings from new ones, whatever lines and figures do, and is half of one never taken for one?

Through the command, in a folder of its own.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from tests.lint.conftest import PROJECTS, Check, Ended

from gouji.lint.baseline import read_baseline
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.fingerprints import fingerprinted
from gouji.lint.library import Library

COLUMNS = Path(__file__).parent / "forms" / "columns-wrong.toml"
HEAD = '"表样" = "甲"\n"年度" = 2025\n'


def row(name: str, amount: int) -> str:
    return f'[["项目"]]\n"名称" = "{name}"\n"金额" = {amount}\n'


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_check: Check) -> Check:
    monkeypatch.chdir(tmp_path)
    Path("a.gj").write_text(PROJECTS, encoding="utf-8")
    Path("a.toml").write_text(HEAD + row("一", 2) + row("二", 3), encoding="utf-8")
    Path("b.toml").write_text(HEAD + row("一", 2), encoding="utf-8")
    return run_check


def told(run: Ended) -> list[str]:
    return [line.partition("] ")[2] for line in run.out.splitlines() if "[rule-failed]" in line]


def test_only_new_findings_are_told(check: Check) -> None:
    """Lines have moved, a figure is another one: the old finding; another row, another cell: a new one."""
    assert check(".").status == 1
    assert check(".", "--write-baseline", "base.jsonl").status == 0
    assert check(".", "--baseline", "base.jsonl").status == 0
    Path("a.toml").write_text(HEAD + "\n# 补\n" + row("三", 7) + row("一", 20) + row("二", 3), encoding="utf-8")
    run = check(".", "--baseline", "base.jsonl")
    assert told(run) == ["金额 7元"]
    assert run.status == 1
    assert "基线里的 5 处没有列出" in run.out


def test_what_has_gone_is_told_with_the_command_that_renews(check: Check) -> None:
    """Of files that were looked at, and of files that are no more; of no others."""
    check(".", "--write-baseline", "base.jsonl")
    Path("a.toml").write_text(HEAD + row("一", 2), encoding="utf-8")
    run = check("b.toml", "--baseline", "base.jsonl")
    assert ("已经没有的" in run.out, run.err) == (False, "")
    run = check("a.toml", "--baseline", "base.jsonl")
    assert '基线里已经没有的：1 处\n  a.toml 项目["二"].金额 甲/金额不大\n' in run.out
    assert run.err == "更新基线：gouji check a.toml --write-baseline base.jsonl\n"
    Path("b.toml").unlink()
    assert check("a.toml", "--baseline", "base.jsonl", "--quiet").err == ""
    assert "已经没有的：3 处" in check("a.toml", "--baseline", "base.jsonl").out
    check("a.toml", "--write-baseline", "base.jsonl")
    run = check("a.toml", "--baseline", "base.jsonl")
    assert ("已经没有的" in run.out, run.err) == (False, "")


def test_while_new_findings_stand_nobody_is_led_to_take_them_for_old(check: Check) -> None:
    check(".", "--write-baseline", "base.jsonl")
    Path("a.toml").write_text(HEAD + row("一", 2) + row("三", 4), encoding="utf-8")
    run = check(".", "--baseline", "base.jsonl")
    assert run.err == "先处理完上面的新问题，再更新基线：gouji check . --write-baseline base.jsonl\n"


def test_a_baseline_that_is_not_there_is_told_with_the_command_that_writes_it(check: Check) -> None:
    run = check("a.toml", "--baseline", "base.jsonl")
    assert (run.status, run.out) == (2, "")
    assert "没有基线文件 base.jsonl" in run.err
    assert "gouji check a.toml --write-baseline base.jsonl" in run.err


def test_every_output_that_counts_tells_of_the_baseline(check: Check) -> None:
    """What it holds and what has gone: in files, as keys, on the page; and where the standard output does not, beside it."""
    check(".", "--write-baseline", "base.jsonl")
    Path("a.toml").write_text(HEAD + row("一", 2), encoding="utf-8")
    names = ("text", "markdown", "json", "jsonl", "html", "xlsx", "sarif", "junit")
    run = check(".", "--baseline", "base.jsonl", *(f"--output={name}=out.{name}" for name in names))
    for shown in (run.out, *(Path(f"out.{name}").read_text(encoding="utf-8") for name in ("text", "markdown", "html"))):
        assert "基线里的 4 处没有列出" in shown
        assert "基线里已经没有的：1 处" in shown.replace(r"\:", ":")
        assert "甲/金额不大" in shown
    assert "没有基线以外的问题" in Path("out.html").read_text(encoding="utf-8")
    for summary in (
        json.loads(Path("out.json").read_bytes())["summary"],
        json.loads(Path("out.jsonl").read_text(encoding="utf-8").splitlines()[-1])["summary"],
        json.loads(Path("out.sarif").read_bytes())["runs"][0]["properties"],
    ):
        assert summary["in_baseline"] == 4
        gone = {"file": "a.toml", "rule": "甲/金额不大", "code": "rule-failed", "place": '项目["二"].金额'}
        assert summary["gone_from_baseline"] == [gone]
    properties = ElementTree.parse("out.junit").iter("property")
    assert {one.get("name"): one.get("value") for one in properties} == {"in_baseline": "4", "gone_from_baseline": "1"}
    counts = CalamineWorkbook.from_path("out.xlsx").get_sheet_by_name("合计").to_python()
    assert counts[-2:] == [["在基线里，没有列出", 4], ["基线里已经没有的", 1]]
    for name, is_beside in (("csv", True), ("github", True), ("json", True), ("markdown", False)):
        told_beside = check(".", "--baseline", "base.jsonl", "--format", name).err
        assert ("基线里的 4 处没有列出" in told_beside, "更新基线" in told_beside) == (is_beside, True), name


def test_a_baseline_is_renewed_file_by_file(check: Check) -> None:
    """What it holds of files that were not looked at, or could not be read, stays."""
    check(".", "--write-baseline", "base.jsonl")
    before = Path("base.jsonl").read_text(encoding="utf-8")
    assert check("b.toml", "--write-baseline", "base.jsonl").status == 0
    assert Path("base.jsonl").read_text(encoding="utf-8") == before
    Path("a.toml").write_bytes("年度".encode("gb18030"))
    assert check(".", "--write-baseline", "base.jsonl").status == 2
    assert Path("base.jsonl").read_text(encoding="utf-8") == before


def test_the_file_is_in_order_and_a_line_a_finding(check: Check) -> None:
    """So that versions of it can be compared and joined; the same wherever it is written from."""
    check("b.toml", "a.toml", "--write-baseline", "base.jsonl")
    text = Path("base.jsonl").read_text(encoding="utf-8")
    first, *entries, last = [json.loads(line) for line in text.splitlines()]
    assert (first, last) == ({"gouji-baseline": 1}, {"gouji-baseline-end": 1})
    assert [(one["file"], one["rule"], one["place"]) for one in entries] == [
        ("a.toml", "甲/金额不大", '项目["一"].金额'),
        ("a.toml", "甲/金额不大", '项目["二"].金额'),
        ("a.toml", "甲/项目不少", "项目"),
        ("b.toml", "甲/金额不大", '项目["一"].金额'),
        ("b.toml", "甲/项目不少", "项目"),
    ]
    Path("below").mkdir()
    check(str(Path("below") / ".." / "a.toml"), "b.toml", "--write-baseline", "second.jsonl")
    assert Path("second.jsonl").read_text(encoding="utf-8") == text


ANSWER = '[["说明"]]\n"规则" = "项目不少"\n"理由" = "照批复"\n'


def test_an_old_finding_that_is_answered_is_told_as_answered(check: Check) -> None:
    """Its entry has done its duty; without the answer, it still is an old one."""
    Path("b.toml").write_text(HEAD + row("一", 1), encoding="utf-8")
    check("b.toml", "--write-baseline", "base.jsonl")
    assert "（已说明）" not in check("b.toml", "--baseline", "base.jsonl").out
    Path("b.toml").write_text(HEAD + row("一", 1) + ANSWER, encoding="utf-8")
    run = check("b.toml", "--baseline", "base.jsonl")
    assert run.status == 0
    assert "[rule-failed]（已说明）" in run.out
    assert "基线里已经没有的：1 处" in run.out


def test_what_is_answered_is_not_adopted(check: Check) -> None:
    """Where the answer goes, the finding is new."""
    Path("b.toml").write_text(HEAD + row("一", 1) + ANSWER, encoding="utf-8")
    check("b.toml", "--write-baseline", "base.jsonl")
    assert read_baseline(Path("base.jsonl")).entries == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[: len(text) // 2], "到第 4 行断了"),
        (lambda text: "".join(text.splitlines(keepends=True)[:-1]), "断了"),
        (lambda text: text.replace('baseline": 1', 'baseline": 2'), "第 2 版"),
        (lambda text: text.replace('{"file"', '<<<<<<< HEAD\n{"file"', 1), "第 2 行不是基线里的一条"),
        (lambda text: text.replace('"file": "a.toml"', '"file": 1', 1), "第 2 行不是基线里的一条"),
        (lambda _: HEAD, "第一行不对"),
        (lambda _: "", "第一行不对"),
        (lambda _: "[" * 100_000, "第一行不对"),
        (lambda text: text.encode("utf-16"), "基线文件读不了"),
    ],
)
def test_what_is_no_baseline(check: Check, change: Callable[[str], str | bytes], said: str) -> None:
    """It is told, nothing is checked, and the file is not written over."""
    check(".", "--write-baseline", "base.jsonl")
    path = Path("base.jsonl")
    content = change(path.read_text(encoding="utf-8"))
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    run = check(".", "--baseline", "base.jsonl")
    assert (run.status, run.out) == (2, "")
    assert said in run.err
    before = path.read_bytes()
    assert check(".", "--write-baseline", "base.jsonl").status == 2
    assert path.read_bytes() == before


def test_a_broken_rule_is_no_old_finding(check: Check) -> None:
    """What it would find is not known; it is told, and adopted never."""
    Path("a.gj").write_text(PROJECTS.replace("金额 ≤ 1元", "金项 ≤ 1元"), encoding="utf-8")
    for option in ("--write-baseline", "--baseline"):
        run = check(".", option, "base.jsonl")
        assert run.status == 1
        assert "unknown-name" in run.out
    assert "a.gj" not in read_baseline(Path("base.jsonl")).entries


def test_a_baseline_that_cannot_be_written_is_told(check: Check) -> None:
    """With the reason."""
    run = check(".", "--write-baseline", "none/base.jsonl")
    assert run.status == 2
    assert "基线文件 none/base.jsonl 写不了" in run.err


def test_only_what_is_new_is_mended(check: Check) -> None:
    """What is not told is not touched."""
    Path("a.gj").write_text("表样 甲 {\n    一 : 目标值\n    二 : 目标值\n}\n", encoding="utf-8")
    Path("a.toml").write_text(HEAD + '"一" = ">=1个"\n"二" = "≥1个"\n', encoding="utf-8")
    check("a.toml", "--write-baseline", "base.jsonl")
    Path("a.toml").write_text(HEAD + '"一" = ">=1个"\n"二" = ">=1个"\n', encoding="utf-8")
    assert check("a.toml", "--baseline", "base.jsonl", "--fix").status == 0
    assert Path("a.toml").read_text(encoding="utf-8") == HEAD + '"一" = ">=1个"\n"二" = "≥1个"\n'


def test_findings_that_are_alike(check: Check) -> None:
    """As many as there were are old, whatever their order; one more is new."""
    Path("a.toml").write_text(HEAD + row("一", 2) * 2, encoding="utf-8")
    check("a.toml", "--write-baseline", "base.jsonl")
    Path("a.toml").write_text(HEAD + row("一", 3) * 3, encoding="utf-8")
    assert told(check("a.toml", "--baseline", "base.jsonl", "--select", "金额不大")) == ["金额 3元"]


def test_fingerprints_go_on_where_those_of_the_file_ended() -> None:
    """Several reports may be about one file."""
    found = check_form(COLUMNS, CheckContext(Library())).diagnostics
    marks = [mark for _, mark in fingerprinted([*found, *found])]
    seen: Counter[str] = Counter()
    in_two = [mark for half in (found, found) for _, mark in fingerprinted(half, seen)]
    assert in_two == marks
    assert len(set(marks)) == len(marks) > 0
