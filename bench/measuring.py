"""Times a function: the median of many runs, in milliseconds, and a table that people can read."""

import os
import statistics
import time
from collections.abc import Callable

os.environ["GOUJI_CACHE_DIR"] = ""  # measured is what is done, not what is known from the last time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # of an installed program, the modules are compiled


def median_ms(function: Callable[[], object], runs: int = 31) -> float:
    """The median time of a call; one call before is not counted."""
    function()
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def show(title: str, rows: list[tuple[str, str, str]]) -> None:
    """Rows of what, measured, goal, as a Markdown table."""
    print(f"\n## {title}\n\n| what | measured | goal |\n| --- | --- | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")
