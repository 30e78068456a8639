"""Does a new name reach the names of checks, answers, coordinates, axes, forms, rules, libraries, what a rule names itself?"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

# One word stands for one thing in all these texts, so that what is to come out is what it is replaced by everywhere.
RULES = """维度 时点 累计 { 年中, 年末 }

指标库 常用 {
    行 好率 { 大类 产出  计量单位 % }
}

表样 底表 {
    款项 : 金额 按 时点 ≥ 0
    分组 来源 {
        拨款 : 金额 必填
        收费 : 金额
        合数 : 金额 合计自 拨款, 收费
    }
    明细表 清单 键 名目 {
        名目 : 文本 必填
        大类 : 文本
        目标 : 目标值 按 时点
        取自 常用
        行 "全 年" { 必填 }
        行 满意度 { 必填 }
        行 节约 { 必填 }
    }
    规则 不空 提示 {
        每个 一条 属于 清单
        应   一条.大类 为 已填
        定位 一条.大类
        信息 "{一条.名目}"
    }
    规则 年末更大 警告 {
        每个 时点
        设   来路 = 来源.拨款 + 来源.收费
        应   款项[时点] ≤ 来路 且 款项[期末] ≤ 来路
        定位 款项
        信息 "{时点}是 {款项}，来自 {来路}"
    }
    规则 各处不负 提示 {
        每个 时点 其中 时点 = 年中 或 时点 属于 { 年末, "年中" } 且 "年末" ≠ 时点
        应   款项 ≥ 0
        信息 "{时点}是 {款项}"
    }
}
"""
HEIR = """引用 "a.gj"

表样 子表 沿用 底表 {
    停用 "来源.合数 合计" 理由 "另有口径"
    停用 "清单[满意度] 必有" 理由 "不评"
    改级 "底表/清单[\\"节约\\"]必有" 警告 理由 "轻"
    改级 "底表/不空" 警告 理由 "要紧"
    款项 : 金额 按 时点 必填
    明细表 清单 {
        目标 : 目标值 按 时点 必填
    }
}
规则 够用 提示 于 子表 { 应 款项[年末] ≥ 1 }

用例 "各种名称" {
    给定 "a.toml"
    改为 清单["甲"].目标[年中] = "≥3%"
    期望 通过 款项累计
    期望 通过 来源.拨款必填
    期望 通过 「拨款 必填」
    期望 通过 "子表/来源.拨款 必填"
    期望 失败 年末更大 于 款项[年末]
    期望 通过 清单.目标必填 于 清单["甲"].目标[年末]
    期望 失败 清单["全 年"] 必有
    期望 失败 「清单["节约"]必有」
    期望 失败 "子表/清单[节约] 必有"
}
"""
FILLED = """"表样" = "子表"
"年度" = 2025
"款项"."年中" = 5
"款项"."年末" = 9

["来源"]
"拨款" = 1
"收费" = 2

[["清单"]]
"名目" = "甲"
"大类" = "产出"
"目标" = { "年中" = "≥1%", "年末" = "≥2%" }

[["说明"]]
"规则" = "年末更大"
"位置" = "款项[年末]"
"理由" = "年末更大，因为有结转"

[["说明"]]
"规则" = '子表/年末更大'
"位置" = "款\\u9879[年中]"
"理由" = "照旧"
"""
ROWS = """
[["清单"]]
"名目" = "乙"
"大类" = "产出"
"目标"."年中" = "≥1%"
"目标"."年末" = "≥2%"

[["清单"]]
"名目" = "乙"
"大类" = "产出"
"目标" = { "年中" = "≥1%", "年末" = "≥2%" }
"""
SIDE = """[["说明"]]
"规则" = "清单[\\"全 年\\"]必有"
"理由" = "照旧"

[["说明"]]
"规则" = "清单.名目唯一"
"位置" = "清单[\\"乙\\"].名目"
"理由" = "照旧"

[["说明"]]
"规则" = \"\"\"
年末更大\"\"\"
"位置" = '''款项[年中]'''
"理由" = "照旧"

[["说明"]]
"规则" = \"\"\"\\
    年末更大\"\"\"
"位置" = \"\"\"\\
    款\\u9879[年末]\"\"\"
"理由" = "照旧"
"""
PROJECT = """[["改级"]]
"规则" = "子表/款项累计"
"级别" = "提示"
"理由" = "照旧"

[["改级"]]
"规则" = "清单[全年] 必有"
"级别" = "提示"
"理由" = "照旧"

[["改级"]]
"表样" = "子表"
"规则" = "年末更大"
"级别" = "提示"
"理由" = "照旧"
"""
TEXTS = {
    "a.gj": RULES,
    "b.gj": HEIR,
    "a.toml": FILLED,
    "b.toml": FILLED + ROWS,
    "b.说明.toml": SIDE,
    "gouji.toml": PROJECT,
}
NAMES = [
    *("款项", "来源", "拨款", "清单", "目标", "名目", "大类"),
    *("时点", "年中", "年末", "底表", "子表", "不空", "年末更大", "常用", "一条", "来路"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# What an old name is a part of, and stays.
KEPT = {"年末": ("年末更大",), "目标": ("目标值",), "年末更大": ("年末更大，",)}


def exchanged(text: str, old: str, new: str) -> str:
    """What is to come out."""
    text = text.replace("款\\u9879", new) if old == "款项" else text
    for at, word in enumerate(KEPT.get(old, ())):
        text = text.replace(word, f"<{at}>")
    text = text.replace(old, new)
    for at, word in enumerate(KEPT.get(old, ())):
        text = text.replace(f"<{at}>", word)
    return text


def files_after(folder: Path, edit: Message) -> dict[str, str]:
    """The texts of a folder after the edit of a rename."""
    found = {name: (folder / name).read_text(encoding="utf-8") for name in TEXTS}
    for uri, edits in edit["changes"].items():
        name = Path(unquote(urlsplit(uri).path)).name
        found[name] = applied(found[name], edits)
    return found


def test_every_name_is_renamed_everywhere(folder: Path) -> None:
    """From each place where it stands the same; none of the texts but one is open."""
    failed = []
    with Client(folder) as client:
        client.open(folder / "b.gj")
        for old in NAMES:
            file = next(name for name, text in TEXTS.items() if old in text)
            client.open(folder / file)
            line, character = place_of(TEXTS[file], TEXTS[file].index(old) + 1)
            answer = client.answer(
                "textDocument/rename",
                {
                    "textDocument": {"uri": (folder / file).as_uri()},
                    "position": {"line": line, "character": character},
                    "newName": "新的",
                },
            )
            if "error" in answer:
                failed.append(f"{old}: {answer['error']['message']}")
                continue
            now = files_after(folder, answer["result"])
            for name, text in TEXTS.items():
                wanted = exchanged(text, old, "新的")
                if now[name] != wanted:
                    pairs = zip(wanted.splitlines(), now[name].splitlines(), strict=True)
                    failed += [f"{old} in {name}: {got} for {want}" for want, got in pairs if want != got]
    assert not failed, "\n".join(failed)


def test_a_coordinate_is_known_where_a_condition_names_it(folder: Path) -> None:
    """It is told of there, and that is one of the places where it stands."""
    with Client(folder) as client:
        client.open(folder / "a.gj")
        for before, told in (("时点 = ", "第 1 个，共 2 个"), ("属于 { ", "第 2 个，共 2 个")):
            line, character = place_of(RULES, RULES.index(before) + len(before))
            assert told in client.ask_at("hover", folder / "a.gj", line, character)["contents"]["value"]
            found = client.ask_at("references", folder / "a.gj", line, character, context={"includeDeclaration": True})
            assert (line, character) in {tuple(one["range"]["start"].values()) for one in found}
