"""What stands of an inline table that is not closed: its pairs up to where reading was given up, and the brace that it lacks.

Reads nothing itself; a value after which nothing follows may be in the making, and is not known.
"""

import re
from dataclasses import replace

from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.located import Broken, Entry, Mapping, Torn
from gouji.lang.source import Span
from gouji.lint.toml_text import Abandoned, Reading

_REST = re.compile(r"[ \t]*+[,，]?+[ \t]*+(?=[#\r\n]|\Z)")


def keep(reading: Reading, start: int, entries: dict[str, Entry], abandoned: Abandoned) -> None:
    """Keeps the pairs that stand before the next statement. What is missing among them may be still to come."""
    kept = {name: entry for name, entry in entries.items() if entry.key_span.start < abandoned.resume}
    is_all = abandoned.end <= abandoned.resume
    for name, entry in kept.items():
        if isinstance(entry.node, Broken) and entry.node.span.end == entry.node.span.start and is_all:
            kept[name] = Entry(name, entry.key_span, Broken(Span(entry.node.span.start, abandoned.end)))
    end = max((start + 1, *(entry.node.span.end for entry in kept.values())))
    abandoned.read = Mapping(Span(start, end), kept, [Torn(("",), Span(end, end))])
    rest = _REST.match(reading.text, end)
    is_mended = any(
        change.span.end >= end for one in reading.problems[-1:] if one.fix for change in one.fix.replacements
    )
    if rest is not None and not is_mended and (kept or is_all):
        is_last = reading.text[rest.end() : rest.end() + 1] != "#"
        brace = Replacement(Span(end, rest.end()), " }" if is_last else " } ")
        fix = Fix(Term("toml.fix.insert", (("text", "}"),)), (brace,))
        abandoned.problem = replace(abandoned.problem, fix=fix)
