"""Do the rules on single indicators keep silent on sound ones, and speak on unsound ones?

The indicators are data, in `indicators.txt`, each with the check that is to find it where it is unsound.
"""

from functools import cache
from pathlib import Path

import pytest

from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library

FORM = Path(__file__).resolve().parents[2] / "examples" / "qingdao-2022" / "yewu.toml"
SOUND, UNSOUND = (
    [line.strip() for line in part.splitlines() if line.startswith(" ")]
    for part in Path(__file__).with_name("indicators.txt").read_text(encoding="utf-8").split("unsound\n", 1)
)


@cache
def library() -> Library:
    return Library()


def said_of(indicator: str) -> list[str]:
    """What is found in the row of this indicator, added at the end of a published form."""
    name, _, value = indicator.partition(" | ")
    published = FORM.read_text(encoding="utf-8").rstrip("\n")
    cells = {"一级指标": "效益指标", "二级指标": "社会效益指标", "三级指标": name, "指标值": value}
    row = ['\n[["指标"]]', *(f"\"{column}\" = '{cell}'" for column, cell in cells.items())]
    found = check_text(Source(FORM.name, "\n".join([published, *row, ""])), FORM, CheckContext(library())).diagnostics
    names = [one.rule.rpartition("/")[2] for one in found if one.place.span[0] > len(published)]
    return [name.rpartition(" ")[2] for name in names]


@pytest.mark.parametrize("indicator", SOUND)
def test_sound_indicators_give_no_finding(indicator: str) -> None:
    """Rates of many kinds, times, words of degree and limits are no mistakes."""
    assert said_of(indicator) == []


@pytest.mark.parametrize("case", UNSOUND)
def test_unsound_indicators_are_found(case: str) -> None:
    """By their check, once, and by no other."""
    indicator, _, check = case.partition(" ! ")
    assert said_of(indicator) == [check]


def test_there_are_enough() -> None:
    """Precision is measured on many indicators."""
    assert len(SOUND) >= 50 and len(UNSOUND) >= 25
