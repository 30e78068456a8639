"""Is a form held against the rules that `gouji check` of its workspace folder would hold it against?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.conftest import FILLED, RULES

STRICT = RULES.replace("错误", "警告")
MORE = '引用 "../a.gj"\n规则 不大 提示 于 甲 {\n    应   总额 ≤ 1\n    信息 "总额 {总额}"\n}\n'

# The rule files of two folders that a client has open; what is found then in `one/in/a.toml`.
CASES = {
    "above the form": ({"one/a.gj": RULES}, ["合计对"]),
    "beside the folder of the form": ({"one/rules of mine/a.gj": RULES}, ["合计对"]),
    "in another folder of the workspace": ({"two/a.gj": RULES}, ["no-such-form"]),
    "in both": ({"one/a.gj": STRICT, "two/a.gj": RULES}, ["合计对"]),
    "rules that another file adds": ({"one/a.gj": RULES, "one/more/b.gj": MORE}, ["合计对", "不大"]),
    "nowhere": ({"one/b.gj": RULES.replace("甲", "乙")}, ["no-such-form"]),
    "with the line ends of old": ({"one/a.gj": RULES.replace("\n", "\r")}, ["合计对"]),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_a_form_is_looked_for_in_all_of_its_folder(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:  # fmt: skip
    form = tmp_path / "one" / "in" / "a.toml"
    for name, text in {**files, "one/in/a.toml": FILLED}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    (tmp_path / "two").mkdir(exist_ok=True)
    with Client(tmp_path / "one", tmp_path / "two") as client:
        found = {one["code"]: one["severity"] for one in client.diagnostics(form, None)}
        assert set(found) == set(expected)
        if STRICT in files.values():
            assert found["合计对"] == 2


def test_rules_that_come_and_go_are_seen(tmp_path: Path) -> None:
    """The name of their form is offered too."""
    form, rules = tmp_path / "in" / "a.toml", tmp_path / "a.gj"
    form.parent.mkdir()
    form.write_text(FILLED, encoding="utf-8")
    with Client(tmp_path) as client:
        assert [one["code"] for one in client.diagnostics(form, None)] == ["no-such-form"]
        rules.write_text(RULES, encoding="utf-8")
        client.changed_on_disk(rules)
        assert [one["code"] for one in client.diagnostics(form, None)] == ["合计对"]
        client.open(form, '"表样" = ')
        assert client.ask_at("completion", form, 0, 7)[0]["label"] == "甲"
        client.tell("textDocument/didClose", textDocument={"uri": form.as_uri()})
        rules.unlink()
        client.changed_on_disk(rules)
        client.wait(
            "textDocument/publishDiagnostics",
            lambda one: [found["code"] for found in one["diagnostics"]] == ["no-such-form"],
        )


def test_a_form_that_is_not_known_is_told_what_forms_there_are_now(tmp_path: Path) -> None:
    form, rules = tmp_path / "in" / "a.toml", tmp_path / "a.gj"
    form.parent.mkdir()
    form.write_text(FILLED.replace("甲", "没有这张表"), encoding="utf-8")
    rules.write_text(RULES, encoding="utf-8")
    with Client(tmp_path) as client:
        client.open(form)
        client.open(rules)
        assert "甲" in client.diagnostics(form, 1)[0]["message"]
        client.change(rules, 2, {"text": RULES.replace("表样 甲", "表样 丙")})
        told = client.diagnostics(form, 1)[0]["message"]
        assert "丙" in told
        assert "甲" not in told
        client.tell("textDocument/didClose", textDocument={"uri": rules.as_uri()})
        rules.unlink()
        client.changed_on_disk(rules)
        client.wait(
            "textDocument/publishDiagnostics",
            lambda one: one["uri"] == form.as_uri() and "丙" not in str(one) and "甲" not in str(one),
        )
