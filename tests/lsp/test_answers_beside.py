"""Is the file of answers that stands beside a form as comfortable as the answers in it: outline, colours, names?"""

from pathlib import Path

from tests.lsp.client import Client
from tests.lsp.conftest import at
from tests.lsp.editor import applied

ANSWERS = """# 说明
[["说明"]]
"规则" = "合计对"
"位置" = "总额[全年]"
"理由" = "一"
"""


def test_answers_beside_a_form_have_what_those_in_it_have(client: Client, folder: Path) -> None:
    rules, beside = folder / "a.gj", folder / "a.说明.toml"
    beside.write_text(ANSWERS, encoding="utf-8")
    client.changed_on_disk(beside)
    client.open(beside)
    document = {"uri": beside.as_uri()}
    (outline,) = client.ask("textDocument/documentSymbol", textDocument=document)
    assert outline["name"] == "说明"
    assert client.ask("textDocument/foldingRange", textDocument=document) == [{"startLine": 1, "endLine": 4}]
    coloured = client.ask("textDocument/semanticTokens/full", textDocument=document)["data"]
    assert len(coloured) == 5 * len(["# 说明", "说明", "规则", "位置", "理由"])
    (grown,) = client.ask(
        "textDocument/selectionRange", textDocument=document, positions=[{"line": 4, "character": 9}]
    )  # fmt: skip
    assert grown["range"] == at(4, 7, 10)
    assert client.ask_at("definition", beside, 2, 10) == {"uri": rules.as_uri(), "range": at(10, 7, 10)}
    assert client.ask_at("definition", beside, 3, 9) == {"uri": rules.as_uri(), "range": at(4, 4, 6)}
    assert client.ask_at("definition", beside, 4, 9) is None
    again = ANSWERS + ANSWERS
    client.change(beside, 2, {"text": again})
    named = client.ask_at("documentHighlight", beside, 2, 10)
    assert [one["range"] for one in named] == [at(2, 8, 11), at(7, 8, 11)]
    client.change(beside, 3, {"text": ANSWERS})
    edits = client.ask_at("rename", beside, 2, 10, newName="相等")["changes"]
    assert applied(ANSWERS, edits[beside.as_uri()]) == ANSWERS.replace("合计对", "相等")
    assert set(edits) == {beside.as_uri(), rules.as_uri()}
