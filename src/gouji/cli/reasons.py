"""What the system says when a file cannot be written, in the language of the user.

Goes by the system's own words, as exceptions carry them. What it has no words for stays as it is.
"""

import errno
import os
from typing import TYPE_CHECKING

from gouji.lang.catalogue import Language, text
from gouji.lint.terminal_text import visible

if TYPE_CHECKING:
    from gouji.cli.printer import Printer
    from gouji.lint.whole_files import NotReplaced

_KEYS = {
    errno.ENOENT: "folder-missing",
    errno.ENOTDIR: "not-a-folder",
    errno.EISDIR: "is-a-folder",
    errno.EEXIST: "is-a-file",  # where a folder is to be
    errno.ENOTEMPTY: "foreign",
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "read-only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENAMETOOLONG: "long-name",
}
_BY_WORDS = {os.strerror(number): key for number, key in _KEYS.items()}


def reason_of(error: OSError, language: Language) -> str:
    """Why something could not be written."""
    said = error.strerror or (os.strerror(error.errno) if error.errno else type(error).__name__)
    return system_reason(said, language, file=str(error.filename or ""))


def system_reason(said: str, language: Language, file: str = "") -> str:
    """What the system has said, of a file where it names one."""
    key = _BY_WORDS.get(said)
    return text(f"output-reason.{key}", language, file=visible(file)) if key else said


def warn_of_left(path: str, error: "NotReplaced", printer: "Printer") -> None:
    """Says that a file was not replaced, and why."""
    printer.warn(f"cli.left.{error.reason}", path=path, detail=system_reason(error.detail, printer.language))
