"""Arithmetic agrees with fractions to the last digit, whatever is computed, in whatever units, under whatever context.

Every property is run through rule text and filled form, as a user's figures are.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation, Rounded, Subnormal, getcontext, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trial import ROOT, Trial, Written, program_of, run, verdicts

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.program import Program
from gouji.lint.engine import check_files
from gouji.lint.library import Library
from gouji.lint.testing import coverage, run_tests

NUMBERS = """
表样 表 {
    计量单位 万元
    甲 : 数值
    乙 : 数值
    丙 : 数值
    得 : 数值
    金 : 金额
    银 : 金额
    铜 : 金额
    率 : 比率
    标 : 目标值
    的 : 目标值
    规则 试 { 应 @must }
}
"""


@cache
def must(condition: str) -> Program:
    return program_of(NUMBERS.replace("@must", condition))


def decimals(digits: int = 12, places: int = 6) -> st.SearchStrategy[Decimal]:
    """Decimals of so many digits, some of them after the point, trailing zeros kept."""
    whole = st.integers(-(10**digits), 10**digits)
    return st.builds(lambda number, shift: Decimal(number).scaleb(-shift), whole, st.integers(0, places))


def written(value: Fraction) -> Written:
    """A fraction that ends, as a decimal."""
    power = 0
    while (value * 10**power).denominator != 1:
        power += 1
        assert power < 200, value
    number = int(value * 10**power)
    text = f"{abs(number):0{power + 1}d}"
    return Written(("-" if number < 0 else "") + (f"{text[:-power]}.{text[-power:]}" if power else text))


def half_even(value: Fraction, places: int) -> Fraction:
    """A fraction rounded to so many places, ties to the even digit."""
    return Fraction(round(value * 10**places), 10**places)


Shape = tuple[str, Callable[[Fraction, Fraction, Fraction], Fraction]]
SHAPES: list[Shape] = [
    ("甲 + 乙 + 丙", lambda a, b, c: a + b + c),
    ("甲 - 乙 + 丙", lambda a, b, c: a - b + c),
    ("甲 - (乙 + 丙)", lambda a, b, c: a - (b + c)),
    ("甲 × 乙", lambda a, b, c: a * b),
    ("甲 × 乙 - 丙", lambda a, b, c: a * b - c),
    ("-甲 × (乙 - 丙)", lambda a, b, c: -a * (b - c)),
    ("甲 + 乙 × 0.1 - 3", lambda a, b, c: a + b / 10 - 3),
    ("最大(甲, 乙, 丙)", max),
    ("最小(甲, 乙) - 绝对值(丙)", lambda a, b, c: min(a, b) - abs(c)),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[0])
@settings(max_examples=40, deadline=None)
@given(numbers=st.tuples(decimals(), decimals(), decimals()))
def test_sums_and_products_are_exact(shape: Shape, numbers: tuple[Decimal, Decimal, Decimal]) -> None:
    """What a fraction says is equal, and what is one in the last place beside it is not."""
    text, compute = shape
    result = compute(*(Fraction(number) for number in numbers))
    program = must(f"{text} = 得")
    values: dict[str, Any] = dict(zip("甲乙丙", numbers, strict=True))
    assert verdicts(program, {**values, "得": written(result)}) == ["pass"]
    beside = result + Fraction(1, 10**12)
    if len(written(beside).replace(".", "")) <= 40:  # longer figures are not read
        assert verdicts(program, {**values, "得": written(beside)}) == ["fail"]
        order = must(f"{text} < 得 且 得 > {text} 且 得 ≠ {text}")
        assert verdicts(order, {**values, "得": written(beside)}) == ["pass"]


@settings(max_examples=150, deadline=None)
@given(left=decimals(), right=decimals().filter(bool))
def test_a_quotient_has_twelve_places_half_even(left: Decimal, right: Decimal) -> None:
    """In base units, the same as a fraction rounded once."""
    wanted = half_even(Fraction(left) / Fraction(right), 12)
    program = must("金 / 银 = 率")
    assert verdicts(program, {"金": left, "银": right, "率": written(wanted * 100)}) == ["pass"]
    off = wanted + Fraction(1, 10**12)
    assert verdicts(program, {"金": left, "银": right, "率": written(off * 100)}) == ["fail"]


@pytest.mark.parametrize(
    ("left", "right", "places"), [(1, 8, 2), (3, 8, 2), (-1, 8, 2), (5, 2, 0), (7, 2, 0), (1, 3, 12)]
)
def test_ties_go_to_the_even_digit(left: int, right: int, places: int) -> None:
    """0.125 is 0.12, 0.375 is 0.38, 2.5 is 2, 3.5 is 4."""
    wanted = half_even(Fraction(left, right), places)
    program = must(f"舍入(金 / 银, {places}) = 率")
    assert verdicts(program, {"金": left, "银": right, "率": written(wanted * 100)}) == ["pass"]


# Factors in a common base that is not the program's own, one table a dimension.
FACTORS: dict[str, dict[str, Fraction]] = {
    "money": {"元": Fraction(1), "万元": Fraction(10**4), "亿元": Fraction(10**8), "角": Fraction(1, 10), "千元": Fraction(1000)},
    "length": {"米": Fraction(1), "公里": Fraction(1000), "厘米": Fraction(1, 100), "里": Fraction(500), "毫米": Fraction(1, 1000)},
    "area": {"平方米": Fraction(1), "亩": Fraction(2000, 3), "公顷": Fraction(10**4), "平方公里": Fraction(10**6), "万亩": Fraction(2 * 10**7, 3)},
    "time": {"天": Fraction(1), "周": Fraction(7), "小时": Fraction(1, 24), "分钟": Fraction(1, 1440)},
    "months": {"个月": Fraction(1), "个季度": Fraction(3)},
    "persons": {"人": Fraction(1), "万人": Fraction(10**4)},
    "ratio": {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "倍": Fraction(1), "成": Fraction(1, 10)},
    "per area": {"元/平方米": Fraction(1), "元/亩": Fraction(3, 2000), "万元/亩": Fraction(30, 2), "元/公顷": Fraction(1, 10**4)},
    "per time": {"人/天": Fraction(1), "人/周": Fraction(1, 7)},
}  # fmt: skip


@st.composite
def measured(draw: st.DrawFn) -> tuple[str, str, Fraction, Fraction]:
    """Two figures of one dimension in any of its units; often equal, or nearly."""
    table = FACTORS[draw(st.sampled_from(sorted(FACTORS)))]
    one, other = draw(st.sampled_from(sorted(table))), draw(st.sampled_from(sorted(table)))
    left = draw(decimals(6, 3).map(abs))
    right = draw(decimals(6, 3).map(abs))
    converted = Fraction(left) * table[one] / table[other]
    if draw(st.booleans()) and 10**30 % converted.denominator == 0:
        right = Decimal(written(converted)) + draw(st.sampled_from([Decimal(0), Decimal("1e-15")]))
    return f"{left:f}{one}", f"{right:f}{other}", Fraction(left) * table[one], Fraction(right) * table[other]


@settings(max_examples=300, deadline=None)
@given(pair=measured())
def test_units_convert_exactly(pair: tuple[str, str, Fraction, Fraction]) -> None:
    """Every comparison of figures in different units is that of the fractions: a 亩 is 2000/3 平方米, not 666.67."""
    left, right, one, other = pair
    held = {
        "=": one == other,
        "≠": one != other,
        "<": one < other,
        "≤": one <= other,
        ">": one > other,
        "≥": one >= other,
    }
    for operator, holds in held.items():
        assert verdicts(must(f"标 {operator} 的"), {"标": left, "的": right}) == ["pass" if holds else "fail"]


@settings(max_examples=100, deadline=None)
@given(rate=decimals(3, 2).map(abs), area=decimals(3, 2).map(abs), unit=st.sampled_from(sorted(FACTORS["area"])))
def test_rates_times_areas_are_exact(rate: Decimal, area: Decimal, unit: str) -> None:
    """元/平方米 by whatever unit of area gives 元; where the figure does not end, it is a fraction of three."""
    wanted = Fraction(rate) * Fraction(area) * FACTORS["area"][unit]
    values = {"标": f"{rate:f}元/平方米", "的": f"{area:f}{unit}"}
    if wanted.denominator % 3:
        assert verdicts(must("标 × 的 = 金"), {**values, "金": written(wanted / 10**4)}) == ["pass"]
        assert verdicts(must("标 × 的 ≈ 金"), {**values, "金": written(wanted / 10**4)}) == ["pass"]
    lower = written(Fraction(int(wanted)) / 10**4)
    assert verdicts(must("标 × 的 ≥ 金"), {**values, "金": lower}) == ["pass"]


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(st.tuples(decimals(8, 4), st.booleans()), min_size=1, max_size=8),
    extra=st.sampled_from([Fraction(0), Fraction(1, 10**7)]),
)
def test_a_sum_may_be_off_by_what_its_parts_were_rounded_by(parts: list[tuple[Decimal, bool]], extra: Fraction) -> None:
    """The interval of a sum is that of its figures, half a unit of each last digit; the ends still belong to it."""
    rows = [{"数": number} for number, stated in parts if stated]
    total = sum((Fraction(row["数"]) for row in rows), Fraction(0))
    half = sum((Fraction(10) ** int(row["数"].as_tuple().exponent) / 2 for row in rows), Fraction(0))
    end = written(total + half + extra)
    exact = program_of(f"表样 表 {{ 明细表 项 {{ 数 : 数值 }} 规则 试 {{ 应 合计(项.数) ≈ {end} }} }}")
    wanted = "n/a nothing-stated" if not rows else "pass" if not extra else "fail"
    assert verdicts(exact, {"项": rows}) == [wanted]


# --- rows

ROWS = program_of("""
维度 期间 累计 { 半年, 全年 }
表样 表 {
    总 : 金额 合计自 项.额
    明细表 项 键 名 {
        名 : 文本 必填
        类 : 选项 红, 绿
        额 : 金额 ≥ 0
        期额 : 金额 按 期间
        值 : 目标值
    }
    规则 逐行 { 每个 项 应 额 ≤ 总 }
    规则 存在 { 应 存在(项 其中 额 > 3 且 类 = 红) }
    规则 全部 { 应 全部(项 其中 类 = 绿, 额 < 8) }
    规则 平均 { 应 平均(项.额) ≤ 5 }
    规则 极值 { 应 最大(项.额) - 最小(项.额) ≤ 8 }
    规则 两两 { 每个 甲 属于 项 每个 乙 属于 项 其中 乙.额 > 甲.额 应 乙.额 - 甲.额 < 9 }
    规则 种类 { 应 去重(项.类) ≤ 1 }
    规则 目标 { 每个 项 应 值 ≥ 2人 }
    规则 合计目标 { 应 合计(项.值) ≤ 9人 }
    规则 成员 { 每个 额 属于 项.额 应 额 ≤ 7 }
}
""")

ROW = st.fixed_dictionaries(
    {},
    optional={
        "类": st.sampled_from(["红", "绿", "蓝", ""]),
        "额": st.one_of(st.integers(-1, 12), st.sampled_from(["", "/", "许多", "0.5万元"])),
        "期额": st.fixed_dictionaries({"半年": st.integers(0, 3)}, optional={"全年": st.integers(0, 3)}),
        "值": st.sampled_from(["3人", "≥1人", "5", "健全", "/", "", "2元", "3—5人"]),
    },
)


def form_of(rows: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    return {"总": 20, "项": [{"名": f"行{number}", **row} for number, row in rows]}


def summary(trial: Trial) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How each check ended how often, and what was found, by the names of cells."""
    verdicts = Counter((one.check, one.verdict.value) for one in trial.report.outcomes)
    found = Counter((one.rule, str(one.arguments.get("cell"))) for one in [*trial.reading, *trial.report.findings])
    return verdicts, found


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(ROW, max_size=6), data=st.data())
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    """The same verdicts and the same findings, wherever a row stands."""
    numbered = list(enumerate(rows))
    shuffled = data.draw(st.permutations(numbered))
    assert summary(run(ROWS, form_of(numbered))) == summary(run(ROWS, form_of(shuffled)))


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(ROW, max_size=5), place=st.integers(0, 5))
def test_a_blank_row_changes_no_verdict(rows: list[dict[str, Any]], place: int) -> None:
    """It lacks its own name, and else only adds checks that do not apply."""
    values = form_of(list(enumerate(rows)))
    before, found = summary(run(ROWS, values))
    values["项"].insert(place, {})
    after, found_then = summary(run(ROWS, values))
    lacks_name = ("表/项.名 必填", "fail")
    told = {key: count for key, count in (after - before).items() if key[1] != "inapplicable"}
    assert told == {lacks_name: 1}
    assert before - after == Counter()
    assert found - found_then == Counter()
    assert sum((found_then - found).values()) == 1


# --- contexts

HOSTILE = {
    "three digits": Context(prec=3),
    "one digit, traps": Context(prec=1, Emax=9, Emin=-9, traps=[Inexact, Rounded, Subnormal, InvalidOperation]),
    "no traps": Context(prec=2, traps=[]),
}
EXAMPLES = sorted((ROOT / "examples").rglob("*.toml"))
PACKS = sorted((ROOT / "rules").rglob("*.gj"))


def told(diagnostic: Diagnostic) -> tuple[object, ...]:
    """All that a finding says."""
    texts = [diagnostic.message(language) + diagnostic.help(language) for language in ("zh", "en")]
    related = [(one.name, one.value) for one in diagnostic.related]
    return (*texts, diagnostic.place.span, diagnostic.difference, diagnostic.tolerance, diagnostic.explanation, related)


def everything() -> list[object]:
    """What checking the examples and running the packs' tests gives."""
    found: list[object] = []
    for report in check_files([*EXAMPLES, *PACKS]):
        found += [report.verdicts, *(told(one) for one in report.diagnostics)]
    found += [(one.name, one.passed, one.messages("zh")) for one in run_tests(PACKS)]
    return [*found, len(coverage(PACKS))]


def test_the_callers_context_does_not_leak_in() -> None:
    """Few digits, with traps for everything or for nothing, change nothing that is found or said."""
    plain = everything()
    for name in ("one digit, traps", "no traps"):  # what three digits round, fewer do
        with localcontext(HOSTILE[name]):
            assert everything() == plain, name


@pytest.mark.parametrize("name", HOSTILE)
@settings(max_examples=25, deadline=None)
@given(left=decimals(), right=decimals().filter(bool))
def test_arithmetic_ignores_the_callers_context(name: str, left: Decimal, right: Decimal) -> None:
    """From rule text to verdict."""
    text = NUMBERS.replace("@must", f"金 / 银 + 0.{abs(int(left)) % 97 + 1} = 率")
    values = {"金": left, "银": right, "率": written(half_even(Fraction(left) / Fraction(right), 12) * 100)}
    wanted = verdicts(program_of(text), values)
    with localcontext(HOSTILE[name]):
        assert verdicts(program_of(text), values) == wanted


def test_no_context_leaks_out() -> None:
    """Neither from calls nor from generators that wait, are taken up again, or are given up half-way."""
    mine = getcontext()
    before = repr(mine)
    Library().load(PACKS).program.diagnostics()
    reports = check_files([*PACKS, *EXAMPLES])
    for _ in range(len(PACKS) + 2):
        next(reports)
        assert getcontext() is mine and repr(getcontext()) == before
    reports.close()  # type: ignore[attr-defined]  # a generator
    tests = run_tests(PACKS)
    next(tests)
    assert getcontext() is mine and repr(getcontext()) == before
