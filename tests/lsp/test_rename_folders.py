"""Is a name of one folder left alone in another that has a form of the same name, and is it said which file is meant?"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.lsp.client import Client, Message

RULES = """表样 子表 {
    总额 : 金额
    规则 不大 警告 {
        应   总额 ≤ 100
        信息 "{总额}"
    }
}
"""
FILLED = '"表样" = "子表"\n"年度" = 2025\n"总额" = 5\n'
PROJECT = """"规则" = "../规则"
[["改级"]]
"规则" = "子表/不大"
"级别" = "提示"
"理由" = "照旧"
"""
RULE, FIELD = {"line": 2, "character": 7}, {"line": 1, "character": 4}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    for name in ("甲", "乙"):
        for path, text in (("规则/a.gj", RULES), ("填/a.toml", FILLED), ("填/gouji.toml", PROJECT)):
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
    return [tmp_path / "甲", tmp_path / "乙"]


def answer(client: Client, path: Path, place: Message, new: str) -> Message:
    params = {"textDocument": {"uri": path.as_uri()}, "position": place, "newName": new}
    return client.answer("textDocument/rename", params)


def test_a_configuration_names_the_rules_of_its_own_forms(folders: list[Path]) -> None:
    """Both folders have a form of that name, with such a rule; its full name is written in both."""
    with Client(*folders) as client:
        client.open(folders[0] / "规则/a.gj")
        changes = answer(client, folders[0] / "规则/a.gj", RULE, "新的")["result"]["changes"]
    changed = {Path(unquote(urlsplit(uri).path)) for uri in changes}
    assert changed == {folders[0] / "规则/a.gj", folders[0] / "填/gouji.toml"}


def test_a_configuration_is_about_no_form_of_another_folder(folders: list[Path]) -> None:
    """A rule that only the other folder has is none that it can name."""
    project = folders[0] / "填/gouji.toml"
    (folders[1] / "规则/a.gj").write_text(RULES.replace("不大", "不小"), encoding="utf-8")
    project.write_text(PROJECT.replace("不大", "不小"), encoding="utf-8")
    with Client(*folders) as client:
        client.open(project)
        (told,) = client.diagnostics(project, 1)
        assert told["range"]["start"]["line"] == 2


def test_a_place_is_told_by_its_path(folders: list[Path]) -> None:
    """From the folder that is open; with its name where there is another."""
    rules = folders[0] / "规则/a.gj"
    rules.write_text(RULES.replace("    总额 : 金额\n", "    总额 : 金额\n    别的 : 金额\n"), encoding="utf-8")
    for opened, told in ((folders, "甲/规则/a.gj:3"), (folders[:1], "规则/a.gj:3"), ([], f"{rules}:3")):
        with Client(*opened) as client:
            client.open(rules)
            assert f"在 {told} 已经有了" in answer(client, rules, FIELD, "别的")["error"]["message"]
