"""The offers of completion in rule files, each with what it is, its signature, and how well it fits.

Keywords and functions are offered in the language that the declaration is written in. Decides nothing about places.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lsprotocol import types

from gouji.lang.builtins import SIGNATURES, Signature
from gouji.lang.catalogue import Language, has, text
from gouji.lang.form_model import FormField, FormMember
from gouji.lang.keywords import KEYWORDS
from gouji.lang.units import Dimension, Units
from gouji.lsp.features.member_text import describe, summary
from gouji.lsp.features.names.written_words import in_rules
from gouji.lsp.features.rules.signatures import information
from gouji.lsp.question import Question

Item = types.CompletionItem
Kind = types.CompletionItemKind

BEST, USUAL, POSSIBLE = range(3)
"""How well an offer fits: what is wanted there, what may be meant, what is never wrong."""


class Replaced(NamedTuple):
    """What an offer replaces: the word at the cursor, or all of the dotted name that it begins.

    `gap` parts it from what stands behind; brackets of a call stand there if `is_called`.
    """

    word: types.Range
    path: types.Range
    gap: str = ""
    is_called: bool = False


class Items:
    """Makes offers for one place: what they replace of it, `typed` what stands there before the cursor.

    `written` is the language of the declaration, which need not be the one that the client is answered in.
    """

    def __init__(self, asked: Question, replaced: Replaced, typed: str, written: Language) -> None:
        self.language, self.snippets = asked.language, asked.takes_snippets
        self.replaced, self.typed, self.written = replaced, typed, written
        self._number = 0

    def item(
        self, label: str, kind: Kind, rank: int = USUAL, *, new: str = "", detail: str = "", doc: str = "",
        snippet: bool = False,
    ) -> Item:  # fmt: skip
        """One offer; those of one rank stay in the order in which they were made."""
        self._number += 1
        opened = self.typed[:1] if self.typed[:1] in ("「", '"', "“") else ""
        return Item(
            label, kind=kind, detail=detail or None, sort_text=f"{rank}{self._number:05}", filter_text=opened + label,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, doc) if doc else None,
            insert_text_format=types.InsertTextFormat.Snippet if snippet else None,
            text_edit=types.TextEdit(
                self.replaced.path if "." in label else self.replaced.word, (new or label) + self.replaced.gap
            ),
        )  # fmt: skip

    def name(self, name: str, kind: Kind, rank: int = USUAL, detail: str = "", doc: str = "") -> Item:
        """A name as rules write it."""
        new = (
            ".".join(in_rules(part) for part in name.split("."))
            if kind in (Kind.Field, Kind.Module)
            else in_rules(name)
        )
        return self.item(name, kind, rank, new=new, detail=detail, doc=doc)

    def member(self, name: str, member: FormMember, rank: int = USUAL) -> Item:
        kind = Kind.Field if isinstance(member, FormField) else Kind.Module
        return self.name(name, kind, rank, summary(member, self.language), describe(member, self.language))

    def keywords(self, names: Iterable[str], rank: int = POSSIBLE) -> Iterator[Item]:
        for name in names:
            spelling = KEYWORDS[name]
            key = f"keyword.{name}"
            doc = text(key, self.language) if has(key, self.language) else ""
            word = (spelling.chinese if self.written == "zh" else spelling.english)[0]
            yield self.item(word, Kind.Keyword, rank, detail=doc)

    def words(self, words: Iterable[str], rank: int = BEST, detail: str = "") -> Iterator[Item]:
        yield from (self.item(word, Kind.EnumMember, rank, detail=detail) for word in words)

    def functions(self, fitting: frozenset[str] = frozenset()) -> Iterator[Item]:
        """Every function; those whose result or name is among `fitting` first."""
        for function in SIGNATURES.values():
            fits = function.id in fitting or function.result in fitting
            yield self._function(function, BEST if fits else USUAL)

    def _function(self, function: Signature, rank: int) -> Item:
        name = function.chinese if self.written == "zh" else function.id
        label = information(name, function, self.written)[0].label
        is_snippet = self.snippets and not self.replaced.is_called
        new = f"{name}($1)$0" if is_snippet else name
        return self.item(
            name, Kind.Function, rank, new=new, detail=label.removeprefix(name),
            doc=text(f"function.{function.id}", self.language), snippet=is_snippet,
        )  # fmt: skip

    def units(self, units: Units, wanted: Dimension | None, preferred: str = "") -> Iterator[Item]:
        """Units; those of the dimension wanted first, and among them the one that the field has."""
        for name in dict.fromkeys((*([preferred] if preferred else []), *units)):
            unit = units.find(name)
            if unit is not None:
                fits = wanted is not None and unit.dimension == wanted
                yield self.item(name, Kind.Unit, BEST if fits else POSSIBLE)
