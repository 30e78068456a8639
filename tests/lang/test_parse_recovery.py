"""Texts with mistakes: what is reported, where, and what the syntax tree keeps; and texts that no one would write.

The mistakes stand in recovery.txt. Never checks what rules mean.
"""

import random
import re
from cProfile import Profile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gouji.lang import ast
from gouji.lang.lexer import cut, tokenize
from gouji.lang.parse import MOST_FAULTS, SyntaxTree, classify, parse, parse_classified, parse_piece
from gouji.lang.source import Source

HERE = Path(__file__).parent
PACKS = sorted(HERE.parents[1].glob("rules/**/*.gj"))
MARK = re.compile(r"⟪(?P<code>[a-z-]+):(?P<text>[^⟫]*)⟫")


class Mistake(NamedTuple):
    """A fault as the tests compare it: its code, where it begins in the file, and the text it spans."""

    code: str
    start: int
    text: str


class Case(NamedTuple):
    """A source, the mistakes marked in it, and an outline of its tree."""

    title: str
    source: str
    mistakes: list[Mistake]
    kept: str


def cases() -> list[Case]:
    found = []
    for part in (HERE / "recovery.txt").read_text(encoding="utf-8").split("\n### ")[1:]:
        title, _, body = part.partition("\n")
        marked, _, kept = body.partition("=>\n")
        mistakes: list[Mistake] = []
        source = ""
        for text, mark in zip(MARK.split(marked)[::3], [*MARK.finditer(marked), None], strict=True):
            source += text
            if mark:
                mistakes.append(Mistake(mark["code"], len(source), mark["text"]))
                source += mark["text"]
        found.append(Case(title, source, mistakes, kept.strip()))
    return found


CASES = cases()


def mistakes_of(tree: SyntaxTree) -> list[Mistake]:
    text = tree.source.text
    return [
        Mistake(one.code.id, one.place.span.start, text[slice(*one.place.span)])
        for piece in tree.pieces
        for one in piece.diagnostics()
    ]


def outline(node: ast.Declaration | ast.FormMember | ast.Row) -> str:
    """A declaration's members and clauses by name."""
    match node:
        case ast.Use():
            return f'use "{node.path.text}"'
        case ast.Axis():
            return block(f"axis {node.name.text}", [name.text for name in node.coordinates])
        case ast.UnitDeclaration():
            return f"unit {node.name.text}"
        case ast.Library():
            return block(f"library {node.name.text}", [outline(row) for row in node.rows])
        case ast.Field():
            return node.name.text
        case ast.Row():
            return f"行 {node.key.text}"
        case ast.Group():
            return block(node.name.text, [outline(member) for member in node.members])
        case ast.Table():
            return block(node.name.text, [*map(outline, node.fields), *map(outline, node.rows)])
        case ast.Form():
            members = sorted((*node.members, *node.rules), key=lambda member: member.span)
            return block(f"form {node.name.text}", [outline(member) for member in members])
        case ast.Rule():
            counts = {"each": node.eaches, "when": node.whens, "let": node.lets, "must": node.musts}
            clauses = [name for name, parts in counts.items() for _ in parts]
            single = [name for name in ("message", "basis", "category", "at") if getattr(node, name)]
            return block(f"rule {node.name.text}", clauses + single)
        case ast.Test():
            changes = [change.kind for change in node.changes]
            expected = ["expect" for _ in node.expectations]
            return block(f"test {node.name.text}", ["given"] * bool(node.given) + changes + expected)


def block(head: str, parts: list[str]) -> str:
    return " ".join([head, "{", *parts, "}"])


# --- mistakes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_each_mistake_is_told_once_and_the_rest_is_kept(case: Case) -> None:
    """One diagnostic a mistake, at the word to mend; what is right before and after it stays in the tree."""
    tree = parse(Source("x.gj", case.source))
    assert mistakes_of(tree) == case.mistakes
    declarations = [piece.piece.declaration for piece in tree.pieces]
    assert "\n".join(outline(found) for found in declarations if found is not None) == case.kept


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_other_line_ends_and_a_byte_order_mark_change_nothing(case: Case) -> None:
    """CRLF, lone CR and a byte order mark only shift the places."""
    codes = [mistake[::2] for mistake in case.mistakes]
    for text in (case.source.replace("\n", "\r\n"), case.source.replace("\n", "\r"), "\ufeff" + case.source):
        tree = parse(Source("x.gj", text))
        assert [mistake[::2] for mistake in mistakes_of(tree)] == [
            (code, span.replace("\n", text[len(case.source.split("\n", 1)[0])])) for code, span in codes
        ]


def test_every_mistake_of_the_text_has_a_case() -> None:
    """The codes that the lexer, the parser and the tree builder report; too-deep has its cases below."""
    shown = {mistake.code for case in CASES for mistake in case.mistakes}
    assert shown == {
        *("unexpected-character", "unclosed-string", "unclosed-name", "unclosed-bracket", "unopened-bracket"),
        *(
            "syntax",
            "missing-colon",
            "unknown-attribute",
            "declaration-place",
            "clause-twice",
            "glued-operator",
            "other-spelling",
        ),
    }


def test_full_width_everywhere_is_no_mistake() -> None:
    """What a Chinese input method types means what its half-width twin means."""
    half = '表样 甲 {\n    乙 : 数值 ≥ 12.5\n    规则 丙 { 应 (乙[全年].丁 + 3) × 2 >= 5% 应 丁 = 3 应 丁 != 3 应 丁 <> 3 应 丁 <= 3 信息 "x" }\n}\n'
    full = "表样　甲｛\n　　乙：数值≧１２．５；\n　　规则　丙｛应（乙［全年］．丁＋３）×２＞＝５％ 应 丁 ＝＝ ３ 应 丁 ！＝ ３ 应 丁 ＜＞ ３ 应 丁 ＜= ３；信息“x”｝\n｝\n"
    trees = [parse(Source("x.gj", text)) for text in (half, full)]
    assert mistakes_of(trees[1]) == []
    assert [bare(tree.pieces[0].piece.declaration) for tree in trees[:1]] == [
        bare(tree.pieces[0].piece.declaration) for tree in trees[1:]
    ]


def bare(node: object) -> object:
    """A tree without its spans."""
    if not isinstance(node, tuple):
        return node
    fields = getattr(node, "_fields", None)
    if fields is None:
        return tuple(map(bare, node))
    kept = [name for name in fields if name not in ("span", "check_span", "start", "end")]
    return (type(node).__name__, *(bare(getattr(node, name)) for name in kept))


# --- texts that no one would write

RULE = '规则 甲 {{\n    应 {}\n    信息 "x"\n}}\n'
MONSTERS: dict[str, tuple[str, set[str]]] = {
    "round brackets": (RULE.format("(" * 10_000), {"unclosed-bracket", "too-deep"}),
    "round brackets closed": (RULE.format("(" * 10_000 + "a" + ")" * 10_000), {"too-deep"}),
    "closing brackets": (RULE.format(")" * 10_000), {"unopened-bracket"}),
    "square brackets": (RULE.format("a" + "[" * 10_000), {"unclosed-bracket", "too-deep"}),
    "braces": ("{" * 10_000, {"too-deep", "unclosed-bracket"}),
    "closing braces": ("表样 甲 {" + "}" * 10_000, {"unopened-bracket"}),
    "all brackets": (RULE.format("([{" * 3_000), {"unclosed-bracket", "too-deep"}),
    "unclosed everything": ('表样 甲 {\n    乙 : 金额 合计自 (a[b{ "x 「y\n' * 500, {"unclosed-bracket", "unclosed-string", "syntax"}),
    "groups in groups": ("表样 甲 {\n" + "分组 a {\n" * 3_000, {"too-deep", "unclosed-bracket"}),
    "非 非 …": (RULE.format("非 " * 10_000 + "a"), {"too-deep"}),
    "- - -": (RULE.format("- " * 10_000 + "a"), {"too-deep"}),
    "a + a + …": (RULE.format(" + ".join("a" * 10_000)), {"too-deep"}),
    "a 且 a 且 …": (RULE.format(" 且 ".join("a" * 10_000)), {"too-deep"}),
    "a < a < …": (RULE.format(" < ".join("a" * 10_000)), {"too-deep"}),
    "a.a.a …": (RULE.format(".".join("a" * 10_000)), {"too-deep"}),
    "a[1][1] …": (RULE.format("a" + "[1]" * 10_000), {"too-deep"}),
    "operators": (RULE.format("+ " * 10_000), {"syntax"}),
    "arguments": (RULE.format("f(" + ", ".join("a" * 5_000) + ")"), set()),
    "a long number": (RULE.format("a > " + "9" * 5_000), set()),
    "a long name": (RULE.format("甲" * 100_000), set()),
    "a long unit": ("计量单位 " + "元/" * 10_000 + "人", set()),
    "unclosed names": ("表样 「甲\n" * 500, {"unclosed-name", "syntax"}),
    "quotes": ('"' * 10_001, {"syntax", "unclosed-string"}),
    "quotes in quotes": ('规则 "' + '{"' * 5_000, {"unclosed-string", "unclosed-bracket", "too-deep"}),
    "words": ("甲 " * 10_000, {"syntax"}),
    "keywords": ("应 " * 10_000, {"syntax"}),
    "declarations on one line": ("引用 \"a\" " * 1_000, {"declaration-place"}),
    "odd characters": ("@" * 10_000, {"unexpected-character"}),
    "blank lines": ("\n" * 100_000, set()),
    "documentation": ("## a\n" * 10_000 + "表样 甲 {}", set()),
    "lines without sense": ("表样 甲 {\n" + "乙 丙 丁\n" * 3_000 + "}", {"missing-colon"}),
    "rows without sense": ("表样 甲 {\n    明细表 乙 {\n" + "行 x y z\n" * 2_000 + "}}", {"syntax"}),
    "clauses without sense": ("规则 甲 {\n" + "应 = =\n" * 3_000 + "}", {"syntax"}),
    "headers without sense": ("表样 甲 {\n    x : 文本\n" + "年度 x\n" * 2_000 + "}", {"syntax"}),
}  # fmt: skip


@pytest.mark.parametrize("name", MONSTERS)
def test_no_text_is_too_much(name: str) -> None:
    """Reading ends, and so does the list of mistakes."""
    text, expected = MONSTERS[name]
    pieces = [parse_piece(piece) for _, piece in cut(text)]
    assert {fault.code.id for piece in pieces for fault in piece.faults} == expected
    assert all(len(piece.faults) <= MOST_FAULTS for piece in pieces)


@pytest.mark.parametrize(
    ("begun", "repeated"),
    [
        ("表样 甲 {", "}"),
        ("规则 甲 {\n", "应 = =\n"),
        ("规则 甲 {\n", "应 丙 > 1 且\n"),
        ("表样 甲 {\n    明细表 乙 {\n", "行 x y z\n"),
        ("表样 甲 {\n", "乙 丙 丁\n"),
        ("", "甲 "),
    ],
)
def test_mistakes_take_work_in_proportion(begun: str, repeated: str) -> None:
    """Eight times as many are not 64 times the calls."""

    def calls(times: int) -> int:
        with Profile() as profile:
            for _, piece in cut(begun + repeated * times):
                parse_piece(piece)
        return sum(one.callcount for one in profile.getstats())

    assert calls(2000) < 10 * calls(250)


# --- any text

TEXTS = [path.read_text(encoding="utf-8") for path in PACKS] + [case.source for case in CASES]
TOKENS = [[text[token.start : token.end] for token in tokenize(text).items] for text in TEXTS]
WORDS = sorted({token for tokens in TOKENS for token in tokens} | set('{}[]()「」"“”#:,.=≥@'))


def edited(text: str, dice: random.Random, edits: int) -> str:
    """The text with tokens left out, put in, changed or doubled."""
    for _ in range(edits):
        tokens = tokenize(text).items
        if not tokens:
            break
        token = dice.choice(tokens)
        old, new = text[token.start : token.end], dice.choice(WORDS)
        change = dice.choice(["", f"{old} {new} ", f" {new} ", f"{old} {old}"])
        text = text[: token.start] + change + text[token.end :]
    return text


TWO_LINES = '规则 丁 {\n    应 a > 0\n    信息 开工  "第一行 {a}\n        第二行"\n}\n'


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32), st.integers(1, 4))
@example(TWO_LINES, 0, 0)
def test_edits_never_make_the_parser_fail_or_talk_too_much(text: str, seed: int, edits: int) -> None:
    """Whatever is left out or put in: no exception, few diagnostics, each within its line and the text."""
    before = sum(len(piece.piece.faults) for piece in parse(Source("x.gj", text)).pieces)
    text = edited(text, random.Random(seed), edits)
    tree = parse(Source("x.gj", text))
    assert "".join(piece.piece.text for piece in tree.pieces) == text
    found = mistakes_of(tree)
    assert len(found) <= before + 8 * edits
    for mistake in found:
        assert mistake.code in ("clause-twice", "too-deep") or not re.search(r"[\r\n]", mistake.text)
    for piece in tree.pieces:
        classified = classify(piece.piece.text)
        assert [token for token, _ in classified] == sorted(
            (token for token, _ in classified), key=lambda one: one.start
        )
        assert piece.piece.faults or all(kind is not None for _, kind in classified)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from('{}[]()「」"“”#:,.=≥@;\r\n\t 　\ufeff甲a0１表样规则应且'), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """No exception, the pieces are the whole text, and both ways to classify agree."""
    pieces = cut(text)
    assert "".join(piece for _, piece in pieces) == text
    for _, piece in pieces:
        parsed, classified = parse_classified(piece)
        assert parsed.faults == parse_piece(piece).faults
        assert classified == classify(piece)


def test_one_pass_classifies_as_the_packs_mean() -> None:
    """In a pack without mistakes every token has a terminal, and names spelt like keywords are names."""
    for text in TEXTS[: len(PACKS)]:
        for _, piece in cut(text):
            assert all(kind is not None for _, kind in classify(piece))
    kinds = [
        kind
        for _, kind in classify('表样 表样 {\n    标签 : 文本 标签 "x"\n    面积 : 数值 计量单位 元/平方米 必填\n}')
    ]
    assert (
        kinds
        == (
            "FORM NAME _LBRACE NAME _COLON TEXT LABEL STRING NAME _COLON NUMBER UNIT UNIT_TEXT REQUIRED _RBRACE"
        ).split()
    )


def test_no_brace_is_put_into_a_text_without_an_end() -> None:
    """Of two fixes on one line the quotation mark comes first; then there is one for the brace."""
    text = '用例 "一 二\n    给定 "a.toml"\n    期望 通过 总额合计\n}\n'
    quote, brace = parse(Source("a.gj", text)).diagnostics()
    assert quote.fix is not None
    assert brace.fix is None
    (change,) = quote.fix.replacements
    closed = Source("a.gj", text).edited(*change)
    (left,) = parse(closed).diagnostics()
    assert left.fix is not None
    assert not list(parse(closed.edited(*left.fix.replacements[0])).diagnostics())
