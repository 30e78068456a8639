"""What a check says of a filled form: figures, targets, dates, texts, states and logic, in tables of cases.

The field names are those of the form in `tests/trial.py`. Rows, sets and coordinates are in `test_rows.py`.
"""

from decimal import Decimal
from typing import Any

import pytest
from tests.trial import FORM, Written, rule, run, verdicts

from gouji.lang.check import check_program
from gouji.lang.parse import parse
from gouji.lang.rules import MOST_LETS
from gouji.lang.source import Source

Case = tuple[str, dict[str, Any], str]


def check(case: Case) -> None:
    """One verdict of one rule on one form."""
    clauses, values, wanted = case
    assert verdicts(rule(clauses), values) == [wanted]


def cases(*found: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", found, ids=lambda case: f"{case[0]} {case[1]}")


@cases(
    ("应 甲 = 乙", {"甲": 1, "乙": Written("1.00")}, "pass"),
    ("应 甲 = 乙", {"甲": 1, "乙": Written("1.0000001")}, "fail"),
    ("应 甲 = 乙 + 丙", {"甲": Written("0.3"), "乙": Written("0.1"), "丙": Written("0.2")}, "pass"),
    ("应 甲 × 3 = 乙", {"甲": Written("0.1"), "乙": Written("0.3")}, "pass"),
    ("应 甲 ≠ 乙", {"甲": 1, "乙": 1}, "fail"),
    ("应 甲 ≠ 乙", {"甲": 1, "乙": 2}, "pass"),
    ("应 甲 < 乙", {"甲": 1, "乙": 1}, "fail"),
    ("应 甲 > 乙", {"甲": 2, "乙": 1}, "pass"),
    ("应 甲 ≥ 乙", {"甲": 1, "乙": 1}, "pass"),
    ("应 甲 ≤ 乙", {"甲": Written("1.01"), "乙": 1}, "fail"),
    ("应 -甲 = 乙", {"甲": 1, "乙": -1}, "pass"),
    ("应 甲 = 12万元", {"甲": 12}, "pass"),
    ("应 甲 = 12元", {"甲": 12}, "fail"),
    ("应 甲 = 120000元", {"甲": 12}, "pass"),
    ("应 甲 = 12", {"甲": "12万元"}, "pass"),
    ("应 甲 = 12", {"甲": "0.0012亿元"}, "pass"),
    ("应 率 = 95%", {"率": 95}, "pass"),
    ("应 率 = 95", {"率": 95}, "pass"),
    ("应 率 = 0.95", {"率": 95}, "fail"),
    ("应 率 = 950‰", {"率": 95}, "pass"),
    ("应 人 = 3", {"人": 3}, "pass"),
    ("应 甲 = 0", {"甲": 0}, "pass"),
    ("应 缺 = 0", {}, "pass"),
    ("应 缺 = 0", {"缺": ""}, "pass"),
    ("应 缺 = 0", {"缺": 1}, "fail"),
)
def test_figures_compare_exactly(case: Case) -> None:
    """To the last digit, in base units; a bare number takes the unit of what it is held against."""
    check(case)


@cases(
    ("应 甲 / 人 = 2万元/人", {"甲": 6, "人": 3}, "pass"),
    ("应 甲 / 人 × 人 = 甲", {"甲": 6, "人": 3}, "pass"),
    ("应 甲 / 乙 = 1 / 3", {"甲": 1, "乙": 3}, "pass"),
    ("应 甲 / 乙 = 0.333333333333", {"甲": 1, "乙": 3}, "pass"),  # the quotient has no unit to lend
    ("应 甲 / 乙 = 33.3333333333%", {"甲": 1, "乙": 3}, "pass"),
    ("应 甲 / 乙 = 33.33333333%", {"甲": 1, "乙": 3}, "fail"),
    ("应 甲 / 乙 = 66.6666666667%", {"甲": 2, "乙": 3}, "pass"),
    ("应 率 - 比 ≤ 5百分点", {"率": 95, "比": 90}, "pass"),
    ("应 率 - 比 ≤ 5百分点", {"率": 95, "比": Written("89.9")}, "fail"),
    ("应 绝对值(率 - 比) ≤ 点", {"率": 90, "比": 95, "点": 5}, "pass"),
    ("应 率 - 比 ≤ 5%", {"率": 95, "比": 90}, "pass"),
    ("应 率 - 比 = 5百分点 容差 1百分点", {"率": 96, "比": 90}, "pass"),
    ("应 率 - 比 = 5百分点 容差 0.5百分点", {"率": 96, "比": 90}, "fail"),
)
def test_units_work_through_arithmetic(case: Case) -> None:
    """Products and quotients carry their units; a quotient has twelve places; 百分点 measure a difference of ratios."""
    check(case)


@cases(
    ("应 率 ≈ 40.5%", {"率": 40}, "pass"),
    ("应 率 ≈ 39.5%", {"率": 40}, "pass"),
    ("应 率 ≈ 40.51%", {"率": 40}, "fail"),
    ("应 率 ≈ 39.49%", {"率": 40}, "fail"),
    ("应 率 ≈ 40.05%", {"率": Written("40.0")}, "pass"),
    ("应 率 ≈ 40.06%", {"率": Written("40.0")}, "fail"),
    ("应 率 ≈ 比", {"率": 42, "比": 43}, "fail"),  # they touch at 42.5, and nothing rounds to both
    ("应 率 ≈ 比", {"率": 42, "比": Written("42.5")}, "pass"),
    ("应 率 ≈ 比", {"率": 42, "比": Written("42.55")}, "fail"),
    ("应 率 ≈ 比", {"率": 42, "比": Written("42.49")}, "pass"),
    ("应 甲 ≈ 乙 + 丙", {"甲": 42, "乙": Written("21.2"), "丙": Written("20.4")}, "pass"),
    ("应 甲 ≈ 乙 + 丙", {"甲": 43, "乙": Written("21.2"), "丙": Written("20.4")}, "fail"),
    ("应 甲 ≈ 乙 - 丙", {"甲": 1, "乙": 10, "丙": 8}, "pass"),
    ("应 甲 ≈ 乙 - 丙", {"甲": Written("0.5"), "乙": 10, "丙": 8}, "fail"),
    ("应 率 ≈ 甲 / 乙", {"率": 33, "甲": 1, "乙": 3}, "pass"),
    ("应 率 ≈ 甲 / 乙", {"率": 33, "甲": Written("1.00"), "乙": Written("3.00")}, "pass"),
    ("应 率 ≈ 甲 / 乙", {"率": 35, "甲": Written("1.00"), "乙": Written("3.00")}, "fail"),
    ("应 甲 ≈ 1.5", {"甲": 1}, "pass"),
    ("应 缺 ≈ 甲", {"甲": Written("0.4")}, "fail"),  # a default is exact, and 0.4 is not 0
    ("应 甲 ≈ -乙", {"甲": -1, "乙": Written("1.4")}, "pass"),
    ("应 甲 ≈ 绝对值(乙)", {"甲": 1, "乙": Written("-1.4")}, "pass"),
    ("应 甲 ≈ 最大(乙, 丙)", {"甲": 3, "乙": 1, "丙": Written("3.4")}, "pass"),
    ("应 甲 ≈ 最小(乙, 丙)", {"甲": 3, "乙": 1, "丙": Written("3.4")}, "fail"),
    ("应 甲 ≈ 10亿元", {"甲": "10亿元"}, "pass"),
    ("应 甲 ≈ 乙", {"甲": "10亿元", "乙": 104000}, "pass"),  # 9.5–10.5 亿元
    ("应 甲 ≈ 乙", {"甲": "10.0亿元", "乙": 104000}, "fail"),
    ("应 甲 ≈ 乙 容差 1", {"甲": Written("1.0"), "乙": Written("2.1")}, "pass"),
    ("应 甲 ≈ 乙 容差 1", {"甲": Written("1.0"), "乙": Written("2.11")}, "fail"),
)
def test_about_equal_means_within_what_was_written(case: Case) -> None:
    """40% is 39.5 to 40.5; of arithmetic the least and greatest value count; two rounded figures must overlap."""
    check(case)


@cases(
    ("应 甲 = 乙 容差 0.5", {"甲": 1, "乙": Written("1.5")}, "pass"),
    ("应 甲 = 乙 容差 0.5", {"甲": 1, "乙": Written("1.51")}, "fail"),
    ("应 甲 = 乙 容差 5000元", {"甲": 1, "乙": Written("1.5")}, "pass"),
    ("应 甲 ≠ 乙 容差 0.5", {"甲": 1, "乙": Written("1.5")}, "fail"),
    ("应 甲 ≠ 乙 容差 0.5", {"甲": 1, "乙": Written("1.51")}, "pass"),
    ("应 甲 ≤ 乙 容差 0.5", {"甲": Written("1.5"), "乙": 1}, "pass"),
    ("应 甲 ≤ 乙 容差 0.5", {"甲": Written("1.51"), "乙": 1}, "fail"),
    ("应 甲 < 乙 容差 0.5", {"甲": Written("1.5"), "乙": 1}, "fail"),
    ("应 甲 ≥ 乙 容差 0.5", {"甲": Written("0.5"), "乙": 1}, "pass"),
    ("应 甲 > 乙 容差 0.5", {"甲": Written("0.5"), "乙": 1}, "fail"),
    ("应 甲 = 乙 容差 丙", {"甲": 1, "乙": 2, "丙": 1}, "pass"),
    ("应 甲 = 乙 容差 丙", {"甲": 1, "乙": 2}, "n/a blank"),
    ("应 甲 ≤ 乙 ≤ 丙 容差 1", {"甲": 2, "乙": 1, "丙": 0}, "pass"),
    ("应 甲 = 乙 且 乙 = 丙 容差 1", {"甲": 1, "乙": 2, "丙": 3}, "pass"),
    ("应 标 = 的 容差 1", {"标": "10万元", "的": "11万元"}, "pass"),
    ("应 标 = 的 容差 1", {"标": "10万元", "的": "11.1万元"}, "fail"),
    ("应 标 = 的 容差 1万元", {"标": "10万元", "的": "11万元"}, "pass"),
    ("应 标 = 的 容差 1人", {"标": "10万元", "的": "10万元"}, "none unlike"),
    ("应 标 ≈ 的 容差 1人", {"标": "10万元", "的": "10万元"}, "none unlike"),
)
def test_tolerance_loosens_a_comparison(case: Case) -> None:
    """= either way, ≤ and ≥ in their own direction, every link of a chain; a bare one is in the figures' unit."""
    check(case)


@cases(
    ("应 甲 ≤ 乙 ≤ 丙", {"甲": 1, "乙": 2, "丙": 3}, "pass"),
    ("应 甲 ≤ 乙 ≤ 丙", {"甲": 1, "乙": 4, "丙": 3}, "fail"),
    ("应 甲 ≤ 乙 ≤ 丙", {"甲": 2, "乙": 1, "丙": 3}, "fail"),
    ("应 0 ≤ 甲 < 100", {"甲": 100}, "fail"),
    ("应 甲 = 乙 = 丙", {"甲": 1, "乙": 1, "丙": 1}, "pass"),
    ("应 甲 ≤ 乙 ≤ 丙", {"甲": 2, "乙": 1}, "fail"),  # the first link settles it
    ("应 甲 ≤ 乙 ≤ 丙", {"甲": 1, "乙": 2}, "n/a blank"),
)
def test_chains_hold_at_every_link(case: Case) -> None:
    """a ≤ b ≤ c is a ≤ b and b ≤ c."""
    check(case)


LOGIC = {"真": "甲 = 1", "假": "甲 = 2", "空": "乙 = 1", "错": "1万元 / 甲 = 1 / (甲 - 1)"}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("真 且 真", "pass"), ("真 且 假", "fail"), ("假 且 真", "fail"), ("假 且 假", "fail"),
        ("真 且 空", "n/a blank"), ("空 且 真", "n/a blank"), ("假 且 空", "fail"), ("空 且 假", "fail"),
        ("空 且 空", "n/a blank"), ("真 或 空", "pass"), ("空 或 真", "pass"), ("假 或 空", "n/a blank"),
        ("空 或 假", "n/a blank"), ("真 或 真", "pass"), ("真 或 假", "pass"), ("假 或 真", "pass"), ("假 或 假", "fail"),
        ("真 且 错", "none division-by-zero"), ("假 且 错", "fail"), ("错 且 假", "fail"), ("真 或 错", "pass"),
        ("错 或 真", "pass"), ("错 或 假", "none division-by-zero"), ("非 真", "fail"), ("非 假", "pass"),
        ("非 空", "n/a blank"), ("非 错", "none division-by-zero"), ("非 (空 且 假)", "pass"), ("非 空 或 真", "pass"),
        ("假 且 空 或 真", "pass"), ("真 或 空 且 假", "pass"), ("(真 或 空) 且 假", "fail"),
    ],
)  # fmt: skip
def test_logic_is_kleenes(written: str, wanted: str) -> None:
    """One false side settles 且, one true side 或, whatever cannot be told of the other; 非 binds before 且 before 或."""
    for word, condition in LOGIC.items():
        written = written.replace(word, condition) if word != "错" else written.replace(word, "甲 / (甲 - 1) = 1")
    assert verdicts(rule(f"应 {written}"), {"甲": 1}) == [wanted]


@cases(
    ("应 甲 > 0", {}, "n/a blank"),
    ("应 甲 > 0", {"甲": ""}, "n/a blank"),
    ("应 甲 > 0", {"甲": "/"}, "n/a inapplicable"),
    ("应 甲 > 0", {"甲": "—"}, "n/a inapplicable"),
    ("应 甲 > 0", {"甲": "不适用"}, "n/a inapplicable"),
    ("应 甲 > 0", {"甲": "很多"}, "n/a broken"),
    ("应 标 > 0", {"标": "健全"}, "n/a not-a-quantity"),
    ("应 标 > 0", {"标": "18—54周岁"}, "n/a not-a-quantity"),
    ("应 标 > 0", {"标": "2022年12月"}, "n/a not-a-quantity"),
    ("应 标 > 0", {"标": "=篇"}, "n/a broken"),
    ('应 组.项["水"].额 > 0', {}, "n/a no-such-row"),
    ("应 上年.甲 ≤ 甲", {"甲": 1}, "n/a no-prior"),
    ("应 下级.甲 ≤ 甲", {"甲": 1}, "n/a no-children"),
    ("应 上级.甲 ≥ 甲", {"甲": 1}, "n/a no-parent"),
    ("当 甲 > 5 应 甲 > 乙", {"甲": 1, "乙": 2}, "n/a condition"),
    ("当 甲 > 5 应 甲 > 乙", {"乙": 2}, "n/a blank"),
    ("当 甲 > 5 当 乙 > 5 应 甲 > 乙", {"甲": 9, "乙": 2}, "n/a condition"),
    ("当 甲 > 5 应 甲 > 乙", {"甲": 9, "乙": 2}, "pass"),
    ("应 甲 / 乙 = 1", {"甲": 1, "乙": 0}, "none division-by-zero"),
    ("应 甲 / (乙 - 丙) ≈ 1", {"甲": 1, "乙": 2, "丙": 2}, "none division-by-zero"),
    ("应 合计(组.项.额 其中 数 / 数 = 1) = 甲", {"甲": 1, "组": {"项": [{"额": 1, "数": 0}]}}, "none division-by-zero"),
    ("应 非 (甲 = 1 或 合计(组.项.额 其中 数 / 数 = 1) = 甲)", {"甲": 1, "组": {"项": [{"额": 1, "数": 0}]}}, "fail"),
    ("应 标 = 的", {"标": "3人", "的": "3人次"}, "none unlike"),
    ("应 标 ≈ 的", {"标": "3人", "的": "3%"}, "none unlike"),
    ("应 标 + 的 > 0", {"标": "3人", "的": "3元"}, "none unlike"),
    ("应 最大(标, 的) > 0", {"标": "3人", "的": "3元"}, "none unlike"),
    ("应 标 ≤ 甲", {"标": "3人", "甲": 1}, "none unlike"),
    ("应 标 = 5%", {"标": "5百分点"}, "none unlike"),
)
def test_a_check_without_an_answer_says_why(case: Case) -> None:
    """Not applicable where something is missing or no figure; not evaluable for division by zero and unlike units."""
    check(case)


def test_an_interval_around_zero_is_no_divisor() -> None:
    """0 written without decimals is anything from −0.5 to 0.5, and 0.4 as well; 0.6 is not."""
    program = rule("应 率 ≈ 乙 / 丙")
    found = [verdicts(program, {"率": 400, "乙": 2, "丙": Written(third)}) for third in ("0", "0.04", "0.5")]
    assert found == [["none division-by-zero"], ["fail"], ["pass"]]


@cases(
    ("应 标 ≤ 的", {"标": "≥3万人", "的": "≤40000人"}, "pass"),
    ("应 标 = 21亿元", {"标": "≥21亿元"}, "pass"),
    ("应 标 = 甲", {"标": "21亿元", "甲": 210000}, "pass"),
    ("应 标 ≈ 甲", {"标": "21亿元", "甲": 214999}, "pass"),
    ("应 标 ≈ 甲", {"标": "21亿元", "甲": 215001}, "fail"),
    ("应 标 = 95%", {"标": "95％"}, "pass"),
    ("应 标 < 的", {"标": "90%左右", "的": "95%"}, "pass"),
    ("应 标 = 28亿元", {"标": "≥28亿"}, "n/a unit-missing"),  # 28亿 of what?
    ("应 标 ≤ 50%", {"标": "98"}, "n/a unit-missing"),
    ("应 标 ≈ 98", {"标": "98"}, "n/a unit-missing"),
    ("应 标 ≈ 人 / 人", {"标": "98", "人": 2}, "n/a unit-missing"),
    ("应 标 = 的", {"标": "28亿", "的": "28亿元"}, "n/a unit-missing"),
    ("应 标 = 的", {"标": "28", "的": "28"}, "n/a unit-missing"),
    ("应 标 ≈ 的", {"标": "0", "的": "0.3万元"}, "n/a unit-missing"),
    ("应 标 + 的 = 33万人", {"标": "3", "的": "30万人"}, "n/a unit-missing"),
    ("应 标 × 2 = 6人", {"标": "3"}, "n/a unit-missing"),
    ("应 标 > 0 或 甲 = 1", {"标": "3", "甲": 1}, "pass"),
    ("应 标 = 3", {"标": "3人"}, "pass"),  # a figure of the rule takes the unit of what it stands beside
    ("应 标 ≈ 1 + 2", {"标": "3万人"}, "pass"),
    ("应 标 = 数", {"标": "3人", "数": 3}, "none unlike"),  # one of a field does not
    ("应 标 ≈ 数 × 2", {"标": "3人", "数": 3}, "none unlike"),
    ("应 标 ≤ 100% 且 最大(标, 数) > 0", {"标": "3%", "数": 3}, "none unlike"),
    ("应 标 × 数 = 6人", {"标": "3人", "数": 2}, "pass"),
    ("应 标 ≥ 计数(组.项)", {"标": "3万人", "组": {"项": [{}] * 4}}, "pass"),  # counts are of persons, pieces, …
    ("应 标 ≥ 计数(组.项) + 1", {"标": "4个", "组": {"项": [{}] * 4}}, "fail"),
    ("应 标 ≥ 计数(组.项)", {"标": "95%", "组": {"项": []}}, "none unlike"),
    ("应 标 - 的 ≥ 5百分点", {"标": "95%", "的": "90%"}, "pass"),
    ("应 标 - 的 ≥ 5百分点", {"标": "95%", "的": "91%"}, "fail"),
    ("应 标 / 的 = 2元/人", {"标": "10元", "的": "5人"}, "pass"),
    ("应 标 × 的 = 36000元", {"标": "12000元/平方米", "的": "3平方米"}, "pass"),
    ("应 标 × 的 ≈ 36000元", {"标": "12000元/平方米", "的": "3平方米"}, "pass"),
    ("应 标 / 的 ≈ 12000元/平方米", {"标": "36000元", "的": "3平方米"}, "pass"),
    ("应 -标 = -5人", {"标": "5人"}, "pass"),
    ("应 标 + 的 ≈ 30005人", {"标": "5人", "的": "3万人"}, "pass"),
    ("应 最大(标, 的) = 5万元", {"标": "3", "的": "5万元"}, "n/a unit-missing"),
    ("应 最小(标, 的) = 3万元", {"标": "3万元", "的": "5万元"}, "pass"),
)
def test_targets_compare_as_figures(case: Case) -> None:
    """In base units, whatever the comparator; what lacks a unit is nobody's figure."""
    check(case)


@cases(
    ('应 标 = "健全"', {"标": " 健全 "}, "pass"),
    ('应 标 = "健全"', {"标": "较健全"}, "fail"),
    ("应 标 属于 {健全, 完善}", {"标": "完善"}, "pass"),
    ('应 标 含 "健"', {"标": "较健全"}, "pass"),
    ('应 标 匹配 "^较"', {"标": "较健全"}, "pass"),
    ('应 比较符(标) = "≥"', {"标": "不低于95%"}, "pass"),
    ("应 比较符(标) = 比较符(的)", {"标": "≥3人", "的": "≤3人"}, "fail"),
    ("应 比较符(标) = 比较符(的)", {"标": "3人", "的": "≤3人"}, "fail"),  # a figure alone is meant exactly
    ('应 比较符(标) = "="', {"标": "85亿元"}, "pass"),
    ('应 比较符(标) = "="', {"标": "健全"}, "n/a no-comparator"),
    ('应 比较符(标) = "="', {"标": "3~5人"}, "n/a no-comparator"),
    ('应 比较符(标) = "="', {"标": "2024年6月"}, "n/a no-comparator"),
    ('应 比较符(标) = "≥"', {"标": "2024年6月以后"}, "n/a no-comparator"),
    ('应 单位(标) = "亿元"', {"标": "≥3 亿元"}, "pass"),
    ("应 单位(标) = 单位(的)", {"标": "3万元", "的": "3亿元"}, "fail"),
    ('应 单位(标) = "人"', {"标": "健全"}, "n/a not-a-quantity"),
    ("应 标 ≤ 2022年12月", {"标": "2022年6月"}, "pass"),
    ("应 标 ≤ 2022年12月", {"标": "2023年1月"}, "fail"),
    ("应 标 ≤ 2022年12月", {"标": "5人"}, "n/a not-a-date"),
    ("应 标 ≤ 日", {"标": "2022年6月", "日": "2022年7月1日"}, "pass"),
)
def test_targets_may_be_words_and_dates(case: Case) -> None:
    """A word compares with texts, a date with dates; comparator and unit can be asked for."""
    check(case)


@cases(
    ("应 文 = 字", {"文": "（甲） 乙", "字": "(甲)　乙"}, "pass"),
    ("应 文 ≠ 字", {"文": "甲", "字": "乙"}, "pass"),
    ('应 文 = "甲"', {"文": "甲乙"}, "fail"),
    ('应 文 含 "乙"', {"文": "甲乙"}, "pass"),
    ("应 文 含 字", {"文": "甲乙", "字": "丙"}, "fail"),
    ('应 包含(文, "乙")', {"文": "甲乙"}, "pass"),
    ('应 文 匹配 "^[0-9]{2}$"', {"文": "１２"}, "pass"),
    ('应 匹配(文, "乙$")', {"文": "甲乙"}, "pass"),
    ('应 文 匹配 "^（[０-９]+）：$"', {"文": "（12）："}, "pass"),
    ('应 匹配(文, "^（[０-９]+）：$")', {"文": "(12):"}, "pass"),
    ('应 文 匹配 "^．？$"', {"文": "一"}, "fail"),
    ('应 文 匹配 "^[（］－]{3}$"', {"文": "（-]"}, "pass"),
    ('应 文 匹配 "^\\\\（$"', {"文": "（"}, "pass"),
    ('应 文 匹配 "甲　 +乙"', {"文": "甲 乙"}, "pass"),
    ('应 文 含 "（：" 且 文 = "甲（：" 且 文 属于 { "甲（：" }', {"文": "甲(:"}, "pass"),
    ('应 计数(拆分(文, "：")) = 2', {"文": "甲:乙"}, "pass"),
    ('应 文 匹配 "乙$"', {"文": "甲乙丙"}, "fail"),
    ("应 字数(文) = 3", {"文": "甲 乙　丙"}, "pass"),
    ("应 字数(文) ≤ 人", {"文": "甲乙丙", "人": 2}, "fail"),
    ("应 色 = 红", {"色": "红"}, "pass"),
    ("应 色 = 红", {"色": "绿"}, "fail"),
    ("应 红 = 色", {"色": "红"}, "pass"),
    ("应 非 色 属于 {红, 绿}", {"色": "绿"}, "fail"),
    ("应 文 属于 {甲, 乙}", {"文": "丙"}, "fail"),
    ('应 文 属于 拆分("甲、乙", "、")', {"文": "乙"}, "pass"),
    ("应 (甲 > 1) = (乙 > 1)", {"甲": 2, "乙": 1}, "fail"),
    ("应 年度 = 2024", {}, "pass"),
)
def test_texts_and_words(case: Case) -> None:
    """Texts are compared after blanks and full-width letters are made alike; a bare word is one of the choices."""
    check(case)


@cases(
    ("应 日 < 期", {"日": Written("2024-05-31"), "期": Written("2024-06-01")}, "pass"),
    ("应 日 < 期", {"日": "2024年6月", "期": "2024年6月15日"}, "fail"),
    ("应 日 ≤ 期", {"日": "2024年6月15日", "期": "2024年6月"}, "pass"),
    ("应 日 ≤ 期", {"日": "2024年6月", "期": "2024年6月15日"}, "fail"),
    ("应 期 ≥ 日", {"日": "2024年6月", "期": "2024年6月15日"}, "fail"),
    ("应 期 > 日", {"日": "2024年5月", "期": "2024年6月"}, "pass"),
    ("应 日 = 期", {"日": "2024-06-15", "期": "2024年6月15日"}, "pass"),
    ("应 日 ≠ 期", {"日": "2024年6月", "期": "2024年6月15日"}, "pass"),
    ("应 日 ≤ 2024年12月31日", {"日": "2024年第四季度"}, "pass"),
    ("应 日 ≤ 2024年12月30日", {"日": "2024年"}, "fail"),
    ("应 日 ≥ 2024年6月", {"日": "2024年6月15日"}, "pass"),
    ("应 2024年6月 ≤ 日", {"日": "2024年6月15日"}, "pass"),
    ("应 日 ≥ 2024年6月", {"日": "2024年"}, "fail"),
    ("应 日 = 2024年6月", {"日": "2024年6月15日"}, "pass"),
    ("应 日 = 2024年6月", {"日": "2024年"}, "fail"),
    ("应 日 ≠ 2024年6月", {"日": "2024年7月"}, "pass"),
    ("应 日 ≈ 2024年6月", {"日": "2024年"}, "pass"),
    ("应 日 ≈ 2024年6月", {"日": "2023年"}, "fail"),
    ("应 日 = 2024年6月", {"日": "6月"}, "n/a no-year"),
    ("设 起 = 2024年6月 应 日 ≥ 起", {"日": "2024年6月15日"}, "pass"),
    ("应 日 ≤ 2024年", {"日": "2024年12月31日"}, "pass"),
    ("应 2024年 ≤ 日 < 2025年", {"日": "2024年"}, "pass"),
    ("应 日 > 2024年", {"日": "2024年12月31日"}, "fail"),
    ("应 标 ≤ 2022年", {"标": "2022年6月"}, "pass"),
    ("应 标 ≤ 2022年", {"标": "5人"}, "n/a not-a-date"),
    ("应 年份(日) = 年度", {"日": "2024年3月"}, "pass"),
    ("应 年份(日) + 1 = 年度", {"日": "2024年3月"}, "fail"),
    ("应 年份(日) = 年度", {"日": "3月"}, "n/a no-year"),
    ("应 年份(日) = 年度", {}, "n/a blank"),
    ("应 日 < 期", {"日": "6月", "期": "2024年6月"}, "n/a no-year"),
)
def test_dates_compare_by_the_days_they_cover(case: Case) -> None:
    """A month is before a day only if it has ended by then; without a year there is no order."""
    check(case)


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        ("空白", "blank absent"), ("已填", "zero word quantity date range slash broken"), ("不适用", "slash"),
        ("定量", "zero quantity"), ("定性", "word"), ("日期", "date"), ("区间", "range"),
    ],
)  # fmt: skip
def test_states_of_a_target(state: str, holds: str) -> None:
    """Blank, inapplicable and absent are three things; what cannot be asked of a cell does not apply."""
    texts = {
        "blank": "", "absent": None, "zero": "0%", "word": "健全", "quantity": "≥3人", "date": "2022年12月",
        "range": "3—5人", "slash": "/", "broken": "=篇",
    }  # fmt: skip
    program = rule(f"应 标 为 {state}")
    found = {name: verdicts(program, {} if text is None else {"标": text}) for name, text in texts.items()}
    without = {"空白": "", "已填": "", "不适用": ""}.get(state, "blank absent slash broken")
    wanted = {
        name: "pass" if name in holds.split() else "n/a" if name in without.split() else "fail" for name in texts
    }  # fmt: skip
    assert {name: verdict.split()[0] for name, (verdict,) in found.items()} == wanted


@cases(
    ("应 绝对值(甲 - 乙) ≤ 1", {"甲": 1, "乙": 2}, "pass"),
    ("应 舍入(甲, 1) = 乙", {"甲": Written("2.25"), "乙": Written("2.2")}, "pass"),
    ("应 舍入(甲, 1) = 乙", {"甲": Written("2.35"), "乙": Written("2.4")}, "pass"),
    ("应 舍入(甲, 0) = 乙", {"甲": Written("-2.5"), "乙": -2}, "pass"),
    ("应 舍入(标, 1) = 2.2亿元", {"标": "2.25亿元"}, "pass"),
    ("应 舍入(率, 0) = 33%", {"率": Written("33.333")}, "pass"),
    ("应 舍入(甲 / 人, 2) = 3333.33元/人", {"甲": 1, "人": 3}, "pass"),
    ("应 舍入(甲 × 率, 2) = 0.33", {"甲": 1, "率": Written("33.333")}, "pass"),
    ("应 最大(甲, 乙, 丙) = 3", {"甲": 1, "乙": 3, "丙": 2}, "pass"),
    ("应 最小(甲, 5) = 5", {"甲": 7}, "pass"),
    ("应 最小(甲, 乙) = 1", {"甲": 1}, "n/a blank"),
)
def test_functions_of_figures(case: Case) -> None:
    """Rounding is half-even, in the unit that the figure is shown in."""
    check(case)


def test_a_let_is_computed_once_and_means_the_same_everywhere() -> None:
    """A let of a let; one that cannot be computed leaves the check without an answer, in an `or` only if it must."""
    program = rule("设 和 = 甲 + 乙 设 倍 = 和 × 2 应 倍 = 6 且 和 = 3")
    assert verdicts(program, {"甲": 1, "乙": 2}) == ["pass"]
    assert verdicts(program, {"甲": 1}) == ["n/a blank"]
    either = rule("设 和 = 甲 + 乙 应 和 = 3 或 和 = 4 或 丙 = 1")
    assert verdicts(either, {"甲": 1, "丙": 1}) == ["pass"]
    assert verdicts(either, {"甲": 1, "乙": 3, "丙": 2}) == ["pass"]


def test_lets_that_each_double_the_one_before_end() -> None:
    """As many as a rule may have: computed one by one, not two to that power; so too where they fail and are explained."""
    steps = range(1, MOST_LETS)
    doubling = " ".join(f"设 层{step} = 层{step - 1} + 层{step - 1}" for step in steps)
    top = MOST_LETS - 1
    for equal in "=≈":
        program = rule(f"设 层0 = 甲 {doubling} 应 层{top} {equal} {2**top}")
        assert verdicts(program, {"甲": 1}) == ["pass"]
        assert verdicts(program, {"甲": 3}) == ["fail"]
        assert verdicts(program, {}) == ["n/a blank"]
    anded = " ".join(f"设 层{step} = 层{step - 1} 且 层{step - 1}" for step in steps)
    assert verdicts(rule(f"设 层0 = 甲 > 1 {anded} 应 层{top}"), {}) == ["n/a blank"]


@pytest.mark.parametrize("field", ["甲", "标"])
@pytest.mark.parametrize("written", ["250 + ", "250 + ≈", "500 且 = 1", "500 或 = 1"])
def test_long_expressions_have_an_answer(field: str, written: str) -> None:
    """As many terms as the language takes are typed, run and explained, amounts and targets."""
    terms, sign, *more = written.split()
    each = f"{field} = 1万元" if more == ["=", "1"] else field
    expression = f" {sign} ".join([each] * int(terms))
    program = rule(f"应 {expression}" if each != field else f"应 {expression} {more[0] if more else '='} {terms}万元")
    assert verdicts(program, {field: "1万元"}) == ["pass"]
    assert verdicts(program, {field: "9万元"}) == ["fail"]
    assert verdicts(program, {}) == ["n/a blank"]


@pytest.mark.parametrize(("sign", "more"), [(" + ", ""), (" 且 ", " = 1"), (" 或 ", " = 1"), (" ≤ ", "")])
def test_longer_expressions_are_told_or_run(sign: str, more: str) -> None:
    """Five hundred terms and two thousand: either the rule says that it is too long, or it has an answer."""
    for terms in (500, 2000):
        clauses = f"应 {sign.join([f'甲{more}'] * terms)}{'' if more or '≤' in sign else ' > 0'}"
        text = FORM.replace("@members", "").replace("@above", "").replace("@clauses", clauses)
        found = {one.code.id for one in check_program([parse(Source("rules.gj", text))]).diagnostics()}
        if "too-deep" not in found:
            assert verdicts(rule(clauses), {"甲": 1}) == ["pass"]


def test_digits_beyond_exact_arithmetic_are_told() -> None:
    """A product that would need more digits than are kept has no answer; nothing is rounded in silence."""
    powers = " × ".join(["数"] * 30)
    program = rule(f"应 {powers} > 0")
    assert verdicts(program, {"数": Decimal("1." + "1" * 30)}) == ["none too-many-digits"]
    assert verdicts(program, {"数": 10}) == ["pass"]
    where = rule(f"应 计数(组.项 其中 {powers} > 0) = 0")
    assert verdicts(where, {"组": {"项": [{"名": "甲", "数": Decimal("1." + "1" * 30)}]}}) == ["none too-many-digits"]


def test_every_verdict_is_counted() -> None:
    """Passed, failed, inapplicable and unevaluated add up to the outcomes; only failures and the unevaluated are told."""
    trial = run(rule("应 甲 / 乙 = 1 应 甲 = 1 应 丙 = 1 应 甲 = 2"), {"甲": 1, "乙": 0})
    found = [one.verdict.value for one in trial.outcomes("试")]
    assert found == ["unevaluated", "pass", "inapplicable", "fail"]
    counts = trial.report.verdicts
    assert (counts.unevaluated, counts.failed) == (1, 1)
    assert sum((counts.passed, counts.failed, counts.inapplicable, counts.unevaluated)) == len(trial.report.outcomes)
    assert [one.code.id for one in trial.report.findings] == ["not-evaluated", "rule-failed"]
