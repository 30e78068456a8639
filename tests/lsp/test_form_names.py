"""Where do the keys, headers and values of a filled form lead, and what may be renamed from there?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.editor import applied, place_of
from tests.lsp.test_form_hover import FILLED, RULES

GROUPED = (
    RULES.replace(
        "    预算 :", "    分组 收入 {\n        分组 拨款 {\n            小计 : 金额\n        }\n    }\n    预算 :"
    ),
    FILLED.replace('[["指标"]]', '["收入"."拨款"]\n"小计" = 3\n[["指标"]]'),
)

# Behind which text the cursor is, and the line to which that leads: in the rules, or in the form.
LEADS = [
    ('"表', "a.gj", "表样 甲"),
    ('"总', "a.gj", "总额 :"),
    ('"全年" = 15', "a.gj", "总额 :"),
    ('"半', "a.gj", "维度 期间"),
    ('[["项', "a.gj", "明细表 项目"),
    ('["收', "a.gj", "分组 收入"),
    ('"."拨', "a.gj", "分组 拨款"),
    ('"名称" = "执', "a.gj", "行 执行率"),
    ('= "过', "a.gj", "一级   :"),
    ('"对应" = "修', "a.toml", '"名称" = "修路"'),
]


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(GROUPED[0], encoding="utf-8")
    (tmp_path / "a.toml").write_text(GROUPED[1], encoding="utf-8")
    return tmp_path


def test_each_word_leads_to_what_says_what_it_is(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    text = client.open(form)
    failed = []
    for behind, file, line in LEADS:
        found = client.ask_at("definition", form, *place_of(text, text.index(behind) + len(behind)))
        lines = GROUPED[file == "a.toml"].split("\n")
        led = (Path(found["uri"]).name, lines[found["range"]["start"]["line"]].strip()) if found else ("", "")
        if led[0] != file or not led[1].startswith(line):
            failed.append(f"{behind} leads to {led}")
    assert not failed, "\n".join(failed)


def test_names_are_renamed_and_values_are_not(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    text = client.open(form)
    for behind in ('= "过', '"名称" = "执'):
        line, character = place_of(text, text.index(behind) + len(behind))
        asked = {"textDocument": {"uri": form.as_uri()}, "position": {"line": line, "character": character}}
        for method, more in (("prepareRename", {}), ("rename", {"newName": "别的"})):
            assert "可以改的是" in client.answer(f"textDocument/{method}", {**asked, **more})["error"]["message"], (
                behind
            )
    for behind, name in (('"全', "全年"), ('"半', "半年"), ('"表样" = "', "甲")):
        line, character = place_of(text, text.index(behind) + len(behind))
        assert client.ask_at("prepareRename", form, line, character)["placeholder"] == name
    line, character = place_of(text, text.index('["收') + 3)
    edits = client.ask_at("rename", form, line, character, newName="来源")["changes"][form.as_uri()]
    assert '["来源"."拨款"]' in applied(text, edits)
