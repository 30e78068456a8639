"""What is shown of a key, a value or a header of a filled form: its definition, what its row prescribes, what its checks say.

Runs the checks that read the place, and no others; makes no finding.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lsprotocol import types

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, rendered
from gouji.lang.form_model import Form, FormField, FormTable, PrescribedRow, dotted
from gouji.lang.head_keys import HEAD_KEYS
from gouji.lang.outcomes import Verdict
from gouji.lang.run import compiled
from gouji.lang.source import Span
from gouji.lang.standing import Standing, standings
from gouji.lang.submission import Cell, State, Submission
from gouji.lang.units import natural
from gouji.lang.values import Target, show_target
from gouji.lint.member_words import word, years
from gouji.lint.toml_strings import unquoted
from gouji.lsp.features.diagnostics import message_of
from gouji.lsp.features.forms.answer_completion import is_answer
from gouji.lsp.features.forms.answer_hover import answer_hover
from gouji.lsp.features.forms.spots import Spot, cells_of, name_part_at, section_at, spot_at
from gouji.lsp.features.member_text import describe, plain, prescribed
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

MOST_CHECKS = 12
MOST_NAMES = 30
"""Checks that are named of those that say the same of a cell."""
# Why a derived check does not apply where it was never meant to.
_OF_OTHERS = frozenset(("reason.not-prescribed", "reason.not-a-date"))
_SAY_WHY = frozenset((Verdict.FAIL, Verdict.UNEVALUATED))
_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INAPPLICABLE: "–", Verdict.UNEVALUATED: "?"}


def hover(asked: Question, known: KnownForm) -> types.Hover | None:
    """In the form, or in one of its answers."""
    section, language = section_at(known.root, asked.offset), asked.language
    of_answer = answer_hover(asked, section, known) if is_answer(section, known.form) else None
    if of_answer is not None or known.form is None:
        return of_answer
    spot = spot_at(known.root, known.form, asked.offset)
    if spot is not None:
        return _shown(asked, spot.span, _of_spot(known, known.form, spot, language))
    part = name_part_at(known.source, known.root, asked.offset)
    member = known.form.find(part.path) if part is not None else None
    if part is None or member is None:
        return None
    said = [describe(member, language)]
    if isinstance(member, FormTable) and known.submission is not None:
        if part.path == part.section.path and part.section.row is not None:
            said += _of_row(_row(known.submission, member, part.section.row), language)
        said += list(_of_table(member, known.submission, language))
    return _shown(asked, part.span, said)


def _shown(asked: Question, span: Span, parts: list[str]) -> types.Hover | None:
    if not parts:
        return None
    markup = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts))
    return types.Hover(markup, asked.range(span))


def _of_spot(known: KnownForm, form: Form, spot: Spot, language: Language) -> list[str]:
    member = form.find(spot.path)
    if member is None:
        return _of_head(form, language) if spot.path in [(key,) for key in HEAD_KEYS] else []
    parts = [describe(member, language)]
    if isinstance(member, FormField) and member.axis is not None and spot.coordinate in member.coordinates:
        how = f" · {word('CUMULATIVE', language)}" if member.axis.cumulative else ""
        parts.append(f"**{plain(spot.coordinate)}** · {plain(member.axis.name)}{how}")
    submission = known.submission
    if not isinstance(member, FormField) or submission is None:
        return parts
    table = form.find(spot.path[:-1]) if spot.row is not None else None
    if isinstance(table, FormTable) and spot.row is not None:
        parts += _of_row(_row(submission, table, spot.row), language)
    cells = cells_of(spot, member, table, submission)
    checks: list[Standing] = []
    if known.program is not None:
        checks = standings(compiled(known.program, form), submission, cells)
    if len(cells) == 1:
        cell = cells[0].cell(submission)
        parts += _of_value(cell)
        reported = {one.check.name for one in checks if one.verdict in _SAY_WHY}
        parts += _reading(known.checked.diagnostics, cell, reported, language)
    parts += _of_checks(checks, member, language)
    return parts


def _of_head(form: Form, language: Language) -> list[str]:
    """What the form is, at its name and year."""
    said = [f"**{plain(form.name)}** {years(form)}".rstrip()]
    said += [plain(form.title)] if form.title and form.title != form.name else []
    said += [plain(form.documentation)] if form.documentation else []
    return said


def _row(submission: Submission, table: FormTable, row: int) -> PrescribedRow | None:
    rows = submission.tables[table.index].prescribed
    return rows[row] if row < len(rows) else None


def _of_row(row: PrescribedRow | None, language: Language) -> list[str]:
    """What the prescribed row prescribes."""
    if row is None:
        return []
    said = f"**{plain(row.key)}**: {prescribed(row, language)}"
    return [said, *([plain(row.documentation)] if row.documentation else [])]


def _of_table(table: FormTable, submission: Submission, language: Language) -> Iterator[str]:
    """How many rows a table has, and which prescribed ones it lacks."""
    data = submission.tables[table.index]
    yield text("lsp.hover.rows", language, count=data.count)
    missing = [row.key for row in table.rows.values() if row.required and row.key not in data.keys]
    if missing and not data.broken:
        shown = "、".join(missing[:MOST_CHECKS]) + ("…" if len(missing) > MOST_CHECKS else "")
        yield text("lsp.hover.missing-rows", language, count=len(missing), names=plain(shown))


def _of_value(cell: Cell) -> list[str]:
    """What a value is taken for, where that is not what is written."""
    value = cell.value
    if cell.state != State.GIVEN or value is None:
        return []
    if isinstance(value, Target):
        shown = show_target(value)
    elif isinstance(value, Decimal) and cell.unit is not None:
        shown = natural(value, cell.unit.dimension)
    else:
        return []
    return [f"= `{shown}`"] if shown != unquoted(cell.text) else []


def _reading(
    found: Iterable[Diagnostic], cell: Cell, reported: set[str], language: Language
) -> list[str]:  # fmt: skip
    """What is wrong with a cell that its checks do not say."""
    return [
        _lines(message_of(one, language)) for one in found if one.place.span == cell.span and one.rule not in reported
    ]


def _of_checks(checks: list[Standing], member: FormField, language: Language) -> list[str]:
    """What each check says: failures and figures a line each, the others by name; of either no more than people read."""
    figures: list[Standing] = []
    others: dict[str, list[Standing]] = {}
    left = 0
    for one in checks:
        if one.check.derived and one.reason is not None and one.reason.key in _OF_OTHERS:
            continue
        if one.finding is not None or one.arithmetic:
            figures.append(one)
        elif one.verdict in _SAY_WHY:
            left += 1
        else:
            why = str(rendered(one.reason, language)) if one.reason is not None else ""
            told_of = text("lsp.hover.inapplicable", language, reason=plain(why)) if why else ""
            others.setdefault(f"{_MARKS[one.verdict]} {told_of}", []).append(one)
    left += len(figures[MOST_CHECKS:])
    lines = [_line(one, member, language) for one in figures[:MOST_CHECKS]]
    lines += [text("lsp.hover.more", language, count=left)] if left else []
    comma = "、" if language == "zh" else ", "
    for mark, alike in others.items():
        names = list(dict.fromkeys(_name(one, member) for one in alike[:MOST_NAMES]))
        names += [text("lsp.hover.more", language, count=len(alike) - MOST_NAMES)] if alike[MOST_NAMES:] else []
        lines.append(mark + comma.join(names))
    return ["---", "\n".join(f"- {line}" for line in lines)] if lines else []


def _line(one: Standing, member: FormField, language: Language) -> str:
    name = f"{_MARKS[one.verdict]} {_name(one, member)}"
    if one.finding is not None:
        return f"{name}  \n  {_lines(message_of(one.finding, language), '  ')}"
    return f"{name} {plain('; '.join(str(rendered(line, language)) for line in one.arithmetic))}"


def _name(one: Standing, member: FormField) -> str:
    """A check by the last of its name, without the field that it was found by; with its coordinates."""
    name = one.check.own_name.removeprefix(f"{dotted(member.path)} ")
    at = "".join(f"[{coordinate}]" for _, coordinate in one.coordinates)
    return f"**{plain(name)}**{plain(at)}" + (f" ×{one.times}" if one.times > 1 else "")


def _lines(said: str, indent: str = "") -> str:
    """Several lines as Markdown keeps them."""
    return f"  \n{indent}".join(plain(line) for line in said.split("\n"))
