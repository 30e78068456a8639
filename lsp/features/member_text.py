"""What a form says of a field, a group or a table, in words for people.

Markdown, in which no sign of a form means anything but itself.
"""

from gouji.lang.catalogue import Language, text
from gouji.lang.keywords import KEYWORDS
from gouji.lang.model import Bound, FormField, FormMember, FormTable, PrescribedRow, dotted
from gouji.lang.targets import SYMBOLS
from gouji.lang.units import Unit, format_in, natural


def summary(member: FormMember, language: Language) -> str:
    """The kind, the unit and whether it must be filled, on one line."""
    if not isinstance(member, FormField):
        return _word("TABLE" if isinstance(member, FormTable) else "GROUP", language)
    parts = [_word("SEVERAL", language)] if member.several else []
    parts.append(_word("CHOICE" if member.kind == "text" and member.type.choices else member.kind.upper(), language))
    parts += [member.unit.name] if member.unit is not None else []
    parts += [_word("REQUIRED", language)] if member.required else []
    return " ".join(parts)


def describe(member: FormMember, language: Language) -> str:
    """A few lines of Markdown: what it is for, what it is called on paper, and what it may hold."""
    lines = [f"**{plain(dotted(member.path))}** · {plain(summary(member, language))}"]
    lines += [plain(member.documentation)] if member.documentation else []
    labels = [label for label in member.labels if label != member.name]
    lines += [f"{_word('LABEL', language)}: {plain('、'.join(labels))}"] if labels else []
    if isinstance(member, FormField):
        lines += [plain(line) for line in limits(member, language)]
    return "\n\n".join(lines)


def limits(field: FormField, language: Language) -> list[str]:
    """What a field may hold, a line each."""
    found = [f"{field.axis.name}: {'、'.join(field.coordinates)}"] if field.axis is not None else []
    found += [f"∈ {{ {'、'.join(field.type.choices)} }}"] if field.type.choices else []
    found += [f"= {' + '.join(map(dotted, field.totals))}"] if field.totals else []
    found += [_bound(bound, field.unit) for bound in field.bounds]
    found += [f"→ {dotted(field.refers_to)}"] if field.refers_to else []
    found += [text(f"direction.{field.direction}", language)] if field.direction else []
    return found


def prescribed(row: PrescribedRow, language: Language) -> str:
    """What a prescribed row says, on one line."""
    said = [f"{column} = {word}" for column, word in row.cells.items()]
    said += [f"∈ {{ {'、'.join(row.words)} }}"] if row.words else []
    said += [row.unit.name] if row.unit is not None else []
    said += [text(f"direction.{row.direction}", language)] if row.direction else []
    said += [_bound(bound, row.unit) for bound in row.bounds]
    return plain("; ".join(said))


def _word(keyword: str, language: Language) -> str:
    spelling = KEYWORDS[keyword]
    return (spelling.chinese if language == "zh" else spelling.english)[0]


def _bound(bound: Bound, unit: Unit | None) -> str:
    own = bound.unit or unit
    sign = SYMBOLS[bound.operator].value
    return f"{sign} {format_in(bound.value, own) if own is not None else natural(bound.value, None)}"


def plain(written: str) -> str:
    """A text of a form as Markdown shows it, whatever signs it holds."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~&" else letter for letter in written)
