"""Calls of functions: syntax -> typed model, by the table in builtins.py.

Computes nothing; what functions do stands in `functions.py` and `aggregates.py`.
"""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from gouji.lang import ast, codes
from gouji.lang.builtins import BY_NAME, FUNCTION_HABITS, Signature
from gouji.lang.diagnostic import Term
from gouji.lang.form_model import FormField, FormTable
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import other_spelling, replacing
from gouji.lang.model import (
    Aggregate,
    Call,
    CellValue,
    Compare,
    Expression,
    Literal,
    Logical,
    Lookup,
    OtherDocument,
    RowValue,
)
from gouji.lang.names import resolve
from gouji.lang.patterns import is_valid_pattern, not_in_re2
from gouji.lang.references import Reference, RowBinding, Scope
from gouji.lang.source import Span
from gouji.lang.typed import alike, as_set, type_condition, type_expression
from gouji.lang.types import AMOUNT, BOOLEAN, COUNT, TARGET, TEXT, UNKNOWN, YEAR, Kind, Type, set_of
from gouji.lang.values import MAX_DIGITS

_RESULTS: dict[str, Type] = {
    "boolean": BOOLEAN,
    "text": TEXT,
    "count": COUNT,
    "amounts": set_of(AMOUNT),
    "years": set_of(YEAR),
    "texts": set_of(TEXT),
}
ZERO = Decimal(0)
_OVER_ROWS = frozenset(("numbers", "rows", "column"))


def type_call(scope: Scope, written: ast.Call) -> Expression:
    """A typed call; mistakes go to the scope's reporter."""
    function = BY_NAME.get(written.function.text)
    if function is None:
        _report_unknown(scope, written)
        return Literal(None, UNKNOWN)
    wanted = len(function.parameters)
    found = len(written.arguments)
    if _has_condition_for_argument(scope, function, written):
        return Literal(None, UNKNOWN)
    if function.id in ("minimum", "maximum") and found > 1:
        return _of_several(scope, function, written)
    if found != wanted:
        scope.reporter.report(
            codes.ARGUMENT_COUNT, written.span, function=written.function.text, wanted=wanted, found=found
        )
        return Literal(None, UNKNOWN)
    if function.parameters[0] in _OVER_ROWS:
        return _aggregate(scope, function, written)
    if any(argument.where for argument in written.arguments):
        scope.reporter.report(codes.WHERE_PLACE, written.span, function=written.function.text)
    if function.id == "increasing":
        return _increasing(scope, written.arguments[0].value)
    return _plain(scope, function, written)


def _has_condition_for_argument(scope: Scope, function: Signature, written: ast.Call) -> bool:
    """Whether a function over rows has its condition after a comma (`存在(指标, 分 > 0)`), which is reported with 其中."""
    if function.parameters[0] not in _OVER_ROWS or function.id == "all" or len(written.arguments) != 2:
        return False
    rows, condition = written.arguments
    if not isinstance(condition.value, ast.Comparison | ast.State | ast.Unary | ast.Binary):
        return False
    if isinstance(condition.value, ast.Unary | ast.Binary) and condition.value.operator not in ("and", "or", "not"):
        return False
    first, second = scope.reporter.text(rows.span), scope.reporter.text(condition.span)
    spelling = KEYWORDS["_AND" if rows.where else "WHERE"]
    joint = (spelling.english if written.function.text.isascii() else spelling.chinese)[0]
    span = Span(rows.span.start, condition.span.end)
    scope.reporter.take(other_spelling(span, scope.reporter.text(span), f"{first} {joint} {second}"))
    return True


def _report_unknown(scope: Scope, written: ast.Call) -> None:
    """A function that there is not: another name for one, or a figure with its unit in brackets (`金额（万元）`)."""
    name, reporter = written.function, scope.reporter
    habit = name.text.lower() if name.text.lower() in BY_NAME else FUNCTION_HABITS.get(name.text.lower(), "")
    inner = written.arguments[0].value if len(written.arguments) == 1 else None
    is_unit = isinstance(inner, ast.Reference) and scope.environment.units.find(inner.name) is not None
    if habit:
        reporter.take(other_spelling(name.span, name.text, habit))
    elif is_unit and scope.named(ast.Reference(name.text, name.span)) is not None:
        reporter.take(other_spelling(written.span, reporter.text(written.span), name.text))
    else:
        reporter.unknown(codes.UNKNOWN_FUNCTION, name, BY_NAME)


def _aggregate(scope: Scope, function: Signature, written: ast.Call) -> Expression:
    """A function over the rows of a table, or over the members of a computed set (only counting those)."""
    argument = written.arguments[0]
    reference = resolve(scope, argument.value) if _is_name(argument.value) else None
    if reference is None:
        if _is_name(argument.value):
            return Literal(None, UNKNOWN)
        members = as_set(type_expression(scope, argument.value))
        if members.type.kind is Kind.SET and function.id in ("count", "distinct") and argument.where is None:
            return Call("size", (members,), COUNT)
        return _wrong_rows(scope, function, argument, members.type)
    table, column = _rows_of(scope, reference)
    if table is None and function.id == "sum" and (along := _sum_along(scope, reference, written, function)):
        return along
    if table is None:
        finished = scope.finish(reference, argument.span)
        finished = as_set(finished) if finished is not None else None
        if finished is not None and finished.type.kind is Kind.SET and function.id in ("count", "distinct"):
            return Call("size", (finished,), COUNT)
        if finished is None:
            return Literal(None, UNKNOWN)
        if isinstance(finished, OtherDocument):
            return finished._replace(type=_result(function, finished.type))
        return _wrong_rows(scope, function, argument, finished.type)
    wants_column = function.parameters[0] in ("numbers", "column")
    if wants_column and column is None:
        scope.reporter.report(codes.NEEDS_FIELD, argument.value.span, name=table.name)
        return Literal(None, UNKNOWN)
    slot = scope.new_slot()
    scope.rows.append(RowBinding(table, slot))
    where = type_condition(scope, argument.where) if argument.where is not None else None
    value: Expression | None = None
    if function.id == "all":
        value = type_condition(scope, written.arguments[1].value)
    elif column is not None:
        if isinstance(column.member, FormField) and column.member.type.kind is Kind.UNKNOWN:
            value = Literal(None, UNKNOWN)
        else:
            value = scope.finish(replace(column, row=RowBinding(table, slot), in_row=True), argument.value.span)
    scope.rows.pop()
    if value is not None and value.type.kind is Kind.UNKNOWN:
        return Literal(None, UNKNOWN)
    if function.parameters[0] == "numbers" and value is not None and not value.type.is_numeric:
        scope.reporter.report(codes.NOT_A_NUMBER, argument.value.span, type=value.type.term())
        return Literal(None, UNKNOWN)
    return Aggregate(function.id, table, slot, where, value, _result(function, value.type if value else COUNT))


def _sum_along(
    scope: Scope, reference: Reference, written: ast.Call, function: Signature
) -> Expression | None:  # fmt: skip
    """The sum of one field over its axis; figures that accumulate are not added up once more."""
    field, argument = reference.member, written.arguments[0]
    if not isinstance(field, FormField) or field.axis is None or reference.coordinate or not field.type.is_numeric:
        return None
    if reference.document or reference.expression is not None or argument.where is not None:
        return None
    if field.axis.cumulative:
        wanted = f"{scope.reporter.text(argument.value.span)}[{field.axis.coordinates[-1]}]"
        fix = replacing(written.span, wanted)._replace(safe=False)
        scope.reporter.report(
            codes.NEEDS_ROWS, argument.span, fix, function=function.chinese, type=field.type.term(), expected=wanted
        )
        return Literal(None, UNKNOWN)
    cells = [scope.finish(replace(reference, coordinate=at), argument.span) for at in field.axis.coordinates]
    found = tuple(cell for cell in cells if cell is not None)
    return Call("total", found, _result(function, field.type)) if len(found) == len(cells) else None


def _is_name(written: ast.Expression) -> bool:
    return isinstance(written, ast.Reference | ast.Member | ast.Index)


def _rows_of(scope: Scope, reference: Reference) -> tuple[FormTable | None, Reference | None]:
    """The table that a reference runs over, and the column it takes, if it names one."""
    member = reference.member
    if reference.document or reference.expression is not None or reference.key is not None:
        return None, None
    if isinstance(member, FormTable) and not reference.in_row:
        return member, None
    if isinstance(member, FormField) and not reference.in_row:
        table = scope.form.find(member.path[:-1])
        if isinstance(table, FormTable):
            return table, reference
    return None, None


def _wrong_rows(scope: Scope, function: Signature, argument: ast.Argument, found: Type) -> Expression:
    if found.kind is not Kind.UNKNOWN:
        scope.reporter.report(codes.NEEDS_ROWS, argument.span, function=function.chinese, type=found.term())
    return Literal(None, UNKNOWN)


def _result(function: Signature, first: Type) -> Type:
    if function.result == "same":
        kind = Kind.NUMBER
        return replace(first, kind=kind, low=None, high=None, scale=first.scale if function.id != "average" else None)
    return _RESULTS[function.result]


def _of_several(scope: Scope, function: Signature, written: ast.Call) -> Expression:
    """The least or greatest of several figures."""
    typed = [type_expression(scope, argument.value) for argument in written.arguments]
    for each, argument in zip(typed, written.arguments, strict=True):
        if each.type.kind is Kind.UNKNOWN:
            return Literal(None, UNKNOWN)
        if not each.type.is_numeric:
            scope.reporter.report(codes.NOT_A_NUMBER, argument.span, type=each.type.term())
            return Literal(None, UNKNOWN)
    # Bare figures and targets go with anything: what has a dimension of its own speaks for all.
    measure = next((each for each in typed if not each.type.is_bare and not each.type.dynamic), typed[0])
    adapted: list[Expression] = []
    for each in typed:
        pair = alike(scope, written.function.text, measure, each, written.span)
        if pair is None:
            return Literal(None, UNKNOWN)
        adapted.append(pair[1])
    dynamic = any(each.type.dynamic for each in adapted)
    result = replace(measure.type, kind=Kind.NUMBER, dynamic=dynamic, low=None, high=None, scale=None)
    return Call(f"{function.id}_of", tuple(adapted), result)


def _increasing(scope: Scope, written: ast.Expression) -> Expression:
    """A figure does not fall along its axis: each coordinate against the one before."""
    reference = resolve(scope, written)
    if reference is None:
        return Literal(None, UNKNOWN)
    member = reference.member
    if isinstance(member, FormField) and member.type.kind is Kind.UNKNOWN:
        return Literal(None, UNKNOWN)
    if not isinstance(member, FormField) or member.axis is None or reference.coordinate or not member.type.is_numeric:
        scope.reporter.report(codes.NEEDS_AXIS, written.span)
        return Literal(None, UNKNOWN)
    cells = [
        scope.finish(replace(reference, coordinate=coordinate), written.span) for coordinate in member.axis.coordinates
    ]
    links: list[Expression] = []
    for before, after in pairwise(cells):
        if before is None or after is None or not isinstance(before, CellValue | RowValue | Lookup):
            scope.reporter.report(codes.NEEDS_AXIS, written.span)
            return Literal(None, UNKNOWN)
        links.append(Compare("<=", before, after, None, BOOLEAN))
    chained = links[0] if links else Literal(True, BOOLEAN)
    for link in links[1:]:
        chained = Logical("and", chained, link, BOOLEAN)
    return chained


def _plain(scope: Scope, function: Signature, written: ast.Call) -> Expression:
    """A function of single values."""
    arguments: list[Expression] = []
    for parameter, argument in zip(function.parameters, written.arguments, strict=True):
        typed = type_expression(scope, argument.value)
        if typed.type.kind is Kind.UNKNOWN:
            return Literal(None, UNKNOWN)
        if parameter == "pattern":
            # as it is written: a text is made canonical, in which a full-width bracket would become an operator
            pattern = argument.value.text if isinstance(argument.value, ast.String) else None
            if pattern is None or not is_valid_pattern(pattern):
                shown = pattern[:60] if pattern is not None else "…"
                scope.reporter.report(codes.BAD_PATTERN, argument.span, pattern=shown, refused=not_in_re2(shown))
                return Literal(None, UNKNOWN)
            typed = Literal(pattern, TEXT)
        if function.id == "years" and typed.type.kind is Kind.DATE:  # one date has one year: a figure
            return Call("year_of", (typed,), YEAR)
        if parameter in ("text", "text_or_date") and typed.type.kind is Kind.TARGET:
            typed = Call("target_word", (typed,), TEXT)
        fits = {
            "text": typed.type.kind is Kind.TEXT,
            "text_or_date": typed.type.kind is Kind.TEXT,
            "pattern": typed.type.kind is Kind.TEXT,
            "target": typed.type.kind is Kind.TARGET,
            "number": typed.type.is_numeric,
            "places": _is_places(typed),
        }[parameter]
        if not fits:
            wanted = {"target": TARGET, "number": AMOUNT}.get(parameter, TEXT).term()
            wanted = Term("type.places") if parameter == "places" else wanted
            scope.reporter.report(codes.WRONG_TYPE, argument.span, found=typed.type.term(), wanted=wanted)
            return Literal(None, UNKNOWN)
        arguments.append(typed)
    result = _result(function, arguments[0].type)
    result = replace(result, low=ZERO) if function.id == "absolute" else result
    units = scope.form.units if function.result == "amounts" else None
    return Call(function.id, tuple(arguments), result, units)


def _is_places(typed: Expression) -> bool:
    """Whether a figure is a number of places, written out."""
    if not isinstance(typed, Literal) or not isinstance(typed.value, Decimal) or not typed.type.is_bare:
        return False
    return typed.value == typed.value.to_integral_value() and abs(typed.value) <= MAX_DIGITS
