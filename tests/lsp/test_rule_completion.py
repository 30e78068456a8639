"""Is what may be written next in a rule file offered: by place, by type, the fitting first, in the language of the file?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

RULES = """引用 "b.gj"
维度 期间 累计 { 半年, 全年 }

指标库 共性 {
    行 预算执行率 { 计量单位 % }
}

表样 甲 {
    计量单位 万元
    单位名称 : 文本 必填
    类别     : 选项 大, 小
    人数     : 数量 计量单位 人
    编制     : 数量 计量单位 人
    开工     : 日期
    分组 支出 {
        总额 : 金额 按 期间 必填
        预算 : 金额
    }
    明细表 项目 键 名称 {
        名称 : 文本 必填
        类型 : 选项 基建, 运转
        金额 : 金额 按 期间
        「完成 率」 : 比率
        行 水费 { 类型 运转 }
    }
    明细表 指标 键 名称 {
        名称   : 文本
        对应   : 引用 项目
        指标值 : 目标值
        行 里程 { 计量单位 公里 }
    }
@form
}

规则 合计对 错误 于 甲 {
    每个 项目 其中 名称 含 "费"
    设   一半 = 支出.总额[半年]
@rule
    信息 "总额 {支出.总额}"
}

规则 没有行 于 甲 {
@plain
    应   人数 > 0
    信息 "{人数}"
}

用例 "相等" {
    给定 "a.toml"
@test
    期望 通过 合计对
}
@top
"""

# Where, what is typed up to the place, or with `¦` in it (`␣` is a blank), the first offers in order, more that must be there, what must not.
CASES = """
top    |                           | 引用 维度 计量单位 指标库 表样 规则 用例 | | 应
form   |     联系 :␣               | 文本 数值 数量 金额 比率 日期 选项 目标值 引用 若干 | | 必填
form   |     联系：                | 文本 数值 | | 必填
form   |     联系 : 文本␣          | 必填 可选 按 取值 匹配 缺省 | 标签 | 文本 计量单位 方向 合计自 比较符自
form   |     联系 : 日期␣          | 必填 可选 按 标签 | | 缺省 合计自 计量单位 方向
form   |     联系 : 目标值 必填␣   | 可选 按 计量单位 合计自 方向 缺省 | | 比较符自 匹配 必填
form   |     明细表 丁 键 名 { 名 : 文本 值 : 目标值 ¦ } | 必填 可选 | 比较符自 计量单位自 | 取值
form   |     联系 : 金额 按␣       | 期间 | | 必填
form   |     联系 : 金额 计量单位␣ | 万元 元 | 人 | 必填
form   |     联系 : 数量 ≥ 5       | | 人 万元 | 必填
form   |     联系 : 金额 ≥ 5       | 万元 元 | 人 | 必填
form   |     联系 : 若干␣          | 引用 | | 文本
form   |     联系 : 引用␣          | 项目 指标 | | 人数
form   |     联系 : 金额 合计自␣   | 支出.总额 支出.预算 项目.金额 | 人数 | 单位名称
form   |     联系 : 金额 合计自 支出.总额,␣ | 支出.预算 项目.金额 | | 支出.总额 联系
form   |     联系 : 目标值 方向␣   | 正向 反向 | |
form   |    ␣                      | 分组 明细表 规则 | 停用 | 应 用例
form   |     分组 别的 {␣          | | |
form   |     规则 新的␣            | 错误 警告 提示 | |
plain  |    ␣                      | 每个 当 设 应 依据 分类 | 信息 | 分组 英文
plain  |     每个␣                 | 项目 指标 | 期间 | 人数
plain  |     每个 项目 其中␣       | 名称 类型 金额 完成␣率 | 支出.总额 存在 |
plain  |     应 人                 | | 人数 支出.总额 合计 非 | 名称
plain  |     应 人数␣              | = ≥ ≤ | 且 为 | 人数
plain  |     应 单位名称␣          | = ≠ 含 匹配 属于 | 且 | ≥
plain  |     应 类别 =␣            | 大 小 单位名称 | 类别 |
plain  |     应 人数 ≥␣            | 编制 | 人数 支出.总额 单位名称 合计 |
plain  |     应 支出.预算 ≥␣       | 支出.总额 | 支出.预算 项目.金额 人数 |
plain  |     应 人数 + 编制 ≤␣     | 人数 | 支出.总额 |
plain  |     应 支出.预算 ≥ 合计(   | 项目.金额 | 项目.完成␣率 |
plain  |     应 合计(项目.金额) ≥␣ | 支出.预算 支出.总额 | 人数 |
plain  |     每个 项目 其中 金额 <␣ | 金额 支出.预算 支出.总额 | 完成␣率 人数 |
plain  |     应 开工 ≥␣            | | 开工 合计 |
plain  |     应 人数 ≥ 5           | 人 | 万元 米 | 人数
plain  |     应 支出.总额 ＞ 5万   | | 万元 元 人 | 人数
plain  |     应 支出.              | 总额 | | 人数
plain  |     应 支出．             | 总额 | | 人数
plain  |     应 支出.总额[         | 半年 全年 期末 | | 人数
plain  |     应 支出.总额【半      | 半年 全年 期末 | | 人数
plain  |     应 项目[              | "水费" | | 半年
plain  |     应 合计(              | 项目.金额 | |
plain  |     应 合计（             | 项目.金额 项目.完成␣率 | 人数 |
plain  |     应 计数(              | 项目 指标 | 人数 |
plain  |     应 存在(项目 其中␣    | 名称 类型 金额 | |
plain  |     应 存在(项目 其中 类型 =␣ | 基建 运转 | | 大
plain  |     应 存在(项目␣         | 其中 | | = 且 含
plain  |     每个 料 属于␣         | 项目 项目.名称 | 数额 单位名称 |
plain  |     应 类别 属于␣         | 项目.名称 | 指标 |
plain  |     应 指标["里程"].指标值 ≥ 5 | 公里 | 米 | 人数
plain  |     应 包含(              | 单位名称 类别 | 人数 |
plain  |     应 人数 为␣           | 空白 空 已填 不适用 定量 | | 人数
plain  |     应 人数 > 0 且␣       | | 支出.总额 存在 | ≥
plain  |     分类␣                 | 完整性 规范性 相关性 适当性 可行性 勾稽 | | 应
plain  |     修正␣                 | 左边 右边 | | 应
plain  |     定位␣                 | 单位名称 | |
plain  |     信息 "有 {            | | 人数 支出.总额 计数 | 信息
plain  |     信息 "有 {人数} 和    | | | 人数
plain  |     # 应␣                 | | | 人数 应
rule   |    ␣                      | 每个 当 设 应 | 信息 |
rule   |     应␣                   | 一半 | 名称 金额 支出.总额 |
rule   |     应 金额[              | 半年 全年 | |
rule   |     应 名称␣              | = ≠ 含 | |
test   |    ␣                      | 改为 删去 增加 期望 给定 | | 应
test   |     期望␣                 | 通过 失败 不适用 无法判定 未执行 | | 应
test   |     期望 失败␣            | 没有行 | 单位名称␣必填 |
test   |     改为␣                 | 单位名称 类别 | 支出.总额 项目 | 应
test   |     期望 失败 支出.        | 总额␣必填 | 总额␣累计 | 总额 支出.总额␣必填
test   |     期望 失败 支出.总额␣   | 必填 累计 | 于 | 支出.总额␣必填
test   |     期望 失败 单位名称必填 于 支出. | 总额 | | 总额␣必填
test   |     改为 项目["            | 修路 水费 | | 热度
test   |     改为 项目[             | "修路" "水费" | | 热度
test   |     增加␣                 | 项目 指标 | | 人数 支出.总额
test   |     给定 "                | a.toml | | b.gj
test   |     期望 失败 "           | 没有行 | 单位名称␣必填 | 应
test   |     改为 类别 = "         | 大 小 | | 单位名称
plain  |     应 类别 = "           | 大 小 | | 单位名称 类别
plain  |     应 类别 属于 {"大", " | 大 小 | | 单位名称
plain  |     应 支出.总额["        | 半年 全年 | | 人数
plain  |     应 项目["             | 水费 | | 半年
plain  |     当 期间 = "           | 半年 全年 | | 人数
plain  |     信息 "                | | | 人数 大
form   |     停用 "                | 单位名称␣必填 | 支出.总额␣必填 | 应
form   |     停用 "x" 理由 "       | | | 单位名称␣必填
form   |     类型 : 选项 大 默认 " | | | 应
form   |     标题␣                 | | | 应 分组
form   |     停用␣                 | 单位名称␣必填 | 支出.总额␣必填 | 应
form   |     停用 "x"␣             | 理由 | | 应 分组
form   |     改级 "x"␣             | 错误 警告 提示 | | 理由
form   |     规则 一 { ¦ }         | 每个 当 设 应 | 信息 | 分组
form   |     明细表 丁 键 ¦ { 名 : 文本 数 : 数值 } | 名 | | 数
form   |     明细表 丁 键 名 { 名 : 文本 行 水 { ¦ } } | 必填 可选 计量单位 | 别名 | 行
form   |     分组 丁 { 数 : 金额 ¦ } | 必填 可选 | 分组 | 规则
top    | 规则 一 错误␣             | 于 | | 错误
top    | 规则 一 于 甲 { ¦ }       | 每个 当 设 应 | 可说明 | 人数 英文
top    | 规则 一 于 甲 { 应 人数 > 0 ¦ } | 且 或 容差 | = + 依据 可说明 | 其中 人数
top    | 规则 一 于 甲 { 应 人数 > 0 依¦ | 且 或 容差 | 依据 |
top    | 规则 一 于 甲 { 应 人数 > 0 信息 "{人数}" ¦ } | 英文 每个 | 依据 | = 人数
top    | 规则 一 于 甲 { 应 人数 > 0 分类 ¦ } | 完整性 | | 依据
top    | 规则 一 于 甲 { 应 人数 > 0 分类 勾稽 ¦ } | 每个 | 修正 依据 | 完整性
top    | 规则 一 于 甲 { 每个 项目 ¦ } | 其中 每个 | 当 应 属于 | = 且
top    | 规则 一 于 甲 { 设 x = 人数 应 x ¦ } | = | 依据 | 人数
top    | 规则 一 于 甲 { 应 人数 > 0 } ¦ | | | 规则 应 人数
top    | 表样 丙 沿用 甲 { 停用 "¦" 理由 "x" } | 单位名称␣必填 | 没有行 | 理由
top    | 表样 丙 沿用 甲 { 停用 ¦ } | 单位名称␣必填 | | 理由
top    | 表样 丙 沿用 甲 { 停用 "单位名称 必填" ¦ } | 理由 | | =
top    | 表样 丙 { 计量单位 万元 钱 : ¦ } | 文本 数值 | | 必填
top    | 表样 丙 { 计量单位 ¦ }      | 元 | 万元 | 必填
top    | 用例 "一" { 给定 ¦ }       | a.toml | | 人数
top    | 用例 "一" { 给定 "a.toml" ¦ } | 改为 | 期望 给定 | 人数
top    | 用例 "一" { 给定 "a.toml" 改为 类别 ¦ } | = | | 人数
top    | 用例 "一" { 给定 "a.toml" 改为 类别 = ¦ } | 大 小 空白 | | 人数
top    | 用例 "一" { 给定 "a.toml" 增加 项目 { ¦ } } | 名称 类型 金额 | | 人数 期望
top    | 用例 "一" { 给定 "a.toml" 增加 项目 { 名称 = "一" ¦ } } | 类型 金额 | | 名称 期望
top    | 用例 "一" { 给定 "a.toml" 增加 项目 { 类型 = ¦ } } | 基建 运转 空白 | | 名称
top    | 用例 "一" { 给定 "a.toml" 期望 ¦ } | 通过 失败 | | 人数
top    | 用例 "一" { 给定 "a.toml" 期望 失败 没有行 ¦ } | 于 | 期望 | 人数
top    | 引用 ¦                     | b.gj | common/project.gj | a.gj 规则
"""


def cases() -> Iterator[tuple[str, str, list[str], list[str], list[str]]]:
    for line in CASES.strip().splitlines():
        block, typed, *lists = line.split("|")
        first, more, never = ([word.replace("␣", " ") for word in part.split()] for part in lists)
        yield block.strip(), typed[1:].rstrip().replace("␣", " "), first, more, never


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "a.gj").write_text(text_with("", ""), encoding="utf-8")
    (folder / "b.gj").write_text("表样 乙 {\n    项目总额 : 金额\n}\n", encoding="utf-8")
    (folder / "a.toml").write_text('"表样" = "甲"\n"年度" = 2025\n[["项目"]]\n"名称" = "修路"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    snippets = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
    with Client(folder, capabilities=snippets) as client:
        client.open(folder / "a.gj", text_with("", ""))
        yield client


def text_with(block: str, written: str) -> str:
    """The rule file with a line in one of its places."""
    lines = [written if line == f"@{block}" else line for line in RULES.splitlines()]
    return "\n".join("" if line.startswith("@") else line for line in lines) + "\n"


def offered(client: Client, folder: Path, block: str, written: str) -> list[Message]:
    """What is offered at the end of a line, or at its `¦`, the best first."""
    line = RULES.splitlines().index(f"@{block}")
    client.change(folder / "a.gj", line, {"text": text_with(block, written.replace("¦", ""))})
    items: list[Message] = client.ask_at("completion", folder / "a.gj", line, f"{written}¦".index("¦"))
    return sorted(items, key=lambda one: one["sortText"])


def labels(items: list[Message]) -> list[str]:
    return [item["label"] for item in items]


@pytest.mark.parametrize(("block", "written", "first", "more", "never"), list(cases()))
def test_what_fits_comes_first(
    client: Client, folder: Path, block: str, written: str, first: list[str], more: list[str], never: list[str]
) -> None:
    found = labels(offered(client, folder, block, written))
    assert found[: len(first)] == first
    assert set(more) <= set(found)
    assert set(found).isdisjoint(never)


def test_an_offer_replaces_what_is_typed_of_it(client: Client, folder: Path) -> None:
    (unit,) = [one for one in offered(client, folder, "plain", "    应 支出.总额 > 50万") if one["label"] == "万元"]
    edit = unit["textEdit"]
    assert (edit["range"]["start"]["character"], edit["newText"]) == (len("    应 支出.总额 > 50"), "万元")
    (rate,) = [one for one in offered(client, folder, "plain", "    应 项目.「完") if one["label"] == "完成 率"]
    assert (rate["textEdit"]["newText"], rate["filterText"]) == ("「完成 率」", "「完成 率")
    (call,) = [one for one in offered(client, folder, "plain", "    应 计") if one["label"] == "计数"]
    assert (call["textEdit"]["newText"], call["insertTextFormat"]) == ("计数($1)$0", 2)
    assert call["detail"] == "(明细表 [其中 条件]) → 个数"
    assert "几行" in call["documentation"]["value"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('    应 类别 = "|', '    应 类别 = "小"'),
        ('    应 类别 = "|"', '    应 类别 = "小"'),
        ("    应 类别 = “|", '    应 类别 = "小"'),
        ('    应 类别 = "大|小" 且 单位名称 = "一"', '    应 类别 = "小" 且 单位名称 = "一"'),
        ('    应 类别 = "| 且 单位名称 = "一"', '    应 类别 = "小" 且 单位名称 = "一"'),
    ],
)
def test_what_stands_between_quotes_is_replaced_with_them(
    client: Client, folder: Path, written: str, left: str
) -> None:  # fmt: skip
    text, at = text_with("plain", written.replace("|", "")), RULES.splitlines().index("@plain")
    client.change(folder / "a.gj", 900, {"text": text})
    items = client.ask_at("completion", folder / "a.gj", at, written.index("|"))
    (item,) = [one for one in items if one["label"] == "小"]
    assert applied(text, [item["textEdit"]]).split("\n")[at] == left


DRAWN = """指标库 常用 {
    行 "好 率" { 大类 产出  计量单位 % }
}

表样 底表 {
    款项 : 金额
    分组 支出 { 总额 : 金额 }
    明细表 清单 键 名目 {
        名目 : 文本 必填
        大类 : 选项 产出, 效益
        小类 : 文本
        目标 : 目标值
        取自 常用
        行 甲 { 大类 产出 小类 "子 类" }
    }
    规则 不空 提示 {
        应   款项 > 5万元
        信息 "{款项}{清单["好 率"].目标}"
    }
}
"""


@pytest.mark.parametrize(
    ("old", "typed", "taken", "left"),
    [
        # all of the word is replaced, or all of the name where the offer has several parts
        ("款项 >", "款|项 >", "款项", "        应   款项 > 5万元"),
        ("款项 >", "支|出.总额 >", "款项", "        应   款项.总额 > 5万元"),
        ("款项 >", "支|出.总额 >", "支出.总额", "        应   支出.总额 > 5万元"),
        ("款项 >", "支出.总|数 >", "总额", "        应   支出.总额 > 5万元"),
        ("款项 >", "支出.|总数 >", "总额", "        应   支出.总额 > 5万元"),
        ("款项 >", "|款项 >", "非", "        应   非 款项 > 5万元"),
        ("5万元", "5万|元", "万元", "        应   款项 > 5万元"),
        ("5万元", "5|万元", "元", "        应   款项 > 5元"),
        # brackets that stand there are those of the function
        ("款项 >", "合|(款项) >", "合计", "        应   合计(款项) > 5万元"),
        ("款项 >", "合|数（款项) >", "计数", "        应   计数（款项) > 5万元"),
        ("款项 >", "合| >", "合计", "        应   合计() > 5万元"),
        # in a hole of a message
        ("{款项}", "{款|项}", "支出.总额", '        信息 "{支出.总额}{清单["好 率"].目标}"'),
        ("{款项}", "{|款项}", "支出.总额", '        信息 "{支出.总额}{清单["好 率"].目标}"'),
        ('["好 率"].', '["好|率"].', "好 率", '        信息 "{款项}{清单["好 率"].目标}"'),
        ('["好 率"].', '["|].', "甲", '        信息 "{款项}{清单["甲"].目标}"'),
        ('["好 率"].', '[|"好 率"].', '"甲"', '        信息 "{款项}{清单["甲"].目标}"'),
        # the columns of a prescribed row, and their words
        ("{ 大类 产出  计", "{ | 计", "大类", '    行 "好 率" { 大类 计量单位 % }'),
        ("{ 大类 产出  计", "{ 大类 | 计", "效益", '    行 "好 率" { 大类 效益 计量单位 % }'),
        ("{ 大类 产出  计", "{ 小类 | 计", "子 类", '    行 "好 率" { 小类 "子 类" 计量单位 % }'),
        ('产出 小类 "子 类"', "产出 |", "小类", "        行 甲 { 大类 产出 小类 }"),
    ],
)
def test_an_offer_replaces_the_word_at_the_cursor(
    client: Client, folder: Path, old: str, typed: str, taken: str, left: str
) -> None:
    path = folder / "e.gj"
    client.open(path, DRAWN)
    written = DRAWN.replace(old, typed, 1)
    text, (line, character) = written.replace("|", ""), place_of(written, written.index("|"))
    client.change(path, 2, {"text": text})
    items = client.ask_at("completion", path, line, character)
    client.tell("textDocument/didClose", textDocument={"uri": path.as_uri()})
    assert taken in labels(items)
    item = next(one for one in items if one["label"] == taken)
    after = applied(text, [item["textEdit"]]).replace("$1", "").replace("$0", "")
    assert after.split("\n")[line] == left


def test_within_a_figure_nothing_is_offered(client: Client, folder: Path) -> None:
    path = folder / "e.gj"
    client.open(path, DRAWN.replace("5万元", "15万元"))
    line, character = place_of(DRAWN, DRAWN.index("5万元") + 1)
    assert client.ask_at("completion", path, line, character) == []
    client.tell("textDocument/didClose", textDocument={"uri": path.as_uri()})


def test_the_files_of_the_project_are_named_as_they_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "市"
    folder.mkdir(parents=True)
    for file in (".git", "examples", "rules/省"):
        (tmp_path / file).mkdir()
    for file in ("pyproject.toml", "examples/b.toml", "c.toml", "rules/市/a.toml"):
        (tmp_path / file).write_text('"表样" = "甲"\n"年度" = 2025\n', encoding="utf-8")
    for file in ("rules/省/b.gj", "rules/省/b.test.gj", "rules/市/c.gj"):
        (tmp_path / file).write_text("表样 乙 {\n    项目总额 : 金额\n}\n", encoding="utf-8")
    path = folder / "a.gj"
    cases = [
        ('用例 "一" { 给定 ¦ }', ["a.toml", "c.toml", "examples/b.toml"]),
        ('用例 "一" { 给定 "examples/¦" }', ["a.toml", "c.toml", "examples/b.toml"]),
        ('用例 "一" { 给定 "../¦" }', ["a.toml", "../../c.toml", "../../examples/b.toml"]),
        ("引用 ¦", ["c.gj", "省/b.gj", "common/department.gj"]),
        ('引用 "../¦"', ["c.gj", "../省/b.gj", "common/department.gj"]),
    ]
    with Client(tmp_path) as client:
        client.open(path, "")
        for version, (written, expected) in enumerate(cases, start=2):
            client.change(path, version, {"text": written.replace("¦", "")})
            items = client.ask_at("completion", path, 0, written.index("¦"))
            assert labels(items)[: len(expected)] == expected
            assert items[0]["textEdit"]["newText"] == f'"{expected[0]}"'


def test_an_english_rule_in_a_chinese_form_gets_english_words(client: Client, folder: Path) -> None:
    path, text = folder / "d.gj", "表样 丁 {\n    甲 : 金额\n    rule 一 {\n        \n    }\n    \n}\n"
    client.open(path, text)
    assert {"each", "when", "must"} <= set(labels(client.ask_at("completion", path, 3, 8)))
    assert {"分组", "规则"} <= set(labels(client.ask_at("completion", path, 5, 4)))


def test_an_english_file_gets_english_words(client: Client, folder: Path) -> None:
    path = folder / "c.gj"
    client.open(path, "form 丙 {\n    总额 : \n    甲 : money \n    rule 一 {\n        must \n        \n    }\n}\n")
    assert labels(client.ask_at("completion", path, 1, 9))[:3] == ["text", "number", "count"]
    assert labels(client.ask_at("completion", path, 2, 15))[:2] == ["required", "optional"]
    assert {"sum", "not", "总额"} <= set(labels(client.ask_at("completion", path, 4, 13)))
    assert {"each", "when", "must"} <= set(labels(client.ask_at("completion", path, 5, 8)))
