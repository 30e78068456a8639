"""Two comparisons of one figure or word that cannot both hold (`人数 > 3 且 人数 < 2`), or of which one always does.

Knows bounds written out and nothing of forms; figures that differ in kind from form to form (targets) are left alone.
"""

from collections.abc import Iterator
from decimal import Decimal

from gouji.lang import ast, codes
from gouji.lang.diagnostic import Fix
from gouji.lang.environment import Reporter
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import replacing
from gouji.lang.model import Compare, Expression, Literal, Logical
from gouji.lang.source import Span
from gouji.lang.types import Kind

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OTHER = {
    word: other
    for language in zip(KEYWORDS["_AND"], KEYWORDS["_OR"], strict=True)
    for words in (language, language[::-1])
    for word, other in zip(*words, strict=True)
}
# What is compared, how, with what, and where that stands.
Bound = tuple[Expression, str, Decimal | str, Span]


def report_contradictions(reporter: Reporter, written: ast.Expression, typed: Expression) -> None:
    """Reports each `且` of a condition that never holds and each `或` that always does, for what two of its sides say."""
    if not isinstance(written, ast.Binary) or not isinstance(typed, Logical):
        return
    report_contradictions(reporter, written.left, typed.left)
    report_contradictions(reporter, written.right, typed.right)
    later = list(_bounds(typed.operator, written.right, typed.right))
    for first in _bounds(typed.operator, written.left, typed.left):
        for second in later:
            if first[0] == second[0] and _exclude(first, second, negated=typed.operator == "or"):
                code = codes.ALWAYS_TRUE if typed.operator == "or" else codes.ALWAYS_FALSE
                texts = [reporter.text(one[-1]) for one in (first, second)]
                reporter.report(
                    code, written.span, _joined_otherwise(reporter, written), first=texts[0], second=texts[1]
                )
                return


def _joined_otherwise(reporter: Reporter, written: ast.Binary) -> Fix | None:
    """The fix that writes `and` for `or`, or the other way round, where that word stands between two plain comparisons."""
    between = Span(written.left.span.end, written.right.span.start)
    word = reporter.text(between).strip()
    other = _OTHER.get(word)
    if other is None or not isinstance(written.left, ast.Comparison) or not isinstance(written.right, ast.Comparison):
        return None
    start = between.start + reporter.text(between).index(word)
    return replacing(Span(start, start + len(word)), other)._replace(safe=False)


def _bounds(operator: str, written: ast.Expression, typed: Expression) -> Iterator[Bound]:
    """The comparisons with something written out that `operator` joins."""
    if isinstance(written, ast.Binary) and isinstance(typed, Logical) and typed.operator == operator:
        yield from _bounds(operator, written.left, typed.left)
        yield from _bounds(operator, written.right, typed.right)
    elif isinstance(typed, Compare) and typed.operator in _TURNED:
        sides = (typed.left, typed.right, typed.operator), (typed.right, typed.left, _TURNED[typed.operator])
        for side, other, sign in sides:
            fixed = other.value if isinstance(other, Literal) else None
            measured = side.type.is_numeric and not side.type.dynamic and isinstance(fixed, Decimal)
            worded = side.type.kind is Kind.TEXT and isinstance(fixed, str)
            if not isinstance(side, Literal) and (measured or worded) and isinstance(fixed, Decimal | str):
                yield side, sign, fixed, written.span


def _exclude(first: Bound, second: Bound, *, negated: bool) -> bool:
    """Whether both can never hold, or, `negated`, whether both can never fail."""
    signs = [_OPPOSITE[one[1]] if negated else one[1] for one in (first, second)]
    for (sign, value), (other_sign, other) in (
        ((signs[0], first[2]), (signs[1], second[2])),
        ((signs[1], second[2]), (signs[0], first[2])),
    ):
        if sign == "=" and other_sign in ("=", "!=") and (value == other) is (other_sign == "!="):
            return True
        if not isinstance(value, Decimal) or not isinstance(other, Decimal):
            continue
        if sign in (">", ">=", "=") and other_sign in ("<", "<=", "="):
            strict = sign == ">" or other_sign == "<"
            if value > other or (value == other and strict):
                return True
    return False
