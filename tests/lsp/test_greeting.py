"""Is a client that said the same before answered at once, by what it was answered then, and any other as ever?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lsp.client import LONGEST, Client, Message
from tests.lsp.conftest import at

CLIENTS: list[Message] = [
    {},
    {"general": {"positionEncodings": ["utf-8", "utf-16"]}, "window": {"workDoneProgress": True}},
    {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}},
]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_CACHE_DIR", str(tmp_path / "kept"))


def message(**content: object) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def test_a_client_that_says_the_same_again_is_answered_the_same_and_once(folder: Path) -> None:
    answered: list[list[Message]] = []
    for _ in range(2):
        answered.append([])
        for capabilities in CLIENTS:
            with Client(folder, capabilities=capabilities) as client:
                answered[-1].append(client.initialized)
                path = folder / "a.gj"
                client.open(path)
                client.change(path, 2, {"range": at(0, 0, 0), "text": ""})
                assert client.ask_at("hover", path, 4, 5) is not None
                assert client.leave() == 0
    assert answered[0] == answered[1]
    encodings = [one["capabilities"]["positionEncoding"] for one in answered[1]]
    assert encodings == ["utf-16", "utf-8", "utf-16"]
    assert ["diagnosticProvider" in one["capabilities"] for one in answered[1]] == [False, False, True]


_BEGIN = """
import io, sys
from gouji.lsp.greeting import Greeting
answers = io.BytesIO()
greeting = Greeting(sys.stdin.buffer, answers)
print("lsprotocol" in sys.modules, len(answers.getvalue()) > 0, greeting.stream.readline())
"""


def test_the_answer_waits_for_no_protocol() -> None:
    first = message(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
    said = []
    for _ in range(2):
        said.append(subprocess.run([sys.executable, "-c", _BEGIN], input=first, capture_output=True, check=True).stdout)
        goodbye = message(id=2, method="shutdown") + message(method="exit")
        command = [sys.executable, "-m", "gouji", "lsp"]
        subprocess.run(command, input=first + goodbye, capture_output=True, check=True, timeout=LONGEST)
    line = first.partition(b"\n")[0] + b"\n"
    assert said == [f"False {is_known} {line!r}\n".encode() for is_known in (False, True)]


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 9\r\n\r\n{\"id\": 1,",
        b"Content-Length: 99999999\r\n\r\n{}",
        b"Content-Length: 30000\r\n\r\n" + b"[" * 30000,
        message(id=1, method="shutdown"),
        message(id=1, method="initialize", params=None),
        message(id=[1], method="initialize", params={"capabilities": {}}),
        message(method="initialize", params={"capabilities": {}}),
        message(id=1, method="initialize", params={"capabilities": {}}) * 2,
    ],
)  # fmt: skip
def test_any_first_message_is_answered_as_without_what_is_kept(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def answers() -> bytes:
        command = [sys.executable, "-m", "gouji", "lsp"]
        return subprocess.run(command, check=False, input=first, capture_output=True, timeout=LONGEST).stdout

    def bodies(answered: bytes) -> list[Message]:
        lines = answered.replace(b"Content-", b"\nContent-").splitlines()
        return [json.loads(line) for line in lines if line.startswith(b"{")]

    twice = [bodies(answers()) for _ in range(2)]
    monkeypatch.setenv("GOUJI_CACHE_DIR", "")
    assert twice == [bodies(answers())] * 2
