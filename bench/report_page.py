"""The HTML report over 500 forms: how long a real browser takes to open it, and how large it is.

make bench   or   .venv/bin/python bench/report_page.py   (needs Chromium)
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from generated import EXAMPLES
from measuring import show
from playwright.sync_api import Browser, sync_playwright

FORMS = 500
RUNS = 5
_LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
_NAMES = ["chromium", "chromium-browser", "google-chrome"]


def opened(browser: Browser, page: Path) -> str:
    """The median time until a page is loaded."""
    times = []
    for _ in range(RUNS):
        tab = browser.new_page()
        tab.goto(page.as_uri(), timeout=120_000)
        times.append(float(tab.evaluate(_LOADED)))
        tab.close()
    return f"{median(times) / 1000:.2f} s"


def megabytes(*pages: Path) -> str:
    return f"{sum(page.stat().st_size for page in pages) / 1e6:.1f} MB"


def main() -> None:
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    if chromium is None:
        sys.exit("needs Chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "forms").mkdir()
        for index in range(FORMS):
            shutil.copy(EXAMPLES[index % len(EXAMPLES)], folder / f"forms/{index:03}.toml")
        one, many = folder / "one.html", folder / "report"
        outputs = [f"--output=html={path}" for path in (one, many)]
        subprocess.run(
            [sys.executable, "-m", "gouji", "check", str(folder / "forms"), *outputs],
            stdout=subprocess.DEVNULL,
            check=False,
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = min((many / "forms").iterdir())
        show(
            f"The HTML report over {FORMS} forms, opened in Chromium",
            [
                (
                    "the index of a folder",
                    f"{opened(browser, many / 'index.html')}, {megabytes(many / 'index.html')}",
                    "< 2 s",
                ),
                ("the page of a form", f"{opened(browser, page)}, {megabytes(page)}", "< 0.5 s"),
                ("all in one file", f"{opened(browser, one)}, {megabytes(one)}", "< 2 s"),
                ("the folder as a whole", megabytes(*many.rglob("*.html")), ""),
            ],
        )
        browser.close()


if __name__ == "__main__":
    main()
