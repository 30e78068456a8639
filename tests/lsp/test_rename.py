"""Does a new name reach every place where the old one stands, and is it refused where it cannot?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    总额 : 金额 按 期间 合计自 项目.金额
    类别 : 选项 大, 小
    甲项 : 金额
    丙项 : 金额
    合计 : 金额 合计自 甲项, 丙项
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
        备注 : 引用 项目
    }
    规则 够大 提示 { 应 总额[全年] ≥ 甲项 定位 甲项 }
}
用例 "够" {
    给定 "a.toml"
    改为 甲项 = 1
    改为 项目["一"].金额[全年] = 5
    期望 通过 够大 于 甲项
    期望 通过 合计合计
}
"""
FILLED = """"表样" = "甲"
"年度" = 2025
"类别" = "大"
"总额" = { "半年" = 1, "全年" = 3 }
"甲项" = 1
"丙项" = 1
"合计" = 2
[["项目"]]
"名称" = "一"
"金额" = { "半年" = 1, "全年" = 3 }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renamed")
    (folder / "a.gj").write_text(RULES, encoding="utf-8")
    (folder / "a.toml").write_text(FILLED, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=[("a.gj", "a.toml"), ("a.toml", "a.gj")], ids="-".join)
def client(request: pytest.FixtureRequest, folder: Path) -> Iterator[Client]:
    """Whichever file was opened first."""
    with Client(folder) as client:
        for file in request.param:
            client.open(folder / file)
            assert client.diagnostics(folder / file, 1) == []
        yield client


def place_of(text: str, line: str, name: str) -> Message:
    """Within a name in the line that begins so."""
    number = next(at for at, one in enumerate(text.splitlines()) if one.strip().startswith(line))
    return {"line": number, "character": text.splitlines()[number].index(name) + 1}


def renamed(text: str, edits: list[Message]) -> str:
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda one: tuple(one["range"]["start"].values()), reverse=True):
        start, end = edit["range"]["start"], edit["range"]["end"]
        line = lines[start["line"]]
        lines[start["line"]] = line[: start["character"]] + edit["newText"] + line[end["character"] :]
    return "".join(lines)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("甲项 : 金额", "甲项"),  # a part of a total, in a rule and its place, in a test
        ("合计 : 金额 合计自", "甲项"),
        ("改为 甲项", "甲项"),
        ("金额 : 金额 按", "金额"),  # a part of a total in a table, a column in a test
        ("改为 项目", "金额"),
        ("名称 : 文本", "名称"),  # a key
        ("明细表 项目", "项目"),  # on the way to a part of a total, referred to, in a test
        ("备注 : 引用", "项目"),
    ],
)
def test_every_place_has_the_new_name(client: Client, folder: Path, line: str, name: str) -> None:
    """From whichever place it is asked for."""
    rules, form = folder / "a.gj", folder / "a.toml"
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": place_of(RULES, line, name)}
    assert client.ask("textDocument/prepareRename", **asked)["placeholder"] == name
    changes = client.ask("textDocument/rename", **asked, newName="新名")["changes"]
    # 金额 is a type as well.
    wanted = RULES.replace(name, "新名").replace("新名 按", "金额 按").replace(": 新名", ": 金额")
    wanted = wanted.replace("新名 : 金额 按 期间 合计自", "总额 : 金额 按 期间 合计自")
    assert renamed(RULES, changes[rules.as_uri()]) == wanted
    assert renamed(FILLED, changes[form.as_uri()]) == FILLED.replace(f'"{name}"', '"新名"')


@pytest.mark.parametrize(
    ("file", "line", "name"),
    [
        ("a.toml", '"类别"', "大"),  # a value
        ("a.toml", '"名称"', "一"),
        ("a.gj", "改为 项目", "一"),
        ("a.gj", "类别", "选项"),
    ],
)
def test_what_is_no_name_is_not_renamed_and_the_answer_says_what_is(
    client: Client, folder: Path, file: str, line: str, name: str
) -> None:
    text = RULES if file == "a.gj" else FILLED
    asked = {"textDocument": {"uri": (folder / file).as_uri()}, "position": place_of(text, line, name)}
    for method, more in (("rename", {"newName": "新名"}), ("prepareRename", {})):
        assert "可以改的是栏目" in client.answer(f"textDocument/{method}", {**asked, **more})["error"]["message"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "请写出新名称"),
        ("「」", "请写出新名称"),
        ('甲"乙', "里不能有"),
        ("甲.乙", "里不能有 ."),
        ("丙项", "a.gj:7 已经有了：换一个名称"),
        ("年度", "另有用处：换一个名称"),
    ],
)
def test_a_name_that_cannot_be_given_is_refused_with_a_cure(client: Client, folder: Path, name: str, why: str) -> None:
    rules = folder / "a.gj"
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": place_of(RULES, "甲项 :", "甲项")}
    assert why in client.answer("textDocument/rename", {**asked, "newName": name})["error"]["message"]


@pytest.mark.parametrize(
    ("new", "in_rules"),
    [
        ("「一 二」", "「一 二」"),
        ("3 x", "「3 x」"),
        ("规则", "规则"),
        ("金额", "金额"),
        ("a-b", "「a-b」"),
    ],
)
def test_a_name_is_quoted_where_it_has_to_be(client: Client, folder: Path, new: str, in_rules: str) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": place_of(RULES, "甲项 :", "甲项")}
    changes = client.ask("textDocument/rename", **asked, newName=new)["changes"]
    assert {one["newText"] for one in changes[rules.as_uri()]} == {in_rules}
    assert [one["newText"] for one in changes[form.as_uri()]] == [new.strip("「」")]


def test_a_keyword_is_quoted_where_it_would_be_taken_for_one(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": place_of(RULES, "总额 :", "总额")}
    changes = client.ask("textDocument/rename", **asked, newName="非")["changes"]
    assert {one["newText"] for one in changes[rules.as_uri()]} == {"「非」"}


def test_a_header_in_the_brackets_of_a_chinese_input_method_is_renamed(tmp_path: Path) -> None:
    rules, form = tmp_path / "a.gj", tmp_path / "a.toml"
    rules.write_text("表样 甲 {\n    分组 支出 {\n        总额 : 金额\n    }\n}\n", encoding="utf-8")
    form.write_text('"表样" = "甲"\n"年度" = 2025\n【支出】\n"总额" = 1\n', encoding="utf-8")
    with Client(tmp_path) as client:
        client.open(rules)
        changes = client.ask_at("rename", rules, 1, 8, newName="花费")["changes"]
    (edit,) = changes[form.as_uri()]
    assert edit["range"] == {"start": {"line": 2, "character": 1}, "end": {"line": 2, "character": 3}}
