"""Does the client get back the names and versions by which it knows its texts, in edits and in places?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at

VERSIONED: Message = {"workspace": {"workspaceEdit": {"documentChanges": True}}}


@pytest.fixture
def link(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder under another name."""
    link = tmp_path_factory.mktemp("links") / "link"
    link.symlink_to(folder)
    return link


@pytest.fixture
def linked(link: Path) -> Iterator[Client]:
    """Both texts are open under the link; the form in its second version."""
    with Client(link, capabilities=VERSIONED) as client:
        client.open(link / "a.gj")
        client.open(link / "a.toml")
        client.change(link / "a.toml", 2, {"range": at(3, 26, 27), "text": "4"})
        assert len(client.diagnostics(link / "a.toml", 2)) == 1
        yield client


def test_edits_carry_the_versions_of_open_texts(linked: Client, link: Path, folder: Path) -> None:
    rules, form = link / "a.gj", link / "a.toml"
    edit = linked.ask_at("rename", rules, 4, 5, newName="总数")
    assert "changes" not in edit
    documents = [one["textDocument"] for one in edit["documentChanges"]]
    assert documents == [{"uri": rules.as_uri(), "version": 1}, {"uri": form.as_uri(), "version": 2}]
    context: Message = {"diagnostics": []}
    asked = {"textDocument": {"uri": form.as_uri()}, "range": at(3, 0, 30), "context": context}
    offered = linked.ask("textDocument/codeAction", **asked)
    assert offered
    for one in offered:
        (change,) = one["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": form.as_uri(), "version": 2}
        assert change["edits"]
    linked.tell("textDocument/didClose", textDocument={"uri": form.as_uri()})
    closed = linked.ask_at("rename", rules, 4, 5, newName="总数")["documentChanges"][-1]
    assert closed["textDocument"] == {"uri": (folder / "a.toml").as_uri(), "version": None}


def test_places_are_in_the_texts_that_the_client_has_open(linked: Client, link: Path) -> None:
    rules, form = link / "a.gj", link / "a.toml"
    assert linked.ask_at("definition", form, 3, 2)["uri"] == rules.as_uri()
    found = linked.ask_at("references", form, 3, 2, context={"includeDeclaration": True})
    assert {one["uri"] for one in found} == {rules.as_uri(), form.as_uri()}
    hovered = linked.ask_at("hover", rules, RULES.splitlines().index("    规则 合计对 错误 {"), 8)
    line = FILLED.splitlines().index('"总额" = { "半年" = 1, "全年" = 2 }') + 1
    assert f"({form.as_uri()}#L{line})" in hovered["contents"]["value"]
    symbols = linked.ask("workspace/symbol", query="合计对")
    assert [one["location"]["uri"] for one in symbols] == [rules.as_uri()]
    lens = linked.ask("textDocument/codeLens", textDocument={"uri": rules.as_uri()})[0]
    uri, _, places = linked.ask("codeLens/resolve", **lens)["command"]["arguments"]
    assert (uri, {one["uri"] for one in places}) == (rules.as_uri(), {form.as_uri()})


def test_a_client_that_takes_no_versions_is_sent_none(client: Client, folder: Path) -> None:
    client.open(folder / "a.gj")
    edit = client.ask_at("rename", folder / "a.gj", 4, 5, newName="总数")
    assert set(edit) == {"changes"}
    assert set(edit["changes"]) == {(folder / "a.gj").as_uri(), (folder / "a.toml").as_uri()}


def test_of_a_text_that_is_open_under_two_names_the_one_edited_last_counts(
    client: Client, folder: Path, link: Path
) -> None:
    """What is told and what is offered is of that text, and under its name."""
    here, there = folder / "a.toml", link / "a.toml"
    client.open(here)
    assert len(client.diagnostics(here, 1)) == 1
    client.open(there)
    assert len(client.diagnostics(there, 1)) == 1
    client.change(here, 2, {"range": at(3, 26, 27), "text": "3"})
    assert client.diagnostics(here, 2) == []
    client.change(here, 3, {"range": at(3, 26, 27), "text": "7"})
    (found,) = client.diagnostics(here, 3)
    asked: Message = {"textDocument": {"uri": here.as_uri()}, "range": found["range"], "context": {"diagnostics": []}}
    offered = client.ask("textDocument/codeAction", **asked)
    assert [one["edit"]["changes"].keys() for one in offered if one["kind"] == "quickfix"][:1] == [
        {here.as_uri(): []}.keys()
    ]
