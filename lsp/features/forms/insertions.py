"""What a filled form lacks, put in in the right place: a required field or row, as a blank where its value only the clerk
knows; for a total the sum of its parts.

What is prescribed is the fix of its finding; here are the others.
"""

from collections.abc import Iterable, Iterator

from gouji.lang import codes
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.form_model import Form, FormField, FormGroup, FormMember, FormTable
from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.insertions import end_of_section, lines_after, row_after, stands_after_key
from gouji.lang.located import Mapping
from gouji.lang.quoting import as_header, as_key
from gouji.lang.run import compiled
from gouji.lang.skeletons import Blank, field_text, plain_blank, row_text
from gouji.lang.source import Source, Span
from gouji.lang.standing import At, computed_total
from gouji.lang.submission import Cell, State
from gouji.lang.values import canonical_text
from gouji.lsp.features.actions import Action
from gouji.lsp.features.filled_rows import node_at, rows_at
from gouji.lsp.features.forms.inlay_hints import wrong_totals
from gouji.lsp.features.forms.values import head_values
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

MOST_YEARS = 2


def insertions(asked: Question, known: KnownForm, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """The blanks for what findings say is missing, the year, and the sum for a total that is another or not there."""
    for one in about:
        if one.fix is not None or one.place.source is not known.source:
            continue
        for title, change in _changes(known, one, asked.language):
            yield Action(title, asked.path, known.source, (change,), (one,))


def _changes(known: KnownForm, found: Diagnostic, language: Language) -> Iterator[tuple[str, Replacement]]:
    if found.code is codes.MISSING_YEAR:
        yield from _years(known, found, language)
    elif found.code is codes.TOTAL_MISMATCH:
        total = next((total for cell, total in wrong_totals(known) if cell.span == found.place.span), None)
        if total is not None:
            yield text("lsp.action.sum", language, sum=total.sum), Replacement(found.place.span, total.sum)
    elif known.form is not None:
        yield from _missing(known, known.form, found, language)


def _years(known: KnownForm, found: Diagnostic, language: Language) -> Iterator[tuple[str, Replacement]]:
    """The years that may be meant, in place of what is none, or in a line of their own behind the name of the form."""
    form_key = next((key for key in FORM_KEYS if key in known.root.entries), FORM_KEYS[0])
    year_key = YEAR_KEYS[FORM_KEYS.index(form_key)]
    is_there = any(key in known.root.entries for key in YEAR_KEYS)
    named = known.root.entries.get(form_key)
    for year in [one.text for one in head_values(known.form, [], year_key)][:MOST_YEARS]:
        line = f"{as_key(year_key)} = {year}"
        if is_there:
            yield text("lsp.action.year", language, year=year), Replacement(found.place.span, year)
        elif named is not None:
            yield text("lsp.action.add", language, line=line), lines_after(known.source, named.node.span.end, line)


def _missing(
    known: KnownForm, form: Form, found: Diagnostic, language: Language
) -> Iterator[tuple[str, Replacement]]:  # fmt: skip
    """What a finding says is not there: for a total its sum, else, where nothing at all stands there, a blank."""
    if found.code not in (codes.MISSING_VALUE, codes.MISSING_ROWS):
        return
    member = form.find(tuple(str(found.arguments.get("field", "")).split(".")))
    table = form.find(member.path[:-1]) if isinstance(member, FormField) and len(member.path) > 1 else None
    if isinstance(member, FormField) and member.totals and not isinstance(table, FormTable):
        sums = list(_sums(known, member))
        for total, cell in sums:
            if total and cell.state == State.BLANK and cell.span == found.place.span:
                yield text("lsp.action.fill-sum", language, sum=total), Replacement(cell.span, total)
        there = iter(total for total, _ in sums)
        summed = _blank(known, form, found, lambda _, blank: next(there, "") or blank)
        if summed is not None and any(total for total, _ in sums):
            shown = "、".join(total or '""' for total, _ in sums)
            yield text("lsp.action.insert-sum", language, name=summed[0], sum=shown), summed[1]
    plain = _blank(known, form, found, plain_blank)
    if plain is not None:
        yield text("lsp.action.insert", language, name=plain[0]), plain[1]


def _sums(known: KnownForm, field: FormField) -> Iterator[tuple[str, Cell]]:
    """What a total comes to at each of its coordinates, with its cell; no text where nothing is to be added up."""
    if known.form is None or known.program is None or known.submission is None:
        return
    checks = compiled(known.program, known.form)
    for slot in field.slots:
        total = computed_total(checks, known.submission, At(slot))
        yield total.sum if total is not None and total.sum != "0" else "", known.submission.cells[slot]


def _blank(known: KnownForm, form: Form, found: Diagnostic, blank: Blank) -> tuple[str, Replacement] | None:
    """What a finding says is not there at all, with a blank for it."""
    path = tuple(str(found.arguments.get("field", "")).split("."))
    if found.code is codes.MISSING_ROWS:
        path = tuple(found.short_name.rpartition(" ")[0].split("."))
    member = form.find(path)
    if isinstance(member, FormTable):
        rows = rows_at(known.root, path)
        return None if rows else (member.name, row_after(known.source, [], row_text(member, None, blank)))
    if not isinstance(member, FormField):
        return None
    whole = form.find(path[:-1]) if len(path) > 1 else None
    section = (
        _row_at(known, path[:-1], found.place.span) if isinstance(whole, FormTable) else node_at(known.root, path[:-1])
    )
    line = field_text(member, blank)
    if section is None and isinstance(whole, FormGroup):
        end = len(known.source.text.rstrip())
        return member.name, lines_after(known.source, end, f"\n{as_header(whole.path)}\n{line}")
    if not isinstance(section, Mapping) or any(canonical_text(one.key) == member.name for one in section):
        return None
    return member.name, lines_after(known.source, _place(known.source, section, member, whole or form), line)


def _place(source: Source, section: Mapping, field: FormField, whole: FormMember | Form) -> int:
    """The end of the line after which a field comes, in the order of its form."""
    members = whole.fields if isinstance(whole, FormTable) else getattr(whole, "members", {})
    names = list(members)
    before = set(names[: names.index(field.name)]) if field.name in names else set()
    ahead = [one for one in section if canonical_text(one.key) in before and stands_after_key(one)]
    if not ahead:
        return end_of_section(source, section)
    return end_of_section(source, Mapping(ahead[-1].key_span, {ahead[-1].key: ahead[-1]}))


def _row_at(known: KnownForm, path: tuple[str, ...], span: Span) -> Mapping | None:
    """The row whose header a finding points at."""
    return next((one for one in rows_at(known.root, path) if one.span == span), None)
