"""Which form and which year a filled form is of, by its head, and the rules that hold for it.

Tells what is wrong with the head, once. Reads no cells.
"""

import re
from pathlib import Path

from gouji.lang import codes
from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Replacement, Term, requoted, some_of
from gouji.lang.form_model import Form
from gouji.lang.head_keys import FORM_KEYS, HEAD_KEYS, YEAR_KEYS
from gouji.lang.keys import displaced_year
from gouji.lang.located import Broken, Entry, Mapping, Scalar
from gouji.lang.nearest import is_same_name, nearest
from gouji.lang.source import Place, Source, Span
from gouji.lang.torn import begun_keys
from gouji.lang.values import canonical_text
from gouji.lint.context import CheckContext
from gouji.lint.library import Ask, LoadedRules, no_question
from gouji.lint.toml_reader import TomlDocument

_YEAR = re.compile("([0-9]{4}) ?年?度?")


# Forms are revised within so many years: a later one is more likely a slip, 2042 for 2024.
MOST_YEARS_OPEN = 10


def form_of(
    document: TomlDocument, path: Path, context: CheckContext, found: list[Diagnostic], ask: Ask = no_question
) -> tuple[LoadedRules | None, Form | None, int | None]:  # fmt: skip
    """The rules and the form that a filled form names, with its year if it is known; what is wrong goes to `found`."""
    source, root, library, rules = document.source, document.root, context.library, context.rules
    form_key, year_key = _head_keys(root)
    named = _head(root, FORM_KEYS)
    if named is None or not isinstance(named.node, Scalar) or not isinstance(named.node.value, str):
        span = named.node.span if named else Span(0, min(1, len(source.text)))
        known = some_of(library.form_names(path))
        if not _is_told(root, named, FORM_KEYS):
            found.append(
                _finding(codes.NO_SUCH_FORM, source, span, name="", nearest="", known=known, form_key=form_key)
            )
        return None, None, None
    name = named.node.value
    if rules is None or canonical_text(name) not in rules.program.environment.forms:
        rules = library.for_form(name, path, context.extra, ask)
    if rules is None:
        names = library.form_names(path)
        near, known = nearest(canonical_text(name), names) or "", some_of(names)
        arguments: dict[str, object] = {"name": name, "nearest": near, "known": known, "form_key": form_key}
        fix = requoted(named.node.span, near, safe=is_same_name(name, near)) if near else None
        found.append(Diagnostic(codes.NO_SUCH_FORM, Place(source, named.node.span), arguments, fix=fix))
        return None, None, None
    versions = rules.program.environment.forms.get(canonical_text(name), [])
    displaced = displaced_year(versions[0], root) if versions else None
    dated = displaced[0] if displaced is not None else _head(root, YEAR_KEYS)
    year, is_plain = _year_of(dated)
    if not is_plain:
        span = dated.node.span if dated else named.node.span
        found[:] = [one for one in found if not dated or one.place.span != span]  # one mistake is told once
        fix = (
            Fix(Term("fix.replace", (("text", str(year)),)), (Replacement(span, str(year)),), safe=True)
            if year
            else None
        )
        if not _is_told(root, dated, YEAR_KEYS):
            arguments = {"name": name, "year_key": year_key}
            found.append(Diagnostic(codes.MISSING_YEAR, Place(source, span), arguments, fix=fix))
    if year is None:  # what does not need the year is checked all the same, if it is certain which form it is
        return rules, versions[0] if len(versions) == 1 else None, None
    form = rules.program.form(name, year)
    if form is None:
        assert dated is not None
        known = tuple(_years(one) for one in versions)
        found.append(
            _finding(codes.NO_SUCH_YEAR, source, dated.node.span, name=name, year=year, known=known, year_key=year_key)
        )
        if len(versions) == 1:  # the year that was meant is not known: what needs it does not apply
            return rules, versions[0], None
    elif dated is not None and form.years[0] is not None and year - form.years[0] > MOST_YEARS_OPEN:
        first = form.years[0]
        found.append(
            _finding(
                codes.DISTANT_YEAR, source, dated.node.span, name=name, year=year, first=first, difference=year - first
            )
        )
    return rules, form, year


def _year_of(dated: Entry | None) -> tuple[int | None, bool]:
    """The year that is written, and whether it is written as a plain number; quotes and 年 leave no doubt of what is meant."""
    value = dated.node.value if dated and isinstance(dated.node, Scalar) else None
    written = _YEAR.fullmatch(canonical_text(value)) if isinstance(value, str) else None
    year = int(written[1]) if written else value
    if isinstance(year, bool) or not isinstance(year, int) or not 1949 <= year <= 2199:
        return None, False
    return year, written is None


def _head(root: Mapping, keys: tuple[str, ...]) -> Entry | None:
    return next((root.entries[key] for key in keys if key in root.entries), None)


def _is_told(root: Mapping, entry: Entry | None, keys: tuple[str, ...]) -> bool:
    """Whether a line of the head is only begun, which the reader has told."""
    return any(begun_keys(root, keys)) if entry is None else isinstance(entry.node, Broken)


def _head_keys(root: Mapping) -> tuple[str | Term, str | Term]:
    """What the form and the year are called in this file; where it says neither, in the language of who reads the finding."""
    names = ("head.form", "head.year")
    english = next((key.isascii() for key in HEAD_KEYS if key in root.entries), None)
    form, year = (Term(name) if english is None else text(name, "en" if english else "zh") for name in names)
    return form, year


def _finding(code: Code, source: Source, span: Span, **arguments: object) -> Diagnostic:
    return Diagnostic(code, Place(source, span), arguments)


def _years(form: Form) -> str:
    first, last = form.years
    if first == last:
        return str(first) if first is not None else "…"
    return f"{first or '…'}–{last or '…'}"
