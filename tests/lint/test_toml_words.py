"""What the TOML reader tells besides the tree: comments, the names in headers and before dots, the letters of a word."""

import random
import re
import tomllib
from collections.abc import Iterator

import pytest
from tests.lint.test_toml_reader import MISTAKES, unmarked

from gouji.lang.located import Broken, DottedEntry, Mapping, Node, Scalar, Sequence
from gouji.lang.source import Source, Span
from gouji.lint.toml_keys import header_parts
from gouji.lint.toml_reader import read_comments, read_toml
from gouji.lint.toml_strings import letters, unquoted

# What is a comment stands between ⟨ and ⟩.
COMMENTS = '''⟨# "开头"⟩
"a" = "一 # 二"  ⟨# 三⟩
b = '#'
c = """
# 不是
"""  ⟨# 是 "⟩
“d” ＝ “#”  ⟨＃ 注⟩
e = 3⟨＃ 注⟩
⟨// 注⟩
f = 4 ⟨// 注 # 注⟩
g = [  ⟨# 一⟩
    "#",  ⟨＃ 二⟩
    ⟨# 三⟩
]  ⟨# 四⟩
h = { "x" = "#", y = 1 }  ⟨# 五⟩
【“i#”．j】  ⟨# 六⟩
["k#"]⟨# 七⟩
没有等号 ⟨# 八⟩
"没有等号 ⟨# 九⟩
[没有写完 ⟨# 十⟩
l = { "x" = 1  ⟨# 十一⟩
⟨# 十二⟩
[["没有收 # 尾"] ⟨# 十三⟩
m = 1 2 ⟨# 十四⟩
'''
SIGNS = [*"\"'“”‘’＂#＃[]【】{}｛｝=＝.．,，\n \u3000\\", '"""', "//", "# 注\n", "  # x = 1", "\r"]
WORDS = {
    '"a\\u4e00b"': ("a一b", [1, 2, 8, 9]),
    '"""\nab\\\n  c\r\nd"""': ("abc\nd", [4, 5, 10, 11, 13, 14]),
    "'a\\n'": ("a\\n", [1, 2, 3, 4]),
    "“支出”": ("支出", [1, 2, 3]),
    '“支出"': ("支出", [1, 2, 3]),
    '"支出': ("支出", [1, 2, 3]),
    "支出”": ("支出", [0, 1, 2]),
    "支出": ("支出", [0, 1, 2]),
    "他说“好”": ("他说“好”", [0, 1, 2, 3, 4, 5]),
    '"a\\qb"': ("a\\qb", [1, 2, 3, 4, 5]),
}


def source(text: str) -> Source:
    return Source("form.toml", text)


def words_in(node: Node) -> Iterator[Span]:
    """The places of keys and values."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry.key_span
            yield from words_in(entry.node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from words_in(item)
    elif isinstance(node, Broken) and node.read is not None:
        yield from words_in(node.read)
    elif isinstance(node, Scalar):
        yield node.span


def test_every_comment_is_told_and_nothing_else() -> None:
    """Whatever sign begins it, in lines that cannot be read too."""
    text = COMMENTS.translate({ord("⟨"): None, ord("⟩"): None})
    assert [text[slice(*one)] for one in read_comments(source(text))] == re.findall("⟨(.*?)⟩", COMMENTS)


def torn_texts(number: int) -> Iterator[str]:
    """Texts with all kinds of mistakes, and with a few signs more or less."""
    chosen = random.Random(number)
    texts = re.split(r"^(?:===|---).*$", MISTAKES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for _ in range(400):
        text = unmarked(chosen.choice(texts))[0]
        for _ in range(chosen.randrange(4)):
            at = chosen.randrange(len(text) + 1)
            text = text[:at] + chosen.choice(SIGNS) + text[at + chosen.choice((0, 0, 0, 1, 2)) :]
        yield text


@pytest.mark.parametrize("number", range(4))
def test_no_comment_is_part_of_a_word(number: int) -> None:
    """It goes to the end of its line; and a text that is right stays the same without its comments."""
    for text in torn_texts(number):
        document, comments = read_toml(source(text)), read_comments(source(text))
        for one in comments:
            assert text.startswith(("#", "＃", "//"), one.start), text
            assert text[one.end : one.end + 1] in ("", "\r", "\n"), text
            for word in words_in(document.root):
                assert word.end <= one.start or one.end <= word.start, (text, text[slice(*word)])
        if not document.problems:
            without = text
            for one in reversed(comments):
                without = without[: one.start] + without[one.end :]
            assert tomllib.loads(without) == tomllib.loads(text)


def test_the_names_in_headers_and_before_dots() -> None:
    text = "【“支出”．项目 . 'c'】\n甲．'乙'.\"c\" = 1\n[[ x ]]\na = { b.c = 2 }\n[d"
    names = [[(one.name, text[slice(*one.span)]) for one in header_parts(source(text), at)] for at in (0, 32, 56)]
    assert names[0] == [("支出", "“支出”"), ("项目", "项目"), ("c", "'c'")]
    assert header_parts(source(text), text.index("甲")) == []
    assert [one.name for one in header_parts(source(text), text.index("[["))] == ["x"]
    assert [one.name for one in header_parts(source(text), text.index("[d"))] == ["d"]
    outer = [text[slice(*span)] for entry in entries(read_toml(source(text)).root) for span in entry.outer]
    assert outer == ["甲", "'乙'", "b"]


def entries(node: Node) -> Iterator[DottedEntry]:
    for entry in node if isinstance(node, Mapping) else ():
        if isinstance(entry, DottedEntry):
            yield entry
        yield from entries(entry.node)
    for item in node.items if isinstance(node, Sequence) else ():
        yield from entries(item)


@pytest.mark.parametrize("written", WORDS)
def test_each_letter_of_a_word_has_its_place(written: str) -> None:
    content, places = WORDS[written]
    assert unquoted(written) == content
    assert [place for _, place in letters(written)] == places
