"""What is shown of an answer, in a filled form or in the file beside it: what its keys are for, and what it answers now.

Knows what checking said of the form; answers nothing itself.
"""

from lsprotocol import types

from gouji.lang.catalogue import text
from gouji.lang.source import Span
from gouji.lint.answers import KEYS
from gouji.lint.codes import OF_ANSWERS
from gouji.lsp.features.diagnostics import message_of
from gouji.lsp.features.forms.spots import Section
from gouji.lsp.features.member_text import plain
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

MOST_FINDINGS = 12


def answer_hover(asked: Question, section: Section, known: KnownForm | None) -> types.Hover | None:
    """Of what stands in an answer, the section, to what was found in a form."""
    offset, language = asked.offset, asked.language
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
        parts += _answered(asked, section, known)
    markup = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts))
    return types.Hover(markup, asked.range(span)) if parts else None


def _answered(asked: Question, section: Section, known: KnownForm) -> list[str]:
    """The findings that it answers; without any, what is wrong with it."""
    name, language, start = asked.source.name, asked.language, section.mapping.span.start
    found = [
        one for one in known.checked.diagnostics
        if one.answer is not None and one.answer.place.source.name == name and one.answer.place.span.start == start
    ]  # fmt: skip
    if found:
        lines = [f"- {plain(one.message(language))}" for one in found[:MOST_FINDINGS]]
        left = len(found) - len(lines)
        lines += [f"- {text('lsp.hover.more', language, count=left)}"] if left else []
        return [text("lsp.hover.answers", language, count=len(found)), "\n".join(lines)]
    spans = [section.mapping.span, *(one.node.span for one in section.mapping)]
    wrong = [
        plain(message_of(one, language)).replace("\n", "  \n") for one in known.checked.diagnostics
        if one.code in OF_ANSWERS and one.place.source.name == name and Span(*one.place.span) in spans
    ]  # fmt: skip
    return wrong or [text("lsp.hover.answers-none", language)]
