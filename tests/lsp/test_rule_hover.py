"""Is what any word of a rule file stands for said when it is pointed at: names, values, units, rules?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client

# Each `¦` is pointed at; the next line of `SAID` is what is said there, its paragraphs parted by `|`.
RULES = """## 半年一报
维度 期¦间 累计 { 半¦年, 全年 }
## 一箱的苗
计量单位 箱苗¦ = 50株
计量单位 标准间¦
指标库 共¦性 {
    ## 每张表都要
    行 预算¦执行率 { 必填  计量单位 %  方向 正向  别名 "执行率" }
}
## 总表
表样 甲¦ {
    标题     "总的表"
    年度     2024..
    计量单位 万元
    总额 : 金额 按 期¦间 必填 ≥ 0
    类别 : 选项 大¦, 小
    面积 : 数值 计量单位 亩¦ ≥ 0
    客房 : 数量 计量单位 标准间 ≥ 0
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
        类型 : 选项 基建, 运转
        值   : 目标值
        ## 按表计量
        行 水¦费 { 类型 运¦转 }
        取自 共¦性
    }
    ## 要对得上
    规则 合计¦对 错误 {
        分类 勾稽
        设   一¦半 = 总额[半¦年]
        应   总额 = 合计(项目.金额) 且 一¦半 ≥ 0 且 类别 = 大¦ 且 年¦度 > 2020
        信息 "总额 {总额} {一¦半} {合¦计(项目.金额)}"
        依据 "财预〔2020〕1号"
        可说明
    }
}
规则 外 于 甲¦ {
    每个 类¦ 属于 { 大, 小 }
    应   类别 = 类¦ 且 总额[期¦末] > 5公里¦
}
规则 各项不少 于 甲 {
    每个 项 属于 项目
    应   项¦.金额[全年] > 0
}
规则 水费够 于 甲 {
    应   项目["水¦费"].金额[全年] > 5万¦元
}
用例 "相等" {
    给定 "a.toml"
    改为 类别 = 大¦
    增加 项目 { 类型 = 基¦建 }
    期望 失败 合计¦对
}
"""
SAID = r"""
**期间** · 维度 · 累计|半年一报|半年, 全年
**半年** · 维度“期间”的第 1 个，共 2 个|半年, 全年
**箱苗**|一箱的苗|1箱苗 = 50株|能换算的单位：株
**标准间**|自成一类，不与别的单位换算
**共性** · 指标库|预算执行率
**预算执行率** · “项目”规定的行 必填|每张表都要|%; 正向（越大越好）|别名: 执行率
**甲** · 表样 · 总的表|年度: 2024–|计量单位: 万元|总表
**期间** · 维度 · 累计|半年一报|半年, 全年
**大** · “类别”可以填的词：大, 小
**亩**|1亩 = 2000/3平方米|能换算的单位：平方米, 平方公里, 公顷, 万平方米
**水费** · “项目”规定的行|按表计量|类型 = 运转
**运转** · “项目.类型”可以填的词：基建, 运转
**共性** · 指标库|预算执行率
RULE
**一半** · 设|```\n设   一半 = 总额[半年]\n```
**半年** · 维度“期间”的第 1 个，共 2 个|半年, 全年
**一半** · 设|```\n设   一半 = 总额[半年]\n```
**大** · “类别”可以填的词：大, 小
**年度** · 所填的表是哪一年的，是个数
**一半** · 设|```\n设   一半 = 总额[半年]\n```
```\n合计(一列数 [其中 条件]) → 同类的数\n```|各行的数相加，没有填的不算；不累计的维度，一栏里的各项也可以这样相加。例如 合计(支出.项目.金额\[全年\])
**甲** · 表样 · 总的表|年度: 2024–|计量单位: 万元|总表
**类** · 每个|```\n每个 类 属于 { 大, 小 }\n```
**类** · 每个|```\n每个 类 属于 { 大, 小 }\n```
**期末** · 维度“期间”的最后一个：全年|半年, 全年
**公里**|1公里 = 1000米|能换算的单位：米, 里, 分米, 厘米, 毫米, 微米
**项** · 每个|```\n每个 项 属于 项目\n```|**项目** · 明细表|键: 名称
**水费** · “项目”规定的行|按表计量|类型 = 运转
**万元**|1万元 = 10000元|能换算的单位：元, 角, 分钱, 千元, 百万元, 亿元
**大** · “类别”可以填的词：大, 小
**基建** · “项目.类型”可以填的词：基建, 运转
RULE
"""
RULE = "**合计对** · 规则 · 错误 · 勾稽|要对得上|信息: 总额 {总额} {一半} {合计(项目.金额)}|依据: 财预〔2020〕1号|允许填报人用说明回应这条规则的错误"
FILLED = """"表样" = "甲"
"年度" = 2025
"类别" = "大"
"总额" = { "半年" = 1, "全年" = 2 }
[["项目"]]
"名称" = "水费"
"金额" = { "半年" = 1, "全年" = 3 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES.replace("¦", ""), encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    return tmp_path


def pointed_at() -> Iterator[tuple[int, int, str]]:
    """The lines and columns of the marks, each with the word that it is in."""
    for number, line in enumerate(RULES.splitlines()):
        parts = line.split("¦")
        for at in range(1, len(parts)):
            yield number, len("".join(parts[:at])), line


def test_what_is_pointed_at_is_said(folder: Path) -> None:
    marks, said = list(pointed_at()), SAID.strip().splitlines()
    assert len(marks) == len(said)
    with Client(folder) as client:
        client.open(folder / "a.gj")
        for (line, column, written), expected in zip(marks, said, strict=True):
            found = client.ask_at("hover", folder / "a.gj", line, column)
            wanted = (RULE if expected == "RULE" else expected).replace("\\n", "\n").split("|")
            assert found is not None, written
            assert found["contents"]["value"].split("\n\n")[: len(wanted)] == wanted, written
            assert expected == "RULE" or found["contents"]["value"].split("\n\n") == wanted, written


def test_a_value_leads_to_what_knows_it(folder: Path) -> None:
    """A word of a choice to its field, a row's key to the row; the year is declared nowhere."""
    lines = RULES.replace("¦", "").splitlines()
    with Client(folder) as client:
        client.open(folder / "a.gj")
        for use, word, declared in (
            ("应   总额 = ", "大", "类别 : "),
            ("改为 类别", "大", "类别 : "),
            ("行 水费", "运转", "类型 : "),
            ("增加 项目", "基建", "类型 : "),
            ('应   项目["水费"]', "水费", "行 水费"),
            ("应   总额 = ", "年度", None),
        ):
            (line,) = (at for at, text in enumerate(lines) if text.strip().startswith(use))
            found = client.ask_at("definition", folder / "a.gj", line, lines[line].index(word))
            led = lines[found["range"]["start"]["line"]].strip() if found else None
            assert (led is None) == (declared is None) and (led or "").startswith(declared or ""), (use, word, led)


def test_a_rule_says_how_it_comes_out_wherever_it_is_named(folder: Path) -> None:
    sound = RULES.replace("¦", "").replace("5公里", "5万元").replace("一半 ≥ 0 且 类别 = 大 且 年度 > 2020", "一半 ≥ 0")
    rules, lines = folder / "a.gj", sound.splitlines()
    with Client(folder) as client:
        client.open(rules, sound)
        client.open(folder / "a.toml")
        for line, column in ((lines.index("    规则 合计对 错误 {"), 8), (lines.index("    期望 失败 合计对"), 10)):
            parts = client.ask_at("hover", rules, line, column)["contents"]["value"].split("\n\n")
            assert parts[:5] == RULE.split("|")
            assert parts[5] == "不成立 1（打开的表）"
            assert parts[6].startswith("- [a.toml:4](")
