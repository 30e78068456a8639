"""Rows that are called otherwise where they are declared than by all who refer to them: the slip is in the row's own name.

Judges the unknown references of one filled form when they are explained. Never changes a verdict.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gouji.lang import codes
from gouji.lang.closures import Frame
from gouji.lang.diagnostic import MOST_RELATED, Diagnostic, Related, requoted
from gouji.lang.form_model import FormTable, dotted
from gouji.lang.model import CellValue, Check, Column, Instance, OneOf, RowValue
from gouji.lang.nearest import nearest
from gouji.lang.probe import NamedCell, Probe
from gouji.lang.submission import State, Submission

# References that agree on a name are not all misspelt in the same way.
_FEWEST_AGREEING = 2


@dataclass(frozen=True, slots=True)
class _Misnamed:
    """A row to which nobody refers by its name, and the references that are to it by another one."""

    check: Check
    table: FormTable
    row: int
    name: str
    references: list[NamedCell]


def is_reference(check: Check) -> bool:
    """Whether a check asks that what a cell refers to is there."""
    return check.code is codes.UNKNOWN_REFERENCE


def references_of(checks: Iterable[Check]) -> list[OneOf]:
    """The conditions of all checks of references."""
    musts = (instance.must for check in checks if is_reference(check) for instance in check.instances)
    return [must for must in musts if isinstance(must, OneOf)]


class Misnamed:
    """The misnamed rows of one filled form: `references` are all that it may have, `failures` those to no row."""

    def __init__(
        self, references: Iterable[OneOf], failures: Iterable[tuple[Check, Instance, Frame]], submission: Submission
    ) -> None:
        self._submission = submission
        self._rows: dict[tuple[int, str], _Misnamed] = {}
        unknown: dict[int, dict[str, list[tuple[Check, FormTable, NamedCell]]]] = {}
        for check, instance, frame in failures:
            table, names = _referred(instance, frame)
            named = Probe(frame).cell(instance.must.operand) if isinstance(instance.must, OneOf) else None
            if table is not None and named is not None:
                for name in set(names) - submission.tables[table.index].keys.keys():
                    unknown.setdefault(table.index, {}).setdefault(name, []).append((check, table, named))
        used = _used(references, submission) if unknown else {}
        for index, by_name in unknown.items():
            data = submission.tables[index]
            free = {
                key: row
                for key, row in data.keys.items()
                if key not in used[index] and data.prescribed[row] is None
            }  # fmt: skip
            for name, found in sorted(by_name.items(), key=lambda one: -len(one[1])):
                near = nearest(name, free) if len(found) >= _FEWEST_AGREEING else None
                if near is not None:
                    check, table, _ = found[0]
                    cells = [named for _, _, named in found]
                    self._rows[index, name] = _Misnamed(check, table, free.pop(near), name, cells)

    def explains(self, instance: Instance, frame: Frame) -> bool:
        """Whether all that a cell refers to in vain are misnamed rows."""
        table, names = _referred(instance, frame)
        if table is None:
            return False
        keys = self._submission.tables[table.index].keys
        return all((table.index, name) in self._rows for name in names if name not in keys)

    def as_meant(self, frame: Frame) -> Frame:
        """A frame in which the misnamed rows are found by the name that was meant, too."""
        tables = list(frame[1])
        for (index, name), one in self._rows.items():
            tables[index] = replace(tables[index], keys=tables[index].keys | {name: one.row})
        return [frame[0], tables, *frame[2:]]

    def findings(self) -> Iterator[Diagnostic]:
        """One for each misnamed row."""
        submission = self._submission
        for one in self._rows.values():
            key = one.table.key
            assert key is not None
            cell = submission.tables[one.table.index].columns[key.slots[0]][one.row]
            related = tuple(
                Related(named.name, named.cell.text, submission.place(named.cell.span))
                for named in one.references[:MOST_RELATED]
            )
            arguments: dict[str, object] = {
                "cell": dotted(key.path), "text": cell.text, "wanted": one.name, "number": len(one.references),
                "table": dotted(one.table.path),
            }  # fmt: skip
            yield Diagnostic(
                codes.MISNAMED_ROW, submission.place(cell.span), arguments, rule=one.check.name,
                form=one.check.form, own_severity=one.check.severity, own_category=one.check.category, related=related,
                unlisted=max(0, len(one.references) - MOST_RELATED),
                fix=requoted(cell.span, one.name, safe=False),
            )  # fmt: skip


def _referred(instance: Instance, frame: Frame) -> tuple[FormTable | None, tuple[str, ...]]:
    """The table that a reference is to, and the names that it gives."""
    must = instance.must
    if not isinstance(must, OneOf) or not isinstance(must.members, Column):
        return None, ()
    found = Probe(frame).value(must.operand)
    return must.members.table, found if isinstance(found, tuple) else () if found is None else (found,)


def _used(references: Iterable[OneOf], submission: Submission) -> dict[int, set[str]]:
    """All names by which rows are referred to, by the index of their table."""
    used: dict[int, set[str]] = {}
    for must in references:
        operand = must.operand
        assert isinstance(must.members, Column)
        names = used.setdefault(must.members.table.index, set())
        if isinstance(operand, CellValue):
            cells = [submission.cells[operand.slot]]
        else:
            assert isinstance(operand, RowValue)
            cells = submission.tables[operand.table.index].columns[operand.column]
        for cell in cells:
            if cell.state == State.GIVEN:
                names.update(map(str, cell.value) if isinstance(cell.value, tuple) else [str(cell.value)])
    return used
