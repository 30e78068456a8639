"""Findings as JSON and back, the same to the last place: what results are kept as, and what processes tell each other.

A place names its text by a number; which text that is, who keeps or reads a result knows. Never runs what it reads.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from gouji.lang.diagnostic import (
    Answer,
    Category,
    Diagnostic,
    Fix,
    InLanguage,
    Regraded,
    Related,
    Replacement,
    Severity,
    Term,
)
from gouji.lang.source import Place, Source, Span
from gouji.lint.cache.store import NotKept
from gouji.lint.codes import EVERY_CODE

Numbered = Callable[[Source], int]
"""The number of a text."""
Found = Callable[[int], Source]
"""The text of a number."""


def encoded(found: Iterable[Diagnostic], number: Numbered) -> list[Any]:
    """Findings as simple values. Raises NotKept."""
    writer = _Writer(number)
    return [writer.finding(one) for one in found]


def decoded(values: Iterable[Any], source: Found) -> tuple[Diagnostic, ...]:
    """The findings that `encoded` was given. Raises NotKept."""
    reader = _Reader(source)
    try:
        return tuple(map(reader.finding, values))
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise NotKept(str(error)) from error


class _Writer:
    """Each field that says something, under its name; a value by what kind it is of."""

    def __init__(self, number: Numbered) -> None:
        self._number = number

    def finding(self, one: Diagnostic) -> dict[str, Any]:
        if EVERY_CODE.get(one.code.id) is not one.code:
            raise NotKept(one.code.id)
        written: dict[str, Any] = {"code": one.code.id, "place": self.place(one.place)}
        if one.arguments:
            written["arguments"] = {name: self.value(value) for name, value in one.arguments.items()}
        for name, write in _FIELDS.items():
            value = getattr(one, name)
            if value not in ("", None, (), 0, False):
                written[name] = write(self, value)
        return written

    def plain(self, value: Any) -> Any:
        return value

    def place(self, place: Place) -> list[int]:
        return [self._number(place.source), *place.span]

    def place_if_any(self, place: Place | None) -> list[int] | None:
        return self.place(place) if place is not None else None

    def value(self, value: Any) -> Any:
        kind = type(value)
        if kind in (str, int, bool) or value is None:
            return value
        write = _VALUES.get(kind)
        if write is None:
            raise NotKept(kind.__name__)
        return write(self, value)

    def values(self, values: Iterable[Any]) -> list[Any]:
        return [self.value(one) for one in values]

    def term(self, term: Term) -> dict[str, Any]:
        return {"term": term.key, "with": [[name, self.value(value)] for name, value in term.arguments]}

    def texts(self, texts: InLanguage) -> dict[str, Any]:
        return {"zh": texts.zh, "en": texts.en}

    def related(self, cells: Iterable[Related]) -> list[Any]:
        return [[one.name, one.value, self.place_if_any(one.place), one.vouched_for] for one in cells]

    def fix(self, fix: Fix) -> list[Any]:
        return [self.term(fix.title), [[*one.span, one.text] for one in fix.replacements], fix.safe]

    def answer(self, answer: Answer) -> list[Any]:
        return [answer.reason, answer.by, answer.until, self.place(answer.place)]

    def regraded(self, one: Regraded) -> list[Any]:
        return [one.before.value, one.reason, self.place_if_any(one.place)]


_VALUES: dict[type, Callable[[_Writer, Any], Any]] = {
    tuple: _Writer.values,
    Term: _Writer.term,
    InLanguage: _Writer.texts,
    Decimal: lambda _, value: {"decimal": str(value)},
    date: lambda _, value: {"date": value.isoformat()},
    Diagnostic: lambda writer, value: {"finding": writer.finding(value)},
}

_FIELDS: dict[str, Callable[[_Writer, Any], Any]] = {
    "rule": _Writer.plain,
    "form": _Writer.plain,
    "own_severity": _Writer.plain,
    "own_category": _Writer.plain,
    "own_message": _Writer.plain,
    "own_english": _Writer.plain,
    "own_help": _Writer.plain,
    "related": _Writer.related,
    "unlisted": _Writer.plain,
    "difference": _Writer.value,
    "difference_told": _Writer.plain,
    "tolerance": _Writer.value,
    "basis": _Writer.plain,
    "explanation": _Writer.values,
    "fix": _Writer.fix,
    "coordinates": _Writer.values,
    "declared": _Writer.place,
    "answerable": _Writer.plain,
    "answer": _Writer.answer,
    "regraded": _Writer.regraded,
}


class _Reader:
    """The other way."""

    def __init__(self, source: Found) -> None:
        self._source = source

    def finding(self, written: dict[str, Any]) -> Diagnostic:
        given = dict(written)
        code, place = EVERY_CODE[given.pop("code")], self.place(given.pop("place"))
        arguments = {name: self.value(value) for name, value in given.pop("arguments", {}).items()}
        return Diagnostic(code, place, arguments, **{name: _READ[name](self, value) for name, value in given.items()})

    def plain(self, value: Any) -> Any:
        return value

    def place(self, written: list[int]) -> Place:
        number, start, end = written
        return Place(self._source(number), Span(start, end))

    def place_if_any(self, written: list[int] | None) -> Place | None:
        return self.place(written) if written is not None else None

    def value(self, written: Any) -> Any:
        if isinstance(written, list):
            return self.values(written)
        if not isinstance(written, dict):
            return written
        if "term" in written:
            return self.term(written)
        if "zh" in written:
            return InLanguage(written["zh"], written["en"])
        if "decimal" in written:
            return Decimal(written["decimal"])
        if "date" in written:
            return date.fromisoformat(written["date"])
        return self.finding(written["finding"])

    def values(self, written: list[Any]) -> tuple[Any, ...]:
        return tuple(map(self.value, written))

    def term(self, written: dict[str, Any]) -> Term:
        return Term(written["term"], tuple((name, self.value(value)) for name, value in written["with"]))

    def related(self, written: list[Any]) -> tuple[Related, ...]:
        return tuple(Related(name, value, self.place_if_any(place), known) for name, value, place, known in written)

    def fix(self, written: list[Any]) -> Fix:
        title, changes, safe = written
        return Fix(self.term(title), tuple(Replacement(Span(start, end), text) for start, end, text in changes), safe)

    def answer(self, written: list[Any]) -> Answer:
        reason, by, until, place = written
        return Answer(reason, by, until, self.place(place))

    def regraded(self, written: list[Any]) -> Regraded:
        before, reason, place = written
        return Regraded(Severity(before), reason, self.place_if_any(place))


_READ: dict[str, Callable[[_Reader, Any], Any]] = {
    "own_severity": lambda _, value: Severity(value),
    "own_category": lambda _, value: Category(value),
    "related": _Reader.related,
    "difference": _Reader.value,
    "tolerance": _Reader.value,
    "explanation": _Reader.values,
    "fix": _Reader.fix,
    "coordinates": _Reader.values,
    "declared": _Reader.place,
    "answer": _Reader.answer,
    "regraded": _Reader.regraded,
}
_READ |= {name: _Reader.plain for name in _FIELDS if name not in _READ}
