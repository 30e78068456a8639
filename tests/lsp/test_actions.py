"""Are the actions offered those that a client asks about, and do they mend what they are offered for?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at
from tests.lsp.editor import applied


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


def asked(client: Client, path: Path, range_: Message, **context: object) -> list[Message]:
    found: list[Message] = client.ask(
        "textDocument/codeAction", textDocument={"uri": path.as_uri()}, range=range_,
        context={"diagnostics": [], **context},
    )  # fmt: skip
    return found


def titles(found: list[Message]) -> list[str]:
    return [one["title"] for one in found]


def whole(text: str) -> Message:
    return {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n") + 1, "character": 0}}


def test_only_what_the_client_asks_about_is_mended(client: Client, folder: Path) -> None:
    """The findings of ours that it sends, by code and range; without any, those of the range."""
    form = folder / "a.toml"
    text = client.open(form, FILLED.replace('"类别" = "大"', '"类别" = 大'))
    unquoted, total = client.diagnostics(form, 1)
    everywhere = whole(text)
    assert {"合计对", "toml-unquoted-value"} == {one["code"] for one in (unquoted, total)}
    about = [[one["diagnostics"][0]["code"] for one in asked(client, form, everywhere, diagnostics=[sent])
              if "diagnostics" in one] for sent in (unquoted, total)]  # fmt: skip
    assert about == [["toml-unquoted-value"], ["合计对"]]
    assert len(asked(client, form, everywhere)) == 2
    assert asked(client, form, everywhere, diagnostics=[{**total, "range": at(0, 0, 1)}]) == []
    assert len(asked(client, form, everywhere, diagnostics=[{**total, "code": "别的", "source": "x"}])) == 2
    assert asked(client, form, at(0, 0, 0)) == []
    assert titles(asked(client, form, at(0, 0, 0), diagnostics=[total])) == ["改为 3"]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["refactor"], set()),
        (["source"], {"source.fixAll.gouji"}),
        (["source.organizeImports"], set()),
        ([""], {"quickfix", "source.fixAll.gouji"}),
        (["quickfix.other"], set()),
    ],
)
def test_only_the_kinds_asked_for(client: Client, folder: Path, only: list[str], kinds: set[str]) -> None:
    form = folder / "a.toml"
    text = client.open(form, FILLED.replace('"类别" = "大"', '"类别" = 大'))
    assert {one["kind"] for one in asked(client, form, whole(text), only=only)} == kinds


def test_a_year_that_is_missing_is_put_in(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules, RULES.replace("表样 甲 {", "表样 甲 {\n    年度 2024..2024"))
    text = client.open(form, FILLED.replace('"年度" = 2025\n', ""))
    (finding,) = [one for one in client.diagnostics(form, 1) if one["code"] == "missing-year"]
    (action,) = asked(client, form, finding["range"], diagnostics=[finding])
    after = applied(text, action["edit"]["changes"][form.as_uri()])
    assert after.startswith('"表样" = "甲"\n"年度" = 2024\n')
    wrong = FILLED.replace("2025", '"今年"')
    client.change(form, 2, {"text": wrong})
    (finding,) = [one for one in client.diagnostics(form, 2) if one["code"] == "missing-year"]
    (action,) = asked(client, form, finding["range"], diagnostics=[finding])
    assert applied(wrong, action["edit"]["changes"][form.as_uri()]) == FILLED.replace("2025", "2024")


def test_a_total_with_blank_parts_can_be_set_to_their_sum(client: Client, folder: Path) -> None:
    rules, form = folder / "b.gj", folder / "b.toml"
    rules.write_text(
        "表样 乙 {\n    总额 : 金额 合计自 一, 二, 三\n    一 : 金额\n    二 : 金额\n    三 : 金额\n}\n", "utf-8"
    )
    text = client.open(form, '"表样" = "乙"\n"年度" = 2025\n"总额" = 4\n"一" = 1\n"二" = 2\n"三" = ""\n')
    (finding,) = client.diagnostics(form, 1)
    (action,) = [one for one in asked(client, form, finding["range"]) if one["title"].startswith("改为")]
    assert action["title"] == "改为各项之和 3"
    assert '"总额" = 3\n' in applied(text, action["edit"]["changes"][form.as_uri()])


BROKEN = [
    # what is written, and what it becomes
    ("规则 一 于 甲 {\n    应 总额[全年 > 0\n}\n", "规则 一 于 甲 {\n    应 总额[全年] > 0\n}\n"),
    ("规则 一 于 甲 {\n    应 合计(项目.金额 > 0\n}\n", "规则 一 于 甲 {\n    应 合计(项目.金额) > 0\n}\n"),
    ("规则 一 于 甲 {\n    应 (总额 + 总额 > 0\n}\n", "规则 一 于 甲 {\n    应 (总额 + 总额) > 0\n}\n"),
    ("规则 一 于 甲 {\n    应 总额 > 0\n", "规则 一 于 甲 {\n    应 总额 > 0\n}\n"),
    (
        "表样 丙 {\n    甲 : 金额\n    规则 一 {\n        应 甲 > 0\n    规则 二 {\n        应 甲 > 1\n    }\n}\n",
        "表样 丙 {\n    甲 : 金额\n    规则 一 {\n        应 甲 > 0\n    }\n    规则 二 {\n        应 甲 > 1\n    }\n}\n",
    ),
    (
        "表样 丙 {\n    甲 : 金额\n    分组 乙 {\n        丁 : 金额\n}\n",
        "表样 丙 {\n    甲 : 金额\n    分组 乙 {\n        丁 : 金额\n    }\n}\n",
    ),
]


@pytest.mark.parametrize(("broken", "mended"), BROKEN)
def test_an_open_bracket_is_closed(client: Client, folder: Path, broken: str, mended: str) -> None:
    rules = folder / "b.gj"
    head = '引用 "a.gj"\n\n' if "于" in broken else ""
    text = client.open(rules, head + broken)
    (finding,) = [one for one in client.diagnostics(rules, 1) if one["code"] == "unclosed-bracket"]
    (action,) = asked(client, rules, finding["range"], diagnostics=[finding], only=["quickfix"])
    assert applied(text, action["edit"]["changes"][rules.as_uri()]) == head + mended


def test_a_broken_rule_is_given_neither_message_nor_test(client: Client, folder: Path) -> None:
    rules = folder / "a.gj"
    client.open(rules, RULES + "\n规则 有余 于 甲 {\n    应   没有的 > 5万元\n}\n")
    client.diagnostics(rules, 1)
    assert asked(client, rules, at(20, 4, 4), only=["refactor"]) == []


def test_a_test_names_a_form_that_is_there(folder: Path) -> None:
    """One beside the rules that nobody has open; without any, one that is said to be missing."""
    rules = folder / "a.gj"
    more = RULES + "\n规则 有余 于 甲 {\n    应   总额[全年] > 5万元\n}\n"
    for given, verdict in (("a.toml", "失败"), ("填好的表.toml", "通过")):
        with Client(folder) as client:
            client.open(rules, more)
            client.diagnostics(rules, 1)
            (action,) = [one for one in asked(client, rules, at(19, 5, 5)) if "用例" in one["title"]]
            after = applied(more, action["edit"]["changes"][rules.as_uri()])
            assert after.endswith(f'\n用例 "有余" {{\n    给定 "{given}"\n    期望 {verdict} 有余\n}}\n')
            client.change(rules, 2, {"text": after})
            missing = ["test-mistake"] if given == "填好的表.toml" else []
            assert [one["code"] for one in client.diagnostics(rules, 2)] == missing
        (folder / "a.toml").unlink(missing_ok=True)
