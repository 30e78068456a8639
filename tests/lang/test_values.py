"""Figures and targets: every spelling found in the source documents, the odd ones, and what holds for any text."""

import random
from datetime import date as Day
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gouji.lang.units import STANDARD, Unit
from gouji.lang.values import (
    PREFIX_WORDS,
    SUFFIX_WORDS,
    SYMBOLS,
    Comparator,
    Date,
    TargetKind,
    canonical_text,
    parse_number,
    parse_quantity,
    parse_target,
    split_quantity,
)

# every distinct spelling of a target in the five source documents: kind, then target and how it is shown canonically
# where that differs
SEEN = """
QUANTITY ＝100% =100% | ＝0% =0% | ≤100% | ＝40% =40% | ≥50% | ≥95% | ≥85% | ≥90% | ≥80% | 90%左右 ≈90% | ≤1‰
QUANTITY 3个工作日
QUANTITY ≥25亿元 | ≥3.5万人 | ≥7万人 | ≥0.5万人 | ≥600万元 | ≥1200万元 | ≤1.5亿元 | ＝3.37亿元 =3.37亿元 | ≤0.5亿元
QUANTITY ＝182天 =182天 | ＝207项 =207项 | ＝24小时 =24小时 | ＝8个 =8个 | ≥0次 | ≥1次 | ＝0次 =0次 | ＝4次 =4次
QUANTITY 96 | 100% | 51% | ≦\u20005% ≤5% | 9万 | 90\u2000亿元 90亿元 | 207\u2000项 207项 | 5 | 1‰
QUANTITY 3个工作\u2000日 3个工作日
QUANTITY 3.26\u2000亿\u2000元 3.26亿元 | 50000 | 0 | =0% | =149亿元 | =40000人 | =1份 | ≥6篇 | ≥21亿元 | ≥1.45万
QUANTITY ≤8.5亿元 | =1.85万人
QUANTITY 85亿元 | 72.33亿元 | 4.2万人 | <\u20000.3% <0.3% | 93% | ≥600件 | ≥1000人次 | ≥20000笔 | ≥60000个 | ≤0.04%
QUANTITY ≥1.58%
QUANTITY ≤1221.1万元 | ≥220万平方米 | ≥94.11% | ≥15000平方米 | ≥110套 | ≤5元 | ≤12000元 | ≤2小时 | ≥500万
WORD 健全 | 明确 | 合理 | 规范 | 科学 | 合规 | 公开 | 完善 | 有效 | 实时 | 提升 | 提高 | 加强 | 扩大 | 按时 | 下降
WORD 减少 | 降低 | 较强 | 持续增长
WORD 持续提供 | 改善 | 未发生影响业务系统运行的重大事故 | 无数据泄露等事故发生
WORD 每月完成一次电子稽核，在规定时间内完成排查整改 每月完成一次电子稽核,在规定时间内完成排查整改
DATE 2022年12月 | 2022年12月31日
NO_NUMBER =篇
NOT_APPLICABLE /
"""

# what other forms and regulations hold
OTHERS = """
QUANTITY 1‰以内 ≤1‰ | 不低于95% ≥95% | 不超过3个工作日 ≤3个工作日 | 95%及以上 ≥95% | 达到95% ≥95% | 达到95%以上 ≥95%
QUANTITY 控制在1‰以下 ≤1‰
QUANTITY 控制在90%左右 ≈90% | 控制在5% ≤5% | 大于2万笔 >2万笔 | 超过100万元 >100万元 | 低于0.3% <0.3%
QUANTITY 大于等于5件 ≥5件 | 约20户 ≈20户
QUANTITY >=95% ≥95% | ＞＝95% ≥95% | ＜5% <5% | ⩾3次 ≥3次 | ==3次 =3次 | ≥95%以上 ≥95% | 6万余个 >6万个
QUANTITY 200余名 >200名 | 30多项 >30项
QUANTITY 15日内 ≤15天 | 12(次) 12次 | 3次/年 | 1,234.5万元 1234.5万元 | 1，234元 1234元 | １２．５％ 12.5% | -5%
QUANTITY ＋3% 3% | .5% 0.5%
QUANTITY 12个月 | 13月 13个月 | ≤3月 ≤3个月 | 5年 | 12000元/平方米 | 100元/人·天 | ≥3个亿 ≥3亿 | ≥98分 | 2季度 2个季度
QUANTITY 2022.12
QUANTITY 007次 7次 | 5。 5 | 7天; 7天 | ≥100％ ≥100% | 5°C 5℃
QUANTITY =十二亿元 =12亿元 | 三次 3次 | 不低于八成 ≥80% | ≥八成五 ≥85% | 八成以上 ≥80% | ≥百分之九十五 ≥95%
QUANTITY 百分之95 95% | 千分之三 3‰ | ≥两次 ≥2次 | ≥一百二十万人 ≥120万人 | 一千零五人 1005人 | =三点五亿元 =3.5亿元
QUANTITY 三个工作日内 ≤3个工作日 | 二十四小时 24小时 | 十余次 >10次 | 零次 0次
RANGE 18—54周岁 18岁—54岁 | 10%-20% 10%—20% | 3～5次 3次—5次 | 3至5次 3次—5次 | 100±10% 90%—110% | 50人±10% 45人—55人
RANGE ±5% -5%—5% | -5%~-10% -10%—-5%
RANGE 3-5万人 3万人—5万人 | 3万-5万人 3万人—5万人 | -10~-5% -10%—-5% | 80%~90%左右 80%—90% | 1000元—1200元
RANGE 100%±5个百分点 95%—105%
DATE 12月底前 ≤12月 | 2022-12-31 2022年12月31日 | 2022/12/31 2022年12月31日 | 2022.12.31 2022年12月31日 | 2022年
DATE 第三季度 | 十二月 12月
WORD 一流 | 一般 | ≥一般 | 二级 | ≥一级 | 一期 | 一次性完成 | 一体化 | 万无一失 | 三公 | 双百 | 数次 | 零事故 | A级 | ≥I级 | O | 优
DATE 年底前 ≤12月 | 年底 12月 | 年末前完成 ≤12月 | 年初 1月 | 2024年底前 ≤2024年12月 | 2023年2月1日—2月28日 2023年2月1日—2023年2月28日
DATE 2023年11月—2月 2023年11月—2024年2月 | 2023年11月—2月29日 2023年11月—2024年2月29日
DATE 2022年12月31日前完成 ≤2022年12月31日 | 2022年底 2022年12月 | 12月 | 2022年上半年 | 2020—2025年 2020年—2025年
DATE 2022-12 2022年12月
DATE 2022年1-12月 2022年1月—2022年12月 | 2022年1月至2022年12月 2022年1月—2022年12月 | 6月30日 | 2022年6月份 2022年6月
DATE ≤2022年12月
DATE 2022\u2000年\u200012\u2000月 2022年12月 | 2022年第2季度 2022年第二季度 | 2月29日 | 2024年2月29日
DATE 3月-5月 3月—5月 | 2022年12月底前 ≤2022年12月
WORD 达标 | 超额完成 | 全年 | 7*24小时 | 1:5 | ≥1:15 | 8:30-17:30 | 3A级以上 | 提升到2025 | 1e5 | 3个科室，2个中心 3个科室,2个中心
WORD 1.完成甲；2.完成乙 1.完成甲;2.完成乙
WORD 12345平台工单办结率 | ≥健全 | =优 | 约谈 | 不足 | Ａ级 A级 | 100字以内的说明文字并附材料若干
QUANTITY （100字以内） ≤100字 | （≥3000万元） ≥3000万元 | ﹥3000万元 >3000万元 | ≥￥3000万 ≥3000万元 | ¥3000万元 3000万元
QUANTITY ≥壹仟万元 ≥1000万元 | 近100人 ≈100人 | 接近八成 ≈80% | 九十五 95 | 百分之百 100% | ≥百分百 ≥100% | 百分之九十五以上 ≥95%
QUANTITY 三分之二 66.6666666667% | 四分之三以上 ≥75% | 1亿2千万元 1.2亿元 | 一亿二千万元 1.2亿元 | ≥1亿2000万元 ≥1.2亿元
QUANTITY 3万5千元 3.5万元 | ≤35微克/立方米 | ≤200毫秒 | ≤10名 | 5位 | 12人天 12人·天 | 1.2万人月以内 ≤1.2万人·月 | 1元每人 1元/人
QUANTITY 3次每年 3次/年 | 每季度不少于1次 ≥1次/季度 | 每月开展2次 2次/月 | ≥每月2次 ≥2次/月 | 每天24小时 24小时
QUANTITY ≤8/10万 | ≤8例/10万人 | ≤8例/10万 | 5人/1万人 5人/万人 | ≥1/3 ≥33.3333333333% | 3/4以上 ≥75% | 1kV 1千伏
QUANTITY 显著提升12 12 | 满意度90 90 | 变化-5% -5% | 完成12次 12次 | 提高5% 5% | 较上年增长5% 5% | ≥增长5% ≥5% | 覆盖率达到95%以上 ≥95% | 满意度≥90% ≥90%
RANGE 95%≤x≤100% 95%—100% | 新增3—5个 3个—5个
WORD 国办发〔2021〕15号文 | 前10名 | 第1名 | 位列全省前3名 | 近三年平均水平 | 近3年 | 不低于上年 | ≥上年水平 | 一期工程完成3项
WORD 较2023年提高3个百分点 | PM2.5浓度达标 | GB18030标准 | 3年内建成2个中心 | 构建全民健身体系
NOT_GIVEN 待定 | 同上 | 待定。 | 另行确定
NO_NUMBER ≥ | ≥**人 | ** | _ | ≥XX% | ≥\u2000\u2000% | 人 | 万元 | =__万元 | 约 | 不低于
NOT_APPLICABLE — | － | – | —— | - | -- | 无 | 不适用 | N/A | ／ | \u3000/\u3000
"""

MALFORMED = {
    "two-comparators": ["≥≥5", "≥≤5", "≥5%以内", "约95%以上", "=90%左右", "≥≤", "不低于5%以内", "≥" * 99],
    "bad-number": ["1,23,4", "5..6", "≥5.亿元", "≥3.000.万元", "1,2345", "1.2.3%", "5,6次", "±5..6", "3-5..6次"],
    "two-units": [
        "≥3000万元人",
        "≥50%人",
        "≥10%元",
        "≥10元万元",
        "≥10人元",
        "≥10亿元亿",
        "=100％人",
        "≥3000元万",
    ],
    "bracket-for-sign": ["》=3000万元", "》3000万元", "〉90%", "《=5%"],
    "misspelt-comparator": ["不底于3000万元", "不少干3次", "大干5件", "不抵于95%"],
    "too-long": ["1" * 61, "≥" + "9" * 99 + "元", "0." + "1" * 60],
    "blank-in-number": ["85. 34%", "2730. 16", "1 000元", "12 34"],
    "several-figures": [
        "3%≤5%",
        "≥3次，≤5次",
        "1/3/5",
        "1200万元1200万元",
        "≥1200万元1300万元",
        "5人5",
        "满意度≥95%，投诉率≤1%",
    ],
    "odd-sign": ["（≥3000万元", "≥--5亿元", "≥$3000万元", "·95%", "5!!", "≤5//万人", ">5<", "5%%", "3次？"],
    "letter-for-digit": [
        "=O.5亿元",
        "=l2亿元",
        "=5O亿元",
        "=12.O亿元",
        "1O0%",
        "≥1OO%",
        "=I00%",
        "=lO亿元",
        "≥1O0%",
        "10O人以上",
    ],
    "unclear-numeral": ["=一二亿元", "=一百五人", "3万5元", "≥一亿二元", "一千五人", "十几次", "≥几百户", "数千万元"],
    "impossible-date": [
        "2月30日",
        "2022年2月29日",
        "2022年13月",
        "2022-12-32",
        "13月5日",
        "2023年2月1日—2月29日",
        "2025年—2024年",
    ],
}

ODD = {
    "=12盘": ("unknown-unit", "盘"), "5万盘": ("unknown-unit", "万盘"), "100百分比": ("unknown-unit", "百分比"),
    "0.97比例": ("unknown-unit", "比例"), "≥3盘以上": ("unknown-unit", "盘"), "12次会议": ("trailing-text", "次"),
    "100%完成": ("trailing-text", "%"), "3个工作日内办结": ("trailing-text", "个工作日"), "≥95%（含）": ("trailing-text", "%"),
    "10-5次": ("reversed-range", "次"), "3人-5户": ("unlike-units", "户"),
}  # fmt: skip


def cases(table: str) -> list[tuple[TargetKind, str, str]]:
    """Kind, target and canonical spelling. The en quad stands for a blank, as blanks part the cases."""
    found = []
    for line in table.strip().split("\n"):
        kind, _, rest = line.partition(" ")
        for case in rest.split(" | "):
            text, _, shown = case.replace("\u2000", "\0").partition(" ")
            found.append((TargetKind[kind], text.replace("\0", " "), shown or text.replace("\0", " ").strip()))
    return found


@pytest.mark.parametrize(("kind", "text", "shown"), cases(SEEN) + cases(OTHERS))
def test_a_target_is_understood(kind: TargetKind, text: str, shown: str) -> None:
    """Each spelling has its kind, keeps what is printed, and shows canonically."""
    target = parse_target(text)
    assert (target.kind, target.text) == (kind, text)
    assert str(target) == shown


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0\n", "\t"])
def test_blank_is_not_the_same_as_not_applicable(text: str) -> None:
    """A cell of blanks is blank."""
    assert parse_target(text).kind is TargetKind.BLANK


def test_every_spelling_of_a_comparator() -> None:
    """Words and signs mean what the table says; only the sign itself, of either width, is canonical."""
    spellings = {**SYMBOLS, **PREFIX_WORDS}
    for spelling, comparator in spellings.items():
        target = parse_target(f"{spelling}5%")
        assert (target.comparator, str(target)) == (comparator, f"{comparator}5%"), spelling
        assert target.spelled_canonically == (spelling in set(Comparator)), spelling
    for spelling, comparator in SUFFIX_WORDS.items():
        target = parse_target(f"5%{spelling}")
        assert (target.comparator, target.spelled_canonically) == (comparator, False), spelling
    assert parse_target("＝5%").spelled_canonically
    assert parse_target("5%").spelled_canonically and parse_target("5%").comparator is None


@pytest.mark.parametrize(("problem", "text"), [(key, text) for key, texts in MALFORMED.items() for text in texts])
def test_what_cannot_be_understood(problem: str, text: str) -> None:
    """A malformed target says why, and holds no figure."""
    target = parse_target(text)
    assert (target.kind, target.problem) == (TargetKind.MALFORMED, problem)
    assert target.quantity is None and target.date is None


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_but_understood(text: str) -> None:
    """A figure with a strange unit or tail is a figure all the same, and says what is odd."""
    target = parse_target(text)
    assert target.kind in (TargetKind.QUANTITY, TargetKind.RANGE)
    assert (target.problem, target.unit_text) == ODD[text]
    assert target.quantity is not None


def test_an_unknown_unit_is_a_dimension_of_its_own() -> None:
    """盘 compares with 盘 and with nothing else, and takes scales."""
    target = parse_target("5万盘")
    assert target.quantity is not None
    assert target.quantity.value == 50000
    assert target.quantity.unit == Unit("万盘", Decimal(10000), (("盘", 1),))


def test_units_of_ones_own() -> None:
    """A registry with more units makes the word known."""
    units = STANDARD.with_units({"盘": Unit("盘", Decimal(2), (("只", 1),))})
    target = parse_target("≥12盘", units)
    assert target.quantity is not None
    assert (target.problem, target.quantity.value) == ("", Decimal(24))
    assert parse_target("≥12盘").problem == "unknown-unit"


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("12万元", "120000", "5000"), ("12.30", "12.30", "0.005"), ("40%", "0.4", "0.005"), ("1‰", "0.001", "0.0005"),
        ("50亿元", "5000000000", "50000000"), ("3个工作日", "3", "0.5"), ("0.5万人", "5000", "500"), ("１２．５％", "0.125", "0.0005"),
        ("12000元/平方米", "12000", "0.5"), ("1,234.50元", "1234.5", "0.005"), ("-3", "-3", "0.5"), ("9万", "90000", "5000"),
        (" 8 ", "8", "0.5"), ("1亩", "6000", "3000"),
    ],
)  # fmt: skip
def test_a_quantity_and_how_precisely_it_is_written(text: str, value: str, precision: str) -> None:
    """Values are in base units, the precision is half a unit of the last digit; targets and literals agree."""
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.precision) == (Decimal(value), Decimal(precision))
    assert parse_target(text).quantity == quantity


@pytest.mark.parametrize(
    "text", ["", "元", "12盘", "≥12", "1,23", "5..6", "1" * 61, "12 34", "健全", "1e5", "١٢", "12元左右"]
)
def test_what_is_no_quantity(text: str) -> None:
    """A literal is a number and a known unit, and nothing else."""
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("50亿元", "50", "亿元"), (" 1,234.5 万元 ", "1,234.5", "万元"), ("元", "", "元"), ("12", "12", ""), ("１２％", "１２", "％"),
        ("-5%", "-5", "%"), ("5.", "5", "."), ("", "", ""),
    ],
)  # fmt: skip
def test_number_and_unit_apart(text: str, number: str, unit: str) -> None:
    """Both parts as written."""
    assert split_quantity(text) == (number, unit)


def test_a_bare_number_states_no_unit() -> None:
    """It takes the unit of its field, which is not known here."""
    quantity = parse_quantity("12")
    assert quantity is not None
    assert quantity.unit == Unit("", Decimal(1), None)


@pytest.mark.parametrize(
    ("text", "date", "last", "precision", "days"),
    [
        ("2022年12月", Date(2022, 12, None), None, "month", (Day(2022, 12, 1), Day(2022, 12, 31))),
        ("2022年12月31日", Date(2022, 12, 31), None, "day", (Day(2022, 12, 31), Day(2022, 12, 31))),
        ("2024年2月", Date(2024, 2, None), None, "month", (Day(2024, 2, 1), Day(2024, 2, 29))),
        ("2022年", Date(2022, None, None), None, "year", (Day(2022, 1, 1), Day(2022, 12, 31))),
        ("2022年三季度", Date(2022, 7, None, 3), None, "quarter", (Day(2022, 7, 1), Day(2022, 9, 30))),
        ("2022年下半年", Date(2022, 7, None, 6), None, "half-year", (Day(2022, 7, 1), Day(2022, 12, 31))),
        ("12月底前", Date(None, 12, None), None, "month", (None, None)),
        ("2020—2025年", Date(2020, None, None), Date(2025, None, None), "year", (Day(2020, 1, 1), Day(2020, 12, 31))),
        ("2022年1月—12月", Date(2022, 1, None), Date(2022, 12, None), "month", (Day(2022, 1, 1), Day(2022, 1, 31))),
    ],
)
def test_dates(text: str, date: Date, last: Date | None, precision: str, days: tuple[Day | None, Day | None]) -> None:
    """A date is as precise as it was written; its first and last day are known where the year is."""
    target = parse_target(text)
    assert (target.kind, target.date, target.last_date) == (TargetKind.DATE, date, last)
    assert (date.precision, (date.first_day(), date.last_day())) == (precision, days)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("＂Ａ　１％", '"A 1%'),
        ("  a \n b ", "a b"),
        ("e\u0301", "é"),
        ("（含）", "(含)"),
        ("", ""),
        ("“三公”，", "“三公”,"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    """Width, composition and blanks make no difference."""
    assert canonical_text(text) == canonical
    assert canonical_text(canonical) == canonical


# What holds for any text --------------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=1, max_size=30)
NAMES = st.sampled_from([name for name in STANDARD if name not in ("年", "月", "季度")])
ALPHABET = "0123456789０９.,．，+-−—~±/:%％‰≥≤＝=><≈*_xX×万亿元人次个年月日季度底前余多至到约达超以上内左右 \u3000\n第三()（）a"


@given(DIGITS, DIGITS, st.booleans(), NAMES, st.sampled_from(["", *Comparator]))
def test_figures_are_exact(whole: str, fraction: str, negative: bool, name: str, sign: str) -> None:
    """Every digit counts, up to sixty; half a unit of the last digit is the precision; what is shown reads back."""
    number = f"{'-' if negative else ''}{whole}.{fraction}"
    unit = STANDARD.find(name)
    target = parse_target(f"{sign}{number}{name}")
    assert unit is not None and target.quantity is not None
    assert target.kind is TargetKind.QUANTITY
    assert Fraction(target.quantity.value) == Fraction(number) * Fraction(unit.factor)
    assert Fraction(target.quantity.precision) == Fraction(unit.factor) / 2 / 10 ** len(fraction)
    assert parse_number(number) == (Decimal(number), Decimal(5).scaleb(-len(fraction) - 1))
    again = parse_target(str(target))
    assert again.quantity is not None
    assert (again.quantity.value, again.comparator) == (target.quantity.value, target.comparator)


@given(st.integers(0, 10**59), st.integers(0, 10**59), st.sampled_from(["元", "%", "亩", "万人"]))
def test_the_ends_of_a_range_are_exact(low: int, high: int, name: str) -> None:
    """No end loses a digit to the arithmetic's context."""
    unit = STANDARD.find(name)
    assert unit is not None
    target = parse_target(f"{low}—{high}{name}")
    assert target.quantity is not None and target.upper is not None
    assert Fraction(target.quantity.value) == low * Fraction(unit.factor)
    assert Fraction(target.upper.value) == high * Fraction(unit.factor)
    around = parse_target(f"{low}±{high}{name}")
    assert around.quantity is not None and around.upper is not None
    assert Fraction(around.quantity.value) == (low - high) * Fraction(unit.factor)
    assert Fraction(around.upper.value) == (low + high) * Fraction(unit.factor)


@given(st.text(max_size=80) | st.text(ALPHABET, max_size=80))
@example("\ud800")
@example("1-年")
@example("³²①٣")
@example("±")
def test_nothing_raises(text: str) -> None:
    """Whatever the text, the readers answer; a target keeps it and its kind agrees with what it holds."""
    target = parse_target(text)
    assert target.text == text
    assert (target.quantity is not None) == (target.kind in (TargetKind.QUANTITY, TargetKind.RANGE))
    assert (target.upper is not None) == (target.kind is TargetKind.RANGE)
    assert (target.date is not None) == (target.kind is TargetKind.DATE)
    assert bool(target.word) == (target.kind is TargetKind.WORD)
    assert target.problem or target.kind is not TargetKind.MALFORMED
    assert str(target) is not None
    for date in filter(None, (target.date, target.last_date)):
        first, last = date.first_day(), date.last_day()
        assert (first is None or last is None) == (date.year is None)
        assert first is None or last is None or first <= last
    parse_number(text)
    parse_quantity(text)
    split_quantity(text)
    canonical_text(text)


@given(st.text(ALPHABET, max_size=40))
def test_width_and_outer_blanks_make_no_difference(text: str) -> None:
    """A target in full-width letters, or among blanks, means the same."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    plain, other, padded = parse_target(text), parse_target(wide), parse_target(f"　{text} ")
    for target in (other, padded):
        assert (target.kind, target.quantity, target.comparator, target.upper) == (
            plain.kind, plain.quantity, plain.comparator, plain.upper,
        )  # fmt: skip


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "part", ["1", "1,", "1.", " ", "≥", "元/", "余", "1-", "2022-", "1 ", "x", "5±", "—", "约", "\u3000*"]
)
def test_a_megabyte_is_read(part: str) -> None:
    """Hostile repetition is answered in time linear in its length: were it not, this test would not end."""
    text = f"5{part * (MEGABYTE // len(part))}元"
    assert parse_target(text).text == text
    assert parse_target(text[1:]).text == text[1:]
    assert parse_number(text) is None
    assert parse_quantity(text) is None


def test_a_form_is_read_the_same_in_any_order() -> None:
    """Caches change nothing."""
    texts = [text for _, text, _ in cases(SEEN)]
    first = {text: parse_target(text) for text in texts}
    random.Random(0).shuffle(texts)
    assert {text: parse_target(text) for text in texts} == first
