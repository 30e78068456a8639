"""While one place of a form, or its rules, is broken, does the rest go on with what was known last?"""

import random
import re
from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.editor import place_of
from tests.lsp.test_form_hover import FILLED, RULES

from gouji.lang.parse import parse
from gouji.lang.source import Source
from gouji.lsp.features.forms.typed_text import typed_at

TOKEN = re.compile(r'"|\[\[|\]\]|\{|\}|=|,|[^\s"\[\]{}=,]+')
# Where something is asked: behind these, each in a line of its own.
PLACES = ['"全年" = 15', '"半年" = 3', '"≥95']
DEFINED = {'"全年" = 15': "总额", '"半年" = 3': "项目.金额", '"≥95': "指标.指标值"}


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    return tmp_path


def is_asked(text: str, behind: str, start: int, end: int) -> bool:
    """Whether a place is elsewhere than what was taken out: in another line, and not under the header taken out."""
    at = text.index(behind)
    line = text.rfind("\n", 0, at) + 1, text.index("\n", at)
    header = text.rfind("[[", 0, at)
    is_header = header >= 0 and header <= start < text.index("\n", header)
    return not (line[0] <= start < line[1]) and not is_header and end <= len(text)


def dark_in(client: Client, form: Path, text: str, places: list[str], taken: str) -> list[str]:
    """What is not answered any more."""
    uri = {"uri": form.as_uri()}
    dark = []
    for behind in places:
        line, character = place_of(text, text.index(behind) + len(behind))
        found = client.ask_at("hover", form, line, character)
        if not found or DEFINED[behind] not in found["contents"]["value"]:
            dark.append(f"{taken}: no hover at {behind}")
        if client.ask_at("definition", form, line, character) is None:
            dark.append(f"{taken}: no definition at {behind}")
    symbols = client.ask("textDocument/documentSymbol", textDocument=uri)
    if len(symbols) < 2:
        dark.append(f"{taken}: {len(symbols)} symbols")
    last = text.count("\n")
    offers = [one["label"] for one in client.ask_at("completion", form, last, len('"半年" = { "'))]
    if offers != ["半年", "全年"]:
        dark.append(f"{taken}: {offers} offered")
    return dark


def test_a_token_that_is_missing_darkens_nothing_else(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    text = FILLED + '[["项目"]]\n"名称" = "架线"\n"金额" = { "'
    client.open(form, text)
    assert dark_in(client, form, text, PLACES, "nothing") == []
    dark, version = [], 1
    for token in TOKEN.finditer(FILLED):
        broken = text[: token.start()] + text[token.end() :]
        version += 1
        client.change(form, version, {"text": broken})
        line = FILLED.count("\n", 0, token.start()) + 1
        places = [one for one in PLACES if is_asked(text, one, *token.span())]
        dark += dark_in(client, form, broken, places, f"line {line} without {token[0]}")
    assert not dark, "\n".join(dark)


TORN = [
    '"总额" = { "半年" = 4, "全年" = 15',
    '"总额" = { "半年" = 4, "全年" = 15, ',
    '"总额" = { "半年" = 4 "全年" = 15 }',
    '"总额" = { "半年 = 4, "全年" = 15 }',
    '"总额" = { 半年" = 4, "全年" = 15 }',
    '"总额" = { "半年" = "4, "全年" = "15" }',
    '"总额" = { "半年" = 4, "全年" = "15',
    '"总额" = { "半年" = 4, "全年" 15 }',
    '"总额" = { "半年" = 4, "全年" = 15 ]',
    "总额 = ｛半年＝4，全年＝15",
]


@pytest.mark.parametrize("line", TORN)
def test_an_inline_table_that_is_torn_goes_on(client: Client, folder: Path, line: str) -> None:
    """What stands in it is known by its form, and so is what lacks in it."""
    form = folder / "a.toml"
    text = FILLED.replace(next(one for one in FILLED.split("\n") if "总额" in one), line)
    client.open(form, text)
    codes = [one["code"] for one in client.diagnostics(form, 1)]
    assert not {"unknown-key", "总额 必填", "总额 类型"} & {*codes}, codes
    for behind in ("半", "全"):
        found = client.ask_at("hover", form, *place_of(text, text.index(behind) + 1))
        assert found is not None, behind
        assert "**总额**" in found["contents"]["value"]
        assert client.ask_at("definition", form, *place_of(text, text.index(behind) + 1)), behind
    assert len(client.ask("textDocument/documentSymbol", textDocument={"uri": form.as_uri()})) > 2


@pytest.mark.parametrize(
    "begun", ['{ "半年" = 4, ', '{ "半年" = 4, "', '{ "半年" = 4 "', '{ "半年" = "4", "全', "｛半年＝4，"]
)
def test_a_period_that_lacks_in_a_torn_table_is_offered(client: Client, folder: Path, begun: str) -> None:
    form = folder / "a.toml"
    line = next(one for one in FILLED.split("\n") if "总额" in one)
    client.open(form, FILLED.replace(line, f'"总额" = {begun}'))
    offers = [one["label"] for one in client.ask_at("completion", form, 2, len(f'"总额" = {begun}'))]
    assert offers == ["全年"]


def test_a_form_goes_on_while_its_rules_are_broken(client: Client, folder: Path) -> None:
    """With the rules that it had, as long as they are torn."""
    rules, form = folder / "a.gj", folder / "a.toml"
    text = FILLED + '[["项目"]]\n"名称" = "架线"\n"金额" = { "'
    client.open(form, text)
    client.open(rules)
    assert dark_in(client, form, text, PLACES, "nothing") == []
    dark, version = [], 1
    for token in TOKEN.finditer(RULES, RULES.index("表样"), RULES.index("规则")):
        broken = RULES[: token.start()] + RULES[token.end() :]
        if not parse(Source("a.gj", broken)).diagnostics():
            continue  # another form, but a whole one
        client.change(rules, version + 1, {"text": RULES})
        client.ask_at("hover", form, 0, 2)
        client.change(rules, version := version + 2, {"text": broken})
        line = RULES.count("\n", 0, token.start()) + 1
        dark += dark_in(client, form, text, PLACES, f"line {line} without {token[0]}")
    assert not dark, "\n".join(dark)


SIGNS = "\"'“”[]{}=,，＝【】｛｝#.\n \t甲1≥%𠮷"


def test_what_is_replaced_stands_in_the_line_of_the_cursor() -> None:
    """Whatever is typed: chosen once and for all."""
    chance = random.Random(5)
    for _ in range(400):
        text = FILLED
        for _ in range(chance.randrange(1, 6)):
            start = chance.randrange(len(text) + 1)
            new = "".join(chance.choices(SIGNS, k=chance.randrange(4)))
            text = text[:start] + new + text[start + chance.choice([0, 0, 1, 3, 20]) :]
        for offset in chance.choices(range(len(text) + 1), k=10):
            typed = typed_at(Source("a.toml", text), offset)
            assert typed is None or typed.start <= offset <= typed.end, (text, offset)
            assert typed is None or "\n" not in text[typed.start : typed.end], (text, offset)
