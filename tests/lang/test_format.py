"""The formatter: golden files, and what holds for any rule file: settled, same meaning, comments kept, mistakes left alone.

The golden files stand in format/: x.gj and what becomes of it, x.formatted.gj. Never checks what rules mean.
"""

import random
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gouji.lang import format as formatter
from gouji.lang.format import format_range, format_source
from gouji.lang.format_statement import LINE_WIDTH
from gouji.lang.format_words import width
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS, SYMBOLS
from gouji.lang.lexer import cut, tokenize
from gouji.lang.parse import classify, parse
from gouji.lang.parse_table import grammar_text, make_grammar
from gouji.lang.source import LINE_END, Source

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKS = sorted(ROOT.glob("rules/**/*.gj"))
INPUTS = sorted(path for path in (HERE / "format").glob("*.gj") if not path.name.endswith(".formatted.gj"))


@pytest.fixture(autouse=True)
def second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The formatter's second look at its own work must never find anything; here it would not go unseen."""
    look = formatter._kept

    def kept(*arguments: object) -> bool:
        assert look(*arguments), arguments  # type: ignore[arg-type]  # handed on as they come
        return True

    monkeypatch.setattr(formatter, "_kept", kept)


def formatted(text: str) -> str:
    return format_source(Source("x.gj", text))


# --- golden files


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_layout(path: Path, golden: Callable[[Path, str], None]) -> None:
    """What a file becomes; and it is still the same rules."""
    text = path.read_text(encoding="utf-8")
    golden(path.with_suffix(".formatted.gj"), formatted(text))
    agrees(text)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_packs_are_formatted(path: Path) -> None:
    """The rule packs show what the formatter writes: `make format` brings them there."""
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


def test_file_without_anything_stays_without() -> None:
    """Blank lines and a byte order mark are nothing; a comment is something."""
    assert [formatted(text) for text in ("", "\n\n", "\ufeff", " \t\r\n", "# a", "\n\n# a\n\n\n")] == [
        "", "", "", "", "# a\n", "# a\n",
    ]  # fmt: skip


def test_line_ends_of_the_file_are_kept() -> None:
    """CRLF stays CRLF, anything else becomes LF; the byte order mark goes."""
    text = "引用 'a'\n".replace("'", '"') + "# b\n规则 甲 { 应 a # c\n}\n"
    plain = formatted(text)
    assert formatted(text.replace("\n", "\r\n")) == plain.replace("\n", "\r\n")
    assert formatted("\ufeff" + text.replace("\n", "\r")) == plain


def test_each_declaration_keeps_the_language_of_most_of_its_keywords() -> None:
    """Chinese wins a tie; names of functions are left as they are."""
    assert formatted("axis a { b }\n维度 c { d }\n") == "axis a { b }\n维度 c { d }\n"
    assert formatted('axis a 累计 { b }\nform x is y { 标题 "z" }\n').startswith("维度 a 累计 {")
    assert "title" in formatted('axis a 累计 { b }\nform x is y { 标题 "z" }\n')
    english = "rule a on b {\n    must exists(c where d = 1)\n}\n"
    assert formatted("维度 c { d }\n" + english).endswith(english)


@pytest.mark.parametrize(
    "text",
    [
        "form title {\n    title 标题 : text required\n",
        "表样 is 沿用 is {\n    title : 文本\n    「rule」 : 金额 合计自 must, each\n}\n",
        "规则 rule 错误 于 on {\n    每个 in 属于 in 其中 where = and\n    应   or 或 and = not 且 非 not\n}\n",
        "表样 表 {\n    明细表 row 键 key {\n        行 row { required 必填  direction 方向  values 取值  必填 }\n    }\n}\n",
    ],
)
def test_names_spelt_like_keywords_stay_names(text: str) -> None:
    """In either language; a word that is a keyword at its place in one language is one in the other."""
    for other in (text, 'use "a"\n' * 40 + text):
        agrees(other)


def test_range_formats_the_declarations_it_touches() -> None:
    """Whole declarations, from their first comment on; applied, they read as the formatter writes them."""
    text = '引用   "a"\n\n\n# b\n## c\n规则   甲 {应 a  =  b}   # d\n\n表样   乙 {  丙  文本 }\n维度  丁 {戊}\n'
    assert [change.text for change in format_range(Source("x.gj", text), 5, 8)] == [
        "## c\n规则 甲 {\n    应 a = b\n}  # d"
    ]
    whole = Source("x.gj", "\ufeff" + text)
    changed = whole.text
    for change in reversed(format_range(whole, 1, 99)):
        changed = changed[: change.span.start] + change.text + changed[change.span.end :]
    assert formatted(changed) == formatted(text)
    assert format_range(Source("x.gj", formatted(text)), 1, 99) == []


# --- what holds for any file


class Remark(NamedTuple):
    """A comment with its place: beside or above the words, after how many of them."""

    text: str
    beside: bool
    after: int


def remarks(text: str) -> list[Remark]:
    """The comments of a file; a unit counts as one word, however it is cut."""
    words = [start for offset, piece in cut(text) for start in starts(offset, piece)]
    found = []
    for start, end in tokenize(text).comments:
        line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        before = [word for word in words if word < start]
        found.append(Remark(text[start:end].rstrip(), bool(before and line <= before[-1]), len(before)))
    return found


def starts(offset: int, piece: str) -> list[int]:
    return [offset + token.start for token, _ in classify(piece)]


def bare(node: object) -> object:
    """A tree without its spans."""
    if not isinstance(node, tuple):
        return node
    names = getattr(node, "_fields", None)
    if names is None:
        return tuple(map(bare, node))
    kept = [name for name in names if name not in ("span", "check_span", "start", "end")]
    return (type(node).__name__, *(bare(getattr(node, name)) for name in kept))


def agrees(text: str) -> str:
    """Checks all that holds for a file and what it becomes."""
    new = formatted(text)
    assert formatted(new) == new, "settled at once"
    before, after = (parse(Source("x.gj", one.lstrip("\ufeff"))).pieces for one in (text, new))
    trees = [[bare(one.piece.declaration) for one in side if one.piece.declaration] for side in (before, after)]
    assert trees[0] == trees[1], "same meaning"
    faulty = [[one.piece.text.rstrip("\r\n") for one in side if one.piece.faults] for side in (before, after)]
    assert faulty[0] == faulty[1], "what has mistakes is left alone"
    if not faulty[0]:
        assert remarks(text.lstrip("\ufeff")) == remarks(new), "every comment at its place"
        lines = LINE_END.split(new)
        assert lines.pop() == ""
        assert not [line for line in lines if line != line.rstrip()], "no blanks at line ends"
        assert not [line for line, following in pairwise(lines) if line == following == ""]
        assert not re.search("[，：；（）｛｝［］【】＝≧≦＋－]", symbols(new))
    return new


def symbols(text: str) -> str:
    """What stands outside of names, strings, units and comments."""
    pieces = [text[token.start : token.end] for token in tokenize(text).items if token.kinds[-1] != "NAME"]
    return " ".join(piece for piece in pieces if piece[0] not in '"“＂')


# --- texts made from the grammar

NAMES = (
    *("甲", "项目名称", "a", "且末县", "指标", "年度", "标签", "text", "名称_2", "数值", "半年", "Ünï", "「title」"),
    *("「规则」", "「“三公”经费」", "「且 或」", "「{」", "「#」", "「a：b」", "「 」"),
)
STRINGS = (
    '"x"',
    '"甲 {乙} # 丙"',
    "“引 号 “里” ”",
    "＂全 角＂",
    '"{f("a")}，："',
    '""',
    '"' + "很长的一段说明文字" * 6 + '"',
)
QUANTITIES = ("5", "50亿元", "1‰", "3.50", "１２．５％", "12000元/平方米", "2024")
WRITTEN = {
    "NAME": NAMES,
    "STRING": STRINGS,
    "QUANTITY": QUANTITIES,
    "DATE_TEXT": ("2024年12月", "２０２４年1月31日"),
    "UNIT_TEXT": ("%", "万元", "元/平方米", "人·次", "％", "℃", "「㎡」"),
}
SPACES = ("  ", "\t", "　", "\n", "\n\n\n    ", "; ", "；", " \n# 注{}\n", " # 注{}\n", "\n  ## 说明{}\n", " ## 旁{}\n", "\n\n#{}\n\n\n")  # fmt: skip
BETWEEN = (
    "\n",
    "\n\n",
    "\n\n\n\n",
    "\n# 间{}\n",
    "\n\n# 间{}\n\n",
    "\n\n# 间{}\n## 说明{}\n",
    "  # 旁{}\n",
    "  ## 旁{}\n\n",
)


class Expansion(NamedTuple):
    """One way to write a rule of the grammar: terminals and rules, and how deep it goes at the least."""

    parts: tuple[tuple[str, bool], ...]
    depth: int


@cache
def expansions() -> dict[str, list[Expansion]]:
    """The grammar's rules as the parser has them."""
    written: dict[str, list[tuple[tuple[str, bool], ...]]] = {}
    for rule in make_grammar(grammar_text()).rules:
        parts = tuple((symbol.name, symbol.is_term) for symbol in rule.expansion)
        written.setdefault(rule.origin.name, []).append(parts)
    depths = dict.fromkeys(written, 10**6)
    while True:
        found = {
            name: [1 + max((depths[n] for n, end in p if not end), default=0) for p in ways]
            for name, ways in written.items()
        }
        least = {name: min(ways) for name, ways in found.items()}
        if least == depths:
            return {n: [Expansion(*pair) for pair in zip(ways, found[n], strict=True)] for n, ways in written.items()}
        depths = least


def derived(dice: random.Random, name: str, budget: int) -> list[str]:
    """Terminals that the grammar takes as `name`."""
    ways = expansions()[name]
    shortest = min(way.depth for way in ways)
    way = dice.choice(ways if budget > 0 else [way for way in ways if way.depth == shortest])
    found = []
    for part, ends in way.parts:
        found += [part] if ends else derived(dice, part, budget - 1)
    return found


def spelt(dice: random.Random, terminal: str) -> str:
    if terminal in KEYWORDS:
        return dice.choice(KEYWORDS[terminal].english + KEYWORDS[terminal].chinese)
    ways = WRITTEN.get(terminal) or [text for text, kinds in SYMBOLS.items() if terminal in kinds]
    return dice.choice([*ways, *COMPARATOR_WORDS.get(terminal, ())])


def some_file(dice: random.Random, *, indented: bool = False) -> str:
    """Declarations of all kinds, with keywords, punctuation, blanks and comments as they come.

    Outside of braces a word in the first column may be taken for the beginning of a declaration, by a keyword that is
    like it. Where the words are `indented`, only those stand there that are one.
    """
    number = iter(range(10_000))
    wild = dice.choice([0, 0.03, 0.1, 0.4])
    text = dice.choice(["", "\n\n", "# 首\n\n", "# 首\n", "## 说明\n", "\ufeff", "; "])
    for _ in range(dice.choice([1, 1, 2, 3])):
        head = dice.choice(["use", "axis", "unit_declaration", "library", "form", "rule", "test", "form", "rule"])
        terminals = derived(dice, head, dice.choice([6, 8, 10, 12]))
        years = [index for index, terminal in enumerate(terminals) if terminal == "YEARS"]
        words = [spelt(dice, terminal) for terminal in terminals]
        for index in years:  # a year has four digits
            words[index + 1] = "２０２４"
            if terminals[index + 2 : index + 4] == ["RANGE", "QUANTITY"]:
                words[index + 3] = "2025"
        depth = 0
        for index, word in enumerate(words if indented else words[:1000]):
            space = dice.choice(SPACES) if dice.random() < wild else " "
            text += space.format(next(number)) if index else ""
            text += " " if indented and index and not depth and text.endswith("\n") else ""
            text += word
            depth += (terminals[index] == "_LBRACE") - (terminals[index] == "_RBRACE")
        text += dice.choice(BETWEEN).replace("{}", str(next(number)))
    return text.replace("\n", "\r\n") if dice.random() < 0.1 else text


def expected_faults(text: str) -> bool:
    """Whether the only mistakes are those that the grammar does not know of: a clause written twice."""
    return all(one.code.id == "clause-twice" for one in parse(Source("x.gj", text)).diagnostics())


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**64))
def test_any_rules_keep_their_meaning_and_their_comments(seed: int) -> None:
    """Whatever the grammar takes, however it is spread, spelt and commented."""
    text = some_file(random.Random(seed))
    new = agrees(text)
    for one in parse(Source("x.gj", new)).pieces:
        languages = {
            "zh" if token.text in KEYWORDS[kind].chinese else "en"
            for token, kind in classify(one.piece.text)
            if kind in KEYWORDS and not one.piece.faults
        }
        assert len(languages) < 2


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**64))
def test_any_rules_can_be_read(seed: int) -> None:
    """The test above tests something: whatever the grammar takes has no mistake that it knows of."""
    assert expected_faults(some_file(random.Random(seed), indented=True))


def test_any_rules_are_mostly_without_mistakes() -> None:
    """Nor is it often that something is written twice, or a word taken for the beginning of a declaration."""
    texts = [some_file(random.Random(seed)) for seed in range(100)]
    assert sum(not parse(Source("x.gj", text)).diagnostics() for text in texts) > 70


LETTERS = [*"{}[]()（）｛｝,，:：.= ≥<>-*/\"“”＂「」#;；\n\r\t　%·℃0１ab\ufeff\u2028", "##", "规则 x {", "表样 A {\n", "\n引用 \"a\"\n", "\n\n", "应", "且"]  # fmt: skip


def test_a_stray_byte_order_mark_is_a_blank() -> None:
    """Also behind a unit, which otherwise is all that is glued together."""
    assert formatted("计量单位 贯\ufeff = 50亿元\n") == "计量单位 贯 = 50亿元\n"


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**64), st.integers(0, 8))
@example(95645, 3)
def test_any_text_is_formatted_or_left_alone(seed: int, edits: int) -> None:
    """Letters put in, taken out and changed anywhere: no exception, nothing lost, what has mistakes stays as it is."""
    dice = random.Random(seed)
    if dice.random() < 0.5:
        text = dice.choice([*PACKS, *INPUTS]).read_text(encoding="utf-8")
    else:
        text = some_file(dice)
    for _ in range(edits):
        at, length = dice.randrange(len(text) + 1), dice.choice([0, 0, 1, 1, 3, 30])
        text = text[:at] + dice.choice([*LETTERS, "", "", ""]) + text[at + length :]
    agrees(text)


# --- widths


def test_columns_are_those_of_a_chinese_font() -> None:
    """Wide characters and Chinese quotes take two columns, marks none; an accent on a letter changes nothing."""
    assert [width(text) for text in ("abc", "中文", "「“a”」", "≥", "é", "e\u0301", "\u200b", "ｱ", "Ａ")] == [
        3, 4, 9, 2, 1, 1, 0, 1, 2,
    ]  # fmt: skip


def test_lines_are_broken_where_they_can_be() -> None:
    """In the golden file of long lines only strings, names and rows run over."""
    text = (HERE / "format" / "long.formatted.gj").read_text(encoding="utf-8")
    over = [line.split()[0] for line in text.splitlines() if width(line) > LINE_WIDTH]
    assert set(over) == {"信息", "行"}
