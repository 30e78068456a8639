"""Asks again what a check has asked, each question once a run: a result holds only where every answer is as it was.

Keeps the rule texts that it reads. Knows what is asked in the words of the modules that first asked it.
"""

import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from gouji.lang.source import Source
from gouji.lint.files import UnreadableFile, read_text, shown_path
from gouji.lint.given import find_given
from gouji.lint.rule_places import (
    find_used,
    listed_files,
    project_of,
    rule_files,
    rule_files_beside,
    where_it_leads,
)
from gouji.lint.traces import Question, QuestionKind, Trace, digest, listed
from gouji.lint.unusable import UnusableTest


class Asker:
    """The answers of now. `shown` is what files are called that the user has named."""

    def __init__(self, shown: dict[Path, str], today: date | None) -> None:
        self._shown, self._today = shown, today
        self._answers: dict[Question, str] = {}
        self._texts: dict[tuple[str, str], Source] = {}

    def holds(self, trace: Trace) -> bool:
        """Whether every answer is the same now."""
        return all(self._answer(question) == answer for question, answer in trace.answers.items())

    def own_texts(self, asked: Iterable[tuple[Question, str]]) -> dict[str, Source] | None:
        """The texts that one form alone rests on, besides its own; None where they are not what they were."""
        texts: dict[str, Source] = {}
        for question, answer in asked:
            if question.kind is not QuestionKind.ANSWERS:
                if self._answer(question) != answer:
                    return None
            elif answer:
                try:
                    text = texts[question.path] = read_text(Path(question.path), question.word)
                except UnreadableFile:
                    return None
                if digest(text.text) != answer:
                    return None
            elif os.path.lexists(question.path):
                return None
        return texts

    def rule_text(self, path: str, name: str) -> Source:
        """A rule text as it is now, under the name that the run has for it. Raises UnreadableFile."""
        key = (path, name)
        if key not in self._texts:
            self._texts[key] = read_text(Path(path), name)
        return self._texts[key]

    def _answer(self, question: Question) -> str:
        if question not in self._answers:
            self._answers[question] = self._asked(question)
        return self._answers[question]

    def _asked(self, question: Question) -> str:
        path = Path(question.path)
        if question.kind is QuestionKind.TODAY:
            return str(self._today)
        if question.kind is not QuestionKind.RULES:
            return _ASKED[question.kind](path, question.word)
        name = self._shown.get(path) or shown_path(path)
        if question.word and question.word != name:
            return ""
        try:
            return digest(self.rule_text(question.path, name).text)
        except UnreadableFile:
            return ""


_ASKED: dict[QuestionKind, Callable[[Path, str], str]] = {
    QuestionKind.BESIDE: lambda path, _: listed_files(rule_files_beside(path)),
    QuestionKind.BELOW: lambda path, _: listed_files(rule_files(path)),
    QuestionKind.PROJECT: lambda path, _: listed(project_of(path)),
    QuestionKind.USED: lambda path, word: str(find_used(word, path) or ""),
    QuestionKind.GIVEN: lambda path, word: _given(word, path),
    QuestionKind.FORM: lambda path, _: _text_digest(path),
    QuestionKind.LEADS: lambda path, _: where_it_leads(path),
}


def _given(written: str, rule_file: Path) -> str:
    try:
        return str(find_given(written, rule_file))
    except UnusableTest:
        return ""


def _text_digest(path: Path) -> str:
    try:
        return digest(read_text(path, str(path)).text)
    except UnreadableFile:
        return ""
