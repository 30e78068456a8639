"""Computed sets: what is among them is looked up, so that a text of many members takes time in proportion to them.

Work is counted in calls, never timed.
"""

import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.trial import rule, run, verdicts

from gouji.lang.amounts import Figures, in_like_units
from gouji.lang.mentions import planned_figures
from gouji.lang.outcomes import NotEvaluable
from gouji.lang.submission import Amount, Takes
from gouji.lang.units import STANDARD, Unit


def calls(work: Callable[[], object]) -> int:
    """How many calls the work makes, of functions in Python and in C."""
    number = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize(
    ("clauses", "part"),
    [
        ("每个 年 属于 计划年份(文) 应 年 = 年度 或 非 年度 属于 计划年份(文)", "很长的一段话2023年，"),
        ("每个 年 属于 计划年份(文) 应 年度 属于 计划年份(文)", "很长的一段话2023年，"),
        ("每个 数 属于 计划数额(文) 应 非 数 属于 数额(字)", "比2023年增长5%，归集500亿元，"),
        ('每个 名 属于 拆分(文, "、") 应 名 属于 拆分(字, "、")', "甲、乙、"),
    ],
)
def test_work_is_in_proportion_to_the_text(clauses: str, part: str) -> None:
    """Also where a member is looked for among all members, and where each is a finding."""
    program = rule(clauses)

    def work(times: int) -> int:
        values = {"文": part * times, "字": "".join(f"{number}万人、" for number in range(times))}
        return calls(lambda: run(program, values, outcomes=False).report.findings)

    work(10)
    assert work(400) < 2.5 * work(200)


def test_a_long_text_of_figures_and_years_is_read() -> None:
    """What stands around each is found at once: were it searched for, this test would not end."""
    text = "2023年增长5%" * 30_000
    assert len(planned_figures(text)) <= 30_000
    assert len(planned_figures("5亿元" * 30_000)) <= 30_000


UNITS = [None, *(STANDARD.find(name) for name in ("元", "万元", "人", "%")), STANDARD.find("万")]


def amount(value: int, unit: Unit | None, takes: Takes) -> Amount:
    figure = Decimal(value) * (unit.factor if unit else 1)
    return Amount(figure, unit.dimension if unit else None, Decimal(0), unit, takes)


AMOUNTS = st.builds(amount, st.integers(0, 3), st.sampled_from(UNITS), st.sampled_from(Takes))


def compared(one: Amount, other: Amount) -> bool:
    try:
        left, right = in_like_units(one, other)
    except NotEvaluable:
        return False
    return left.value == right.value


@given(st.lists(AMOUNTS, max_size=6), AMOUNTS)
def test_looking_up_is_comparing_with_each(amounts: list[Amount], sought: Amount) -> None:
    """Bare figures take the unit of the other side, a scale alone does not, and unlike ones are not the same."""
    assert Figures(amounts).hold(sought) is any(compared(sought, one) for one in amounts)


def test_names_in_one_cell_are_read_each() -> None:
    """Several names of one cell have no places of their own, and are not taken for one another."""
    values: dict[str, Any] = {
        "组": {"项": [{"名": "甲2023年"}, {"名": "乙2024年"}]},
        "事": [{"名": "甲", "项": "甲2023年、乙2024年"}],
    }
    program = rule("每个 名字 属于 事.项 每个 年 属于 年份(名字) 应 年 = 2024")
    assert verdicts(program, values) == ["fail", "pass"]
