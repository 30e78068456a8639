"""A failed check -> a finding people can act on: the cell at fault, the figures, the arithmetic, the others, a fix.

Runs only after a failure, in the frame in which it happened. Never decides a verdict.
"""

from collections.abc import Iterator
from decimal import Decimal, DecimalException
from typing import Any

from gouji.lang import codes
from gouji.lang.aggregates import compile_rows
from gouji.lang.arithmetic import RELATIONS, SIGNS, figures_of, filled
from gouji.lang.blame import NamedCell, blamed, named_cell, row_cell
from gouji.lang.closures import Frame, compile_value
from gouji.lang.diagnostic import Diagnostic, Related, Term
from gouji.lang.model import (
    Aggregate,
    Arithmetic,
    Call,
    CellValue,
    Check,
    Compare,
    Expression,
    Instance,
    IsFirstWithKey,
    Let,
    Logical,
    Lookup,
    Negative,
    Not,
    RowValue,
)
from gouji.lang.outcomes import NotApplicable, NotEvaluable
from gouji.lang.remedies import computed_fix, specifics
from gouji.lang.submission import Cell, State, Submission, TableData
from gouji.lang.units import format_in

MOST_RELATED = 200


def explain_failure(check: Check, instance: Instance, submission: Submission, frame: Frame) -> Diagnostic:
    """The finding of a check that failed in this frame."""
    failed = _failed_part(instance.must, frame)
    name, cell, span = blamed(instance, failed, submission, frame)
    arguments: dict[str, object] = {"cell": name or submission.form.name, **check.arguments}
    code, fix, help_arguments = specifics(check, failed, submission, frame)
    arguments |= help_arguments
    difference = tolerance = ""
    lines: tuple[str, ...] = ()
    if isinstance(failed, Compare):
        figures = figures_of(failed, frame)
        other = named_cell(failed.right, frame) if isinstance(failed.right, CellValue | RowValue | Lookup) else None
        arguments |= {
            "left": figures.left, "right": figures.right, "operator": SIGNS[failed.operator],
            "relation": RELATIONS[failed.operator], "difference": figures.difference, "blanks": figures.blanks,
            "other": other.name if other else "",
        }  # fmt: skip
        difference, tolerance, lines = figures.difference, figures.tolerance, figures.lines
        fix = fix or computed_fix(check, failed, frame)
    elif cell is not None:
        arguments.setdefault("text", cell.text)
    related = _related(instance, failed, frame, submission, cell)
    message = instance.message
    return Diagnostic(
        code,
        submission.place(span),
        arguments,
        rule=check.name,
        own_severity=check.severity,
        own_category=check.category,
        own_message=filled(message, frame) if message is not None else "",
        own_english=filled(instance.english, frame) if instance.english is not None else "",
        related=related,
        difference=difference,
        tolerance=tolerance,
        basis=check.basis,
        explanation=lines,
        fix=fix,
    )


def explain_unevaluated(
    check: Check, instance: Instance, submission: Submission, frame: Frame, reason: Term
) -> Diagnostic:
    """The finding of a check that has no answer in this frame."""
    name, _, span = blamed(instance, instance.must, submission, frame)
    arguments: dict[str, object] = {"cell": name or submission.form.name, "reason": reason}
    related = _related(instance, instance.must, frame, submission, None)
    return Diagnostic(
        codes.NOT_EVALUATED, submission.place(span), arguments, rule=check.name, own_category=check.category,
        basis=check.basis, related=related,
    )  # fmt: skip


def _failed_part(must: Expression, frame: Frame) -> Expression:
    """The comparison that failed, inside of `and` and around `let`."""
    if isinstance(must, Logical) and must.operator == "and":
        for side in (must.left, must.right):
            try:
                if compile_value(side)(frame) is False:
                    return _failed_part(side, frame)
            except (NotApplicable, NotEvaluable):
                continue
    if isinstance(must, Let):
        return _failed_part(must.value, frame)
    return must


def _related(
    instance: Instance, failed: Expression, frame: Frame, submission: Submission, blamed: Cell | None
) -> tuple[Related, ...]:
    """Every other cell that took part, with its figure and place."""
    cells: list[NamedCell] = []
    _collect(failed, frame, cells, set())
    seen = {id(blamed)}
    related: list[Related] = []
    for named in cells[:MOST_RELATED]:
        if id(named.cell) not in seen:
            seen.add(id(named.cell))
            related.append(Related(named.name, _cell_text(named.cell), submission.place(named.cell.span)))
    return tuple(related)


def _cell_text(cell: Cell) -> str:
    if isinstance(cell.value, Decimal) and cell.unit is not None:
        return format_in(cell.value, cell.unit)
    return cell.text


def _collect(part: Any, frame: Frame, cells: list[NamedCell], lets: set[int]) -> None:
    """Adds the cells of an expression; those of a let, which may be used many times, once."""
    if len(cells) > MOST_RELATED:
        return
    if isinstance(part, CellValue | RowValue | Lookup):
        named = named_cell(part, frame)
        if named is not None and named.cell.state != State.ABSENT:
            cells.append(named)
    elif isinstance(part, Aggregate):
        if part.function in ("sum", "average", "minimum", "maximum", "all") and part.value is not None:
            for _ in _rows(part, frame):
                _collect(part.value, frame, cells, lets)
                if len(cells) > MOST_RELATED:
                    break
    elif isinstance(part, Arithmetic | Compare | Logical):
        _collect(part.left, frame, cells, lets)
        _collect(part.right, frame, cells, lets)
    elif isinstance(part, Let):
        if part.slot not in lets:
            lets.add(part.slot)
            _collect(part.value, frame, cells, lets)
    elif isinstance(part, Negative | Not):
        _collect(part.operand, frame, cells, lets)
    elif isinstance(part, Call):
        for argument in part.arguments:
            _collect(argument, frame, cells, lets)
    elif isinstance(part, IsFirstWithKey):
        data: TableData = frame[1][part.table.index]
        key = part.table.key
        assert key is not None
        cell = data.columns[key.slots[0]][frame[part.row]]
        first = row_cell(part.table, key.slots[0], data.keys.get(str(cell.value), 0), frame)
        if first is not None:
            cells.append(first)


def _rows(aggregate: Aggregate, frame: Frame) -> Iterator[int]:
    """The rows that are meant, up to one for which that has no answer."""
    try:
        yield from compile_rows(aggregate)(frame)
    except (NotApplicable, NotEvaluable, DecimalException):
        return
