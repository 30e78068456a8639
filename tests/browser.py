"""A real browser for tests: headless, quiet, and sure that a page runs without an error and asks for nothing from elsewhere.

Never waits for a time, only for what is to come.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.programs import needs

QUIET = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
    --disable-sync
""".split()
LONGEST = 20_000  # milliseconds that a busy machine may take


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none."""
    path = needs("chromium")
    expect.set_options(timeout=LONGEST)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def page_of_files(browser: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """A page that is made of files: no error, no word on the console, no request but for files."""
    said: list[str] = []
    with browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings}) as context:
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        page.on(
            "request", lambda asked: said.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )
        page.goto(address)
        yield page
    assert said == [], said
