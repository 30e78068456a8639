"""Results kept from run to run: whether, where, and what makes use of them.

Never changes what a run tells. Checks nothing.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from gouji.lint.config_search import Configurations, read_configuration

if TYPE_CHECKING:
    from gouji.lang.source import Source
    from gouji.lint.cache.kept import Keeper
    from gouji.lint.cache.store import Store
    from gouji.lint.config import ReadConfiguration
    from gouji.lint.output.kinds import Kind, Output, Setting
    from gouji.lint.reports import FileReport
    from gouji.lint.runs import Run

MANY = 100
"""Forms to be checked that pay for other processes: these take as long to start as some dozens of forms."""


class Keeping:
    """The store of a run, where one is wanted."""

    NO = "--no-cache"

    def __init__(self, *, is_wanted: bool, jobs: int | None = 1) -> None:
        """So many processes check forms; None is as many as pay."""
        self._is_wanted = is_wanted
        self._jobs = jobs
        self._opened: Store | None = None
        self._keeper: Keeper | None = None
        self._at_end = ExitStack()

    def __enter__(self) -> "Keeping":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._at_end.close()

    @cached_property
    def _store(self) -> "Store | None":
        """Opened when something is first looked for in it."""
        if not self._is_wanted:
            return None
        from gouji.lint.cache.store import Store, folder

        where = folder()
        if where is not None:
            self._opened = Store(where)
            self._at_end.callback(self._opened.close)
        return self._opened

    @cached_property
    def _identity(self) -> str:
        from gouji.lint.cache.identity import own_identity

        return own_identity()

    @cached_property
    def configurations(self) -> Configurations:
        return Configurations(reading=self._read)

    def _read(self, source: "Source", path: Path) -> "ReadConfiguration | None":
        return self._reader(source, path)

    @cached_property
    def _reader(self) -> "Callable[[Source, Path], ReadConfiguration | None]":
        if self._store is None:
            return read_configuration
        from gouji.lint.cache.settings import KeptReader

        return KeptReader(self._store, self._identity)

    def reports(self, run: "Run") -> "Iterator[FileReport]":
        """What a run tells, from the store as far as it holds."""
        from gouji.lint.runs import reports

        jobs = self._jobs or (processors() if len(run.forms) >= MANY else 1)
        if self._store is None and jobs == 1:
            from gouji.lint.engine import Direct

            return reports(run, Direct(run))
        from gouji.lint.cache.kept import Keeper
        from gouji.lint.cache.store import Store

        worth_it = MANY if self._jobs is None else 1
        self._keeper = Keeper(run, self._store or Store(None), self._identity, jobs=jobs, worth_it=worth_it)
        self._at_end.callback(self._keeper.close)
        return reports(run, self._keeper)

    @property
    def lost(self) -> int:
        """Processes that ended before their time."""
        return self._keeper.lost if self._keeper is not None else 0

    @property
    def refused(self) -> Path | None:
        """The folder that somebody has named for the store, where that cannot be used."""
        from gouji.lint.cache.store import FOLDER_VARIABLE

        return self._opened.refused if self._opened is not None and FOLDER_VARIABLE in os.environ else None

    def started(self, kind: "Kind", setting: "Setting") -> "Output":
        """An output, which need not word again what it has worded before."""
        from gouji.lint.output.kinds import ByReport

        output = kind.start(setting)
        if self._store is None or not isinstance(output, ByReport):
            return output
        from gouji.lint.cache.told import Retold

        return Retold(output, kind.name, setting, self._store)


def processors() -> int:
    """As many as this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system says
        return os.cpu_count() or 1
