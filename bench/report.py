"""Runs every measurement in a process of its own and writes docs/benchmarks.md.

make bench   or   .venv/bin/python bench/report.py
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
MEASUREMENTS = ("one_form", "many_forms", "check_cache", "processes", "rule_files", "language_server", "report_page")
PREFACE = """# What was measured

This page is written by `make bench` (medians of many runs; ratios are taken within one run, and are what to trust: the
times are those of one machine, here {processors} processors and Python {python}). The goals are those that the design sets for a
machine on which a bare Python starts in 8 ms: hold the times against the first table’s. Each table is printed by the
script in `bench/` that is named above it, which can also be run alone.

Checking is done by closures over one form, with whole columns at a time where nothing is wrong. “Every third check” makes
the load comparable with the figures of other engines, which were taken with 27 checks over 84 rows. Forms by the
million are for an engine over arrays, which is not part of this.
"""


def main() -> None:
    parts = [PREFACE.format(processors=os.cpu_count(), python=platform.python_version())]
    for name in MEASUREMENTS:
        print(f"bench/{name}.py …", file=sys.stderr, flush=True)
        ended = subprocess.run(
            [sys.executable, Path(__file__).with_name(f"{name}.py")], capture_output=True, text=True, check=True
        )
        parts.append(f"\n`bench/{name}.py`\n{ended.stdout.rstrip()}\n")
    PAGE.write_text("".join(parts), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written", file=sys.stderr)


if __name__ == "__main__":
    main()
