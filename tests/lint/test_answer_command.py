"""Does `gouji answer` write what answers the finding, in the right place, and leave all else as it is?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gouji.cli import main
from gouji.lint.answer_edits import Insertion, insertion
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library

RULES = """表样 甲 {
    总额 : 金额 必填
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额
    }
    规则 总额不大 错误 {
        应   总额 ≤ 5元
        信息 "总额 {总额}"
    }
    规则 金额不大 {
        每个 项目
        应   金额 ≤ 1元
        信息 "金额 {金额}"
    }
}
"""
HEAD = '# 头\n"表样" = "甲"\n"年度"=2025   # 年\n"总额" = 1\n'
ROWS = '[["项目"]]\n"名称" = "一"\n"金额" = 2\n[["项目"]]\n"名称" = "二"\n"金额" = 3 # 三\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(*arguments: str) -> int:
    return main(["answer", *arguments, "--reason", "一次性支出", "--today", "2025-06-01"])


def open_findings(path: Path) -> list[str]:
    found = check_form(path, CheckContext(Library(), today=date(2025, 6, 1))).diagnostics
    return [one.code.id for one in found if one.answer is None]


@pytest.mark.parametrize(
    "arguments",
    [
        ("金额不大", "项目"),
        ("金额不大", '项目["二"]', "--until", "2025-06-30"),
        ("金额不大", '项目["二"]', "--until", "2025年6月"),
    ],
)
def test_the_answer_stands_at_the_end_and_counts(folder: Path, arguments: tuple[str, ...]) -> None:
    """With its comments and layout, what was there before is there before it."""
    form = folder / "a.toml"
    form.write_text(HEAD + ROWS, encoding="utf-8")
    before = len(open_findings(form))
    assert answer("a.toml", *arguments) == 0
    written = form.read_text(encoding="utf-8")
    assert written.startswith(HEAD + ROWS.rstrip() + '\n\n[["说明"]]\n')
    assert written.endswith(('"理由" = "一次性支出"\n', '"有效期至" = 2025-06-30\n'))
    assert len(open_findings(form)) == (0 if "项目" in arguments else before - 1)


def test_it_stands_after_the_other_answers(folder: Path) -> None:
    """Also where a table follows them; in the language of the file; with the marks of a file from Windows."""
    form = folder / "a.toml"
    head = 'form = "甲"\nyear = 2025\n"总额" = 1\n'
    first = '[[answer]]\nrule = "金额不大"\nreason = "旧" # 注\nplace = \'项目["一"]\'\n'
    form.write_bytes(b"\xef\xbb\xbf" + (head + first + "\n" + ROWS).replace("\n", "\r\n").encode())
    assert answer("a.toml", "金额不大", "--by", "办公室") == 0
    new = '\n[[answer]]\nrule = "金额不大"\nplace = \'项目["二"].金额\'\nreason = "一次性支出"\nby = "办公室"\n'
    expected = (head + first + new + "\n" + ROWS).replace("\n", "\r\n")
    assert form.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert open_findings(form) == []


def test_it_stands_in_the_file_beside_the_form_where_there_is_one(folder: Path) -> None:
    form, beside = folder / "a.toml", folder / "a.说明.toml"
    form.write_text(HEAD + ROWS, encoding="utf-8")
    beside.write_text("", encoding="utf-8")
    assert answer("a.说明.toml", "金额不大", "项目") == 0
    assert form.read_text(encoding="utf-8") == HEAD + ROWS
    assert (
        beside.read_text(encoding="utf-8")
        == '[["说明"]]\n"规则" = "金额不大"\n"位置" = "项目"\n"理由" = "一次性支出"\n'
    )
    assert open_findings(form) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.toml", "总额不大"), "只能改正"),
        (("a.toml", "金额不大"), '项目["二"].金额'),
        (("a.toml", "金额不大", '项目["三"]'), '项目["二"].金额'),
        (("a.toml", "金额太大"), "还没有说明的有：\n  甲/金额不大\n"),
        (("answered.toml", "总额不大"), "也没有别的可以说明的了\n"),
        (("a.toml", "金额不大", "项目", "--until", "2025-05-31"), "已经过了"),
        (("a.toml", "金额不大", "项目", "--until", "明天"), "要写一个日期"),
        (("a.gj", "金额不大"), "不是一个填报文件"),
        (("b.toml", "金额不大"), "path-missing"),
        (("a.toml",), "要写明文件、规则和 --reason"),
        (("broken.toml", "金额不大", "项目"), "请先改正"),
        (("answered.toml", "金额不大", '项目["一"]'), "已经说明过了"),
    ],
)
def test_what_cannot_be_answered_is_told(
    folder: Path, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And no file is changed."""
    (folder / "a.toml").write_text(HEAD.replace("= 1", "= 9") + ROWS, encoding="utf-8")
    (folder / "broken.toml").write_text(HEAD + '"说明" = "都好"\n' + ROWS, encoding="utf-8")
    (folder / "answered.toml").write_text(
        HEAD + ROWS + '[["说明"]]\n"规则" = "金额不大"\n"理由" = "x"\n', encoding="utf-8"
    )
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert answer(*arguments) == 2
    assert told in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["a.toml", "a.说明.toml"])
@pytest.mark.parametrize(("now", "told"), [("# 补记\n", "刚刚被改动了"), (None, "刚刚被删去了")])
def test_what_has_changed_meanwhile_is_not_overwritten(
    folder: Path, name: str, now: str | None, told: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Somebody saves the file, or removes it, between the check and the answer: what is there then stays."""
    (folder / "a.toml").write_text(HEAD + ROWS, encoding="utf-8")
    (folder / name).touch()

    def meanwhile(*given: Any) -> Insertion | None:
        (folder / name).unlink()
        if now is not None:
            (folder / name).write_text(now, encoding="utf-8")
        return insertion(*given)

    monkeypatch.setattr("gouji.lint.answer_edits.insertion", meanwhile)
    assert answer("a.toml", "金额不大", "项目") == 2
    assert told in capsys.readouterr().err
    left = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert left.get(name) == now
    assert left.keys() <= {"a.gj", "a.toml", name}


FILLED = '"表样" = "采购表"\n"年度" = 2025\n[["采购"]]\n"名称" = \'{}\'\n"数量" = ">=3台"\n'


@pytest.mark.parametrize("nothing", ["", "  ", "/", "—", "***"])
def test_what_says_nothing_is_no_reason(folder: Path, nothing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As in a cell; by nobody is not written."""
    path = folder / "a.toml"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    assert main(["answer", "a.toml", "金额不大", "项目", "--reason", nothing]) == 2
    assert "--reason" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == HEAD + ROWS
    assert answer("a.toml", "金额不大", "项目", "--by", nothing) == 0
    assert open_findings(path) == []


ODD_KEYS = ['24"显示器[一期]', '[一期]"甲"', "甲].数量", '"]', "甲/乙.丙"]


@pytest.mark.parametrize("key", ODD_KEYS)
def test_no_text_of_a_form_gets_into_the_name_of_a_check(
    folder: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a row is called is no part of it: so a choice, a regrading and an answer by its name hit the finding."""
    form = "表样 采购表 {\n    明细表 采购 键 名称 {\n        名称 : 文本\n        数量 : 目标值\n    }\n}\n"
    (folder / "b.gj").write_text(form, encoding="utf-8")
    path = folder / "b.toml"
    path.write_text(FILLED.format(key), encoding="utf-8")
    (found,) = check_form(path, CheckContext(Library())).diagnostics
    assert (found.rule, found.arguments["cell"]) == ("采购表/采购.数量 写法", f'采购["{key}"].数量')
    assert main(["check", "b.toml", "--select", "采购.数量 写法"]) == 0
    assert "target-spelling" in capsys.readouterr().out
    assert answer("b.toml", "采购.数量 写法", f'采购["{key}"].数量') == 0
    assert open_findings(path) == []
