"""`gouji config`: what is configured where one stands, or for a file, from which line of which file; and what is wrong with it.

Checks no form.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.arguments import Parser
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Severity
from gouji.lang.source import Place
from gouji.lint.output.cells import shortened, visible, width
from gouji.lint.output.style import WIDTH, Style

if TYPE_CHECKING:
    from gouji.lint.config import Configuration, Grading


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("path", nargs="?", default=".", metavar="cli.file", help="cli.config.path")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Shows what is in force for one path."""
    from gouji.lint.config_names import unknown_names
    from gouji.lint.config_search import Configurations
    from gouji.lint.files import shown_path
    from gouji.lint.library import Library
    from gouji.lint.output.text import render

    if not os.path.lexists(options.path):
        console.warn(text("cli.config.missing", language, path=visible(options.path)))
        return console.UNUSABLE
    configurations = Configurations()
    found = configurations.of(Path(options.path))
    library = Library(configured=configurations.rule_paths)
    shown = visible(shown_path(found.source)) if found.source is not None else ""
    console.say(text("cli.config.file" if shown else "cli.config.none", language, path=shown))
    rows = list(_rows(found, language))
    column = max(width(name) for name, _, _ in rows)
    for name, value, place in rows:
        console.say(f"  {name}{' ' * (column - width(name))}  {value}{_place(place, language)}")
    problems = [one for every in configurations.problems.values() for one in every]
    problems += unknown_names(found, library)
    style = Style(colour=console.use_colour(options.color), width=console.columns(WIDTH))
    for problem in problems:
        console.say("\n" + render(problem, language, style))
    return console.FINDINGS if any(one.severity is Severity.ERROR for one in problems) else console.CLEAN


def _rows(found: "Configuration", language: Language) -> Iterator[tuple[str, str, Place | None]]:
    """Each key as it is written in the language, its value, and where that stands."""
    from gouji.lint.config_reader import KEYS

    places = dict(found.places)
    values = {
        "language": found.language or "",
        "forms": _listed(found.forms),
        "exclude": _listed(found.exclude),
        "rules": _listed(tuple(one.text for one in found.rules)),
    }
    for key in KEYS:
        name = key.named(english=language == "en")
        if key.english in values:
            value = values[key.english] or text(f"cli.config.default.{key.english}", language)
            yield name, value, places.get(key.english)
        else:
            for grading in found.gradings:
                yield name, _grading(grading, language), grading.place


def _grading(grading: "Grading", language: Language) -> str:
    """What a regrading is about, to what, and why."""
    scopes = {
        "rule": grading.rule.text if grading.rule else "",
        "category": text(f"output.category.{grading.category}", language) if grading.category else "",
        "form": grading.form.text if grading.form else "",
        "files": _listed(grading.files),
    }
    about = [f"{text(f'cli.config.{name}', language)} {shortened(value)}" for name, value in scopes.items() if value]
    severity = text(f"output.severity.{grading.severity}", language)
    return f"{'  '.join(about)} → {severity}  {shortened(grading.reason)}"


def _listed(values: tuple[str, ...]) -> str:
    return "  ".join(shortened(value) for value in values)


def _place(place: Place | None, language: Language) -> str:
    from gouji.lint.output.text import place_name

    shown = place_name(place) if place is not None else text("cli.config.unset", language)
    return f"  ({shown})"
