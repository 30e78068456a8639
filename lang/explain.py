"""A failed check -> a finding people can act on: the cell at fault, the figures, the arithmetic, the others, a fix.

Runs only after a failure, in the frame in which it happened. Never decides a verdict.
"""

from collections.abc import Container, Iterable, Iterator
from decimal import Decimal

from gouji.lang import codes
from gouji.lang.arithmetic import RELATIONS, SIGNS, Figures, figures_of, filled, tells_difference
from gouji.lang.blame import as_far_as_reached, blamed
from gouji.lang.closures import Frame
from gouji.lang.diagnostic import MOST_RELATED, Diagnostic, Related, Term, says
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
from gouji.lang.probe import NamedCell, Probe
from gouji.lang.remedies import computed_fix, off_by, specifics
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import format_in
from gouji.lang.walk import walk


def explain_failure(
    check: Check, instance: Instance, submission: Submission, frame: Frame, passed: Iterable[Instance] = ()
) -> Diagnostic:  # fmt: skip
    """The finding of a check that failed in this frame; `passed` are its instances that held somewhere."""
    probe = Probe(frame)
    failed = _failed_part(instance.must, probe)
    name, cell, span = blamed(instance, failed, submission, probe)
    arguments: dict[str, object] = {"cell": name or submission.form.name, **check.arguments}
    code, fix, help_arguments = specifics(check, failed, submission, probe)
    arguments |= help_arguments
    apart = help_arguments.get("difference", "")
    assert isinstance(apart, str | Term)
    figures = Figures("", "")
    if isinstance(failed, Compare):
        figures = figures_of(failed, probe)
        is_cell = isinstance(failed.right, CellValue | RowValue | Lookup) or check.code is codes.DEADLINE_FALLS
        other = probe.cell(failed.right) if is_cell else None
        arguments |= {
            "left": figures.left, "right": figures.right, "operator": SIGNS[failed.operator],
            "relation": RELATIONS[failed.operator], "difference": figures.difference, "blanks": figures.blanks,
            "other": other.name if other else "",
        }  # fmt: skip
        if check.code is codes.TOTAL_MISMATCH and (slip := off_by(failed, probe)):
            arguments["expected"] = slip
        fix = fix or computed_fix(check, failed, probe)
    elif cell is not None:
        arguments.setdefault("text", cell.text)
    vouched_for = _compared_as_equal(passed) if isinstance(failed, Compare) and failed.operator in ("=", "~") else set()
    related, unlisted = _related(failed, probe, submission, cell, {id(submission.cells[slot]) for slot in vouched_for})
    message = instance.message
    told = filled(message, probe, figures.unit) if message is not None else ""
    lines = figures.lines
    if not lines and message is not None and not all(says(told, side) for side in figures.bare):
        lines = (figures.plain,) if figures.plain else ()  # the writer names one side, or neither
    return Diagnostic(
        code,
        submission.place(span),
        arguments,
        rule=check.name,
        form=check.form,
        own_severity=check.severity,
        own_category=check.category,
        own_message=told,
        own_english=filled(instance.english, probe, figures.unit) if instance.english is not None else "",
        related=related,
        unlisted=unlisted,
        difference=figures.difference or apart,
        difference_told=message is not None and tells_difference(message, figures, probe),
        tolerance=figures.tolerance,
        basis=check.basis,
        explanation=lines,
        fix=fix,
        coordinates=instance.coordinates,
        answerable=check.answerable,
        declared=check.place,
    )


def explain_unevaluated(
    check: Check, instance: Instance, submission: Submission, frame: Frame, reason: Term
) -> Diagnostic:
    """The finding of a check that has no answer in this frame."""
    probe = Probe(frame)
    instance = as_far_as_reached(instance, probe)
    name, _, span = blamed(instance, instance.must, submission, probe)
    arguments: dict[str, object] = {"cell": name or submission.form.name, "reason": reason}
    related, unlisted = _related(instance.must, probe, submission, None)
    return Diagnostic(
        codes.NOT_EVALUATED, submission.place(span), arguments, rule=check.name, form=check.form,
        own_category=check.category, basis=check.basis, related=related, unlisted=unlisted, coordinates=instance.coordinates,
        declared=check.place,
    )  # fmt: skip


def _failed_part(must: Expression, probe: Probe) -> Expression:
    """The comparison that failed, inside of `and` and around `let`."""
    if isinstance(must, Logical) and must.operator == "and":
        for side in (must.left, must.right):
            if probe.value(side) is False:
                return _failed_part(side, probe)
    if isinstance(must, Let):
        return _failed_part(must.value, probe)
    return must


def _compared_as_equal(passed: Iterable[Instance]) -> set[int]:
    """The slots of the cells outside of tables that took part where the same check held: an equality vouches for them."""
    return {node.slot for instance in passed for node in walk(instance.must) if isinstance(node, CellValue)}


def _related(
    failed: Expression, probe: Probe, submission: Submission, blamed: Cell | None, vouched_for: Container[int] = ()
) -> tuple[tuple[Related, ...], int]:
    """Every other cell that took part, with its figure and place, up to a limit; and how many more there are."""
    seen = {id(blamed)}
    related: list[Related] = []
    others = 0
    for named in _cells(failed, probe, set()):
        if id(named.cell) in seen:
            continue
        seen.add(id(named.cell))
        if len(related) < MOST_RELATED:
            place, is_sound = submission.place(named.cell.span), id(named.cell) in vouched_for
            related.append(Related(named.name, _cell_text(named.cell), place, is_sound))
        else:
            others += 1
    return tuple(related), others


def _cell_text(cell: Cell) -> str:
    if isinstance(cell.value, Decimal) and cell.unit is not None:
        return format_in(cell.value, cell.unit)
    return cell.text


def _cells(part: Expression, probe: Probe, lets: set[int]) -> Iterator[NamedCell]:
    """The cells of an expression; those of a let, which may be used many times, once."""
    if isinstance(part, CellValue | RowValue | Lookup):
        named = probe.cell(part)
        if named is not None and named.cell.state != State.ABSENT:
            yield named
    elif isinstance(part, Aggregate):
        if part.function in ("sum", "average", "minimum", "maximum", "all") and part.value is not None:
            for _ in probe.rows(part):
                yield from _cells(part.value, probe, lets)
    elif isinstance(part, Arithmetic | Compare | Logical):
        yield from _cells(part.left, probe, lets)
        yield from _cells(part.right, probe, lets)
    elif isinstance(part, Let):
        if part.slot not in lets:
            lets.add(part.slot)
            yield from _cells(part.value, probe, lets)
    elif isinstance(part, Negative | Not):
        yield from _cells(part.operand, probe, lets)
    elif isinstance(part, Call):
        for argument in part.arguments:
            yield from _cells(argument, probe, lets)
    elif isinstance(part, IsFirstWithKey):
        data, key, row = probe.data(part.table), part.table.key, probe.row(part.row)
        assert key is not None
        if row is not None:
            first = probe.row_cell(
                part.table, key.slots[0], data.keys.get(str(data.columns[key.slots[0]][row].value), 0)
            )
            if first is not None:
                yield first
