"""However a form is written that lint reads: is every word of it known, at the same place, as it is in plain TOML?"""

import re
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.lint.test_toml_reader import plain
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, offset_of, place_of
from tests.lsp.test_semantic_tokens import words

from gouji.lang.source import Source
from gouji.lint.toml_reader import read_toml

RULES = """维度 期间 累计 { 半年, 全年 }

表样 甲 {
    总额 : 金额 按 期间 必填
    分组 收入 {
        其他 : 金额
        另外 : 金额 按 期间
        分组 拨款 {
            小计 : 金额
        }
    }
    明细表 指标 键 名称 {
        名称   : 文本 必填
        一级   : 选项 过程, 产出
        指标值 : 目标值 按 期间
    }
    规则 总额对 {
        应 总额[全年] ≥ 总额[半年]
    }
}
"""
PLAIN = """# 开头 "一"
"表样" = "甲"  # 表
"年度" = 2025
"总额" = { "半年" = 4, "全年" = 1 }  # 总
"收入"."其他" = 5
"收入"."另外"."半年" = 6
"收入"."另外"."全年" = 7
["收入"."拨款"]  # 头
"小计" = "3万元"
[["指标"]]  # 行
"名称" = "执 # 行率"
"一级" = "过程"  # 选
"指标值" = { "半年" = "≥40%", "全年" = "≥95%" }
[["指标"]]
"名称" = "健全性"
[["说明"]]
"规则" = "总额对"
"理由" = "一 # 二"
"""
_ATOM = re.compile(r'"[^"\n]*"|#|\[\[|\]\]|[\[\]{}=,.\n]|[^\S\n]+|[^"#\[\]{}=,.\s]+')
_WORD = re.compile(r'"(.*)"')
_BEFORE_KEY_ENDS = re.compile(r"\s*[=.\]]")
RENAMED = ("甲", "总额", "半年", "收入", "拨款", "指标", "总额对")


class Writing(NamedTuple):
    """How the quotes and the signs of plain TOML are written; the quotes perhaps of keys alone."""

    quotes: str = '""'
    signs: str = ""
    is_of_keys: bool = False


# Of signs: each plain one with what stands for it.
WRITINGS = {
    "plain": Writing(),
    "literal": Writing("''"),
    "escaped": Writing("\\u"),
    "curly quotes": Writing("“”"),
    "single curly quotes": Writing("‘’"),
    "wide quotes": Writing("＂＂"),
    "wide single quotes": Writing("＇＇"),
    "opened wide": Writing('“"'),
    "closed wide": Writing('"”'),
    "no quotes": Writing("", is_of_keys=True),
    "not closed": Writing('"', is_of_keys=True),
    "not closed, wide": Writing("“", is_of_keys=True),
    "not opened": Writing(' "', is_of_keys=True),
    "not opened, wide": Writing(" ”", is_of_keys=True),
    "wide dot": Writing(signs=".|．"),
    "blanks around dots": Writing(signs=".| . "),
    "wide blanks around dots": Writing(signs=".|\u3000.\u3000"),
    "lenticular brackets": Writing(signs="[|【 ]|】 [[|【【 ]]|】】"),
    "wide brackets": Writing(signs="[|［ ]|］ [[|［［ ]]|］］"),
    "mixed brackets": Writing(signs="[|【 ]|］ [[|[【 ]]|】]"),
    "not closed header": Writing(signs="]| ]]|]"),
    "wide equals": Writing(signs="=|＝"),
    "colon": Writing(signs="=|:"),
    "wide colon": Writing(signs="=|："),
    "wide braces": Writing(signs="{|｛ }|｝ ,|，"),
    "wide comment": Writing(signs="#|＃"),
    "slashes": Writing(signs="#|//"),
    "lines of Windows": Writing(signs="\n|\r\n"),
    "wide": Writing("“”", ".|． [|【 ]|】 [[|【【 ]]|】】 =|＝ {|｛ }|｝ ,|， #|＃"),
    "wide, with slashes": Writing("‘’", ".|． [|［ ]|］ [[|［［ ]]|］］ =|： {|｛ }|｝ ,|， #|//"),
    "bare and wide": Writing("", ".|． [|【 ]|】 [[|【【 ]]|】】 =|：", is_of_keys=True),
}


class Written:
    """The plain text as it is written in some way, piece by piece."""

    def __init__(self, writing: Writing) -> None:
        self.plain = _ATOM.findall(PLAIN)
        assert "".join(self.plain) == PLAIN
        self.atoms = list(self._written(writing))
        self.starts = [0, *accumulate(map(len, self.atoms))]
        self.text = "".join(self.atoms)

    def _written(self, writing: Writing) -> list[str]:
        signs = dict(one.split("|") for one in re.split(r" (?=[^ ]+\|)", writing.signs) if one)
        made, in_comment = [], False
        for at, atom in enumerate(self.plain):
            in_comment = atom != "\n" and (in_comment or atom == "#")
            word = _WORD.fullmatch(atom)
            is_key = _BEFORE_KEY_ENDS.match("".join(self.plain[at + 1 : at + 3]))
            if in_comment and atom != "#":
                made.append(atom)
            elif word and writing.quotes == "\\u":
                made.append('"' + "".join(f"\\u{ord(sign):04X}" for sign in word[1]) + '"')
            elif word and (is_key or not writing.is_of_keys):
                opening, closing = writing.quotes[:1].strip(), writing.quotes[1:]
                made.append(f"{opening}{word[1]}{closing}")
            else:
                made.append(signs.get(atom, atom))
        return made

    def within(self, number: int) -> int:
        """The offset of the middle of a word."""
        return self.starts[number] + (len(self.atoms[number]) + 1) // 2

    def place(self, found: Message) -> tuple[str, int, bool]:
        """What of the plain text stands in a range, where, and whether that is less than its pieces."""
        start, end = (offset_of(self.text, found[name]) for name in ("start", "end"))
        first = max(at for at, one in enumerate(self.starts) if one <= start)
        last = min(at for at, one in enumerate(self.starts) if one >= end)
        is_part = (start, end) != (self.starts[first], self.starts[last])
        return "".join(self.plain[first:last]), first, is_part


def known_of(client: Client, form: Path, written: Written) -> dict[str, object]:
    """What the server says of a form, place by place, as if it were written plainly."""
    text = written.text
    form.write_text(text, encoding="utf-8", newline="")
    client.open(form, text)
    uri = {"uri": form.as_uri()}
    colours = client.ask("textDocument/semanticTokens/full", textDocument=uri)["data"]
    said: dict[str, object] = {}
    for number, kind in _coloured(client, written, colours):
        said.setdefault(f"colours {number} {written.plain[number]}", []).append(kind)  # type: ignore[attr-defined]
    for number, atom in enumerate(written.plain):
        name = f"{number} {atom}"
        if atom == "=":
            offers = client.ask_at("completion", form, *place_of(text, written.starts[number + 1]))
            said[f"offers behind {name}"] = [one["label"] for one in offers]
        word = _WORD.fullmatch(atom)
        if word is None or '"一"' in atom:
            continue
        line, character = place_of(text, written.within(number))
        asked = {"textDocument": uri, "position": {"line": line, "character": character}}
        hover = client.ask("textDocument/hover", **asked)
        lines = hover["contents"]["value"].split("\n\n") if hover else []
        said[f"hover {name}"] = hover and (
            lines[0],
            [one for one in lines if "= `" in one],
            written.place(hover["range"]),
        )
        led = client.ask("textDocument/definition", **asked)
        said[f"definition {name}"] = led and (
            led["uri"],
            led["range"] if led["uri"] != form.as_uri() else written.place(led["range"]),
        )
        selected: Message | None = client.ask(
            "textDocument/selectionRange", textDocument=uri, positions=[asked["position"]]
        )[0]
        said[f"selected {name}"] = around = []
        while selected is not None:
            around.append(written.place(selected["range"]))
            selected = selected.get("parent")
        prepared = client.answer("textDocument/prepareRename", asked).get("result")
        said[f"name {name}"] = prepared and (prepared["placeholder"], written.place(prepared["range"]))
        if word[1] in RENAMED and prepared:
            changes = client.ask("textDocument/rename", **asked, newName="新的")["changes"]
            after = applied(text, changes.get(form.as_uri(), []))
            said[f"renamed {name}"] = plain(read_toml(Source("a.toml", after)).root)
    client.tell("textDocument/didClose", textDocument=uri)
    return said


def _coloured(client: Client, written: Written, data: list[int]) -> list[tuple[int, str]]:
    """The colours with the number of the piece that each begins in."""
    found, at = [], 0
    for word, kind in words(client, written.text, data):
        at = written.text.index(word, at)
        found.append((max(number for number, start in enumerate(written.starts) if start <= at), kind))
        at += len(word)
    return found


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    return tmp_path


def test_every_writing_is_known_as_the_plain_one(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    expected = known_of(client, form, Written(WRITINGS["plain"]))
    assert expected['hover 47 "收入"'] and expected['renamed 76 "收入"'], "the plain one is known"
    wanted = plain(read_toml(Source("a.toml", PLAIN)).root)
    failed = []
    for name, writing in WRITINGS.items():
        written = Written(writing)
        assert plain(read_toml(Source("a.toml", written.text)).root) == wanted, f"{name} is not read"
        said = known_of(client, form, written)
        failed += [
            f"{name}: {key}: {said.get(key)}, not {expected.get(key)}"
            for key in {**expected, **said}
            if said.get(key) != expected.get(key)
        ]
    assert not failed, "\n".join(failed)


DOTTED = """"表样" = "甲"
"年度" = 2025
"收入"."其他" = 5
"收入"．“另外”."半年" = 6
"总额"."半年" = 4
"总额"."全年" = 1
[["指标"]]
"名称" = "健全性"
"指标值"."半年" = "≥40%"
"一级" = "过程"
["收入"."拨款"]
"小计" = 3
"""
# Behind which text the cursor is, what is said there, and where it leads: to this line of the rules.
IN_DOTTED = [
    ('"其', "**收入.其他**", "其他 :"),
    ("“另", "**收入.另外**", "另外 :"),
    ('“另外”."半', "**半年** · 期间", "维度 期间"),
    ('“另外”."半年" = ', "**收入.另外**", "另外 :"),
    ('"总', "**总额**", "总额 :"),
    ('"总额"."全年" = ', "✗ **累计**", "总额 :"),
    ('"指标值"."半年" = "≥', "**指标.指标值**", "指标值 :"),
    ('"一', "**指标.一级**", "一级   :"),
]


def test_what_dots_part_is_known_as_in_braces(client: Client, folder: Path) -> None:
    """And what stands in a line below is no part of it."""
    form = folder / "a.toml"
    form.write_text(DOTTED, encoding="utf-8")
    client.open(form)
    failed = []
    for behind, said, line in IN_DOTTED:
        at = place_of(DOTTED, DOTTED.index(behind) + len(behind))
        hover, led = client.ask_at("hover", form, *at), client.ask_at("definition", form, *at)
        if hover is None or said not in hover["contents"]["value"]:
            failed.append(f"{behind}: {hover}")
        if led is None or not RULES.split("\n")[led["range"]["start"]["line"]].strip().startswith(line):
            failed.append(f"{behind} leads to {led}")
    assert not failed, "\n".join(failed)
    offers = client.ask_at("completion", form, *place_of(DOTTED, DOTTED.index('"过') + 1))
    assert [one["label"] for one in offers] == ["过程", "产出"]
    data = client.ask("textDocument/semanticTokens/full", textDocument={"uri": form.as_uri()})["data"]
    assert list(words(client, DOTTED, data))[4:11] == [
        ('"收入"', "namespace"), ('"其他"', "property"), ("5", "number"),
        ('"收入"', "namespace"), ("“另外”", "property"), ('"半年"', "enumMember"), ("6", "number"),
    ]  # fmt: skip
