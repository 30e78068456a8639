"""Do the rules on annual goals keep silent on sound sentences, and speak on unsound ones?

The sentences are data, in `goals.txt`, each with the check that is to find it where it is unsound.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library

FORM = Path(__file__).resolve().parents[2] / "examples" / "wuxi-2024" / "yixing.toml"
SOUND, UNSOUND = (
    [line.strip() for line in part.splitlines() if line.startswith(" ")]
    for part in Path(__file__).with_name("goals.txt").read_text(encoding="utf-8").split("unsound\n", 1)
)
ALLOWED = {"年度目标的年份", "年度目标里的数字都有指标", "年度目标里的率都有指标", "年度目标的计量单位"}


@cache
def library() -> Library:
    return Library()


def said_of(goal: str) -> set[str]:
    """The checks that find something in the form with this goal, and find nothing in it as published."""
    found = []
    published = FORM.read_text(encoding="utf-8")
    for text in (re.sub(r'"年度目标" = ".*"', f'"年度目标" = "{goal}"', published), published):
        diagnostics = check_text(Source(FORM.name, text), FORM, CheckContext(library())).diagnostics
        found.append({one.rule.rpartition("/")[2] or one.code.id for one in diagnostics})
    return found[0] - found[1]


@pytest.mark.parametrize("goal", SOUND)
def test_sound_goals_give_no_finding(goal: str) -> None:
    """Plan periods, comparisons, parts, rates of change and history are no mistakes."""
    assert said_of(goal) == set()


@pytest.mark.parametrize("case", UNSOUND)
def test_unsound_goals_are_found(case: str) -> None:
    """A year or a figure that is not the form's is found by its check, and by no other."""
    goal, _, check = case.partition(" ! ")
    assert said_of(goal) == set(check.split())


def test_there_are_enough() -> None:
    """Precision is measured on many sentences."""
    assert len(SOUND) >= 80 and len(UNSOUND) >= 25
    assert {check for case in UNSOUND for check in case.partition(" ! ")[2].split()} == ALLOWED
