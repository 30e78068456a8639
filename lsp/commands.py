"""What a client asks the server to do rather than to tell: to run a test, to show places to choose from.

Speaks to whoever sits at the editor, through its windows; works nothing out.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from gouji.lang.catalogue import Language, text
from gouji.lsp.convert import path_of

if TYPE_CHECKING:
    from gouji.lint.testing import TestResult

# As many as fit into a message that asks.
_MOST_OFFERED = 12


def tell_of_test(server: LanguageServer, result: "TestResult", language: Language) -> None:
    """Says how a test went."""
    kind = types.MessageType.Info if result.passed else types.MessageType.Error
    key = "lsp.test.holds" if result.passed else "lsp.test.fails"
    said = text(key, language, name=result.name, notes="\n".join(result.messages(language)))
    server.window_show_message(types.ShowMessageParams(kind, said))


async def show_places(server: LanguageServer, locations: list[types.Location], language: Language) -> None:
    """Opens the place, or the one that is chosen; a client that shows no documents is told where they are."""
    window = server.client_capabilities.window
    can_show = window is not None and window.show_document is not None and window.show_document.support
    if not locations:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text("lsp.places.none", language)))
        return
    if not can_show:
        told = text("lsp.places.told", language, places="\n".join(_name(one) for one in locations[:_MOST_OFFERED]))
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, told))
        return
    chosen = locations[0] if len(locations) == 1 else await _chosen(server, locations, language)
    if chosen is not None:
        await select(server, chosen)


async def select(server: LanguageServer, place: types.Location) -> None:
    """Shows a place with the caret in it."""
    shown = types.ShowDocumentParams(place.uri, take_focus=True, selection=place.range)
    await server.window_show_document_async(shown)


async def _chosen(
    server: LanguageServer, locations: list[types.Location], language: Language
) -> types.Location | None:  # fmt: skip
    offered = locations[:_MOST_OFFERED]
    short = [_name(one) for one in offered]
    named = {
        name if short.count(name) == 1 else f"{_folder(one)}/{name}": one
        for name, one in zip(short, offered, strict=True)
    }
    actions = [types.MessageActionItem(name) for name in named]
    question = text("lsp.places.which", language, count=len(locations))
    asked = types.ShowMessageRequestParams(types.MessageType.Info, question, actions)
    answer = await server.window_show_message_request_async(asked)
    return named.get(answer.title) if answer is not None else None


def _folder(location: types.Location) -> str:
    return (path_of(location.uri) or Path(location.uri)).parent.name


def _name(location: types.Location) -> str:
    """A place as people write it: the file and the line."""
    return f"{(path_of(location.uri) or Path(location.uri)).name}:{location.range.start.line + 1}"
