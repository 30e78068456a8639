"""What may be written next in a rule file: by the words before the cursor, and by the type of what is wanted there.

Goes by the words of the statement and by the last good knowledge of names, so that it works while a line is unfinished.
"""

import re
from collections.abc import Iterable, Iterator

from gouji.lang import ast
from gouji.lang.builtins import CATEGORIES, STATES, YEAR_NAMES
from gouji.lang.form_model import FormField, FormTable
from gouji.lang.keywords import DECLARATIONS, KEYWORDS
from gouji.lang.source import Span
from gouji.lang.values import canonical_text
from gouji.lsp.features.names.rule_names import piece_at
from gouji.lsp.features.rules.blocks import BLOCKS, block_at
from gouji.lsp.features.rules.expressions import COMPARATORS, Expressions
from gouji.lsp.features.rules.items import BEST, POSSIBLE, USUAL, Item, Items, Kind, Replaced
from gouji.lsp.features.rules.scope import TEXTUAL, Scope, chain_before
from gouji.lsp.features.rules.statement import columns_behind, in_hole, statement_before
from gouji.lsp.features.rules.texts import Texts, quoted_span
from gouji.lsp.features.rules.words import Within, language_of, typed_before
from gouji.lsp.question import Question

_TYPES = ("TEXT", "NUMBER", "COUNT", "MONEY", "RATIO", "DATE", "CHOICE", "TARGET", "REFERENCE", "SEVERAL")
_ATTRIBUTES = tuple(
    "REQUIRED OPTIONAL BY UNIT TOTAL VALUES MATCHES DIRECTION DEFAULT COMPARATOR_FROM UNIT_FROM LABEL".split()
)
_FIGURES = frozenset(("NUMBER", "COUNT", "MONEY", "RATIO", "TARGET"))
# The types of which an attribute says something, if not of all.
_OF_TYPES = {
    "UNIT": _FIGURES,
    "TOTAL": _FIGURES,
    "VALUES": frozenset(("TEXT",)),
    "MATCHES": frozenset(("TEXT", "CHOICE", "REFERENCE", "SEVERAL")),
    "DEFAULT": frozenset(_TYPES) - {"DATE"},
    **dict.fromkeys(("DIRECTION", "COMPARATOR_FROM", "UNIT_FROM"), frozenset(("TARGET",))),
}
# What begins a statement in a block.
_IN_BLOCK: dict[type, tuple[str, ...]] = {
    ast.Form: ("GROUP", "TABLE", "RULE", "TITLE", "YEARS", "UNIT", "OFF", "REGRADE"),
    ast.Group: ("GROUP", "TABLE"),
    ast.Table: ("ROW", "DRAW"),
    ast.Library: ("ROW",),
    ast.Row: ("REQUIRED", "OPTIONAL", "UNIT", "DIRECTION", "VALUES", "ALIAS"),
    ast.Rule: ("EACH", "WHEN", "LET", "MUST", "MESSAGE", "BASIS", "CATEGORY", "AT", "FIX", "ANSWERABLE"),
    ast.Test: ("GIVEN", "CHANGE", "DELETE", "ADD", "EXPECT"),
}
_BEGINNERS = frozenset(one for names in _IN_BLOCK.values() for one in names) | frozenset(DECLARATIONS)
_ONCE = ("TITLE", "MESSAGE", "BASIS", "CATEGORY", "AT", "FIX", "ANSWERABLE", "GIVEN")
_ORDER = (*(name for name in KEYWORDS if name != "ON"), "ON")
# What takes an expression, or one of its parts.
_OF_EXPRESSIONS = frozenset(("EACH", "WHEN", "LET", "MUST", "AT"))
_VERDICTS = ("PASS", "FAIL", "INAPPLICABLE", "UNEVALUATED", "UNREACHED")
_WORD = re.compile(r"[\w「%％‰]*$")
_FIGURE = re.compile(r"(?<![^\W\d])[0-9０-９]+(?:[.．][0-9０-９]+)?(?P<unit>[^\W\d]*|[%％‰])$")

_REST = re.compile(r"[\w%％‰]*")
_REST_IN_BRACKETS = re.compile(r"[^「」\r\n]*」|[\w%％‰]*")
_AHEAD = re.compile(r'"[^"\r\n]*"|“[^”\r\n]*”|「[^「」\r\n]*」|\w+|')
_PATH_REST = re.compile(r"(?:[.．](?:\w+|「[^「」\r\n]*」))*")
_CALLED = re.compile(r"[ \t]*[(（]")
_MORE_OF_FIGURE = re.compile(r"[.．]?[0-9０-９]")
# What a name is a part of that stands right behind the cursor, where none is begun before it.
_LEADING = (".", "．", "[", "［", "【")


def completions(asked: Question) -> list[Item]:
    """What may follow."""
    return _Completion(asked).items()


class _Completion:
    def __init__(self, asked: Question) -> None:
        source, offset = asked.source, asked.offset
        self.piece = piece = piece_at(asked.snapshot, asked.path, offset)
        self.offset, floor = offset, piece.offset if piece is not None else 0
        typed = typed_before(source.text, offset, floor)
        self.within = typed.within
        figure = _FIGURE.search(typed.line) if self.within is not Within.TEXT else None
        self.after_figure = figure is not None
        self.in_figure = figure is not None and _MORE_OF_FIGURE.match(source.text, offset) is not None
        word = figure["unit"] if figure is not None else "".join(_WORD.findall(typed.line))
        end = _word_end(source.text, offset, word, typed.within)
        replaced = Span(offset - len(word), max(end, offset))
        words_end = offset - len(figure[0] if figure is not None else word)
        if self.within is Within.TEXT:
            replaced, words_end = quoted_span(source, typed.quote, offset, in_hole=typed.in_hole), typed.quote
            word = source.text[typed.quote : offset]
        self.begins_line = (
            self.within is Within.CODE and not typed.line[: len(typed.line) - (offset - words_end)].strip()
        )
        self.block = block_at(piece, offset)
        if typed.in_hole:
            self.tokens, self.next = in_hole(source.text[typed.start : words_end])
        else:
            self.tokens, self.next = statement_before(piece, self.block, source.text, typed.start, words_end)
        self.scope = Scope(asked, piece, self.block, self.tokens)
        self.program = self.scope.program
        inner = floor + self.block.span.start if isinstance(self.block, BLOCKS) else None
        written = language_of(source.text, offset, floor, inner)
        self.make = Items(asked, _replaced(asked, replaced), word, written)
        self.texts = Texts(self.scope, self.make)
        self.expressions = Expressions(self.scope, self.next, self.make)

    def items(self) -> list[Item]:
        return list({item.label: item for item in reversed(list(self._items()))}.values())[::-1]

    @property
    def before(self) -> frozenset[str]:
        """What the last word before the one being typed is."""
        return self.expressions.before

    def _items(self) -> Iterator[Item]:
        if self.within is Within.COMMENT or self.in_figure:
            return
        if self.within is Within.TEXT:
            yield from self.texts.items()
        elif "_DOT" in self.before:
            found = list(self._rest_of_checks("."))
            yield from found or self.expressions.members()
        elif self.after_figure:
            yield from self.expressions.units()
        elif "_LBRACKET" in self.before:
            yield from self.expressions.coordinates()
        elif self.within is Within.HOLE:
            yield from self.expressions.items()
        elif not self.tokens or (self.begins_line and self._may_end() and "ADD" not in self.tokens[0].kinds):
            yield from self._beginnings()
        else:
            yield from self._statement()
            if self.begins_line:  # or else the line before is left unfinished
                yield from self.make.keywords(_IN_BLOCK.get(type(self.block), ()), USUAL)
            elif self._may_end() and self.block is not None:
                yield from self._next(USUAL if isinstance(self.block, ast.Rule | ast.Test | ast.Row) else POSSIBLE)

    def _may_end(self) -> bool:
        """Whether the statement may end here: the block, or the file, could go on with another one."""
        return "_RBRACE" in self.next or (self.block is None and "RULE" in self.next)

    def _keywords(self, names: Iterable[str], rank: int = BEST) -> Iterator[Item]:
        """Those of some keywords that may stand here."""
        yield from self.make.keywords((name for name in names if name in self.next), rank)

    # --- statements

    def _beginnings(self) -> Iterator[Item]:
        """What begins a statement in this block, or goes on with the last."""
        if self.block is None:
            if self.begins_line:
                yield from self._keywords(DECLARATIONS, USUAL)
            return
        yield from self._next(BEST)
        yield from self._going_on(POSSIBLE)
        if isinstance(self.block, ast.Row):
            yield from self._columns()

    def _next(self, rank: int) -> Iterator[Item]:
        """What begins a statement in this block; what stands there once and is there already comes last."""
        own = _IN_BLOCK.get(type(self.block), ())
        if self._is_field() and not self.begins_line:  # its unit, if it may have one, is among its attributes
            own = tuple(name for name in own if name != "UNIT")
        there = {name for name in _ONCE if getattr(self.block, name.lower(), None)}
        if isinstance(self.block, ast.Row):
            there |= {attribute.kind.upper() for attribute in self.block.attributes}
        yield from self._keywords((name for name in own if name not in there), rank)
        yield from self._keywords((name for name in own if name in there), POSSIBLE)

    def _going_on(self, rank: int = BEST) -> Iterator[Item]:
        """The keywords that go on with the statement: what a rule is `on`, behind how severe it is."""
        yield from self._keywords(sorted(KEYWORDS.keys() - _BEGINNERS, key=_ORDER.index), rank)

    def _statement(self) -> Iterator[Item]:
        """What may follow the words of a statement that has begun."""
        tokens = self.tokens
        head, only_head = tokens[0].kinds[0], len(tokens) == 1
        if self._is_field():
            yield from self._field()
        elif self.before & {"ON", "INHERITS"} and head in ("RULE", "FORM"):
            yield from (self.make.name(name, Kind.Class, BEST) for name in self.program.environment.forms)
        elif "KEY" in self.before and self.piece is not None:
            names = [one.name.text for one in columns_behind(self.piece, self.offset) if one.type.kind in TEXTUAL]
            yield from (self.make.name(name, Kind.Field, BEST) for name in names)
        elif head == "UNIT" and only_head:
            yield from self.expressions.units()
        elif head == "DRAW" and only_head:
            libraries = self.program.environment.libraries
            yield from (self.make.name(name, Kind.Module, BEST) for name in libraries)
        elif head == "CATEGORY" and only_head:
            own = [name for name in CATEGORIES if name.isascii() == (self.make.written == "en")]
            yield from self.make.words(own)
        elif head in ("USE", "GIVEN", "OFF", "REGRADE") and only_head:
            yield from self.texts.items()
        elif head == "EACH" and only_head:
            yield from self._looped()
        elif isinstance(self.block, ast.Test):
            yield from self._in_test(head)
        elif isinstance(self.block, ast.Row):
            yield from self._in_row()
        elif head in _OF_EXPRESSIONS:
            yield from self.expressions.items()
        else:
            yield from self._going_on()

    def _is_field(self) -> bool:
        is_named = len(self.tokens) > 1 and "_COLON" in self.tokens[1].kinds
        return is_named and not isinstance(self.block, ast.Rule | ast.Test)

    def _field(self) -> Iterator[Item]:
        before, tokens = self.before, self.tokens
        if "_COLON" in before:
            yield from self.make.keywords(_TYPES, BEST)
        elif "BY" in before:
            axes = self.program.environment.axes.values()
            yield from (self.make.name(axis.name, Kind.Enum, BEST, "、".join(axis.coordinates)) for axis in axes)
        elif "UNIT" in before:
            yield from self.expressions.units()
        elif "REFERENCE" in before:
            yield from self.expressions.named(lambda member: isinstance(member, FormTable))
        elif before & {"COMPARATOR_FROM", "UNIT_FROM"}:
            yield from self.expressions.named(lambda one: isinstance(one, FormField) and one.kind in TEXTUAL)
        elif "TOTAL" in before or ("_COMMA" in before and any("TOTAL" in one.kinds for one in tokens)):
            yield from self._parts(tokens[2].kinds[0].lower())
        elif not before & (COMPARATORS | {"_COMMA", "CHOICE", "VALUES", "DEFAULT", "LABEL", "MATCHES"}):
            there = {kind for token in tokens[2:] for kind in token.kinds}
            if not isinstance(self.block, ast.Table):
                there |= {"COMPARATOR_FROM", "UNIT_FROM"}
            yield from self._keywords(("REFERENCE", "HIGHER", "LOWER"))
            fitting = (name for name in _ATTRIBUTES if not there.isdisjoint(_OF_TYPES.get(name, _TYPES)))
            yield from self._keywords(name for name in fitting if name not in there)

    def _parts(self, kind: str) -> Iterator[Item]:
        """What a total may be made of: neither itself nor what is listed already."""
        tokens, around = self.tokens, self.scope.around()
        chains = (chain_before(tokens, at) for at, token in enumerate(tokens) if "_COMMA" in token.kinds)
        listed = [(canonical_text(tokens[0].text),), *(one.path for one in chains if one is not None)]
        known = {
            member.path for path in listed for start in (around, ()) if (member := self.scope.find((*start, *path)))
        }
        yield from self.expressions.parts_of(kind, known)

    def _columns(self) -> Iterator[Item]:
        """The columns that a prescribed row may fill, and has not."""
        around = self.scope.around()
        table = next((found for form in self.scope.forms if (found := form.find(around)) is not None), None)
        if not isinstance(table, FormTable) or "NAME" not in self.next:
            return
        cells = self.block.cells if isinstance(self.block, ast.Row) else ()
        there = {canonical_text(cell.field.text) for cell in cells}
        for name, field in table.fields.items():
            if field is not table.key and name not in there:
                yield self.make.member(name, field, BEST)

    def _in_row(self) -> Iterator[Item]:
        if "UNIT" in self.before:
            yield from self.expressions.units()
        elif "_RBRACE" in self.next:
            yield from self._columns()
        elif isinstance(field := self.scope.find((canonical_text(self.tokens[-1].text),)), FormField):
            yield from self.texts.cells_of(field)
        else:
            yield from self._going_on()

    def _looped(self) -> Iterator[Item]:
        yield from self.expressions.named(lambda member: isinstance(member, FormTable))
        for axis in self.program.environment.axes.values():
            yield self.make.name(axis.name, Kind.Enum, USUAL, "、".join(axis.coordinates))

    # --- tests

    def _in_test(self, head: str) -> Iterator[Item]:
        if head == "EXPECT" and len(self.tokens) == 1:
            yield from self.make.keywords(_VERDICTS, BEST)
        elif head == "EXPECT" and len(self.tokens) == 2:
            yield from self._checks()
        elif self.before & {"EQ", "_EQ"}:
            yield from self._values()
        elif head == "ADD" and len(self.tokens) == 1:
            yield from self.expressions.named(lambda member: isinstance(member, FormTable))
        elif "NAME" in self.next and not ("_RBRACE" in self.next and head != "ADD"):
            yield from self._cells()
        else:
            yield from self._rest_of_checks(" ")
            if "_EQ" in self.next:
                yield self.make.item("=", Kind.Operator, BEST)
            yield from self._going_on()

    def _checks(self) -> Iterator[Item]:
        for form in self.scope.forms:
            for check in sorted(self.program.checks(form), key=lambda one: one.derived):
                label = check.own_name
                yield self.make.item(label, Kind.Event, USUAL if check.derived else BEST, new=label.replace(" ", ""))

    def _rest_of_checks(self, parting: str) -> Iterator[Item]:
        """Of the checks that a test may expect, what follows the words that are written of their names, and a sign."""
        if "EXPECT" not in self.tokens[0].kinds or any("ON" in token.kinds for token in self.tokens):
            return
        chain = chain_before(self.tokens, len(self.tokens) - (parting == "."))
        begun = ".".join(chain.path) + parting if chain is not None else ""
        for label in dict.fromkeys(check.own_name for form in self.scope.forms for check in self.program.checks(form)):
            if begun and label.startswith(begun):
                rest = label.removeprefix(begun)
                yield self.make.item(rest, Kind.Event, BEST, new=rest.replace(" ", ""))

    def _cells(self) -> Iterator[Item]:
        """What a test may change or look at: of a row that it adds, the columns."""
        braces = [at for at, token in enumerate(self.tokens) if "_LBRACE" in token.kinds]
        table = self.expressions.operand(braces[-1]) if braces else None
        if isinstance(table, FormTable):
            there = {token.text for token in self.tokens[braces[-1] :]}
            columns = table.fields.items()
            yield from (self.make.member(name, field, BEST) for name, field in columns if name not in there)
        else:
            yield from self.expressions.named()

    def _values(self) -> Iterator[Item]:
        """What a cell may be changed to."""
        chain = chain_before(self.tokens, len(self.tokens) - 1)
        field = self.scope.find(chain.path) if chain is not None else None
        if isinstance(field, FormField):
            yield from self.make.words(field.type.choices)
        if chain is not None and chain.path != (YEAR_NAMES[self.make.written == "en"],):
            blank = next(name for name in STATES if name.isascii() == (self.make.written == "en"))
            yield self.make.item(blank, Kind.EnumMember, BEST)


def _word_end(text: str, offset: int, word: str, within: Within) -> int:
    """Where the word ends that the cursor stands in; of two that it stands between, none is meant."""
    before = text[max(offset - len(word) - 1, 0) : offset - len(word)]
    is_led = before in _LEADING or (within is Within.HOLE and before in ("{", "｛"))
    ahead = _REST_IN_BRACKETS if word.startswith("「") else _REST
    if not word and not before.isdigit():
        ahead = _AHEAD
        if not is_led:
            return offset
    found = ahead.match(text, offset)
    return found.end() if found is not None else offset


def _replaced(asked: Question, word: Span) -> Replaced:
    """What offers replace, by the word at the cursor and what stands behind it."""
    source = asked.source
    path = _PATH_REST.match(source.text, word.end)
    is_between = word.start == word.end and source.text[word.end : word.end + 1].isalnum()
    return Replaced(
        asked.range(word),
        asked.range(Span(word.start, path.end() if path is not None else word.end)),
        " " if is_between else "",
        _CALLED.match(source.text, word.end) is not None,
    )
