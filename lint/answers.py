"""Answers to findings (出错说明): read from a filled form or from the file beside it, and put to the findings they answer.

An answered finding is marked, never left out. What answers nothing, or no longer holds, is a finding. Reads no clock:
the day to compare with is given.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import NamedTuple

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
    ENTRY_UNKNOWN,
    ENTRY_VALUE,
    EVERY_CODE,
    OF_ANSWERS,
)
from gouji.lint.entries import Entries, EntryKind, Key, wanted_of
from gouji.lint.finding_names import Aim, NamedFindings, aim_at, place_of

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
    aim: Aim
    last_day: date | None
    answer: Answer
    rule_span: Span
    place_span: Span
    until_span: Span


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


def begun(root: Mapping, source: Source, members: Collection[str]) -> Iterator[Aim]:
    """What the answers in a file are meant for, be they whole, past their day, or without their reason as yet."""
    for name in ANSWER_KEYS:
        node = root.get(name) if name not in members else None
        for row in node.items if isinstance(node, Rows) else ():
            if isinstance(row, Mapping):
                entries = Entries(row, KEYS, name, source)
                if entries.has("rule"):
                    yield aim_at(entries.text("rule"), entries.text("place"))


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
    rule, place = entries.text("rule"), entries.text("place")
    spans = (entries.value_span(name) for name in ("rule", "place", "until"))
    return Written(rule, place, aim_at(rule, place), entries.day("until"), answer, *spans)


class AnswerTargets(NamedFindings):
    """The findings on one form, to be found by the answers that are meant for them."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        super().__init__(findings)
        self._taking: dict[Aim, list[int]] = {}

    def taking(self, aim: Aim) -> list[int]:
        """Those that are meant and may be answered, by where they stand in `all`."""
        known = self._taking.get(aim)
        if known is None:
            known = self._taking[aim] = [index for index in self.met(aim) if may_answer(self.all[index])]
        return known


def answered(targets: AnswerTargets, written: Iterable[Written], today: date | None) -> list[Diagnostic]:
    """The findings, each with the first answer that is meant for it and holds."""
    holding: dict[Aim, Answer] = {}
    for one in written:
        if not _is_past(one, today):
            holding.setdefault(one.aim, one.answer)
    found: dict[int, Answer] = {}
    for aim, answer in holding.items():
        for index in targets.taking(aim):
            found.setdefault(index, answer)
    return [replace(one, answer=found[at]) if at in found else one for at, one in enumerate(targets.all)]


def may_answer(finding: Diagnostic) -> bool:
    """Whether an answer to a finding counts: to an error only where its rule allows it, to what is wrong with answers never."""
    if finding.code in OF_ANSWERS:
        return False
    return finding.severity is not Severity.ERROR or finding.answerable


def _is_past(written: Written, today: date | None) -> bool:
    return today is not None and written.last_day is not None and written.last_day < today


def mistaken(
    written: Iterable[Written], targets: AnswerTargets, today: date | None, form: Form, checks: Iterable[str], *,
    is_certain: bool,
) -> list[Diagnostic]:  # fmt: skip
    """What is wrong with answers themselves: answering nothing, past their day, to an error that takes none, or once more.

    Where the form could not be read as a whole, it is not certain that they answer nothing, but for a rule that there is not.
    """
    told: list[Diagnostic] = []
    look_up = cache(partial(_looked_up, targets, [*checks, *reading_checks(form)]))
    earlier = _Earlier()
    for one in written:
        taking = targets.taking(one.aim)
        first = next((targets.all[index] for index in taking or targets.met(one.aim)), None)
        if first is None:
            name = look_up(one.aim.name)
            if is_certain or not name.is_known:
                told.append(_unused(one, name))
        elif not taking:
            arguments: dict[str, object] = {"rule": one.rule}
            place, related = Place(one.answer.place.source, one.rule_span), _named(first, one)
            told.append(Diagnostic(ANSWER_NOT_ALLOWED, place, arguments, related=related))
        elif _is_past(one, today):
            arguments = {"until": one.answer.until}
            place, related = Place(one.answer.place.source, one.until_span), _named(first, one)
            told.append(Diagnostic(ANSWER_EXPIRED, place, arguments, related=related))
        else:
            before = earlier.take(one, taking)
            if before is not None:
                related = (Related(before.rule, "", before.answer.place),)
                told.append(Diagnostic(ANSWER_TWICE, one.answer.place, {}, related=related))
    return told


class _Earlier:
    """The answers that hold, up to one: by the findings that they answer, and by what is answered as a whole.

    Of each, those alone that last longer than all before them, which say the rest.
    """

    def __init__(self) -> None:
        self._known: dict[int | Aim, list[Written]] = {}

    def take(self, one: Written, taking: Sequence[int]) -> Written | None:
        """Takes an answer to these findings; if each of them has one that lasts as long, gives that of the first."""
        first = self._first(taking[0], one)
        is_repeated = self._first(one.aim, one) is not None or all(self._first(index, one) for index in taking)
        new: list[int | Aim] = [one.aim, *(() if is_repeated else taking)]
        for answered in new:
            if self._first(answered, one) is None:
                self._known.setdefault(answered, []).append(one)
        return first if is_repeated else None

    def _first(self, answered: int | Aim, one: Written) -> Written | None:
        return next((other for other in self._known.get(answered, ()) if _lasts(other, one)), None)


def _lasts(one: Written, other: Written) -> bool:
    """Whether an answer holds as long as another."""
    return one.last_day is None or (other.last_day is not None and one.last_day >= other.last_day)


def _named(finding: Diagnostic, one: Written) -> tuple[Related, ...]:
    return (Related(place_of(finding) or one.rule, "", finding.place),)


class _Name(NamedTuple):
    """What is known of the name of a rule: whether there is one, else the nearest; and the places that it finds fault with."""

    is_known: bool
    nearest: str
    has_findings: bool
    places: tuple[str, ...]


def _looked_up(targets: AnswerTargets, checks: Sequence[str], name: str) -> _Name:
    """The rule or the code that is called so, among the full names of a form's checks."""
    is_known = name in EVERY_CODE or any(names_check(name, check) for check in checks)
    near = "" if is_known else nearest(name, EVERY_CODE) or nearest_check(name, checks)
    found = [targets.all[index] for index in targets.of_name(name)]
    return _Name(is_known, near, bool(found), some_of(list(dict.fromkeys(filter(None, map(place_of, found))))))


def _unused(one: Written, name: _Name) -> Diagnostic:
    """An answer to nothing, with what may be meant."""
    arguments: dict[str, object] = {
        "rule": one.rule, "place": one.place, "nearest": name.nearest, "known": name.places,
    }  # fmt: skip
    span = one.place_span if name.has_findings and one.place else one.rule_span
    return Diagnostic(ANSWER_UNUSED, Place(one.answer.place.source, span), arguments)
