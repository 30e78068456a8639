"""A progress bar on the standard error output, where that is a terminal and a run is long: many steps, more than a second.

Never imports tqdm before a bar is due, and never shows one that is not.
"""

import sys
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tqdm import tqdm

FEW_STEPS = 20
PATIENCE = 1.0
"""Seconds before a bar is shown."""


class Progress:
    """Counts steps; `hide` makes room for a finding, and the next step brings the bar back."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._total = total
        self._wanted = not quiet and total > FEW_STEPS and sys.stderr.isatty()
        self._done = 0
        self._start = monotonic()
        self._bar: tqdm[NoReturn] | None = None

    def advance(self) -> None:
        """One more step is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.update()
        elif self._wanted and monotonic() - self._start > PATIENCE:
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, initial=self._done, leave=False, dynamic_ncols=True)

    def hide(self) -> None:
        """Takes the bar away before something else is printed."""
        if self._bar is not None:
            self._bar.clear()

    def close(self) -> None:
        """Takes the bar away for good."""
        if self._bar is not None:
            self._bar.close()
