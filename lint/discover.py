"""Which files a run looks at: paths as the user gave them -> rule files and target files, in a fixed order.

Never follows a linked folder, never reads more of a file than its head, and never drops a path in silence.
"""

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang.diagnostic import Code, Diagnostic, Term
from gouji.lang.nearest import nearest
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import FOLDER_UNREADABLE, NO_FILES, NO_RULE_FILES, NOT_A_RULE_FILE, PATH_MISSING, UNKNOWN_SUFFIX

RULES, FORM = ".gj", ".toml"
NO_PATH = '""'
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "build", "dist"})
HEAD = 65536
"""Bytes at the start of a `.toml` file in which its form must be named."""

# As a clerk's input method may write it too: what is wrong with it, the reader says.
_FORM_KEY = re.compile(r"""^\s*["'“”‘’]?(form|表样)["'“”‘’]?\s*[=＝:：]""", re.MULTILINE)
_TABLE_HEADER = re.compile(r"^\s*\[", re.MULTILINE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Discovered(NamedTuple):
    """The files to look at, in order and each once, and what was wrong with the paths."""

    files: list[Path]
    problems: list[Diagnostic]


def discover(paths: Iterable[Path | str], *, rules_only: bool = False) -> Discovered:
    """Files as they are, folders searched; with `rules_only`, rule files alone."""
    files: dict[str, Path] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        # An empty path would be the current folder, which nobody means by it.
        searched = _search(Path(path), rules_only) if path != "" else [_problem(NO_PATH, PATH_MISSING, nearest="")]
        for found in searched:
            if isinstance(found, Diagnostic):
                problems.append(found)
            else:
                files.setdefault(os.path.abspath(found), found)
    return Discovered(list(files.values()), problems)


def names_a_form(head: bytes) -> bool:
    """Whether the first bytes of a `.toml` file name a form before their first table, in whatever encoding."""
    if head.startswith(_UTF16):
        texts = [head.decode("utf-16", "replace")]
    else:
        texts = [head.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    return any(_FORM_KEY.search(_before_tables(text)) for text in texts)


def _before_tables(text: str) -> str:
    header = _TABLE_HEADER.search(text)
    return text[: header.start()] if header else text


def _search(path: Path, rules_only: bool) -> Iterator[Path | Diagnostic]:
    """The files that one path leads to, or what is wrong with it."""
    if os.path.isdir(path):
        found = list(_walk(path, rules_only))
        yield from found or [_problem(path, NO_RULE_FILES if rules_only else NO_FILES)]
    elif not os.path.lexists(path):
        yield _problem(path, PATH_MISSING, nearest=_nearest(path))
    elif path.suffix.lower() not in (RULES, FORM):
        yield _problem(path, UNKNOWN_SUFFIX)
    elif rules_only and path.suffix.lower() != RULES:
        yield _problem(path, NOT_A_RULE_FILE)
    else:
        yield path


def _walk(top: Path, rules_only: bool) -> Iterator[Path | Diagnostic]:
    """Rule files and target files below a folder, by name, each folder where its name stands."""
    folders = [_entries(top)]
    while folders:
        entry = next(folders[-1], None)
        if entry is None:
            folders.pop()
        elif isinstance(entry, Diagnostic):
            yield entry
        elif os.path.isdir(entry):
            if not entry.is_symlink() and entry.name not in SKIPPED_FOLDERS:
                folders.append(_entries(entry))
        elif _is_ours(entry, rules_only):
            yield entry


def _entries(folder: Path) -> Iterator[Path | Diagnostic]:
    """What stands in a folder, hidden names left out."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield _problem(folder, FOLDER_UNREADABLE, reason=error.strerror or type(error).__name__)
        return
    for name in names:
        if not name.startswith("."):
            yield folder / name


def _is_ours(path: Path, rules_only: bool) -> bool:
    """By its name and, for a target file, its head; a link that leads nowhere is ours, so that the reader says so."""
    suffix = path.suffix.lower()
    if suffix != RULES and (rules_only or suffix != FORM):
        return False
    if os.path.exists(path) and not os.path.isfile(path):
        return False
    return suffix == RULES or _looks_like_a_target_file(path)


def _looks_like_a_target_file(path: Path) -> bool:
    """A file that cannot be read counts as one, so that the reader says what is wrong with it."""
    try:
        with path.open("rb") as stream:
            return names_a_form(stream.read(HEAD))
    except OSError:
        return True


def _nearest(path: Path) -> Term | str:
    """A sentence with the existing path that was probably meant, or nothing."""
    missing = next(part for part in reversed([path, *path.parents]) if not os.path.lexists(part))
    try:
        close = nearest(missing.name, sorted(os.listdir(missing.parent)))
    except OSError:
        close = None
    return Term("output.did-you-mean", (("name", str(missing.with_name(close))),)) if close else ""


def _problem(path: Path | str, code: Code, **arguments: object) -> Diagnostic:
    return Diagnostic(code, Place(Source(str(path), ""), Span(0, 0)), {"path": str(path), **arguments})
