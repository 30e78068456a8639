"""Do the features of rule files, each through the protocol, do what is promised, while a line is unfinished too?"""

from pathlib import Path
from typing import Any

import pytest
from tests.lsp.client import Client, Message

RULES = """引用 "b.gj"
# 依据见 https://example.org/办法（试行）。
维度 期间 累计 { 半年, 全年 }

表样 甲 {
    计量单位 万元
    总额 : 金额 按 期间 必填
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
    }
    规则 合计对 错误 {
        应   总额 = 合计(项目.金额 其中 名称 含 "费")
        信息 "总额 {总额}"
    }
}

用例 "相等" {
    给定 "a.toml"
    期望 通过 合计对
}
"""
FILLED = '"表样" = "甲"\n"年度" = 2025\n"总额" = { "半年" = 1, "全年" = 2 }\n[["项目"]]\n"名称" = "一"\n'


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "b.gj").write_text("表样 乙 {\n    项目总额 : 金额\n}\n", encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    return tmp_path


def typed(client: Client, folder: Path, written: str, version: int) -> tuple[Path, int, int]:
    """The rule file with a line in its rule in place of the 应; gives the place after it, which `|` may mark."""
    rules = folder / "a.gj"
    lines = RULES.splitlines(keepends=True)
    lines[12] = written.replace("|", "") + "\n"
    if version == 1:
        client.open(rules, "".join(lines))
    else:
        client.change(rules, version, {"text": "".join(lines)})
    return rules, 12, (written + "|").index("|")


def test_the_signature_of_an_open_call_is_shown(client: Client, folder: Path) -> None:
    shown = [
        ("        应 总额 = 合计(", "合计(一列数 [其中 条件]) → 同类的数", 0),
        ("        应 包含(项目.名称，", "包含(文字, 文字) → 是或否", 1),
        ("        应 舍入（合计(项目.金额), |) > 0", "舍入(数, 小数位数) → 同类的数", 1),
        ("        应 最大(1, 2, 3", "最大(数, 数, …) → 同类的数", 2),
        ('        信息 "一共 {计数(', "计数(明细表 [其中 条件]) → 个数", 0),
        ("        must sum(项目.", "sum(一列数 [其中 条件]) → 同类的数", 0),
    ]
    for version, (written, label, argument) in enumerate(shown, start=1):
        found = client.ask_at("signatureHelp", *typed(client, folder, written, version))
        signature = found["signatures"][found["activeSignature"]]
        assert (signature["label"], found["activeParameter"]) == (label, argument)
        start, end = signature["parameters"][0]["label"]
        assert label[start:end] == label.partition("(")[2].partition(", ")[0].partition(")")[0]
        assert signature["documentation"]["value"]
    for version, written in enumerate(
        ["        应 总额", "        应 (总额", "        应 合计(项目.金额) > 0"], start=7
    ):
        assert client.ask_at("signatureHelp", *typed(client, folder, written, version)) is None
    assert client.ask_at("signatureHelp", folder / "a.gj", 0, 3) is None


def test_a_client_that_knows_no_absent_parameter_is_told_of_none(client: Client, folder: Path) -> None:
    found = client.ask_at("signatureHelp", *typed(client, folder, "        应 最大(1, 2, ", 1))
    assert [set(one) for one in found["signatures"]] == [{"label", "documentation", "parameters"}] * 2


def test_the_signature_is_told_in_the_language_of_the_file(client: Client, folder: Path) -> None:
    path = folder / "c.gj"
    client.open(path, "form 丙 {\n    总额 : money\n}\nrule 一 on 丙 {\n    must sum(\n}\n")
    (signature,) = client.ask_at("signatureHelp", path, 4, 13)["signatures"]
    assert signature["label"] == "sum(a column of figures [where a condition]) → a figure of the same kind"


def test_declarations_are_found_in_the_whole_workspace(client: Client, folder: Path) -> None:
    def found(query: str) -> list[tuple[str, str]]:
        return [(one["name"], one["containerName"]) for one in client.ask("workspace/symbol", query=query)]

    assert found("总额") == [("总额", "甲"), ("项目总额", "乙")]
    assert found("合对") == [("合计对", "甲")]
    assert found("相等") == [("相等", "a.gj")]
    assert found("甲乙丙") == []
    assert len(found("")) == 11


def test_files_and_addresses_are_links(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(rules)
    found = client.ask("textDocument/documentLink", textDocument={"uri": rules.as_uri()})
    assert [(one["range"]["start"]["line"], one["target"]) for one in found] == [
        (0, (folder / "b.gj").as_uri()),
        (18, (folder / "a.toml").as_uri()),
        (1, "https://example.org/办法"),
    ]
    assert found[0]["range"] == {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 8}}
    client.open(folder / "a.toml")
    assert client.ask("textDocument/documentLink", textDocument={"uri": (folder / "a.toml").as_uri()}) == []


OUTLINED = """表样 丙 沿用 甲 {
    停用 "总额 必填" 理由 "不填"
    改级 "合计对" 提示 理由 "试行"
    规则 先 提示 { 应 人数 > 0人 }
    人数 : 数量  计量单位 人 必填
    分组 支出 {
        明细表 明细 键 名 {
            名 : 文本
            行 水费 { 必填 }
        }
    }
}
维度 季度 累计 { 一季, 二季 }
计量单位 箱苗 = 50株
"""
OUTLINE = """
丙 | 沿用 甲
    ~总额 必填 | 停用
    合计对 | 改级
    先 | 提示
    人数 | 数量 计量单位 人 必填
    支出 |
        明细 | 键 名
            名 | 文本
            水费 |
季度 | 累计
箱苗 | = 50株
"""


def outlined(symbols: list[Message], depth: int = 0) -> list[str]:
    """A line a symbol; `~` before what is struck out."""
    lines = []
    for one in symbols:
        struck = "~" if one.get("tags") == [1] else ""
        lines.append(f"{'    ' * depth}{struck}{one['name']} | {one.get('detail', '')}".rstrip())
        lines += outlined(one.get("children", []), depth + 1)
    return lines


def test_the_outline_is_what_stands_in_what(client: Client, folder: Path) -> None:
    path = folder / "c.gj"
    client.open(path, f'引用 "a.gj"\n{OUTLINED}')
    found = client.ask("textDocument/documentSymbol", textDocument={"uri": path.as_uri()})
    assert outlined(found[1:]) == OUTLINE.strip("\n").split("\n")


def grown(client: Client, path: Path, line: int, character: int) -> list[str]:
    """What is selected as the selection grows."""
    lines = (path.read_text(encoding="utf-8")).splitlines(keepends=True)
    (found,) = client.ask(
        "textDocument/selectionRange",
        textDocument={"uri": path.as_uri()}, positions=[{"line": line, "character": character}],
    )  # fmt: skip
    texts = []
    while found is not None:
        start, end = found["range"]["start"], found["range"]["end"]
        inside = "".join(lines[start["line"] : end["line"] + 1])
        cut = len(lines[end["line"]]) - end["character"] if end["line"] < len(lines) else 0
        texts.append(inside[start["character"] : len(inside) - cut].strip())
        found = found.get("parent")
    return texts


def test_a_selection_grows_from_the_word_to_the_file(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    texts = grown(client, rules, 12, len("        应   总额 = 合计(项"))
    assert texts[:3] == ["项目", "项目.金额", '项目.金额 其中 名称 含 "费"']
    assert '合计(项目.金额 其中 名称 含 "费")' in texts
    assert '应   总额 = 合计(项目.金额 其中 名称 含 "费")' in texts
    assert [one.partition(" ")[0] for one in texts if one.startswith(("规则", "表样", "引用"))] == [
        "规则",
        "表样",
        "引用",
    ]
    hole = grown(client, rules, 13, len('        信息 "总额 {总'))
    assert hole[:3] == ["总额", "{总额}", '"总额 {总额}"']
    pairs = grown(client, form, 2, len('"总额" = { "半年" = '))
    assert pairs[:4] == ["1", '"半年" = 1', '{ "半年" = 1, "全年" = 2 }', '"总额" = { "半年" = 1, "全年" = 2 }']
    row = grown(client, form, 4, 10)
    assert row[:3] == ['"一"', '"名称" = "一"', '[["项目"]]\n"名称" = "一"']


@pytest.mark.parametrize(("line", "file"), [(0, "b.gj"), (18, "a.toml")])
def test_a_file_that_is_named_is_gone_to(client: Client, folder: Path, line: int, file: str) -> None:
    client.open(folder / "a.gj")
    column = RULES.splitlines()[line].index('"') + 2
    assert client.ask_at("definition", folder / "a.gj", line, column)["uri"] == (folder / file).as_uri()
    assert client.ask_at("definition", folder / "a.gj", line, 1) is None


def on_type(client: Client, path: Path, line: int, character: int, sign: str) -> list[Any]:
    options = {"tabSize": 4, "insertSpaces": True}
    return client.ask_at("onTypeFormatting", path, line, character, ch=sign, options=options) or []


def test_what_was_typed_is_laid_out(client: Client, folder: Path) -> None:
    rules = folder / "c.gj"
    client.open(rules, "表样 丙 {\n    总额 : 金额\n}\n规则 一 于 丙 {\n  应 总额>0\n\n}\n规则 二 于 丙 {\n")
    edits = {one["range"]["start"]["line"]: one["newText"] for one in on_type(client, rules, 5, 0, "\n")}
    assert edits == {4: "    应 总额 > 0", 5: "    "}
    client.change(rules, 2, {"text": "规则 二 于 丙 {\n应 总额>0\n  }"})
    (brace,) = on_type(client, rules, 2, 3, "}")
    assert (brace["newText"], brace["range"]["end"]["character"]) == ("", 2)
    client.change(rules, 3, {"text": "规则 二 于 丙 {\n    应 总额>0 +\n\n"})
    assert [one["newText"] for one in on_type(client, rules, 2, 0, "\n")] == ["    "]
    client.change(rules, 4, {"text": '规则 二 于 丙 {\n  信息 "总额\n\n}\n'})
    assert [one["newText"] for one in on_type(client, rules, 2, 0, "\n")] == ["    "]
    assert on_type(client, folder / "a.toml", 0, 0, "\n") == []


def shown(client: Client, path: Path, line: int, character: int) -> str:
    found = client.ask_at("hover", path, line, character)
    return found["contents"]["value"] if found is not None else ""


def test_hovering_shows_what_a_name_is_and_who_uses_it(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(
        rules,
        RULES
        + '\n规则 有余 于 甲 {\n    应   总额[全年] > 5万元\n}\n用例 "少" {\n    给定 "a.toml"\n    改为 总额[全年] = 1\n}\n',
    )
    total = shown(client, rules, 6, 5)
    assert "**总额** · 金额 万元 必填" in total
    assert "用到它的：规则 2 · 用例 1" in total
    assert f"[合计对]({rules.as_uri()}#L12)" in total
    assert "[少]" in total
    assert "用到它的：规则 1" in shown(client, rules, 9, 9)
    assert "合计(一列数 [其中 条件]) → 同类的数" in shown(client, rules, 12, len("        应   总额 = 合"))
    assert "只挑" in shown(client, rules, 12, len("        应   总额 = 合计(项目.金额 其"))
    assert shown(client, rules, 23, len("    应   总额[全年] > 5万")).startswith("**万元**\n\n1万元 = 10000元\n\n")
    assert "✗" in shown(client, rules, 25, 5)


def test_hovering_over_a_rule_shows_what_it_says_now(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form, FILLED + '"金额" = { "全年" = 3 }\n[["项目"]]\n"名称" = "费"\n"金额" = { "全年" = 3 }\n')
    said = shown(client, rules, 11, 8)
    assert "不成立 1" in said
    assert f"[a.toml:3]({form.as_uri()}#L3): 总额" in said


def actions(client: Client, path: Path, line: int, character: int, **context: Any) -> dict[str, Message]:
    place = {"line": line, "character": character}
    found = client.ask(
        "textDocument/codeAction",
        textDocument={"uri": path.as_uri()}, range={"start": place, "end": place},
        context={"diagnostics": [], **context},
    )  # fmt: skip
    return {one["title"]: one for one in found}


def edit_of(action: Message) -> tuple[str, int, str]:
    """The file, the line and the text of an action's only edit."""
    ((uri, (edit,)),) = action["edit"]["changes"].items()
    return Path(uri).name, edit["range"]["start"]["line"], edit["newText"]


def test_mistakes_are_mended_with_the_nearest_name(client: Client, folder: Path) -> None:
    mistakes = [
        ("        应 总颧 > 0", 12, "总额"),
        ("        应 总额 > 合记(项目.金额)", 17, "合计"),
        ("        应 计算个数(项目) > 0", 12, "计数"),
        ("        应 合计(项目.金颧) > 0", 18, "金额"),
        ("        应 总额 > 5万圆", 18, "万元"),
        ("        应 总额>0且存在(项目)", 16, ""),
        ('        应 存在(项目 其中 名称含"费")', 21, "名称 含"),
    ]
    for version, (written, at, meant) in enumerate(mistakes, start=1):
        path, line, _ = typed(client, folder, written, version)
        found = [edit_of(one) for one in actions(client, path, line, at, only=["quickfix"]).values()]
        assert not meant or meant in [text for _, _, text in found], (written, found)


def test_a_rule_is_given_a_message_and_a_test(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    text = RULES + "\n规则 有余 于 甲 {\n    应   总额[全年] > 5万元 且 存在(项目)\n}\n"
    client.open(rules, text)
    client.open(folder / "a.toml")
    found = actions(client, rules, 22, 5)
    assert edit_of(found["给规则“有余”加上信息"]) == ("a.gj", 23, '\n    信息 "总额[全年] {总额[全年]}"')
    name, line, test = edit_of(found["给规则“有余”加一个用例"])
    assert (name, line) == ("a.gj", 25)
    assert test == '\n用例 "有余" {\n    给定 "a.toml"\n    期望 失败 有余\n}\n'
    assert actions(client, rules, 22, 5, only=["quickfix"]) == {}
    assert "给规则“有余”加上信息" in actions(client, rules, 22, 5, only=["refactor"])
    (folder / "a.test.gj").write_text('引用 "a.gj"\n', encoding="utf-8")
    client.changed_on_disk(folder / "a.test.gj")
    assert edit_of(actions(client, rules, 22, 5)["给规则“有余”加一个用例"])[:2] == ("a.test.gj", 1)
    assert not [title for title in actions(client, rules, 11, 10) if "合计对" in title]


def test_a_figure_is_written_in_another_unit(client: Client, folder: Path) -> None:
    path, line, _ = typed(client, folder, "        应 总额 > 50000元", 1)
    assert list(actions(client, path, line, 18, only=["refactor"])) == ["写成 5万元", "写成 0.0005亿元"]
    assert edit_of(actions(client, path, line, 18)["写成 5万元"]) == ("a.gj", 12, "5万元")
    assert actions(client, path, line, 12) == {}


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("应 总额 属于 { 50|000元 }", ["写成 5万元"]),
        ("应 类别 属于 { 大, 100|元 }", []),
        ("应 类别 ≠ 100|元", []),
        ("应 总额 > 20000|元", ["写成 2万元"]),
    ],
)
def test_a_word_of_a_choice_is_no_figure(client: Client, folder: Path, written: str, figures: list[str]) -> None:
    path = folder / "d.gj"
    head = "表样 丁 {\n    总额 : 金额\n    类别 : 选项 大, 100元\n    规则 一 { "
    client.open(path, f"{head}{written.replace('|', '')} }}\n}}\n")
    character = len("    规则 一 { ") + written.index("|")
    found = actions(client, path, 3, character, only=["refactor"])
    client.tell("textDocument/didClose", textDocument={"uri": path.as_uri()})
    assert [title for title in found if title.startswith("写成")][:1] == figures
    client.open(path, head + "应 总额 > 0元 }\n}\n")
    assert actions(client, path, 2, len("    类别 : 选项 大, 10")) == {}
    client.tell("textDocument/didClose", textDocument={"uri": path.as_uri()})
