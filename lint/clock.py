"""The one look at a clock: which day it is, for answers that hold until a day.

Whoever checks files asks here and hands the day on, so that a run can be repeated as of any other day.
"""

from datetime import UTC, date, datetime


def today() -> date:
    """The day of now, where this computer stands."""
    return datetime.now(UTC).astimezone().date()
