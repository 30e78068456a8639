"""Serves the page and its tabs on loopback, to who knows the token in the address and to nobody else.

Whoever names another host (a name that was made to lead here) or comes from another site's page is refused. One file
of the bundle or one tab a request; works nothing out.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from gouji.lang.catalogue import LANGUAGES, Language
from gouji.lsp.play.assets import Asset, Assets, security_headers
from gouji.lsp.play.samples import Sample, first_of
from gouji.lsp.play.tab import serve_tab

LOOPBACK = "127.0.0.1"
MOST_TABS = 20
LARGEST_MESSAGE = 8_000_000  # bytes
LONGEST_GOODBYE = 2  # seconds that a browser has to hang up
_SOCKET = "lsp"


class Play:
    """`samples` are what a tab may begin with."""

    def __init__(self, samples: Sequence[Sample], language: Language) -> None:
        self._samples = {one.name: one for one in samples}
        self._language = language
        self._first = first_of(samples)
        self._assets = Assets(samples, self._first)
        self._token = secrets.token_urlsafe(24)
        self._hosts: frozenset[str] = frozenset()
        self._tabs = 0

    async def run(self, port: int, ready: Callable[[str], None]) -> None:
        """Serves until it is cancelled; `ready` is told the address. OSError where the port cannot be had."""
        async with serve(
            self._tab, LOOPBACK, port, process_request=self._answer, server_header=None, compression=None,
            max_size=LARGEST_MESSAGE, close_timeout=LONGEST_GOODBYE,
        ) as server:  # fmt: skip
            port = next(iter(server.sockets)).getsockname()[1]
            self._hosts = frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"})
            ready(f"http://{LOOPBACK}:{port}/{self._token}/")
            await server.serve_forever()

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """The answer to a request; None lets a tab in."""
        del connection
        hosts = request.headers.get_all("Host")
        origins = request.headers.get_all("Origin")
        host = hosts[0] if len(hosts) == 1 else ""
        if host not in self._hosts or any(origin != f"http://{host}" for origin in origins):
            return _response(HTTPStatus.FORBIDDEN)
        address = urlsplit(request.path)
        token, slash, name = address.path.removeprefix("/").partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self._token.encode()):
            return _response(HTTPStatus.NOT_FOUND)
        if name == _SOCKET:
            if len(origins) != 1:  # browsers always name the page that connects
                return _response(HTTPStatus.FORBIDDEN)
            return _response(HTTPStatus.SERVICE_UNAVAILABLE) if self._tabs >= MOST_TABS else None
        asset = self._assets.at(name, self._wanted(request).language)
        if asset is None:
            return _response(HTTPStatus.NOT_FOUND)
        return _response(HTTPStatus.OK, asset, security_headers(host))

    async def _tab(self, connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None, "a tab is let in by its request"
        wanted = self._wanted(request)
        self._tabs += 1
        try:
            await serve_tab(connection, wanted.sample, wanted.language)
        finally:
            self._tabs -= 1

    def _wanted(self, request: Request) -> "_Wanted":
        """What the address asks for; anything unknown is as if it were not asked."""
        asked = parse_qs(urlsplit(request.path).query)
        language = next((one for one in LANGUAGES if one in asked.get("lang", ())), self._language)
        return _Wanted(self._samples.get(asked.get("sample", [""])[-1], self._first), language)


class _Wanted(NamedTuple):
    sample: Sample
    language: Language


def _response(status: HTTPStatus, asset: Asset | None = None, headers: dict[str, str] | None = None) -> Response:
    shown = asset or Asset("text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode())
    fields = {
        "Content-Type": shown.type, "Content-Length": str(len(shown.body)), "Connection": "close", **(headers or {}),
    }  # fmt: skip
    return Response(status.value, status.phrase, Headers(fields), shown.body)
