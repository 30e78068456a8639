"""What is said when a run breaks off: when gouji itself fails, where the details are kept; when the output does, why.

Never shows a traceback, and never fails itself.
"""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence

from gouji.cli import console
from gouji.cli.printer import Printer
from gouji.cli.reasons import system_reason
from gouji.cli.run_language import asked_language
from gouji.lang.catalogue import text
from gouji.lint.terminal_text import shortened
from gouji.version import VERSION


def report(error: Exception, arguments: Sequence[str]) -> int:
    """Tells of an internal error in the language of the run; the traceback goes to a temporary file."""
    try:
        console.flush()  # what was found before stands above the message
    except (console.OutputError, OSError):
        console.abandon_output()
    try:
        console.warn(_message(error, arguments))
    except Exception:  # noqa: BLE001  # the catalogues themselves may be what is broken
        console.warn(f"gouji: internal error: {type(error).__name__}")
    return console.UNUSABLE


def report_unwritable(error: console.OutputError, arguments: Sequence[str]) -> int:
    """Says why nothing more could be written to the standard output."""
    console.abandon_output()
    language = asked_language(arguments)
    return Printer(language).fail("cli.error.output", reason=system_reason(str(error), language))


def _message(error: Exception, arguments: Sequence[str]) -> str:
    language = asked_language(arguments)
    summary = shortened(" ".join(f"{type(error).__name__}: {error}".split()))
    try:
        advice = text("cli.error.internal-report", language, path=_keep(error, arguments))
    except OSError as failure:
        advice = text("cli.error.internal-unkept", language, reason=failure.strerror or type(failure).__name__)
    return text("cli.error.internal", language, summary=summary) + "\n" + advice


def _keep(error: Exception, arguments: Sequence[str]) -> str:
    """Writes the details to a new temporary file; gives its path."""
    number, path = tempfile.mkstemp(prefix="gouji-error-", suffix=".txt")
    with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(f"gouji {VERSION}\nPython {sys.version}\n{platform.platform()}\n")
        stream.write(f"arguments: {list(arguments)!r}\n\n")
        stream.writelines(traceback.format_exception(error))
    return path
