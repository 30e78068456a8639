"""What a form says of a field, a group or a table, in words for people.

Markdown, in which no sign of a form means anything but itself.
"""

import re

from gouji.lang.catalogue import Language
from gouji.lang.form_model import FormField, FormMember, FormTable, PrescribedRow, dotted
from gouji.lint import member_words
from gouji.lint.member_words import word


def summary(member: FormMember, language: Language) -> str:
    """The kind, the unit and whether it must be filled, on one line."""
    if not isinstance(member, FormField):
        parts = [word("TABLE" if isinstance(member, FormTable) else "GROUP", language)]
        parts += [word("REQUIRED", language)] if isinstance(member, FormTable) and member.required else []
        return " ".join(parts)
    parts = [member_words.kind(member, [language])]
    parts += [member.unit.name] if member.unit is not None else []
    parts += [word("REQUIRED", language)] if member.required else []
    return " ".join(parts)


def describe(member: FormMember, language: Language) -> str:
    """A few lines of Markdown: what it is for, what it is called on paper, and what it may hold."""
    lines = [f"**{plain(dotted(member.path))}** · {plain(summary(member, language))}"]
    lines += [plain(member.documentation)] if member.documentation else []
    labels = [label for label in member.labels if label != member.name]
    lines += [f"{word('LABEL', language)}: {plain('、'.join(labels))}"] if labels else []
    if isinstance(member, FormField):
        lines += [plain(line) for line in limits(member, language)]
    if isinstance(member, FormTable):
        lines += [f"{word('KEY', language)}: {plain(member.key.name)}"] if member.key is not None else []
    return "\n\n".join(lines)


def limits(field: FormField, language: Language) -> list[str]:
    """What a field may hold, a line each."""
    periods = member_words.periods(field)
    return [*([periods] if periods else []), *member_words.limits(field, [language])]


def prescribed(row: PrescribedRow, language: Language) -> str:
    """What a prescribed row says, on one line."""
    return plain("; ".join(member_words.prescribed(row, [language])))


_SIGNS = re.compile(r"[\\`*_\[\]<>|~&]")
_AT_START = re.compile(r"^(\s*)([#+-]|\d+(?=[.)]))", re.MULTILINE)


def plain(written: str) -> str:
    """A text of a form as Markdown shows it, whatever signs it holds; what is no sign where it stands is left as it is."""
    return _AT_START.sub(_marked, _SIGNS.sub(r"\\\g<0>", written))


def _marked(start: re.Match[str]) -> str:
    sign = start[2]
    return f"{start[1]}{sign}\\" if sign.isdecimal() else f"{start[1]}\\{sign}"
