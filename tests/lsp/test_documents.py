"""Is the server's text the client's after every edit?"""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, position_at
from gouji.lsp.documents import Documents

LETTERS = ["a", "中", "𠮷", "\n", "\r", "\r\n", "\u2028", "\x0c", '"']
URI = "file:///t.toml"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.text("a𠮷\n\r\u2028", max_size=4)), max_size=12))
def test_lines_are_known_after_each_edit(edits: list[tuple[int, int, str]]) -> None:
    """The index that an edit carries over is that of the new text."""
    source = Source("t", "")
    for start, length, text in edits:
        source = source.edited(Span(start, start + length), text)
        assert source.line_starts == Source("t", source.text).line_starts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_ten_thousand_edits_leave_the_text_of_the_client(encoding: Encoding) -> None:
    """The client's text is a plain string; positions are those that it would send."""
    random = Random(encoding)
    documents = Documents(encoding)
    documents.open(types.TextDocumentItem(URI, "toml", 0, ""))
    text = ""
    for version in range(1, 10_001):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.randint(0, 6))
        start, end = (at - (text[at - 1 : at + 1] == "\r\n") for at in (start, end))  # no editor stands within CRLF
        new = "".join(random.choices(LETTERS, k=random.randint(0, 6 if len(text) < 300 else 1)))
        before = Source("t", text)
        range_ = types.Range(position_at(before, start, encoding), position_at(before, end, encoding))
        change = types.TextDocumentContentChangePartial(range_, new)
        document = documents.change(URI, version, [change])
        text = text[:start] + new + text[end:]
        assert document is not None
        assert document.source.text == text


def test_several_edits_in_one_message_follow_one_another() -> None:
    documents = Documents()
    documents.open(types.TextDocumentItem(URI, "toml", 1, "ab"))
    first = types.TextDocumentContentChangePartial(types.Range(types.Position(0, 2), types.Position(9, 9)), "\nc")
    second = types.TextDocumentContentChangePartial(types.Range(types.Position(1, 1), types.Position(1, 1)), "d")
    document = documents.change(URI, 2, [first, second])
    assert document is not None
    assert document.source.text == "ab\ncd"


def test_a_text_that_is_not_open_is_not_changed() -> None:
    change = types.TextDocumentContentChangeWholeDocument("x")
    assert Documents().change(URI, 2, [change]) is None
