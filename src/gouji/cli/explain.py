"""`gouji explain`: what a code means, or the list of all codes; what a rule says, by its name.

Reads rule files only for a rule, and checks nothing.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from gouji.cli import console
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.lang.catalogue import Language, has, text
from gouji.lang.diagnostic import Code
from gouji.lint.output.style import Style
from gouji.lint.terminal_text import visible, width, wrapped


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("code", nargs="?", metavar="cli.code", help="cli.explain.code")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Explains one code, or lists all."""
    from gouji.lint.codes import EVERY_CODE, code_called

    printer = Printer(language, options.color)
    style = printer.style
    if options.code is None:
        for line in _listed(EVERY_CODE, language, style):
            console.say(line)
        return console.CLEAN
    code = code_called(options.code.strip().strip("[]").lower())
    if code is None:
        told = _rules(options.code, language, style)
        if not told:
            return _unknown(options.code, EVERY_CODE, printer)
        console.say("\n\n".join(told))
        return console.CLEAN
    console.say("\n".join(_explained(code, language, style)))
    return console.CLEAN


def _explained(code: Code, language: Language, style: Style) -> Iterator[str]:
    severity = style.paint(text(f"output.severity.{code.severity}", language), code.severity.value)
    category = text(f"output.category.{code.category}", language)
    yield f"{style.paint(code.id, 'strong')}  {severity}  {category}"
    yield ""
    yield from wrapped(text(f"code.{code.id}.summary", language), style.width)
    for part in ("message", "help"):
        key = f"code.{code.id}.{part}"
        if has(key, language):
            yield ""
            yield style.paint(text(f"cli.explain.label.{part}", language), "strong")
            template = text(key, language).replace("{{", "{").replace("}}", "}")
            for paragraph in template.split("\n"):
                yield from (f"  {line}" for line in wrapped(paragraph, style.width - 2))


def _rules(name: str, language: Language, style: Style) -> list[str]:
    """The rules of a name: severity, category, form and place, then what it rests on, its documentation, its text."""
    from gouji.lang.builtins import CATEGORIES
    from gouji.lang.diagnostic import Category, Severity
    from gouji.lint.rule_search import rules_called
    from gouji.lint.rule_text import written
    from gouji.lint.terminal_text import place_name

    told: list[str] = []
    for rule, form, piece in rules_called(name, Path()):
        weight = rule.severity or Severity.WARNING
        severity = style.paint(text(f"output.severity.{weight}", language), weight.value)
        word = rule.category.text if rule.category else ""
        category = text(f"output.category.{CATEGORIES.get(word, Category.RECONCILIATION)}", language)
        lines = [f"{style.paint(visible(rule.name.text), 'strong')}  {severity}  {category}"]
        place = place_name(piece.place(rule.span))
        lines.append(f"  {visible(form)}  {place}" if form else f"  {place}")
        for label, content in (("", rule.documentation), ("basis", rule.basis.text if rule.basis else "")):
            if content:
                shown = f"{text(f'output.{label}', language)}: {content}" if label else content
                lines += ["", *(one for part in shown.split("\n") for one in wrapped(visible(part), style.width))]
        lines += ["", *map(visible, written(piece, rule.span).split("\n"))]
        told.append("\n".join(lines))
    return told


def _listed(codes: Mapping[str, Code], language: Language, style: Style) -> Iterator[str]:
    column = max(map(len, codes))
    for code in codes.values():
        severity = text(f"output.severity.{code.severity}", language)
        first, *others = wrapped(text(f"code.{code.id}.summary", language), max(20, style.width - column - 11))
        yield (
            f"{style.paint(code.id, 'strong')}{' ' * (column - len(code.id))}  "
            f"{style.paint(severity, code.severity.value)}{' ' * (7 - width(severity))}  {first}"
        )
        for other in others:
            yield " " * (column + 11) + other


def _unknown(asked: str, codes: Mapping[str, Code], printer: Printer) -> int:
    from gouji.lang.nearest import nearest
    from gouji.lint.suggestions import suggestion
    from gouji.lint.terminal_text import shortened

    close = nearest(asked.lower(), codes) or next((id for id in codes if asked.lower() in id), None)
    return printer.fail("cli.explain.unknown", code=shortened(asked), meant=suggestion(close, printer.language))
