"""What a form says of a field or a prescribed row, in words of the language and in signs: for its page and for hovers.

In each of the languages asked for, one after the other. Marks nothing up.
"""

from collections.abc import Iterable

from gouji.lang.catalogue import Language, text
from gouji.lang.form_model import Bound, Form, FormField, PrescribedRow, dotted
from gouji.lang.keywords import KEYWORDS
from gouji.lang.targets import SYMBOLS
from gouji.lang.units import Unit, format_in, natural

Languages = Iterable[Language]


def word(keyword: str, language: Language) -> str:
    """A word of the language."""
    spelling = KEYWORDS[keyword]
    return (spelling.chinese if language == "zh" else spelling.english)[0]


def kind(field: FormField, languages: Languages) -> str:
    """What sort of value a field holds."""
    words = ["SEVERAL"] if field.several else []
    words.append("CHOICE" if field.kind == "text" and field.type.choices else field.kind.upper())
    return " ".join(word(one, language) for language in languages for one in words)


def limits(field: FormField, languages: Languages) -> list[str]:
    """Its words, parts, bounds and the like, in signs where there are any."""
    found = [_words(field.type.choices)] if field.type.choices else []
    found += ["= " + " + ".join(dotted(path) for path in field.totals)] if field.totals else []
    found += [bound(one, field.unit) for one in field.bounds]
    found += [f"→ {dotted(field.refers_to)}"] if field.refers_to else []
    beside = [name for name in (field.comparator_from, field.unit_from) if name]
    found += [f"← {', '.join(beside)}"] if beside else []
    found += [f"~ {field.pattern}"] if field.pattern else []
    found += [direction(field.direction, languages)] if field.direction else []
    return found


def years(form: Form) -> str:
    """The years in which a form is in force."""
    first, last = form.years
    if first is None and last is None:
        return ""
    return str(first) if first == last else f"{first or ''}–{last or ''}"


def periods(field: FormField) -> str:
    return f"{field.axis.name}: {', '.join(field.coordinates)}" if field.axis is not None else ""


def prescribed(row: PrescribedRow, languages: Languages) -> list[str]:
    """What a prescribed row prescribes."""
    found = [f"{column} = {written}" for column, written in row.cells.items()]
    found += [_words(row.words)] if row.words else []
    found += [row.unit.name] if row.unit is not None else []
    found += [direction(row.direction, languages)] if row.direction else []
    found += [bound(one, row.unit) for one in row.bounds]
    return found


def bound(limit: Bound, unit: Unit | None) -> str:
    sign, own = SYMBOLS[limit.operator].value, limit.unit or unit
    return f"{sign} {format_in(limit.value, own) if own is not None else natural(limit.value, None)}"


def direction(which: str, languages: Languages) -> str:
    return " ".join(text(f"direction.{which}", language) for language in languages)


def _words(words: Iterable[str]) -> str:
    return f"∈ {{{', '.join(words)}}}"
