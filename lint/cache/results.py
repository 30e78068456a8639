"""A result as texts and back: a head, which says what it rests on and how it came out, and a body with what was found.

The body is read when somebody looks at a finding. Keeps no text of a file: a text is named, with its digest.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, overload

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lang.verdicts import Verdicts
from gouji.lint.cache.store import NotKept
from gouji.lint.reports import FileKind, FileReport, Findings, Tally, tally_of
from gouji.lint.runs import RulesKey
from gouji.lint.traces import Question, QuestionKind, Trace, digest

_OF_ONE_FORM = (QuestionKind.ANSWERS, QuestionKind.TODAY)
"""What is asked for one form; the rest is asked for many, and kept once."""


Asked = list[tuple[Question, str]]
"""Questions, each with its answer."""


class Text(NamedTuple):
    """A text that findings lie in. Of one that could not be read there is but the name."""

    name: str
    path: str
    digest: str


class Entry(NamedTuple):
    """A result. What many results rest on is in `shared`; `head` says the digests of that and of the body."""

    head: str
    body: str
    shared: str


class Result(NamedTuple):
    """What was found in a form, under the key of all that it was found in. One that is not `certain` may not be kept."""

    key: str
    entry: Entry
    certain: bool


class Head(NamedTuple):
    """What is looked at before the findings are."""

    own: Asked
    shared: str
    body: str
    reports: list[tuple[str, FileKind, Verdicts, bool, Tally]]
    rules: RulesKey | None


def encoded(
    reports: Sequence[FileReport], rules: RulesKey | None, trace: Trace, given: Mapping[Source, Path]
) -> Entry:  # fmt: skip
    """A result that rests on a trace; `given` are texts that it names besides those of the trace. Raises NotKept."""
    from gouji.lint.cache.codec import encoded as findings

    texts = _Texts(trace, given)
    found = [findings(report.diagnostics, texts.number) for report in reports]
    own, shared = Trace(), Trace()
    for question, answer in trace.answers.items():
        (own if question.kind in _OF_ONE_FORM else shared).answers[question] = answer
    shared_text, body = traced(shared), json.dumps({"texts": texts.rows, "found": found})
    head = {
        "own": _rows(own),
        "shared": digest(shared_text),
        "body": digest(body),
        "reports": [
            [
                one.name, one.kind, [getattr(one.verdicts, name) for name in Verdicts.__slots__], one.unusable,
                tally_of(one.diagnostics),
            ]
            for one in reports
        ],
        "rules": [*map(str, rules)] if rules is not None else None,
    }  # fmt: skip
    return Entry(json.dumps(head), body, shared_text)


class _Texts:
    """Numbers the texts that findings lie in."""

    def __init__(self, trace: Trace, given: Mapping[Source, Path]) -> None:
        self.rows: list[Text] = []
        self._numbers: dict[Source, int] = {}
        self._known = {
            (question.word, answer): question.path
            for question, answer in trace.answers.items()
            if question.kind in (QuestionKind.RULES, QuestionKind.ANSWERS) and question.word
        }
        self._known |= {(source.name, digest(source.text)): str(path) for source, path in given.items()}

    def number(self, source: Source) -> int:
        if source not in self._numbers:
            known = digest(source.text) if source.text else ""
            path = self._known.get((source.name, known)) if known else ""
            if path is None:
                raise NotKept(source.name)
            self._numbers[source] = len(self.rows)
            self.rows.append(Text(source.name, path, known))
        return self._numbers[source]


def head_of(text: str | bytes) -> Head:
    """Raises NotKept."""
    try:
        given = json.loads(text)
        reports = [
            (name, kind, Verdicts(*verdicts), unusable, Tally(*tally))
            for name, kind, verdicts, unusable, tally in given["reports"]
        ]
        rules = _paths(*given["rules"]) if given["rules"] is not None else None
        return Head(_asked(given["own"]), given["shared"], given["body"], reports, rules)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotKept(str(error)) from error


class Body:
    """What was found in each file, read from the text of a result when somebody asks.

    `source` gives a text that is named there; `instead` finds the same in another way, for what cannot be read, or is not of
    `number` files. Both `text` and `source` may raise NotKept.
    """

    def __init__(
        self, text: Callable[[], str | bytes], source: Callable[[Text], Source], instead: Callable[[], Sequence[FileReport]],
        number: int,
    ) -> None:  # fmt: skip
        self._text, self._source, self._instead, self._number = text, source, instead, number

    @cached_property
    def found(self) -> list[tuple[Diagnostic, ...]]:
        from gouji.lint.cache.codec import decoded

        try:
            given = json.loads(self._text())
            sources = [self._source(Text(*row)) for row in given["texts"]]
            found = [decoded(one, sources.__getitem__) for one in given["found"]]
            if len(found) != self._number:
                raise NotKept
            return found
        except (NotKept, ValueError, TypeError, KeyError, RecursionError):
            return [tuple(one.diagnostics) for one in self._instead()]


class KeptFindings(Findings):
    """Findings that are made when somebody looks at them. `key` tells them from all others, with the texts they lie in."""

    def __init__(self, tally: Tally, found: Callable[[], tuple[Diagnostic, ...]], key: str) -> None:
        self.tally, self._found, self.key = tally, found, key

    def __len__(self) -> int:
        return self.tally.total

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found())

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Diagnostic, ...]: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | tuple[Diagnostic, ...]:
        return self._found()[index]


def _rows(trace: Trace) -> list[Any]:
    return [[*question, answer] for question, answer in sorted(trace.answers.items())]


def _asked(rows: list[Any]) -> Asked:
    return [(Question(QuestionKind(kind), path, word), answer) for kind, path, word, answer in rows]


@cache
def _paths(*names: str) -> RulesKey:
    """Of many forms, these are the same."""
    return tuple(map(Path, names))


def traced(trace: Trace) -> str:
    """A trace as a text, the same for the same trace."""
    return json.dumps(_rows(trace))


def trace_of(text: str | bytes) -> Trace:
    """Raises NotKept."""
    try:
        return Trace(dict(_asked(json.loads(text))))
    except (ValueError, TypeError, RecursionError) as error:
        raise NotKept(str(error)) from error
