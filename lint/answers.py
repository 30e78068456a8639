"""Answers to findings (出错说明): read from a filled form or from the file beside it, and put to the findings they answer.

An answered finding is marked, never left out. What answers nothing, or no longer holds, is a finding. Reads no clock:
the day to compare with is given.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gouji.lang import codes
from gouji.lang.diagnostic import Answer, Diagnostic, Related, Severity, Term, some_of
from gouji.lang.form_model import Form
from gouji.lang.head_keys import ANSWER_KEYS
from gouji.lang.located import Broken, Mapping
from gouji.lang.located import Sequence as Rows
from gouji.lang.nearest import nearest
from gouji.lang.source import Place, Source, Span
from gouji.lang.switches import names_check, nearest_check, reading_checks
from gouji.lang.values import canonical_text
from gouji.lint.codes import (
    ANSWER_EXPIRED,
    ANSWER_NOT_ALLOWED,
    ANSWER_TWICE,
    ANSWER_UNUSED,
    CODES,
    ENTRY_UNKNOWN,
    ENTRY_VALUE,
    OF_ANSWERS,
)
from gouji.lint.entries import Entries, EntryKind, Key, wanted_of
from gouji.lint.finding_names import covers, is_finding_of, place_of

KEYS = (
    Key("rule", "规则", required=True),
    Key("place", "位置"),
    Key("reason", "理由", required=True),
    Key("by", "说明人"),
    Key("until", "有效期至", EntryKind.DAY),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One answer as it stands in a file. Without a `place` it answers whatever its rule finds in the form."""

    rule: str
    place: str
    last_day: date | None
    answer: Answer
    rule_span: Span
    place_span: Span
    until_span: Span

    def fits(self, finding: Diagnostic) -> bool:
        return _names(self.rule, self.place, finding)


def _names(rule: str, place: str, finding: Diagnostic) -> bool:
    """Whether a finding is one that a rule has at a place, or, without a place, anywhere."""
    return is_finding_of(rule, finding) and (not place or covers(place, place_of(finding)))


def read_answers(root: Mapping, source: Source, members: Collection[str]) -> tuple[list[Written], list[Diagnostic]]:
    """The answers of a file, and what is wrong with them. What the form calls so itself, one of `members`, is none."""
    written: list[Written] = []
    found: list[Diagnostic] = []
    for name in ANSWER_KEYS:
        entry = root.entries.get(name)
        if entry is None or name in members or isinstance(entry.node, Broken):
            continue
        rows = entry.node.items if isinstance(entry.node, Rows) else [entry.node]
        for row in rows:
            if isinstance(row, Mapping):
                entries = Entries(row, KEYS, name, source)
                found += entries.found
                if entries.is_whole:
                    written.append(_written(entries, source))
            elif not isinstance(row, Broken):
                arguments: dict[str, object] = {"cell": name, "wanted": wanted_of(EntryKind.TABLES, (name,))}
                found.append(Diagnostic(ENTRY_VALUE, Place(source, row.span), arguments))
    return written, found


def is_begun(root: Mapping, source: Source, members: Collection[str], finding: Diagnostic) -> bool:
    """Whether a file has an answer to a finding, be it whole, past its day, or without its reason as yet."""
    for name in ANSWER_KEYS:
        node = root.get(name) if name not in members else None
        for row in node.items if isinstance(node, Rows) else ():
            if isinstance(row, Mapping):
                entries = Entries(row, KEYS, name, source)
                if entries.has("rule") and _names(entries.text("rule"), entries.text("place"), finding):
                    return True
    return False


def read_side_file(root: Mapping, source: Source) -> tuple[list[Written], list[Diagnostic]]:
    """The answers of a file that holds nothing else."""
    written, found = read_answers(root, source, ())
    for entry in root:
        if entry.key not in ANSWER_KEYS:
            near = nearest(canonical_text(entry.key), ANSWER_KEYS) or ""
            arguments: dict[str, object] = {
                "cell": entry.key, "table": Term("entry.side-file"), "nearest": near, "known": ANSWER_KEYS,
            }  # fmt: skip
            found.append(Diagnostic(ENTRY_UNKNOWN, Place(source, entry.key_span), arguments))
    return written, found


def _written(entries: Entries, source: Source) -> Written:
    until = source.text[slice(*entries.value_span("until"))].strip("\"'") if entries.has("until") else ""
    answer = Answer(entries.text("reason"), entries.text("by"), until, Place(source, entries.span))
    spans = (entries.value_span(name) for name in ("rule", "place", "until"))
    return Written(entries.text("rule"), entries.text("place"), entries.day("until"), answer, *spans)


def answered(findings: Iterable[Diagnostic], written: Sequence[Written], today: date | None) -> list[Diagnostic]:
    """The findings, each with the first answer that fits it and holds."""
    result: list[Diagnostic] = []
    for finding in findings:
        holding = (one for one in written if may_answer(finding) and one.fits(finding) and not _is_past(one, today))
        first = next(holding, None)
        result.append(replace(finding, answer=first.answer) if first is not None else finding)
    return result


def may_answer(finding: Diagnostic) -> bool:
    """Whether an answer to a finding counts: to an error only where its rule allows it, to what is wrong with answers never."""
    if finding.code in OF_ANSWERS:
        return False
    return finding.severity is not Severity.ERROR or finding.answerable


def _is_past(written: Written, today: date | None) -> bool:
    return today is not None and written.last_day is not None and written.last_day < today


def mistaken(
    written: Sequence[Written], findings: Sequence[Diagnostic], today: date | None, form: Form, checks: Iterable[str],
    *, is_certain: bool,
) -> list[Diagnostic]:  # fmt: skip
    """What is wrong with answers themselves: answering nothing, past their day, to an error that takes none, or once more.

    Where the form could not be read as a whole, it is not certain that they answer nothing, but for a rule that there is not.
    """
    told: list[Diagnostic] = []
    names = [*checks, *reading_checks(form)]
    for index, one in enumerate(written):
        fitting = [finding for finding in findings if one.fits(finding)]
        taking = [finding for finding in fitting if may_answer(finding)]
        first = next(iter(taking or fitting), None)
        if first is None:
            is_known = _is_code(one.rule) or any(names_check(one.rule, name) for name in names)
            if is_certain or not is_known:
                told.append(_unused(one, findings, [] if is_known else names))
        elif not taking:
            arguments: dict[str, object] = {"rule": one.rule}
            place, related = Place(one.answer.place.source, one.rule_span), _named(first, one)
            told.append(Diagnostic(ANSWER_NOT_ALLOWED, place, arguments, related=related))
        elif _is_past(one, today):
            arguments = {"until": one.answer.until}
            place, related = Place(one.answer.place.source, one.until_span), _named(first, one)
            told.append(Diagnostic(ANSWER_EXPIRED, place, arguments, related=related))
        else:
            earlier = [other for other in written[:index] if not _is_past(other, today) and _lasts(other, one)]
            answering = [next((other for other in earlier if other.fits(finding)), None) for finding in taking]
            if answering[0] is not None and all(answering):
                place, related = one.answer.place, (Related(answering[0].rule, "", answering[0].answer.place),)
                told.append(Diagnostic(ANSWER_TWICE, place, {}, related=related))
    return told


def _lasts(one: Written, other: Written) -> bool:
    """Whether an answer holds as long as another."""
    return one.last_day is None or (other.last_day is not None and one.last_day >= other.last_day)


def _is_code(rule: str) -> bool:
    return canonical_text(rule) in {**codes.CODES, **CODES}


def _named(finding: Diagnostic, one: Written) -> tuple[Related, ...]:
    return (Related(place_of(finding) or one.rule, "", finding.place),)


def _unused(one: Written, findings: Iterable[Diagnostic], names: Sequence[str]) -> Diagnostic:
    """An answer to nothing, with the places that its rule finds fault with; of none, one of the `names` may be meant, or a code."""
    of_rule = [finding for finding in findings if is_finding_of(one.rule, finding)]
    near = ""
    if names:
        near = nearest(canonical_text(one.rule), (*codes.CODES, *CODES)) or nearest_check(one.rule, names)
    places = some_of(list(dict.fromkeys(filter(None, map(place_of, of_rule)))))
    arguments: dict[str, object] = {"rule": one.rule, "place": one.place, "nearest": near, "known": places}
    span = one.place_span if of_rule and one.place else one.rule_span
    return Diagnostic(ANSWER_UNUSED, Place(one.answer.place.source, span), arguments)
