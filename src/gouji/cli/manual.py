"""The manual page, as `man gouji` shows it: what `--help` says of the program and of each command, in roff.

Made when the package is built. Says nothing of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from gouji.cli.commands import COMMANDS, parser_of, program_parser
from gouji.cli.parser import HELP, Parser
from gouji.cli.run_language import LANGUAGE_OPTION
from gouji.lang.catalogue import Language, text
from gouji.version import VERSION

_SIGNS = str.maketrans({
    "\\": r"\(rs", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti",
})  # fmt: skip
"""As they are typed, and not as a printer would set them."""

_NEVER_FIRST = "，。、；：？！）》”’…"
_NEVER_LAST = "（《“‘"


def page(language: Language) -> str:
    """The page in one language."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    program = program_parser(language)
    yield r"'\" -*- coding: UTF-8 -*-"
    yield f'.TH GOUJI 1 "" "gouji {VERSION}" "{text("cli.manual.title", language)}"'
    yield from (".nh", ".ad l")  # no hyphens, and no blanks to make lines even
    yield _heading(text("cli.manual.name", language))
    yield rf"gouji \- {program.said('help').rstrip('。.').partition('：' if language == 'zh' else ': ')[2]}"
    yield _heading(text("cli.manual.synopsis", language))
    yield from _usage(program)
    yield _heading(text("cli.manual.description", language))
    yield from _paragraph(program.said("help"))
    yield from _example(program)
    for number, (title, rows) in enumerate(program.sections()):
        yield _heading(title)
        if number == 0:
            for name in COMMANDS:
                yield from _command(parser_of(name, language)[0])
        else:
            yield from _table(rows)


def _command(parser: Parser) -> Iterator[str]:
    """What is said of a command, without the options that all have."""
    yield f".SS {parser.prog}"
    yield from _usage(parser)
    yield ".PP"
    yield from _paragraph(parser.said("help"))
    for title, rows in parser.sections():
        own = [row for row in rows if not row[0].startswith((HELP[0], LANGUAGE_OPTION))]
        if own:
            yield ".PP"
            yield from _paragraph(title)
            yield from _table(own)
    yield from _example(parser)


def _usage(parser: Parser) -> Iterator[str]:
    yield from _as_typed([_without_label(parser.said("usage"))])


def _example(parser: Parser) -> Iterator[str]:
    if parser.said("example"):
        yield ".PP"
        label, sign, _ = re.split("([：:])", parser.said("example"), maxsplit=1)
        yield from _paragraph(label + sign)
        yield from _as_typed(line.strip() for line in _without_label(parser.said("example")).split("\n"))


def _without_label(said: str) -> str:
    return re.split("[：:] ?", said, maxsplit=1)[1]


def _as_typed(lines: Iterable[str]) -> Iterator[str]:
    yield from (".RS 4", ".nf")
    yield from map(_escaped, lines)
    yield from (".fi", ".RE")


def _table(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, explanation in rows:
        yield ".TP"
        yield rf"\fB{_escaped(name)}\fR"
        yield from _paragraph(explanation)


def _heading(title: str) -> str:
    return f".SH {title.rstrip('：:').upper()}"


def _paragraph(said: str) -> Iterator[str]:
    """A text that may be broken between any two Chinese characters, as it has no blanks."""
    for line in said.split("\n"):
        yield "".join(_with_breaks(_escaped(line)))


def _with_breaks(line: str) -> Iterator[str]:
    for before, after in zip(line, [*line[1:], ""], strict=True):
        yield before
        wide = unicodedata.east_asian_width(before) in "WF" and after and unicodedata.east_asian_width(after) in "WF"
        if wide and before not in _NEVER_LAST and after not in _NEVER_FIRST:
            yield r"\:"


def _escaped(line: str) -> str:
    """A line that is none of roff's own."""
    escaped = line.translate(_SIGNS)
    return rf"\&{escaped}" if escaped.startswith(".") else escaped
