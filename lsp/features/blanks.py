"""Text with blanks for an editor: a snippet whose blanks are gone through one after the other, where the editor knows snippets.

Makes text; knows no places.
"""

import re

from gouji.lang.form_model import FormField

NUMERIC = frozenset(("money", "number", "count", "ratio"))
_OPEN, _CLOSE = "\ue000", "\ue001"  # no text of a form holds them
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)


class Blanks:
    """Blanks as they are asked for, and then the whole."""

    def __init__(self, *, snippets: bool) -> None:
        self.snippets = snippets

    def blank(self, field: FormField | None, text: str) -> str:
        """A blank where `text` stands until it is filled in."""
        if not self.snippets:
            return text
        if field is not None and field.kind not in NUMERIC and text == '""':
            choices = field.type.choices if not field.several else ()
            return f'"{_OPEN}{_listed(choices)}{_CLOSE}"'
        return f"{_OPEN}:{_escaped(text)}{_CLOSE}" if text else f"{_OPEN}{_CLOSE}"

    def whole(self, text: str) -> str:
        """The text as it is inserted."""
        if not self.snippets:
            return text.replace(_OPEN, "").replace(_CLOSE, "")
        parts = _MARKED.split(text)
        written = [parts[0].replace("\\", "\\\\").replace("$", "\\$")]
        for number, at in enumerate(range(1, len(parts), 2), 1):
            written.append(f"${{{number}{parts[at]}}}")
            written.append(parts[at + 1].replace("\\", "\\\\").replace("$", "\\$"))
        return "".join(written)


def _listed(choices: tuple[str, ...]) -> str:
    if not choices:
        return ""
    escaped = (re.sub(r"([\\,|$}])", r"\\\1", one) for one in choices)
    return "|" + ",".join(escaped) + "|"


def _escaped(text: str) -> str:
    return re.sub(r"([\\$}])", r"\\\1", text)
