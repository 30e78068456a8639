"""Findings for people: golden files for the layout, and properties for what no text from a file may do."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gouji
from gouji.lang.codes import RULE_FAILED
from gouji.lang.diagnostic import MOST_RELATED, Diagnostic, Fix, Related, Replacement, Severity, Term, says
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import NO_FILES, PATH_MISSING, TOML_BARE_KEY
from gouji.lint.output.fold import folded
from gouji.lint.output.snippet import snippet
from gouji.lint.output.style import Style
from gouji.lint.output.text import render
from gouji.lint.terminal_text import LONGEST_TEXT, lines, shown, visible, width, wrapped

GOLDEN = Path(__file__).with_name("golden")
PLAIN = Style()
FORM = """form = "部门整体绩效目标表"
["支出"]
"基本支出" = { "半年" = 133, "全年" = 267.9 }
"项目支出" = { "半年" = 150, "全年" = 300.79 }
[["支出"."项目"]]
"名称" = "物业安保费"
"金额" = { "半年" = 0, "全年" = 24.55 }
"""


def at(text: str, mark: str, name: str = "表.toml") -> Place:
    """The first place of `mark` in a text."""
    start = text.index(mark)
    return Place(Source(name, text), Span(start, start + len(mark)))


def said(place: Place, message: str = "不对", **more: object) -> Diagnostic:
    return Diagnostic(TOML_BARE_KEY, place, own_message=message, own_help="改对", **more)  # type: ignore[arg-type]  # a test's shorthand


def total() -> Diagnostic:
    """A failed total with every note that there is."""
    place = at(FORM, "150")
    items = ("物业安保费", "公告费", "外包服务费", "专用材料费", "办公用房租金", "业务用水费", "业务用电费")
    return said(
        place,
        "项目支出 半年 150万元 ≠ 合计 139.01万元，相差 10.99万元",
        rule="部门整体绩效目标表/支出.项目支出 合计",
        related=tuple(Related(f'支出.项目["{name}"].金额[半年]', "0", at(FORM, "物业安保费")) for name in items),
        difference="10.99万元",
        difference_told=True,
        tolerance="0",
        basis="《办法》第三条",
        explanation=("150 ≠ 139.01 = 0 + 1 + 3.4 + …",),
        fix=Fix(Term("output.fix"), (Replacement(place.span, "139.01"),)),
    )


def warning() -> Diagnostic:
    place = at(FORM, "267.9")
    return said(
        place,
        "比上年多",
        own_severity=Severity.WARNING,
        difference="三成",
        related=(Related("上年.支出.基本支出", "", None), Related("长" * 40, "1", place), Related("短", "2", place)),
        fix=Fix(Term("output.fix"), (Replacement(Span(0, 0), "甲"), Replacement(Span(0, 4), ""))),
    )


def spanned(text: str, start: int, end: int, message: str = "这里") -> Diagnostic:
    return said(Place(Source("表.toml", text), Span(start, end)), message)


CASES: dict[str, Callable[[], Diagnostic]] = {
    "total": total,
    "warning": warning,
    "hint": lambda: said(at(FORM, "基本支出"), own_severity=Severity.HINT),
    "catalogue": lambda: Diagnostic(PATH_MISSING, Place(Source("锡.toml", ""), Span(0, 0)), _missing()),
    "empty-file": lambda: spanned("", 0, 0),
    "end-of-file": lambda: spanned("甲 = 1", 5, 5),
    "end-after-line-end": lambda: spanned("甲 = 1\n", 6, 6),
    "end-of-line-crlf": lambda: spanned("甲 = \r\n乙 = 1\r\n", 4, 6),
    "empty-span": lambda: spanned("甲乙丙", 1, 1),
    "several-lines": lambda: spanned("甲 = [\n  1,\n]\n", 4, 12),
    "tabs": lambda: spanned("\t甲\t= 1\t# 注", 3, 4),
    "combining": lambda: spanned("e\u0301e\u0301 = 1", 2, 4),
    "combining-alone": lambda: spanned("ae\u0301 = 1", 2, 3),
    "long-line": lambda: spanned("甲" * 50_000 + "乙" + "丙" * 50_000, 50_000, 50_001),
    "long-line-start": lambda: spanned("x" * 500, 0, 3),
    "long-line-end": lambda: spanned("x" * 500, 500, 500),
    "long-span": lambda: spanned("年" * 500, 10, 490),
    "controls": lambda: spanned("甲 = \"\x1b[31m\x07\x9b\x7f\x00\"", 5, 12, "有 \x1b]0;题\x07 和\r覆盖"),
    "bidi": lambda: spanned("甲\u202e乙\u2066丙\ufeff", 1, 5),
    "surrogate": lambda: said(Place(Source("\udcff.toml", "a\ud800b"), Span(1, 2))),
    "message-of-two-lines": lambda: spanned("甲", 0, 1, "第一行\n错误[假的] 第二行"),
    "forged-notes": lambda: said(at("甲", "甲", "a\n错误[假的].toml"), rule="一\n二", basis="x" * 5000),
}  # fmt: skip


def _missing() -> dict[str, object]:
    return {"path": "锡.toml", "nearest": Term("output.did-you-mean", (("name", "锡山.toml"),))}


@pytest.mark.parametrize("case", CASES)
def test_layout(case: str, golden: Callable[[Path, str], None]) -> None:
    """Each case in both languages, as a whole."""
    shown = [render(CASES[case](), language, PLAIN) for language in ("zh", "en")]
    golden(GOLDEN / f"text-{case}.txt", "\n\n".join(shown) + "\n")


def test_colour(golden: Callable[[Path, str], None]) -> None:
    """Colours change nothing else: without the escapes, the text is the same."""
    coloured = render(total(), "zh", Style(colour=True))
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render(total(), "zh", PLAIN)
    golden(GOLDEN / "text-colour.txt", coloured.replace("\x1b", "␛") + "\n")


@pytest.mark.parametrize("figure", ["6", "16", "60", "15", "55", "750", "6.5", "12.5", "5.01", "1000.5", "-15"])
def test_the_arithmetic_is_left_out_only_where_the_message_says_both_figures(tmp_path: Path, figure: str) -> None:
    """One that is a part of another's digits is not said."""
    (tmp_path / "a.gj").write_text(
        "表样 甲 {\n    计量单位 万元\n    费用 : 金额\n"
        '    规则 一 {\n        应   费用 = 5万元\n        信息 "费用 {费用}"\n    }\n'
        '    规则 二 {\n        应   费用 = 5万元\n        信息 "费用 {费用}，应为 5万元"\n    }\n}\n',
        encoding="utf-8",
    )
    form = tmp_path / "a.toml"
    form.write_text(f'"表样" = "甲"\n"年度" = 2025\n"费用" = {figure}\n', encoding="utf-8")
    assert [list(one.explained("zh")) for one in gouji.check(form)] == [[f"{figure} ≠ 5（万元）"], []]


@pytest.mark.parametrize(
    ("told", "what", "is_said"),
    [
        ("在 11月 有", "1月", False), ("在 1月 有", "1月", True), ("12024年", "2024年", False), ("1,005万元", "5", False),
        ("为5，应为6。", "5", True), ("为5.", "5", True), ("5.5", "5", False), ("-5万元", "5", False), ("-5万元", "-5", True),
        ("−5万元", "5", False), ("全年[半年]", "半年", True), ("5", "5", True), ("15 和 5", "5", True),
    ],
)  # fmt: skip
def test_figures_are_said_whole(told: str, what: str, is_said: bool) -> None:
    assert says(told, what) is is_said


def test_without_explanation() -> None:
    """`explanation=False` leaves out the arithmetic and nothing else."""
    whole = render(total(), "zh", PLAIN).split("\n")
    less = render(total(), "zh", Style(explanation=False)).split("\n")
    assert [line for line in whole if line not in less] == ["  = 算式: 150 ≠ 139.01 = 0 + 1 + 3.4 + …"]


def test_difference_is_told_once() -> None:
    """A message that names the difference needs no note of it."""
    assert "= 相差" not in render(total(), "zh", PLAIN)
    assert "= 相差: 三成" in render(warning(), "zh", PLAIN)


@pytest.mark.parametrize(
    ("span", "new", "note"),
    [
        (Span(4, 7), "139.01", "150 → 139.01"),
        (Span(4, 7), '"健全"', '150 → "健全"'),
        (Span(7, 7), "万元", "；是不是 万元？"),
        (Span(3, 7), "", "第 1 行删去  150"),
    ],
)
def test_title_of_a_fix_is_not_repeated(span: Span, new: str, note: str) -> None:
    """A title that says no more than the change itself gives way to it."""
    title = Term("output.did-you-mean", (("name", new.strip('"')),))
    fix = Fix(title, (Replacement(span, new),))
    place = Place(Source("表.toml", "a = 150"), Span(4, 7))
    assert render(said(place, fix=fix), "zh", PLAIN).split("\n")[-1] == f"  = 修正: {note}"


def test_source_without_text_has_no_line() -> None:
    """What is said about a path, not about its content, names the path alone."""
    diagnostic = Diagnostic(NO_FILES, Place(Source("空", ""), Span(0, 0)), {"path": "空"})
    assert render(diagnostic, "en", PLAIN).split("\n")[1] == " --> 空"


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("年度", 4), ("ＡＢ", 4), ("e\u0301", 1), ("“”", 2), ("≥50亿元", 7), ("각", 2), ("\u1100\u1161", 2)],
)
def test_width(text: str, columns: int) -> None:
    """Columns as terminals count them; ambiguous characters are narrow."""
    assert width(text) == columns


def test_wrapped_breaks_between_wide_characters_but_not_before_punctuation() -> None:
    """No line is too wide, none begins with a closing mark, and no character is lost."""
    text = "检查填报文件（.toml）和规则文件（.gj），逐条列出发现的问题。See the manual, please。" * 3
    broken = wrapped(text, 20)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= 22 and line[:1] not in "，。）" for line in broken)


@given(text=st.text(st.sampled_from("年，。（“”)）a b.\t\u3000"), max_size=40), columns=st.integers(1, 12))
def test_wrapped_loses_nothing(text: str, columns: int) -> None:
    """Only blanks at the ends of lines go."""
    assert "".join("".join(wrapped(text, columns)).split()) == "".join(text.split())


def test_text_of_many_lines_is_cut() -> None:
    """A message that quotes a whole document does not fill the screen."""
    assert lines("甲\n" * 20) == ["甲"] * 20
    assert lines("甲\n" * 21 + "乙") == ["甲"] * 20 + ["…"]
    assert lines("") == [""]


# --- what no text may do

# Every kind of character: controls, surrogates, marks, wide ones, directions.
texts = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from("\t\r\n\x1b\x9b\u202e\u0301年，\U000e0041\u2028")),
    max_size=200,
)
offsets = st.integers(-5, 250)
FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def raw_controls(text: str) -> list[str]:
    return [character for character in text if unicodedata.category(character) in FORBIDDEN and character != "\n"]


@given(text=texts, name=texts, message=texts, start=offsets, end=offsets)
def test_renders_any_text_harmlessly(text: str, name: str, message: str, start: int, end: int) -> None:
    """Whatever stands in a file, nothing is raised and no control character reaches the terminal."""
    place = Place(Source(name, text), Span(start, end))
    fix = Fix(Term("output.fix"), (Replacement(Span(start, end), message),))
    related = (Related(name, message, place),)
    diagnostic = said(place, message, rule=name, related=related, basis=text, explanation=(message,), fix=fix)
    for language in ("zh", "en"):
        assert raw_controls(render(diagnostic, language, PLAIN)) == []


@given(text=texts, start=offsets, end=offsets, room=st.integers(8, 120), repeats=st.sampled_from([1, 20]))
def test_carets_stand_under_the_place(text: str, start: int, end: int, room: int, repeats: int) -> None:
    """The carets begin in the column where the place begins, and the line fits the room."""
    source = Source("表.toml", text * repeats)
    place = Place(source, Span(start, end))
    found = snippet(place, room)
    assert width(found.text) <= max(room, 8)
    assert set(found.carets.strip()) == {"^"}
    line, column = place.start
    before = source.line(line)[: column - 1]
    if not found.text.startswith("…") and width(visible(source.line(line))) < room:
        begins = len(found.carets) - found.carets.count("^")
        after = source.line(line)[column - 1 : column]
        assert begins == width(visible(before)) or (after and width(shown(after)) == 0)


def test_long_text_is_never_printed_whole() -> None:
    """A line of 100 kB, a message of 100 kB and a flood of combining marks stay short."""
    for text in ("x" * 100_000, "年" * 100_000, "e" + "\u0301" * 100_000, "\x1b" * 100_000):
        diagnostic = said(Place(Source("表.toml", text), Span(70_000, 90_000)), text, basis=text)
        printed = render(diagnostic, "zh", PLAIN).split("\n")
        assert max(map(len, printed)) < LONGEST_TEXT + 50
        assert max(map(width, printed[2:5])) <= 100


# --- findings of one slip


def failed(row: str, column: str = "额", rule: str = "甲", shared: str = "") -> Diagnostic:
    """A finding in a cell of a row, in which a cell of that name has a part."""
    text = f"{row} = 1, {shared} = 2"
    source = SOURCES.setdefault(text, Source("表.toml", text))
    related = (Related(shared, "2", Place(SHARED, Span(0, 1))),) if shared else ()
    return Diagnostic(
        RULE_FAILED, Place(source, Span(0, 1)), {"cell": f'项["{row}"].{column}'}, rule=rule, related=related
    )


SOURCES: dict[str, Source] = {}
SHARED = Source("表.toml", "合")


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([failed("一"), failed("一", "数"), failed("二")], [2, 1]),
        ([failed("一"), failed("二")], [1, 1]),
        ([failed("一"), failed("二"), failed("三", "数"), failed("三")], [3, 1]),
        ([failed("一", shared="合"), failed("二", shared="合"), failed("三", shared="合"), failed("四")], [3, 1]),
        ([failed("一", shared="合"), failed("二", shared="合")], [1, 1]),
        ([failed(row, rule=rule, shared="合") for row, rule in zip("一二三四", "甲甲乙乙", strict=True)], [1, 1, 1, 1]),
        ([], []),
    ],
)
def test_findings_of_one_slip_are_told_as_one(found: list[Diagnostic], told: list[int]) -> None:
    """Those in cells of one row, of one column in three rows, and three or more of a rule in which one cell has a part; none is lost or told twice."""
    groups = folded(found)
    assert [1 + len(group.others) for group in groups] == told
    assert sorted(map(id, found)) == sorted(id(one) for group in groups for one in (group.lead, *group.others))


def test_related_cells_that_are_cut_are_counted() -> None:
    """What is not kept is counted all the same."""
    cells = tuple(Related(str(number), "", None) for number in range(MOST_RELATED))
    assert "另有 200 处" in render(said(at(FORM, "150"), related=cells, unlisted=5), "zh", PLAIN)
