"""`gouji config`: what is configured where one stands, or for a file, from which line of which file; and what is wrong with it.

Checks no form.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.source import Place
from gouji.lint.terminal_text import shortened, visible, width

if TYPE_CHECKING:
    from gouji.lint.config import Configuration, Grading
    from gouji.lint.library import Library


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("path", nargs="?", default=".", metavar="cli.file", help="cli.config.path")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Shows what is in force for one path."""
    from gouji.lint.config_names import unknown_names
    from gouji.lint.config_search import Configurations
    from gouji.lint.discover import discover
    from gouji.lint.files import shown_path
    from gouji.lint.library import Library

    printer = Printer(language, options.color)
    if not os.path.lexists(options.path):
        return printer.fail("cli.config.missing", path=options.path)
    configurations = Configurations()
    found = configurations.of(Path(options.path))
    library = Library(configured=configurations.rule_paths)
    path = shown_path(found.source) if found.source is not None else ""
    sources = list(configurations.problems)  # those that are looked at for this path
    if found.source is not None:
        discover([found.folder], configurations=configurations)  # tells what patterns fit nothing
    problems = [one for source in sources for one in configurations.problems[source]]
    problems += unknown_names(found, library)
    problems.sort(key=lambda one: (one.place.source.name, one.place.span))
    printer.say(f"cli.config.{'file' if path else 'unread' if problems else 'none'}", path=path)
    rows = [*_rows(found, language, problems), *_rule_files(Path(options.path), library, language)]
    column = max(width(name) for name, _, _ in rows)
    for name, value, place in rows:
        console.say(f"  {name}{' ' * (column - width(name))}  {value}{place}")
    for problem in problems:
        console.say("\n" + printer.rendered(problem))
    return console.FINDINGS if any(one.severity is Severity.ERROR for one in problems) else console.CLEAN


def _rows(found: "Configuration", language: Language, problems: Sequence[Diagnostic]) -> Iterator[tuple[str, str, str]]:
    """Each key as it is written in the language, what of its value holds, and where that stands."""
    from gouji.lint.codes import CONFIG_UNMATCHED
    from gouji.lint.config_reader import KEYS

    places = dict(found.places)
    wrong = {one.place for one in problems if one.code is not CONFIG_UNMATCHED}
    values = {
        "language": found.language or "",
        "forms": _listed(found.forms),
        "exclude": _listed(found.exclude),
        "rules": _listed(tuple(one.text for one in found.rules if one.place not in wrong)),
    }
    for key in KEYS:
        name = key.named(english=language == "en")
        if key.english in values:
            value = values[key.english] or text(f"cli.config.default.{key.english}", language)
            yield name, value, _place(places.get(key.english), language)
        else:
            for grading in found.gradings:
                named = (one.place for one in (grading.rule, grading.form) if one is not None)
                if wrong.isdisjoint((grading.place, *named)):
                    yield name, _grading(grading, language), _place(grading.place, language)


def _rule_files(path: Path, library: "Library", language: Language) -> Iterator[tuple[str, str, str]]:
    """The rule files by which a filled form is checked, that which declares its form first."""
    from gouji.lint.context import CheckContext
    from gouji.lint.file_names import form_answered, is_configuration, is_form_file
    from gouji.lint.files import UnreadableFile, read_text, shown_path
    from gouji.lint.form_head import form_of
    from gouji.lint.toml_reader import read_toml

    path = form_answered(path) or path
    if not is_form_file(path) or is_configuration(path) or not path.is_file():
        return
    told: list[Diagnostic] = []
    try:
        source = read_text(path, str(path))
        rules, form, _ = form_of(read_toml(source), path, CheckContext(library), told)
    except UnreadableFile as error:
        rules, form, told = None, None, [error.diagnostic]
    if rules is None:
        listed = [one.message(language) for one in told[:1]]
    else:
        declaring = form.place.source if form is not None else None
        files = sorted(rules.names, key=lambda one: rules.names[one].source is not declaring)
        listed = [visible(shown_path(one)) for one in files]
    yield text("cli.config.rule-files", language), "  ".join(listed), ""


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
    from gouji.lint.terminal_text import place_name

    shown = place_name(place) if place is not None else text("cli.config.unset", language)
    return f"  ({shown})"
