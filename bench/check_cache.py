"""A project checked again: nothing known, nothing changed, one form changed, one rule file changed; whole processes.

make bench   or   .venv/bin/python bench/check_cache.py
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import EXAMPLES
from measuring import show

FORMS, FOLDERS, RUNS = 500, 10, 7
RULES = '使用 "jiangsu/wuxi/department-2024.gj"\n'
FORMATS = ("json", "sarif", "junit", "csv")


def project(top: Path) -> list[Path]:
    """Forms in folders, a folder of rules, a configuration."""
    forms = [top / f"{index % FOLDERS}" / f"{index:04}.toml" for index in range(FORMS)]
    for index, form in enumerate(forms):
        form.parent.mkdir(exist_ok=True)
        shutil.copy(EXAMPLES[index % len(EXAMPLES)], form)
    (top / "rules").mkdir()
    (top / "rules" / "own.gj").write_text(RULES, encoding="utf-8")
    (top / "gouji.toml").write_text('"排除" = ["草稿"]\n', encoding="utf-8")
    return forms


def timed(command: list[str], folder: Path | None = None) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def seconds(top: Path, *arguments: str) -> float:
    return timed([sys.executable, "-m", "gouji", "check", ".", "--jobs", "1", *arguments], top)


def median(top: Path, *arguments: str) -> float:
    return statistics.median(seconds(top, *arguments) for _ in range(RUNS))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as kept:
        os.environ["GOUJI_CACHE_DIR"] = kept
        top = Path(folder)
        forms = project(top)
        bare = statistics.median(timed([sys.executable, "-c", "pass"]) for _ in range(RUNS))
        none = seconds(top, "--no-cache")
        cold = seconds(top)
        warm = median(top)
        changed = []
        for form in forms[:RUNS]:
            form.write_text(form.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            changed.append(seconds(top))
        one = statistics.median(changed)
        rows = [
            ("python -c pass", f"{bare * 1000:.0f} ms", ""),
            ("nothing kept (--no-cache)", f"{none:.2f} s", ""),
            ("nothing known yet", f"{cold:.2f} s ({cold / none:.2f} ×)", ""),
            ("nothing changed", f"{warm * 1000:.0f} ms ({none / warm:.0f} × faster)", "< 300 ms"),
            ("one form changed", f"{one * 1000:.0f} ms ({none / one:.0f} × faster)", ""),
        ]
        for name in FORMATS:
            seconds(top, "--format", name)
            rows.append((f"nothing changed, {name}", f"{median(top, '--format', name) * 1000:.0f} ms", ""))
        (top / "rules" / "own.gj").write_text(RULES + "\n", encoding="utf-8")
        rows.append(("a rule file of all changed", f"{seconds(top):.2f} s", ""))
    show(f"{FORMS} forms checked again, one process", rows)


if __name__ == "__main__":
    main()
