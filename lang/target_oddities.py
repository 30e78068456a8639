"""Figures that are read without doubt and that nobody means: 010%, 1.2篇, -100%; and words with a slip: 建全.

Judges in the writer's favour: an average may be 1.2篇, a rate of change negative. Reads nothing anew, corrects nothing.
"""

import re

from gouji.lang.quantities import Quantity
from gouji.lang.targets import Comparator, Target, TargetKind
from gouji.lang.unit_table import COUNTERS, COUNTERS_SPELT
from gouji.lang.units import DIMENSIONLESS

LEADING_ZEROS = re.compile(r"(?<![0-9０-９.,．，])[0０]+(?=[0-9０-９])")
PARTIAL = frozenset(("分", "分贝", "课时", "学时", "学分", "步"))
WHOLE = (
    frozenset(("人", *COUNTERS.split(), *(line.split(" ")[0] for line in COUNTERS_SPELT.strip().split("\n")))) - PARTIAL
)
AVERAGES = re.compile("均|每|率|比|密度|强度|指数|系数")
MAY_FALL = re.compile("[增减降升变调涨跌差较幅盈亏损余净温波]|同比|环比|利润|收益|回报|弹性")
UNITS_BELOW_ZERO = frozenset(("℃", "百分点"))

MODIFIERS = "不断 持续 逐步 进一步 更加 基本 明显 显著 有效 较为".split()
SLIPS = {
    "建全": "健全", "键全": "健全", "健金": "健全", "完膳": "完善", "规犯": "规范", "明却": "明确", "提搞": "提高", "及是": "及时",
    "合里": "合理", "增涨": "增长", "加墙": "加强", "有校": "有效", "持继": "持续", "稳订": "稳定", "己完成": "已完成", "以完成": "已完成",
}  # fmt: skip
"""Words that are none, and what was meant."""


def without_leading_zeros(target: Target) -> str:
    """A figure without the zeros that stand before it to no purpose; empty if there are none."""
    if target.kind not in (TargetKind.QUANTITY, TargetKind.RANGE):
        return ""
    plain = LEADING_ZEROS.sub("", target.text)
    return plain if plain != target.text else ""


def is_part_of_a_thing(target: Target, cell: str) -> bool:
    """Whether things that come whole are counted in parts, where nothing says that this is an average."""
    quantity = target.quantity
    if target.kind is not TargetKind.QUANTITY or quantity is None or AVERAGES.search(cell + target.text):
        return False
    dimension = quantity.unit.dimension or ()
    return len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0] in WHOLE and quantity.value % 1 != 0


def is_below_zero(target: Target, row: str) -> bool:
    """Whether a count, an amount or a share is negative, where nothing says that it is a change."""
    quantity = target.quantity
    if target.kind is not TargetKind.QUANTITY or quantity is None or quantity.value >= 0:
        return False
    return not (MAY_FALL.search(row + target.text) or _may_be_a_change(target, quantity))


def _may_be_a_change(target: Target, quantity: Quantity) -> bool:
    if quantity.unit.name in UNITS_BELOW_ZERO:
        return True
    return quantity.unit.dimension == DIMENSIONLESS and target.comparator in (Comparator.AT_MOST, Comparator.LESS)


def is_none_of_anything(target: Target) -> bool:
    """Whether a target is a bare 0, which says all without a unit: accidents 0. ≥0 says nothing, and 0万 is a slip."""
    quantity = target.quantity
    if target.kind is not TargetKind.QUANTITY or quantity is None or quantity.value or quantity.unit.name:
        return False
    return target.comparator in (None, Comparator.EQUAL, Comparator.AT_MOST)


def is_warmth(target: Target, row: str) -> bool:
    """Whether 26度 is a temperature and no electricity."""
    return target.unit_text == "度" and "温" in row


def word_meant(target: Target) -> str:
    """The word that a word with a slip in it was meant for; empty if it has none."""
    modifier = next((word for word in MODIFIERS if target.word.startswith(word)), "")
    meant = SLIPS.get(target.word.removeprefix(modifier), "") if target.kind is TargetKind.WORD else ""
    return modifier + meant if meant else ""
