"""Does `gouji fmt` write what is not laid out, and nothing else?"""

import io
import os
import re
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Gouji, Run, stand_in

from gouji.lang.source import Source


def test_fmt_rewrites_what_is_not_laid_out(gouji: Gouji, rules: Path) -> None:
    """The file keeps its permissions, a link to it stays a link, and nothing is left beside it."""
    (rules / "b.gj").chmod(0o640)
    (rules / "link.gj").symlink_to("b.gj")
    before = (rules / "a.gj").stat().st_mtime_ns
    assert gouji("fmt", "link.gj", "a.gj") == Run(0, "已排版：link.gj\n", "规则文件 2 个，排版 1 个\n")
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {\n}\n"
    assert (rules / "b.gj").stat().st_mode & 0o777 == 0o640
    assert (rules / "link.gj").is_symlink()
    assert (rules / "a.gj").stat().st_mtime_ns == before
    assert sorted(path.name for path in rules.iterdir()) == ["a.gj", "b.gj", "c.toml", "link.gj"]
    assert gouji("fmt") == Run(0, "", "规则文件 3 个，排版 0 个\n")


def test_fmt_follows_no_link_out_of_a_folder(gouji: Gouji, rules: Path) -> None:
    """Asked for itself, it is followed."""
    outside = rules / "b.gj"
    (rules / "in").mkdir()
    (rules / "in" / "link.gj").symlink_to(outside)
    before = outside.read_bytes()
    run = gouji("fmt", "in")
    assert run.status == 2
    assert f"没有改 in/link.gj：它是链接，指向给出的路径以外的 {outside.resolve()}\n" in run.err
    assert outside.read_bytes() == before
    assert gouji("fmt", "in/link.gj").status == 0
    assert outside.read_text(encoding="utf-8") == "规则 乙 {\n}\n"


def test_fmt_keeps_the_mark_of_the_encoding(gouji: Gouji, rules: Path) -> None:
    """As editors on Windows write it."""
    (rules / "b.gj").write_bytes("\ufeff规则 乙 {  \n}\n".encode())
    assert gouji("fmt").status == 0
    assert (rules / "b.gj").read_bytes() == "\ufeff规则 乙 {\n}\n".encode()


def test_fmt_leaves_what_has_changed_meanwhile(gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody saves while the file is laid out is not lost."""

    def saving(source: Source) -> str:
        (rules / "b.gj").write_text("规则 新 {\n}\n", encoding="utf-8")
        return source.text.upper() + "\n"

    stand_in(monkeypatch, "gouji.lang.format", format_source=saving)
    run = gouji("fmt", "b.gj")
    assert run.status == 2
    assert "没有改 b.gj：读过以后它又被改动了" in run.err
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 新 {\n}\n"


def test_fmt_check_and_diff_change_nothing(gouji: Gouji, rules: Path) -> None:
    """Status 1 where a file would change."""
    assert gouji("fmt", "--check") == Run(1, "需要排版：b.gj\n", "规则文件 2 个，需要排版 1 个\n")
    run = gouji("fmt", "--diff", "--lang", "en")
    assert run.status == 1
    assert run.out.splitlines()[:2] == ["--- b.gj", "+++ b.gj"]
    assert run.out.splitlines()[3:5] == ["-规则 乙 {  ", "+规则 乙 {"]
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {  \n}\n"
    assert gouji("fmt", "--check", "a.gj").status == 0


def test_fmt_tells_what_it_cannot_format(gouji: Gouji, rules: Path) -> None:
    """Target files, missing files, files in another encoding; the rest is formatted."""
    (rules / "gbk.gj").write_bytes("规则".encode("gbk"))
    run = gouji("fmt", "c.toml", "nosuch.gj", "gbk.gj", "b.gj")
    assert (run.status, run.out) == (2, "已排版：b.gj\n")
    assert re.findall(r"\[([a-z-]+)\]", run.err) == ["not-a-rule-file", "path-missing", "file-gbk"]


def test_fmt_leaves_a_file_with_mistakes_of_syntax(gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are told, in a file and from the standard input."""
    (rules / "bad.gj").write_text("规则 丙 {  ", encoding="utf-8")
    run = gouji("fmt")
    assert (run.status, run.out) == (2, "已排版：b.gj\n")
    assert "错误[unclosed-bracket]" in run.err
    assert "bad.gj 里有语法错误，没有排版" in run.err
    assert (rules / "bad.gj").read_text(encoding="utf-8") == "规则 丙 {  "
    standard_input(monkeypatch, "规则 丙 {  ".encode())
    run = gouji("fmt", "-")
    assert (run.status, run.out) == (2, "")


def test_fmt_leaves_a_file_whole_that_it_cannot_write(
    gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old content stays, the new one is not left lying about."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    run = gouji("fmt", "b.gj")
    assert (run.status, run.out) == (2, "")
    assert "没有改 b.gj，写不了：没有权限" in run.err
    assert sorted(path.name for path in rules.iterdir()) == ["a.gj", "b.gj", "c.toml"]
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {  \n}\n"


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "arguments", "status", "out"),
    [
        ("规则 乙 {  \n}\n", [], 0, "规则 乙 {\n}\n"),
        ("规则 乙 {  \n}\n", ["--check"], 1, ""),
        ("规则 乙 {\n}\n", ["--check"], 0, ""),
        ("规则 乙 {\n}\n", ["--diff"], 0, ""),
        ("", [], 0, ""),
    ],
)
def test_fmt_of_the_standard_input(
    gouji: Gouji,
    layout: None,
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    arguments: list[str],
    status: int,
    out: str,
) -> None:
    """From stream to stream, for editors."""
    standard_input(monkeypatch, content.encode())
    assert gouji("fmt", "-", *arguments) == Run(status, out, "")


def test_fmt_of_a_bad_standard_input(gouji: Gouji, layout: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and stands alone."""
    standard_input(monkeypatch, "规则".encode("gbk"))
    run = gouji("fmt", "-")
    assert (run.status, run.out) == (2, "")
    assert "file-gbk" in run.err
    assert gouji("fmt", "-", "a.gj").err == "“-” 不能和别的路径一起用\n"
