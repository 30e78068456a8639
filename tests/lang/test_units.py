"""Units: what each word means, exactly; how figures are shown."""

from decimal import Decimal
from fractions import Fraction
from itertools import product as pairs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.lang.quantities import parse_quantity
from gouji.lang.units import (
    DIMENSIONLESS,
    MAX,
    PREFIXES,
    STANDARD,
    Unit,
    divide,
    format_in,
    format_number,
    multiply,
    name_of,
    natural,
    power,
    product,
    product_divisor,
    quotient_multiplier,
)

# as written, canonical name, how many of the third it is
EQUAL = """
元 元 1 元
万元 万元 10000 元
亿元 亿元 100000000 元
万亿元 万亿元 1000000000000 元
个亿 亿 100000000 -
角 角 0.1 元
％ % 0.01 倍
‰ ‰ 0.1 %
成 成 10 %
百分点 百分点 1 百分点
个百分点 百分点 1 百分点
名 名 1 人
位 位 1 人
微克 微克 0.000001 克
万人次 万人次 10000 人次
人/次 人次 1 人次
人（次） 人次 1 人次
台/套 台套 1 台套
㎡ 平方米 1 平方米
平米 平方米 1 平方米
万平米 万平方米 10000 平方米
平方公里 平方公里 1000000 平方米
公顷 公顷 15 亩
公顷 公顷 10000 平方米
千米 公里 1000 米
里 里 0.5 公里
毫升 毫升 0.001 升
立方米 立方米 1000 升
吨 吨 1000 公斤
斤 斤 500 克
日 天 24 小时
小时 小时 60 分钟
分钟 分钟 60 秒
周 周 7 天
个工作日 工作日 1 工作日
个月 月 1 月
季度 季度 3 月
年 年 12 月
周岁 岁 1 岁
度 千瓦时 1 千瓦时
千瓦·时 千瓦时 1 千瓦时
元/平方米 元/平方米 1 元/平方米
元／㎡ 元/平方米 1 元/平方米
万元/亩 万元/亩 10000 元/亩
元/人·天 元/人·天 1 元/人·天
元/人.天 元/人·天 1 元/人·天
元/（人·天） 元/人·天 1 元/人·天
元/人/天 元/人·天 1 元/人·天
元/个月 元/月 12 元/年
元/小时 元/小时 24 元/天
元/天 元/天 7 元/周
公里/小时 公里/小时 24 公里/天
（次） 次 1 次
万 元 万元 10000 元
GB GB 1024 MB
""".strip().split("\n")


@pytest.mark.parametrize("line", EQUAL)
def test_a_unit_is_so_many_of_another(line: str) -> None:
    """Every spelling gives its canonical name and an exact factor."""
    *words, name, factor, other = line.split(" ")
    unit = STANDARD.find(" ".join(words))
    assert unit is not None
    assert unit.name == name
    if other == "-":
        assert (unit.factor, unit.dimension) == (Decimal(factor), None)
        return
    reference = STANDARD.find(other)
    assert reference is not None
    assert unit.dimension == reference.dimension
    assert Fraction(unit.factor) == Fraction(factor) * Fraction(reference.factor)


APART = "人 人次 户 家 次 批次 批 个 件 项 台 套 工作日 天 月 岁 课时 学时 % 百分点 分 元 平方米 元/平方米 美元".split()


@pytest.mark.parametrize(("left", "right"), [pair for pair in pairs(APART, APART) if pair[0] < pair[1]])
def test_what_must_not_be_confused(left: str, right: str) -> None:
    """Units of unlike things have unlike dimensions."""
    one, other = STANDARD.find(left), STANDARD.find(right)
    assert one is not None and other is not None
    assert one.dimension != other.dimension


@pytest.mark.parametrize("scale", PREFIXES)
def test_a_scale_alone_states_no_dimension(scale: str) -> None:
    """`≥500万`: of what is not said."""
    unit = STANDARD.find(scale)
    assert unit is not None
    assert unit.dimension is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "盘",
        "五",
        "12",
        "元元",
        "元/",
        "/元",
        "元/盘",
        "小时/天",
        "万%",
        "左右",
        "元左右",
        "元" * MAX,
        "元" * 99,
        "比例",
    ],
)
def test_what_is_no_unit(text: str) -> None:
    """Anything else is unknown, and never an error."""
    assert STANDARD.find(text) is None


@pytest.mark.parametrize("scale", ["", *PREFIXES])
def test_a_canonical_name_stands_for_itself(scale: str) -> None:
    """Names found are found again, so that what is shown can be read."""
    found = [unit for unit in (STANDARD.find(scale + name) for name in STANDARD) if unit]
    assert len(found) > 100
    assert [STANDARD.find(unit.name) for unit in found] == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("亿圆", "亿元"), ("万園", "万元"), ("萬元", "万元"), ("平方迷", "平方米"), ("平方公理", "平方公里"), ("公倾", "公顷"),
        ("工作夭", "工作日"), ("次人", "人次"), ("百分比", "%"), ("比例", "%"), ("万人民币", "万元"), ("人数", "人"),
        ("个工作曰", "工作日"), ("㎡", "平方米"),
        ("盘", None), ("五", None), ("", None), ("会议室", None), ("元" * 99, None),
    ],
)  # fmt: skip
def test_the_nearest_unit(text: str, name: str | None) -> None:
    """A slip is one letter away, or a look-alike; nothing is offered for what is far."""
    assert STANDARD.nearest(text) == name


def test_units_of_ones_own() -> None:
    """A declared unit takes scales and stands in compounds; the registry it was added to stays as it was."""
    own = STANDARD.with_units({"盘": Unit("盘", Decimal(1), (("盘", 1),)), "打": Unit("打", Decimal(12), (("个", 1),))})
    assert own.find("万盘") == Unit("万盘", Decimal(10000), (("盘", 1),))
    assert own.find("元/盘") == Unit("元/盘", Decimal(1), (("元", 1), ("盘", -1)))
    assert own.find("元") == STANDARD.find("元")
    assert "盘" in own and "盘" not in STANDARD
    assert "打" in list(own)
    # a twelfth does not end: it is unknown rather than inexact
    assert own.find("元/打") is None


def test_names_to_offer_are_known_and_differ() -> None:
    """What completion offers can be found, and comes once."""
    names = list(STANDARD)
    assert len(names) == len(set(names))
    assert all(name in STANDARD for name in names)


# Dimensions and products --------------------------------------------------------------------------------------------

UNITS = "元 万元 人 平方米 亩 公顷 米 公里 天 小时 周 月 年 吨 升 % 元/平方米 元/亩 元/人·天 元/月 次/年 公里/小时 千瓦时 元/升".split()


@pytest.mark.parametrize(("left", "right"), list(pairs(UNITS, UNITS)))
def test_products_and_quotients_agree_with_arithmetic(left: str, right: str) -> None:
    """The corrections make values in base units multiply and divide as the quantities do."""
    one, other = STANDARD.find(left), STANDARD.find(right)
    assert one is not None and other is not None
    assert one.dimension is not None and other.dimension is not None
    dimension = multiply(one.dimension, other.dimension)
    assert dimension == multiply(other.dimension, one.dimension)
    assert divide(dimension, other.dimension) == one.dimension
    value = Fraction(one.factor) * Fraction(other.factor) / product_divisor(one.dimension, other.dimension)
    # dividing the product by one of the two gives the other again
    multiplier = quotient_multiplier(dimension, other.dimension)
    assert value * multiplier / Fraction(other.factor) == Fraction(one.factor)
    unit = product([(one, 1), (other, 1)])
    if unit is not None:
        assert Fraction(unit.factor) == value
        assert unit.dimension == dimension


def test_a_rate_times_its_measure() -> None:
    """12000元/平方米 × 100平方米 is 120万元, and 1亩 of it costs what 1公顷 costs 15 of."""
    price, area, acre = (parse_quantity(text) for text in ("12000元/平方米", "100平方米", "3亩"))
    assert price is not None and area is not None and acre is not None
    assert price.unit.dimension is not None and area.unit.dimension is not None
    divisor = product_divisor(price.unit.dimension, area.unit.dimension)
    assert price.value * area.value / divisor == 1_200_000
    assert price.value * acre.value / divisor == 24_000_000
    assert divisor != 1


@pytest.mark.parametrize("name", ["元", "人", "户", "%", "工作日", "元/人", "次/户"])
def test_common_units_need_no_correction(name: str) -> None:
    """Only rates per length, time or months do."""
    unit, person = STANDARD.find(name), STANDARD.find("人")
    assert unit is not None and unit.dimension is not None and person is not None and person.dimension is not None
    assert product_divisor(unit.dimension, person.dimension) == 1
    assert quotient_multiplier(unit.dimension, person.dimension) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("万元", "元"), ("%", "比率"), ("亩", "平方米"), ("立方米", "立方米"), ("小时", "天"), ("年", "月"),
        ("元/㎡", "元/平方米"), ("元/人·天", "元/人·天"), ("次/年", "次/月"), ("千瓦时", "千瓦时"),
    ],
)  # fmt: skip
def test_the_name_of_a_dimension(text: str, name: str) -> None:
    """Dimensions are named by base units, in words."""
    unit = STANDARD.find(text)
    assert unit is not None
    assert name_of(unit.dimension) == name


def test_names_of_odd_dimensions() -> None:
    """What has no word of its own is still named."""
    assert name_of(None) == ""
    assert name_of(power((("元", 1),), 2)) == "元²"
    assert name_of(power((("人", 1),), -1)) == "1/人"
    assert power((("人", 1),), 0) == DIMENSIONLESS


# Showing ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1E+3", "1000"),
        ("0.500", "0.5"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("12", "12"),
        ("1E-7", "0.0000001"),
        ("-3.10", "-3.1"),
    ],
)
def test_plain_notation(value: str, shown: str) -> None:
    """No exponent, no trailing zeros, no negative zero."""
    assert format_number(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1390100", "万元", "139.01万元"), ("0.95", "%", "95%"), ("0", "万元", "0万元"), ("-5000", "万元", "-0.5万元"),
        ("3", "个工作日", "3个工作日"), ("6", "月", "6个月"), ("0.03", "百分点", "3个百分点"), ("100", "年", "8.333333年"),
        ("12000", "元/平方米", "12000元/平方米"), ("12", "", "12"),
    ],
)  # fmt: skip
def test_shown_in_a_unit(value: str, unit: str, shown: str) -> None:
    """A value in base units as people write it."""
    found = STANDARD.find(unit) if unit else Unit("", Decimal(1), None)
    assert found is not None
    assert format_in(Decimal(value), found) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("112000000元", "1.12亿元"), ("1390100元", "139.01万元"), ("-20000元", "-2万元"), ("9999元", "9999元"),
        ("0元", "0元"), ("0.5元", "0.5元"), ("950‰", "95%"), ("24小时", "1天"), ("90分钟", "90分钟"), ("36个月", "3年"),
        ("7个月", "7个月"), ("3工作日", "3个工作日"), ("1500公斤", "1.5吨"), ("15亩", "10000平方米"), ("500人", "500人"),
        ("2千米", "2公里"), ("50元/人·天", "50元/人·天"), ("2次/年", "0.166667次/月"), ("12", "12"), ("5万", "50000"),
        ("0小时", "0天"),
    ],
)  # fmt: skip
def test_a_unit_that_suits(written: str, shown: str) -> None:
    """Where no unit is known, a sensible one is taken."""
    quantity = parse_quantity(written)
    assert quantity is not None
    assert natural(quantity.value, quantity.unit.dimension) == shown


def test_a_unit_that_suits_a_dimension_of_ones_own() -> None:
    """3 metres a 盘 are shown as such, though a metre is 3 base units and 盘 is not ours."""
    own = STANDARD.with_units({"盘": Unit("盘", Decimal(1), (("盘", 1),))})
    for text in ("米/盘", "盘/米", "盘/平方米", "盘·天", "盘"):
        unit = own.find(text)
        assert unit is not None
        assert natural(unit.factor * 3, unit.dimension) in (f"3{text}", "3天·盘")


NUMBERS = st.decimals(
    min_value=-(10**30), max_value=10**30, places=8, allow_nan=False, allow_infinity=False
)  # 38 digits: more than any form


@given(
    NUMBERS,
    st.sampled_from(["元", "万元", "亩", "%", "‰", "元/平方米", "元/人·天", "公里/小时", "个工作日", "年", "天"]),
)
def test_showing_and_reading_again(number: Decimal, name: str) -> None:
    """What is shown in a unit reads back as exactly the same value."""
    read = parse_quantity(f"{number:f}{name}")
    assert read is not None
    assert Fraction(read.value) == Fraction(number) * Fraction(read.unit.factor)
    again = parse_quantity(format_in(read.value, read.unit))
    assert again is not None
    assert again.value == read.value


@given(st.text(max_size=30))
def test_any_text_is_looked_up_quietly(text: str) -> None:
    """Neither lookup raises, whatever the text; what is offered is known."""
    STANDARD.find(text)
    STANDARD.longest(text, 0)
    offered = STANDARD.nearest(text)
    assert offered is None or STANDARD.find(offered) is not None
