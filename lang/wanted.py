"""What a cell should have held, shown in the words of its own form: an example, or why a date is none.

Says nothing of what was filled in otherwise.
"""

import re
from calendar import monthrange

from gouji.lang.diagnostic import Term
from gouji.lang.form_model import FormField
from gouji.lang.values import canonical_text

_DAY = re.compile(r"([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})[日号]?")
_NUMERIC = frozenset(("money", "number", "count", "ratio"))


def example_of(field: FormField) -> str:
    """How the first coordinates of a field are filled in."""
    samples = {"target": ('"≥90%"', '"≥95%"'), "text": ('"…"', '"…"'), "date": ('"2024年6月"', '"2024年12月"')}
    first, second = samples.get(field.kind, ("0", "24.55") if field.kind in _NUMERIC else ("…", "…"))
    pairs = [f'"{at}" = {value}' for at, value in zip(field.coordinates, (first, second), strict=False)]
    return f"{{ {', '.join([*pairs, *['…'] * (len(field.coordinates) > len(pairs))])} }}"


def impossible_day(written: str) -> Term | None:
    """Why a date that is written right is none: the month does not have that day."""
    found = _DAY.fullmatch(canonical_text(written).replace(" ", ""))
    if found is None:
        return None
    year, month, _ = map(int, found.groups())
    if not year or not 1 <= month <= 12:
        return Term("impossible-day.month")
    days = monthrange(year, month)[1]
    return Term("impossible-day.day", (("year", year), ("month", month), ("days", days)))
