"""Are names known in a test whose filled form is not to be had, as far as it is certain what they stand for?"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

BASE = """维度 期间 { 半年, 全年 }

表样 底表 {
    总额 : 金额 按 期间
    明细表 清单 键 名目 {
        名目 : 文本
        金额 : 金额
    }
    规则 够大 提示 {
        应   总额[全年] ≥ 1
        信息 "{总额[全年]}"
    }
}
"""
HEIR = """引用 "base.gj"

表样 子表 沿用 底表 {
    总额 : 金额 按 期间 必填
}
"""
TESTS = """引用 "heir.gj"

用例 "甲" {
    给定 "GIVEN"
    改为 总额[半年] = 1
    改为 清单["一"].金额 = 5
    期望 通过 够大 于 总额[全年]
    期望 通过 总额必填
}
"""
OTHER = """
表样 别表 {
    总额 : 金额
}
"""


def texts(given: str = "none.toml", other: str = "") -> dict[str, str]:
    return {"base.gj": BASE, "heir.gj": HEIR, "a.test.gj": TESTS.replace("GIVEN", given), "other.gj": other}


def written(folder: Path, found: dict[str, str]) -> None:
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8")


def place_in(path: Path, before: str) -> tuple[int, int]:
    text = path.read_text(encoding="utf-8")
    return place_of(text, text.index(before) + len(before))


def renamed_to(folder: Path, edit: Message) -> dict[str, str]:
    paths = {Path(unquote(urlsplit(uri).path)): edits for uri, edits in edit["changes"].items()}
    return {path.name: applied(path.read_text(encoding="utf-8"), edits) for path, edits in paths.items()}


def no_file(_: Path) -> None:
    """There is none."""


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")


def no_form(path: Path) -> None:
    path.write_text('"年度" = 2025\n', encoding="utf-8")


@pytest.mark.parametrize("made", [no_file, no_text, no_form])
@pytest.mark.parametrize(
    ("file", "before", "name"),
    [
        ("base.gj", "底表 {\n    ", "总额"),
        ("heir.gj", "底表 {\n    ", "总额"),
        ("a.test.gj", "改为 ", "总额"),
        ("base.gj", "规则 ", "够大"),
        ("a.test.gj", "期望 通过 ", "够大"),
        ("base.gj", "维度 期间 { ", "半年"),
    ],
)
def test_a_test_without_its_form_is_about_the_form_of_its_rules(
    tmp_path: Path, made: Callable[[Path], None], file: str, before: str, name: str
) -> None:
    """Of the heir or of its parent, which is one here; also where an expectation names it."""
    found = texts("none.toml")
    written(tmp_path, found)
    made(tmp_path / "none.toml")
    with Client(tmp_path) as client:
        client.open(tmp_path / file)
        asked = place_in(tmp_path / file, before)
        edit = client.ask_at("rename", tmp_path / file, *asked, newName="新的")
    assert renamed_to(tmp_path, edit) == {
        file: text.replace(name, "新的") for file, text in found.items() if name in text
    }


def test_names_of_a_test_without_its_form_are_told_and_offered(tmp_path: Path) -> None:
    written(tmp_path, texts())
    path = tmp_path / "a.test.gj"
    with Client(tmp_path) as client:
        client.open(path)
        for before, declared in (("改为 ", "heir.gj"), ("总额[", "base.gj"), ("期望 通过 ", "base.gj")):
            asked = place_in(path, before)
            assert client.ask_at("hover", path, *asked) is not None
            assert client.ask_at("definition", path, *asked)["uri"].endswith(declared)
        offered = client.ask_at("completion", path, *place_in(path, "改为 "))
        assert {"总额", "清单"} <= {one["label"] for one in offered}


def test_a_name_that_may_be_that_of_another_form_is_not_renamed_in_silence(tmp_path: Path) -> None:
    """Where all that the test says fits both; what only one of them has is its own."""
    found = texts()
    found["heir.gj"] += OTHER
    found["a.test.gj"] = (
        '引用 "heir.gj"\n用例 "两可" {\n    给定 "none.toml"\n    改为 总额 = 1\n    期望 通过 够大\n}\n'
    )
    written(tmp_path, found)
    base, tests = tmp_path / "base.gj", tmp_path / "a.test.gj"
    asked = place_in(base, "底表 {\n    ")
    with Client(tmp_path) as client:
        client.open(base)
        edit = client.ask_at("rename", base, *asked, newName="新的")
        assert renamed_to(tmp_path, edit)["a.test.gj"] == found["a.test.gj"].replace("总额", "新的")
        client.open(tests)
        client.change(tests, 2, {"text": found["a.test.gj"].replace("    期望 通过 够大\n", "")})
        params: Message = {"textDocument": {"uri": base.as_uri()}, "newName": "新的"}
        params["position"] = dict(zip(("line", "character"), asked, strict=True))
        message = client.answer("textDocument/rename", params)["error"]["message"]
        assert message.startswith("a.test.gj:4 的“总额”不知道是哪张表的")
        assert client.ask_at("hover", tests, *place_in(tests, "改为 ")) is None
        assert client.ask_at("references", tests, *place_in(tests, "改为 "), context={"includeDeclaration": True}) == []
