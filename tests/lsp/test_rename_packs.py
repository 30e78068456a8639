"""Do the real packs and their examples come through a rename? There: the same findings up to the name; back: the same bytes."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from tests.lsp.client import Client
from tests.lsp.editor import applied, place_of

from gouji.cli import main

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("rules/common", "rules/shandong/qingdao", "examples/qingdao-2022")
QINGDAO, PROJECT = "rules/shandong/qingdao/project-2022.gj", "rules/common/project.gj"
# A file, what stands before the name in it, the name, and another.
NAMES = [
    (QINGDAO, "维度 时点 累计 { 「", "3月底", "三月底"),  # a coordinate that needs brackets, and one that needs none
    (QINGDAO, "表样 ", "青岛市项目绩效目标表", "青岛表"),
    (QINGDAO, "    规则 ", "支出计划到年底用完预算", "到年底 用完"),
    (QINGDAO, "        设   ", "年底", "岁末"),
    (QINGDAO, "    明细表 ", "指标", "3 张表"),
    (PROJECT, "        ", "预算数", "规则"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("indicators.test.gj"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outcome(capsys: pytest.CaptureFixture[str]) -> str:
    """What is found in the examples and by the tests; without columns, which move."""
    main(["check", "rules", "examples", "--format", "json"])
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    main(["test", "rules"])
    said = [*(f"{one['file']}:{one['line']} {one['rule']} {one['message']}" for one in findings)]
    return "\n".join([*said, capsys.readouterr().out])


def nameless(said: str, *names: str) -> set[str]:
    """The lines, with all names written as one."""
    for name in names:
        said = said.replace(name, "§")
    return {*said.splitlines()}


def rename(client: Client, folder: Path, file: str, before: str, old: str, new: str) -> None:
    """Renames, and writes all files that change."""
    path = folder / file
    text = path.read_bytes().decode()
    client.open(path, text)
    at = next(at for at in (text.find(before + old), text.find(f"{before}「{old}")) if at >= 0)
    line, character = place_of(text, at + len(before) + 1)
    changes = client.ask_at("rename", path, line, character, newName=new)["changes"]
    client.tell("textDocument/didClose", textDocument={"uri": path.as_uri()})
    changed = [Path(unquote(urlsplit(uri).path)) for uri in changes]
    for one, edits in zip(changed, changes.values(), strict=True):
        one.write_bytes(applied(one.read_bytes().decode(), edits).encode())
    client.changed_on_disk(*changed)


def test_a_pack_is_renamed_there_and_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bytes_of = {path: path.read_bytes() for path in folder.rglob("*.*")}
    first, failed = outcome(capsys), []
    with Client(folder) as client:
        for file, before, old, new in NAMES:
            rename(client, folder, file, before, old, new)
            now = nameless(outcome(capsys), new, old)
            failed += [f"{old}: {line}" for line in nameless(first, new, old) ^ now]
            rename(client, folder, file, before.removesuffix("「"), new, old)
            failed += [f"{old}: {path.name}" for path, was in bytes_of.items() if path.read_bytes() != was]
    assert not failed, "\n".join(failed)


def test_the_rules_alone_are_renamed_as_with_their_examples(tmp_path: Path) -> None:
    """What the tests of packs are about is told by the forms given to them, and by the rules where these are not there."""
    found = []
    for parts in (("rules", "examples"), ("rules",)):
        folder = tmp_path / "-".join(parts)
        for part in parts:
            shutil.copytree(ROOT / part, folder / part)
        path = folder / "rules/common/department.gj"
        text = path.read_text(encoding="utf-8")
        line, character = place_of(text, text.index("分组 支出 {") + len("分组 "))
        with Client(folder) as client:
            client.open(path)
            changes = client.ask_at("rename", path, line, character, newName="花销")["changes"]
        edited = {uri.removeprefix(folder.as_uri()): edits for uri, edits in changes.items()}
        found.append({file: edits for file, edits in edited.items() if file.endswith(".gj")})
    assert found[0] == found[1]
    assert any(file.endswith(".test.gj") for file in found[1])
