"""Does the rest of a rule file stay known while one word, sign or letter of it is missing, be it which it may?"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.client import Client, Message

from gouji.lang.keywords import WORDS
from gouji.lang.lexer import tokenize

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    计量单位 万元
    总额 : 金额 按 期间 必填
    类别 : 选项 "大", 小
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
    }
    规则 合计对 错误 {
        应   总额 = 合计(项目.金额)
        信息 "总额 {总额}，合计 {合计(项目.金额)}"
    }
}

规则 有余 于 甲 {
    每个 项目 其中 名称 含 "费"
    应   金额 ≤ 总额
    信息 "{名称} {金额}"
}

规则 大的 于 甲 {
    当   类别 = 大
    应   总额[全年] > 5
    信息 "{总额[全年]}"
}
"""
# Where a name is looked at: the text that it stands in, and the name.
LOOKED_AT = [("总额 = 合计", "总额"), ("金额 ≤ 总额", "总额"), ("类别 = 大", "类别"), ("名称 含", "名称")]
COMPLETED = "    应   金额 ≤ "


def slips() -> list[tuple[int, int]]:
    """Each word or sign, half of each keyword, and each quotation mark."""
    words = [(token.start, token.end) for token in tokenize(RULES).items]
    halves = [(start + 1, end) for start, end in words if RULES[start:end] in WORDS and end - start > 1]
    quotes = [(at, at + 1) for at, sign in enumerate(RULES) if sign == '"']
    return [*words, *halves, *quotes]


def place(text: str, offset: int) -> Message:
    line = text.count("\n", 0, offset)
    return {"line": line, "character": offset - (text.rfind("\n", 0, offset) + 1)}


def names(symbols: list[Any]) -> Iterator[str]:
    for one in symbols:
        yield one["name"]
        yield from names(one.get("children") or [])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path]]:
    folder = tmp_path_factory.mktemp("dark")
    (folder / "a.gj").write_text(RULES, encoding="utf-8")
    with Client(folder) as client:
        client.open(folder / "a.gj")
        client.diagnostics(folder / "a.gj", 1)
        yield client, folder / "a.gj"


FORM = """form = "甲"
year = 2024
"总额" = { "半年" = 1, "全年" = 2 }
"类别" = "大"
[["项目"]]
"名称" = "物业费"
"金额" = { "半年" = 1, "全年" = 2 }
"""


def test_forms_know_nothing_of_a_block_without_its_end(tmp_path: Path) -> None:
    """A form is told what it was told before, after a second brace is missing too; of the rules one thing a brace."""
    rules, form = tmp_path / "a.gj", tmp_path / "a.toml"
    text = RULES.replace("> 5", "> 500")
    begun = text.replace("    总额 : 金额", "    分组 新增 {\n    总额 : 金额", 1)
    second = begun.replace("金额 : 金额 按 期间\n    }\n", "金额 : 金额 按 期间\n", 1)
    assert len({text, begun, second}) == 3
    rules.write_text(text, encoding="utf-8")
    form.write_text(FORM, encoding="utf-8")
    with Client(tmp_path) as client:
        client.open(rules)
        client.open(form)
        before = client.diagnostics(form, 1)
        assert len(before) == 1
        for version, torn in enumerate((begun, second, begun, text), 2):
            client.change(rules, version, {"text": torn})
            errors = [one["code"] for one in client.diagnostics(rules, version) if one["severity"] == 1]
            assert errors == ["unclosed-bracket"] * (torn.count("{") - torn.count("}"))
            client.change(form, version, {"text": FORM + "# \n" * version})
            found = client.diagnostics(form, version)
            assert [(one["code"], one["range"]) for one in found] == [(one["code"], one["range"]) for one in before]
            hover = client.ask_at("hover", form, 6, 2)
            assert hover is not None and "金额" in hover["contents"]["value"]


def test_whatever_is_missing_the_rest_goes_on(client: tuple[Client, Path]) -> None:
    asked, rules = client
    document = {"uri": rules.as_uri()}
    whole = Counter(names(asked.ask("textDocument/documentSymbol", textDocument=document)))
    version = 1
    for start, end in slips():
        text = RULES[:start] + RULES[end:]
        slip = f"{RULES[max(0, start - 9) : start]}[{RULES[start:end]}]{RULES[end : end + 9]}"
        version += 1
        asked.change(rules, version, {"range": {"start": place(RULES, start), "end": place(RULES, end)}, "text": ""})
        asked.diagnostics(rules, version)
        lost = whole - Counter(names(asked.ask("textDocument/documentSymbol", textDocument=document)))
        assert lost.total() <= 1, (slip, lost)
        for context, name in LOOKED_AT:
            if context not in text or not (end <= RULES.index(context) or start >= RULES.index(context) + len(context)):
                continue
            where = place(text, text.index(context) + context.index(name) + 1)
            hover = asked.ask_at("hover", rules, where["line"], where["character"])
            assert hover is not None and name in hover["contents"]["value"], (slip, context)
            assert asked.ask_at("definition", rules, where["line"], where["character"]) is not None, (slip, context)
        if COMPLETED in text:
            where = place(text, text.index(COMPLETED) + len(COMPLETED))
            offered = {one["label"] for one in asked.ask_at("completion", rules, where["line"], where["character"])}
            assert {"总额", "合计"} <= offered, slip
        version += 1
        mended = {"start": place(text, start), "end": place(text, start)}
        asked.change(rules, version, {"range": mended, "text": RULES[start:end]})
        asked.diagnostics(rules, version)
