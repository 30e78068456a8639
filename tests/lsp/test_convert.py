"""Are columns counted as the client counts them, in each encoding, beyond the BMP and at every kind of line end?"""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, offset_at, path_of, position_at, span_of, uri_of

TEXTS = st.text(st.sampled_from("aé中𠮷\n\r\u2028\x0c\x85\ufeff"), max_size=30)
ENCODINGS: st.SearchStrategy[Encoding] = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(TEXTS, ENCODINGS)
def test_each_offset_has_a_position_that_leads_back(text: str, encoding: Encoding) -> None:
    source = Source("t", text)
    inside = {at + 1 for at in range(len(text)) if text[at : at + 2] == "\r\n"}  # between CR and LF is no place
    for offset in set(range(len(text) + 1)) - inside:
        assert offset_at(source, position_at(source, offset, encoding), encoding) == offset


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 7), ("utf-16", 3), ("utf-32", 2)])
def test_columns_count_what_was_agreed_on(encoding: Encoding, column: int) -> None:
    source = Source("t", "中\n中𠮷=1")
    assert position_at(source, 4, encoding) == types.Position(1, column)
    assert offset_at(source, types.Position(1, column), encoding) == 4


@pytest.mark.parametrize(("line", "character", "offset"), [(0, 99, 2), (1, 99, 5), (9, 0, 5), (0, 0, 0)])
def test_a_place_past_the_end_is_the_end(line: int, character: int, offset: int) -> None:
    source = Source("t", "ab\n𠮷c")
    assert offset_at(source, types.Position(line, character), "utf-16") == offset


def test_half_a_character_is_before_it() -> None:
    assert offset_at(Source("t", "𠮷c"), types.Position(0, 1), "utf-16") == 0


def test_only_line_ends_of_editors_end_lines() -> None:
    source = Source("t", "a\u2028b\x0cc\x85d\re\r\nf")
    assert position_at(source, len(source.text), "utf-16") == types.Position(2, 1)


def test_a_range_the_wrong_way_round_is_turned() -> None:
    wrong = types.Range(types.Position(0, 3), types.Position(0, 1))
    assert span_of(Source("t", "abcd"), wrong, "utf-16") == Span(1, 3)


@pytest.mark.parametrize("path", ["/a b/绩效 表.toml", "/a%20b/c#d?e.gj", "/x/é.gj"])
def test_paths_and_uris_lead_to_each_other(path: str) -> None:
    assert path_of(uri_of(Path(path))) == Path(path)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "http://example/a.gj", "file:///a%00b"])
def test_what_is_no_file_has_no_path(uri: str) -> None:
    assert path_of(uri) is None


def test_a_file_name_that_is_no_utf_8_has_a_uri_and_comes_back() -> None:
    path = Path("/w") / os.fsdecode("旧表.toml".encode("gb18030"))
    assert path_of(uri_of(path)) == path
