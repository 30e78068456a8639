"""Whatever is typed, in whatever encoding: does the server have the client's text, and an answer to every request?"""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES

PIECES = [
    "a",
    "中",
    "𠮷",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\x0c",
    "\ufeff",
    '"',
    "{",
    "}",
    "规则 ",
    "[[",
    "= ",
    "「",
    "#",
    "1",
    "≥",
    "，",
]
METHODS = [
    "hover", "completion", "definition", "references", "documentHighlight", "prepareRename", "signatureHelp", "codeLens",
    "documentSymbol", "foldingRange", "semanticTokens/full", "formatting", "documentLink", "selectionRange",
    "inlayHint", "codeAction", "semanticTokens/range", "rangeFormatting", "onTypeFormatting", "rename",
]  # fmt: skip
OPTIONS = {"tabSize": 4, "insertSpaces": True}
NO_METHOD = -32601
INTERNAL_ERROR = -32603


class Typist:
    """Edits a text at random, tells the server each edit, and knows the text that results."""

    def __init__(self, client: Client, path: Path, text: str, encoding: str) -> None:
        self.client, self.path, self.encoding = client, path, encoding
        self.random = Random(f"{encoding}{path.suffix}")
        self.version, self.text = 1, text
        client.open(path, text)

    def edit(self) -> None:
        start = self.place()
        end = min(len(self.text), start + self.random.choice((0, 0, 0, 1, 3, 9)))
        end -= self.text[end - 1 : end + 1] == "\r\n"
        new = "".join(self.random.choices(PIECES, k=self.random.randint(0, 3)))
        range_ = {"start": self.position(start), "end": self.position(max(start, end))}
        self.version += 1
        self.client.change(self.path, self.version, {"range": range_, "text": new})
        self.text = self.text[:start] + new + self.text[max(start, end) :]

    def place(self) -> int:
        """Where an editor can stand: not within a line's end."""
        at = self.random.randint(0, len(self.text))
        return at - (self.text[at - 1 : at + 1] == "\r\n")

    def position(self, offset: int) -> Message:
        """Counted here in the plainest way: lines end at CRLF, CR and LF."""
        before = self.text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        line = before.rpartition("\n")[2]
        width = {"utf-8": len(line.encode()), "utf-16": len(line.encode("utf-16-le")) // 2, "utf-32": len(line)}
        return {"line": before.count("\n"), "character": width[self.encoding]}

    def request(self, method: str) -> tuple[str, Any]:
        place = self.position(self.place())
        params: Message = {"textDocument": {"uri": self.path.as_uri()}, "position": place, "positions": [place]}
        params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": [], "includeDeclaration": True}}
        params |= {"options": {"tabSize": 4, "insertSpaces": True}, "newName": "新名", "ch": "}"}
        return f"textDocument/{method}", params


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("kind", ["gj", "toml"])
def test_the_text_stays_that_of_the_client_and_every_request_has_an_answer(
    folder: Path, encoding: str, kind: str
) -> None:
    """What the server finds in the edited text is what it finds in a copy of it that is opened whole."""
    capabilities = {"general": {"positionEncodings": [encoding]}}
    path, copy = folder / f"a.{kind}", folder / "copies" / f"a.{kind}"
    with Client(folder, capabilities=capabilities) as client:
        assert client.initialized["capabilities"]["positionEncoding"] == encoding
        typist = Typist(client, path, RULES if kind == "gj" else FILLED, encoding)
        for round_ in range(20):
            for _ in range(10):
                typist.edit()
                method, params = typist.request(typist.random.choice(METHODS))
                answered = client.answer(method, params)
                assert answered.get("error", {}).get("code") not in (NO_METHOD, INTERNAL_ERROR), (method, typist.text)
            if kind == "toml":
                continue
            client.open(copy, typist.text)
            for method in ("formatting", "semanticTokens/full"):
                whole = client.ask(f"textDocument/{method}", textDocument={"uri": copy.as_uri()}, options=OPTIONS)
                edited = client.ask(f"textDocument/{method}", textDocument={"uri": path.as_uri()}, options=OPTIONS)
                assert _without_number(edited) == _without_number(whole), (round_, typist.text)
            client.tell("textDocument/didClose", textDocument={"uri": copy.as_uri()}, options=OPTIONS)
        assert not client.seen("window/showMessage")
        assert client.leave() == 0


def _without_number(answer: Any) -> Any:
    return answer["data"] if isinstance(answer, dict) else answer
