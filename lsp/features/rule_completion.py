"""What may be written next in a rule file: by the words before the cursor, and by the type of what is wanted there.

Goes by the words of the statement and by the last good knowledge of names, so that it works while a line is unfinished.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from gouji.lang import ast
from gouji.lang.builtins import BY_NAME, CATEGORIES, LAST_NAMES, STATES
from gouji.lang.catalogue import Language
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import RawToken
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Source, Span
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.rule_items import BEST, POSSIBLE, USUAL, Item, Items, Kind
from gouji.lsp.features.rule_scope import BLOCKS, NUMERIC, TEXTUAL, Scope, block_at, chain_before, is_numeric
from gouji.lsp.features.rule_texts import Texts, quoted_span
from gouji.lsp.features.rule_words import CLAUSES, Within, call_at, language_of, typed_before

_DECLARATIONS = ("USE", "AXIS", "UNIT", "LIBRARY", "FORM", "RULE", "TEST")
_TYPES = ("TEXT", "NUMBER", "COUNT", "MONEY", "RATIO", "DATE", "CHOICE", "TARGET", "REFERENCE", "SEVERAL")
_ATTRIBUTES = (
    "REQUIRED", "OPTIONAL", "BY", "UNIT", "TOTAL", "VALUES", "MATCHES", "DIRECTION", "DEFAULT", "COMPARATOR_FROM",
    "UNIT_FROM", "LABEL",
)  # fmt: skip
_IN_BLOCK: dict[type, tuple[str, ...]] = {
    ast.Form: ("GROUP", "TABLE", "RULE", "TITLE", "YEARS", "UNIT", "OFF", "REGRADE"),
    ast.Group: ("GROUP", "TABLE"),
    ast.Table: ("ROW", "DRAW"),
    ast.Library: ("ROW",),
    ast.Row: ("REQUIRED", "UNIT", "DIRECTION", "VALUES", "ALIAS"),
    ast.Rule: (
        "EACH",
        "WHEN",
        "LET",
        "MUST",
        "MESSAGE",
        "ENGLISH",
        "BASIS",
        "CATEGORY",
        "AT",
        "FIX",
        "WITHIN",
        "ANSWERABLE",
    ),
    ast.Test: ("GIVEN", "CHANGE", "DELETE", "ADD", "EXPECT"),
}
_ONCE = frozenset(("MESSAGE", "ENGLISH", "BASIS", "CATEGORY", "AT", "FIX", "ANSWERABLE"))
_COMPARATORS = frozenset(("EQ", "_EQ", "NE", "GE", "LE", "GT", "LT", "ABOUT"))
_ARITHMETIC = frozenset(("PLUS", "MINUS", "TIMES", "DIVIDE"))
_LOGIC = frozenset(("_AND", "_OR", "NOT", "WHERE", "WHEN", "MUST"))
_BEFORE_OPERANDS = _COMPARATORS | _ARITHMETIC | _LOGIC | {"_LPAR", "_COMMA", "WITHIN", "LET", "AT", "EACH", "IN"}
_AFTER_OPERAND = frozenset(("NAME", "_RPAR", "_RBRACKET", "QUANTITY", "STRING", "DATE_TEXT"))
_VERDICTS = ("PASS", "FAIL", "INAPPLICABLE", "UNEVALUATED", "UNREACHED")
_WORD = re.compile(r"[\w「%％‰]*$")
_FIGURE = re.compile(r"(?<![^\W\d])[0-9０-９]+(?:[.．][0-9０-９]+)?(?P<unit>[^\W\d]*|[%％‰])$")


# What a function takes -> the types of fields that are such; nothing for what no field is.
_KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("numbers", "number", "axis"), NUMERIC),
    "text": TEXTUAL,
    "text_or_date": TEXTUAL | {"date"},
    "target": frozenset(("target",)),
    "pattern": frozenset(),
    "places": frozenset(),
}


class Completion:
    """What may follow in one place. `tested` is the form that a test starts from, `before` what was known before the file was broken."""

    def __init__(
        self, program: Program, piece: PlacedPiece | None, source: Source, offset: int, language: Language,
        encoding: Encoding, *, snippets: bool = False, tested: Form | None = None, before: Program | None = None,
        files: Callable[[str], Iterable[str]] = lambda _: (),
    ) -> None:  # fmt: skip
        floor = piece.offset if piece is not None else 0
        self.program, self.source, self.offset, self.files = program, source, offset, files
        self.typed = typed_before(source.text, offset, floor)
        line = self.typed.line
        figure = _FIGURE.search(line) if self.typed.within is not Within.TEXT else None
        self.after_figure = figure is not None
        word = figure["unit"] if figure is not None else "".join(_WORD.findall(line))
        replaced = Span(offset - len(word), offset)
        if self.typed.within is Within.TEXT:
            replaced, word = quoted_span(source, self.typed.quote, offset), source.text[self.typed.quote : offset]
        self.tokens = self.typed.tokens
        if self.tokens and (word or figure is not None) and self.typed.within is not Within.TEXT:
            self.tokens = self.tokens[:-1]
        self.begins_line = not line[: len(line) - len(word)].strip() and self.typed.within is Within.CODE
        self.block = block_at(piece, offset)
        self.scope = Scope(program, piece, self.block, self.tokens, tested, before)
        range_ = range_of(source, replaced, encoding)
        inner = floor + self.block.span.start if isinstance(self.block, BLOCKS) else None
        self.make = Items(range_, word, language_of(source.text, offset, floor, inner), language, snippets=snippets)

    def items(self) -> list[Item]:
        return list({item.label: item for item in reversed(list(self._items()))}.values())[::-1]

    @property
    def before(self) -> frozenset[str]:
        """What the last word before the one being typed may be."""
        return frozenset(self.tokens[-1].kinds) if self.tokens else frozenset()

    def _items(self) -> Iterator[Item]:
        within, before = self.typed.within, self.before
        if within is Within.COMMENT:
            return
        if within is Within.TEXT:
            yield from Texts(self.program, self.scope, self.block, self.tokens, self.make, self.files).items()
        elif "_DOT" in before:
            yield from self._members()
        elif self.after_figure:
            yield from self._units()
        elif "_LBRACKET" in before:
            yield from self._coordinates()
        elif within is Within.HOLE:
            yield from self._expression()
        elif self.begins_line and not before & (_COMPARATORS | _ARITHMETIC | {"_AND", "_OR", "_COMMA", "_LPAR"}):
            yield from self._clauses()
        else:
            yield from self._statement()

    # --- statements

    def _clauses(self) -> Iterator[Item]:
        """What begins a statement in this block; what stands there once and is there already comes last."""
        if self.block is None:
            yield from self.make.keywords(_DECLARATIONS, USUAL)
            return
        own = _IN_BLOCK.get(type(self.block), ())
        there = {name for name in _ONCE if getattr(self.block, name.lower(), None)}
        yield from self.make.keywords((name for name in own if name not in there), BEST)
        yield from self.make.keywords((name for name in own if name in there), POSSIBLE)
        if isinstance(self.block, ast.Rule | ast.Test):
            yield from self.make.keywords(("_AND", "_OR", "WHERE"))
        elif isinstance(self.block, ast.Row):
            table = self.scope.find(self.scope.around())
            if isinstance(table, FormTable):
                yield from (self.make.member(name, field) for name, field in table.fields.items())

    def _statement(self) -> Iterator[Item]:
        """What may follow the words of a statement that has begun."""
        tokens = self.tokens
        kinds = frozenset(tokens[0].kinds) if tokens else frozenset()
        if len(tokens) > 1 and "_COLON" in tokens[1].kinds and not isinstance(self.block, ast.Rule | ast.Test):
            yield from self._field()
        elif "RULE" in kinds and self._is_head():
            yield from self._after("ON", self._forms, self.make.keywords(("ERROR", "WARNING", "HINT", "ON"), BEST))
        elif "FORM" in kinds and self._is_head():
            yield from self._after("INHERITS", self._forms, self.make.keywords(("INHERITS",), BEST))
        elif "TABLE" in kinds and self._is_head():
            yield from self.make.keywords(("KEY", "REQUIRED"), BEST)
        elif "AXIS" in kinds and self._is_head():
            yield from self.make.keywords(("CUMULATIVE",), BEST)
        elif "UNIT" in kinds and len(tokens) == 1:
            yield from self._units()
        elif "DRAW" in kinds:
            names = self.program.environment.libraries
            yield from (self.make.name(name, Kind.Module, BEST) for name in names)
        elif "CATEGORY" in kinds:
            own = [name for name in CATEGORIES if name.isascii() == (self.make.written == "en")]
            yield from self.make.words(own)
        elif "FIX" in kinds:
            yield from self.make.keywords(("LEFT", "RIGHT"), BEST)
        elif "EACH" in kinds and len(tokens) == 1:
            yield from self._looped()
        elif isinstance(self.block, ast.Test):
            yield from self._in_test(kinds)
        elif "ROW" in kinds or isinstance(self.block, ast.Row):
            yield from self._in_row()
        elif tokens and not kinds & {"MESSAGE", "ENGLISH", "BASIS", "USE", "TITLE", "YEARS", "OFF", "REGRADE"}:
            yield from self._expression()

    def _is_head(self) -> bool:
        """Whether the name of the declaration is written, and its brace is not."""
        return len(self.tokens) > 1 and not any("_LBRACE" in token.kinds for token in self.tokens)

    def _after(self, keyword: str, offers: Callable[[], Iterator[Item]], otherwise: Iterator[Item]) -> Iterator[Item]:
        yield from offers() if keyword in self.before else otherwise

    def _forms(self) -> Iterator[Item]:
        yield from (self.make.name(name, Kind.Class, BEST) for name in self.program.environment.forms)

    def _field(self) -> Iterator[Item]:
        before, tokens = self.before, self.tokens
        if "_COLON" in before:
            yield from self.make.keywords(_TYPES, BEST)
        elif "SEVERAL" in before:
            yield from self.make.keywords(("REFERENCE",), BEST)
        elif "BY" in before:
            axes = self.program.environment.axes.values()
            yield from (self.make.name(axis.name, Kind.Enum, BEST, "、".join(axis.coordinates)) for axis in axes)
        elif "UNIT" in before:
            yield from self._units()
        elif "DIRECTION" in before:
            yield from self.make.keywords(("HIGHER", "LOWER"), BEST)
        elif "REFERENCE" in before:
            yield from self._named(lambda member: isinstance(member, FormTable), only=True)
        elif before & {"COMPARATOR_FROM", "UNIT_FROM"}:
            yield from self._named(lambda one: isinstance(one, FormField) and one.kind in TEXTUAL, only=True)
        elif "TOTAL" in before or ("_COMMA" in before and any("TOTAL" in one.kinds for one in tokens)):
            yield from self._named(is_numeric, only=True)
        elif not before & (_COMPARATORS | {"_COMMA", "CHOICE", "VALUES", "DEFAULT", "LABEL", "MATCHES"}):
            there = {kind for token in tokens[2:] for kind in token.kinds}
            yield from self.make.keywords((name for name in _ATTRIBUTES if name not in there), BEST)

    def _in_row(self) -> Iterator[Item]:
        before = self.before
        if "UNIT" in before:
            yield from self._units()
        elif "DIRECTION" in before:
            yield from self.make.keywords(("HIGHER", "LOWER"), BEST)
        elif self.tokens and isinstance(field := self.scope.find((self.tokens[-1].text,)), FormField):
            yield from self.make.words(field.type.choices)
        else:
            yield from self.make.keywords(_IN_BLOCK[ast.Row], BEST)
            yield from (
                self.make.member(*one, rank=BEST) for table in self.scope.rows() for one in table.fields.items()
            )

    def _looped(self) -> Iterator[Item]:
        yield from self._named(lambda member: isinstance(member, FormTable), only=True)
        for axis in self.program.environment.axes.values():
            yield self.make.name(axis.name, Kind.Enum, USUAL, "、".join(axis.coordinates))

    def _in_test(self, kinds: frozenset[str]) -> Iterator[Item]:
        if "EXPECT" not in kinds or "ON" in self.before:
            yield from self._named(lambda _: True)
        elif len(self.tokens) == 1:
            yield from self.make.keywords(_VERDICTS, BEST)
        elif len(self.tokens) == 2:
            for form in self.scope.forms:
                checks = self.program.checks(form)
                for check in sorted(checks, key=lambda one: one.derived):
                    label = check.name.partition("/")[2]
                    yield self.make.item(
                        label, Kind.Event, USUAL if check.derived else BEST, new=label.replace(" ", "")
                    )
        else:
            yield from self.make.keywords(("ON",), BEST)

    # --- expressions

    def _expression(self) -> Iterator[Item]:
        before = self.before
        if "IS" in before:
            own = [name for name in STATES if name.isascii() == (self.make.written == "en")]
            yield from self.make.words(own)
        elif before & _AFTER_OPERAND and not before & _BEFORE_OPERANDS and not self._may_begin(self.tokens[-1]):
            yield from self._operators()
        else:
            yield from self._operands()

    def _may_begin(self, token: RawToken) -> bool:
        """Whether a word that could be a name is the keyword that the statement begins with."""
        return token is self.tokens[0] and not CLAUSES.isdisjoint(token.kinds)

    def _operators(self) -> Iterator[Item]:
        left = self._field_before(len(self.tokens))
        is_text = isinstance(left, FormField) and left.kind in TEXTUAL
        signs = ("=", "≠") if is_text else ("=", "≥", "≤", ">", "<", "≠", "≈", "+", "-", "×", "÷")
        yield from (self.make.item(sign, Kind.Operator, BEST) for sign in signs)
        yield from self.make.keywords(("MENTIONS", "MATCHES", "IN"), BEST if is_text else POSSIBLE)
        yield from self.make.keywords(("_AND", "_OR", "IS", "WHERE", "WITHIN"), USUAL)

    def _operands(self) -> Iterator[Item]:
        fits, functions, other = self._wanted()
        if isinstance(other, FormField):
            yield from self.make.words(other.type.choices)
        yield from (self.make.name(name, Kind.Variable, BEST) for name in self.scope.own_names())
        yield from self._named(fits)
        yield from self.make.functions(functions)
        yield from self.make.keywords(("NOT",))

    def _wanted(self) -> tuple[Callable[[FormMember], bool], frozenset[str], FormMember | None]:
        """Which members fit here, which functions, and what stands on the other side of a comparison."""
        before = self.before
        numbers, conditions = frozenset(("same", "count")), frozenset(("boolean",))
        if before & _COMPARATORS:
            left = self._field_before(len(self.tokens) - 1)
            if isinstance(left, FormField) and not is_numeric(left):
                return (lambda member: isinstance(member, FormField) and member.kind == left.kind), frozenset(), left
            return is_numeric, numbers, left
        if before & _ARITHMETIC:
            return is_numeric, numbers, None
        if "IN" in before:
            return (lambda member: isinstance(member, FormField)), frozenset(("amounts", "years", "texts")), None
        if before & _LOGIC:
            return (lambda _: True), conditions, None
        call = call_at(self.tokens)
        function = BY_NAME.get(call.function) if call is not None else None
        if call is None or function is None:
            return (lambda _: True), numbers, None
        wanted = function.parameters[min(call.argument, len(function.parameters) - 1)]
        return (
            (lambda member: self._fits(wanted, member)),
            numbers if wanted in ("number", "places") else frozenset(),
            None,
        )

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

    def _named(self, fits: Callable[[FormMember], bool], *, only: bool = False) -> Iterator[Item]:
        for name, member in self.scope.fields():
            fitting = fits(member)
            if fitting or not only:
                yield self.make.member(name, member, BEST if fitting else USUAL)

    def _field_before(self, end: int) -> FormMember | None:
        chain = chain_before(self.tokens, end)
        return self.scope.find(chain.path) if chain is not None else None

    # --- parts of names, figures and texts

    def _members(self) -> Iterator[Item]:
        found = self._field_before(len(self.tokens) - 1)
        if isinstance(found, FormGroup | FormTable):
            members = found.members if isinstance(found, FormGroup) else found.fields
            yield from (self.make.member(name, member) for name, member in members.items())

    def _coordinates(self) -> Iterator[Item]:
        found = self._field_before(len(self.tokens) - 1)
        if isinstance(found, FormField) and found.axis is not None:
            yield from self.make.words(found.coordinates, detail=found.axis.name)
            yield self.make.item(LAST_NAMES[self.make.written == "en"], Kind.EnumMember, POSSIBLE)
        elif isinstance(found, FormTable):
            for key in found.rows:
                yield self.make.item(f'"{key}"', Kind.EnumMember, BEST)

    def _units(self) -> Iterator[Item]:
        """Units, those first that the other side of the comparison has, or the field that is declared."""
        form = self.scope.forms[0] if self.scope.forms else None
        units = form.units if form is not None else self.program.environment.units
        field: FormMember | None = None
        if self.before & (_COMPARATORS | {"PLUS", "MINUS"}):
            field = self._field_before(len(self.tokens) - 1)
            if field is None and len(self.tokens) > 1 and "_COLON" in self.tokens[1].kinds:
                field = self.scope.find((*self.scope.around(), self.tokens[0].text))
        own = field.unit if isinstance(field, FormField) else None
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
