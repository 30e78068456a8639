"""Many forms checked by one process and by two, nothing known from before; and where the second begins to pay.

make bench   or   .venv/bin/python bench/processes.py
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import EXAMPLES
from measuring import show


def seconds(count: int, jobs: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for index in range(count):
            shutil.copy(EXAMPLES[index % len(EXAMPLES)], Path(folder, f"{index:05}.toml"))
        start = time.perf_counter()
        command = [sys.executable, "-m", "gouji", "check", folder, "--jobs", str(jobs)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        return time.perf_counter() - start


def main() -> None:
    rows = []
    for count in (50, 100, 200, 2000):
        one, two = seconds(count, 1), seconds(count, 2)
        rows.append((f"{count:,} forms", f"{one:.1f} s with one process, {two:.1f} s with two ({one / two:.2f} ×)", ""))
    show("Several processes", rows)


if __name__ == "__main__":
    main()
