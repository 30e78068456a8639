"""Fixes of what stands in a wrong place of a filled form, or twice: lines moved to where they belong, or taken out.

Proposes; what is out of place, `keys.py` says.
"""

from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.form_model import dotted
from gouji.lang.insertions import end_of_section, has_header, lines_after, lines_before, stands_after_key, whole_line
from gouji.lang.located import Broken, Entry, Mapping, Node
from gouji.lang.quoting import as_header
from gouji.lang.source import LINE_END, Source
from gouji.lang.values import canonical_text


def moved(source: Source, root: Mapping, entries: list[Entry], group: tuple[str, ...]) -> Fix | None:
    """Puts lines where they belong: at the end of their section, which is made where it is not there."""
    lines = [whole_line(source, entry) for entry in entries]
    target = _section(root, group)
    if any(line is None for line in lines) or isinstance(target, Broken):
        return None
    spans = [line for line in lines if line is not None]
    written = "\n".join(LINE_END.sub("\n", source.text[start:end]).strip() for start, end in spans)
    if target is None:
        insertion = lines_after(source, len(source.text.rstrip()), f"\n{as_header(group)}\n{written}")
    elif any(one.node.span == target.span for one in target):  # it is named in the headers of its parts alone
        insertion = lines_before(source, target.span.start, f"{as_header(group)}\n{written}\n\n")
    else:
        insertion = lines_after(source, end_of_section(source, target), written)
    if any(start <= insertion.span.start < end for start, end in spans):
        return None
    place = dotted(group) if group else Term("place.top")
    changes = (*(Replacement(span, "") for span in spans), insertion)
    return Fix(Term("fix.move", (("place", place),)), changes, safe=False)


def _section(root: Mapping, path: tuple[str, ...]) -> Mapping | Broken | None:
    """The part of the text where the members of a group stand; none if it is not there, broken if it is no section."""
    node: Node = root
    is_section = True
    for name in path:
        found = [one for one in node if canonical_text(one.key) == name] if isinstance(node, Mapping) else []
        if not found:
            return None
        node, is_section = found[0].node, has_header(found[0])
    return node if isinstance(node, Mapping) and is_section else Broken(node.span)


def repeated(source: Source, entry: Entry, first: Entry) -> Fix | None:
    """Takes out what only says once more what stands before it."""
    line = whole_line(source, entry)
    if line is None or not stands_after_key(first) or isinstance(entry.node, Broken):
        return None
    if source.text[slice(*first.node.span)] != source.text[slice(*entry.node.span)]:
        return None
    return Fix(Term("fix.same-twice"), (Replacement(line, ""),), safe=True)
