"""Is a test that cannot be run told of while it is typed, and while the rules that it is of and the form that it starts from are?

`tests/lint/test_rule_tests.py` holds what is told.
"""

from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied

TESTS = """引用 "a.gj"

用例 "一" {
    给定 "a.toml"
    改为 总额[全年] = 3
    期望 通过 合计对
}

用例 "二" {
    给定 "a.toml"
    期望 不通过 合计对
}
"""


@pytest.fixture
def tests(folder: Path) -> Path:
    path = folder / "a.test.gj"
    path.write_text(TESTS, encoding="utf-8")
    return path


def whole(text: str) -> Message:
    return {"text": text}


def reasons(found: list[Message]) -> list[tuple[int, str]]:
    """The lines, from 1, with what is wrong there."""
    assert {one["code"] for one in found} <= {"test-mistake"}
    return [(one["range"]["start"]["line"] + 1, one["message"].partition("\n")[0]) for one in found]


def test_what_is_typed_in_a_test_is_held_against_its_form(client: Client, tests: Path) -> None:
    """A field, a row, a check, the filled form; mended by the nearest name, and by writing it otherwise."""
    client.open(tests)
    assert client.diagnostics(tests, 1) == []
    text = TESTS.replace("总额[全年]", "总和[全年]").replace("不通过 合计对", "不通过 合计队")
    client.change(tests, 2, whole(text))
    found = client.diagnostics(tests, 2)
    assert reasons(found) == [
        (5, "用例没法运行：表样里没有“总和”。是不是“总额”？"),
        (11, "用例没法运行：没有叫“合计队”的检查项。是不是“合计对”？"),
    ]
    actions = client.ask(
        "textDocument/codeAction",
        textDocument={"uri": tests.as_uri()}, range=found[1]["range"], context={"diagnostics": [found[1]]},
    )  # fmt: skip
    edits = actions[0]["edit"]["changes"][tests.as_uri()]
    text = applied(text, edits)
    client.change(tests, 3, whole(text))
    assert reasons(client.diagnostics(tests, 3)) == [(5, "用例没法运行：表样里没有“总和”。是不是“总额”？")]
    client.change(tests, 4, whole(TESTS.replace("a.toml", "b.toml", 1)))
    assert reasons(client.diagnostics(tests, 4)) == [(4, "用例没法运行：找不到给定的填报表“b.toml”。是不是“a.toml”？")]
    client.change(tests, 5, whole(TESTS))
    assert client.diagnostics(tests, 5) == []


def test_a_change_elsewhere_is_told_of(client: Client, folder: Path, tests: Path) -> None:
    """In the rules, in the filled form while it is edited, and in one that comes; while the rules are broken, nothing."""
    rules, form = folder / "a.gj", folder / "a.toml"
    written = client.open(rules)
    client.open(form)
    client.open(tests)
    assert client.diagnostics(tests, 1) == []
    client.change(rules, 2, whole(written.replace("规则 合计对", "规则 合计准")))
    assert [line for line, _ in reasons(client.diagnostics(tests, 1))] == [6, 11]
    client.change(rules, 3, whole(written.replace("总额 : 金额 按", "总额 : 金 按")))
    assert client.diagnostics(tests, 1) == []
    client.change(rules, 4, whole(written))
    client.change(form, 2, whole('"表样" = "乙"\n"年度" = 2025\n'))
    assert [line for line, _ in reasons(client.diagnostics(tests, 1))] == [4, 10]
    client.change(form, 3, whole('"表样" = "甲"\n"年度" = 2025\n'))
    assert client.diagnostics(tests, 1) == []
    client.change(tests, 2, whole(TESTS.replace("a.toml", "new.toml", 1)))
    assert [line for line, _ in reasons(client.diagnostics(tests, 2))] == [4]
    (folder / "new.toml").write_text('"表样" = "甲"\n"年度" = 2025\n', encoding="utf-8")
    client.changed_on_disk(folder / "new.toml")
    assert client.diagnostics(tests, 2) == []
