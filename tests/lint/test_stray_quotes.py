"""Headers and keys with a quote too few or too many: what mending them leaves behind is always less, and nothing new."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.fixes import edited
from gouji.lang.source import Source
from gouji.lint.toml_reader import read_toml

LINES = ['[["指标"]]', '["支出"]', '[["支出"."项目"]]', '"名称" = 1', '"金额"."全年" = 1', "[abc]", "abc = 1"]
SIGNS = ["", '"', "'", "“", "”", "＂", '""', "[", "]", "."]
AFTER = '\n"其他" = 1\n'


def problems(text: str) -> list[Diagnostic]:
    return read_toml(Source("甲.toml", text)).problems


def mended(text: str, *told: Diagnostic) -> str:
    return edited(Source("甲.toml", text), [change for one in told if one.fix for change in one.fix.replacements]).text


def slips(line: str) -> Iterator[str]:
    """A line with one sign in the place of another, or between two."""
    for at in range(len(line) + 1):
        for sign in SIGNS:
            yield line[:at] + sign + line[at:]
            yield line[:at] + sign + line[at + 1 :]


def harm(text: str) -> list[str]:
    """The safe fixes that leave as much behind as there was, or something new."""
    before = problems(text)
    known = Counter(one.code.id for one in before)
    found = []
    for problem in before:
        if problem.fix is not None and problem.fix.safe:
            new = mended(text, problem)
            after = Counter(one.code.id for one in problems(new))
            if after.total() >= known.total() or after - known:
                found.append(f"{text!r}: {problem.code.id}: {new!r}: {sorted((after - known).elements())}")
    return found


@pytest.mark.parametrize("line", LINES)
def test_a_safe_fix_of_a_torn_name_leaves_less_behind(line: str) -> None:
    assert [one for slip in slips(line) for one in harm(slip + AFTER)] == []


@given(
    st.sampled_from(LINES), st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.sampled_from(SIGNS)), max_size=4)
)
def test_so_after_several_slips(line: str, edits: list[tuple[int, bool, str]]) -> None:
    for at, is_in_place, sign in edits:
        line = line[:at] + sign + line[at + is_in_place :]
    assert harm(line + AFTER) == []


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ('[[指标"]]', '[["指标"]]'),
        ('[["指标]]', '[["指标"]]'),
        ("[[指标']]", '[["指标"]]'),
        ("[[“指标]]", '[["指标"]]'),
        ("[[指标”]]", '[["指标"]]'),
        ("[[指标＂]]", '[["指标"]]'),
        ('[[指标""]]', '[["指标"]]'),
        ('[指标"]', '["指标"]'),
        ('[["支出".项目"]]', '[["支出"."项目"]]'),
        ('[[支出"."项目"]]', '[["支出"."项目"]]'),
        ('[["支出."项目"]]', '[["支出"."项目"]]'),
        ('[["支出"."项目]]', '[["支出"."项目"]]'),
        ('[[支出".项目"]]', '[["支出"."项目"]]'),
        ('指标" = 1', '"指标" = 1'),
        ("指标' = 1", '"指标" = 1'),
        ("指标” = 1", '"指标" = 1'),
        ("“指标 = 1", '"指标" = 1'),
        ('支出"."项目" = 1', '"支出"."项目" = 1'),
        ('"支出."项目" = 1', '"支出"."项目" = 1'),
        ("落实“放管服” = 1", '"落实“放管服”" = 1'),
    ],
)
def test_a_quote_that_is_missing_is_added(written: str, right: str) -> None:
    told = problems(written + AFTER)
    assert all(one.fix is not None and one.fix.safe for one in told)
    assert mended(written + AFTER, *told) == right + AFTER
