"""A new answer written into the text of a filled form, or of the file beside it: one piece put in, the rest as it was.

Makes the edit, and says whether it would be read as meant. Writes no file.
"""

from collections.abc import Collection
from typing import NamedTuple

from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.head_keys import ANSWER_KEYS, HEAD_KEYS
from gouji.lang.located import Mapping
from gouji.lang.located import Sequence as Rows
from gouji.lang.quoting import as_header, as_key, in_fitting_quotes
from gouji.lang.source import LINE_END, Source, Span
from gouji.lint.answers import KEYS
from gouji.lint.finding_names import place_of
from gouji.lint.toml_reader import read_toml


class NewAnswer(NamedTuple):
    """What is to be written; an empty text is left out, but for a reason that is still to be filled in.

    `until` is a date of TOML.
    """

    rule: str
    place: str
    reason: str
    by: str = ""
    until: str = ""


class Insertion(NamedTuple):
    """The edit, and where in its text the reason's words stand."""

    edit: Replacement
    reason: Span


def answer_to(finding: Diagnostic, reason: str) -> NewAnswer:
    """An answer to a finding, by the shortest name of its rule that says which it is."""
    return NewAnswer(finding.short_name, place_of(finding), reason)


def insertion(source: Source, new: NewAnswer, members: Collection[str] = ()) -> Insertion | None:
    """The answer after those that are there, else at the end; None where the text is so broken that it would be lost.

    `members` are the form's own items: what one of them is called is no answer.
    """
    document = read_toml(source)
    root = document.root
    english = _is_english(root, members)
    text = source.text
    at = _end_of_answers(root, text, members)
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = [as_header((ANSWER_KEYS[0 if english else 1],), is_table=True)]
    head, reason = "", Span(0, 0)
    for key, value in zip(KEYS, new, strict=True):
        if value or key.english == "reason":
            name = as_key(key.named(english=english))
            lines.append(f"{name} = {value if key.english == 'until' else in_fitting_quotes(value)}")
        if key.english == "reason":
            head = line_end.join(lines)
    gap = line_end * 2 if text[:at].strip() else ""
    after = "" if LINE_END.match(text, at) else line_end
    edit = Replacement(Span(at, at), gap + line_end.join(lines) + after)
    reason = Span(len(gap) + len(head) - len(in_fitting_quotes(new.reason)) + 1, len(gap) + len(head) - 1)
    changed = source.edited(*edit)
    after_edit = read_toml(changed)
    is_read = _number(after_edit.root, members) == _number(root, members) + 1
    return Insertion(edit, reason) if is_read and len(after_edit.problems) == len(document.problems) else None


def _number(root: Mapping, members: Collection[str]) -> int:
    """How many answers stand in a text, be they right or not."""
    nodes = (root.get(name) for name in ANSWER_KEYS if name not in members)
    return sum(isinstance(row, Mapping) for node in nodes if isinstance(node, Rows) for row in node.items)


def _is_english(root: Mapping, members: Collection[str]) -> bool:
    """Whether the file speaks English: as its answers do, else as its head does; never where the Chinese word is taken."""
    english, chinese = ANSWER_KEYS
    if chinese in members:
        return True
    names = [name for name in (chinese, english) if name in root.entries and name not in members]
    return (names or [key for key in HEAD_KEYS if key in root.entries] or [chinese])[0].isascii()


def _end_of_answers(root: Mapping, text: str, members: Collection[str]) -> int:
    """The end of the line on which the last answer ends; without any, of the last line that is not blank."""
    ends = [0]
    for name in ANSWER_KEYS:
        node = root.get(name)
        if isinstance(node, Rows) and name not in members:
            for row in node.items:
                ends.append(row.span.end)
                ends += [entry.node.span.end for entry in row] if isinstance(row, Mapping) else []
    if max(ends) == 0:
        return len(text.rstrip())
    end = LINE_END.search(text, max(ends))
    return end.start() if end is not None else len(text)
