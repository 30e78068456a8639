"""A target whose comparator or unit stands in a column of its own: its text put together from the cells of one row.

What the figure's own cell says counts; what the cells say against each other, or cannot be read, is told here, once.
Reads no target anew and checks none: the whole is read as if it had been written in one cell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.bind_findings import CellFindings, CellName
from gouji.lang.diagnostic import Diagnostic, Fix, Related, Replacement, Term, requoted
from gouji.lang.form_model import FormField, FormTable, cell_name
from gouji.lang.located import Entry, Node, Scalar
from gouji.lang.nearest import nearest
from gouji.lang.quantities import HALF, NUMBER, Quantity, squeezed
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Place, Source, Span
from gouji.lang.submission import Cell, Content
from gouji.lang.target_reader import DASHES, NOT_APPLICABLE
from gouji.lang.targets import PREFIX_WORDS, SUFFIX_WORDS, SYMBOLS, Comparator, Target, TargetKind
from gouji.lang.units import Dimension, Units
from gouji.lang.values import canonical_text, parse_target

WORDS_FOR_WORDS = frozenset(("定性", "定性指标", "定性描述", "文字", "文字描述", "文字型"))
"""What stands in place of a comparator where the target is a word."""

NO_COMPARATOR = frozenset(("定量", "定量指标"))
NO_UNIT = frozenset(("无单位", "无量纲", "没有"))
UNITS_IN_WORDS = {"百分比": "%", "百分数": "%", "百分号": "%", "千分比": "‰", "千分号": "‰"}
"""What a column of units says of ratios, where nobody would write it after a figure."""

UNITLESS: Dimension = (("无单位", 1),)

FIGURES = (TargetKind.QUANTITY, TargetKind.RANGE)
HELD = (*FIGURES, TargetKind.DATE)
UNREAD = (TargetKind.MALFORMED,)


class Sign(NamedTuple):
    """What a column says of the comparator; neither for none."""

    comparator: Comparator | None = None
    is_word: bool = False


class Measure(NamedTuple):
    """What a column says of the unit: its name, empty for none; `is_stated` where it says that there is none."""

    text: str
    is_stated: bool = False


class Beside(NamedTuple):
    """A column's cell in one row, as it was filled in. `node` is None where it is not."""

    field: FormField
    name: CellName
    node: Node | None

    @property
    def text(self) -> str | None:
        """What it holds, a blank if nothing; None where that is no text, which is told of the cell itself."""
        if self.node is None:
            return ""
        return self.node.value if isinstance(self.node, Scalar) and isinstance(self.node.value, str) else None

    @property
    def is_refused(self) -> bool:
        """Whether its own check says already that it may not hold this."""
        choices = self.field.type.choices
        return self.text is None or bool(choices and canonical_text(self.text) not in choices)


@lru_cache(256)
def read_sign(text: str) -> Sign | None:
    """A comparator as its column states it; None where it is none."""
    flat = squeezed(canonical_text(text).translate(HALF))
    if _says_nothing(flat) or flat in NO_COMPARATOR:
        return Sign()
    if flat in WORDS_FOR_WORDS:
        return Sign(is_word=True)
    found = SYMBOLS.get(flat) or PREFIX_WORDS.get(flat) or SUFFIX_WORDS.get(flat)
    return Sign(found) if found is not None else None


def read_measure(text: str, units: Units) -> Measure | None:
    """A unit as its column states it; None where it is not known."""
    flat = squeezed(canonical_text(text).translate(HALF))
    if _says_nothing(flat) or flat in NO_UNIT:
        return Measure("", bool(flat))
    name = UNITS_IN_WORDS.get(flat, flat)
    unit = units.find(name)
    return Measure(name) if unit is not None and unit.dimension is not None else None


def _says_nothing(flat: str) -> bool:
    return flat in NOT_APPLICABLE or not flat.strip(DASHES)


@dataclass(frozen=True, slots=True)
class Whole:
    """A target's text put together: `prefix` and `suffix` are what its own cell leaves to the columns beside it."""

    text: str
    own: Scalar
    prefix: str = ""
    suffix: str = ""
    units: Units | None = None
    measure: Measure | None = None
    beside: Beside | None = None

    def in_own_cell(self, text: str) -> str | None:
        """What a new text of the whole leaves for the cell of the figure; None where that is not all that is new."""
        if not text.startswith(self.prefix):
            return None
        text = text.removeprefix(self.prefix)
        unit = self.units.find(self.suffix) if self.units is not None and self.suffix else None
        for name in (self.suffix, unit.name if unit is not None else ""):
            if text.endswith(name):
                return text.removesuffix(name).strip()
        return None

    def settled(self, value: Content) -> Content:
        """A figure of which its column says that it has no unit lacks none: it is of a dimension of its own."""
        if self.measure is None or not self.measure.is_stated or not isinstance(value, Target):
            return value
        return replace(value, quantity=_without_unit(value.quantity), upper=_without_unit(value.upper))


def _without_unit(quantity: Quantity | None) -> Quantity | None:
    if quantity is None or quantity.unit.dimension is not None:
        return quantity
    return replace(quantity, unit=replace(quantity.unit, dimension=UNITLESS))


@dataclass(slots=True)
class CellOfParts(Cell):
    """A target cell put together from several: `text` is the whole, the span that of the figure's own cell."""

    whole: Whole | None = None

    @property
    def written(self) -> str:
        """What stands in its own cell."""
        own = self.whole.own if self.whole is not None else None
        if own is None:
            return self.text
        return own.value if isinstance(own.value, str) else own.text


def rewritten(cell: Cell, text: str, *, safe: bool) -> Fix | None:
    """A fix that gives a target another text; of one put together, only the figure's own cell changes."""
    if not isinstance(cell, CellOfParts) or cell.whole is None:
        return requoted(cell.span, text, safe=safe)
    return _in_own_cell(cell.whole, text, safe=safe)


def _in_own_cell(whole: Whole, text: str, *, safe: bool) -> Fix | None:
    own = whole.own
    left = whole.in_own_cell(text)
    if left is None or left == (own.value if isinstance(own.value, str) else own.text):
        return None
    bare = not isinstance(own.value, str) and NUMBER.fullmatch(left) is not None
    replacement = Replacement(own.span, left if bare else in_quotes(left))
    return Fix(Term("fix.replace", (("text", left),)), (replacement,), safe)


class RowOfParts:
    """The columns beside the targets of one row, each read once and told once."""

    def __init__(
        self, table: FormTable, entries: dict[str, Entry], key: str | int, units: Units, source: Source,
        told: CellFindings,
    ) -> None:  # fmt: skip
        self._table, self._entries, self._key = table, entries, key
        self._units, self._source, self.told = units, source, told
        self._signs: dict[str, Sign | None] = {}
        self._measures: dict[str, Measure | None] = {}
        self._without_unit: set[CellName] = set()
        self._told: set[Span] = set()

    def takes_from(self, field: FormField) -> bool:
        """Whether a comparator or a unit stands in this column."""
        sources = {name for one in self._table.fields.values() for name in (one.comparator_from, one.unit_from)}
        return field.name in sources and self._table.fields.get(field.name) is field

    def whole(self, field: FormField, node: Scalar, name: CellName) -> Whole | None:
        """The text of a target in its own cell, with what the columns beside it add; None where something was told."""
        text = node.value if isinstance(node.value, str) else node.text
        sign = self._sign(field)
        own = parse_target(text, self._units)
        if sign is None:
            return None
        if sign.is_word and own.kind in FIGURES and any(letter in "0123456789" for letter in text.translate(HALF)):
            self._differs(field.comparator_from, node, name, "figure-for-word", text)
            return None
        if own.kind in FIGURES:
            return self._figure(field, node, name, sign, own, text)
        if own.kind is TargetKind.DATE and sign.comparator is not None:
            return self._date(field, node, name, sign.comparator, own, text)
        if own.kind is TargetKind.WORD and not sign.is_word:
            return self._word(field, node, name, sign, text)
        return Whole(text, node)

    # --- kinds of targets

    def _figure(
        self, field: FormField, node: Scalar, name: CellName, sign: Sign, own: Target, text: str
    ) -> Whole | None:
        figure, prefix = own, ""
        if sign.comparator is not None and own.comparator is None:
            prefix = sign.comparator.value
        elif sign.comparator is not None and own.kind is TargetKind.QUANTITY:
            both = parse_target(f"{sign.comparator.value}{text}", self._units)
            if both.kind is own.kind:
                figure = both
            elif own.comparator is not sign.comparator:
                self._differs(field.comparator_from, node, name, "comparators", text)
        quantity = own.upper or own.quantity
        assert quantity is not None
        if quantity.unit.dimension is not None:
            self._compare_units(field, node, name, own, text)
            return self._made(text if figure is own else str(figure), prefix, "", node)
        measure = self._measure(field)
        if measure is None:
            return None
        scaled = quantity.unit.name + measure.text
        if measure.text and quantity.unit.name and self._units.find(scaled) is None:
            self._differs(field.unit_from, node, name, "units", text)
            return None
        plain = NUMBER.fullmatch(text.translate(HALF).strip()) is not None
        written = text.strip() if plain or (figure is own and not measure.text) else str(figure)
        made = self._made(written, prefix, measure.text, node)
        return replace(made, measure=measure, beside=self._beside(field.unit_from))

    def _date(
        self, field: FormField, node: Scalar, name: CellName, comparator: Comparator, own: Target, text: str
    ) -> Whole:
        both = parse_target(f"{comparator.value}{text}", self._units)
        if both.kind is not TargetKind.MALFORMED:
            return self._made(text, comparator.value, "", node)
        if own.comparator is not comparator:
            self._differs(field.comparator_from, node, name, "comparators", text)
        return Whole(text, node)

    def _word(self, field: FormField, node: Scalar, name: CellName, sign: Sign, text: str) -> Whole | None:
        """What is no figure alone may be one with its comparator and unit: 完成12, 三, 1:18."""
        prefix = sign.comparator.value if sign.comparator is not None else ""
        column = self._beside(field.unit_from)
        measure = read_measure(column.text or "", self._units) if column is not None else None
        unit = measure.text if measure is not None else ""
        # a figure without the unit that the column has is no figure; one that is half read is told as in one cell
        for suffix, kinds in ((unit, HELD), ("", UNREAD if unit else (*HELD, *UNREAD))):
            if prefix + suffix and parse_target(f"{prefix}{text}{suffix}", self._units).kind in kinds:
                return self._made(text, prefix, suffix, node)
        if sign.comparator in (None, Comparator.EQUAL):
            return Whole(text, node)
        self._differs(field.comparator_from, node, name, "word-for-figure", text)
        return None

    def _made(self, text: str, prefix: str, suffix: str, node: Scalar) -> Whole:
        return Whole(f"{prefix}{text}{suffix}", node, prefix, suffix, self._units)

    # --- the columns beside

    def _beside(self, column: str) -> Beside | None:
        field = self._table.fields.get(column)
        if field is None:
            return None
        entry = self._entries.get(column)
        key, row = (None, self._key) if isinstance(self._key, int) else (self._key, None)
        name = CellName(cell_name(field.path, "", key, row), field.path)
        return Beside(field, name, entry.node if entry is not None else None)

    def _sign(self, field: FormField) -> Sign | None:
        column = field.comparator_from
        if column not in self._signs:
            beside = self._beside(column)
            self._signs[column] = self._read_sign(beside) if beside is not None else Sign()
        return self._signs[column]

    def _read_sign(self, beside: Beside) -> Sign | None:
        sign = read_sign(beside.text) if beside.text is not None else None
        if sign is None and not beside.is_refused:
            text = beside.text or ""
            near = nearest(canonical_text(text), _WORDS) or ""
            assert beside.node is not None
            self.told.report(
                codes.COMPARATOR_UNREADABLE, beside.node.span, beside.name, "类型", text=text, nearest=near
            )
        return sign

    def _measure(self, field: FormField) -> Measure | None:
        column = field.unit_from
        if column not in self._measures:
            beside = self._beside(column)
            self._measures[column] = self._read_measure(beside) if beside is not None else Measure("")
        return self._measures[column]

    def _read_measure(self, beside: Beside) -> Measure | None:
        measure = read_measure(beside.text, self._units) if beside.text is not None else None
        if measure is None and not beside.is_refused:
            text = beside.text or ""
            near = self._units.nearest(text) or ""
            assert beside.node is not None
            self.told.report(codes.COLUMN_UNIT_UNKNOWN, beside.node.span, beside.name, "类型", text=text, nearest=near)
        return measure

    def _compare_units(self, field: FormField, node: Scalar, name: CellName, own: Target, text: str) -> None:
        """A unit that the figure's own cell states, against the column's. 5600万元 may be in 元, 每季度1次 in 次."""
        measure = self._measure(field)
        quantity = own.upper or own.quantity
        if measure is None or not measure.text or quantity is None:
            return
        unit = self._units.find(measure.text)
        assert unit is not None
        said_again = canonical_text(text).endswith(measure.text)
        is_rate = "每" in text and own.unit_text.startswith(f"{measure.text}/")
        if unit.dimension != quantity.unit.dimension:
            agree = said_again and is_rate
        else:
            agree = said_again or unit.factor == quantity.unit.factor
        if not agree:
            self._differs(field.unit_from, node, name, "units", text)

    # --- what is told

    def _differs(self, column: str, node: Scalar, name: CellName, problem: str, text: str) -> None:
        beside = self._beside(column)
        assert beside is not None
        said = (beside.text or "").strip()
        place = Place(self._source, beside.node.span) if beside.node is not None else None
        what = Term(f"parts-problem.{problem}", (("text", text), ("column", beside.field.name), ("said", said)))
        cure = Term(f"parts-cure.{problem}", (("column", beside.field.name),))
        related = (Related(beside.name.shown, said, place),)
        self._told.add(node.span)
        self.told.report(codes.TARGET_PARTS_DIFFER, node.span, name, "类型", related=related, problem=what, cure=cure)

    def adjusted(self, whole: Whole, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """What was found of a whole, told of its parts: a fix changes one cell, a missing unit is missing in its column."""
        for one in findings:
            if one.code in (codes.TARGET_WITHOUT_UNIT, codes.TARGET_UNIT_UNWRITTEN):
                yield from self._of_unit(whole, one)
            elif one.code is codes.TARGET_SPELLING and one.place.span in self._told:
                continue
            elif one.fix is not None:
                meant = dict(one.fix.title.arguments)["text"]
                yield replace(one, fix=_in_own_cell(whole, str(meant), safe=one.fix.safe))
            else:
                yield one

    def _of_unit(self, whole: Whole, one: Diagnostic) -> Iterator[Diagnostic]:
        """A finding on a figure without a unit, at the column where the unit is missing; once a row."""
        beside, measure = whole.beside, whole.measure
        if beside is None or measure is None:
            if one.code is codes.TARGET_WITHOUT_UNIT or isinstance(whole.own.value, str):
                yield replace(one, fix=None)
            return
        is_missing = one.code is codes.TARGET_WITHOUT_UNIT
        told_elsewhere = is_missing and (measure.is_stated or beside.field.required)
        if beside.name in self._without_unit or told_elsewhere:
            return
        self._without_unit.add(beside.name)
        fix = None
        if not is_missing and beside.node is not None:
            fix = requoted(beside.node.span, str(one.arguments["unit"]), safe=True)
        place = Place(self._source, beside.node.span) if beside.node is not None else one.place
        yield replace(one, place=place, fix=fix, arguments={**one.arguments, "column": beside.field.name})


_WORDS = (*PREFIX_WORDS, *SUFFIX_WORDS, *WORDS_FOR_WORDS)
