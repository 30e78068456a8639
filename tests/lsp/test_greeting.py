"""Is a client answered at once, before the protocol is loaded, and by just what the server can then do?"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lsp.client import LONGEST, Client, Message
from tests.lsp.conftest import at

from gouji.lsp.greeting import CAPABILITIES, Facts, Greeting
from gouji.lsp.server import make_server

ABLE: Message = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "textDocument": {"diagnostic": {}, "rename": {"prepareSupport": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


def message(**content: object) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def worked_out(capabilities: Message) -> Any:
    """What pygls would answer a client."""
    server = make_server("zh")
    try:
        protocol = server.protocol
        params = {"processId": None, "rootUri": None, "capabilities": capabilities}
        said = protocol.structure_message({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
        sent: list[Any] = []
        protocol._send_data = sent.append  # type: ignore[method-assign, assignment]

        async def begin() -> None:
            protocol.handle_message(said)

        asyncio.run(begin())
        answer = json.loads(json.dumps(sent[-1].result, default=protocol._serialize_message))
        synchronization = answer["capabilities"]["textDocumentSync"]
        assert not synchronization.pop("willSave", None)  # either none or false
        assert not synchronization.pop("willSaveWaitUntil", None)
        return answer
    finally:
        server.end()


def test_what_the_server_can_do_is_written_down(golden: Callable[[Path, str], None]) -> None:
    able = {**worked_out(ABLE)["capabilities"], "positionEncoding": "utf-16"}
    golden(CAPABILITIES, json.dumps(able, indent=2, sort_keys=True) + "\n")


CLIENTS = st.fixed_dictionaries(
    {},
    optional={
        "general": st.fixed_dictionaries(
            {}, optional={"positionEncodings": st.lists(st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-7"])) | st.none()}
        ),
        "textDocument": st.fixed_dictionaries(
            {},
            optional={
                "diagnostic": st.none() | st.fixed_dictionaries({}, optional={"dynamicRegistration": st.booleans()}),
                "rename": st.none() | st.fixed_dictionaries({}, optional={"prepareSupport": st.booleans() | st.none()}),
                "synchronization": st.just({"willSave": True, "willSaveWaitUntil": True, "didSave": True}),
            },
        ),
        "workspace": st.none() | st.fixed_dictionaries(
            {}, optional={"diagnostics": st.none() | st.fixed_dictionaries({}, optional={"refreshSupport": st.booleans()}),
                          "fileOperations": st.just({"didRename": True})}
        ),
        "notebookDocument": st.just({"synchronization": {}}),
        "experimental": st.none() | st.just(1) | st.fixed_dictionaries(
            {}, optional={"commands": st.fixed_dictionaries({}, optional={"commands": st.just(["gouji.showPlaces"]) | st.just("x")})}
        ),
    },
)  # fmt: skip
"""Clients of the right shape, which say more or less of what decides the answer, and other things."""


@settings(max_examples=30, deadline=None)
@given(CLIENTS)
def test_a_client_is_answered_what_would_be_worked_out(capabilities: Message) -> None:
    first = message(id=7, method="initialize", params={"processId": None, "capabilities": capabilities})
    answers = BytesIO()
    greeting = Greeting(BytesIO(first), answers)
    answered = json.loads(answers.getvalue().partition(b"\r\n\r\n")[2])
    assert answered == {"jsonrpc": "2.0", "id": 7, "result": worked_out(capabilities)}
    assert greeting.facts is not None
    assert greeting.facts == Facts.of(greeting.facts.capabilities())


def test_a_client_is_answered_once_and_served_as_it_was_told(folder: Path) -> None:
    for capabilities, encoding in (({}, "utf-16"), (ABLE, "utf-8")):
        with Client(folder, capabilities=capabilities) as client:
            assert client.initialized["capabilities"]["positionEncoding"] == encoding
            path = folder / "a.gj"
            client.open(path)
            client.change(path, 2, {"range": at(0, 0, 0), "text": ""})
            assert client.ask_at("hover", path, 4, 5) is not None
            assert client.leave() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"capabilities": {**ABLE, "window": 5}},
        {"capabilities": {"general": {"positionEncodings": {}}, "textDocument": {"completion": "x"}}},
        {"workspaceFolders": 5, "clientInfo": "x"},
        {"rootUri": "file://[bad"},
    ],
)
def test_what_else_a_client_says_of_itself_may_be_unreadable(wrong: Message, folder: Path) -> None:
    with Client(begins=False) as client:
        params = {"processId": None, "capabilities": ABLE, "workspaceFolders": [{"uri": folder.as_uri(), "name": "a"}]}
        answered = client.answer("initialize", {**params, **wrong})
        assert answered["result"]["serverInfo"]["name"] == "gouji"
        client.tell("initialized")
        client.open(folder / "a.gj")
        assert client.ask_at("hover", folder / "a.gj", 4, 5) is not None
        assert client.leave() == 0


_BEGIN = """
import io, sys
from gouji.lsp.greeting import Greeting
answers = io.BytesIO()
greeting = Greeting(sys.stdin.buffer, answers)
print("lsprotocol" in sys.modules, len(answers.getvalue()) > 0, greeting.stream.readline())
"""


def test_the_answer_waits_for_no_protocol() -> None:
    first = message(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
    said = subprocess.run([sys.executable, "-c", _BEGIN], input=first, capture_output=True, check=True).stdout
    line = first.partition(b"\n")[0] + b"\n"
    assert said == f"False True {line!r}\n".encode()


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        (b"", []),
        (b"Content-Length: 4\r\n\r\nnull", [-32600]),
        (b"Content-Length: 9\r\n\r\n{\"id\": 1,", [-32700]),
        (b"Content-Length: 99999999\r\n\r\n{}", [-32600]),
        (b"Content-Length: 30000\r\n\r\n" + b"[" * 30000, [-32700]),
        (message(id=1, method="shutdown"), [-32002]),
        (message(id=1, method="initialize", params=None), [-32602]),
        (message(id=1, method="initialize", params={}), [-32602]),
        (message(id=1, method="initialize", params={"capabilities": 5}), [-32602]),
        (message(id=[1], method="initialize", params={"capabilities": {}}), [-32603]),
        (message(method="initialize", params={"capabilities": {}}), []),
        (message(id=1, method="initialize", params={"capabilities": {}}) * 2, [None, -32600]),
        (message(id="a", method="initialize", params={"capabilities": {"general": 1}}), [None]),
    ],
)  # fmt: skip
def test_any_first_message_is_answered(first: bytes, codes: list[int | None]) -> None:
    command = [sys.executable, "-m", "gouji", "lsp"]
    answered = subprocess.run(command, check=False, input=first, capture_output=True, timeout=LONGEST).stdout
    lines = answered.replace(b"Content-", b"\nContent-").splitlines()
    bodies = [json.loads(line) for line in lines if line.startswith(b"{")]
    assert [one.get("error", {}).get("code") for one in bodies] == codes
