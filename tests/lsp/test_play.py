"""Does the server of the page serve its own page and nobody else, and does a tab see its own files and no others?"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from tests.lsp.conftest import FILLED, RULES
from tests.lsp.served import Served, needs_bundle
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gouji.cli import main
from gouji.lang.check import check_program
from gouji.lang.parse import parse
from gouji.lang.source import Source
from gouji.lsp.play.samples import shipped_samples

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("play")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page with the user's own files, in a folder beside which there is a secret."""
    needs_bundle()
    room = tmp_path_factory.mktemp("play")
    (room / "own").mkdir()
    (room / "temporary").mkdir()
    (room / "own" / "a.gj").write_text(RULES, encoding="utf-8")
    (room / "own" / "a.toml").write_text(FILLED, encoding="utf-8")
    with Served(room / "own" / "a.gj", room / "own" / "a.toml", temporary=room / "temporary") as served:
        yield served


def test_page_is_served_with_what_keeps_it_to_itself(served: Served) -> None:
    """The page, its scripts, its settings and the packs; no script but from files, no frame, no other site."""
    status, headers, body = served.get(served.path)
    assert status == 200 and b"<script type" in body and b"onclick" not in body
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer" and headers["X-Content-Type-Options"] == "nosniff"
    for name in ("main.js", "main.css", "settings.json", "rules/common/department.gj", "settings.json?lang=en"):
        assert served.get(served.path + name)[0] == 200, name


@pytest.mark.parametrize(
    "path",
    ["", "x/", "x/main.js", "{token}", "{token}/../", "{token}/nothing.js", "{token}/rules/../../../setup.py",
     "{token}/rules/%2e%2e/server.py", "{token}//etc/passwd", "{token}/examples", "{token}/.", "lsp"],
)  # fmt: skip
def test_nothing_else_is_served(served: Served, path: str) -> None:
    """Without the token nothing is, and with it no path leads to a file that is not of the page."""
    asked = "/" + path.replace("{token}", served.path.strip("/"))
    assert served.get(asked)[0] == 404


def test_other_hosts_and_origins_are_refused(served: Served) -> None:
    """A name that was made to lead here, a page of another site, a program that names no page."""
    for host in ("example.com", f"example.com:{served.host.partition(':')[2]}", "127.0.0.1", "", f"{served.host}."):
        assert served.get(served.path, Host=host)[0] == 403, host
    assert served.get(served.path, Host=served.host.replace("127.0.0.1", "localhost"))[0] == 200
    line = f"GET {served.path} HTTP/1.1"
    assert " 403 " in served.raw(line)
    assert " 403 " in served.raw(line, f"Host: {served.host}", "Host: example.com")
    assert served.get(served.path, Origin="http://example.com")[0] == 403
    for origin in ("http://example.com", "null", f"https://{served.host}", f"http://{served.host}.example.com"):
        with pytest.raises(InvalidStatus, match="403"), served.tab(origin):
            pass
    upgrade = [
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ]
    assert " 403 " in served.raw(f"GET {served.path}lsp HTTP/1.1", f"Host: {served.host}", *upgrade)


def test_tab_speaks_the_protocol_in_text_frames(served: Served) -> None:
    """With copies of the user's files; what is edited is written to neither."""
    with served.tab() as tab:
        tab.begin()
        form = tab.files["a.toml"]
        assert (form["text"], tab.files["a.gj"]["role"]) == (FILLED, "rules")
        tab.open(form["uri"], FILLED)
        assert [one.splitlines()[0] for one in tab.diagnostics(form["uri"])] == ["总额 2元，合计 3元"]
        assert all(isinstance(frame, str) for frame in tab.frames)
        folder = tab.folder()
        assert (folder / "a.toml").read_text(encoding="utf-8") == FILLED
        with served.tab() as other:
            assert other.folder() != folder


def test_tab_sees_no_file_but_its_own(served: Served, tmp_path: Path) -> None:
    """Neither by name, nor by what a rule file refers to, nor as a folder of its workspace."""
    secret = tmp_path / "secret.gj"
    secret.write_text("表样 机密 { 密码 : 文本 必填 }\n表样 坏 {", encoding="utf-8")
    with served.tab() as tab:
        tab.begin(workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "x"}], rootUri=tmp_path.as_uri())
        rules = tab.files["a.gj"]["uri"]
        leading = os.path.relpath(secret, tab.folder())
        for number, path in enumerate([leading, f"../{tmp_path.name}/secret.gj", secret]):
            uri = f"{rules[:-4]}{number}.gj"
            tab.open(uri, f'引用 "{path}"\n\n表样 丙 沿用 机密 {{}}\n')
            said = "\n".join(tab.diagnostics(uri))
            assert "找不到" in said and "密码" not in said
            at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 6}}
            assert tab.ask("textDocument/definition", **at) is None
            assert tab.ask("textDocument/documentLink", textDocument={"uri": uri}) == []
        outside: list[object] = [
            secret.as_uri(),
            f"{tab.folder().as_uri()}/../own.gj",
            "file:///etc/passwd",
            f"{tab.folder().as_uri()}/gouji.toml",
            "untitled:x",
            7,
        ]
        for other in outside:
            refused = tab.answer(
                "textDocument/hover", textDocument={"uri": other}, position={"line": 0, "character": 0}
            )
            assert refused["error"]["code"] == -32600, other
        refused = tab.answer("workspace/executeCommand", command="x", arguments=[secret.as_uri()])
        assert "error" in refused
        for named in (secret.as_uri(), secret.as_uri().replace("file", "FILE"), f" {secret.as_uri()}"):
            at = {"line": 0, "character": 0}
            refused = tab.answer("workspace/executeCommand", command="gouji.runTest", arguments=[named, at])
            assert refused["error"]["code"] == -32600, named
        tab.tell(
            "workspace/didChangeWorkspaceFolders",
            event={"added": [{"uri": tmp_path.as_uri(), "name": "x"}], "removed": []},
        )
        tab.tell("workspace/didChangeConfiguration", settings={"gouji": {"rules": [str(tmp_path)]}})
        assert tab.ask("textDocument/documentSymbol", textDocument={"uri": rules}) is None
        assert not [frame for frame in tab.frames if "密码" in str(frame)]


def test_tab_is_not_told_what_forms_there_are_outside(served: Served) -> None:
    """A test starts from no form outside the folder, though a project around it has one: whether it is there looks the same."""
    with served.tab() as tab:
        tab.begin()
        project = tab.folder().parent
        for name in ("rules", "other"):
            (project / name).mkdir()
        (project / "other" / "secret.toml").write_text(FILLED, encoding="utf-8")
        rules = tab.files["a.gj"]["uri"]
        for number, name in enumerate(["secret", "nothing"]):
            uri = f"{rules[:-4]}{number}.gj"
            tab.open(uri, f'引用 "a.gj"\n用例 "一" {{\n    给定 "../other/{name}.toml"\n    期望 通过 合计对\n}}\n')
            at = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 20}}
            assert tab.ask("textDocument/definition", **at) is None
            (link,) = tab.ask("textDocument/documentLink", textDocument={"uri": uri})
            assert link["target"] == rules
            hovered = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 4}}
            said = tab.ask("textDocument/hover", **hovered)["contents"]["value"]
            assert tab.folder().name in said and "文件夹" in said, said
        for name in ("rules", "other"):
            rmtree(project / name)


def test_a_tab_that_misbehaves_ends_alone(served: Served) -> None:
    """What is no text frame, no JSON or too long closes the tab; `exit` and nonsense do not end the server."""
    for frame in (b"{}", "{", "[" * 100_000, "7", "x" * 8_000_001):
        with served.tab() as tab:
            tab.connection.send(frame)
            with pytest.raises(ConnectionClosed):
                tab.connection.recv(timeout=30)
    with served.tab() as tab:
        tab.begin()
        tab.tell("exit")
        tab.connection.send('{"jsonrpc": "2.0"}')
        tab.connection.send('{"jsonrpc": "2.0", "id": {}, "method": "x", "params": "y"}')
        methods: list[Any] = [{}, ["a"], 7, None]
        for method in methods:
            tab.connection.send(json.dumps({"jsonrpc": "2.0", "method": method}))
            assert tab.answer(method)["error"]["code"] == -32600
        assert "error" in tab.answer("gouji/nothing")
        tab.ask("shutdown")
    assert served.process.poll() is None


def test_too_many_tabs_are_refused_and_closed_ones_leave_nothing(tmp_path: Path) -> None:
    """A folder each, removed with its tab; Ctrl+C removes the rest and ends well."""
    needs_bundle()
    with Served(temporary=tmp_path) as served, ExitStack() as stack:
        tabs = [stack.enter_context(served.tab()) for _ in range(20)]
        with pytest.raises(InvalidStatus, match="503"), served.tab():
            pass
        assert len(list(tmp_path.iterdir())) == 20
        for tab in tabs[1:]:
            tab.connection.close()
        with served.tab() as another:
            assert sorted(another.files) == ["department-2024.gj", "xishan.toml"]
        assert served.leave() == 0
        assert list(tmp_path.iterdir()) == []


def test_a_sample_comes_with_the_rules_of_its_year() -> None:
    """Each is checked by the rules beside it as by the packs: none is of another year."""
    for sample in shipped_samples(ROOT / "examples"):
        rules, form = ({file.role: file for file in sample.files}[role] for role in ("rules", "form"))
        program = check_program([parse(Source(rules.place.name, rules.text))])
        (year,) = re.findall(r"^(?:year|\"年度\") = (\d+)$", form.text, re.MULTILINE)
        (name,) = re.findall(r"^(?:form|\"表样\") = \"(.*)\"$", form.text, re.MULTILINE)
        assert program.form(name, int(year)) is not None, sample.name


def test_samples_are_told_apart() -> None:
    """The same office's forms of two years too."""
    titles = [one.title for one in shipped_samples(ROOT / "examples")]
    assert len({*titles}) == len(titles) > 10
    assert {"盐城市住房公积金管理中心 · 2021", "盐城市住房公积金管理中心 · 2022"} < {*titles}


def test_files_that_the_rules_use_come_along(tmp_path: Path) -> None:
    """As they lie to each other; the form stands beside the rules, wherever it was."""
    needs_bundle()
    (tmp_path / "temporary").mkdir()
    (tmp_path / "rules" / "sub").mkdir(parents=True)
    (tmp_path / "rules" / "base.gj").write_text('引用 "common/department.gj"\n' + RULES, encoding="utf-8")
    (tmp_path / "rules" / "sub" / "b.gj").write_text('引用 "../base.gj"\n\n表样 乙 沿用 甲 {}\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(FILLED.replace("甲", "乙"), encoding="utf-8", newline="")
    with (
        Served(tmp_path / "b.toml", tmp_path / "rules" / "sub" / "b.gj", temporary=tmp_path / "temporary") as served,
        served.tab() as tab,
    ):
        assert {name: file["role"] for name, file in tab.files.items()} == {
            "b.gj": "rules",
            "b.toml": "form",
            "../base.gj": "used",
        }
        tab.begin()
        uri = tab.files["b.toml"]["uri"]
        tab.open(uri, tab.files["b.toml"]["text"])
        assert [one.splitlines()[0] for one in tab.diagnostics(uri)] == ["总额 2元，合计 3元"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "x"], "--port：要写一个整数，从 0 到 65535"),
        (["--port", "65536"], "65535"),
        (["a.gj"], "一个规则文件（.gj）和一个填报文件（.toml）"),
        (["a.gj", "b.gj"], "一个规则文件（.gj）和一个填报文件（.toml）"),
        (["a.gj", "b.toml"], "a.gj"),
    ],
)
def test_what_cannot_be_served_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In a sentence, before anything is served."""
    needs_bundle()
    assert main(["play", "--lang", "zh", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """With its number."""
    port = served.host.partition(":")[2]
    assert main(["play", "--lang", "zh", "--no-browser", "--port", port]) == 2
    assert port in capsys.readouterr().err


def test_without_the_page_its_making_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a source tree where nobody built it."""
    monkeypatch.setattr("gouji.lsp.play.assets.BUNDLE", tmp_path)
    assert main(["play", "--lang", "zh"]) == 2
    assert "make page" in capsys.readouterr().err
