"""What may stand in an argument: a day, a number, an address, a port.

A type raises ArgumentTypeError with the key of what it wants instead, which `Parser` words.
"""

from argparse import ArgumentTypeError
from datetime import date

MOST_JOBS = 999
HIGHEST_PORT = 65535


def day(written: str) -> date:
    """A day, `2025-12-31`."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError("cli.error.no-day") from None


def last_day(written: str) -> date:
    """The last day of what a form may say for a date, `2025-12-31` or `2025年12月`."""
    from gouji.lint.entries import last_day_of

    last = last_day_of(written)
    if last is None:
        raise ArgumentTypeError("cli.error.no-day")
    return last


def jobs(written: str) -> int:
    """How many processes check: one at least, and never thousands."""
    number = _number(written, MOST_JOBS)
    if not number:
        raise ArgumentTypeError("cli.error.no-number")
    return number


def port(written: str) -> int:
    """The number of a port; 0 is any that is free."""
    number = _number(written, HIGHEST_PORT)
    if number is None:
        raise ArgumentTypeError("cli.error.no-port")
    return number


def address(written: str) -> str:
    """Where pages are served, `https://…`."""
    if not written.startswith(("https://", "http://")):
        raise ArgumentTypeError("cli.error.no-address")
    return written


def _number(written: str, most: int) -> int | None:
    """A whole number, None where it is none or a greater one, of however many digits."""
    if not (written.isascii() and written.isdigit()):
        return None
    digits = written.lstrip("0") or "0"
    return int(digits) if len(digits) <= len(str(most)) and int(digits) <= most else None
