"""The page that a finding's code leads to: the rule that was broken, or else what the code means.

Written where nothing else is, when it is first asked for, and gone with the server.
"""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from gouji.lang.diagnostic import Code, Diagnostic
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import uri_of


class Pages:
    def __init__(self) -> None:
        self._folder: Path | None = None
        self._written: dict[Code, str] = {}

    def uri(self, found: Diagnostic, addresses: Addresses) -> str:
        """Where a finding is explained; empty where no page can be written."""
        if found.declared is not None:
            return addresses.line_of(found.declared)
        if found.code not in self._written:
            self._written[found.code] = self._write(found.code)
        return self._written[found.code]

    def _write(self, code: Code) -> str:
        from gouji.lint.reference import code_page

        try:
            self._folder = self._folder or Path(mkdtemp(prefix="gouji-codes-"))
            path = self._folder / f"{code.id}.md"
            path.write_text(code_page(code), encoding="utf-8", newline="\n")
        except OSError:
            return ""
        return uri_of(path)

    def remove(self) -> None:
        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)
