"""The page that a finding's code leads to: the rule that was broken, or else what the code means.

Written when it is first asked for, into one folder that all servers of a user share and leave behind, so that it is the
only one, however they end. Never writes where somebody else could have put something.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from uuid import uuid4

from gouji.lang.diagnostic import Code, Diagnostic
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import uri_of
from gouji.version import VERSION

_FOR_ONE, _OTHERS = 0o700, 0o077
_HAS_USERS = hasattr(os, "getuid")  # elsewhere each user has a temporary folder


class Pages:
    def __init__(self) -> None:
        self._folder: Path | None = None
        self._own: Path | None = None  # where the shared folder is not to be trusted
        self._written: dict[Code, str] = {}

    def uri(self, found: Diagnostic, addresses: Addresses) -> str:
        """Where a finding is explained; empty where no page can be written."""
        if found.declared is not None:
            return addresses.line_of(found.declared)
        if found.code not in self._written:
            self._written[found.code] = self._write(found.code)
        return self._written[found.code]

    def remove(self) -> None:
        """The shared folder stays: another server may be using it."""
        if self._own is not None:
            rmtree(self._own, ignore_errors=True)

    def _write(self, code: Code) -> str:
        from gouji.lint.output.code_page import code_page

        try:
            self._folder = self._folder or _shared()
            if self._folder is None:
                self._folder = self._own = Path(mkdtemp(prefix="gouji-codes-"))
            path = self._folder / f"{code.id}.md"
            _put(path, code_page(code).encode())
        except OSError:
            return ""
        return uri_of(path)


def _shared() -> Path | None:
    """The user's folder, made if need be; None where something else is there, or others may write into it."""
    folder = Path(gettempdir(), f"gouji-codes-{VERSION}-{os.getuid()}" if _HAS_USERS else f"gouji-codes-{VERSION}")
    with suppress(FileExistsError):
        folder.mkdir(mode=_FOR_ONE)
    found = folder.lstat()
    is_own = not _HAS_USERS or (found.st_uid == os.getuid() and not found.st_mode & _OTHERS)
    return folder if stat.S_ISDIR(found.st_mode) and is_own else None


def _put(path: Path, body: bytes) -> None:
    """As a whole, since another server may be showing it or writing the same."""
    if path.is_file() and path.read_bytes() == body:
        return
    new = path.with_name(f"{uuid4()}.new")
    new.write_bytes(body)
    new.replace(path)
