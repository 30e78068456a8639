"""`gouji doc`: pages about the forms and rules of rule files, into a folder.

Never replaces or removes a file that it has not made itself.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.arguments import Parser
from gouji.cli.reasons import reason_of
from gouji.lang.catalogue import Language, text
from gouji.lint.output.style import WIDTH, Style

if TYPE_CHECKING:
    from gouji.lang.diagnostic import Diagnostic

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

    style = Style(colour=console.use_colour(options.color), width=console.columns(WIDTH))
    found = discover(options.paths or ["."], rules_only=True)
    library = Library.of_files(found.files)
    readable, unreadable = library.readable(found.files)
    problems = [*found.problems, *unreadable]
    pages = pack_pages(readable, library)
    _tell([*problems, *pages.problems], language, style)
    files = pack_files(pages, options.format)
    status = _write(Path(options.out), files, language)
    if status == console.CLEAN:
        said = text("cli.doc.total", language, forms=len(pages.forms), rules=len(pages.rules), folder=options.out)
        console.say(said)
    if status != console.CLEAN or problems:
        return console.UNUSABLE
    return console.FINDINGS if pages.problems else console.CLEAN


def _tell(problems: "list[Diagnostic]", language: Language, style: Style) -> None:
    from gouji.lint.output.text import render

    for problem in problems:
        console.warn(render(problem, language, style) + "\n")


def _write(folder: Path, files: dict[str, str], language: Language) -> int:
    """Writes all pages, and removes those of forms and rules that are no more; nothing where something is in the way."""
    from gouji.lint.output.cells import visible

    try:
        foreign = [path for name in files if (path := folder / name).exists() and not _is_ours(path)]
        if foreign:
            console.warn(text("cli.doc.foreign", language, path=visible(str(foreign[0]))))
            return console.UNUSABLE
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".html") and path.relative_to(folder).as_posix() not in files and _is_ours(path):
                path.unlink()
        for name, page in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = reason_of(error, language)
        console.warn(text("cli.unwritable", language, path=visible(str(error.filename or folder)), reason=reason))
        return console.UNUSABLE
    return console.CLEAN


def _is_ours(path: Path) -> bool:
    from gouji.lint.output.pack_files import MARK

    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as stream:
        return stream.read(len(MARK.encode())) == MARK.encode()
