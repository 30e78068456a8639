"""Compiles what is shipped compiled, then builds as pyproject.toml says.

Message catalogues (.po -> .mo) and the parser's tables (grammar.lark -> grammar.table), each beside its source.
Both are also made by hand, in a tree that is installed already, with `python setup.py compile_data`. The manual pages are made
in build/, out of both.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import Command, setup
from setuptools.command.build_py import build_py

# Through the links in a working tree; in a source distribution the same folders are real.
PACKAGE = Path(__file__).resolve().parent / "src" / "gouji"

# Babel would write the hour of the build into each .mo.
SOME_DATE = datetime(2000, 1, 1, tzinfo=UTC)

MANUAL = Path("build", "manual")
PAGES = {"en": "share/man/man1", "zh": "share/man/zh_CN/man1"}
"""The languages of the manual page, and where each is installed."""

# The build environment lacks what gouji itself needs to run, so gouji/__init__.py is passed over.
PACKAGE_ALONE = """
import os, sys
from importlib.util import module_from_spec, spec_from_file_location
init = os.path.join(sys.argv[1], "__init__.py")
found = spec_from_file_location("gouji", init, submodule_search_locations=[sys.argv[1]])
sys.modules["gouji"] = module_from_spec(found)
"""

# Lark numbers the parser's states in the order of a set, by address; ordered by content, and with the hash seed
# fixed by `grammar_table`, the same grammar gives the same bytes.
GRAMMAR_TABLE = """
from pathlib import Path
from lark.parsers.lalr_analysis import LR0ItemSet
LR0ItemSet.__hash__ = lambda self: hash(self.kernel)
from gouji.lang import parse_table
sys.stdout.buffer.write(parse_table.compiled(Path(sys.argv[1], "lang", parse_table.GRAMMAR_FILE).read_text("utf-8")))
"""

MANUAL_PAGE = """
from gouji.cli.manual import page
sys.stdout.buffer.write(page(sys.argv[2]).encode())
"""


def compile_catalogues() -> None:
    """Writes the .mo beside each .po."""
    for portable in sorted(PACKAGE.glob("*/messages/*.po")):
        with portable.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        catalogue.creation_date = catalogue.revision_date = SOME_DATE
        compiled = portable.with_suffix(".mo")
        with _replacing(compiled).open("wb") as stream:
            write_mo(stream, catalogue)
        _replacing(compiled).replace(compiled)


def compile_grammar() -> None:
    """Writes the table beside the grammar."""
    table = PACKAGE / "lang" / "grammar.table"
    _replacing(table).write_bytes(grammar_table())
    _replacing(table).replace(table)


def grammar_table() -> bytes:
    """What gouji.lang.parse_table.table reads."""
    return _output(GRAMMAR_TABLE)


def make_manual() -> None:
    """Writes the manual page in each language."""
    for language in PAGES:
        (MANUAL / language).mkdir(parents=True, exist_ok=True)
        (MANUAL / language / "gouji.1").write_bytes(_output(MANUAL_PAGE, language))


def _output(program: str, *arguments: str) -> bytes:
    """What a program says that uses the modules of the package."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-c", PACKAGE_ALONE + program, str(PACKAGE), *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout


def _replacing(path: Path) -> Path:
    """Where a file is written before it takes its place whole: another process may be reading the old one."""
    return path.with_name(f"{path.name}.{os.getpid()}")


class CompileData(Command):
    """Brings the compiled data up to date."""

    description = "compile message catalogues and the grammar's table"
    user_options: ClassVar[list[Any]] = []

    def initialize_options(self) -> None:
        """There are none."""

    def finalize_options(self) -> None:
        """There are none."""

    def run(self) -> None:
        compile_catalogues()
        compile_grammar()


class BuildWithCompiledData(build_py):
    """The standard build, after the compiled data has been brought up to date."""

    def run(self) -> None:
        self.run_command("compile_data")
        make_manual()
        super().run()


if __name__ == "__main__":
    setup(
        cmdclass={"build_py": BuildWithCompiledData, "compile_data": CompileData},
        data_files=[(folder, [str(MANUAL / language / "gouji.1")]) for language, folder in PAGES.items()],
    )
