"""Pages of documentation for tests: their fenced blocks, the commands in them run, their links followed.

A line that is only `…` in an output stands for any lines. Never writes to a page.
"""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.cli import main

ROOT = Path(__file__).resolve().parents[1]
ELISION = "…"

_FENCE = re.compile(
    r"(?P<comments>(?:^<!--(?:(?!-->).)*-->\n+)*)^```(?P<kind>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_FILE = re.compile(r"<!-- file: (\S+) -->")
_EDIT = re.compile(r"<!-- (?P<verb>write|slip): (?P<file>\S+)(?: after: (?P<after>.+?))? -->")
_AROUND = re.compile(r"<!-- around\n(.*?)-->", re.DOTALL)


class Edit(NamedTuple):
    """What a tutorial's reader does with a block: to which file, after which line, for good or as a slip that is undone."""

    file: str
    after: str
    slip: bool


class Block(NamedTuple):
    """A fenced block, where it stands in its page, and what the comments above it say."""

    page: Path
    line: int
    kind: str
    text: str
    start: int
    end: int
    file: str
    around: str
    edit: Edit | None

    @property
    def whole(self) -> str:
        """The text with what it needs around it."""
        return self.around.replace(f"{ELISION}\n", self.text, 1) if self.around else self.text


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        file, around = ("".join(pattern.findall(match["comments"])) for pattern in (_FILE, _AROUND))
        told = _EDIT.search(match["comments"])
        edit = Edit(told["file"], told["after"] or "", told["verb"] == "slip") if told else None
        start, end = match.span("text")
        line = text.count("\n", 0, start) + 1
        found.append(Block(page, line, match["kind"], match["text"], start, end, file, around, edit))
    return found


def run_console(text: str, *, update: bool) -> str:
    """A console block as it would be written now; without `update` it must agree with what is shown."""
    written, status = "", 0
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        if command == "echo $?":
            printed = f"{status}\n"
        else:
            program, *arguments = shlex.split(command)
            assert program == "gouji", command
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                status = main(arguments)
            printed = out.getvalue()
        written += f"$ {command}\n" + (refreshed(shown, printed) if update else agreed(shown, printed))
    assert written, "no command"
    return written


def agreed(shown: str, printed: str) -> str:
    """What is shown, once it is known to be what is printed."""
    head, *others = re.split(rf"^{ELISION}\n", shown, flags=re.MULTILINE)
    advice = "run the same test with --update to write what is printed now"
    if not others:
        assert shown == printed, advice
        return shown
    *middle, tail = others
    assert printed.startswith(head) and printed[len(head) :].endswith(tail), advice
    at = len(head)
    for part in middle:
        found = f"\n{printed}".find(f"\n{part}", at)
        assert found >= 0, f"{advice}: {part}"
        at = found + len(part)
    return shown


def refreshed(shown: str, printed: str) -> str:
    """What is printed now, cut where it is cut in what is shown."""
    head, *others = (part.count("\n") for part in re.split(rf"^{ELISION}\n", shown, flags=re.MULTILINE))
    if not others:
        return printed
    assert len(others) == 1, "an output that is cut more than once is brought up to date by hand"
    lines = printed.splitlines(keepends=True)
    return "".join([*lines[:head], f"{ELISION}\n", *lines[len(lines) - others[0] :]])


def inline_code(page: Path) -> Iterator[str]:
    """What stands between backticks outside of blocks."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    yield from re.findall(r"`([^`\n]+)`", text)


def lost_links(page: Path) -> list[str]:
    """The relative links of a page that lead to no file, or to no heading of it."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, heading = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        if target.startswith("http"):
            continue
        if not linked.exists() or (heading and heading not in anchors(linked)):
            lost.append(target)
    return lost


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
