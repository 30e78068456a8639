"""Semantic tokens, asked for over the protocol: what each word is, in rule files and in filled forms; all, a part, what changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES
from tests.lsp.editor import offset_of

FORM = """# 一张表
"表样" = "甲"
"年度" = 2025
"类别" = "大"  # 𠮷
"没有的" = 1
"总额" = { "半年" = 1, "全年" = "2万元" }

[["项目"]]
"名称" = \"\"\"
# 不是注释
\"\"\"
"目标" = { "半年" = "≥95%", "全年" = "不低于1.5公里" }
[["说明"]]
"规则" = "合计对"
"理由" = "一 # 二"
"""
WITH_TARGET = RULES.replace(
    "        金额 : 金额 按 期间\n", "        金额 : 金额 按 期间\n        目标 : 目标值 按 期间\n"
)


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


def words(client: Client, text: str, data: list[int]) -> Iterator[tuple[str, str]]:
    """Each word that has a token, with its type."""
    types = client.initialized["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    line = column = 0
    for at in range(0, len(data), 5):
        down, right, length, kind, _ = data[at : at + 5]
        line, column = line + down, right if down else column + right
        start = offset_of(text, {"line": line, "character": column})
        yield text[start : offset_of(text, {"line": line, "character": column + length})], types[kind]


def asked(client: Client, path: Path, what: str, **more: object) -> Message:
    found: Message = client.ask(f"textDocument/semanticTokens/{what}", textDocument={"uri": path.as_uri()}, **more)
    return found


def test_what_its_form_knows_is_coloured_in_a_filled_form(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules, WITH_TARGET)
    client.open(form, FORM)
    found = list(words(client, FORM, asked(client, form, "full")["data"]))
    assert found == [
        ("# 一张表", "comment"),
        ('"表样"', "keyword"), ('"甲"', "class"), ('"年度"', "keyword"), ("2025", "number"),
        ('"类别"', "property"), ('"大"', "enumMember"), ("# 𠮷", "comment"),
        ('"总额"', "property"), ('"半年"', "enumMember"), ("1", "number"), ('"全年"', "enumMember"), ("2", "number"), ("万元", "type"),
        ('"项目"', "namespace"), ('"名称"', "property"),
        ('"目标"', "property"), ('"半年"', "enumMember"), ("≥", "operator"), ("95", "number"), ("%", "type"),
        ('"全年"', "enumMember"), ("不低于", "operator"), ("1.5", "number"), ("公里", "type"),
        ('"说明"', "decorator"), ('"规则"', "property"), ('"理由"', "property"),
    ]  # fmt: skip


def test_only_the_part_that_is_asked_for(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules)
    client.open(form)
    for path, text in ((rules, RULES), (form, FILLED)):
        for first, last in ((3, 5), (0, 0), (4, 4)):
            within = {"start": {"line": first, "character": 0}, "end": {"line": last + 1, "character": 0}}
            part = list(words(client, text, asked(client, path, "range", range=within)["data"]))
            lines = "\n".join(text.split("\n")[first : last + 1]) + "\n"
            all_ = list(words(client, text, asked(client, path, "full")["data"]))
            before = len(list(words(client, text, asked(client, path, "range", range={**within, "end": within["start"],
                         "start": {"line": 0, "character": 0}})["data"])))  # fmt: skip
            assert part == all_[before : before + len(part)]
            assert all(word in lines for word, _ in part)
            assert bool(part) == bool(lines.strip())


def test_what_changed_is_sent_alone(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    first = asked(client, form, "full")
    changed = FILLED.replace('"类别" = "大"', '"类别" = "大"  # 注')
    client.change(form, 2, {"text": changed})
    (edit,) = asked(client, form, "full/delta", previousResultId=first["resultId"])["edits"]
    data = first["data"]
    data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    assert data == asked(client, form, "full")["data"]
    assert len(edit["data"]) <= 10


def test_a_form_that_is_not_known_is_left_alone(client: Client, folder: Path) -> None:
    filled = folder / "b.toml"
    client.open(filled, 'form = "没有的"\nyear = 2025\n')
    assert asked(client, filled, "full")["data"] == []


def test_a_number_is_never_given_twice(client: Client, folder: Path) -> None:
    """Colours of a text that was closed and opened again are not told as changes of those of before."""
    form = folder / "a.toml"
    client.open(form)
    first = asked(client, form, "full")
    client.tell("textDocument/didClose", textDocument={"uri": form.as_uri()})
    client.open(form, '"表样" = "甲"\n')
    asked(client, form, "full")
    assert "data" in asked(client, form, "full/delta", previousResultId=first["resultId"])
