"""Is a name that stands in what cannot be read told, instead of being left behind; and what is no name?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.conftest import FILLED, RULES


def test_what_cannot_be_read_is_not_left_behind(client: Client, folder: Path) -> None:
    """A rule or a line that is not written right, and holds the name, keeps it from being changed."""
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": {"line": 4, "character": 5}, "newName": "预算"}
    broken = '    规则 新 提示 { 应应 总额 ≥ 1 信息 "{总额}" }\n}\n'
    client.change(rules, 2, {"text": RULES.removesuffix("}\n") + broken})
    assert "a.gj:16" in client.answer("textDocument/rename", asked)["error"]["message"]
    client.change(rules, 3, {"text": RULES})
    client.change(form, 2, {"text": FILLED.replace('"总额" = {', "总额 {")})
    assert "a.toml:4" in client.answer("textDocument/rename", asked)["error"]["message"]
    client.change(form, 3, {"text": FILLED})
    asked["newName"] = "预\u0000算"
    assert "U+0000" in client.answer("textDocument/rename", asked)["error"]["message"]
    asked["newName"] = "预算（总）"
    changes = client.ask("textDocument/rename", **asked)["changes"]
    assert {edit["newText"] for edit in changes[rules.as_uri()]} == {"「预算（总）」"}


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        ('"总额" = {', '"总额" {'),
        ('"总额" = { ', '"总额" = '),
        ('"总额" = {', "总额 = ｛"),
        ('"半年" = 1, "全年" = 2', '"半年" 1, "全年" = 2'),
    ],
)
def test_what_is_read_as_meant_is_renamed(visitor: Client, folder: Path, right: str, slip: str) -> None:
    """The slip stays as it is, and so does what it is a slip in."""
    rules, form = folder / "a.gj", folder / "a.toml"
    visitor.open(rules)
    text = FILLED.replace(right, slip, 1)
    visitor.open(form, text)
    place = {"line": 4, "character": 5}
    edit = visitor.ask("textDocument/rename", textDocument={"uri": rules.as_uri()}, position=place, newName="预算")
    (made,) = edit["changes"][form.as_uri()]
    line = text.splitlines()[3]
    start, end = made["range"]["start"], made["range"]["end"]
    assert start["line"] == end["line"] == 3
    renamed = line[: start["character"]] + made["newText"] + line[end["character"] :]
    assert renamed in (line.replace("总额", "预算"), line.replace("总额", '"预算"'))
