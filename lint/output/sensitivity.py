"""How many slips are noticed: a table and a list for people, one JSON document for programs.

Writes to no stream, makes no slip. The picture is in `sensitivity_page.py`.
"""

from collections.abc import Iterator

from gouji.lang.catalogue import Language, text
from gouji.lint.output.json import Value, dumped
from gouji.lint.output.style import Paint, Style
from gouji.lint.sensitivity.score import Score, Scores
from gouji.lint.sensitivity.trial import Change
from gouji.lint.terminal_text import place_name, shortened, width, wrapped

GOOD, FAIR = 0.9, 0.5
"""Shares from which a score is green, and yellow; below it is red."""
MOST_SHOWN = 4
"""Unnoticed changes of one cell that are shown, where they are many."""
LONGEST = 16
"""Characters of a cell's text that are shown."""
BLANK = "∅"
VERSION = 1


def render(scores: Scores, language: Language, style: Style) -> Iterator[str]:
    """The table, a line at a time."""
    rows: list[tuple[str, Score | None, bool]] = [(text("output.sensitivity.cell", language), None, True)]
    for kind, whole, parts in scores.by_kind():
        rows.append((text(f"sensitivity.kind.{kind}", language), whole, True))
        rows += [(f"  {text(f'sensitivity.change.{change}', language)}", part, False) for change, part in parts]
    rows.append((text("output.sensitivity.every-cell", language), scores.total(), True))
    second = scores.second_sources()
    if second.made:
        rows.append((text("output.sensitivity.second-source", language), second, True))
    heads = [text(f"output.sensitivity.{name}", language) for name in ("made", "noticed", "share")]
    widths = [max(width(head), size) for head, size in zip(heads, (6, 6, 6), strict=True)]
    column = max(width(label) for label, _, _ in rows)
    for label, result, strong in rows:
        cells = heads if result is None else [str(result.made), str(result.noticed), result.percent]
        shown = [" " * (room - width(cell)) + cell for cell, room in zip(cells, widths, strict=True)]
        if result is not None:
            shown[-1] = style.paint(shown[-1], paint(result))
        padded = label + " " * (column - width(label))
        yield f"{style.paint(padded, 'strong') if strong else padded}  {'  '.join(shown)}"


def paint(result: Score) -> Paint:
    """Green, yellow or red."""
    return "good" if result.share >= GOOD else "warning" if result.share >= FAIR else "error"


def render_unnoticed(changes: list[Change], language: Language, style: Style) -> str:
    """What went unnoticed in one cell for one reason: the cell, the changes, why."""
    first = changes[0]
    assert first.reason is not None
    shown = [shown_change(one, language) for one in changes[:MOST_SHOWN]]
    if len(changes) > MOST_SHOWN:
        shown.append(text("output.others", language, number=len(changes) - MOST_SHOWN))
    lines = [line for change in shown for line in wrapped(change, style.width - 4)]
    why = wrapped(shortened(first.reason.in_language(language)), style.width - 6)
    head = f"{style.paint(place_name(first.place), 'frame')} {style.paint(shortened(first.cell), 'strong')}"
    return "\n".join(
        [head, *(f"    {line}" for line in lines), f"    = {why[0]}", *(f"      {line}" for line in why[1:])]
    )


def shown_change(one: Change, language: Language) -> str:
    """A change on one line: what stood there, what stands there now, what was done."""
    before, after = (shortened(part) or BLANK for part in changed_part(one.before, one.after))
    name = text(f"sensitivity.change.{one.change}", language)
    return text("output.sensitivity.change", language, before=before, after=after, name=name)


def changed_part(before: str, after: str) -> tuple[str, str]:
    """Both texts, or of long ones what is around the difference."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    if not after:
        return _cut(before, 0), after
    start = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    start = max(0, start - LONGEST // 3)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def as_json(scores: Scores, language: Language) -> Iterator[str]:
    """Everything in one document, a change on a line; the keys are a promise, kept in docs/sensitivity.md."""
    total, second = scores.total(), scores.second_sources()
    head: dict[str, Value] = {
        "version": VERSION,
        "total": {"made": total.made, "noticed": total.noticed},
        "second_source": {"made": second.made, "noticed": second.noticed},
        "scores": [
            {"kind": kind, "change": change, "made": part.made, "noticed": part.noticed}
            for kind, _, parts in scores.by_kind()
            for change, part in parts
        ],
    }
    yield f'{dumped(head)[:-1]},"changes":['
    last = len(scores.changes) - 1
    yield from (f"{dumped(_as_object(one, language))}{',' * (at < last)}" for at, one in enumerate(scores.changes))
    yield "]}"


def _as_object(one: Change, language: Language) -> dict[str, Value]:
    start = one.place.start
    return {
        "file": one.place.source.name,
        "line": start.line,
        "column": start.column,
        "cell": one.cell,
        "kind": one.kind,
        "change": one.change,
        "before": one.before,
        "after": one.after,
        "noticed_by": list(one.noticed_by),
        "second_source": one.second_source,
        "reason": one.reason.in_language(language) if one.reason is not None else None,
    }
