"""Figures, years and counted lists in running text. Sentences of the source documents are retold, with every figure."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gouji.lang.prose import counted_lists, figures, years
from gouji.lang.units import STANDARD, Unit
from gouji.lang.values import Comparator, parse_target

# the figures that a reader sees stand in 【】, as they are to be found
PROSE = {
    "盐城 2022 中长期": (
        "今后五年计划新增建制人数【40万人】，归集【500亿元】\n、提取【400亿元】，2026年底归集余额【达294亿元】；向【7万户】家庭"
        "发放贷款【250亿元】，支持购房【1000万平方米】；2026年\n\n底，贷款总额【达689亿元】，余额【达270亿元】。"
        "全市个贷率【控制在90%左右】，个贷逾期率【控制在1‰以下】。"
    ),
    "盐城 2022 年度": (
        "2022年，全年新建制度【7万人】，归集【100亿元】；发放贷款【50亿元】，提取【70亿元】；个贷率【控制在90%左\n右】，个贷逾期率"
        "【控制在1‰以内】；增值收益【3.37亿元】，管理费用【1.12亿元】，廉租住房补充资金【2.25亿元】。"
    ),
    "盐城 2022 人员": (
        "编制人数【96人】。截止2021年12月，在编人员【99人】，较2020年底【97人】增加【2人】，"
        "其中：调\n\n入【1人】；退休【26人】。"
    ),
    "盐城 2021 中长期": (
        "未来五年新建制度人数【40 万人】,覆盖率【80%】;归集总额【500 亿元】,到 2025 年底余额【达 290 亿元】;"
        "向【8 万户】职工发放贷款 【300 亿元】;提取 【380 亿元】,支持购房 【1000 万平方米】。"
    ),
    "盐城 2021 年度": (
        "2021年,新建制度【9万人】,归集【90亿元】,提取【65亿元】,贷款【35亿元】,个贷率【控制在100%左右】,逾期率【控制在1%以内】"
    ),
    "盐城 2021 完成": (
        "9月1日-9月30日办理 【25982 笔】，占比 【36.56%】；11 月 1 日-11 月 30 日【26843 笔】；共 【207 项】功能；"
        "12329 热线拨打总量为 【49.8\n\t\t万次】，人工呼入【140386次】；12345 平台工单 【1876\n笔】，办结率为 【100%】；"
        "合同（编号 YCCG1811-144）应付款 【800 万元】，留 【27 万元】；今年6月份开始，10 月份提交"
    ),
    "盐城 2021 任务": (
        "剩余款项 【1418.6 万 元】，其中，2021年度支付【905万元】。【超过100 万元】的项目须测评，费用占 【3%】-【10%】，按 【5%】申报，"
        "共 【50 万元】。费率为【1元/次】。还贷支取共【8.8万 笔】，预计有【200%】的增量；每笔业务需两次验证；共需 【120 万元】。"
    ),
    "无锡本级": "2024年计划归集【149亿元】；提取【115亿元】；新增职工【9万人】；贷款【36亿元】。内设【9个】部室，在编人员【42人】",
    "江阴": "2024年分中心计划归集【42亿元】；提取住房公积金【28亿】；新增开户职工【3.2万人】；发放贷款【8亿元】。",
    "宜兴": "归集【20亿元】，发放贷款【3.2亿元】，提取【12亿元】，新增缴存职工【1.65万人】。三个职能科室、核定在编人员【12名】。",
    "锡山": "2024年计划归集公积金 【21亿元】，新增开户职工【1.85万人】，发放贷款【8.8 亿元】。(一)二十大(二)双随机一公开",
    "惠山": "2023年计划归集【19.5亿元】；提取【17亿元】，新增开户职工【1.45万人】，发放贷款【5亿元】。服务六步法",
    "临沂": "反映期末贷款质量，逾期率应【低于0.3%】。2023年底前通过测评；（财综字〔1999〕149号）、银发〔2003〕122号、建办金函[2019]297号",
    "青岛": (
        "1.服务全市【6万余个】缴存单位，发放贷款【大于2万笔】，补充资金【大于12亿元】。\n2.筹集住房【大于110套】，面积【大于15000平方米】；"
        "\n3.\n为全市【11个】营业大厅，【200余名】柜员提供系统支持。"
    ),
    "比较": (
        "【不低于95%】，【≥50亿元】，【≤ 5%】，【至少3次】，【30多个】，【28亿余元】，"
        "【3个工作日内】办结，【18】—【54周岁】，【3】至【5次】，增幅为【-5%】"
    ),
    "宽度": "归集【２１亿元】，覆盖率【８０％】，【１，２３４．５万元】",
    "不是数额": (
        "2024年度、12月31日、2022年12月、2020—2025年、2022-12-31、2022/1/5、1-12月、每月15日前、12329热线、12345平台、第3次、第3季度、"
        "1.目标、2、目标、（3）目标、3项目、5个贷产品、7*24小时、9时30分、五个科室、0510-80000000、A3、GB/T 19001、3.5.1项、100"
    ),
    "相似的字": "节约【100万元】，下达【50万元】，签约【30家】，内设【3个】部门，今后【3年】，【3年】内部整改",
    "标题与年": "3.2024年归集【5亿元】",
}


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and the spans that they marked."""
    plain, spans = "", []
    for part in text.split("】"):
        before, _, figure = part.partition("【")
        plain += before
        if figure:
            spans.append((len(plain), len(plain) + len(figure)))
            plain += figure
    return plain, spans


@pytest.mark.parametrize("name", PROSE)
def test_the_figures_that_a_reader_sees(name: str) -> None:
    """All of them, at their places, and no other."""
    text, spans = marked(PROSE[name])
    assert [(figure.start, figure.end, figure.text) for figure in figures(text)] == [
        (start, end, text[start:end]) for start, end in spans
    ]


@pytest.mark.parametrize(
    ("text", "comparator", "shown"),
    [
        ("控制在90%左右", Comparator.ABOUT, "90%"), ("1‰以内", Comparator.AT_MOST, "1‰"), ("大于2万笔", Comparator.MORE, "2万笔"),
        ("6万余个单位", Comparator.MORE, "6万个"), ("200余名", Comparator.MORE, "200名"), ("28亿多", Comparator.MORE, "28亿"),
        ("归集42亿元", None, "42亿元"), ("共49.8\n万次", None, "49.8万次"), ("达到95%以上", Comparator.AT_LEAST, "95%"),
        ("费率1元/次", None, "1元/次"), ("−5%", None, "-5%"), ("3个工作\n日内", Comparator.AT_MOST, "3个工作日"),
        ("节约5%", None, "5%"), ("约5%", Comparator.ABOUT, "5%"),
    ],
)  # fmt: skip
def test_what_a_figure_says(text: str, comparator: Comparator | None, shown: str) -> None:
    """Its comparator and its quantity, with the unit as written."""
    (figure,) = figures(text)
    assert (figure.comparator, str(figure.quantity)) == (comparator, shown)


def test_both_ends_of_a_range_have_its_unit() -> None:
    """The unit stands once and counts for both."""
    low, high = figures("招收18—54周岁人员")
    assert (low.text, str(low.quantity), high.text, str(high.quantity)) == ("18", "18岁", "54周岁", "54岁")


def test_units_of_ones_own() -> None:
    """A declared unit makes a number a figure."""
    units = STANDARD.with_units({"盘": Unit("盘", STANDARD.find("元").factor, (("盘", 1),))})  # type: ignore[union-attr]
    assert [figure.text for figure in figures("录制12盘", units)] == ["12盘"]
    assert figures("录制12盘") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年", [2024]), ("2023年度与2022年底", [2023, 2022]), ("2020—2025年", [2020, 2025]), ("2020年至2025年", [2020, 2025]),
        ("2022-12-31", [2022]), ("2022/1/5、2022.1.5、2022-12", [2022, 2022, 2022]), ("２０２４年", [2024]), ("2024 年", [2024]),
        ("202\n4年", []), ("2024\n年", [2024]), ("3.2024年", [2024]), ("“十四五”2021-2025年", [2021, 2025]),
        ("1948年2500年3001年12024年", []), ("〔2022〕12号", []), ("20220203", []), ("2022", []), ("2022个", []), ("YC2022年", []),
    ],
)  # fmt: skip
def test_years(text: str, expected: list[int]) -> None:
    """Years by their 年, of a span, or in a date; the place is that of the digits."""
    found = years(text)
    assert [mention.year for mention in found] == expected
    assert all(
        parse_target(text[mention.start : mention.end] + "年").date == (mention.year, None, None, 1)
        for mention in found
    )


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("中心内设甲处、乙处、风险防控与稽核审计处、工会四个职能处室，下设东\n台、大丰两个管理部。",
         [(4, ("甲处", "乙处", "风险防控与稽核审计处", "工会")), (2, ("东台", "大丰"))]),
        ("内设综合科、业务科、扩面科三个职能科室、核定在编人员12名。", [(3, ("综合科", "业务科", "扩面科"))]),
        ("内设两个科室，分为综合管理科和综合业务科。在编6人", [(2, ("综合管理科", "综合业务科"))]),
        ("三个科室：甲科、乙科和丙科", [(3, ("甲科", "乙科", "丙科"))]),
        ("两个科室：甲科、核算和稽核科", [(2, ("甲科", "核算和稽核科"))]),
        ("甲、乙、丙12个部门", [(12, ("甲", "乙", "丙"))]),
        ("包括甲科、乙科、丙科二十一个科室", [(21, ("甲科", "乙科", "丙科"))]),
        ("甲、乙等三个科室", []),
        ("内设3个科室，在编14人", []),
        ("审批、使用、负责，分中心内设两个科室", []),
        ("四是、五个统筹", []),
    ],
)  # fmt: skip
def test_counted_lists(text: str, lists: list[tuple[int, tuple[str, ...]]]) -> None:
    """A list beside its own count; 和 within a name is read in the writer's favour."""
    assert [(found.stated, found.members) for found in counted_lists(text)] == lists


# What holds for any text --------------------------------------------------------------------------------------------

ALPHABET = "0123456789０９.,．，+-−—~±/:%％‰≥≤＝=><万亿元人次个年月日季度底前余多至到约达超以上内左右、：和两三 \u3000\n第()（）aA"


@given(st.text(max_size=80) | st.text(ALPHABET, max_size=80))
@example("1-")
@example("\n1\n万\n元\n")
@example("第1个、2个：3和4个")
def test_places_and_order(text: str) -> None:
    """Nothing raises; figures stand where they say, in order, without overlap; read alone, they say the same."""
    last = 0
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= last
        last = figure.end
        alone = parse_target(figure.text)
        # the first of a range has its unit from elsewhere; in prose the later of two comparators has the say
        if alone.unit_text and alone.problem != "two-comparators":
            assert (alone.quantity, alone.comparator) == (figure.quantity, figure.comparator)
    for mention in years(text):
        assert 1949 <= mention.year < 3000
        assert 0 <= mention.start < mention.end <= len(text)
    for found in counted_lists(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.members


@given(st.sampled_from([name for name in PROSE if name != "盐城 2021 完成"]), st.data())
def test_a_line_break_changes_no_figure(name: str, data: st.DataObject) -> None:
    """Text from a PDF is broken anywhere; between two characters that are no digits it makes no difference."""
    text, _ = marked(PROSE[name])
    places = [
        place
        for place in range(1, len(text))
        if not (
            text[place - 1].isascii() or text[place].isascii() or text[place - 1].isdecimal() or text[place].isdecimal()
        )
    ]
    place = data.draw(st.sampled_from(places))
    broken = text[:place] + "\n" + text[place:]
    before, after = figures(text), figures(broken)
    assert [figure.quantity for figure in before] == [figure.quantity for figure in after]
    assert [figure.comparator for figure in before] == [figure.comparator for figure in after]


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1,",
        "1.",
        " ",
        "≥",
        "余",
        "1-",
        "2022-",
        "A-",
        "1 ",
        "1万\n",
        "约",
        "(2022)",
        "个",
        "两个：甲、",
        "、",
        "元/",
    ],
)
def test_much_text_is_read(part: str) -> None:
    """Hostile repetition is answered in time linear in its length: were it not, this test would not end."""
    text = f"5{part * (100_000 // len(part))}元"
    for figure in figures(text):
        assert figure.end <= len(text)
    years(text)
    counted_lists(text)
