"""What is shown of an answer, in a filled form or in the file beside it: what its keys are for, and what it answers now.

Knows what checking said of the form; answers nothing itself.
"""

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.form_model import Form
from gouji.lang.located import Mapping
from gouji.lang.source import Source, Span
from gouji.lint.answers import KEYS
from gouji.lint.codes import OF_ANSWERS
from gouji.lsp.convert import Encoding, range_of
from gouji.lsp.features.diagnostics import told
from gouji.lsp.features.forms.answer_completion import is_answer
from gouji.lsp.features.forms.spots import Section, section_at
from gouji.lsp.features.member_text import plain
from gouji.lsp.known_forms import KnownForm

MOST_FINDINGS = 12


def answer_hover(
    source: Source, root: Mapping, form: Form | None, known: KnownForm | None, offset: int, language: Language,
    encoding: Encoding,
) -> types.Hover | None:  # fmt: skip
    """Of what stands in an answer; `form` is that of the text itself, where it is no file of answers."""
    section = section_at(root, offset)
    if not is_answer(section, form):
        return None
    parts: list[str] = []
    span = section.mapping.span
    if not span.touches(offset):
        entry = next((one for one in section.mapping if one.key_span.start <= offset <= one.node.span.end), None)
        if entry is None:
            return None
        span = entry.key_span if entry.key_span.touches(offset) else entry.node.span
        key = next((one for one in KEYS if entry.key in (one.english, one.chinese)), None)
        if key is not None and span == entry.key_span:
            parts.append(f"**{plain(entry.key)}** · {text(f'lsp.hover.answer.{key.english}', language)}")
    if known is not None:
        parts += _answered(source, section, known, language)
    markup = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts))
    return types.Hover(markup, range_of(source, span, encoding)) if parts else None


def _answered(source: Source, section: Section, known: KnownForm, language: Language) -> list[str]:
    """The findings that it answers; without any, what is wrong with it."""
    start = section.mapping.span.start
    found = [
        one for one in known.checked.diagnostics
        if one.answer is not None and one.answer.place.source.name == source.name and one.answer.place.span.start == start
    ]  # fmt: skip
    if found:
        lines = [f"- {plain(one.message(language))}" for one in found[:MOST_FINDINGS]]
        left = len(found) - len(lines)
        lines += [f"- {text('lsp.hover.more', language, count=left)}"] if left else []
        return [text("lsp.hover.answers", language, count=len(found)), "\n".join(lines)]
    spans = [section.mapping.span, *(one.node.span for one in section.mapping)]
    wrong = [
        plain(told(one, language)).replace("\n", "  \n") for one in known.checked.diagnostics
        if one.code in OF_ANSWERS and one.place.source.name == source.name and Span(*one.place.span) in spans
    ]  # fmt: skip
    return wrong or [text("lsp.hover.answers-none", language)]
