"""What a filled form, or the file of answers beside it, has once too often: one of two lines of the same key, an answer to
nothing; and an answer whose day is past, with a later one.

Takes out whole lines and whole answers; which of them is right, who asks knows.
"""

from collections.abc import Iterable, Iterator

from gouji.lang import codes as form_codes
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.insertions import end_of_row
from gouji.lang.located import Mapping, Scalar
from gouji.lang.source import Source, Span
from gouji.lint import codes
from gouji.lint.clock import today
from gouji.lint.toml_reader import read_toml
from gouji.lsp.features.actions import Action
from gouji.lsp.features.forms.spots import header_parts, section_at
from gouji.lsp.question import Question

_TWICE = (codes.TOML_DUPLICATE_KEY, codes.ENTRY_TWICE, form_codes.KEY_TWICE)


def removals(asked: Question, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """What may be taken out for findings."""
    source, language = asked.source, asked.language
    root: Mapping | None = None
    for one in about:
        if one.place.source.name != source.name:
            continue
        if one.code in _TWICE and one.fix is None:
            changes = _of_twice(source, one, language)
        elif one.code in codes.OF_ANSWERS:
            root = root or read_toml(source).root
            changes = _of_answer(source, root, one, language)
        else:
            continue
        for title, change in changes:
            yield Action(title, asked.path, source, (change,), (one,))


def _of_twice(source: Source, found: Diagnostic, language: Language) -> Iterator[tuple[str, Replacement]]:
    first = found.related[0].place if found.related else None
    if first is None or first.source.name != source.name:
        return
    places = {"later": (found.place.span, first.span), "earlier": (first.span, found.place.span)}
    lines = {name: (_line(source, gone), _line(source, kept)) for name, (gone, kept) in places.items()}
    for name, (gone, kept) in lines.items():
        if gone is None or kept is None or gone == kept:
            return
        number = source.position(places[name][0].start).line
        yield text(f"lsp.action.remove-{name}", language, line=number), Replacement(gone, "")


def _line(source: Source, key: Span) -> Span | None:
    """The line of a key with its end, where that is all the statement."""
    number = source.position(key.start).line
    start, written = source.line_starts[number - 1], source.line(number)
    end = source.line_starts[number] if number < len(source.line_starts) else len(source.text)
    alone = read_toml(Source(source.name, written.strip("\r\n\ufeff")))
    is_whole = len(alone.root.entries) == 1 and not alone.problems
    return Span(start + written.startswith("\ufeff"), end) if is_whole else None


def _of_answer(
    source: Source, root: Mapping, found: Diagnostic, language: Language
) -> Iterator[tuple[str, Replacement]]:  # fmt: skip
    section = section_at(root, found.place.span.start)
    row = section.mapping
    if found.code is codes.ANSWER_EXPIRED:
        day = f"{today().year}-12-31"
        node = next((one.node for one in row if one.node.span == found.place.span), None)
        new = f'"{day}"' if isinstance(node, Scalar) and isinstance(node.value, str) else day
        yield text("lsp.action.later-day", language, day=day), Replacement(found.place.span, new)
    end = end_of_row(source, row)
    before = source.text[: row.span.start].rstrip()
    after = source.text[end:].lstrip()
    if not header_parts(source, section):
        return
    start = row.span.start if after else len(before)
    stop = len(source.text) - len(after) if after else end
    yield text("lsp.action.remove-answer", language), Replacement(Span(start, stop), "")
