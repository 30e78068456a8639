"""Does the TOML reader agree with the standard library on every text, right, odd or wrong?

Texts are generated, mutated and repeated; the public suite of cases for TOML readers has its own file.
"""

import random
import string
import tomllib
from collections.abc import Iterator
from cProfile import Profile
from datetime import UTC, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.lang.located import Broken, Mapping, Node, Scalar, Sequence
from gouji.lang.source import Source
from gouji.lint.toml_reader import TomlDocument, read_toml

# TOML sets no such limits: texts that only break these may be refused here and accepted there.
LIMITS = {"toml-number-too-long", "toml-too-deep"}


def plain(node: Node) -> Any:
    """The values alone, as tomllib gives them."""
    if isinstance(node, Mapping):
        return {entry.key: plain(entry.node) for entry in node if not isinstance(entry.node, Broken)}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def alike(ours: Any, theirs: Any) -> bool:
    """Equality that tells 1 from True and 1.0 from 1.00, and takes one NaN for another."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(alike(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    return bool(repr(ours) == repr(theirs))


def standard(text: str) -> dict[str, Any] | None:
    """What the standard library reads, or none where it refuses the text; the mark of a file is no part of it."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Mapping):
        for entry in node:
            yield from nodes(entry.node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)


def check(text: str) -> TomlDocument:
    """Reads `text` and asserts all that must hold, whatever the text is."""
    document = read_toml(Source("form.toml", text))
    expected = standard(text)
    codes = {problem.code.id for problem in document.problems}
    if expected is None:
        assert codes, f"accepted, but is no TOML: {text!r}"
    elif not codes:
        assert alike(plain(document.root), expected), text
    else:
        assert codes <= LIMITS, f"refused for {codes}, but is TOML: {text!r}"
    starts = [problem.place.span.start for problem in document.problems]
    assert starts == sorted(starts)
    for problem in document.problems:
        assert 0 <= problem.place.span.start <= problem.place.span.end <= len(text)
        for replacement in problem.fix.replacements if problem.fix else ():
            assert 0 <= replacement.span.start <= replacement.span.end <= len(text)
    for node in nodes(document.root):
        if isinstance(node, Scalar):
            assert text[slice(*node.span)] == node.text
    return document


FORM = '''# 申报表
form = "无锡市部门整体绩效目标表"  # 表样
year = 2024
"单位名称" = '住房公积金\\管理中心'
site."网址" = "https://example.org/\\u4e2d"
note = """
第一行 \\
   续行 "引号" ""两个""
"""
literal = \'\'\'
'一个' ''两个\'\'\'\'
["支出"]
"项目支出" = { "半年" = 150, "全年" = 300.79, a.b = [1, { c = 0xFF }] }
[["支出"."项目"]]
"金额" = { "半年" = 0, "全年" = -24.55e+1 }
dates = [1979-05-27, 07:32:00, 1979-05-27T00:32:00.999999-07:00,
  1979-05-27 07:32:00Z, # 尾注
]
[["支出"."项目"]]
flags = [true, false, inf, -nan, 1_000, 0o17, 0b1_0, 3.0_1]
[["支出"."项目"."明细"]]
x.y.z = 1
x.y.w = 2
'''

# --- documents written by tomli_w

texts = st.text(st.characters(codec="utf-8"), max_size=8)
zones = st.sampled_from([None, UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))])
scalars = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(width=16),
    st.dates(),
    st.times(),
    st.datetimes(timezones=zones),
)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4))
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(texts, values, max_size=6), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_written_documents(document: dict[str, Any], multiline: bool, line_end: str) -> None:
    """What tomli_w writes is read without a problem and with the same values."""
    text = tomli_w.dumps(document, multiline_strings=multiline)
    assert not check(text.replace("\r\n", "\n").replace("\n", line_end)).problems


# --- odd spellings, some of them wrong: keys twice, tables twice, lines that break where they may not

blanks = st.sampled_from(["", "", " ", "\t ", "  "])
bare_keys = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=2)
quoted_keys = st.sampled_from(
    ['"支出"', '"a"', "'a'", '"\\u652f\\u51fa"', '""', "'项 目'", '"a.b"', '"\\t#="', '"="', '"["']
)
key_parts = st.one_of(st.sampled_from("abc"), bare_keys, quoted_keys)


@st.composite
def dotted_keys(draw: st.DrawFn) -> str:
    dot = draw(blanks) + "." + draw(blanks)
    return dot.join(draw(st.lists(key_parts, min_size=1, max_size=3)))


NUMBERS = """0 -0 +7 1_000 0xDEAD_beef 0o755 0b1101 3.14 -0.0 5e+22 1E06 -2E-2 6.626e-3 9_224.445_99 100 12.50 1e2 0e0
    0.00 inf -inf +inf nan -nan true false 1979-05-27 07:32:00 00:32:00.999999 23:59:59.1234567 1979-05-27T07:32:00Z
    1979-05-27t07:32:00-08:00"""
STRINGS = (
    r"""  "" '' "\\" "\"" '"' "'" "a=b" "[x]" "#" "\b\t\n\f\r\"\\" "\U0001F600" '\'
    '''''' '''a''' '''''a'''' """
    ' """""" """a""" """"a""""" '
)
SPACED = ["1979-05-27 07:32:00.5", '"≥90%，健全"', "'半角 '", "'''\r\n\n a'''", '"""\n\n a\r\n"""']
SPACED += ['"""a\\\n  \r\n b"""', '"""\\  \n\t\nc"""']
spelt_scalars = st.sampled_from(NUMBERS.split() + STRINGS.split() + SPACED)
gaps = st.sampled_from(["", " ", "\n", " # 注\n", "\r\n\t", "\n\n #\n "])


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(inner, max_size=3))
    written = [draw(gaps) + item + draw(gaps) for item in items]
    with_comma: bool = draw(st.booleans())
    return "[" + ",".join(written) + ("," if items and with_comma else "") + draw(gaps) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    pairs = draw(st.lists(st.tuples(dotted_keys(), inner), max_size=3))
    written = [f"{draw(blanks)}{key}{draw(blanks)}={draw(blanks)}{value}{draw(blanks)}" for key, value in pairs]
    return "{" + ",".join(written) + draw(blanks) + "}"


spelt_values = st.recursive(spelt_scalars, lambda inner: st.one_of(arrays(inner), inline_tables(inner)), max_leaves=6)


@st.composite
def statements(draw: st.DrawFn) -> str:
    before, after = draw(blanks), draw(blanks) + draw(st.sampled_from(["", "", "# 注", "#"]))
    kind = draw(st.sampled_from(["pair"] * 5 + ["table", "rows", "blank"]))
    key = draw(dotted_keys()) if kind != "blank" else ""
    if kind == "table":
        return f"{before}[{draw(blanks)}{key}{draw(blanks)}]{after}"
    if kind == "rows":
        return f"{before}[[{draw(blanks)}{key}{draw(blanks)}]]{after}"
    return f"{before}{key}{draw(blanks)}={draw(blanks)}{draw(spelt_values)}{after}" if key else before + after


documents = st.tuples(st.lists(statements(), max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]))


@settings(max_examples=200, deadline=None)
@given(documents)
def test_odd_spellings(document: tuple[list[str], str, str]) -> None:
    """All kinds of keys, values, blanks and line ends, and tables that clash."""
    lines, line_end, last = document
    check(line_end.join(lines) + last)


# --- mistakes

INSERTED = list("\"'[]{}=.,#\\ \t\n\r-+_:0123456789eExaTZ，＝“”：、．％％12万元≥健全　\x00\x0b\x7f\u2028\ufeff")
INSERTED += ['"""', "'''", "[[", "]]", " = ", "\r\n", "\n[", "\n支出 = ", "12万元", "1,234.5", "}\n", "true", "\\u00"]


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 1, 2, 10)))
        other = chance.randrange(len(text) + 1)
        new = chance.choice((chance.choice(INSERTED), "", text[other : other + chance.randint(1, 20)]))
        text = text[:start] + new + text[end:]
    return text


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.just(FORM), documents.map(lambda document: document[1].join(document[0]))), st.randoms())
def test_mutations(text: str, chance: random.Random) -> None:
    """A right text with random mistakes: a problem is reported if and only if it is no longer right."""
    check(mutated(text, chance))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(INSERTED), max_size=30).map("".join))
def test_noise(text: str) -> None:
    """Texts that were never TOML."""
    check(text)


def test_every_prefix() -> None:
    """A form that is just being typed."""
    for end in range(len(FORM) + 1):
        check(FORM[:end])


@pytest.mark.parametrize(
    "unit", ['"', "'", '"""', "'''", "[", "{", "[[", "]", "a=", "a=[", "a={", "a={b=", "a=[\n", "a={\n", "=", ".", "a.", ",",
             "，", "\\", '"\\', " ", "\t", "\n", "\r", "#", "　", "1", "1_", "1,", "1,111", "a ", "a b=", "'\n", '"\n', '"""\n',
             'a="""\nb=\'\'\'\n', "a='''\n\"\"\"", "[a]\n", "[[a]]\n", "[a.", "{a=1,", "{a=1,\n", "a={b={},\n", '""', '"a" ', '"a”',
             "“", "“a", "“a”，", "a=1 ", "[1,[2],", '["x"]\n', "a = {b=1,c={\n},\n", '"a"=', "12万元 ", "0x", "e1", "-", "\ufeff",
             "字 字=", "[{a b},", "1,234,", "[1 b=", "#\x00\n", "a\r", "a={b=[\n],\n", "a.b={}\n", "“a”.", '"""\\"""\n', 'a="\\u12"\n']
)  # fmt: skip
def test_hostile_repetition(unit: str) -> None:
    """A great deal of anything takes work in proportion, and raises nothing: eight times the text is not 64 times the calls."""

    def calls(before: str, length: int) -> int:
        source = Source("form.toml", before + unit * (length // len(unit)))
        with Profile() as profile:
            read_toml(source)
        return sum(one.callcount for one in profile.getstats())

    for before in ("", "a = [", "a = {b = "):
        assert calls(before, 16_000) < 10 * calls(before, 2_000) + 1000
