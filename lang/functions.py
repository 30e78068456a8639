"""What the functions of builtins.py compute on plain values, and those that only derived checks call.

Pure; a missing operand never comes here. None is the answer of a function of targets that does not apply to this one.
"""

import re
from collections.abc import Callable, Container, Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from gouji.lang.amounts import all_in_like_units
from gouji.lang.form_model import Bound
from gouji.lang.patterns import matches
from gouji.lang.prose import Figure
from gouji.lang.prose import figures as figures_in
from gouji.lang.prose import years as years_in
from gouji.lang.submission import Amount, Cell, Member
from gouji.lang.units import DIMENSIONLESS, EXACT, HALF_WIDTH, ROUNDING, STANDARD, Dimension, Unit, Units
from gouji.lang.values import SEPARATORS, Comparator, Date, Target, TargetKind, canonical_text

# Figures of these bases are stocks of time or rates, and need not grow over a year.
_NOT_CUMULATIVE = frozenset(("天", "工作日", "月", "岁", "百分点"))

# Words in the names of what is counted on a day: it may fall over the year too.
_STOCKS = re.compile("余额|结余|结存|存量|库存|积压|剩余|未|逾期|拖欠|欠款|欠费|缺口")

_QUANTITY = TargetKind.QUANTITY  # read for every cell: looking a member up costs more than the test
_LIMITS = (Comparator.AT_MOST, Comparator.LESS)


def accumulates(before: Target, after: Target) -> bool:
    """Whether two targets of a cumulative axis are amounts or counts, which do not fall: rates and durations may.

    Figures of unlike dimensions are held against each other too: that they have no order is to be told, unless one is
    not in the unit that its row prescribes, which is told already.
    """
    one, other = before.quantity, after.quantity
    if before.kind is not _QUANTITY or after.kind is not _QUANTITY or one is None or other is None:
        return False
    first, last = one.unit.dimension, other.unit.dimension
    if first is not None and last is not None and first != last:
        return "wrong-unit" not in (before.problem, after.problem)
    if before.comparator is not after.comparator and (before.comparator in _LIMITS) != (after.comparator in _LIMITS):
        return False
    return not (_may_fall(first) or _may_fall(last))


@lru_cache(maxsize=512)
def _may_fall(dimension: Dimension | None) -> bool:
    """Rates and durations; what has no dimension is a count."""
    return dimension == DIMENSIONLESS or any(
        exponent < 0 or base in _NOT_CUMULATIVE for base, exponent in dimension or ()
    )


@lru_cache(maxsize=4096)
def is_flow(name: str) -> bool:
    """Whether a row's name does not say that it counts what is left on a day."""
    return _STOCKS.search(name) is None


def is_allowed_word(target: Target, words: tuple[str, ...]) -> bool:
    return (target.word or canonical_text(target.text)) in words


def has_dimension(target: Target, unit: Unit) -> bool:
    """Whether a target is a figure in the dimension of a unit; a missing unit is reported elsewhere."""
    if target.kind in (TargetKind.QUANTITY, TargetKind.RANGE) and target.quantity is not None:
        own = target.quantity.unit.dimension
        return own is None or own == unit.dimension
    return False


_AGAINST = {
    "higher": (Comparator.AT_MOST, Comparator.LESS),
    "lower": (Comparator.AT_LEAST, Comparator.MORE),
}


def agrees_with_direction(target: Target, direction: str) -> bool | None:
    """The more the better wants no upper limit, the less the better no lower one; = and ≈ go with both."""
    if target.kind is not TargetKind.QUANTITY:
        return None
    return target.comparator not in _AGAINST[direction]


HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt}


def is_within(target: Target, bounds: tuple[Bound, ...]) -> bool | None:
    """Whether a figure keeps the limits of its prescribed row; a word or a figure without a unit is reported elsewhere."""
    if target.kind is not TargetKind.QUANTITY or target.quantity is None or target.quantity.unit.dimension is None:
        return None
    value, unit = target.quantity.value, target.quantity.unit
    alike = [bound for bound in bounds if bound.unit is None or bound.unit.dimension in (None, unit.dimension)]
    return all(HOLDS[bound.operator](value, limit_in(bound, unit)) for bound in alike) if alike else None


def limit_in(bound: Bound, unit: Unit) -> Decimal:
    """The limit for a figure in a unit: a bare one is counted in that."""
    return bound.value if bound.unit is not None else EXACT.multiply(bound.value, unit.factor)


def target_word(target: Target) -> str:
    return target.word or canonical_text(target.text)


def target_date(target: Target) -> Date | None:
    return target.date


def year_of(date: Date) -> Decimal | None:
    return None if date.year is None else Decimal(date.year)


def deadline(target: Target) -> Date | None:
    """The date by which a target is to be reached; of a span, its last."""
    return target.last_date or target.date


def comparator(target: Target) -> str | None:
    """How a target bounds its figure: one that is written alone is meant exactly. A word, date or range alone has none."""
    if target.comparator is None and target.kind is TargetKind.QUANTITY:
        return Comparator.EQUAL
    return target.comparator


def unit_of(target: Target) -> str | None:
    return target.quantity.unit.name if target.quantity is not None else None


def contains(text: str, part: str) -> bool:
    return part in text


def length(text: str) -> Decimal:
    """Characters, blanks not counted."""
    return Decimal(len("".join(text.split())))


def absolute(amount: Amount) -> Amount:
    return amount._replace(value=abs(amount.value))


def round_to(amount: Amount, places: Amount) -> Amount:
    """Half-even, to places of the unit that the figure is shown in."""
    factor = amount.unit.factor if amount.unit else Decimal(1)
    quantum = Decimal(1).scaleb(-int(places.value)) * factor
    steps = ROUNDING.divide(amount.value, quantum).to_integral_value(ROUND_HALF_EVEN)
    return amount._replace(value=steps * quantum)


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Callable[..., Amount]:
    def function(*amounts: Amount) -> Amount:
        like = all_in_like_units(list(amounts))
        chosen = choose([amount.value for amount in like])
        return next(amount for amount in like if amount.value == chosen)

    return function


def total(*stated: Decimal) -> Decimal:
    """The sum of the parts of a whole that are stated."""
    return sum(stated[1:], stated[0])


def size(members: list[Member]) -> Decimal:
    return Decimal(len(members))


# --- intervals, for ≈


Interval = tuple[Decimal, Decimal]


def _interval_absolute(parts: list[Interval]) -> Interval:
    low, high = parts[0]
    if low <= 0 <= high:
        return Decimal(0), max(-low, high)
    return (low, high) if low > 0 else (-high, -low)


def _interval_total(parts: list[Interval]) -> Interval:
    return sum((low for low, _ in parts), Decimal(0)), sum((high for _, high in parts), Decimal(0))


def _interval_extreme(choose: Callable[[list[Decimal]], Decimal]) -> Callable[[list[Interval]], Interval]:
    return lambda parts: (choose([low for low, _ in parts]), choose([high for _, high in parts]))


# --- sets


def figures(text: str, cell: Cell | None, *, units: Units = STANDARD) -> list[Member]:
    """Every figure with a unit in a text, each with its place in it."""
    return _amounts(figures_in(text, units), cell)


def planned_figures(text: str, cell: Cell | None, *, units: Units = STANDARD) -> list[Member]:
    from gouji.lang.mentions import planned_figures as planned_in

    return _amounts(planned_in(text, units), cell)


def _amounts(found: Iterable[Figure], cell: Cell | None) -> list[Member]:
    return [
        Member(
            Amount(
                figure.quantity.value, figure.quantity.unit.dimension, figure.quantity.precision, figure.quantity.unit
            ),
            cell,
            figure.start,
            figure.end,
        )
        for figure in found
    ]


def years(text: str, cell: Cell | None) -> list[Member]:
    return [Member(Decimal(mention.year), cell, mention.start, mention.end) for mention in years_in(text)]


def planned_years(text: str, cell: Cell | None) -> list[Member]:
    from gouji.lang.mentions import planned_years as planned_in

    return [Member(Decimal(mention.year), cell, mention.start, mention.end) for mention in planned_in(text)]


def split(text: str, cell: Cell | None, separators: str) -> list[Member]:
    """The parts of a text between any of the separators' characters, which are half-width."""
    ends = [(at, at + 1) for at, character in enumerate(text.translate(HALF_WIDTH)) if character in separators]
    return _between(text, cell, ends)


def keys(text: str, cell: Cell | None) -> list[Member]:
    """The names that stand in a cell that may hold several."""
    return _between(text, cell, [separator.span() for separator in SEPARATORS.finditer(text)])


def _between(text: str, cell: Cell | None, separators: list[tuple[int, int]]) -> list[Member]:
    members: list[Member] = []
    start = 0
    for end, next_start in [*separators, (len(text), len(text))]:
        if part := canonical_text(text[start:end]):
            members.append(Member(part, cell, start, end))
        start = next_start
    return members


# --- the table


class Function(NamedTuple):
    """What a function computes, on plain values; or on figures with their units, if it `takes_amounts`.

    `reason` says why it does not apply to a target for which it gives None. `interval` gives the least and greatest value
    from those of its arguments. With `by_columns`, `columns.py` may call it, a row after the other. With `gives_members`,
    it takes a text and its cell, and gives a set.
    """

    compute: Callable[..., Any]
    reason: str = ""
    takes_amounts: bool = False
    interval: Callable[[list[Interval]], Interval] | None = None
    by_columns: bool = False
    gives_members: bool = False


# Those of builtins.py that are not over rows, then those that only derived checks and `calls.py` make.
FUNCTIONS: dict[str, Function] = {
    "figures": Function(figures, gives_members=True),
    "years": Function(years, gives_members=True),
    "planned_figures": Function(planned_figures, gives_members=True),
    "planned_years": Function(planned_years, gives_members=True),
    "split": Function(split, gives_members=True),
    "contains": Function(contains, by_columns=True),
    "matches": Function(lambda text, pattern: matches(pattern, text)),
    "length": Function(length, by_columns=True),
    "comparator": Function(comparator, reason="reason.no-comparator", by_columns=True),
    "unit_of": Function(unit_of, reason="reason.not-a-quantity", by_columns=True),
    "absolute": Function(absolute, takes_amounts=True, interval=_interval_absolute),
    "round": Function(round_to, takes_amounts=True),
    "minimum_of": Function(_extreme(min), takes_amounts=True, interval=_interval_extreme(min)),
    "maximum_of": Function(_extreme(max), takes_amounts=True, interval=_interval_extreme(max)),
    "size": Function(size),
    "total": Function(total, interval=_interval_total),
    "keys": Function(keys, gives_members=True),
    "target_word": Function(target_word),
    "target_date": Function(target_date, reason="reason.not-a-date", by_columns=True),
    "year_of": Function(year_of, reason="reason.no-year", by_columns=True),
    "deadline": Function(deadline, reason="reason.not-a-date", by_columns=True),
    "accumulates": Function(accumulates, by_columns=True),
    "is_flow": Function(is_flow, by_columns=True),
    "is_allowed_word": Function(is_allowed_word, by_columns=True),
    "has_dimension": Function(has_dimension, by_columns=True),
    "agrees_with_direction": Function(agrees_with_direction, reason="reason.not-a-quantity", by_columns=True),
    "is_within": Function(is_within, reason="reason.not-a-quantity", by_columns=True),
}


# --- states


def value_is(value: Any, state: str) -> bool:
    """Whether a value that is there is a quantity, a word, a date or a range."""
    if state in ("blank", "inapplicable"):
        return False
    if state == "given":
        return True
    if isinstance(value, Target):
        return value.kind.value == state
    return state == {Decimal: "quantity", Amount: "quantity", str: "word", Date: "date"}.get(type(value))


def among(value: Any, known: Container[Any]) -> bool:
    """Whether a value is one of those known; of several in one cell, all of them."""
    return all(part in known for part in value) if type(value) is tuple else value in known
