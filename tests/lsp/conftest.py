"""A form with a rule that it breaks, in a folder that a client has open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    ## 全部的钱
    总额 : 金额 按 期间 必填
    类别 : 选项 大, 小
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
    }
    规则 合计对 错误 {
        应   总额 = 合计(项目.金额)
        信息 "总额 {总额}，合计 {合计(项目.金额)}"
        修正 左边
    }
}
"""
FILLED = """"表样" = "甲"
"年度" = 2025
"类别" = "大"
"总额" = { "半年" = 1, "全年" = 2 }
[["项目"]]
"名称" = "一"
"金额" = { "半年" = 1, "全年" = 3 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    with Client(folder) as client:
        yield client


@pytest.fixture(scope="session")
def lasting() -> Iterator[Client]:
    with Client() as client:
        yield client


@pytest.fixture
def visitor(lasting: Client, folder: Path) -> Iterator[Client]:
    """For tests that ask about texts and nothing else: the server was there before them, and goes on."""
    with lasting.visiting(folder) as client:
        yield client


def at(line: int, start: int, end: int) -> Message:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
