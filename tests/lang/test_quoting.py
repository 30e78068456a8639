"""Is what is written into filled forms TOML that says what is meant, whatever stands in it?

Read back by the reader of the standard library.
"""

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from gouji.lang.quoting import as_header, as_key, in_fitting_quotes, in_quotes

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts)
@example("两行\n字")
@example("\r\n\t\x00\x1f\x7f")
@example("“引号”、\"引号\"、'引号' 和 \\")
def test_a_text_comes_back(text: str) -> None:
    """As a value, in either way, and as a key; on one line."""
    for written in (in_quotes(text), in_fitting_quotes(text)):
        assert tomllib.loads(f"a = {written}") == {"a": text}
        assert "\n" not in written
    assert tomllib.loads(f"{as_key(text)} = 1") == {text: 1}
    assert tomllib.loads(as_header((text, "b"), is_table=True)) == {text: {"b": [{}]}}


def test_quotes_that_fit() -> None:
    """A text with double quotes reads as it is between single ones; what these cannot hold is escaped."""
    assert in_fitting_quotes('见"附件"') == "'见\"附件\"'"
    assert in_fitting_quotes("见\"附件\"、'附表'") == '"见\\"附件\\"、\'附表\'"'
    assert in_fitting_quotes('"两行"\n') == '"\\"两行\\"\\n"'
    assert (as_key("a-1"), as_key("名称")) == ("a-1", '"名称"')
