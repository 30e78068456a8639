"""The streams of a run and its exit statuses: encoding, colour, broken pipes, full disks.

Never formats a finding. Imports nothing that takes time, because every start passes here.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Literal, TextIO

CLEAN, FINDINGS, UNUSABLE = 0, 1, 2
INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""
BROKEN_PIPE = 141
"""What a shell reports for a program whose reader went away, as with `| head`."""

TERMINATED = 143
"""What a shell reports for a program that was told to end, as a job is that somebody has cancelled."""

ColourChoice = Literal["auto", "always", "never"]
_SAMPLE = "错误，≠ — …"


class OutputError(Exception):
    """The output could not be written: a full disk, a closed device."""


class Terminated(BaseException):
    """The run was told to end: like Ctrl-C, it passes all that would go on, and leaves nothing half done behind."""


@contextmanager
def heeding_termination() -> Iterator[None]:
    """Raises `Terminated` on SIGTERM, once: nothing disturbs the clearing up. Who ignores it, goes on ignoring it."""
    try:
        before = signal.getsignal(signal.SIGTERM)
        if before is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _terminated)
    except ValueError:  # not in the main thread
        before = signal.SIG_IGN
    try:
        yield
    finally:
        if before is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, before)


def _terminated(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Terminated


def prepare() -> None:
    """Makes both streams able to take every text; one that was closed swallows what it gets."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _reconfigure(stream)


def utf8_output() -> None:
    """For output that a program reads: UTF-8 and LF, whatever the terminal's encoding is."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def say(line: str, end: str = "\n") -> None:
    """Writes to the standard output."""
    with _output_errors():
        sys.stdout.write(line + end)


def say_utf8(told: bytes) -> None:
    """Writes a text in UTF-8 to the standard output, as it is where the output is written so too."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper) and stream.encoding.lower() == "utf-8" and os.linesep == "\n":
        with _output_errors():
            stream.flush()
            stream.buffer.write(told)
    else:
        say(told.decode(), end="")


def warn(line: str) -> None:
    """Writes a line to the standard error output; what cannot be said there is dropped."""
    with suppress(OSError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def flush() -> None:
    """Sends what is still held back, so that a failure shows while it can still be told."""
    with _output_errors():
        sys.stdout.flush()


@contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def abandon_output() -> int:
    """Turns the standard output away from a reader that has gone, so that nothing complains at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def use_colour(choice: ColourChoice, stream: TextIO) -> bool:
    """Whether a stream gets colours: a terminal does, unless NO_COLOR says otherwise."""
    if choice == "auto":
        wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    else:
        wanted = choice == "always"
    if wanted and os.name == "nt":
        os.system("")  # switches the escape sequences of the Windows console on
    return wanted


def columns(most: int, stream: TextIO | None = None) -> int:
    """The columns that $COLUMNS says, else those of the terminal that a stream is, if not another the standard output; at
    most `most`, 40 at least.
    """
    stated = os.environ.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and 0 < len(stated) < 6 and int(stated):
        return max(40, min(most, int(stated)))
    try:
        return max(40, min(most, os.get_terminal_size((stream or sys.stdout).fileno()).columns))
    except (OSError, ValueError):
        return most


def _reconfigure(stream: TextIOWrapper) -> None:
    """Keeps an encoding that knows Chinese (a Windows pipe may be GBK), and takes UTF-8 for any other."""
    try:
        _SAMPLE.encode(stream.encoding or "ascii")
        stream.reconfigure(errors="backslashreplace")
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
