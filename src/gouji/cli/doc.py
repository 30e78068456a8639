"""`gouji doc`: pages about the forms and rules of rule files, into a folder.

Never replaces or removes a file that it has not made itself. Pages that it no longer makes go only when all rule files are sound.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.cli.reasons import reason_of
from gouji.lang.catalogue import Language

if TYPE_CHECKING:
    pass

FOLDER = "docs/forms"


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="cli.paths", help="cli.doc.paths")
    parser.add_argument("--out", metavar="cli.folder", default=FOLDER, help="cli.doc.out")
    parser.add_argument("--format", choices=("markdown", "html"), default="markdown", help="cli.doc.format")
    parser.add_colour()


def run(options: argparse.Namespace, language: Language) -> int:
    """Writes the pages of the rule files that the paths lead to."""
    from gouji.lint.discover import discover
    from gouji.lint.library import Library
    from gouji.lint.output.pack_files import pack_files
    from gouji.lint.pack_pages import pack_pages

    printer = Printer(language, options.color)
    found = discover(options.paths or ["."], rules_only=True)
    library = Library.of_files(found.files)
    readable, unreadable = library.readable(found.files)
    problems = [*found.problems, *unreadable]
    pages = pack_pages(readable, library)
    for problem in (*problems, *pages.problems):
        printer.problem(problem)
    if problems and not readable:
        return console.UNUSABLE
    # What could not be read, or has mistakes, may have pages that are sound.
    is_whole = not problems and not pages.problems
    if not _write(Path(options.out), pack_files(pages, options.format), printer, drops_outdated=is_whole):
        return console.UNUSABLE
    printer.say("cli.doc.total", forms=len(pages.forms), rules=len(pages.rules), folder=options.out)
    if problems:
        return console.UNUSABLE
    return console.FINDINGS if pages.problems else console.CLEAN


def _write(folder: Path, pages: dict[str, str], printer: Printer, *, drops_outdated: bool) -> bool:
    """Writes all pages, or none where something is in the way, which is told."""
    from gouji.lint.marked_folder import ForeignFile, MarkedFolder
    from gouji.lint.output.pack_files import MARK

    try:
        marked = MarkedFolder(folder, MARK.encode(), makes_parents=True)
        try:
            for name, page in pages.items():
                marked.write(name, page.encode())
            marked.finish(drops_outdated=drops_outdated)
        finally:
            marked.abandon()
    except ForeignFile as error:
        printer.warn("cli.doc.foreign", path=Path(error.filename))
    except OSError as error:
        printer.warn("cli.unwritable", path=folder, reason=reason_of(error, printer.language))
    else:
        return True
    return False
