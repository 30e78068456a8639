"""Do braces in texts, in names and in comments open and close nothing, whatever is asked about a rule file?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, offset_of, place_of

from gouji.lang.lexer import braces, open_braces, tokenize

RULES = """维度 期间 累计 {{ 半年, 全年 }}

表样 甲 {{
    人数 : 数量 计量单位 人
    明细表 项目 键 名称 {{
        名称 : 文本
        数额 : 金额
    }}
{}
}}

规则 一 错误 于 甲 {{
    应 人数 > 0
{}
    信息 "人数 {{人数}}"
}}
"""

# What is written in the form, what in the rule, the place with `¦`; what is offered there.
PLACES = (
    ("", "    # 见 }\n    ¦", "应"),
    ("", "    // 见 }\n    ¦", "应"),
    ("", '    依据 "见 }"\n    ¦', "应"),
    ("", "    依据 《见 }》\n    ¦", "应"),
    ("", '    依据 "甲 \\" }"\n    应 ¦', "人数"),
    ("", "    设 「甲}乙」 = 人数\n    ¦", "应"),
    ("", "    应 「甲#乙」 = 人数 且 ¦", "人数"),
    ("", "    应 「甲//乙」 = 人数 且 ¦", "人数"),
    ("", '    信息 "{{ ｛¦｝"', "人数"),
    ("", '    信息 "{合计(项目.数额 其中 名称 = "}")} {¦}"', "人数"),
    ("    # 见 }\n    ¦", "", "分组"),
    ('    明细表 乙 标签 "一{二" {\n        ¦\n    }', "", "行"),
    ("    明细表 乙 # {一\n    { 名 : 文本 ¦ }", "", "必填"),
    ('    明细表 乙 键 ¦ 标签 "一{二" { 名 : 文本 }', "", "名"),
    ("    明细表 乙 键 ¦ # {\n    { 名 : 文本 }", "", "名"),
    ("    规则 二 {\n        应 人数 > 0 }\n    }\n    ¦\n    规则 三 {\n        应 人数 > 0\n    }", "", "规则"),
)


@pytest.mark.parametrize(("in_form", "in_rule", "offered"), PLACES)
def test_what_is_offered_goes_by_the_braces_that_are_tokens(
    visitor: Client, folder: Path, in_form: str, in_rule: str, offered: str
) -> None:  # fmt: skip
    """Wherever the cursor is, what its block takes is offered."""
    assert offered in _offered(visitor, folder / "b.gj", RULES.format(in_form, in_rule))


def test_behind_a_rule_whose_comment_opens_a_brace(visitor: Client, folder: Path) -> None:
    """The file goes on there, and the rule does not."""
    offered = _offered(visitor, folder / "b.gj", RULES.format("", "    # 见 {") + "¦")
    assert "规则" in offered
    assert "应" not in offered


def test_a_double_brace_is_a_sign_of_the_text(visitor: Client, folder: Path) -> None:
    """Behind it nothing is filled in, and so nothing offered."""
    assert _offered(visitor, folder / "b.gj", RULES.format("", '    信息 "{{ ¦ }}"')) == []


def test_a_rule_that_is_not_indented_stays_in_its_form(visitor: Client, folder: Path) -> None:
    """Though a comment that is none of ours, or a text in other quotes, holds a brace before it."""
    rules = "表样 甲 {\n人数 : 数量\n// 见 }\n规则 二 {\n依据 '见 }'\n应 ¦人数 > 0\n}\n规则 三 {\n应 人数 > 0\n}\n}\n"
    found = visitor.ask("textDocument/documentSymbol", textDocument=_open(visitor, folder / "b.gj", rules)[0])
    assert [(one["name"], [inner["name"] for inner in one["children"]]) for one in found] == [
        ("甲", ["人数", "二", "三"])
    ]


def test_the_outline_tells_the_head_of_a_block(visitor: Client, folder: Path) -> None:
    """Up to its brace, were there others in it before; comments are not told."""
    rules = RULES.format('    明细表 乙 标签 "一{二" { 名 : 文本 }\n    规则 二 错误 # 见 {\n    { 应 人数 > 0 }', "¦")
    found = visitor.ask("textDocument/documentSymbol", textDocument=_open(visitor, folder / "b.gj", rules)[0])
    told = {one["name"]: one.get("detail") for one in found[1]["children"]}
    assert told == {"人数": "数量 计量单位 人", "项目": "键 名称", "乙": '标签 "一{二"', "二": "错误"}


@pytest.mark.parametrize(
    ("message", "selected"),
    [
        ('"{合计(项目.数额 其中 名称 = "}") + 人¦数} 人"', '{合计(项目.数额 其中 名称 = "}") + 人数}'),
        ('"｛人¦数｝ 人"', "｛人数｝"),
        ('"{人¦数"', '"{人数"'),
        ('"{{人¦数}} 人"', '"{{人数}} 人"'),
    ],
)
def test_what_is_filled_into_a_message_is_selected_as_a_whole(
    visitor: Client, folder: Path, message: str, selected: str
) -> None:
    """With its braces, of which a text in it holds none."""
    document, text, place = _open(visitor, folder / "b.gj", RULES.format("", f"    信息 {message}"))
    chain = visitor.ask("textDocument/selectionRange", textDocument=document, positions=[place])[0]
    assert selected in list(_selections(text, chain))[:3]


def test_a_line_is_indented_by_the_braces_that_are_tokens(visitor: Client, folder: Path) -> None:
    """Below a comment, a text and a name that hold some."""
    rules = RULES.format("", '    # 见 }\n    依据 "{ } }"\n    设   「甲}」 = 人数\n¦')
    document, text, place = _open(visitor, folder / "b.gj", rules)
    options = {"tabSize": 4, "insertSpaces": True}
    edits = visitor.ask(
        "textDocument/onTypeFormatting", textDocument=document, position=place, ch="\n", options=options
    )
    assert applied(text, edits) == rules.replace("¦", "    ")


_SIGNS = [*"{}｛｝\"“”＂「」『』《》'‘’#＃/\n 甲1\\;", "//", "规则", '"x"', "{{", "= ", "# }"]


@given(st.lists(st.sampled_from(_SIGNS), max_size=20).map("".join))
def test_the_braces_of_a_text_are_those_of_its_tokens(text: str) -> None:
    """However torn it is."""
    tokens = [one for one in tokenize(text).items if one.kinds[0] in ("_LBRACE", "_RBRACE")]
    assert list(braces(text)) == [(one.start, one.kinds[0] == "_LBRACE") for one in tokens]
    opened = open_braces(text)
    assert all(text[at] in "{｛" for at in opened)
    assert len(opened) >= sum(1 if one.kinds[0] == "_LBRACE" else -1 for one in tokens)


def _open(client: Client, path: Path, text: str) -> tuple[Message, str, Message]:
    """Opens a text in which `¦` marks a place; gives its name, the text, and the place."""
    line, character = place_of(text, text.index("¦"))
    client.open(path, text := text.replace("¦", ""))
    return {"uri": path.as_uri()}, text, {"line": line, "character": character}


def _offered(client: Client, path: Path, text: str) -> list[str]:
    document, _, place = _open(client, path, text)
    found = client.ask("textDocument/completion", textDocument=document, position=place)
    return [one["label"] for one in found]


def _selections(text: str, chain: Message | None) -> list[str]:
    found = []
    while chain is not None:
        start, end = (offset_of(text, chain["range"][side]) for side in ("start", "end"))
        found.append(text[start:end])
        chain = chain.get("parent")
    return found
