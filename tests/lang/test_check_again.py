"""A program made after an edit is the one that a cold check makes: the same mistakes at the same places, the same checks.

Edits are cuts, copies and odd marks anywhere in the files, so that braces, quotes and comments come apart.
"""

import gc
import random
from weakref import ref

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gouji.lang import remembered
from gouji.lang.check import check_program
from gouji.lang.parse import parse, parse_piece
from gouji.lang.program import Program
from gouji.lang.source import Place, Source

BASE = """\
计量单位 箱苗 = 50株
维度 期间 累计 { 半年, 全年 }

表样 甲表 {
    计量单位 万元
    停用 "甲 范围" 理由 "试"
    单位名称 : 文本 必填
    甲 : 金额 按 期间 ≥ 0
    乙 : 金额
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额
    }
    规则 内规则 {
        应 乙 ≥ 1
        信息 "{乙}"
    }
}

表样 丙表 沿用 甲表 {
    苗木 : 数量 计量单位 箱苗
}
"""
RULES = """\
引用 "一.gj"

## 说明
规则 甲不小 错误 于 甲表 {
    应 甲 ≥ 乙
    信息 "{甲}（{乙}）"  # 尾
}

规则 项目小 于 丙表 {
    每个 项目 其中 名称 含 "费"
    设 合 = 合计(项目.金额)
    应 金额 ≤ 合
    信息 "{名称}{金额}{合}"
}

规则 苗木够 于 丙表 {
    应 苗木 ≥ 1000株
    信息 "{苗木}"
}

用例 "一" {
    给定 "一.toml"
    期望 通过 甲不小
}
"""
MARKS = [
    "{",
    "}",
    '"',
    "“",
    "「",
    "#",
    "## 说\n",
    "\n",
    "\r",
    "\n\n",
    " ",
    "甲",
    "乙",
    "规则 新 于 甲表 {\n",
    "\n表样 ",
]


def edited(dice: random.Random, text: str) -> str:
    """The text with something put in, taken out, exchanged or copied, often in whole lines."""
    lines = text.splitlines(keepends=True)
    if lines and dice.random() < 0.4:
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one:one] = lines[other : other + dice.randint(0, 8)]
        if dice.random() < 0.5:
            del lines[other : other + dice.randint(0, 8)]
        return "".join(lines)
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice([*MARKS, ""]) + text[at + dice.choice([0, 0, 1, 1, 5]) :]


def told(program: Program) -> list[tuple[object, ...]]:
    """All that a program says: its mistakes, its checks, and what the names in its rules stand for."""
    mistakes = [
        (str(one.place), one.place.span, one.place.source.text, one.message("zh"), one.help("zh"), one.severity)
        for one in program.diagnostics()
    ]
    checks = [
        (str(check.place), check.place.span, repr(check.instances), *check[:6], check.documentation)
        for form in program.forms
        for check in program.checks(form)
    ]
    uses = [
        (form.name, str(piece.place(use.span)), getattr(use.member, "path", ()), declared, placed)
        for rule, piece in program.rules
        for form, use in program.uses(rule, piece)
        for declared in [str(use.declared if isinstance(use.declared, Place) else piece.place(use.declared))]
        for placed in [str(use.member.place) if use.member is not None else ""]
    ]
    return [*mistakes, *checks, *uses]


def read(files: dict[str, str]) -> list[Source]:
    return [Source(name, text) for name, text in files.items()]


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**64), st.integers(1, 6))
@example(0, 6)
def test_an_edit_gives_what_a_cold_check_gives(seed: int, edits: int) -> None:
    """File by file, edit after edit, each program made from the one before."""
    dice = random.Random(seed)
    files = {"一.gj": BASE, "二.gj": RULES}
    before: Program | None = None
    for _ in range(edits + 1):
        again = check_program([parse(source) for source in read(files)], before)
        cold = check_program([parse(source) for source in read(files)])
        assert told(again) == told(cold)
        before = again
        name = dice.choice(list(files))
        files[name] = edited(dice, files[name])


def test_an_edit_of_a_rule_leaves_the_forms_and_the_other_rules() -> None:
    """What is taken over is not made again."""
    before = check_program([parse(source) for source in read({"一.gj": BASE, "二.gj": RULES})])
    before.diagnostics()
    again = check_program(
        [parse(source) for source in read({"一.gj": BASE, "二.gj": RULES.replace("应 甲 ≥ 乙", "应 甲 > 乙")})], before
    )
    again.diagnostics()
    assert again.forms is before.forms
    for old, new in zip(before.checks(before.forms[1]), again.checks(again.forms[1]), strict=True):
        assert (old.instances is new.instances) == (old.name != "丙表/甲不小")


def test_an_edit_within_a_form_leaves_what_is_declared_as_before() -> None:
    """A rule of a form that is edited is typed anew; the others, and the checks that forms declare, are not."""
    files = {"一.gj": BASE, "二.gj": RULES}
    before = check_program([parse(source) for source in read(files)])
    known = {id(one) for form in before.forms for check in before.checks(form) for one in check.instances}
    heir = {check.name for check in before.checks(before.forms[1])}
    for was, now, made in (
        ("应 乙 ≥ 1\n", "应 乙 ≥ 2\n", {"甲表/内规则", "丙表/内规则"}),
        ("    单位名称", "    # 注\n\n    单位名称", set()),
        ("计量单位 箱苗\n", "计量单位 箱苗 ≥ 1\n", {*heir, "丙表/苗木 范围"}),
    ):
        again = check_program([parse(source) for source in read({**files, "一.gj": BASE.replace(was, now)})], before)
        checks = [check for form in again.forms for check in again.checks(form)]
        assert {check.name for check in checks if not any(id(one) in known for one in check.instances)} == made


@pytest.mark.parametrize(("longest", "known"), [(0, 0), (remembered.LONGEST, 1)])
def test_what_an_edit_leaves_behind_is_let_go(monkeypatch: pytest.MonkeyPatch, longest: int, known: int) -> None:
    monkeypatch.setattr(remembered, "LONGEST", longest)
    parse_piece.forget()
    trees = [parse(Source("一.gj", BASE)), parse(Source("二.gj", RULES))]
    check_program(trees).diagnostics()
    pieces = [ref(placed.piece) for tree in trees for placed in tree.pieces]
    trees = [parse(Source("一.gj", BASE)), parse(Source("二.gj", RULES.replace("合计", "合计 ", 1)))]
    gc.collect()
    now = [placed.piece for tree in trees for placed in tree.pieces]
    assert [piece() in now for piece in pieces].count(False) == 1
    assert sum(piece() is not None for piece in pieces) == len(now) - 1 + known
    parse_piece.forget()


def test_what_is_known_of_an_object_goes_with_it() -> None:
    """By what was asked, and not by how."""

    class Owner:
        """Whatever is asked about."""

    @remembered.remembered_with
    def told(owner: Owner, what: str, *, how: object = None) -> list[object]:
        return [type(owner), what, how]

    owner = Owner()
    first = told(owner, "甲", how=1)
    assert told(owner, "甲", how=2) is first == [Owner, "甲", 1]
    assert told(owner, "乙") == [Owner, "乙", None]
    assert told(Owner(), "甲") is not first
    gone = ref(owner)
    del owner
    gc.collect()
    assert gone() is None
