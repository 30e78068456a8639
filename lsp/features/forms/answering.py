"""The offer to answer a finding with a reason: an answer with its rule and place, written where answers stand.

The reason is left blank, which is told until it is filled in: nothing is answered by an offer alone. In an editor that
shows a place when it is asked to, the caret stands in the reason then.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.located import Mapping
from gouji.lang.source import Source, Span
from gouji.lint.answer_edits import NewAnswer, answer_to, insertion
from gouji.lint.answers import begun, may_answer
from gouji.lint.file_names import side_files
from gouji.lint.files import UnreadableFile
from gouji.lint.finding_names import NamedFindings
from gouji.lint.toml_reader import read_toml
from gouji.lsp.features.actions import Action
from gouji.lsp.question import Question
from gouji.lsp.snapshot import Snapshot

MOST_OFFERED = 8
"""Offers for one place; more are for a table, not for a menu."""


class _File(NamedTuple):
    """A file that answers to a form may stand in. `members` are the form's own items, where it is the form itself."""

    path: Path
    source: Source
    root: Mapping
    members: Collection[str]


def answers(asked: Question, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """An offer for each of the findings in a filled form that may be answered, is not, and has no answer begun."""
    snapshot, path = asked.snapshot, asked.path
    known = snapshot.form(path)
    if known is None or known.checked.submission is None:
        return
    form = known.checked.submission.form
    try:
        files = [_File(path, known.source, known.root, form.members), *_beside(snapshot, path)]
    except UnreadableFile:  # which is told where it stands
        return
    findings = NamedFindings(
        [one for one in about if one.place.source is known.source and one.answer is None and may_answer(one)]
    )
    has_answer = {
        index for file in files for aim in begun(file.root, file.source, file.members) for index in findings.met(aim)
    }
    alike: dict[NewAnswer, list[Diagnostic]] = {}  # several findings of a rule in one place have one answer
    for index, one in enumerate(findings.all):
        if index not in has_answer:
            alike.setdefault(answer_to(one, ""), []).append(one)
    target = files[:2][-1]
    offered = 0
    for answer, ones in alike.items():
        made = insertion(target.source, answer, target.members) if offered < MOST_OFFERED else None
        if made is None:
            continue
        key, rule = "lsp.answer" if len(ones) == 1 else "lsp.answer-all", ones[0].short_name
        title = text(key, asked.language, rule=rule, count=len(ones))
        reason = Span(*(made.edit.span.start + offset for offset in made.reason))
        offered += 1
        yield Action(title, target.path, target.source, (made.edit,), ones, selected=reason)


def _beside(snapshot: Snapshot, path: Path) -> list[_File]:
    """The files of answers beside a form, the first of which new answers go to."""
    texts = ((file, snapshot.library.text_if_there(file)) for file in side_files(path))
    return [_File(file, text, read_toml(text).root, ()) for file, text in texts if text is not None]
