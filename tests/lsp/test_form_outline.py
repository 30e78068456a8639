"""The outline of a filled form: a tree whose parts lie within each other, and where the text folds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.test_form_hover import RULES

FILLED = """"表样" = "甲"
"总额" = { "半年" = 4, "全年" = 150 }
["收入"]
"合计" = 3
["收入"."拨款"."本级"]
"小计" = ["一", 2]
[["项目"]]
"名称" = "修路"
"定额" = "3万元"
[["项目"]]
"定额" = { "半年" = 4, "全年
[["项目"."明细"]]
"数" = 1
["收入"."其他"]
[["说明"]]
"规则" = "不太大"
"""
OUTLINE = """表样 甲
总额 半年 4，全年 150
收入
  合计 3
  拨款
    本级
      小计 一、2
项目 ×2
  修路
    名称 修路
    定额 3万元
  项目[2]
    定额 半年 4
    明细 ×1
      明细[1]
        数 1
收入.其他
说明 ×1
  不太大
    规则 不太大"""


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


def shown(symbols: list[Message], indent: str = "") -> Iterator[str]:
    for one in symbols:
        yield f"{indent}{one['name']} {one.get('detail', '')}".rstrip()
        yield from shown(one.get("children", []), f"{indent}  ")


def places(symbols: list[Message], within: tuple[int, int] = (0, 99)) -> Iterator[str]:
    """The parts that reach out of what they are parts of."""
    for one in symbols:
        first, last = one["range"]["start"]["line"], one["range"]["end"]["line"]
        if not within[0] <= first <= one["selectionRange"]["start"]["line"] <= last <= within[1]:
            yield one["name"]
        yield from places(one.get("children", []), (first, last))


def test_the_outline_is_a_tree(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    (folder / "a.gj").write_text(RULES, encoding="utf-8")
    client.open(form, FILLED)
    found = client.ask("textDocument/documentSymbol", textDocument={"uri": form.as_uri()})
    assert "\n".join(shown(found)) == OUTLINE
    assert not list(places(found))


def test_each_row_folds(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FILLED)
    found = client.ask("textDocument/foldingRange", textDocument={"uri": form.as_uri()})
    assert [(one["startLine"], one["endLine"]) for one in found] == [
        (2, 5),
        (4, 5),
        (6, 8),
        (9, 12),
        (11, 12),
        (14, 15),
    ]


def test_a_text_with_very_many_cells_has_an_outline_without_them(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, '"表样" = "甲"\n' + '[["项目"]]\n"名称" = "一"\n"定额" = 1\n' * 5_001)
    (table,) = client.ask("textDocument/documentSymbol", textDocument={"uri": form.as_uri()})
    assert table["detail"] == "×5001"
    assert "children" not in table["children"][0] or table["children"][0]["children"] == []
