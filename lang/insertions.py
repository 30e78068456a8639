"""Where in a filled form something is written anew, moved or taken out, in the form's own layout: for fixes.

Goes by the tree that was read, and looks at the text only between what is known. Changes nothing.
"""

import re

from gouji.lang.diagnostic import Replacement
from gouji.lang.located import Entry, Mapping, Node, Sequence
from gouji.lang.source import Source, Span

_COMMENT = r"[ \t]*(?:(?:[#＃]|//)[^\r\n]*)?(?=[\r\n]|\Z)"
_REST, _REST_OF_STATEMENT = re.compile(rf"[ \t]*(?:,[ \t]*)?{_COMMENT}"), re.compile(_COMMENT)
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_GAP = re.compile(r"[ \t\r\n]+")


def stands_after_key(entry: Entry) -> bool:
    """Whether a value stands after its key: that of a header stands around it, or elsewhere."""
    return entry.node.span.start >= entry.key_span.end


def is_dotted(entry: Entry) -> bool:
    """Whether its key stands before a dot: what it holds has no lines of its own."""
    return entry.node.span == entry.key_span


def has_header(entry: Entry) -> bool:
    """Whether what it holds stands under a header."""
    return not stands_after_key(entry) and not is_dotted(entry)


def end_of_section(source: Source, section: Mapping) -> int:
    """The end of the last line under a header, its comment included; of the part above the first header too."""
    own = [entry.node.span.end for entry in section if stands_after_key(entry)]
    return _line_end(source.text, max((section.span.end, *own)))


def end_of_row(source: Source, row: Mapping) -> int:
    """The end of the last line of a row, sections within it included."""
    return max([end_of_section(source, row), *(_end_within(source, entry.node) for entry in row)])


def _end_within(source: Source, node: Node) -> int:
    if isinstance(node, Mapping):
        return end_of_row(source, node)
    return max((_end_within(source, item) for item in node.items), default=0) if isinstance(node, Sequence) else 0


def _line_end(text: str, at: int) -> int:
    rest = _REST.match(text, at)
    return rest.end() if rest is not None else at


def line_break(source: Source) -> str:
    return "\r\n" if "\r\n" in source.text else "\n"


def whole_line(source: Source, entry: Entry) -> Span | None:
    """The lines that an entry takes, with the end of the last; None where something else stands on them."""
    text, start = source.text, entry.key_span.start
    begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    rest = _REST_OF_STATEMENT.match(text, entry.node.span.end)
    if text[begin:start].strip(" \t\ufeff") or rest is None or not stands_after_key(entry):
        return None
    ended = _LINE_END.match(text, rest.end())
    return Span(start if begin == 0 else begin, ended.end() if ended is not None else rest.end())


def lines_after(source: Source, at: int, lines: str) -> Replacement:
    """New lines after the line that ends at an offset."""
    new = line_break(source)
    written = lines.replace("\n", new)
    return Replacement(Span(at, at), written if not source.text[:at].strip("\ufeff") else new + written)


def lines_before(source: Source, at: int, lines: str) -> Replacement:
    """New lines before the line that begins at an offset."""
    return Replacement(Span(at, at), lines.replace("\n", line_break(source)))


def row_after(source: Source, rows: list[Mapping], lines: str) -> Replacement:
    """A row after the last, as far from it as the rows are from each other; without any, at the end of the text."""
    if not rows:
        end = len(source.text.rstrip())
        return lines_after(source, end, f"\n{lines}" if end else lines)
    end = end_of_row(source, rows[-1])
    gap = "\n"
    if len(rows) > 1:
        between = source.text[end_of_row(source, rows[-2]) : rows[-1].span.start]
        gap = "\n" * max(between.count("\n") - 1, 0) if _GAP.fullmatch(between) else gap
    return lines_after(source, end, gap + lines)
