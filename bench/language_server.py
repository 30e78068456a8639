"""How soon a real server answers over the real protocol, and how much memory it holds after many edits.

make bench   or   .venv/bin/python bench/language_server.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from generated import ROOT, form_text, rule_text
from measuring import show

sys.path.insert(0, str(ROOT))
from tests.lsp.client import Client, Message  # the client of the tests is no part of what is installed

LINES, INDICATORS, EDITS = 5000, 200, 10_000
BURST = 50  # edits of which the findings of the last are waited for, while the memory is measured


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        large, form = Path(name, "large", "rules.gj"), Path(name, "form", "form.toml")
        text = rule_text(1)
        while text.count("\n") < LINES:
            text = rule_text(round(text.count("规则 规则") * LINES / text.count("\n")) + 1)
        for path, content in (
            (large, text), (form, form_text(INDICATORS, 20)), (form.with_name("rules.gj"), rule_text(60))
        ):  # fmt: skip
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        show(
            f"The language server: a rule file of {LINES:,} lines, a form of {INDICATORS} indicators",
            [
                _starts(),
                *_measured(large, "rules"),
                *_measured(form, "form"),
            ],
        )


def _measured(path: Path, what: str) -> list[tuple[str, str, str]]:
    """What a server does while one file is typed in."""
    with Client(path.parent) as client:
        client.open(path)
        client.diagnostics(path, 1)
        time.sleep(1)  # the rest of the workspace
        editing = Editing(client, path)
        rows = [(f"{what}: edit to published findings", _spread(editing.typed), "p95 < 50 ms")]
        for feature in ("hover", "completion"):
            rows.append((f"{what}: {feature}", _spread(lambda feature=feature: editing.asked(feature)), "p95 < 30 ms"))
        rows.append((f"{what}: completion right after an edit", _spread(editing.typed_and_asked), ""))
        sizes = [_memory(client)]
        for _ in range(4):
            for _ in range(EDITS // 4 // BURST):
                for _ in range(BURST - 1):
                    editing.type_on()
                editing.typed()
            sizes.append(_memory(client))
        told = ", ".join(f"{size:.0f}" for size in sizes)
        rows.append((f"{what}: MB held, after each {EDITS // 4:,} edits more", told, "< 150, no growth"))
        client.leave()
        return rows


class Editing:
    """Somebody who types in the middle of a file, and takes back what was typed."""

    def __init__(self, client: Client, path: Path) -> None:
        self.client, self.path = client, path
        self.random = Random(path.name)
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.version = 1
        self.typed_at: Message | None = None

    def type_on(self) -> int:
        """A character more, or the one before taken back; gives the version."""
        self.version += 1
        version = self.version
        if self.typed_at is None:
            line, column = self._figure()
            start = {"line": line, "character": column}
            self.client.change(self.path, version, {"range": {"start": start, "end": start}, "text": "1"})
            self.typed_at = {"start": start, "end": {"line": line, "character": column + 1}}
        else:
            self.client.change(self.path, version, {"range": self.typed_at, "text": ""})
            self.typed_at = None
        return version

    def typed(self) -> None:
        self.client.diagnostics(self.path, self.type_on())

    def asked(self, feature: str) -> None:
        line = self.random.randrange(len(self.lines))
        self.client.ask_at(feature, self.path, line, self.random.randint(0, len(self.lines[line])))

    def typed_and_asked(self) -> None:
        self.type_on()
        self.asked("completion")

    def _figure(self) -> tuple[int, int]:
        """A place behind a figure."""
        while True:
            line = self.random.randrange(len(self.lines))
            digits = [at for at, sign in enumerate(self.lines[line]) if sign.isdigit()]
            if digits:
                return line, self.random.choice(digits) + 1


def _starts() -> tuple[str, str, str]:
    """How long a new server takes to answer `initialize`."""
    times = [_start() for _ in range(10)]
    return "from start to `initialize` answered", f"{statistics.median(times[1:]):.0f} ms", "< 400 ms"


def _start() -> float:
    """Milliseconds until a new server has answered `initialize`."""
    start = time.perf_counter()
    with Client() as client:
        took = (time.perf_counter() - start) * 1000
        client.leave()
    return took


def _spread(function: Callable[[], object], runs: int = 200) -> str:
    """The median and the 95th percentile of many runs."""
    for _ in range(5):
        function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms"


def _memory(client: Client) -> float:
    """Megabytes that the server holds."""
    status = Path(f"/proc/{client.process.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


if __name__ == "__main__":
    main()
