"""Do the lenses of rule files say what rules and tests give with the texts of now, and lead to the places?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.client import Client, Message

RULES = """表样 甲 {
    总额 : 金额 必填
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额
    }
    规则 合计对 错误 {
        应   总额 = 合计(项目.金额)
        信息 "总额 {总额}，合计 {合计(项目.金额)}"
    }
}

规则 每项不为零 于 甲 {
    每个 项目
    应   总额 / 金额 ≥ 1
    信息 "{名称}是 {金额}"
}

用例 "相等" {
    给定 "a.toml"
    期望 通过 合计对
}

用例 "不等" {
    给定 "a.toml"
    改为 总额 = 5
    期望 通过 合计对
}
"""
SHOW, RUN = "gouji.showPlaces", "gouji.runTest"


def filled(total: str, *amounts: str) -> str:
    rows = "".join(f'[["项目"]]\n"名称" = "{at}"\n"金额" = {amount}\n' for at, amount in enumerate(amounts))
    return f'"表样" = "甲"\n"年度" = 2025\n"总额" = {total}\n{rows}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    for name, text in {
        "a.toml": filled("3", "1", "2"),
        "b.toml": filled("4", "1", "2"),
        "c.toml": filled('"/"', "0"),
        "d.toml": filled("9", "8"),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    capabilities = {
        "workspace": {"codeLens": {"refreshSupport": True}}, "window": {"showDocument": {"support": True}},
    }  # fmt: skip
    with Client(folder, capabilities=capabilities) as client:
        yield client


def lenses(client: Client, path: Path) -> dict[int, Message]:
    """The command of each lens, by the line that it is above."""
    found = client.ask("textDocument/codeLens", textDocument={"uri": path.as_uri()})
    resolved = [client.answer("codeLens/resolve", one)["result"] for one in found]
    return {one["range"]["start"]["line"]: one["command"] for one in resolved}


def lenses_of_all(client: Client, path: Path) -> dict[int, Message]:
    """The same once forms that nobody has open are counted too: an editor asks again when it is told to."""
    while "其他表" not in (found := lenses(client, path))[6]["title"]:
        client.answer_request("workspace/codeLens/refresh")
    return found


def places(command: Message) -> list[tuple[str, int]]:
    locations: list[Any] = command["arguments"][2]
    return [(Path(one["uri"]).name, one["range"]["start"]["line"]) for one in locations]


def open_all(client: Client, folder: Path, *names: str) -> Path:
    """Opens files; returns the rule file once everything is checked."""
    client.open(folder / "a.gj")
    for name in names:
        client.open(folder / name)
        client.diagnostics(folder / name, 1)
    client.wait("textDocument/publishDiagnostics", lambda one: one["uri"].endswith("d.toml"))
    return folder / "a.gj"


def test_above_a_rule_stands_how_it_comes_out_in_the_forms(client: Client, folder: Path) -> None:
    rules = open_all(client, folder, "a.toml", "b.toml", "c.toml")
    found = lenses_of_all(client, rules)
    assert found[6]["title"] == "成立 1 · 不成立 1 · 不适用 1（打开的表） · 不成立 1（其他表）"
    assert found[6]["command"] == SHOW
    assert places(found[6]) == [("b.toml", 2), ("d.toml", 2)]
    assert found[12]["title"] == "成立 2 · 不适用 1（打开的表）"
    assert places(found[12]) == [("a.toml", 2), ("b.toml", 2)]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("zh", ["不成立 2（其他表）", "没有报出问题 4（其他表）"]),
        ("en", ["fails in 2 of the other forms", "nothing found in 4 of the other forms"]),
    ],
)
def test_of_forms_that_nobody_has_open_what_is_known_is_told(folder: Path, language: str, titles: list[str]) -> None:
    """Where a rule found nothing it holds or does not apply: that is not known."""
    with Client(folder, arguments=("--lang", language)) as client:
        rules = open_all(client, folder)
        assert [lenses(client, rules)[line]["title"] for line in (6, 12)] == titles


def test_a_form_in_which_a_rule_has_no_answer_is_none_in_which_it_fails(client: Client, folder: Path) -> None:
    """Open or not."""
    (folder / "a.toml").write_text(filled('"1万元"', "0"), encoding="utf-8")
    rules = open_all(client, folder)
    assert lenses(client, rules)[12]["title"] == "无法判定 1（其他表）"


def test_an_edited_form_makes_the_titles_others(client: Client, folder: Path) -> None:
    rules = open_all(client, folder, "b.toml")
    assert lenses(client, rules)[6]["title"].startswith("不成立 1（打开的表）")
    client.answer_request("workspace/codeLens/refresh")
    client.change(folder / "b.toml", 2, {"text": filled("3", "1", "2")})
    client.answer_request("workspace/codeLens/refresh")
    assert lenses(client, rules)[6]["title"].startswith("成立 1（打开的表）")
    client.change(folder / "b.toml", 3, {"text": filled('"1万元"', "0")})
    assert lenses(client, rules)[12]["title"] == "无法判定 1（打开的表）"


def test_above_a_test_stands_whether_it_holds_with_the_texts_of_now(client: Client, folder: Path) -> None:
    rules = open_all(client, folder)
    found = lenses(client, rules)
    assert [found[line]["command"] for line in (18, 23)] == [RUN, RUN]
    assert found[18]["title"] == "✓ 通过"
    assert found[23]["title"].startswith("✗ 失败：“合计对”")
    client.open(folder / "a.toml", filled("4", "1", "2"))
    assert lenses(client, rules)[18]["title"].startswith("✗ 失败：“合计对”")


def test_a_test_is_run_from_its_lens(client: Client, folder: Path) -> None:
    rules = open_all(client, folder)
    found = lenses(client, rules)
    assert {SHOW, RUN} <= set(client.initialized["capabilities"]["executeCommandProvider"]["commands"])
    assert client.ask("workspace/executeCommand", command=RUN, arguments=found[18]["arguments"]) is True
    assert client.wait("window/showMessage") == {"type": 3, "message": "用例“相等”通过"}
    assert client.ask("workspace/executeCommand", command=RUN, arguments=found[23]["arguments"]) is False
    said = client.wait("window/showMessage")
    assert said["type"] == 1
    assert said["message"].startswith("用例“不等”失败\n“合计对”")


def test_places_are_shown_by_a_client_that_has_no_command_for_it(client: Client, folder: Path) -> None:
    rules = open_all(client, folder, "a.toml", "b.toml")
    uri, at, locations = lenses_of_all(client, rules)[6]["arguments"]
    one = client.begin_request("workspace/executeCommand", {"command": SHOW, "arguments": [uri, at, locations[:1]]})
    shown = client.answer_request("window/showDocument", {"success": True})
    assert (Path(shown["uri"]).name, shown["selection"]["start"]["line"]) == ("b.toml", 2)
    assert client.result_of(one) is None
    several = client.begin_request("workspace/executeCommand", {"command": SHOW, "arguments": [uri, at, locations]})
    asked = client.answer_request("window/showMessageRequest", {"title": "d.toml:3"})
    assert [action["title"] for action in asked["actions"]] == ["b.toml:3", "d.toml:3"]
    assert client.answer_request("window/showDocument", {"success": True})["uri"].endswith("d.toml")
    assert client.result_of(several) is None


def test_a_client_that_shows_places_itself_is_left_to_it(folder: Path) -> None:
    with Client(folder, capabilities={"experimental": {"commands": {"commands": [SHOW]}}}) as client:
        assert client.initialized["capabilities"]["executeCommandProvider"]["commands"] == [RUN, "gouji.select"]


def test_a_rule_of_no_form_at_hand_and_a_text_that_has_changed_have_no_title(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(rules, RULES.replace("表样 甲", "表样 乙").replace("于 甲", "于 乙"))
    client.open(folder / "a.toml")
    assert set(lenses(client, rules)) == {18, 23}
    gone = {"range": {"start": {"line": 1, "character": 1}, "end": {"line": 1, "character": 2}}}
    assert "command" not in client.answer("codeLens/resolve", {**gone, "data": {"uri": rules.as_uri()}})["result"]
    assert "command" not in client.answer("codeLens/resolve", gone)["result"]
