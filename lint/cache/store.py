"""Texts by their keys, in a file of the user's cache folder. A file that is broken or foreign is thrown away and made anew.

Whatever goes wrong, the store is silent and empty from then on: a run is right without it. Never holds more than `MOST`.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gouji.lint.clock import today
from gouji.lint.traces import digest

FOLDER_VARIABLE = "GOUJI_CACHE_DIR"
"""Where the store is, if not in the user's cache folder; an empty value means that there is none."""
NAME = "results.sqlite"
VERSION = 2
"""Of what the file holds; one of another version is thrown away."""
MOST = 500_000_000  # bytes
TOGETHER = 500
"""Entries that are written in one go."""
PATIENCE = 2.0
"""Seconds that another run is waited for which is writing."""

_TABLE = "CREATE TABLE kept (key TEXT PRIMARY KEY, text BLOB NOT NULL, mark TEXT NOT NULL, day INTEGER NOT NULL)"
_COLUMNS = ["key", "text", "mark", "day"]


class NotKept(Exception):
    """Something that cannot be kept, or that is not what was kept."""


class Kept(NamedTuple):
    """A text in UTF-8, and what it is known by."""

    text: bytes
    mark: str


def folder() -> Path | None:
    """The folder that the environment says, else the user's cache folder; None where there is to be none."""
    asked = os.environ.get(FOLDER_VARIABLE)
    if asked is not None:
        return Path(asked) if asked else None
    caches = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(caches):
        caches = os.environ.get("LOCALAPPDATA", "") if os.name == "nt" else ""
    try:
        return Path(caches, "gouji") if caches else Path.home() / ".cache" / "gouji"
    except RuntimeError:  # nobody knows where the user is at home
        return None


class Store:
    """Entries are read at once, and written together; `close` writes the last."""

    def __init__(self, where: Path | None) -> None:
        self._day = today().toordinal()
        self._waiting: dict[str, Kept] = {}
        self._met: list[str] = []
        self._database = _opened(where / NAME) if where is not None else None
        self.refused = where if self._database is None else None
        """The folder in which it could not be."""
        self._read_on()

    def get(self, key: str) -> Kept | None:
        """The text of a key, if there is one and it is whole."""
        waiting = self._waiting.get(key)
        if waiting is not None or self._database is None:
            return waiting
        try:
            row = self._database.execute("SELECT text, mark, day FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            self._give_up()
            return None
        if row is None:
            return None
        text, mark, day = row
        if not isinstance(text, bytes) or _mark(key, text) != mark:
            return None
        if day != self._day:
            self._met.append(key)
        return Kept(text, mark)

    def put(self, key: str, text: str) -> Kept:
        """Keeps a text."""
        encoded = text.encode("utf-8", "backslashreplace")
        kept = Kept(encoded, _mark(key, encoded))
        if self._database is not None:
            self._waiting[key] = kept
            if len(self._waiting) >= TOGETHER:
                self.write()
        return kept

    def write(self) -> None:
        """Writes what waits; where there is no room for it, or another run keeps writing, it is let go."""
        waiting, met = self._waiting, self._met
        self._waiting, self._met = {}, []
        if self._database is None or not (waiting or met):
            return
        try:
            if self._database.in_transaction:
                self._database.rollback()
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.executemany(
                    "REPLACE INTO kept VALUES (?, ?, ?, ?)",
                    ((key, *kept, self._day) for key, kept in waiting.items()),
                )
                self._database.executemany("UPDATE kept SET day = ? WHERE key = ?", ((self._day, key) for key in met))
                self._make_room()
        except sqlite3.Error:
            self._give_up()
        self._read_on()

    def _read_on(self) -> None:
        """Reads what there is now, all through: asking whether there is more takes longer than reading."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.execute("BEGIN")

    def _make_room(self) -> None:
        """Lets go of what has not been met for longest, until half of the room is free."""
        assert self._database is not None
        pages, free, size = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size <= MOST:
            return
        total, dropped = 0, []
        rows = self._database.execute("SELECT key, length(text) FROM kept ORDER BY day DESC")
        for key, length in rows:
            total += length
            if total > MOST // 2:
                dropped.append((key,))
        self._database.executemany("DELETE FROM kept WHERE key = ?", dropped)

    def close(self) -> None:
        """Writes what waits, and lets go of the file."""
        self.write()
        self._give_up()

    def _give_up(self) -> None:
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None


def _mark(key: str, text: bytes) -> str:
    return digest(key, text)


def _opened(path: Path) -> sqlite3.Connection | None:
    """The store in a file, made where there is none; None where it can be neither."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(2):
            database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                if _is_ready(database):
                    return database
            except sqlite3.OperationalError:  # it is locked, or must not be written: no reason to throw it away
                database.close()
                return None
            except sqlite3.Error:
                pass
            database.close()
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
    except (OSError, ValueError, sqlite3.Error):
        pass
    return None


def _is_ready(database: sqlite3.Connection) -> bool:
    """Whether a file is a store of this version, if need be since now: made all at once, so that no other run sees half of it."""
    if _version(database) == 0:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")
        if _version(database) == 0 and not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    if _version(database) != VERSION:
        return False
    database.execute("PRAGMA synchronous = NORMAL")
    columns = [row[1] for row in database.execute("PRAGMA table_info(kept)")]
    return columns == _COLUMNS


def _version(database: sqlite3.Connection) -> int:
    found: int = database.execute("PRAGMA user_version").fetchone()[0]
    return found
