"""The cells of targets: what is wrong in one itself is reported once, and then does not take part in arithmetic.

Reads no other cells, and compares nothing: that is left to the checks.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gouji.lang import codes
from gouji.lang.bind_findings import CellFindings, CellName
from gouji.lang.diagnostic import Diagnostic, Term, requoted
from gouji.lang.form_model import FormField, PrescribedRow
from gouji.lang.functions import has_dimension
from gouji.lang.located import Scalar, ScalarValue
from gouji.lang.submission import Cell, State
from gouji.lang.target_oddities import (
    is_below_zero,
    is_none_of_anything,
    is_part_of_a_thing,
    is_warmth,
    without_leading_zeros,
    word_meant,
)
from gouji.lang.target_parts import CellOfParts, RowOfParts
from gouji.lang.units import DIMENSIONLESS, Unit, Units
from gouji.lang.values import Target, TargetKind, canonical_text, parse_target, show_target


@dataclass(slots=True)
class TargetCells:
    """Reads targets in the units of a form, and adds to what was told of it."""

    units: Units
    told: CellFindings

    def put_together(
        self,
        parts: RowOfParts,
        field: FormField,
        node: Scalar,
        name: CellName,
        prescribed: PrescribedRow | None,
        row: str,
    ) -> Cell:
        """A target whose comparator or unit stands beside it: read as if it had been written in one cell."""
        if not _may_be_target(node.value):
            return self.target(field, node, name, prescribed, row)
        whole = parts.whole(field, node, name)
        if whole is None:
            return Cell(State.BROKEN, None, node.span, node.text)
        told = len(self.told.findings)
        cell = self.target(field, Scalar(whole.text, node.span, whole.text), name, prescribed, row)
        self.told.findings[told:] = parts.adjusted(whole, self.told.findings[told:])
        return CellOfParts(cell.state, whole.settled(cell.value), cell.span, cell.text, whole=whole)

    def target(
        self, field: FormField, node: Scalar, name: CellName, prescribed: PrescribedRow | None, row: str
    ) -> Cell:
        """A target cell: what is wrong in itself is reported here, once, and then does not take part in arithmetic."""
        value = node.value
        if not _may_be_target(value):
            self.told.wrong(node.span, name, Term("value.target"), node)
            return Cell(State.BROKEN, None, node.span, node.text)
        text = value if isinstance(value, str) else node.text
        target = parse_target(text, self.units)
        if is_warmth(target, row):
            target = replace(parse_target(text.replace("度", "℃"), self.units), text=text)
        kind = target.kind
        if kind is TargetKind.NOT_APPLICABLE:
            return Cell(State.INAPPLICABLE, target, node.span, text)
        if kind is TargetKind.BLANK:
            return Cell(State.BLANK, None, node.span, text)
        if kind is TargetKind.NOT_GIVEN and prescribed and (prescribed.words or prescribed.unit):
            target = replace(target, kind=TargetKind.WORD, word=canonical_text(text))  # not what the row prescribes
        elif kind is TargetKind.NOT_GIVEN:
            self.told.report(codes.TARGET_NOT_GIVEN, node.span, name, "类型", text=text)
            return Cell(State.BROKEN, target, node.span, text)
        unit = prescribed.unit if prescribed and prescribed.lends else field.unit
        if kind in (TargetKind.NO_NUMBER, TargetKind.MALFORMED) or (kind is TargetKind.RANGE and target.problem):
            return self.unreadable(target, node, name)
        if kind is TargetKind.QUANTITY:
            assert target.quantity is not None
            if target.quantity.unit.dimension is None:
                says_all = is_none_of_anything(target)
                target = self.with_unit(target, unit, prescribed, node, name)
                if isinstance(value, str) and prescribed and prescribed.lends and not says_all:
                    self.unwritten(target, prescribed, node, name)
            if target.problem == "unknown-unit":
                near = self.units.nearest(target.unit_text) or ""
                meant = near.join(text.rsplit(target.unit_text, 1)) if near else ""
                fix = requoted(node.span, meant, safe=False) if meant else None
                self.told.report(
                    codes.TARGET_UNIT_UNKNOWN, node.span, name, "类型", fix=fix,
                    text=text, unit=target.unit_text, nearest=near,
                )  # fmt: skip
            if prescribed and prescribed.unit and not has_dimension(target, prescribed.unit):
                target = replace(target, problem="wrong-unit")
        self.spelling(target, node, name, free=not (prescribed and prescribed.words))
        if not (field.bounds or (prescribed and prescribed.bounds)) and is_below_zero(target, row):
            self.told.report(codes.TARGET_BELOW_ZERO, node.span, name, "类型", text=text)
        elif is_part_of_a_thing(target, name.shown):
            part = Term("target-oddity.part-of-a-thing", (("unit", target.unit_text),))
            self.told.report(codes.TARGET_ODD_FIGURE, node.span, name, "写法", text=text, problem=part)
        return Cell(State.GIVEN, target, node.span, text)

    def spelling(self, target: Target, node: Scalar, name: CellName, *, free: bool) -> None:
        """How a target that is understood is written; words are free where the row prescribes none."""
        shown = show_target(target)
        if plain := without_leading_zeros(target):
            problem = Term("target-oddity.leading-zero")
            fix = requoted(node.span, plain, safe=False)
            self.told.report(
                codes.TARGET_ODD_FIGURE, node.span, name, "写法", fix=fix, text=target.text, problem=problem
            )
        elif (
            target.kind is TargetKind.QUANTITY and not target.spelled_canonically and target.problem != "trailing-text"
        ):
            fix = requoted(node.span, shown, safe=True)
            self.told.report(codes.TARGET_SPELLING, node.span, name, "写法", fix=fix, text=target.text, canonical=shown)
        elif free and (meant := word_meant(target)):
            fix = requoted(node.span, meant, safe=False)
            self.told.report(codes.TARGET_SPELLING, node.span, name, "写法", fix=fix, text=target.text, canonical=meant)

    def unreadable(self, target: Target, node: Scalar, name: CellName) -> Cell:
        """A target that says nothing that could be checked."""
        code = codes.TARGET_WITHOUT_NUMBER if target.kind is TargetKind.NO_NUMBER else codes.TARGET_UNREADABLE
        problem = Term(f"target-problem.{target.problem}", (("meant", target.meant),)) if target.problem else ""
        fix = requoted(node.span, target.meant, safe=False) if target.meant else None
        self.told.report(code, node.span, name, "类型", fix=fix, text=target.text[:80], problem=problem)
        return Cell(State.BROKEN, target, node.span, target.text)

    def with_unit(
        self, target: Target, unit: Unit | None, prescribed: PrescribedRow | None, node: Scalar, name: CellName
    ) -> Target:
        """A bare number takes the unit of its field or prescribed row; without one, the unit is missing."""
        quantity = target.quantity
        assert quantity is not None
        if unit is None and is_none_of_anything(target):
            return target
        if unit is None or (quantity.unit.name and unit.dimension == DIMENSIONLESS):
            wanted = prescribed.unit.name if prescribed is not None and prescribed.unit is not None else ""
            fix = (
                requoted(node.span, target.text.strip() + wanted, safe=False)
                if wanted and not quantity.unit.name
                else None
            )
            self.told.report(codes.TARGET_WITHOUT_UNIT, node.span, name, "类型", fix=fix, text=target.text)
            return target
        factor = unit.factor if not quantity.unit.name else Decimal(1)
        lent = replace(quantity, value=quantity.value * factor, precision=quantity.precision * factor, unit=unit)
        return replace(target, quantity=lent)

    def unwritten(self, target: Target, prescribed: PrescribedRow, node: Scalar, name: CellName) -> None:
        """A text without the unit that its row prescribes: it can be taken in that, but does not say so."""
        unit = prescribed.unit
        if unit is None or target.quantity is None or target.quantity.unit != unit:
            return
        fix = requoted(node.span, show_target(target), safe=True)
        self.told.report(
            codes.TARGET_UNIT_UNWRITTEN, node.span, name, "写法", fix=fix, text=target.text, unit=unit.name
        )


def with_unit_of_others(found: list[Diagnostic], cells: list[Cell]) -> list[Diagnostic]:
    """What was found in the cells of one target, where one lacks its unit: it is likely that of the other periods."""
    units = {
        one.value.unit_text
        for one in cells
        if isinstance(one.value, Target) and one.value.quantity is not None and one.value.quantity.unit.dimension
    }
    if len(units) != 1 or "" in units:
        return found
    (unit,) = units
    lacking = {one.span: one.value.text.strip() for one in cells if isinstance(one.value, Target)}
    return [
        replace(one, fix=requoted(one.place.span, lacking[one.place.span] + unit, safe=False))
        if one.code is codes.TARGET_WITHOUT_UNIT and one.fix is None and one.place.span in lacking
        else one
        for one in found
    ]


def _may_be_target(value: ScalarValue) -> bool:
    """Whether a value is a text, a date or a figure that ends."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, str | int | date) and not isinstance(value, bool)
