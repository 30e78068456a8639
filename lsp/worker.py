"""One thread for all that takes time, so that the event loop never waits: the most urgent task first, each in its turn.

A task that was cancelled is not begun; one under way stops where it next asks. Knows neither rules nor the protocol.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from itertools import count
from queue import PriorityQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

Result = TypeVar("Result")


class Cancelled(Exception):
    """Nobody wants the answer any more."""


class Wish:
    """Whether an answer is still wanted."""

    def __init__(self) -> None:
        self.given_up = False

    def give_up(self) -> None:
        self.given_up = True

    def ask(self) -> None:
        """Raises Cancelled where the answer is not wanted any more."""
        if self.given_up:
            raise Cancelled


class Urgency(IntEnum):
    """What comes first. Edits and requests are one: a request is about the texts as they are when it comes."""

    NOW = 0
    CHECK = 1
    REST = 2
    IDLE = 3


class Task(NamedTuple):
    """What is to be done, in the order of the first two; without work, the end of all."""

    urgency: int
    number: int
    wish: Wish
    future: "Future[Any]"
    work: Callable[[Wish], Any] | None


class Worker:
    def __init__(self) -> None:
        self._tasks: PriorityQueue[Task] = PriorityQueue()
        self._numbers = count()
        # A daemon: whatever it does must not keep the process from ending.
        self._thread = Thread(target=self._work, name="gouji", daemon=True)
        self._thread.start()

    def submit(self, urgency: Urgency, task: Callable[[Wish], Result], wish: Wish | None = None) -> "Future[Result]":
        """Tasks of one urgency are done in the order in which they came."""
        future: Future[Result] = Future()
        self._tasks.put(Task(urgency, next(self._numbers), wish or Wish(), future, task))
        return future

    async def answer(self, task: Callable[[Wish], Result]) -> Result:
        """The result of a request; if it is cancelled, the task stops."""
        wish = Wish()
        future = self.submit(Urgency.NOW, task, wish)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            wish.give_up()
            raise

    def stop(self) -> None:
        """Ends the thread after the task under way; nobody waits for those that are not begun."""
        self._tasks.put(Task(-1, next(self._numbers), Wish(), Future(), None))

    def _work(self) -> None:
        while (task := self._tasks.get()).work is not None:
            future = task.future
            if task.wish.given_up:
                future.cancel()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(task.work(task.wish))
            except BaseException as error:  # noqa: BLE001  # whoever waits for the answer gets it
                future.set_exception(error)
        while not self._tasks.empty():
            self._tasks.get().future.cancel()
