"""One thread for all that takes time, so that the event loop never waits: the most urgent task first, each in its turn.

A task that was cancelled is not begun; one under way stops where it next asks, and there lets what is more urgent be done
before it goes on. Knows neither rules nor the protocol.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from enum import IntEnum
from functools import partial
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
        self.let_others: Callable[[], None] = lambda: None
        """What whoever fulfils the wish would do first."""

    def give_up(self) -> None:
        self.given_up = True

    def ask(self) -> None:
        """Raises Cancelled where the answer is not wanted any more. What takes long asks often."""
        self.let_others()
        if self.given_up:
            raise Cancelled


class Urgency(IntEnum):
    """What comes first. Edits and requests are one: a request is about the texts as they are when it comes.

    `LONG` is a request that goes through many files, with the texts as they were.
    """

    NOW = 0
    CHECK = 1
    LONG = 2
    REST = 3
    IDLE = 4


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

    async def answer(self, task: Callable[[Wish], Result], urgency: Urgency = Urgency.NOW) -> Result:
        """The result of a request; if it is cancelled, the task stops."""
        wish = Wish()
        future = self.submit(urgency, task, wish)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            wish.give_up()
            raise

    def stop(self) -> None:
        """Ends the thread after the task under way; nobody waits for those that are not begun."""
        self._tasks.put(Task(-1, next(self._numbers), Wish(), Future(), None))

    def _work(self) -> None:
        self._context = copy_context()
        while (task := self._tasks.get()).work is not None:
            self._do(task)
        while not self._tasks.empty():
            self._tasks.get().future.cancel()

    def _do(self, task: Task) -> None:
        future, wish = task.future, task.wish
        if wish.given_up:
            future.cancel()
        if not future.set_running_or_notify_cancel():
            return
        assert task.work is not None
        wish.let_others = partial(self._do_more_urgent, task.urgency)
        try:
            future.set_result(task.work(wish))
        except Cancelled:
            future.set_exception(Cancelled())  # a new one: that one holds on to all that it was raised in
        except BaseException as error:  # noqa: BLE001  # whoever waits for the answer gets it
            future.set_exception(error)

    def _do_more_urgent(self, urgency: int) -> None:
        """In the middle of a task of that urgency. Raises Cancelled at the end of all."""
        waiting = self._tasks.queue  # this thread alone takes tasks away: what is seen there stays
        while waiting and waiting[0].urgency < urgency:
            task = self._tasks.get()
            if task.work is None:
                self._tasks.put(task)
                raise Cancelled
            # What the task under way has set, such as how figures are rounded, is nothing to the others.
            self._context.copy().run(self._do, task)
