"""Forms checked by other processes of this computer, whose results come back as they would be kept.

A process that dies takes nothing along: there is no result then, and whoever asks checks the form himself. Prints nothing.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from gouji.lint.cache.results import Result

AT_HAND = 3
"""Forms that a process is given at once, so that it need not wait for the next."""


Checking = Callable[[Path], Result | None]
"""Checks one form, as far as that can be said in words."""


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, and the forms that it has at hand, the first of which it checks."""

    process: BaseProcess
    connection: "Connection[tuple[int, Path], Result | None]"
    at_hand: deque[int] = field(default_factory=deque)


class Workers:
    """Processes that are started when there is something to do, and end with `close`."""

    def __init__(self, begin_checking: Callable[[], Checking], number: int) -> None:
        """Each calls `begin_checking` once, which goes there by its name."""
        self._begin_checking = begin_checking
        self._number = number
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[int, Path]] = deque()
        self._results: dict[int, Result | None] = {}
        self._begun = 0
        self.lost = 0  # processes that have died

    def begin(self, path: Path) -> int:
        """Has a form checked; gives the number under which its result is asked for."""
        if not self._begun:
            with suppress(OSError):  # where no more can be started, those that there are will do, or none
                for _ in range(self._number):
                    self._workers.append(self._started())
        self._begun += 1
        self._waiting.append((self._begun, path))
        self._hand_out()
        return self._begun

    def result(self, number: int) -> Result | None:
        """Waits for a result; there is none where the process has died, or could not say what it found."""
        while number not in self._results:
            if not self._workers:
                return None
            for connection in wait([one.connection for one in self._workers]):
                self._take(next(one for one in self._workers if one.connection is connection))
            self._hand_out()
        return self._results.pop(number)

    def close(self) -> None:
        """Ends all processes, whatever they are at."""
        for one in self._workers:
            one.connection.close()
            one.process.terminate()
        for one in self._workers:
            one.process.join()
        self._workers.clear()

    def _started(self) -> _Worker:
        """Started anew rather than forked: so it goes on every system, and whatever this process has open."""
        context = get_context("spawn")
        ours, its = context.Pipe()
        process = context.Process(target=_work, args=(its, self._begin_checking), daemon=True)
        try:
            with _ctrl_c_left_to_this_process():
                process.start()
        except OSError:
            ours.close()
            raise
        finally:
            its.close()
        return _Worker(process, ours)

    def _hand_out(self) -> None:
        for at_most in range(1, AT_HAND + 1):
            for one in tuple(self._workers):
                if self._waiting and len(one.at_hand) < at_most:
                    number, path = self._waiting.popleft()
                    one.at_hand.append(number)
                    try:
                        one.connection.send((number, path))
                    except OSError:
                        self._bury(one)

    def _take(self, one: _Worker) -> None:
        try:
            result = one.connection.recv()
        except (EOFError, OSError):
            self._bury(one)
        else:
            self._results[one.at_hand.popleft()] = result

    def _bury(self, one: _Worker) -> None:
        self._workers.remove(one)
        self._results |= dict.fromkeys(one.at_hand)
        self.lost += 1
        one.connection.close()
        one.process.join()


@contextmanager
def _ctrl_c_left_to_this_process() -> Iterator[None]:
    """A process that is started in here never hears of Ctrl-C, not even while it is starting."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(connection: "Connection[Result | None, tuple[int, Path]]", begin_checking: Callable[[], Checking]) -> None:
    """What a process does: it checks one form after the other, until nobody wants more."""
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    check = begin_checking()
    with suppress(EOFError, OSError):
        while True:
            _, path = connection.recv()
            try:
                result = check(path)
            except Exception:  # noqa: BLE001  # it is met again, and told, where the result is asked for
                result = None
            connection.send(result)
