"""Does an action in a filled form leave the text that it promises, and the finding gone?"""

import re
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    计量单位 万元
    单位 : 文本 必填
    编号 : 文本
    分组 收入 {
        总额 : 金额 必填 合计自 甲款, 乙款
        甲款 : 金额 必填
        乙款 : 金额
    }
    明细表 指标 键 名称 必填 {
        一级   : 选项 过程, 产出 必填
        名称   : 文本 必填
        指标值 : 目标值 按 期间 必填
        行 执行率 { 必填 一级 过程 计量单位 % 方向 正向 }
        行 健全性 { 必填 一级 过程 取值 健全 }
    }
}
"""
HEAD = '"表样" = "甲"\n"年度" = 2025\n"单位" = "一"\n'
INCOME = '\n["收入"]\n"总额" = 3\n"甲款" = 1\n"乙款" = 2\n'
RATE = '\n[["指标"]]\n"一级" = "过程"\n"名称" = "执行率"\n"指标值" = { "半年" = "≥90%", "全年" = "≥95%" }\n'
SOUND = '\n[["指标"]]\n"一级" = "过程"\n"名称" = "健全性"\n"指标值" = { "半年" = "健全", "全年" = "健全" }\n'
WHOLE = HEAD + INCOME + RATE + SOUND
OTHER = '\n[["指标"]]\n"一级" = "产出"\n"名称" = "管道"\n'
TOTAL = '"总额" = 3\n'
NOTED = INCOME.replace('"乙款" = 2', '"乙款" = 2 ＃ 注')
WIDE = '\n【收入】\n"总额" = 3\n"乙款" = 2\n'
LATE = '\n["收入"]\n"甲款" = 1\n"乙款" = 2\n"总额" = 3\n'
RATES = '"指标值" = { "半年" = "≥9%", "全年" = "≥9%" }\n'
BARE, FIRST = RATES.replace("%", ""), RATES.replace('%" }', '" }')
LONG = '"指标值" = { "半年" = "≥5公里", "全年" = "≥9公里" }\n'

# What is written otherwise in a whole form, the title of the action (a part of it), and what is there afterwards.
CASES = [
    ('"总额" = 3', '"总额" = 4', "改为 3", None),
    ('"总额" = 3', '"总额" = ""', "填上各项之和 3", None),
    ('"总额" = 3\n', "", "补上“总额”，填上各项之和 3", WHOLE.replace(INCOME, LATE)),
    ('"总额" = 3\n', "", "补上“总额”，留空", WHOLE.replace(INCOME, LATE.replace("3", '""'))),
    (SOUND, f'{SOUND}{OTHER}"指标值" = {{ "半年" = "≥5", "全年" = "≥9公里" }}\n', "改为 ≥5公里", f"{WHOLE}{OTHER}{LONG}"),
    (SOUND, f'{SOUND}{OTHER.replace("管道", "完好率")}{BARE}', "加上计量单位：≥9%", f'{WHOLE}{OTHER.replace("管道", "完好率")}{FIRST}'),
    ('"≥95%"', "≥95%", "改为", None),
    ('"≥95%"', '"≥95"', "改为 ≥95%", None),
    ('"≥90%"', '"≤90%"', "改为 ≥90%", None),
    ('"≥90%"', '"不低于90％"', "改为 ≥90%", None),
    ('"≥95%" }', '"≥95%"', "补上 }", None),
    ('"≥95%" }', '"≥95%",  ', "补上 }", None),
    ('"≥90%", "全年"', '"≥90%" "全年"', "补上 ,", None),
    ('"≥90%", "全年"', '"≥90%, "全年"', '补上 "', None),
    ('{ "半年"', "{ 半年\"", '改为 "半年"', None),
    ('"半年" =', '"半年"', "补上 =", None),
    ('"≥95%" }', '"≥95%" ]', "改为 }", None),
    ('"健全" }', '"不够健全" }', "改为 健全", None),
    ('"一级" = "过程"', '"级" = "过程"', "名称改为 一级", None),
    ('"过程"', '"过成"', "改为 过程", None),
    ('["收入"]\n', '["收入"]\n"编号" = "7"\n', "移到文件开头", WHOLE.replace(INCOME, f'"编号" = "7"\n{INCOME}')),
    ('"单位" = "一"\n', '"单位" = "一"\n"单位 " = "一"\n', "两处相同", None),
    ('"单位" = "一"\n', '"单位" = "一"\n"单位" = "二"  # 注\n', "删去后写的这一行（第 4 行）", None),
    ('"单位" = "一"\n', '"单位" = "二"\n"单位" = "一"\n', "删去先写的一行（第 3 行）", None),
    (RATE, f'{RATE}"指标值" = {{ "半年" = "≥90%", "全年" = "≥95%" }}\n', "两处相同", None),
    (SOUND, f'{SOUND}\n[["说明"]]\n"规则" = "没有"\n"理由" = "一"\n', "删去这条说明", None),
    (RATE, f'{RATE}\n[["说明"]]\n"规则" = "没有"\n"理由" = "一"\n', "删去这条说明", None),
    ('"单位" = "一"\n', '"单位" = "一"\n"编号" = 7\n', "改为", WHOLE.replace('"一"\n', '"一"\n"编号" = "7"\n', 1)),
    ('"单位" = "一"\n', "", "补上“单位”", WHOLE.replace('"单位" = "一"\n', '"单位" = ""\n')),
    ('"甲款" = 1\n', "", "补上“甲款”", WHOLE.replace('"甲款" = 1', '"甲款" = ""')),
    ('"一级" = "过程"\n', "", "加上", WHOLE.replace(RATE, RATE.replace('"一级" = "过程"\n', "") + '"一级" = "过程"\n', 1)),
    (SOUND, "", "补上“健全性”", WHOLE.replace('{ "半年" = "健全", "全年" = "健全" }', '{ "半年" = "", "全年" = "" }')),
    (INCOME, "", "补上“总额”", HEAD + RATE + SOUND + '\n["收入"]\n"总额" = ""\n'),
    (INCOME, NOTED.replace(TOTAL, ""), "补上“总额”，留空", f'{HEAD}{NOTED.replace(TOTAL, "")}"总额" = ""\n{RATE}{SOUND}'),
    (INCOME, f'"甲款" = 1\n{WIDE}', "移到", f'{HEAD}{WIDE}"甲款" = 1\n{RATE}{SOUND}'),
]  # fmt: skip


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    return tmp_path


def everywhere(text: str) -> Message:
    return {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n") + 1, "character": 0}}


def actions(client: Client, form: Path, text: str, **context: object) -> list[Message]:
    found: list[Message] = client.ask(
        "textDocument/codeAction", textDocument={"uri": form.as_uri()}, range=everywhere(text),
        context={"diagnostics": [], **context},
    )  # fmt: skip
    return found


def test_actions_mend_what_they_are_offered_for(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, WHOLE)
    assert client.diagnostics(form, 1) == []
    failed, version = [], 1
    for old, new, title, wanted in CASES:
        assert old in WHOLE
        text, version = WHOLE.replace(old, new, 1), version + 1
        client.change(form, version, {"text": text})
        codes = {one["code"] for one in client.diagnostics(form, version)}
        fitting = [one for one in actions(client, form, text) if title in one["title"]]
        if not fitting:
            failed.append(f"{new!r}: {[one['title'] for one in actions(client, form, text)]} for {codes}")
            continue
        after = applied(text, fitting[0]["edit"]["changes"][form.as_uri()])
        if after != (WHOLE if wanted is None else wanted):
            failed.append(f"{new!r} became {after!r}")
    assert not failed, "\n".join(failed)


def test_what_mends_two_findings_is_offered_once(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, WHOLE.replace('"指标值" = { "半年" = "≥90%", "全年" = "≥95%" }\n', ""))
    found = client.diagnostics(form, 1)
    assert [one["code"] for one in found] == ["指标.指标值 必填"] * 2
    (action,) = [one for one in actions(client, form, WHOLE, diagnostics=found) if "补上“指标值”" in one["title"]]
    assert [one["message"] for one in action["diagnostics"]] == [one["message"] for one in found]


def test_all_that_is_safe_is_mended_at_once(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    text = WHOLE.replace('"半年"', "半年").replace('"过程"', "过程").replace('"总额" = 3', '"总额" ＝ 4')
    client.open(form, text)
    assert actions(client, form, text, only=["quickfix"])
    (action,) = actions(client, form, text, only=["source.fixAll"])
    after = applied(text, action["edit"]["changes"][form.as_uri()])
    assert after == WHOLE.replace('"总额" = 3', '"总额" = 4')
    assert actions(client, form, text, only=["refactor"]) == []


def test_all_findings_of_one_kind_are_mended_at_once(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    text = re.sub('"过程"', "过程", WHOLE)
    client.open(form, text)
    (action,) = [one for one in actions(client, form, text) if one["title"].startswith("改正全部 2 处")]
    assert applied(text, action["edit"]["changes"][form.as_uri()]) == WHOLE


# What the cursor is in, and what the line becomes by each offer. The figure stays the same.
FIGURES = [
    ('"总额" = 3|', ['"总额" = "30000元"', '"总额" = "0.0003亿元"']),
    ('"总额" = |"0.0003亿元"', ['"总额" = "30000元"', '"总额" = 3']),
    ('"总额" = "30,0|00元"', ['"总额" = 3', '"总额" = "0.0003亿元"']),
    ('|"总额" = 3', []),
    ('"总额"  |3', []),
    ('"总额" = "3万"|', ['"总额" = "30000元"', '"总额" = "0.0003亿元"']),
    ('"总额" = "不涉及"|', []),
]
OF_TARGETS = [
    ('"≥50|亿元"', ['"≥5000000000元"', '"≥500000万元"']),
    ('"≥9|5%"', ['"≥950‰"']),
    ('"不低于|50亿元"', ['"不低于5000000000元"', '"不低于500000万元"']),
    ('"1—3亿|元"', []),
    ('"约三|次"', []),
]


def rewritten(client: Client, form: Path, written: str) -> tuple[str, list[str]]:
    """The text without its cursor, and what each offer to write a figure anew makes of it."""
    text = written.replace("|", "", 1)
    client.open(form, text)
    line, character = place_of(text, written.index("|"))
    here = {"line": line, "character": character}
    found = client.ask(
        "textDocument/codeAction", textDocument={"uri": form.as_uri()}, range={"start": here, "end": here},
        context={"diagnostics": [], "only": ["refactor"]},
    )  # fmt: skip
    assert all(one["title"].startswith("写成 ") for one in found)
    return text, [applied(text, one["edit"]["changes"][form.as_uri()]) for one in found]


@pytest.mark.parametrize(("written", "lines"), FIGURES)
def test_a_figure_is_written_in_another_unit(client: Client, folder: Path, written: str, lines: list[str]) -> None:
    form = folder / "a.toml"
    text, made = rewritten(client, form, WHOLE.replace('"总额" = 3', written))
    old = written.replace("|", "")
    assert made == [text.replace(old, line) for line in lines]
    found = [one["message"] for one in client.diagnostics(form, 1)]
    for version, after in enumerate(made, 2):
        client.change(form, version, {"text": after})
        assert [one["message"] for one in client.diagnostics(form, version)] == found


@pytest.mark.parametrize(("written", "values"), OF_TARGETS)
def test_the_figure_of_a_target_is_too(client: Client, folder: Path, written: str, values: list[str]) -> None:
    text, made = rewritten(client, folder / "a.toml", WHOLE.replace('"≥90%"', written))
    assert made == [text.replace(written.replace("|", ""), value, 1) for value in values]
