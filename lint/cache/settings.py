"""Configurations kept from run to run: what a file says, by its text. One that anything is wrong with is read anew.

Loads no reader of TOML as long as nothing has changed.
"""

import json
from pathlib import Path
from typing import Any

from gouji.lang.diagnostic import Category, Severity
from gouji.lang.source import Place, Source, Span
from gouji.lint.cache.store import Store
from gouji.lint.config import Configuration, Grading, ReadConfiguration, Written
from gouji.lint.config_search import read_configuration
from gouji.lint.traces import digest


class KeptReader:
    """Reads configurations, or remembers them."""

    def __init__(self, store: Store, identity: str) -> None:
        self._store, self._identity = store, identity

    def __call__(self, source: Source, path: Path) -> ReadConfiguration | None:
        key = digest(self._identity, "configuration", str(path), source.name, source.text)
        kept = self._store.get(key)
        found = _decoded(kept.text, source, path) if kept is not None else None
        if found is not None:
            return found
        found = read_configuration(source, path)
        if found is not None and not found.problems:
            self._store.put(key, _encoded(found))
        return found


def _encoded(read: ReadConfiguration) -> str:
    one = read.configuration
    return json.dumps({
        "language": one.language,
        "forms": one.forms,
        "exclude": one.exclude,
        "rules": [_written(rule) for rule in one.rules],
        "gradings": [
            [
                grading.severity, grading.reason, _written(grading.rule), grading.category, _written(grading.form),
                grading.files, _place(grading.place),
            ]
            for grading in one.gradings
        ],
        "places": [[name, _place(place)] for name, place in one.places],
        "place": _place(read.place),
    })  # fmt: skip


def _written(one: Written | None) -> list[Any] | None:
    return [one.text, _place(one.place)] if one is not None else None


def _place(place: Place | None) -> Span | None:
    return place.span if place is not None else None


def _decoded(text: bytes, source: Source, path: Path) -> ReadConfiguration | None:
    """The configuration of a text; None for what is no such text."""

    def place(span: list[int] | None) -> Place | None:
        return Place(source, Span(*span)) if span is not None else None

    def written(one: list[Any] | None) -> Written | None:
        return Written(one[0], place(one[1])) if one is not None else None

    def grading(values: list[Any]) -> Grading:
        severity, reason, rule, category, form, files, span = values
        kind = Category(category) if category is not None else None
        return Grading(Severity(severity), reason, written(rule), kind, written(form), tuple(files), place(span))

    try:
        given = json.loads(text)
        configuration = Configuration(
            path,
            path.parent,
            given["language"],
            tuple(given["forms"]),
            tuple(given["exclude"]),
            tuple(Written(rule, place(span)) for rule, span in given["rules"]),
            tuple(map(grading, given["gradings"])),
            tuple((name, Place(source, Span(*span))) for name, span in given["places"]),
        )
        return ReadConfiguration(configuration, (), Place(source, Span(*given["place"])))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
