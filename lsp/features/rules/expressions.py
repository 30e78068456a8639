"""What may stand next in an expression of a rule file: operators, fields that fit, functions, coordinates, units.

What fits is told by what is wanted: by the other side of a comparison, with its dimension, or by the function that takes it.
Of what fits alike, what is declared nearer to that other side comes first.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from gouji.lang.builtins import BY_NAME, LAST_NAMES, STATES
from gouji.lang.form_model import FormField, FormGroup, FormMember, FormTable
from gouji.lang.keywords import KEYWORDS, SYMBOLS
from gouji.lang.units import Dimension, Unit
from gouji.lang.values import canonical_text
from gouji.lsp.features.rules.items import BEST, POSSIBLE, USUAL, Item, Items, Kind
from gouji.lsp.features.rules.scope import NUMERIC, TEXTUAL, Path, Scope, chain_before, is_numeric, opening
from gouji.lsp.features.rules.words import call_at

COMPARATORS = frozenset(("EQ", "_EQ", "NE", "GE", "LE", "GT", "LT", "ABOUT"))
_SUMS = frozenset(("PLUS", "MINUS"))
_PRODUCTS = frozenset(("TIMES", "DIVIDE"))
_LOGIC = frozenset(("_AND", "_OR", "NOT", "WHERE", "WHEN", "MUST"))
_AFTER_OPERAND = frozenset(("NAME", "_RPAR", "_RBRACKET", "_RBRACE", "QUANTITY", "STRING", "DATE_TEXT"))
_OF_TEXTS = ("=", "≠")
_OF_FIGURES = ("=", "≥", "≤", ">", "<", "≠", "≈", "+", "-", "×", "÷")

# What a function takes -> the types of fields that are such; nothing for what no field is.
_KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("numbers", "number", "axis"), NUMERIC),
    "text": TEXTUAL,
    "text_or_date": TEXTUAL | {"date"},
    "target": frozenset(("target",)),
    "pattern": frozenset(),
    "places": frozenset(),
}
_NUMBERS = frozenset(("same", "count"))
_CONDITIONS = frozenset(("boolean",))


class _Wanted(NamedTuple):
    """What fits in a place: members by `rank`, functions by their results; and what stands on the other side."""

    rank: Callable[[FormMember], int]
    functions: frozenset[str] = frozenset()
    other: FormMember | None = None
    takes_columns: bool = False


class Expressions:
    """Offers behind the words of a statement or of a `{…}`; `following` are the kinds of words that may stand next."""

    def __init__(self, scope: Scope, following: frozenset[str], make: Items) -> None:
        self.program, self.tokens = scope.program, scope.tokens
        self.scope, self.next, self.make = scope, following, make
        self.before: frozenset[str] = frozenset(self.tokens[-1].kinds) if self.tokens else frozenset()

    def items(self) -> Iterator[Item]:
        if "IS" in self.before:
            own = [name for name in STATES if name.isascii() == (self.make.written == "en")]
            yield from self.make.words(own)
        elif self.before & _AFTER_OPERAND:
            yield from self._operators()
        else:
            yield from self._operands()

    # --- behind an operand

    def _operators(self) -> Iterator[Item]:
        """What may follow: signs first that compare, or, behind what is compared already, what joins conditions."""
        left = self.operand(len(self.tokens))
        if isinstance(left, FormTable):  # rows are chosen among, and neither compared nor added up
            yield from self._keywords(("WHERE",), BEST)
            yield from self._keywords(("IN",) if "EACH" in self.tokens[0].kinds else (), POSSIBLE)
            return
        is_text = isinstance(left, FormField) and left.kind in TEXTUAL
        compared = self._is_compared()
        if compared:
            yield from self._keywords(("_AND", "_OR", "WITHIN"), BEST)
        for sign in _OF_TEXTS if is_text else _OF_FIGURES:
            if not self.next.isdisjoint(SYMBOLS[sign]):
                yield self.make.item(sign, Kind.Operator, USUAL if compared else BEST)
        yield from self._keywords(("MENTIONS", "MATCHES", "IN"), BEST if is_text else POSSIBLE)
        yield from self._keywords(("_AND", "_OR", "IS", "WHERE", "WITHIN"), USUAL)

    def _is_compared(self) -> bool:
        """Whether a comparison stands before the last operand, in the condition that it ends."""
        depth = 0
        for token in reversed(self.tokens):
            kinds = frozenset(token.kinds)
            depth += bool(kinds & {"_RPAR", "_RBRACKET"}) - bool(kinds & {"_LPAR", "_LBRACKET"})
            if depth < 0 or (not depth and kinds & _LOGIC):
                return False
            if not depth and kinds & (COMPARATORS | {"MENTIONS", "MATCHES", "IN", "IS"}):
                return True
        return False

    def _keywords(self, names: Sequence[str], rank: int) -> Iterator[Item]:
        yield from self.make.keywords((name for name in names if name in self.next), rank)

    # --- where an operand is wanted

    def _operands(self) -> Iterator[Item]:
        wanted = self._wanted()
        if isinstance(wanted.other, FormField) and self.before & COMPARATORS:
            yield from self.make.words(wanted.other.type.choices)
        yield from (self.make.name(name, Kind.Variable, BEST) for name in self.scope.own_names())
        yield from self._ranked(wanted)
        yield from self.make.functions(wanted.functions)
        yield from self.make.keywords(("NOT",))

    def _wanted(self) -> _Wanted:
        before, last = self.before, len(self.tokens) - 1
        if before & COMPARATORS:
            left = self.operand(last)
            if isinstance(left, FormField) and not is_numeric(left):
                return _Wanted(lambda member: _like(left, member), other=left)
            return _Wanted(lambda member: _figure(left, member), _NUMBERS, left)
        if before & _SUMS:
            left = self.operand(last)
            return _Wanted(lambda member: _figure(left, member), _NUMBERS, left)
        if before & _PRODUCTS:
            return _Wanted(lambda member: BEST if is_numeric(member) else USUAL, _NUMBERS)
        if "IN" in before:
            is_looped = "EACH" in self.tokens[0].kinds

            def is_set(member: FormMember) -> bool:
                if isinstance(member, FormField):
                    return member.several or self.scope.is_column(member)
                return is_looped and isinstance(member, FormTable)

            results = frozenset(("amounts", "years", "texts"))
            return _Wanted(lambda member: BEST if is_set(member) else USUAL, results, takes_columns=True)
        if before & _LOGIC:
            return _Wanted(lambda _: BEST, _CONDITIONS)
        call = call_at(self.tokens)
        function = BY_NAME.get(call.function) if call is not None else None
        if call is None or function is None:
            return _Wanted(lambda _: BEST, _NUMBERS)
        kind = function.parameters[min(call.argument, len(function.parameters) - 1)]
        beside = self._beside_call(call.at) if function.result == "same" else None
        return _Wanted(
            lambda member: (_figure(beside, member) if beside else BEST) if self._fits(kind, member) else USUAL,
            _NUMBERS if kind in ("number", "places") else frozenset(),
            beside,
            takes_columns=True,
        )

    def _beside_call(self, at: int) -> FormMember | None:
        """What a call is compared with or added to, by the index of its name."""
        if at and not (COMPARATORS | _SUMS).isdisjoint(self.tokens[at - 1].kinds):
            return self.operand(at - 1)
        return None

    def _fits(self, wanted: str, member: FormMember) -> bool:
        """Whether a member is what a function takes, by the kind that its signature names."""
        if wanted == "rows":
            return isinstance(member, FormTable)
        if not isinstance(member, FormField):
            return wanted == "condition"
        kinds = _KINDS.get(wanted)
        fits = kinds is None or member.kind in kinds
        if wanted == "column":
            return self.scope.is_column(member)
        if wanted == "numbers":  # those of an axis that accumulates are not added up
            return fits and (self.scope.is_column(member) or (member.axis is not None and not member.axis.cumulative))
        return fits and (wanted != "axis" or member.axis is not None)

    def parts_of(self, kind: str, but: Collection[Path]) -> Iterator[Item]:
        """What a total of a kind may be made of, columns among them, without some of them."""
        for rank in (BEST, USUAL):
            for name, member in self.scope.fields():
                if (
                    is_numeric(member)
                    and member.path not in but
                    and rank == (BEST if getattr(member, "kind", "") == kind else USUAL)
                ):
                    yield self.make.member(name, member, rank)

    def named(self, fits: Callable[[FormMember], bool] = lambda _: True) -> Iterator[Item]:
        """The members that fit, and no others."""
        for name, member in self.scope.fields():
            if fits(member):
                yield self.make.member(name, member, BEST)

    def _ranked(self, wanted: _Wanted) -> Iterator[Item]:
        """Every member, by how well it fits; a column of rows that are not at hand fits only where it is added up."""
        known = list(dict(reversed(list(self.scope.fields()))).items())[::-1]
        near = wanted.other
        if near is not None:
            places = {member.path: at for at, (_, member) in enumerate(known)}
            here = places.get(near.path, 0)
            known.sort(key=lambda one: (-_in_common(near, one[1]), abs(places[one[1].path] - here)))
        columns = {field.path for form in self.scope.forms for table in form.tables for field in table.fields.values()}
        for name, member in known:
            is_far = "." in name and member.path in columns and not wanted.takes_columns
            yield self.make.member(name, member, USUAL if is_far else wanted.rank(member))

    def operand(self, end: int) -> FormMember | None:
        """The field that ends before the word of an index; of a call whose result is like its first argument, that."""
        if not 0 < end <= len(self.tokens):
            return None
        if "_RPAR" in self.tokens[end - 1].kinds:
            opened = opening(self.tokens, end - 1)
            function = BY_NAME.get(self.tokens[opened - 1].text) if opened else None
            if function is None or function.result != "same":
                return None
            inside = range(opened + 1, end)
            end = next((at for at in inside if not {"WHERE", "_COMMA"}.isdisjoint(self.tokens[at].kinds)), end - 1)
        chain = chain_before(self.tokens, end)
        return self.scope.find(chain.path) if chain is not None else None

    # --- parts of names, figures and texts

    def members(self) -> Iterator[Item]:
        found = self.operand(len(self.tokens) - 1)
        if isinstance(found, FormGroup | FormTable):
            inside = found.members if isinstance(found, FormGroup) else found.fields
            yield from (self.make.member(name, member) for name, member in inside.items())

    def coordinates(self) -> Iterator[Item]:
        found = self.operand(len(self.tokens) - 1)
        if isinstance(found, FormField) and found.axis is not None:
            yield from self.make.words(found.coordinates, detail=found.axis.name)
            yield self.make.item(LAST_NAMES[self.make.written == "en"], Kind.EnumMember, POSSIBLE)
        elif isinstance(found, FormTable):
            for key in self.scope.keys_of(found):
                yield self.make.item(f'"{key}"', Kind.EnumMember, BEST)

    def units(self) -> Iterator[Item]:
        """Units, those first that the other side of the comparison has, or the field that is declared."""
        form = self.scope.forms[0] if self.scope.forms else None
        units = form.units if form is not None else self.program.environment.units
        field: FormMember | None = None
        if self.before & (COMPARATORS | _SUMS):
            field = self.operand(len(self.tokens) - 1)
            if field is None and len(self.tokens) > 1 and "_COLON" in self.tokens[1].kinds:
                field = self.scope.find((*self.scope.around(), self.tokens[0].text))
        own = field.unit if isinstance(field, FormField) else None
        if own is None and isinstance(field, FormField):
            own = self._prescribed_unit(field, len(self.tokens) - 1)
        money = KEYWORDS["MONEY"]
        if (
            own is None
            and form is not None
            and any(one.text in (*money.chinese, *money.english) for one in self.tokens)
        ):
            own = form.money_unit
        yield from self.make.units(
            units, own.dimension if own is not None else None, own.name if own is not None else ""
        )

    def _prescribed_unit(self, field: FormField, end: int) -> Unit | None:
        """The unit that is prescribed for targets in the row that the words before an index name."""
        chain = chain_before(self.tokens, end)
        table = self.scope.find(field.path[:-1])
        if chain is None or field.kind != "target" or not isinstance(table, FormTable):
            return None
        written = (
            canonical_text(one.text.strip('"“”')) for one in self.tokens[chain.start : end] if "STRING" in one.kinds
        )
        key = next(written, "")
        return next((row.unit for row in table.rows.values() if key in (row.key, *row.aliases)), None)


def _like(left: FormMember | None, member: FormMember) -> int:
    """How well a member goes with a text or a date."""
    if not isinstance(left, FormField) or not isinstance(member, FormField) or member is left:
        return USUAL
    return BEST if member.kind == left.kind or {member.kind, left.kind} <= TEXTUAL else USUAL


def _figure(left: FormMember | None, member: FormMember) -> int:
    """How well a figure goes with another: one of its dimension first; a target may have any."""
    if not is_numeric(member):
        return USUAL
    if not isinstance(left, FormField) or not isinstance(member, FormField):
        return BEST
    if member is left and member.axis is None:  # nothing is compared with itself
        return USUAL
    wanted, own = _dimension(left), _dimension(member)
    return BEST if wanted == own or "target" in (left.kind, member.kind) else USUAL


def _dimension(field: FormField) -> Dimension | None:
    return field.unit.dimension if field.unit is not None else None


def _in_common(one: FormMember, other: FormMember) -> int:
    """How many groups and tables two members stand in together."""
    together = 0
    for mine, its in zip(one.path[:-1], other.path[:-1], strict=False):
        if mine != its:
            break
        together += 1
    return together
