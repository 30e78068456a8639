"""Does a real server, started as an editor starts it, do through the protocol what each feature promises?"""

import time
from pathlib import Path

from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at


def test_every_file_of_the_workspace_is_checked_and_the_open_ones_by_version(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    (unopened,) = client.diagnostics(form, None)
    assert unopened["range"] == at(3, 26, 27)
    client.open(form)
    (found,) = client.diagnostics(form, 1)
    assert found["code"] == "合计对"
    assert found["severity"] == 1
    assert found["message"].startswith("总额 2元，合计 3元\n相差：1元")
    assert [one["location"]["range"] for one in found["relatedInformation"]] == [at(6, 26, 27)]
    client.change(form, 2, {"range": at(3, 26, 27), "text": "3"})
    assert client.diagnostics(form, 2) == []
    assert client.leave() == 0


def test_an_edited_rule_checks_the_forms_again(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.diagnostics(form, None)
    client.open(rules)
    assert client.diagnostics(rules, 1) == []
    line = RULES.splitlines().index("        应   总额 = 合计(项目.金额)")
    client.change(rules, 2, {"range": at(line, 15, 16), "text": "≤"})
    assert client.diagnostics(form, None) == []


def test_the_fix_of_a_finding_mends_the_text(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    client.diagnostics(form, 1)
    asked = {
        "textDocument": {"uri": form.as_uri()},
        "range": at(3, 26, 26),
        "context": {"diagnostics": [], "only": ["quickfix"]},
    }
    (action,) = client.ask("textDocument/codeAction", **asked)
    (edit,) = action["edit"]["changes"][form.as_uri()]
    assert (edit["newText"], edit["range"]) == ("3", at(3, 26, 27))
    client.change(form, 2, {"range": edit["range"], "text": edit["newText"]})
    assert client.diagnostics(form, 2) == []


def test_hover_shows_the_definition_the_figure_and_the_arithmetic(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    shown = client.ask_at("hover", form, 3, 26)["contents"]["value"]
    assert "全部的钱" in shown
    assert "必填" in shown
    assert "总额 2元，合计 3元" in shown


def test_keys_periods_and_words_are_offered_in_a_form(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FILLED + '[["项目"]]\n"名\n"金额" = { "全\n')
    assert labels(client.ask_at("completion", form, 8, 2)) == ["名称"]
    assert labels(client.ask_at("completion", form, 9, 12)) == ["半年", "全年"]
    assert labels(client.ask_at("completion", form, 2, 9)) == ["大", "小"]


def test_names_types_and_clauses_are_offered_in_rules(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    text = client.open(rules)
    line = next(at for at, one in enumerate(text.splitlines()) if "应   " in one)
    assert labels(client.ask_at("completion", rules, line, len("        应   总额 = 合计(项目."))) == ["名称", "金额"]
    assert {"总额", "合计", "非"} <= set(labels(client.ask_at("completion", rules, line, 13)))
    client.change(rules, 2, {"range": at(line, 0, 0), "text": "        应 总额[\n"})
    assert labels(client.ask_at("completion", rules, line, 13)) == ["半年", "全年", "期末"]


def test_a_name_leads_to_its_declaration_and_to_all_its_uses(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    declared = {"uri": rules.as_uri(), "range": at(4, 4, 6)}
    assert client.ask_at("definition", rules, 11, 14) == declared
    assert client.ask_at("definition", form, 3, 2) == declared
    found = client.ask_at("references", rules, 4, 5, context={"includeDeclaration": True})
    places = {(Path(one["uri"]).name, one["range"]["start"]["line"]) for one in found}
    assert places == {("a.gj", 4), ("a.gj", 11), ("a.gj", 12), ("a.toml", 3)}
    used = client.ask_at("references", rules, 4, 5, context={"includeDeclaration": False})
    assert [one for one in found if one["range"] != at(4, 4, 6)] == used


def test_outlines_follow_declarations_and_headers(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    outline = client.ask("textDocument/documentSymbol", textDocument={"uri": rules.as_uri()})
    assert [one["name"] for one in outline] == ["期间", "甲"]
    assert [one["name"] for one in outline[1]["children"]] == ["总额", "类别", "项目", "合计对"]
    rows = client.ask("textDocument/documentSymbol", textDocument={"uri": form.as_uri()})
    assert [one["name"] for one in rows] == ["表样", "年度", "类别", "总额", "项目"]
    assert [one["name"] for one in rows[-1]["children"]] == ["一"]
    folds = client.ask("textDocument/foldingRange", textDocument={"uri": rules.as_uri()})
    assert {(one["startLine"], one["endLine"]) for one in folds} == {(2, 15), (6, 9), (10, 14)}
    marked = client.ask_at("documentHighlight", rules, 4, 5)
    assert sorted(one["range"]["start"]["line"] for one in marked) == [4, 11, 12]


def test_a_field_is_renamed_in_rules_and_in_every_form(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    client.diagnostics(form, 1)
    assert client.ask_at("prepareRename", rules, 4, 5) == {"range": at(4, 4, 6), "placeholder": "总额"}
    assert client.ask_at("prepareRename", form, 3, 1) == {"range": at(3, 0, 4), "placeholder": "总额"}
    changes = client.ask_at("rename", rules, 4, 5, newName="预算总额")["changes"]
    assert {Path(uri).name: sorted(edit["newText"] for edit in edits) for uri, edits in changes.items()} == {
        "a.gj": ["预算总额"] * 3, "a.toml": ["预算总额"],
    }  # fmt: skip
    table = client.ask_at("rename", rules, 6, 10, newName="支出项目")["changes"]
    assert [edit["newText"] for edit in table[form.as_uri()]] == ["支出项目"]
    asked = {"textDocument": {"uri": rules.as_uri()}, "position": {"line": 4, "character": 5}, "newName": "类别"}
    assert "已经有" in client.answer("textDocument/rename", asked)["error"]["message"]


def test_sums_and_other_units_stand_beside_the_figures(client: Client, folder: Path) -> None:
    (folder / "b.gj").write_text(
        "表样 乙 { 计量单位 万元 总额 : 金额 合计自 甲, 丙 甲 : 金额 丙 : 金额 }", encoding="utf-8"
    )
    form = folder / "b.toml"
    form.write_text(
        '"表样" = "乙"\n"年度" = 2025\n"总额" = 150\n"甲" = "139万元"\n"丙" = "0.001亿元"\n', encoding="utf-8"
    )
    client.changed_on_disk(folder / "b.gj", form)
    client.open(form)
    found = client.ask(
        "textDocument/inlayHint",
        textDocument={"uri": form.as_uri()},
        range=at(0, 0, 0) | {"end": {"line": 9, "character": 0}},
    )
    assert [(one["position"]["line"], one["label"]) for one in found] == [(2, "Σ 149  −1"), (4, "= 10万元")]


def test_words_have_the_kind_that_the_parser_takes_them_for(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(rules)
    whole = client.ask("textDocument/semanticTokens/full", textDocument={"uri": rules.as_uri()})
    legend = client.initialized["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    assert [legend[kind] for kind in whole["data"][3:25:5]] == [
        "keyword",
        "property",
        "keyword",
        "property",
        "property",
    ]
    client.change(rules, 2, {"range": at(4, 4, 6), "text": "全部总额"})
    asked = {"textDocument": {"uri": rules.as_uri()}, "previousResultId": whole["resultId"]}
    (edit,) = client.ask("textDocument/semanticTokens/full/delta", **asked)["edits"]
    assert edit["deleteCount"] < 15
    part = client.ask("textDocument/semanticTokens/range", textDocument={"uri": rules.as_uri()}, range=at(0, 0, 1))
    assert part["data"] == whole["data"][:5]


def test_a_rule_file_is_formatted(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(rules, RULES.replace("应   总额", "应 总额"))
    options = {"tabSize": 4, "insertSpaces": True}
    (edit,) = client.ask("textDocument/formatting", textDocument={"uri": rules.as_uri()}, options=options)
    assert edit["newText"] == RULES


def test_files_outside_of_the_editor_are_watched_where_the_client_can(folder: Path) -> None:
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Client(folder, capabilities=watching) as client:
        asked = client.wait("client/registerCapability")
        (registration,) = asked["registrations"]
        patterns = [one["globPattern"] for one in registration["registerOptions"]["watchers"]]
        assert patterns == ["**/*.gj", "**/*.toml"]
        form = folder / "a.toml"
        assert len(client.diagnostics(form, None)) == 1
        form.write_text(FILLED.replace('"全年" = 3', '"全年" = 2'), encoding="utf-8")
        client.changed_on_disk(form)
        assert client.diagnostics(form, None) == []
        form.unlink()
        other = folder / "b.toml"
        other.write_text(FILLED, encoding="utf-8")
        client.changed_on_disk(form, other)
        assert len(client.diagnostics(other, None)) == 1


def test_a_broken_client_is_answered_and_the_server_stays(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    assert client.answer("textDocument/hover", {"textDocument": 5})["error"]["code"] == -32602
    assert client.answer("gouji/nothing", {})["error"]["code"] == -32601
    client.change(form, 2, {"range": at(99, 99, 99), "text": "# 完"})
    client.change(folder / "none.toml", 2, {"text": ""})
    assert client.ask_at("hover", folder / "none.toml", 0, 0) is None
    assert client.ask_at("hover", form, 3, 26) is not None
    assert client.leave() == 0


def labels(items: list[Message]) -> list[str]:
    return [item["label"] for item in items]


def test_a_text_that_is_not_saved_keeps_its_findings(client: Client) -> None:
    """It has no ending, and is in no folder; the files of the whole machine are not looked through for its form."""
    for number, text in enumerate((FILLED, FILLED.replace("甲", "乙")), start=1):
        uri = f"untitled:{number}"
        document = {"uri": uri, "languageId": "toml", "version": 1, "text": text}
        client.tell("textDocument/didOpen", textDocument=document)
        told = client.wait("textDocument/publishDiagnostics")
        while told["uri"] != uri:
            told = client.wait("textDocument/publishDiagnostics")
        assert [one["code"] for one in told["diagnostics"]] == ["no-such-form"]
    client.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 0})
    time.sleep(0.5)
    assert not client.seen("textDocument/publishDiagnostics", lambda one: one["uri"].startswith("untitled:"))


def test_a_text_that_is_no_file_is_what_its_language_says(client: Client, folder: Path) -> None:
    """And a file what its name says: what is neither rules nor TOML is left alone."""
    elsewhere = (folder / "a.txt").as_uri()
    cases: list[tuple[str, str, str, list[str]]] = [
        ("untitled:1", "gouji", RULES, []),
        ("untitled:2", "plaintext", FILLED, []),
        (elsewhere, "gouji", "x", []),
    ]
    for uri, language, text, expected in cases:
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        client.tell("textDocument/didOpen", textDocument=document)
        told = client.wait("textDocument/publishDiagnostics", lambda one, uri=uri: one["uri"] == uri)  # type: ignore[misc]
        assert told["diagnostics"] == expected
        symbols = client.ask("textDocument/documentSymbol", textDocument={"uri": uri})
        assert [one["name"] for one in symbols] == (["期间", "甲"] if text == RULES else [])


def test_the_mark_of_a_file_is_no_mistake(client: Client, folder: Path) -> None:
    """An editor may send it along; formatting leaves it."""
    client.open(folder / "a.toml", f"\ufeff{FILLED}")
    assert [one["code"] for one in client.diagnostics(folder / "a.toml", 1)] == ["合计对"]
    client.open(folder / "a.gj", f"\ufeff{RULES.replace('应   总额', '应 总额')}")
    options = {"tabSize": 4, "insertSpaces": True}
    (edit,) = client.ask(
        "textDocument/formatting", textDocument={"uri": (folder / "a.gj").as_uri()}, options=options
    )  # fmt: skip
    assert edit["range"]["start"] == {"line": 0, "character": 1}
    assert edit["newText"] == RULES


def test_fixes_stand_beside_the_findings_of_others(client: Client, folder: Path) -> None:
    """What another tool found on the line is not asked about; columns may be counted in another way."""
    form = folder / "a.toml"
    client.open(form)
    (found,) = client.diagnostics(form, 1)
    foreign = {**found, "source": "taplo", "code": "x"}
    shifted = {**found, "range": at(found["range"]["start"]["line"], 1, 2)}
    for sent in ([foreign], [foreign, found], [shifted]):
        asked = {"textDocument": {"uri": form.as_uri()}, "range": found["range"], "context": {"diagnostics": sent}}
        assert client.ask("textDocument/codeAction", **asked)
