"""The command `gouji check`, run in the process of the tests, for those that look at how it ends and what it says."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from gouji.cli import main

PROJECTS = """表样 甲 {
    明细表 项目 键 名称 {
        名称 : 文本
        金额 : 金额
    }
    规则 金额不大 错误 {
        分类 完整性
        每个 项目
        应   金额 ≤ 1元
        信息 "金额 {金额}"
    }
    规则 项目不少 {
        应   计数(项目) > 5
        信息 "只有 {计数(项目)} 个"
    }
}
"""
"""A form with a list of projects, and two rules on it of different categories and weights."""


class Ended(NamedTuple):
    """How a run ended, and what it said on either stream."""

    status: int
    out: str
    err: str


Check = Callable[..., Ended]


@pytest.fixture
def run_check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs it in the current folder."""

    def run(*arguments: str) -> Ended:
        return Ended(main(["check", *arguments]), *capsys.readouterr())

    return run
