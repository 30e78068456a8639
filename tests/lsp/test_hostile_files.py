"""Does the server stay up, and keep to the client's texts, whatever becomes of folders and files and whatever a text is named?"""

import os
import shutil
import sys
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at

from gouji.lsp.convert import path_of, uri_of

RULE = "合计对"


def codes(found: list[Message]) -> list[str]:
    return [one["code"] for one in found]


def logged(client: Client) -> list[str]:
    """What the log was told and nobody waited for."""
    return [one["params"]["message"] for one in client.seen("window/logMessage")]


def removed(*folders: Path) -> Message:
    return {"added": [], "removed": [{"uri": one.as_uri(), "name": one.name} for one in folders]}


# --- folders


def test_a_folder_that_cannot_be_searched_is_told_once(folder: Path) -> None:
    """In the log, each for as long as it is so; the rest is checked. Nothing is closed to root, but a folder may be missing."""
    closed, missing = folder / "closed", folder / "missing"
    closed.mkdir(mode=0)
    try:
        with Client(folder, missing) as client:
            told = client.wait("window/logMessage", lambda one: "missing" in one["message"])["message"]
            assert str(missing) in told
            if os.geteuid() != 0:
                client.wait("window/logMessage", lambda one: str(closed) in one["message"])
            client.open(folder / "a.toml")
            assert codes(client.diagnostics(folder / "a.toml", 1)) == [RULE]
            for _ in range(2):
                client.changed_on_disk(folder / "a.gj")
                client.ask_at("hover", folder / "a.toml", 3, 1)
            assert logged(client) == []
            missing.mkdir()
            client.changed_on_disk(missing)
            client.ask_at("hover", folder / "a.toml", 3, 1)
            missing.rmdir()
            client.changed_on_disk(missing)
            client.wait("window/logMessage", lambda one: str(missing) in one["message"])
            assert client.leave() == 0
    finally:
        closed.chmod(0o700)


def test_a_folder_is_removed_while_its_texts_are_open(folder: Path) -> None:
    """From the workspace: what is not open is told of no more. From the disk: an open text is the client's still."""
    form, other = folder / "a.toml", folder / "b.toml"
    other.write_text(FILLED, encoding="utf-8")
    with Client(folder) as client:
        client.open(form)
        assert codes(client.diagnostics(form, 1)) == codes(client.diagnostics(other, None)) == [RULE]
        client.tell("workspace/didChangeWorkspaceFolders", event=removed(folder, folder, folder / "never"))
        assert client.diagnostics(other, None) == []
        client.change(form, 2, {"range": at(3, 26, 27), "text": "4"})
        assert codes(client.diagnostics(form, 2)) == [RULE]
        shutil.rmtree(folder)
        client.changed_on_disk(folder / "a.gj", form, other)
        assert codes(client.diagnostics(form, 2)) == ["no-such-form"]
        assert client.leave() == 0


def test_a_file_becomes_a_folder_and_a_file_again(folder: Path) -> None:
    form, rules = folder / "a.toml", folder / "a.gj"
    with Client(folder) as client:
        client.open(form)
        assert codes(client.diagnostics(form, 1)) == [RULE]
        for path in (form, rules):
            path.unlink()
            path.mkdir()
        client.changed_on_disk(form, rules)
        assert codes(client.diagnostics(form, 1)) == ["no-such-form"]
        client.tell("textDocument/didClose", textDocument={"uri": form.as_uri()})
        assert client.diagnostics(form, None) == []
        for path, written in ((form, FILLED), (rules, RULES)):
            path.rmdir()
            path.write_text(written, encoding="utf-8")
        client.changed_on_disk(form, rules)
        assert codes(client.diagnostics(form, None)) == [RULE]
        assert client.leave() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="not everybody may make links there")
def test_links_that_lead_in_a_circle(folder: Path) -> None:
    """A folder within itself is searched once; a file that is a link to itself is told, or is the client's if it is open."""
    (folder / "d").mkdir()
    (folder / "d" / "up").symlink_to(folder)
    for link, target in (("x.gj", "y.gj"), ("y.gj", "x.gj"), ("l.toml", "l.toml")):
        (folder / link).symlink_to(folder / target)
    through = folder / "d" / "up" / "d" / "up" / "a.toml"
    with Client(folder) as client:
        for link in ("x.gj", "y.gj", "l.toml"):
            assert codes(client.diagnostics(folder / link, None)) == ["file-unreadable"]
        client.open(through)
        assert codes(client.diagnostics(through, 1)) == [RULE]
        client.open(folder / "l.toml", FILLED)
        assert codes(client.diagnostics(folder / "l.toml", 1)) == [RULE]
        client.open(folder / "x.gj", '引用 "y.gj"\n')
        assert codes(client.diagnostics(folder / "x.gj", 1)) == ["missing-file"]
        assert client.leave() == 0


# --- texts


def test_a_version_that_repeats_or_goes_back_is_the_one_that_counts(client: Client, folder: Path) -> None:
    """The edits of a client are made as they come: the text is the client's, and its last version is told."""
    form = folder / "a.toml"
    client.open(form)
    for version, figure, found in ((5, "4", [RULE]), (5, "3", []), (4, "7", [RULE]), (4, "3", []), (5, "8", [RULE])):
        client.change(form, version, {"range": at(3, 26, 27), "text": figure})
        assert codes(client.diagnostics(form, version)) == found
    assert "8元" in client.ask_at("hover", form, 3, 1)["contents"]["value"]
    assert client.leave() == 0


def test_signs_that_no_file_may_have(client: Client, folder: Path) -> None:
    """A NUL, half of a pair of surrogates: each a mistake in its place or a text like others, in rules, forms and requests."""
    form, rules = folder / "a.toml", folder / "a.gj"
    client.open(form, FILLED.replace("大", "大\0"))
    assert "toml-control-character" in codes(client.diagnostics(form, 1))
    client.change(form, 2, {"text": FILLED.replace("大", "\ud800").replace("一", "\udc00x")})
    assert codes(client.diagnostics(form, 2)) == ["类别 选项", RULE]
    client.open(rules, "\0" + RULES)
    assert codes(client.diagnostics(rules, 1)) == ["unexpected-character"]
    client.change(rules, 2, {"text": RULES.replace("全部的钱", "\ud83d").replace('信息 "', '信息 "\ud800')})
    assert client.diagnostics(rules, 2) == []
    assert "\ud83d" in client.ask_at("hover", form, 3, 1)["contents"]["value"]
    assert "error" in client.answer("textDocument/rename", {**place(form, 3), "newName": "\ud800"})
    assert client.ask("workspace/symbol", query="\ud800") == []
    assert client.ask("textDocument/formatting", textDocument={"uri": rules.as_uri()}, options=OPTIONS) is not None
    assert client.ask("textDocument/semanticTokens/full", textDocument={"uri": rules.as_uri()})["data"]
    (folder / "b.toml").write_bytes(b"\0\0" + FILLED.encode())
    client.changed_on_disk(folder / "b.toml")
    assert codes(client.diagnostics(folder / "b.toml", None)) == ["file-binary"]
    assert client.leave() == 0


OPTIONS = {"tabSize": 4, "insertSpaces": True}


def place(path: Path, line: int) -> Message:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 2}}


# --- names


NAMES = """
    {folder}/%61.toml
    {folder}/A%2Etoml
    {folder}/名字.toml
    {folder}/%E5%90%8D.toml
    {folder}/a.toml?x#y
    {folder}/d/%2e%2e/z.toml
    FILE{tail}/c.toml
    file:{path}/b.toml
    file://localhost{path}/a.toml
    file://server/share/a.toml
    file:///c%3A/x/a.toml
    file:///C:/x/a.toml
    file:///c:\\x\\a.toml
    file://[::1/x.toml
    http://[x/a.toml
    file:///%ED%A0%80.toml
    file:///%FF.toml
    file:///%zz/%.toml
    file:///{long}.toml
    {folder}/{nearly}.toml
    untitled:Untitled-1.toml
    git:/x/a.toml?%7B%7D
    %%%
    \ud800.toml
"""


def test_whatever_a_text_is_named_it_is_taken_and_told_by_that_name(client: Client, folder: Path) -> None:
    """Escaped or not, of another system, another machine or another scheme, too long for a file: nothing fails."""
    base, nearly = folder.as_uri(), "字" * 83  # with `.toml` still a name, with what stands beside it no more
    for line in NAMES.split():
        uri = line.format(
            folder=base, tail=base.removeprefix("file"), path=folder.as_posix(), long="a" * 5000, nearly=nearly
        )
        item = {"uri": uri, "languageId": "toml", "version": 1, "text": FILLED}
        client.tell("textDocument/didOpen", textDocument=item)
        said = client.wait("textDocument/publishDiagnostics", lambda one, uri=uri: one["uri"] == uri)  # type: ignore[misc]
        is_ours = uri.lower().startswith("file:") and folder.name in uri
        assert codes(said["diagnostics"]) == ([RULE] if is_ours else ["no-such-form"]), uri
        asked = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 2}}
        assert "error" not in client.answer("textDocument/hover", asked), uri
        client.tell("textDocument/didClose", textDocument={"uri": uri})
    assert logged(client) == []
    assert client.leave() == 0


@pytest.mark.parametrize("name", ["a.toml", "中 文#?%.toml", "c:", "\udcff.toml", "a;b=c&d.gj"])
def test_a_path_comes_back_from_its_uri(name: str) -> None:
    path = Path("/x", name)
    assert path_of(uri_of(path)) == path
