"""What a user may have done to a text: an edit with its title, of whatever makes it, and as the client is told it.

The fixes that findings carry are the first of them. Judges nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from gouji.lang.diagnostic import Diagnostic, Replacement
from gouji.lang.source import Source, Span
from gouji.lsp.addresses import Addresses
from gouji.lsp.features.diagnostics import SOURCE, diagnostic_of, shown_range
from gouji.lsp.offered import SELECT
from gouji.lsp.question import Question


def concerned(asked: Question, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings that a client asks about: those that it sends; if it sends none, those that a span touches.

    One that is sent is known by its code and its range, or, as some editors count columns their own way, by its line.
    """
    span, encoding = asked.span, asked.encoding
    # There may be others' findings on the line.
    sent = [one for one in asked.params.context.diagnostics if one.source in (None, SOURCE)]
    if not sent:
        return [one for one in found if one.place.span.start <= span.end and span.start <= one.place.span.end]
    codes = {str(one.code) for one in sent}
    known = [(one, one.short_name, shown_range(one, encoding)) for one in found if one.short_name in codes]
    meant: set[int] = set()
    for said in sent:
        here = [(one, range_) for one, code, range_ in known if code == str(said.code)]
        exact = [one for one, range_ in here if range_ == said.range]
        meant |= {id(one) for one in exact or (one for one, at in here if at.start.line == said.range.start.line)}
    return [one for one in found if id(one) in meant]


class Action(NamedTuple):
    """New text for spans of one file, under a title that a user chooses it by; `kind` is the protocol's.

    `mends` are the findings that go then. An editor that shows places shows `selected`, of the file as it is afterwards.
    """

    title: str
    path: Path
    source: Source
    changes: Sequence[Replacement]
    mends: Sequence[Diagnostic] = ()
    kind: types.CodeActionKind | str = types.CodeActionKind.QuickFix
    selected: Span | None = None
    is_preferred: bool = False


def carried(asked: Question, about: Iterable[Diagnostic]) -> Iterator[Action]:
    """The fixes that findings carry."""
    for one in about:
        if one.fix is not None:
            title, changes = one.fix.title.in_language(asked.language), one.fix.replacements
            yield Action(title, asked.path, asked.source, changes, (one,), is_preferred=one.fix.safe)


def code_action(asked: Question, action: Action) -> types.CodeAction:
    """As the client is told it; its title begins as those of an editor do."""
    title = action.title[:1].upper() + action.title[1:]
    return types.CodeAction(
        title,
        kind=action.kind,
        diagnostics=[diagnostic_of(one, asked.language, asked.addresses) for one in action.mends] or None,
        edit=asked.addresses.edit({action.path: (action.source, action.changes)}),
        is_preferred=action.is_preferred or None,
        command=_selecting(action, title, asked.addresses) if asked.shows_documents else None,
    )


def _selecting(action: Action, title: str, addresses: Addresses) -> types.Command | None:
    if action.selected is None:
        return None
    after = action.source
    for change in sorted(action.changes, reverse=True):
        after = after.edited(*change)
    there = addresses.location(action.path, after, action.selected)
    return types.Command(title, SELECT, arguments=[there.uri, there.range])


def each_once(offered: Iterable[types.CodeAction]) -> list[types.CodeAction]:
    """Actions, of those that do the same under the same title one, which mends all that they mend."""
    found: dict[str, list[types.CodeAction]] = {}
    for one in offered:
        alike = found.setdefault(one.title, [])
        same = next((other for other in alike if (other.kind, other.edit) == (one.kind, one.edit)), None)
        if same is None:
            alike.append(one)
        else:
            same.diagnostics = [*(same.diagnostics or ()), *(one.diagnostics or ())]
    return [one for alike in found.values() for one in alike]
