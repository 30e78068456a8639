"""Does the server stay up, and answer as the protocol wants, whatever a client sends?"""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED, CANCELLED = -32002, -32800


def raw(client: Client, body: bytes) -> None:
    assert client.process.stdin is not None
    client.process.stdin.write(b"content-length:%d\r\n\r\n" % len(body) + body)
    client.process.stdin.flush()


def error(client: Client) -> int:
    """The code of the next error that answers no request by its number."""
    answered = client.next(lambda one: "error" in one and one["id"] is None)
    code: int = answered["error"]["code"]
    return code


NO_MESSAGES = [
    (b"{", PARSE_ERROR),
    (b"\xff\xfe", PARSE_ERROR),
    (b"[" * 100_000, PARSE_ERROR),
    (b"null", INVALID_REQUEST),
    (b"7", INVALID_REQUEST),
    (b"[]", INVALID_REQUEST),
    (b"{}", INVALID_REQUEST),
    (b'{"jsonrpc": "2.0"}', INVALID_REQUEST),
    (b'{"jsonrpc": "1.0", "method": "x"}', INVALID_REQUEST),
    (b'[{"jsonrpc": "2.0", "id": 8, "method": "x"}]', INVALID_REQUEST),
]


def test_what_is_no_message_is_answered_as_such(client: Client, folder: Path) -> None:
    for body, code in NO_MESSAGES:
        raw(client, body)
        assert error(client) == code, body[:30]
    stays(client, folder)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"jsonrpc": "1.0", "id": 1, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "1.0", "id": 1, "method": "x"}, INVALID_REQUEST),
        ({"id": 1, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 1}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": "a", "params": {}}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 1, "method": "x"}, NO_METHOD),
    ],
)
def test_what_is_no_request_is_answered_by_its_number(lasting: Client, request_: Message, code: int) -> None:
    lasting.send(request_)
    answered = lasting.next(lambda one: one.get("id") == request_["id"] and "error" in one)
    assert answered["error"]["code"] == code


@pytest.mark.parametrize(
    "changes",
    [
        [{"range": {"start": {"line": -1, "character": 0}, "end": {"line": 2, "character": 0}}, "text": ""}],
        "x",
        [{"range": 5, "text": ""}],
    ],
)
def test_an_edit_that_cannot_be_read_is_told_in_the_log(client: Client, folder: Path, changes: Any) -> None:
    form = folder / "a.toml"
    client.open(form, FILLED)
    client.tell("textDocument/didChange", textDocument={"uri": form.as_uri(), "version": 2}, contentChanges=changes)
    said = client.wait("window/logMessage")
    assert said == {"type": 2, "message": "编辑器发来的 textDocument/didChange 读不懂，没有照做"}


@pytest.mark.parametrize("version", [{}, {"version": None}])
def test_an_edit_without_a_version_is_made(client: Client, folder: Path, version: Message) -> None:
    """What is found then is said of no version, until the client names one again."""
    form = folder / "a.toml"
    text = client.open(form, FILLED)
    assert len(client.diagnostics(form, 1)) == 1
    mended = {"text": text.replace('"全年" = 2', '"全年" = 3')}
    client.tell("textDocument/didChange", textDocument={"uri": form.as_uri(), **version}, contentChanges=[mended])
    assert client.diagnostics(form, None) == []
    client.change(form, 7, {"text": text})
    assert len(client.diagnostics(form, 7)) == 1


def stays(client: Client, folder: Path) -> None:
    """The server goes on: it takes a text, says what is wrong, and ends as it is told."""
    form = folder / "a.toml"
    client.open(form, FILLED)
    assert [one["code"] for one in client.diagnostics(form, 1)] == ["合计对"]
    assert client.leave() == 0


NOWHERE = {"uri": "file:///%00"}
WRONG_REQUESTS: list[tuple[str, Any, int | None]] = [
    ("gouji/nothing", {}, NO_METHOD),
    ("textDocument/hover", {"textDocument": 5}, INVALID_PARAMS),
    ("textDocument/hover", None, INVALID_PARAMS),
    ("textDocument/hover", {"textDocument": {"uri": "x"}, "position": {"line": -1, "character": 0}}, INVALID_PARAMS),
    ("textDocument/hover", {"textDocument": NOWHERE, "position": {"line": 0, "character": 0}}, None),
    ("textDocument/rename", {"textDocument": {"uri": "a"}, "position": {"line": "x"}}, INVALID_PARAMS),
    ("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, INVALID_REQUEST),
    ("workspace/executeCommand", {"command": "rm"}, INVALID_PARAMS),
]


def test_a_wrong_request_has_its_own_error(client: Client, folder: Path) -> None:
    for method, params, code in WRONG_REQUESTS:
        answered = client.answer(method, params)
        assert answered.get("error", {}).get("code") == code, (method, params, answered)
    stays(client, folder)


def test_wrong_notifications_are_passed_over(client: Client, folder: Path) -> None:
    form, none = folder / "a.toml", folder / "none.toml"
    client.tell("gouji/nothing")
    client.tell("$/cancelRequest", id=99)
    client.tell("textDocument/didOpen", textDocument=5)
    client.tell("textDocument/didChange", textDocument={"uri": none.as_uri(), "version": 9}, contentChanges=[])
    client.tell("textDocument/didClose", textDocument={"uri": none.as_uri()})
    client.tell("workspace/didChangeWatchedFiles", changes=[{"uri": "http://example.org/a.gj", "type": 2}])
    client.tell("workspace/didChangeConfiguration", settings={"gouji": 5})
    client.send({"jsonrpc": "2.0", "id": "nobody-asked", "result": None})
    client.open(form, FILLED)
    client.change(form, -5, {"range": at(99, 99, 99), "text": "# 完"})  # a version that goes back, beyond the end
    assert len(client.diagnostics(form, -5)) == 1
    client.change(
        form, 3, {"range": {"start": {"line": 9, "character": 0}, "end": {"line": 1, "character": 0}}, "text": ""}
    )
    client.open(form, FILLED)  # a second time
    stays(client, folder)


def test_nothing_is_answered_before_the_beginning_nor_after_the_end(folder: Path) -> None:
    with Client(folder, begins=False) as client:
        assert client.answer("textDocument/hover", {})["error"]["code"] == INVALID_PARAMS
        assert client.answer("shutdown", None)["error"]["code"] == NOT_INITIALIZED
        client.open(folder / "a.toml")
        client.begin(folder)
        client.ask("shutdown")
        asked = {"textDocument": {"uri": "a"}, "position": {"line": 0, "character": 0}}
        assert client.answer("textDocument/hover", asked)["error"]["code"] == INVALID_REQUEST
        client.tell("exit")
        assert client.process.wait(60) == 0


def test_shutdown_in_the_middle_of_work(tmp_path: Path) -> None:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    for number in range(300):
        (tmp_path / f"{number}.toml").write_text(FILLED, encoding="utf-8")
    with Client(tmp_path) as client:
        client.wait("textDocument/publishDiagnostics")
        numbers = [client.begin_request("textDocument/references", here(tmp_path / "0.toml", 3)) for _ in range(5)]
        assert client.leave() == 0
        assert numbers


def test_a_client_that_hangs_up_ends_the_server(client: Client) -> None:
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(60) == 1


def test_a_message_that_is_too_long_is_passed_over(client: Client, folder: Path) -> None:
    assert client.process.stdin is not None
    size = 100_000_001
    client.process.stdin.write(b"Content-Length: %d\r\n\r\n" % size)
    for _ in range(100):
        client.process.stdin.write(b" " * 1_000_000)
    client.process.stdin.write(b" ")
    client.process.stdin.flush()
    assert error(client) == INVALID_REQUEST
    stays(client, folder)


@pytest.mark.parametrize("header", ["Content-Length: abc\r\n\r\n{}", "Content-Length: -5\r\n\r\n", "{}", "\r\n\r\n"])
def test_after_a_header_that_is_none_the_next_message_is_read(client: Client, folder: Path, header: str) -> None:
    assert client.process.stdin is not None
    client.process.stdin.write(header.encode())
    stays(client, folder)


def test_a_text_that_is_too_long_is_told(client: Client, folder: Path) -> None:
    """10 MB are taken; more than a file may have are not."""
    form, rules = folder / "long.toml", folder / "long.gj"
    client.open(form, FILLED + "# 长\n" * 1_700_000)
    assert [one["code"] for one in client.diagnostics(form, 1)] == ["合计对"]
    client.open(rules, "# 长\n" * 300_000)
    assert client.diagnostics(rules, 1) == []
    client.open(form, FILLED + "# " + "长" * 7_000_000)
    assert ["too-large" in one["code"] for one in client.diagnostics(form, 1)] == [True]
    client.tell("textDocument/didClose", textDocument={"uri": form.as_uri()})
    stays(client, folder)


def test_a_thousand_open_files(client: Client, folder: Path) -> None:
    paths = [folder / f"{number}.toml" for number in range(1000)]
    for path in paths:
        client.open(path, FILLED)
    for path in paths:
        assert len(client.diagnostics(path, 1)) == 1
    client.change(paths[0], 2, {"range": at(3, 26, 27), "text": "3"})
    assert client.diagnostics(paths[0], 2) == []
    assert client.leave() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed otherwise there")
def test_a_folder_without_permission(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir()
    (closed / "b.toml").write_text(FILLED, encoding="utf-8")
    loop = folder / "loop.gj"
    loop.symlink_to(loop)
    closed.chmod(0)
    try:
        with Client(folder, closed, folder / "missing") as client:
            if os.geteuid() != 0:  # nothing is closed to root
                assert client.ask_at("hover", closed / "b.toml", 0, 0) is None
            assert client.diagnostics(loop, None)
            stays(client, folder)
    finally:
        closed.chmod(0o700)


def test_a_request_that_is_cancelled_is_answered_so(tmp_path: Path) -> None:
    """References go through every form: the request stops in the middle, and what comes after is answered."""
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    for number in range(500):
        (tmp_path / f"{number}.toml").write_text(FILLED, encoding="utf-8")
    with Client(tmp_path) as client:
        form = tmp_path / "0.toml"
        client.open(form)
        numbers = [client.begin_request("textDocument/references", here(form, 3)) for _ in range(20)]
        for number in numbers:
            client.tell("$/cancelRequest", id=number)
        answers = [client.answer_to(number) for number in numbers]
        assert [one.get("error", {}).get("code") for one in answers[5:]] == [CANCELLED] * 15
        assert client.ask_at("hover", form, 3, 1) is not None


def here(path: Path, line: int) -> Message:
    place = {"line": line, "character": 2}
    return {"textDocument": {"uri": path.as_uri()}, "position": place, "context": {"includeDeclaration": True}}
