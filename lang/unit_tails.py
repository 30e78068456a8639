"""What follows a unit that is already whole: 天 after 人 is one unit with it, 元 after 人 is one too many.

Judges in the writer's favour: 2类人员, 5部门 and 12个县 are counts with a noun. Reads no figures.
"""

from gouji.lang.dimensions import DIMENSIONLESS
from gouji.lang.targets import SUFFIX_WORDS
from gouji.lang.unit_table import COUNTERS
from gouji.lang.units import Unit, Units, product

MONEY = (("元", 1),)
WORKERS = frozenset(((name, 1),) for name in ("人", "台", "辆", "套", "床", "间", "岗"))
SPANS = frozenset(("天", "月", "年", "小时", "工作日"))
NOUNS = frozenset(name for name in COUNTERS.split() if len(name) > 1) | {"村", "人员"}
"""Units that are nouns as well: 90%人员 may be a share of them."""
ENDS = (*SUFFIX_WORDS, *" 。;；,.、")
MAX_PARTS = 3


def work(units: Units, unit: Unit | None, end: int, text: str) -> tuple[Unit | None, int]:
    """The unit that ends at a place, with the span of time written after it: 12人天 are 人·天."""
    if unit is not None and unit.dimension in WORKERS:
        span, after = units.longest(text, end)
        if span is not None and span.name in SPANS and (after == len(text) or text.startswith(ENDS, after)):
            return product([(unit, 1), (span, 1)]) or unit, after
    return unit, end


def unit_again(units: Units, unit: Unit, rest: str) -> bool:
    """Whether what follows a unit is made of units that cannot stand there: 3000万元人, 50%元, 10亿元亿."""
    if unit.dimension == DIMENSIONLESS and rest in NOUNS:
        return False
    at, parts = 0, [unit]
    while at < len(rest):
        part, at = units.longest(rest, at)
        if part is None or len(parts) > MAX_PARTS:
            return False
        parts.append(part)
    return unit.name == parts[1].name or any(part.dimension in (None, DIMENSIONLESS, MONEY) for part in parts)
