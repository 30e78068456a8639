"""What a shell is told when somebody presses Tab: commands, options, their values, files, from the arguments as declared.

Runs only when a shell asks, through the script of `gouji completion`. Looks at no form but the one that is to be answered.
"""

import os
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from argcomplete.completers import SuppressCompleter
from argcomplete.finders import CompletionFinder

from gouji.cli.commands import COMMANDS, parser_of, program_parser, split
from gouji.cli.parser import Parser
from gouji.cli.run_language import language_of_run
from gouji.lang.catalogue import Language, text
from gouji.lint.file_names import FORM, RULES
from gouji.lint.output.kinds import KINDS
from gouji.lint.terminal_text import shortened

Offers = Callable[[str, Language], Mapping[str, str]]
"""What may stand in an argument that begins as it does, each with what is said of it."""

OffersAfter = Callable[[str, Language, Namespace], Mapping[str, str]]
"""The same where it depends on the arguments before it."""

_SEPARATORS = ";&|(\n`"


def complete() -> None:
    """Answers the shell, and ends the program."""
    line = _own_part(os.environ["COMP_LINE"][: int(os.environ["COMP_POINT"])])
    os.environ |= {"COMP_LINE": line, "COMP_POINT": str(len(line))}
    CompletionFinder()(parser_at(line), always_complete_options=False)


def parser_at(line: str) -> Parser:
    """The arguments of the whole program; those of commands that a line does not name are left out, as they take time."""
    words = line.split()[1:]
    language = language_of_run(words)
    named, _ = split(words)
    program = program_parser(language)
    _make_offers(program, language)
    commands = program.add_subparsers(prog=program.prog, parser_class=ArgumentParser)
    for name in COMMANDS:
        commands.add_parser(name, help=text(f"cli.{name}.summary", language))
        command = parser_of(name, language)[0] if name == named else Parser(name, language)
        _make_offers(command, language)
        commands.choices[name] = command
    return program


def _own_part(typed: str) -> str:
    """Of what has been typed, the last command and none of the words before it, which zsh and fish hand over too."""
    command = re.split(f"[{_SEPARATORS}]", typed)[-1]
    found = re.search(r"(?:^|\s)((?:\S*/)?gouji\s.*)", command, re.DOTALL)
    return found[1] if found else typed


def _make_offers(parser: Parser, language: Language) -> None:
    """Says of each argument what may stand there, and what it is for."""
    for action in parser._actions:
        action.help = text(str(action.help), language).replace("%", "%%")
        if action.nargs == 0 or (action.choices is not None and action.dest != "format"):
            continue
        offers = _formats(action.choices) if action.choices is not None else _OFFERED.get(action.dest)
        after = _OFFERED_AFTER.get(action.dest)
        found = after or (_after_anything(offers) if offers else None)
        action.completer = _completer(found, language) if found else SuppressCompleter()  # type: ignore[attr-defined]  # read by argcomplete


def _after_anything(offers: Offers) -> OffersAfter:
    return lambda prefix, language, _: offers(prefix, language)


def _completer(offers: OffersAfter, language: Language) -> Callable[..., Mapping[str, str]]:
    """As argcomplete calls it."""

    def completer(prefix: str, parsed_args: Namespace, **_: Any) -> Mapping[str, str]:
        return offers(prefix, language, parsed_args)

    return completer


def _formats(names: Iterable[Any]) -> Offers:
    return lambda _, language: {str(name): text(f"output.kind.{name}", language) for name in names}


def _files(*suffixes: str) -> Offers:
    """Files with these endings, all if there are none, and folders."""

    def offers(prefix: str, language: Language) -> dict[str, str]:
        del language
        return dict.fromkeys(sorted(_paths(prefix, suffixes)), "")

    return offers


def _paths(prefix: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    folder, begun = os.path.split(prefix)
    try:
        entries = list(os.scandir(os.path.expanduser(folder) or "."))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") and not begun.startswith("."):
            continue
        path = os.path.join(folder, entry.name)
        if entry.is_dir():
            yield f"{path}/"
        elif not suffixes or Path(entry.name).suffix.lower() in suffixes:
            yield path


def _outputs(prefix: str, language: Language) -> dict[str, str]:
    """`FORMAT=`, then the path."""
    name, equals, path = prefix.partition("=")
    if equals:
        return dict.fromkeys((f"{name}={one}" for one in sorted(_paths(path, ()))), "")
    return {f"{kind}=": text(f"output.kind.{kind}", language) for kind in KINDS}


def _codes(prefix: str, language: Language) -> dict[str, str]:
    del prefix
    from gouji.lint.codes import EVERY_CODE

    return {id: text(f"code.{id}.summary", language) for id in EVERY_CODE}


def _names(prefix: str, language: Language) -> dict[str, str]:
    """Codes and categories, these in Chinese for who types Chinese; rules take longer to read than a key may."""
    from gouji.lang.diagnostic import Category

    english = {one.value: text(f"output.category.{one}", language) for one in Category}
    chinese = {text(f"output.category.{one}", "zh"): one.value for one in Category}
    return {**_codes(prefix, language), **(english if prefix.isascii() else chinese)}


def _answerable(prefix: str, language: Language, before: Namespace) -> dict[str, str]:
    """The rules of a form's findings that may be answered, by the ends of their names; by the whole, where that is begun."""
    from gouji.cli.answer import open_findings

    found = open_findings(Path(before.file).expanduser()) if before.file else []
    return {
        one.short_name if one.short_name.startswith(prefix) else one.full_name: _line(one.message(language))
        for one in found
    }


def _places(prefix: str, language: Language, before: Namespace) -> dict[str, str]:
    """Where the rule that is to be answered has findings."""
    del prefix
    from gouji.cli.answer import open_findings
    from gouji.lint.finding_names import is_finding_of, place_of

    if not before.rule:  # it is still being typed
        return {}
    found = [one for one in open_findings(Path(before.file).expanduser()) if is_finding_of(before.rule, one)]
    return {place_of(one): _line(one.message(language)) for one in found if place_of(one)}


def _line(message: str) -> str:
    return shortened(" ".join(message.split()))


_OFFERED: dict[str, Offers] = {
    "paths": _files(RULES, FORM),
    "files": _files(RULES, FORM),
    "path": _files(RULES, FORM),
    "file": _files(FORM),
    "baseline": _files(".jsonl"),
    "write_baseline": _files(".jsonl"),
    "out": _files("/"),
    "output": _outputs,
    "select": _names,
    "ignore": _names,
    "code": _codes,
}
"""By the name of the argument; where nothing can be offered, it is left out."""

_OFFERED_AFTER: dict[str, OffersAfter] = {"rule": _answerable, "place": _places}
