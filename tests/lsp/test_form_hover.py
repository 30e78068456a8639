"""What is shown of a filled form: hovers, hints beside figures; and how often it is checked when its rules change."""

from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import at
from tests.lsp.editor import place_of

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    标题 "甲类项目表"
    计量单位 万元
    ## 全部的钱
    总额 : 金额 按 期间 必填 合计自 项目.金额
    预算 : 金额 合计自 项目.定额
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
        定额 : 金额 ≥ 0
    }
    ## 做到什么程度
    明细表 指标 键 名称 {
        名称   : 文本 必填
        一级   : 选项 过程, 产出
        指标值 : 目标值 按 期间
        对应   : 引用 项目
        ## 计划里的钱花了多少
        行 执行率 { 必填 一级 过程 计量单位 % 方向 正向 ≤ 100% }
        行 健全性 { 必填 取值 健全 }
    }
    规则 不太大 警告 {
        每个 项目
        应   金额[全年] ≤ 总额[全年] * 90%
        信息 "{名称} 有 {金额[全年]}，占了九成以上"
    }
    规则 有执行率 {
        应   指标["执行率"].指标值[全年] ≥ 80%
    }
}
"""
FILLED = """"表样" = "甲"
"年度" = 2025
"总额" = { "半年" = 4, "全年" = 150 }
"预算" = ""
[["项目"]]
"名称" = "修路"
"金额" = { "半年" = 1, "全年" = 39.01 }
"定额" = "3万元"
[["项目"]]
"名称" = "造桥"
"金额" = { "半年" = 3, "全年" = "0.01亿元" }
[["指标"]]
"名称" = "执行率"
"一级" = "过程"
"指标值" = { "半年" = "≥40%", "全年" = "≥95%" }
"对应" = "修路"
"""

# What the cursor stands on (behind a text), what is said there, and what is not.
HOVERS = [
    ('"表', ["甲", "甲类项目表"], []),
    ('"年', ["甲", "甲类项目表"], []),
    ('= "甲', ["甲", "甲类项目表"], []),
    ('"半', ["全部的钱", "**半年** · 期间 · 累计"], []),
    ('"总', ["全部的钱", "必填", "**合计**\\[半年\\] 4 = 1 + 3", "✗ **合计**\\[全年\\]"], []),
    (
        '"全年" = 15',
        ["全部的钱", "150 ≠ 139.01 = 39.01 + 100（万元）", "✓ **不太大**", "✓ **累计**\\[半年\\] 4 ≤ 150（万元）"],
        ["**合计**\\[半年\\]"],
    ),
    ('"半年" = 4', ["✓ **合计**\\[半年\\] 4 = 1 + 3（万元）"], ["\\[全年\\] 150"]),
    ('"全', ["全部的钱", "✗ **合计**\\[全年\\]"], []),
    ('"0.01亿', ["= `100万元`", "✓ **不太大** 100 ≤ 135"], ["修路"]),
    ('[["项', ["明细表", "2 行", "键: 名称"], []),
    ('[["指', ["做到什么程度", "1 行", "缺 1 个规定的行：健全性"], []),
    ('"执行', ["计划里的钱花了多少", "正向", "≤ 100%"], []),
    ('= "过', ["选项", "∈ {过程, 产出}", "✓ **规定** 过程 = 过程"], []),
    ('"≥95', ["**执行率**", "✓ **有执行率** 95 ≥ 80（%）", "✓ **计量单位**\\[全年\\]"], ["不是日期"]),
    ('"≥40', ["不适用（检查的前提条件不成立）：**累计**\\[半年\\]"], ["有执行率", "不是日期", "没有这项规定"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    return tmp_path


def test_hovers_tell_what_a_place_is_and_what_its_checks_say(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    failed = []
    for behind, said, unsaid in HOVERS:
        line, character = place_of(FILLED, FILLED.index(behind) + len(behind))
        found = client.ask_at("hover", form, line, character)
        shown = found["contents"]["value"] if found else ""
        failed += [f"{behind} lacks {one}:\n{shown}" for one in said if one not in shown]
        failed += [f"{behind} has {one}:\n{shown}" for one in unsaid if one in shown]
    assert not failed, "\n\n".join(failed)


def hints(client: Client, form: Path) -> list[Message]:
    found: list[Message] = client.ask(
        "textDocument/inlayHint", textDocument={"uri": form.as_uri()},
        range={"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}},
    )  # fmt: skip
    return found


def test_sums_stand_beside_totals_that_are_others_or_blank(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form)
    found = hints(client, form)
    assert [(one["position"]["line"], one["label"]) for one in found] == [
        (2, "Σ 139.01  −10.99"), (3, "Σ 3"), (10, "= 100万元"),
    ]  # fmt: skip
    assert "150 ≠ 139.01 = 39.01 + 100（万元）" in found[0]["tooltip"]
    assert found[1]["tooltip"] == "= 项目.定额"


def test_hints_are_asked_for_anew_when_rules_change(folder: Path) -> None:
    with Client(folder, capabilities={"workspace": {"inlayHint": {"refreshSupport": True}}}) as client:
        client.next(lambda one: one.get("method") == "workspace/inlayHint/refresh")
        rules, form = folder / "a.gj", folder / "a.toml"
        client.open(rules)
        client.open(form)
        line = next(number for number, one in enumerate(RULES.split("\n")) if "总额 :" in one)
        client.change(rules, 2, {"range": at(line, 0, 99), "text": "    总额 : 金额 按 期间 必填"})
        client.next(lambda one: one.get("method") == "workspace/inlayHint/refresh")
        assert [one["label"] for one in hints(client, form)] == ["Σ 3", "= 100万元"]


def test_a_burst_of_edits_in_a_rule_checks_each_form_once(client: Client, folder: Path) -> None:
    """And says what the last of them makes of it."""
    rules, forms = folder / "a.gj", [folder / "a.toml", folder / "b.toml"]
    forms[1].write_text(FILLED, encoding="utf-8")
    client.changed_on_disk(forms[1])
    client.open(rules)
    for form in forms:
        client.open(form)
        assert client.diagnostics(form, 1)
    line = next(number for number, one in enumerate(RULES.split("\n")) if "* 90%" in one)
    column = RULES.split("\n")[line].index("90%")
    client.ask_at("hover", rules, 0, 0)
    told = dict.fromkeys(forms, 0)
    for version, percent in enumerate(range(10, 60), 2):
        client.change(rules, version, {"range": at(line, column, column + 2), "text": str(percent)})
    while True:
        said = client.wait("textDocument/publishDiagnostics")
        for form in forms:
            told[form] += said["uri"] == form.as_uri()
        texts = [one["message"] for one in said["diagnostics"]]
        if said["uri"] == forms[1].as_uri() and any("造桥" in one for one in texts):
            break
    client.ask_at("hover", rules, 0, 0)
    assert all(number <= 2 for number in told.values()), told
    assert client.leave() == 0
