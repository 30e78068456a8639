"""`gouji doc`: are the committed pages current, do they say what the packs say, and does no name break them?

The hostile pack is `pack-pages/hostile.gj`: markup, signs of paths and fences in every name and text.
"""

import errno
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from gouji.cli import main
from gouji.lint.files import shipped_rules
from gouji.lint.library import Library
from gouji.lint.output.pack_files import MARK
from gouji.lint.output.pack_names import page_of
from gouji.lint.output.templates import code_block, markdown
from gouji.lint.rule_places import rule_files

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = Path(__file__).with_name("pack-pages")
COMMITTED = ROOT / "docs" / "forms"
_LINK = re.compile(r"(?<!\\)\]\(([^)]+)\)|href=\"([^\"]+)\"")


def pages(folder: Path) -> dict[str, str]:
    return {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in folder.rglob("*") if one.is_file()}


def made(tmp_path: Path, source: Path, form: str = "markdown") -> dict[str, str]:
    out = tmp_path / "out"
    assert main(["doc", str(source), "--out", str(out), "--format", form]) == 0
    return pages(out)


def prose(page: str) -> str:
    """A page in Markdown without what stands between fences."""
    return re.sub(r"^(`{3,})gouji\n.*?^\1$", "", page, flags=re.MULTILINE | re.DOTALL)


# --- the packs


def test_committed_pages_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make docs` would change nothing."""
    monkeypatch.chdir(ROOT)
    now, committed = made(tmp_path, Path("rules")), pages(COMMITTED)
    assert sorted(now.keys() ^ committed.keys()) == [], "pages that are missing, or of what is no more: make docs"
    assert [name for name in now if now[name] != committed[name]] == [], "pages that are old: make docs"


def test_the_page_of_a_rule_is_found_by_where_the_rule_is_named() -> None:
    """Of every rule of every pack, and of nothing else."""
    program = Library().load(rule_files(shipped_rules())).program
    found = {page_of(piece.place(rule.name.span)) for rule, piece in program.rules}
    assert found == {name.removesuffix(".md") for name in pages(COMMITTED) if not name.endswith("README.md")}
    assert {page_of(form.place) for form in program.forms} == {""}


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_links_lead_to_pages(form: str, tmp_path: Path) -> None:
    """Every page is reached from the index, and every link from every page leads to one."""
    now = pages(COMMITTED) if form == "markdown" else made(tmp_path, ROOT / "rules", form)
    reached = set()
    for name, page in now.items():
        for link in _LINK.findall(prose(page)):
            target = (tmp_path / name).parent.joinpath(unquote(link[0] or link[1])).resolve()
            reached.add(target.relative_to(tmp_path).as_posix())
    assert reached == now.keys()


def test_every_rule_of_the_packs_has_its_page_with_examples() -> None:
    """Examples that pass and that fail, and of those what is said in both languages; no key of a catalogue shows."""
    rules = {name: page for name, page in pages(COMMITTED).items() if not name.endswith("README.md")}
    assert len(rules) >= 17
    for name, page in rules.items():
        assert "## 通过的例子 Examples that pass" in page, name
        failing = page.partition("## 不通过的例子 Examples that fail")[2].partition("\n## ")[0]
        assert len(re.findall(r"^> ", failing, re.MULTILINE)) >= 2, name
        assert not re.search(r"\b(doc|reference|output)\.[a-z]", prose(page)), name


def test_a_form_page_says_what_the_form_declares() -> None:
    """Fields with their units, parts and bounds; prescribed rows; derived checks; rules with where they come from."""
    page = (COMMITTED / "无锡市部门整体绩效目标表" / "README.md").read_text(encoding="utf-8")
    for said in (
        "| 项目支出 | 金额 money | 万元 | 期间: 半年, 全年 | ✓ | \\= 项目.金额<br>≥ 0万元 |",
        "| 三级指标 ◆ | 文本 text |",
        "| 支付进度符合率 | ✓ | 一级指标 = 过程 · 二级指标 = 预算执行 · % ·",
        "| 合计 | total-mismatch | 错误 error |",
        "| [收支平衡](../部门整体绩效目标表/收支平衡.md) | 错误 error | 勾稽 reconciliation |",
        "[部门整体绩效目标表](../部门整体绩效目标表/README.md)",
    ):
        assert said in page, said


def test_what_a_form_switches_off_stands_on_its_page(tmp_path: Path) -> None:
    """With the reason, on the heir's page too, there with the name of the form that says it."""
    rules = tmp_path / "rules.gj"
    rules.write_text(
        """
表样 甲 { 总额 : 金额 ≥ 0
    规则 总额不为零 { 应 总额 > 0 信息 "{总额}" } }
表样 乙 沿用 甲 { 停用 "总额不为零" 理由 "允许零预算"
    改级 "总额 范围" 提示 理由 "试行一年" }
表样 丙 沿用 乙 { 改级 "总额 范围" 警告 理由 "已经试行" }
""",
        encoding="utf-8",
    )
    now = made(tmp_path, rules)
    first, second, own = (
        "| 总额不为零 | 停用 off | 允许零预算 | 乙 |", "| 总额 范围 | 提示 hint | 试行一年 | 乙 |",
        "| 总额 范围 | 警告 warning | 已经试行 | 丙 |",
    )  # fmt: skip
    assert "停用" not in now["甲/README.md"]
    assert f"{first}\n{second}\n" in now["乙/README.md"]
    assert f"{first}\n{second}\n{own}\n" in now["丙/README.md"]


# --- names that mean harm


def test_no_name_becomes_markup_in_markdown(tmp_path: Path) -> None:
    """Tags, table bars, links and fences in names and texts show as they are written."""
    now = made(tmp_path, HOSTILE)
    for name, page in now.items():
        assert not re.search(r"(?<!\\)<(?!br>|!-- Made)", prose(page)), name
        assert not re.search(r"(?<!\\)\]\(javascript", prose(page)), name
        rows = [line for line in prose(page).splitlines() if line.startswith("|")]
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in rows}
        assert bars <= {3, 5, 6, 8}, name
    rule = next(page for page in now.values() if page.startswith(MARK) and "只有 0.00005万元" in page)
    assert "````gouji\n规则 「../规则/<x>」 错误 {" in rule
    assert "only 0.00005万元 \\<u\\>\\`\\`\\`\\</u\\>" in rule


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        for name, value in attributes:
            assert not name.startswith("on") and name != "src"
            assert not (value or "").startswith("javascript")


def test_no_name_becomes_markup_in_html(tmp_path: Path) -> None:
    """Only the tags of the templates, and nothing from elsewhere."""
    for page in made(tmp_path, HOSTILE, "html").values():
        tags = _Tags()
        tags.feed(page)
        assert not tags.found.keys() & {"script", "img", "b", "i", "u", "em", "x"}
        assert "default-src 'none'" in page


def test_file_names_stay_in_the_folder_and_differ(tmp_path: Path) -> None:
    """Forms of one name for two years have two folders, rules of like names two files."""
    names = sorted(made(tmp_path, HOSTILE))
    assert names == [
        "README.md",
        "script-alert-1-script-2/README.md",
        "script-alert-1-script/README.md",
        "script-alert-1-script/规则-x-2.md",
        "script-alert-1-script/规则-x-3.md",
        "script-alert-1-script/规则-x.md",
    ]


def test_plain_text_as_markdown() -> None:
    """Also where it begins as a list, a heading or a rule would; a fence is longer than any in the text."""
    assert markdown("- a\n1. b\n# c") == "\\- a<br>1\\. b<br>\\# c"
    assert markdown("a & b\x1b\u202e") == "a &amp; b␛\\<U+202E\\>"
    assert code_block("a ```` b", "gouji") == "`````gouji\na ```` b\n`````"


# --- files


def test_pages_of_what_is_no_more_are_removed_and_others_left(tmp_path: Path) -> None:
    """Only what begins as our pages do is ours."""
    out = tmp_path / "out"
    (out / "old").mkdir(parents=True)
    (out / "old" / "rule.md").write_text(f"{MARK}: -->\n", encoding="utf-8")
    (out / "notes.md").write_text("# Notes\n", encoding="utf-8")
    now = made(tmp_path, HOSTILE)
    assert "old/rule.md" not in now and now["notes.md"] == "# Notes\n"


def test_a_page_by_hand_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, and nothing at all is written."""
    (tmp_path / "README.md").write_text("# Mine\n", encoding="utf-8")
    assert main(["doc", str(HOSTILE), "--out", str(tmp_path), "--lang", "en"]) == 2
    assert "README.md was not made by gouji doc" in capsys.readouterr().err
    assert pages(tmp_path) == {"README.md": "# Mine\n"}


def test_nothing_is_written_through_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Be it one that leads nowhere yet."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").symlink_to("../victim.md")
    assert main(["doc", str(HOSTILE), "--out", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "README.md was not made by gouji doc" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "README.md"]


@pytest.mark.parametrize("spoilt", ["typo", "GBK", "mistake"])
def test_pages_stay_where_a_rule_file_is_not_sound(spoilt: str, tmp_path: Path) -> None:
    """A path that is mistyped, a file in another encoding, one with a mistake: its pages are not of what is no more."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in "甲乙":
        (rules / f"{name}.gj").write_text(f"表样 {name} {{ 总额 : 金额 }}\n", encoding="utf-8")
    before = made(tmp_path, rules)
    if spoilt == "GBK":
        (rules / "乙.gj").write_text("表样 乙 { 总额 : 金额 }\n", encoding="gbk")
    elif spoilt == "mistake":
        (rules / "乙.gj").write_text("乙 { 总额 : 金额 }\n", encoding="utf-8")
    asked = tmp_path / "typo" if spoilt == "typo" else rules
    assert main(["doc", str(asked), "--out", str(tmp_path / "out")]) == (1 if spoilt == "mistake" else 2)
    now = pages(tmp_path / "out")
    assert now.keys() == before.keys()
    assert (now == before) == (spoilt == "typo"), "an index of nothing is not put in the place of another"
    (rules / "乙.gj").unlink()
    assert "乙/README.md" not in made(tmp_path, rules)


def test_pages_of_the_other_format_go(tmp_path: Path) -> None:
    """A folder holds one format."""
    assert {Path(name).suffix for name in made(tmp_path, HOSTILE)} == {".md"}
    assert {Path(name).suffix for name in made(tmp_path, HOSTILE, "html")} == {".html"}


@pytest.mark.parametrize("is_new", [True, False])
def test_a_full_disk_leaves_what_was_there(
    is_new: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No page of the new ones is there, nor a folder that was made for them."""
    out = tmp_path / "docs" / "forms"
    if not is_new:
        assert main(["doc", str(HOSTILE), "--out", str(out)]) == 0
        (out / "README.md").write_text(f"{MARK}: -->\n", encoding="utf-8")
    before = sorted((path, path.read_text("utf-8") if path.is_file() else "") for path in tmp_path.rglob("*"))
    asked = 0

    def settles(_: int) -> None:
        nonlocal asked
        asked += 1
        if asked == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", settles)
    assert main(["doc", str(HOSTILE), "--out", str(out), "--lang", "en"]) == 2
    assert capsys.readouterr().err == f"cannot write {out}: the disk is full\n"
    now = sorted((path, path.read_text("utf-8") if path.is_file() else "") for path in tmp_path.rglob("*"))
    assert now == before


def test_the_name_of_the_folder_gives_no_orders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To the terminal on which it is told."""
    assert main(["doc", str(HOSTILE), "--out", str(tmp_path / "a\x1b[31m")]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said and "a␛[31m" in said


def test_mistakes_in_rule_files_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What can be shown is shown all the same; 1 for mistakes, 2 for what cannot be used."""
    (tmp_path / "odd.gj").write_text("表样 表 { 甲 : 金额\n 规则 错 { 应 乙 > 0 } }\n", encoding="utf-8")
    assert main(["doc", str(tmp_path / "odd.gj"), "--out", str(tmp_path / "out")]) == 1
    assert "乙" in capsys.readouterr().err
    assert "表/README.md" in pages(tmp_path / "out")
    assert main(["doc", str(tmp_path / "nosuch.gj"), "--out", str(tmp_path / "out")]) == 2
    (tmp_path / "bad.gj").write_bytes(b"\0")
    assert main(["doc", str(tmp_path / "bad.gj"), "--out", str(tmp_path / "out")]) == 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the folder should be there is a file."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["doc", str(HOSTILE), "--out", str(tmp_path / "file"), "--lang", "en"]) == 2
    assert "cannot write" in capsys.readouterr().err
