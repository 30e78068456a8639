"""What is offered in a filled form, and does taking an offer leave the text that was meant?

`|` in a case is the cursor. A client filters by what stands between the start of an edit and the cursor: so does this test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    标题 "甲表"
    年度 2024..2026
    单位 : 文本 必填
    类别 : 选项 大, 小
    分组 收入 {
        总额 : 金额 必填 合计自 甲款, 乙款
        甲款 : 金额
        乙款 : 金额
    }
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额 按 期间
    }
    明细表 指标 键 名称 必填 {
        名称     : 文本 必填
        一级     : 选项 过程, 产出 必填
        指标值   : 目标值 按 期间 必填
        对应项目 : 若干 引用 项目
        行 执行率 { 必填 一级 过程 计量单位 % 方向 正向 }
        行 健全性 { 必填 一级 过程 取值 健全 }
    }
}
"""
HEAD = '"表样" = "甲"\n"年度" = 2025\n"单位" = "一"\n'
ROWS = '[["项目"]]\n"名称" = "修路"\n[["项目"]]\n"名称" = "造桥"\n'
INCOME = '["收入"]\n"甲款" = 1.5\n"乙款" = 2\n'

# The text, what is offered at the cursor, the one that is taken, and the line that it leaves.
CASES: list[tuple[str, list[str] | None, str, str, str]] = [
    # keys, in and out of quotes
    ('"|', ["类别"], "类别", '"类别" = "大"', "snippet"),
    ("|", ["类别", '["收入"]', '[["项目"]]', '[["指标"]]', "执行率", "健全性"], "类别", '"类别" = "大"', "snippet"),
    ("类|", ["类别"], "类别", '"类别" = "大"', "snippet"),
    ("“类|", ["类别"], "类别", '"类别" = "大"', "snippet"),
    ('"类|" = "大"', ["类别"], "类别", '"类别" = "大"', ""),
    ("类| ＝ 大", ["类别"], "类别", '"类别" ＝ 大', ""),
    # values
    ('"类别" = |', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" =|', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" = "|', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" = "|"', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" = "|大"  # 注', ["大", "小"], "小", '"类别" = "小"  # 注', ""),
    ("“类别” ＝ “|", ["大", "小"], "小", '“类别” ＝ "小"', ""),
    ("类别 = 小|", ["小"], "小", '类别 = "小"', ""),
    ('"类别" = "大"|', [], "", "", ""),
    ('# "类别" = "|', [], "", "", ""),
    # a word that stands behind the cursor is replaced, a line is left whole
    ('"类别" = |"大"', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" = |大  # 注', ["大", "小"], "小", '"类别" = "小"  # 注', ""),
    ('"类别" =| "大"', ["大", "小"], "小", '"类别" = "小"', ""),
    ('"类别" =|  大  # 注', ["大", "小"], "小", '"类别" = "小"  # 注', ""),
    ('"类别" =|  # 注', ["大", "小"], "小", '"类别" = "小"  # 注', ""),
    ('|"备注" = "一"', ["类别"], "类别", '"类别" = "大"\n"备注" = "一"', "snippet"),
    ('  |备注 = "一"', ["类别"], "类别", '  "类别" = "大"\n  备注 = "一"', "snippet"),
    ('|[["指标"]]\n"名称" = "一"', ["类别"], "类别", '"类别" = "大"\n[["指标"]]', "snippet"),
    ('|# 注', None, "类别", '"类别" = "大"# 注', "snippet"),
    ('[["项目"]]\n"名称" = "一"\n"金额" = { |"半年" = 1 }', ["全年"], "全年", '"金额" = { "全年" = 1 }', ""),
    ('[["项目"]]\n"名称" = "一"\n"金额" = { "半年" = 1, |" = "2" }', [], "", "", ""),
    # headers
    ('[["指标"|', ['[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ('[["指标"|]', ['[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ('["收入"|', ['["收入"]'], '["收入"]', '["收入"]', ""),
    ('["收入"]|', [], "", "", ""),
    ("[[|", ['[["项目"]]', '[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ('[["指|"]]', ['[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ("[[指|", ['[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ("【【“指|", ['[["指标"]]', "执行率", "健全性"], '[["指标"]]', '[["指标"]]', ""),
    ("[收|", ['["收入"]'], '["收入"]', '["收入"]', ""),
    # a group
    (INCOME + '"|', ["总额"], "总额", '"总额" = ""', "snippet"),
    (INCOME + '"总额" = |', ["3.5"], "3.5", '"总额" = 3.5', ""),
    # rows
    ('[["项目"]]\n"|', ["名称", "金额"], "名称", '"名称" = ""', "snippet"),
    ('[["项目"]]\n"名称" = "一"\n"金额" = { |', ["半年", "全年"], "半年", '"金额" = { "半年" = ', ""),
    ('[["项目"]]\n"名称" = "一"\n"金额" = {|', ["半年", "全年"], "半年", '"金额" = { "半年" = ', ""),
    ('[["项目"]]\n"名称" = "一"\n"金额" = { "半年" = 1, "|" }', ["全年"], "全年", '"金额" = { "半年" = 1, "全年" =  }', ""),
    ('[["项目"]]\n"名称" = "一"\n"金额" = ｛半年＝1，全|', ["全年"], "全年", '"金额" = ｛半年＝1， "全年" = ', ""),
    # those of a row in the order of the form, the required ones first, none twice, wherever they stand
    ('[["指标"]]\n"|\n"名称" = "一"', ["一级", "指标值", "对应项目"], "对应项目", '"对应项目" = ""', "snippet"),
    # what is prescribed
    ('[["指标"]]\n"名称" = "|', ["执行率", "健全性"], "执行率", '"名称" = "执行率"', ""),
    ('[["指标"]]\n"名称" = "执行率"\n"一级" = "|', ["过程", "产出"], "过程", '"一级" = "过程"', ""),
    ('[["指标"]]\n"名称" = "健全性"\n"指标值" = { "半年" = "|', ["健全"], "健全", '"指标值" = { "半年" = "健全"', ""),
    (
        '[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "|", "全年" = "≥9%" }', ["≥%", "≤%", "=%"], "≥%",
        '"指标值" = { "半年" = "≥%", "全年" = "≥9%" }', "snippet",
    ),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "≥95|', ["≥95%"], "≥95%", '"指标值" = { "半年" = "≥95%"', ""),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = ≥95|, }', ["≥95%"], "≥95%", '"指标值" = { "半年" = "≥95%", }', ""),
    ('[["指标"]]\n"名称" = "长度"\n"指标值" = { "半年" = "≥95公|', None, "≥95公里", '"指标值" = { "半年" = "≥95公里"', ""),
    # a figure is never lost
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "≥9|5" }', ["≥95%"], "≥95%", '"指标值" = { "半年" = "≥95%" }', ""),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "≥|95%" }', ["≥95%"], "≥95%", '"指标值" = { "半年" = "≥95%" }', ""),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = |"≥95" }', ["≥95%"], "≥95%", '"指标值" = { "半年" = "≥95%" }', ""),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "≥4.|" }', [], "", "", ""),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" = "=1，|', [], "", "", ""),
    (
        '[["指标"]]\n"名称" = "执行率"\n"指标值" = { "半年" =| "≥95", "全年" = "≥9%" }', ["≥95%"], "≥95%",
        '"指标值" = { "半年" = "≥95%", "全年" = "≥9%" }', "",
    ),
    ('[["指标"]]\n"名称" = "执行率"\n"指标值" =| { "半年" = "≥95" }', [], "", "", ""),
    # names referred to, in one text or in a list
    (ROWS + '[["指标"]]\n"对应项目" = "|', ["修路", "造桥"], "造桥", '"对应项目" = "造桥"', ""),
    (ROWS + '[["指标"]]\n"对应项目" = "修路、|', ["修路、造桥"], "修路、造桥", '"对应项目" = "修路、造桥"', ""),
    (ROWS + '[["指标"]]\n"对应项目" = "造|、架桥"', ["造桥、架桥"], "造桥、架桥", '"对应项目" = "造桥、架桥"', ""),
    (ROWS + '[["指标"]]\n"对应项目" = ["修路", |"桥"]', ["修路", "造桥"], "造桥", '"对应项目" = ["修路", "造桥"]', ""),
    (ROWS + '[["指标"]]\n"对应项目" = ["修路",| "桥"]', ["修路", "造桥"], "造桥", '"对应项目" = ["修路", "造桥" "桥"]', ""),
    (ROWS + '[["指标"]]\n"对应项目" = ["修路", "|"]', ["修路", "造桥"], "造桥", '"对应项目" = ["修路", "造桥"]', ""),
    (ROWS + '[["指标"]]\n"对应项目" = [\n  "修路",\n  "|', ["修路", "造桥"], "造桥", '  "造桥"', ""),
]  # fmt: skip

FIGURES = """维度 季度 { 春, 秋 }
表样 乙 {
    计量单位 万元
    总额 : 金额 按 季度 必填
    定额 : 金额
    面积 : 数值 计量单位 平方米
    序号 : 数值
    备注 : 文本
    分组 收支 {
        结余 : 文本
        明细表 明细 键 来源 { 来源 : 文本 款 : 文本 }
    }
    明细表 指标 键 名称 {
        名称 : 文本 必填
        目标 : 目标值 按 季度
        行 健全性 { 取值 健全 }
    }
    明细表 三栏 键 名称 {
        名称     : 文本 必填
        性质     : 文本
        目标     : 目标值 比较符自 性质 计量单位自 计量单位
        计量单位 : 文本
        说法     : 目标值 比较符自 性质
        行 满意度 { 计量单位 % 方向 反向 }
        行 制度 { 取值 健全 }
    }
}
"""
FREE = '[["收支"."明细"]]\n"款" = "加强，队伍"\n[["收支"."明细"]]\n"款" = "A=B"\n[["收支"."明细"]]\n'
BRACES = '{ "春" = , "秋" = }'
RATE = '[["三栏"]]\n"名称" = "满意度"\n'
WORDS = '{ "春" = "健全", "秋" = "健全" }'
MONEY = ["3万元", "3元", "3亿元", "3角", "3分钱", "3千元", "3百万元"]
OF_FIGURES: list[tuple[str, list[str] | None, str, str, str]] = [
    # a field that has a value for each period
    ('"总额" = |', [BRACES], BRACES, '"总额" = { "春" = "", "秋" = "" }', "snippet"),
    ('"总额" =|  # 注', [BRACES], BRACES, '"总额" = { "春" = "", "秋" = "" }  # 注', "snippet"),
    ('"总额" = "|"', [BRACES], BRACES, '"总额" = { "春" = "", "秋" = "" }', "snippet"),
    ('"总额" = |1', [], "", "", ""),
    ('"总额" = |"1"', [], "", "", ""),
    ('"总额" = |{ "春" = 1 }', [], "", "", ""),
    ('"总额" = {|', ["春", "秋"], "秋", '"总额" = { "秋" = ', ""),
    ('"总额" = { "秋" = 1, |\n"备注" = "一"', ["春"], "春", '"总额" = { "秋" = 1, "春" = ', ""),
    ('[["指标"]]\n"名称" = "健全性"\n"目标" = |', [WORDS, BRACES], WORDS, f'"目标" = {WORDS}', ""),
    ('[["指标"]]\n"名称" = "健全性"\n"目标" = "|', [WORDS, BRACES], BRACES, '"目标" = { "春" = "", "秋" = "" }', "snippet"),
    # units after a figure, those of the field's kind alone
    ('"定额" = "3|', MONEY, "3亿元", '"定额" = "3亿元"', ""),
    ('"总额" = { "春" = "3|", "秋" = 1 }', MONEY, "3元", '"总额" = { "春" = "3元", "秋" = 1 }', ""),
    ('"定额" = "3亿|', ["3亿元"], "3亿元", '"定额" = "3亿元"', ""),
    ('"定额" = 3亿|', ["3亿元"], "3亿元", '"定额" = "3亿元"', ""),
    ('"定额" = 3|', [], "", "", ""),
    ('"定额" = "1|3"', None, "13亿元", '"定额" = "13亿元"', ""),
    ('"定额" = "4.|', [], "", "", ""),
    ('"定额" = "≥3|', [], "", "", ""),
    ('"面积" = "3平|', ["3平方米", "3平方公里"], "3平方米", '"面积" = "3平方米"', ""),
    ('"序号" = "3|', [], "", "", ""),
    # a row whose group has no header of its own
    ('[["收支"."明细"]]\n"|', ["来源", "款"], "款", '"款" = ""', "snippet"),
    ('[["收支"."明细"]]\n"来源" = "一"\n"|', ["款"], "款", '"款" = ""', "snippet"),
    # words of the other rows, not what is being typed
    (
        '[["收支"."明细"]]\n"来源" = "一"\n"款" = "拨款"\n[["收支"."明细"]]\n"来源" = "二"\n"款" = "拨|"',
        ["拨款"], "拨款", '"款" = "拨款"', "",
    ),
    # a group that is begun already has no second header
    ('["收支"]\n"结余" = "一"\n["收|', ['[["收支"."明细"]]'], "", "", ""),
    ('["收|"]\n"结余" = "一"', ['["收支"]', '[["收支"."明细"]]'], '["收支"]', '["收支"]', ""),
    # a text with commas is one text
    (FREE + '"款" = "加|快信息化，改造"', ["加强，队伍"], "加强，队伍", '"款" = "加强，队伍"', ""),
    (FREE + '"款" = "加快信息化，|改造"', [], "", "", ""),
    (FREE + '"款" = |"加快信息化，改造"', None, "加强，队伍", '"款" = "加强，队伍"', ""),
    (FREE + '"款" = "加|强\\"队伍\\""', None, "加强，队伍", '"款" = "加强，队伍"', ""),
    (FREE + '"款" = "A|=B"', None, "A=B", '"款" = "A=B"', ""),
    # columns of comparators and units
    (RATE + '"计量单位" = |', ["%"], "%", '"计量单位" = "%"', ""),
    (RATE + '"性质" = "|', ["≤", "≥", "="], "≤", '"性质" = "≤"', ""),
    (RATE + '"目标" = "|', [], "", "", ""),
    (RATE + '"说法" = "|', ["%"], "%", '"说法" = "%"', "snippet"),
    ('[["三栏"]]\n"名称" = "制度"\n"性质" = "|', [], "", "", ""),
    (RATE + '"计量单位" = "%"\n[["三栏"]]\n"计量单位" = "|', None, "%", '"计量单位" = "%"', ""),
    ('[["三栏"]]\n"计量单位" = "公|', None, "公里", '"计量单位" = "公里"', ""),
    ('"计量单位" = |', [], "", "", ""),  # the head of a form has no unit
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    snippets = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
    with Client(folder, capabilities=snippets) as client:
        yield client


def offered(client: Client, form: Path, written: str, version: int) -> tuple[str, list[Message]]:
    """The text without its cursor, and the offers that a client shows: those that what was typed is a part of."""
    text = written.replace("|", "", 1)
    line, character = place_of(text, written.index("|"))
    client.change(form, version, {"text": text})
    shown = []
    for item in client.ask_at("completion", form, line, character):
        start = item["textEdit"]["range"]["start"]
        assert start["line"] == line
        typed = text.split("\n")[line][start["character"] : character]
        letters = iter(item.get("filterText", item["label"]))
        if all(letter in letters for letter in typed):
            shown.append(item)
    return text, sorted(shown, key=lambda one: one["sortText"])


def wrong_in(client: Client, form: Path, head: str, cases: list[tuple[str, list[str] | None, str, str, str]]) -> str:
    """The cases that come out otherwise."""
    client.open(form, "")
    failed = []
    for version, (written, labels, taken, line, kind) in enumerate(cases, 2):
        text, shown = offered(client, form, head + written, version)
        found = [item["label"] for item in shown]
        if labels is not None and found != labels:
            failed.append(f"{written!r}: {found}")
        elif taken and taken not in found:
            failed.append(f"{written!r}: {taken} is not among {found}")
        elif taken:
            item = next(one for one in shown if one["label"] == taken)
            after = applied(text, [item["textEdit"]], as_snippet=kind == "snippet")
            row = place_of(head + written, (head + written).index("|"))[0]
            left = "\n".join(after.split("\n")[row : row + line.count("\n") + 1])
            if left != line:
                failed.append(f"{written!r} left {left!r}")
    return "\n".join(failed)


def test_offers_by_what_is_typed(client: Client, folder: Path) -> None:
    assert not wrong_in(client, folder / "a.toml", HEAD, CASES)


def test_offers_for_figures_and_their_units(client: Client, folder: Path) -> None:
    (folder / "b.gj").write_text(FIGURES, encoding="utf-8")
    client.changed_on_disk(folder / "b.gj")
    assert not wrong_in(client, folder / "b.toml", '"表样" = "乙"\n"年度" = 2025\n', OF_FIGURES)


def test_a_whole_row_is_written_with_what_is_prescribed(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, "")
    text, shown = offered(client, form, HEAD + "[[|", 2)
    (row,) = [item for item in shown if item["label"] == "执行率"]
    after = applied(text, [row["textEdit"]], as_snippet=True)
    assert (
        after
        == HEAD
        + """[["指标"]]
"名称" = "执行率"
"一级" = "过程"
"指标值" = { "半年" = "", "全年" = "" }"""
    )
    text, shown = offered(client, form, HEAD + '[["指标"]]\n|', 3)
    (row,) = [item for item in shown if item["label"] == "健全性" and not item["textEdit"]["newText"].startswith("[")]
    assert applied(text, [row["textEdit"]], as_snippet=True).startswith(HEAD + '[["指标"]]\n"名称" = "健全性"\n')


def test_a_whole_row_has_the_unit_prescribed_in_its_column(client: Client, folder: Path) -> None:
    (folder / "b.gj").write_text(FIGURES, encoding="utf-8")
    client.changed_on_disk(folder / "b.gj")
    client.open(folder / "b.toml", "")
    text, shown = offered(client, folder / "b.toml", '"表样" = "乙"\n"年度" = 2025\n[["三|', 2)
    (row,) = [item for item in shown if item["label"] == "满意度"]
    assert applied(text, [row["textEdit"]], as_snippet=True).endswith('[["三栏"]]\n"名称" = "满意度"\n"计量单位" = "%"')


def test_an_empty_file_becomes_a_form_with_blanks(client: Client, folder: Path) -> None:
    """And what is left in it to be found is only what nobody but the clerk can know."""
    form = folder / "a.toml"
    client.open(form, "")
    text, shown = offered(client, form, "|", 2)
    (whole,) = [item for item in shown if item["label"] == "整张《甲》"]
    after = applied(text, [whole["textEdit"]], as_snippet=True)
    client.change(form, 3, {"text": after})
    assert {one["code"] for one in client.diagnostics(form, 3)} <= {
        "单位 必填", "总额 必填", "项目.名称 必填", "指标.指标值 必填", "收入.总额 必填",
    }, after  # fmt: skip
    assert after.count('[["指标"]]') == 2
    text, shown = offered(client, form, HEAD.partition('"单位"')[0] + "|", 4)
    assert "《甲》其余各项" in [item["label"] for item in shown]


def test_what_must_be_filled_comes_first_and_is_marked(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, "")
    _, shown = offered(client, form, '"表样" = "甲"\n|', 2)
    assert [item["label"] for item in shown][:3] == ["年度", "单位", "类别"]
    assert [item.get("labelDetails") for item in shown][:3] == [{"description": "必填"}, {"description": "必填"}, None]


def test_a_client_without_snippets_gets_none(folder: Path) -> None:
    form = folder / "a.toml"
    with Client(folder) as client:
        client.open(form, "")
        _, shown = offered(client, form, HEAD + "|", 2)
        assert not any("$" in item["textEdit"]["newText"] or item.get("insertTextFormat") == 2 for item in shown)
