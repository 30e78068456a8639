"""What may be written next in a rule file: by what stands before the cursor. Keywords are in the language of the file.

Goes by the words of the line and by the last good knowledge of names, so that it works while a line is unfinished.
"""

import re
from collections.abc import Iterable, Iterator

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.builtins import SIGNATURES
from gouji.lang.catalogue import Language, text
from gouji.lang.keywords import KEYWORDS
from gouji.lang.model import Form, FormField, FormGroup, FormMember, FormTable
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.source import Source, Span
from gouji.lang.values import canonical_text
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.member_text import describe, summary

Item = types.CompletionItem
Kind = types.CompletionItemKind

_DECLARATIONS = ("USE", "AXIS", "UNIT", "LIBRARY", "FORM", "RULE", "TEST")
_IN_FORM = ("TITLE", "YEARS", "UNIT", "GROUP", "TABLE", "ROW", "DRAW", "RULE", "OFF", "REGRADE")
_TYPES = ("TEXT", "NUMBER", "COUNT", "MONEY", "RATIO", "DATE", "CHOICE", "TARGET", "REFERENCE", "SEVERAL")
_ATTRIBUTES = ("REQUIRED", "OPTIONAL", "BY", "UNIT", "LABEL", "TOTAL", "DEFAULT", "DIRECTION", "VALUES", "MATCHES")
_CLAUSES = (
    "CATEGORY",
    "BASIS",
    "EACH",
    "WHEN",
    "LET",
    "MUST",
    "WITHIN",
    "AT",
    "FIX",
    "ANSWERABLE",
    "MESSAGE",
    "ENGLISH",
)
_IN_TEST = ("GIVEN", "CHANGE", "DELETE", "ADD", "EXPECT")
_IN_EXPRESSION = ("_AND", "_OR", "NOT", "IN", "IS", "MATCHES", "MENTIONS", "WHERE")

_WORD = re.compile(r"[\w「]*$")
_PATH = re.compile(r"([\w]+(?:\[[^\]]*\])?(?:\.[\w]+(?:\[[^\]]*\])?)*)\.\w*$")
_INDEX = re.compile(r"([\w]+(?:\.[\w]+)*)\[\s*\w*$")
_TYPE_PLACE = re.compile(r"^\s*[\w「」]+\s*[:：]\s*\w*$")
_ATTRIBUTE_PLACE = re.compile(r"^\s*[\w「」]+\s*[:：]\s*\w+\s")
_BEFORE_EXPRESSIONS = ("MUST", "WHEN", "WHERE", "EACH", "LET", "AT", "_AND", "_OR", "NOT", "IN")
_EXPRESSION_WORDS = [word for name in _BEFORE_EXPRESSIONS for spelling in KEYWORDS[name] for word in spelling]
_EXPRESSION_PLACE = re.compile(rf"(?:^|\s|\()(?:{'|'.join(_EXPRESSION_WORDS)})[\s(]")


class Completion:
    """What may follow in one place of one declaration."""

    def __init__(
        self, program: Program, piece: PlacedPiece | None, source: Source, offset: int,
        language: Language, encoding: Encoding,
    ) -> None:  # fmt: skip
        self.program, self.piece, self.language = program, piece, language
        line = source.line_starts[source.position(offset).line - 1]
        self.before = source.text[line:offset]
        word = _WORD.search(self.before)
        start = offset - (len(word[0]) if word else 0)
        self.range = range_of(source, Span(start, offset), encoding)
        inside = source.text[piece.offset : offset] if piece is not None else ""
        self.depth = inside.count("{") + inside.count("｛") - inside.count("}") - inside.count("｝")
        self.chinese = not re.search(r"^\s*(?:form|rule|axis|use|test)\b", source.text, re.MULTILINE)

    def items(self) -> list[Item]:
        return list({item.label: item for item in self._items()}.values())

    def _items(self) -> Iterator[Item]:
        declaration = self.piece.piece.declaration if self.piece is not None else None
        if self.before.lstrip().startswith(("#", "＃")):
            return
        if found := _PATH.search(self.before):
            yield from self._members(found[1])
        elif found := _INDEX.search(self.before):
            yield from self._coordinates(found[1])
        elif _TYPE_PLACE.match(self.before):
            yield from self._keywords(_TYPES)
        elif _ATTRIBUTE_PLACE.match(self.before) and not isinstance(declaration, ast.Rule):
            yield from self._keywords(_ATTRIBUTES)
            yield from (self._item(axis.name, Kind.Enum) for axis in self.program.environment.axes.values())
        elif _EXPRESSION_PLACE.search(self.before):
            yield from self._names()
        elif self.depth <= 0:
            yield from self._keywords(_DECLARATIONS)
        else:
            yield from self._clauses(declaration)

    def _clauses(self, declaration: object) -> Iterator[Item]:
        if isinstance(declaration, ast.Test):
            yield from self._keywords(_IN_TEST)
        elif isinstance(declaration, ast.Rule) or self.depth > 1:
            yield from self._keywords((*_CLAUSES, *_IN_FORM))
            yield from self._names()
        else:
            yield from self._keywords((*_IN_FORM, *_CLAUSES))

    # --- names

    def _forms(self) -> list[Form]:
        """The forms that the rules of this declaration are on."""
        declaration = self.piece.piece.declaration if self.piece is not None else None
        named = declaration.form if isinstance(declaration, ast.Rule) else getattr(declaration, "name", None)
        forms = (
            self.program.environment.forms.get(canonical_text(named.text), []) if isinstance(named, ast.Name) else []
        )
        if not forms and self.piece is not None:
            forms = [form for form in self.program.forms if form.place.source.name == self.piece.source.name]
        return forms or self.program.forms[-1:]

    def _names(self) -> Iterator[Item]:
        for form in self._forms():
            for member in form.members.values():
                yield self._member(member)
            for table in form.tables:
                yield from (self._member(field) for field in table.fields.values())
        for function in SIGNATURES.values():
            name = function.chinese if self.chinese else function.id
            yield self._item(name, Kind.Function, doc=text(f"function.{function.id}", self.language))
        yield from self._keywords(_IN_EXPRESSION)

    def _members(self, path: str) -> Iterator[Item]:
        for found in self._find(path):
            if isinstance(found, FormGroup):
                yield from (self._member(member) for member in found.members.values())
            elif isinstance(found, FormTable):
                yield from (self._member(field) for field in found.fields.values())

    def _coordinates(self, path: str) -> Iterator[Item]:
        for found in self._find(path):
            if isinstance(found, FormField) and found.axis is not None:
                yield from (self._item(one, Kind.EnumMember, found.axis.name) for one in found.coordinates)
            elif isinstance(found, FormTable):
                yield from (self._item(f'"{key}"', Kind.EnumMember) for key in found.rows)

    def _find(self, path: str) -> Iterator[FormMember]:
        names = tuple(canonical_text(re.sub(r"\[[^\]]*\]", "", part)) for part in path.split("."))
        for form in self._forms():
            beginnings: Iterable[tuple[str, ...]] = ((), *(table.path for table in form.tables))
            for beginning in beginnings:
                member = form.find((*beginning, *names))
                if member is not None:
                    yield member

    # --- items

    def _member(self, member: FormMember) -> Item:
        kind = Kind.Field if isinstance(member, FormField) else Kind.Module
        return self._item(member.name, kind, summary(member, self.language), describe(member, self.language))

    def _keywords(self, names: Iterable[str]) -> Iterator[Item]:
        for name in names:
            spelling = KEYWORDS[name]
            yield self._item((spelling.chinese if self.chinese else spelling.english)[0], Kind.Keyword)

    def _item(self, name: str, kind: Kind, detail: str = "", doc: str = "") -> Item:
        return Item(
            name, kind=kind, detail=detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, doc) if doc else None,
            text_edit=types.TextEdit(self.range, name),
        )  # fmt: skip
