"""Memory and pace of one command over many forms: the greatest resident size must not grow with their number.

make bench   or   .venv/bin/python bench/many_forms.py
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import EXAMPLES
from measuring import show

_MEASURED = (
    "import resource, sys; from gouji.cli import main; sys.stdout = open('/dev/null', 'w'); main(sys.argv[1:]);"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
)


def run(count: int) -> tuple[float, int]:
    """Seconds and kilobytes of one command over `count` forms."""
    with tempfile.TemporaryDirectory() as folder:
        for index in range(count):
            shutil.copy(EXAMPLES[index % len(EXAMPLES)], Path(folder, f"{index:05}.toml"))
        start = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "-c", _MEASURED, "check", "--jobs", "1", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        return time.perf_counter() - start, int(ended.stderr.split()[-1])


def main() -> None:
    few, many = run(100), run(1000)
    show(
        "Many forms in one command, findings printed",
        [
            ("100 forms", f"{few[0]:.1f} s, {few[1] / 1024:.0f} MB", ""),
            ("1,000 forms", f"{many[0]:.1f} s, {many[1] / 1024:.0f} MB", "memory does not grow"),
            ("ratio of memory", f"{many[1] / few[1]:.2f}", "≈ 1"),
        ],
    )


if __name__ == "__main__":
    main()
