"""A finding for people: message, the line with carets, and notes with the figures, in the manner of rustc.

Returns plain lines. Never writes to a stream, never lets text from a file command the terminal (see `cells.py`).
"""

from collections.abc import Iterator

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Fix, Related, Replacement, rendered
from gouji.lang.source import Place, Source
from gouji.lint.output.cells import lines, shortened, visible, width
from gouji.lint.output.snippet import snippet
from gouji.lint.output.style import Style

MOST_RELATED = 5
MOST_REPLACEMENTS = 5
WIDEST_NAME = 48
"""Columns that the places of related cells may be moved right, so that they stand in line."""


def render(diagnostic: Diagnostic, language: Language, style: Style) -> str:
    """A finding as lines of text, without a line end after the last."""
    gutter = " " * len(str(diagnostic.place.start.line))
    return "\n".join(
        [
            *_headline(diagnostic, language, style),
            *_place(diagnostic, gutter, style),
            *_notes(diagnostic, language, gutter, style),
        ]
    )


def place_name(place: Place) -> str:
    """`file:line:column`, or only the file where there is nothing in it to point at."""
    name = visible(place.source.name)
    if not place.source.text:
        return name
    start = place.start
    return f"{name}:{start.line}:{start.column}"


def _headline(diagnostic: Diagnostic, language: Language, style: Style) -> Iterator[str]:
    severity = diagnostic.severity
    label = f"{text(f'output.severity.{severity}', language)}[{diagnostic.code.id}]"
    first, *others = lines(diagnostic.message(language))
    yield f"{style.paint(label, severity.value)} {style.paint(first, 'strong')}"
    for other in others:
        yield f"    {other}"


def _place(diagnostic: Diagnostic, gutter: str, style: Style) -> Iterator[str]:
    place = diagnostic.place
    yield f"{gutter}{style.paint('-->', 'frame')} {place_name(place)}"
    if not place.source.text:
        return
    bar = style.paint("|", "frame")
    found = snippet(place, style.width - len(gutter) - 3)
    yield f"{gutter} {bar}"
    yield f"{style.paint(str(found.number), 'frame')} {bar} {found.text}".rstrip()
    yield f"{gutter} {bar} {_before_carets(found.carets)}{style.paint(found.carets.lstrip(), diagnostic.severity.value)}"


def _before_carets(carets: str) -> str:
    return carets[: len(carets) - len(carets.lstrip())]


def _notes(diagnostic: Diagnostic, language: Language, gutter: str, style: Style) -> Iterator[str]:
    for label, note in _labelled(diagnostic, language, style):
        if not note:
            continue
        shown = text(f"output.{label}", language) + ": "
        yield f"{gutter} {style.paint('=', 'frame')} {style.paint(shown, 'strong')}{note[0]}"
        for line in note[1:]:
            yield f"{gutter}   {' ' * width(shown)}{line}"


def _labelled(diagnostic: Diagnostic, language: Language, style: Style) -> Iterator[tuple[str, list[str]]]:
    """Every note with the key of its label, in the order of print; an empty note is left out."""
    yield "check", lines(diagnostic.rule) if diagnostic.rule else []
    if style.explanation:
        yield "explanation", [line for step in diagnostic.explanation for line in lines(step)]
    yield "related", _related(diagnostic.related, language)
    if diagnostic.difference and not diagnostic.tells_difference(language):
        yield "difference", lines(str(rendered(diagnostic.difference, language)))
    yield "basis", lines(diagnostic.basis) if diagnostic.basis else []
    yield "tolerance", lines(str(rendered(diagnostic.tolerance, language))) if diagnostic.tolerance else []
    advice = diagnostic.help(language)
    yield "help", lines(advice) if advice else []
    if diagnostic.fix:
        yield "fix", _fix(diagnostic.fix, diagnostic.place.source, language)


def _related(related: tuple[Related, ...], language: Language) -> list[str]:
    """The other cells that took part: name, figure, and places in line with each other."""
    shown = related[:MOST_RELATED]
    named = [shortened(f"{cell.name} = {cell.value}" if cell.value else cell.name) for cell in shown]
    column = max((width(name) for name in named if width(name) <= WIDEST_NAME), default=0)
    result = [
        f"{name}{' ' * max(0, column - width(name))}  {place_name(cell.place)}" if cell.place else name
        for name, cell in zip(named, shown, strict=True)
    ]
    return result + _others(len(related) - len(shown), language)


def _fix(fix: Fix, source: Source, language: Language) -> list[str]:
    """The title of a fix, then its changes; of a title that only repeats a single change, the fuller one of the two."""
    title = shortened(fix.title.in_language(language))
    changes = [_change(replacement, source, language) for replacement in fix.replacements[:MOST_REPLACEMENTS]]
    others = _others(len(fix.replacements) - MOST_REPLACEMENTS, language)
    if len(changes) == 1 and shortened(fix.replacements[0].text).strip("\"'") in title:
        start, end = fix.replacements[0].span
        return changes if start < end else [title]
    return [title, *changes, *others]


def _change(replacement: Replacement, source: Source, language: Language) -> str:
    start, end = replacement.span
    old, new = shortened(source.text[start:end]), shortened(replacement.text)
    if old and new:
        return f"{old} → {new}"
    key, changed = ("output.fix.insert", new) if new else ("output.fix.delete", old)
    return text(key, language, text=changed, line=source.position(start).line)


def _others(number: int, language: Language) -> list[str]:
    return [text("output.others", language, number=number)] if number > 0 else []
