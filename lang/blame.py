"""Which cell a finding is about: the `at` clause, else the left side, else a figure in a text, else the row.

Finds and names cells in the frame of a failure; explains nothing.
"""

from gouji.lang.form_model import FormTable, dotted
from gouji.lang.model import (
    Aggregate,
    Call,
    CellValue,
    Compare,
    Expression,
    HasRow,
    Instance,
    IsFirstWithKey,
    IsState,
    Let,
    Lookup,
    MemberLoop,
    RowLoop,
    Rows,
    RowValue,
    Variable,
)
from gouji.lang.probe import NamedCell, Probe
from gouji.lang.source import Source, Span
from gouji.lang.submission import Cell, Submission
from gouji.lang.walk import walk


def primary_place(instance: Instance, probe: Probe) -> tuple[Cell | None, FormTable | None]:
    """The cell that a check is about in its frame, or the table, by the same order in which a failure is blamed."""
    if isinstance(instance.at, Rows):
        return None, instance.at.table
    must = instance.must
    named = probe.cell(instance.at) or _first_cell(instance, must, probe)
    near = misspelt_row(must, probe) if named is None and isinstance(must, HasRow) else None
    named = named or (near[0] if near is not None else None)
    return (named.cell, None) if named is not None else (None, _table_of(must))


def _table_of(part: Expression) -> FormTable | None:
    """The table that a condition on no single cell is about."""
    if isinstance(part, HasRow):
        return part.table
    if isinstance(part, IsState) and isinstance(part.operand, Rows):
        return part.operand.table
    return next((node.table for node in walk(part) if isinstance(node, Aggregate)), None)


def as_far_as_reached(instance: Instance, probe: Probe) -> Instance:
    """An instance without an answer in its frame, as far as it was run: up to a loop's `where` that has none.

    The slots of the loops within that one hold nothing, or what another check left there.
    """
    for number, loop in enumerate(instance.loops, 1):
        if loop.where is not None and probe.value(loop.where) is not True:
            at = instance.at if number == len(instance.loops) else None
            return instance._replace(loops=instance.loops[:number], must=loop.where, at=at)
    return instance


def blamed(
    instance: Instance, failed: Expression, submission: Submission, probe: Probe
) -> tuple[str, Cell | None, Span]:
    """Name, cell and place at fault: `at`, else the left side, else a figure in a text, else the row."""
    if isinstance(instance.at, Rows):
        return _table_place(instance.at.table, probe)
    if instance.at is not None:
        named = probe.cell(instance.at)
        if named is not None:
            return named.name, named.cell, named.cell.span
    left = failed.left if isinstance(failed, Compare) else getattr(failed, "operand", None)
    named = probe.cell(left)
    if named is None:
        for loop in reversed(instance.loops):
            place = _member_place(loop, instance, probe, submission.source) if isinstance(loop, MemberLoop) else None
            if place is not None:
                return place
    named = named or _first_cell(instance, failed, probe)
    if named is not None:
        return named.name, named.cell, named.cell.span
    near = misspelt_row(failed, probe) if isinstance(failed, HasRow) else None
    if near is not None:
        return near[0].name, near[0].cell, near[0].cell.span
    table = _table_of(failed)
    return _table_place(table, probe) if table is not None else ("", None, Span(0, 0))


def _table_place(table: FormTable, probe: Probe) -> tuple[str, Cell | None, Span]:
    """A table as a whole is pointed at by the header of its first row."""
    data = probe.data(table)
    return dotted(table.path), None, data.spans[0] if data.spans else data.span


def _member_place(loop: MemberLoop, instance: Instance, probe: Probe, source: Source) -> tuple[str, Cell, Span] | None:
    """A member's place in its text, under the name of the cell from which it was taken, at once or member by member."""
    member = probe.member(loop.slot)
    text = _taken_from(loop)
    around = {one.slot: one for one in instance.loops if isinstance(one, MemberLoop)}
    while isinstance(text, Variable):
        text = _taken_from(around[text.slot]) if text.slot in around else None
    named = probe.cell(text)
    if member is None or member.cell is None:
        return None  # a word of the rule, or what no cell says
    return named.name if named else "", member.cell, text_span(source, member.cell, member.start, member.end)


def _taken_from(loop: MemberLoop) -> Expression | None:
    """What a loop's members are taken from: a cell, or a member of a loop around it."""
    text: Expression = loop.members
    while isinstance(text, Let) or (isinstance(text, Call) and text.arguments):
        text = text.value if isinstance(text, Let) else text.arguments[0]
    return text


def text_span(source: Source, cell: Cell, start: int, end: int) -> Span:
    """The place of a part of a cell's text, where the file holds the text as it is; else the whole cell."""
    if cell.text_at is None:  # once for all of its parts
        cell.text_at = source.text.find(cell.text, cell.span.start, cell.span.end) if cell.text else -1
    at = cell.text_at
    return Span(at + start, at + end) if at >= 0 and end > start else cell.span


def _first_cell(instance: Instance, part: Expression, probe: Probe) -> NamedCell | None:
    if isinstance(part, IsFirstWithKey):
        key = part.table.key
        assert key is not None
        return probe.row_cell(part.table, key.slots[0], probe.row(part.row))
    for node in _cells_in(part):
        named = probe.cell(node)
        if named is not None:
            return named
    for loop in reversed(instance.loops):
        if isinstance(loop, RowLoop):
            key = loop.table.key
            return probe.row_cell(loop.table, key.slots[0] if key else 0, probe.row(loop.slot))
        member = probe.member(loop.slot) if isinstance(loop, MemberLoop) else None
        if member is not None and member.cell is not None:
            return NamedCell("", member.cell)
    return None


def _cells_in(part: Expression) -> list[Expression]:
    # The rows that an aggregate ran over are past: their slots stand at the last of them.
    return [node for node in walk(part, (Aggregate,)) if isinstance(node, CellValue | RowValue | Lookup)]


def misspelt_row(failed: HasRow, probe: Probe) -> tuple[NamedCell, str] | None:
    """The row that is nearest in name to a missing prescribed row, among those that are not prescribed themselves."""
    table = failed.table
    data = probe.data(table)
    row = data.misspelt.get(failed.prescribed.key)
    if table.key is None or row is None:
        return None
    named = probe.row_cell(table, table.key.slots[0], row)
    return (named, str(named.cell.value)) if named is not None else None
