"""What an editor does with what a server answers: places, edits, snippets. Columns are counted in UTF-16."""

import re

from tests.lsp.client import Message


def place_of(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset."""
    before = text[:offset].split("\n")
    return len(before) - 1, len(before[-1].encode("utf-16-le")) // 2


def offset_of(text: str, position: Message) -> int:
    lines = text.split("\n")
    line = lines[position["line"]] if position["line"] < len(lines) else ""
    column = line.encode("utf-16-le")[: 2 * position["character"]].decode("utf-16-le")
    return sum(len(one) + 1 for one in lines[: position["line"]]) + len(column)


def applied(text: str, edits: list[Message], *, as_snippet: bool = False) -> str:
    """The text after edits, all of which are about the text before."""
    spans = [(offset_of(text, one["range"]["start"]), offset_of(text, one["range"]["end"]), one) for one in edits]
    for start, end, one in sorted(spans, key=lambda span: span[:2], reverse=True):
        new = filled(one["newText"]) if as_snippet else one["newText"]
        text = text[:start] + new + text[end:]
    return text


def filled(snippet: str) -> str:
    """A snippet whose blanks are left as they are: the first choice, or what stands there."""
    shown = re.sub(r"\$\{\d+\|([^,|}]*)[^}]*\}", r"\1", snippet)
    shown = re.sub(r"\$\{\d+(?::((?:\\.|[^}\\])*))?\}", lambda blank: blank[1] or "", shown)
    return re.sub(r"\\([\\$}])", r"\1", shown)
