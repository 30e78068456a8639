"""Are findings asked for where the client can, and then never sent?"""

from pathlib import Path
from typing import Any

from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at

PULLING: Message = {
    "textDocument": {"diagnostic": {"relatedDocumentSupport": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


def pull(client: Client, path: Path, previous: str | None = None) -> Any:
    document = {"uri": path.as_uri()}
    return client.ask("textDocument/diagnostic", textDocument=document, identifier="gouji", previousResultId=previous)


def test_findings_of_a_text_are_asked_for(folder: Path) -> None:
    form = folder / "a.toml"
    with Client(folder, capabilities=PULLING) as client:
        provider = client.initialized["capabilities"]["diagnosticProvider"]
        assert provider == {"identifier": "gouji", "interFileDependencies": True, "workspaceDiagnostics": True}
        client.open(form)
        report = pull(client, form)
        assert [one["code"] for one in report["items"]] == ["合计对"]
        assert pull(client, form, report["resultId"])["kind"] == "unchanged"
        client.change(form, 2, {"range": at(3, 26, 27), "text": "3"})
        assert pull(client, form, report["resultId"])["items"] == []
        assert not client.seen("textDocument/publishDiagnostics")
        assert client.leave() == 0


def test_findings_of_the_workspace_are_asked_for_and_waited_for(folder: Path) -> None:
    """Also of files that are not open; an edited rule asks the client to ask again."""
    rules, form, broken = folder / "a.gj", folder / "a.toml", folder / "b.gj"
    broken.write_text("表样 乙 {", encoding="utf-8")
    with Client(folder, capabilities=PULLING) as client:
        first = client.ask("workspace/diagnostic", identifier="gouji", previousResultIds=[])["items"]
        assert {one["uri"] for one in first} == {form.as_uri(), broken.as_uri()}
        assert {one["version"] for one in first} == {None}
        before = [{"uri": one["uri"], "value": one["resultId"]} for one in first]
        number = client.begin_request("workspace/diagnostic", {"identifier": "gouji", "previousResultIds": before})
        client.open(rules)
        line = RULES.splitlines().index("        应   总额 = 合计(项目.金额)")
        client.change(rules, 2, {"range": at(line, 15, 16), "text": "≤"})
        client.next(lambda one: one.get("method") == "workspace/diagnostic/refresh")
        answered = client.answer_to(number)
        changed = {one["uri"]: [found["code"] for found in one["items"]] for one in answered["result"]["items"]}
        assert changed == {form.as_uri(): [], rules.as_uri(): ["fix-place"]}
        assert not client.seen("textDocument/publishDiagnostics")
        assert client.leave() == 0


def test_a_client_that_cannot_be_asked_to_ask_again_is_sent_all(folder: Path) -> None:
    with Client(folder, capabilities={"textDocument": {"diagnostic": {}}}) as client:
        assert "diagnosticProvider" not in client.initialized["capabilities"]
        assert len(client.diagnostics(folder / "a.toml", None)) == 1


def test_a_finding_leads_to_its_rule_or_to_the_page_of_its_code(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FILLED + '"金额" = {}\n')
    found = {one["code"]: one["codeDescription"]["href"] for one in client.diagnostics(form, 1)}
    line = RULES.splitlines().index("    规则 合计对 错误 {") + 1
    assert found.pop("合计对") == f"{(folder / 'a.gj').as_uri()}#L{line}"
    ((code, page),) = found.items()
    path = Path(page.removeprefix("file://"))
    assert path.read_text(encoding="utf-8") == (Path("docs/codes") / f"{code}.md").read_text(encoding="utf-8")


def test_a_workspace_that_is_opened_through_a_link(tmp_path: Path) -> None:
    """A file has one set of findings, under the name that the client knows it by now; what is the same is no news."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    (real / "a.gj").write_text(RULES, encoding="utf-8")
    (real / "a.toml").write_text(FILLED, encoding="utf-8")
    link.symlink_to(real)
    with Client(link) as client:
        assert len(client.diagnostics(real / "a.toml", None)) == 1
        client.open(link / "a.toml")
        assert client.diagnostics(real / "a.toml", None) == []
        assert len(client.diagnostics(link / "a.toml", 1)) == 1
    with Client(link, capabilities=PULLING) as client:
        client.open(link / "a.toml")
        (report,) = client.ask("workspace/diagnostic", previousResultIds=[])["items"]
        known = [{"uri": report["uri"], "value": report["resultId"]}]
        number = client.begin_request("workspace/diagnostic", {"previousResultIds": known})
        assert pull(client, link / "a.gj")["items"] == []
        client.tell("$/cancelRequest", id=number)
        assert client.answer_to(number)["error"]["code"] == -32800
