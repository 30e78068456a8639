"""Shows in the editor how much of the workspace is checked, where that takes long enough to be noticed.

Checks nothing.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import uuid4

from lsprotocol import types

NOTICED = 0.5
"""Seconds of work after which it is shown."""

OFTEN = 0.2
"""Seconds between two reports."""


class CheckingProgress:
    """One work at a time. `send` sends a request or a notification of the protocol; `title` names the work."""

    def __init__(self, notify: Callable[[str, Any], Any], request: Callable[[str, Any], Any], title: str) -> None:
        self._notify, self._request, self._title = notify, request, title
        self._began: float | None = None
        self._reported = 0.0
        self.token: str | None = None
        """What the client calls the work by, once it is shown."""

    def at(self, done: int, total: int) -> None:
        """So much is done."""
        now = monotonic()
        if done >= total:
            self.end()
        elif self._began is None:
            self._began = now
        elif self.token is None and now - self._began > NOTICED:
            self.token = f"gouji-{uuid4()}"
            self._request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(self.token))
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, percentage=100 * done // total)
            self._tell(begin)
            self._reported = now
        elif self.token is not None and now - self._reported > OFTEN:
            self._tell(types.WorkDoneProgressReport(message=f"{done}/{total}", percentage=100 * done // total))
            self._reported = now

    def end(self) -> None:
        """It is done, or was given up."""
        if self.token is not None:
            self._tell(types.WorkDoneProgressEnd())
        self._began = self.token = None

    def _tell(self, value: Any) -> None:
        self._notify(types.PROGRESS, types.ProgressParams(self.token or "", value))
