"""A finding for people: message, the line with carets, and notes with the figures, in the manner of rustc.

Returns plain lines. Never writes to a stream, never lets text from a file command the terminal (see `terminal_text.py`).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.lang.catalogue import Language, text
from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Answer, Diagnostic, Fix, Regraded, Related, Replacement, Severity, quoted, rendered
from gouji.lang.source import Place, Source
from gouji.lint.output.fold import Told, folded
from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.snippet import snippet
from gouji.lint.output.style import Style
from gouji.lint.output.summary import Summary, render_mendable
from gouji.lint.output.summary import render as render_summary
from gouji.lint.terminal_text import lines, place_name, shortened, visible, width

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

MOST_LISTED = 5
"""Related cells, other findings and replacements that are listed; the others are only counted."""

LONGEST_VALUE = 40
LABEL = 16
"""Columns that stand before a list: the gutter and its label."""

NARROWEST = 20
"""Columns that are left for the names of cells, however long the names of files are."""


def output(setting: Setting) -> "_Text":
    return _Text(setting)


class _Text(ByReport):
    """Findings with a blank line after each, then the summary, and what could be mended where nobody has asked for that yet."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def alone(self, report: "FileReport") -> Iterator[str]:
        for told in folded(report.diagnostics):
            yield render_told(told, self._setting.language, self._setting.style) + "\n\n"

    def end(self, summary: Summary) -> Iterator[str]:
        if not self._setting.quiet:
            yield render_summary(summary, self._setting.language, self._setting.style) + "\n"
            mendable = render_mendable(summary, self._setting.language)
            if mendable and not self._setting.mended:
                yield mendable + "\n"


def render(diagnostic: Diagnostic, language: Language, style: Style) -> str:
    """A finding as lines of text, without a line end after the last."""
    return render_told(Told(diagnostic), language, style)


def render_told(told: Told, language: Language, style: Style) -> str:
    """A finding with those that are told with it."""
    lead = told.lead
    gutter = " " * len(str(lead.place.start.line))
    return "\n".join(
        [*_headline(lead, language, style), *_place(lead, gutter, style), *_notes(told, language, gutter, style)]
    )


def _headline(diagnostic: Diagnostic, language: Language, style: Style) -> Iterator[str]:
    severity = diagnostic.severity
    label = f"{text(f'output.severity.{severity}', language)}[{diagnostic.code.id}]"
    if diagnostic.answer is not None:
        label += text("output.answered", language)
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


def _notes(told: Told, language: Language, gutter: str, style: Style) -> Iterator[str]:
    labelled = [(text(f"output.{label}", language), note) for label, note in _labelled(told, language, style)]
    labelled[1:1] = [(shortened(axis), [shortened(at)]) for axis, at in told.lead.untold_coordinates(language)]
    for label, note in labelled:
        if not note:
            continue
        shown = f"{label}: "
        yield f"{gutter} {style.paint('=', 'frame')} {style.paint(shown, 'strong')}{note[0]}"
        for line in note[1:]:
            yield f"{gutter}   {' ' * width(shown)}{line}"


def _labelled(told: Told, language: Language, style: Style) -> Iterator[tuple[str, list[str]]]:
    """Every note with the key of its label, in the order of print; an empty note is left out."""
    diagnostic = told.lead
    yield "check", lines(diagnostic.rule) if diagnostic.rule else []
    yield "regraded", _regraded(diagnostic.regraded, diagnostic.severity, language) if diagnostic.regraded else []
    yield "answer", _answer(diagnostic.answer, language) if diagnostic.answer is not None else []
    if told.shared is not None and told.shared.place is not None:
        cell, place, number = _named(told.shared), place_name(told.shared.place), len(told.others) + 1
        shown = text("output.shared.cell", language, number=number, cell=cell, place=place)
        yield "shared", lines(shown)
    if style.explanation:
        yield "explanation", [line for step in diagnostic.explained(language) for line in lines(step)]
    others = tuple(one for one in diagnostic.related if one != told.shared)
    yield "related", _related(others, diagnostic.unlisted, language, style)
    if diagnostic.difference and not diagnostic.tells_difference(language):
        yield "difference", lines(str(rendered(diagnostic.difference, language)))
    yield "basis", lines(diagnostic.basis) if diagnostic.basis else []
    yield "tolerance", lines(str(rendered(diagnostic.tolerance, language))) if diagnostic.tolerance else []
    advice = diagnostic.help(language)
    yield "help", lines(advice) if advice else []
    if diagnostic.fix:
        yield "fix", _fix(diagnostic.fix, diagnostic.place.source, language)
    yield "also", _also(told, language, style)


def _answer(answer: Answer, language: Language) -> list[str]:
    """The reason, then who gives it, until when, and where it stands."""
    known = [(key, value) for key, value in (("by", answer.by), ("until", answer.until)) if value]
    given = [text(f"output.answer.{key}", language, value=shortened(value)) for key, value in known]
    return [*lines(answer.reason), "  ".join([*given, place_name(answer.place)])]


def _regraded(regraded: Regraded, now: Severity, language: Language) -> list[str]:
    """From what to what a project has changed the severity, where, and why."""
    before, after = (text(f"output.severity.{one}", language) for one in (regraded.before, now))
    where = f"  {place_name(regraded.place)}" if regraded.place is not None else ""
    return [f"{before} → {after}{where}", *lines(regraded.reason)]


def _related(related: tuple[Related, ...], unlisted: int, language: Language, style: Style) -> list[str]:
    """The other cells that took part: name, figure and place."""
    listed = [(_named(cell), cell.place) for cell in related[:MOST_LISTED]]
    return [*_in_line(listed, style), *_others(len(related) + unlisted - len(listed), language)]


def _also(told: Told, language: Language, style: Style) -> list[str]:
    """The findings that are told with another: what they say, or only the cell where that says enough; and the place."""
    listed = []
    for one in told.others[:MOST_LISTED]:
        if one.own_message and told.shared is None:
            shown = lines(one.message(language))[0]
            shown += "".join(f" [{shortened(at)}]" for _, at in one.untold_coordinates(language))
        else:
            written = _cut(shortened(one.place.text))
            new = one.fix.replacements if one.fix and told.shared is None else ()
            fixed = f" → {_cut(shortened(new[0].text))}" if len(new) == 1 else ""
            shown = f"{shortened(str(one.arguments.get('cell', '')))} = {written}{fixed}"
        listed.append((shown, one.place))
    return [*_in_line(listed, style), *_others(len(told.others) - MOST_LISTED, language)]


def _named(cell: Related) -> str:
    return shortened(f"{cell.name} = {cell.value}" if cell.value else cell.name)


def _cut(value: str) -> str:
    return clipped(value, LONGEST_VALUE)


def _in_line(listed: Sequence[tuple[str, Place | None]], style: Style) -> list[str]:
    """Names with their places in line with each other; the place of a name that is too long for it stands below."""
    places = [place_name(place) if place else "" for _, place in listed]
    room = max(NARROWEST, style.width - LABEL - max(map(width, places), default=0))
    column = max((width(name) for name, _ in listed if width(name) <= room), default=0)
    result: list[str] = []
    for (name, _), place in zip(listed, places, strict=True):
        if place and width(name) > room:
            result += [name, f"{' ' * column}  {place}"]
        else:
            result.append(f"{name}{' ' * (column - width(name))}  {place}" if place else name)
    return result


def _fix(fix: Fix, source: Source, language: Language) -> list[str]:
    """The title of a fix, then its changes; of a title that only repeats a single change, the fuller one of the two."""
    title = shortened(fix.title.in_language(language))
    changes = [_change(replacement, source, language) for replacement in fix.replacements[:MOST_LISTED]]
    others = _others(len(fix.replacements) - MOST_LISTED, language)
    if len(changes) == 1 and visible(quoted(fix.replacements[0].text.strip("\"'"))) in title:
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
