"""`gouji play`: serves a page to try rules and forms in, on this machine alone, until it is interrupted.

Never writes a file of the user's: what is edited in the page stays in the page.
"""

import argparse
import asyncio
import gc
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.cli import console
from gouji.cli.arguments import Parser
from gouji.lang.catalogue import Language, text

if TYPE_CHECKING:
    from gouji.lsp.play.samples import Sample
    from gouji.lsp.play.server import Play

HIGHEST_PORT = 65535


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("files", nargs="*", metavar="cli.play.files", help="cli.play.files-help")
    parser.add_argument("--port", default="0", metavar="cli.play.number", help="cli.play.port")
    parser.add_argument("--no-browser", action="store_true", help="cli.play.no-browser")


def run(options: argparse.Namespace, language: Language) -> int:
    """Serves until Ctrl+C, which is how it ends well."""
    port = int(options.port) if options.port.isascii() and options.port.isdigit() else -1
    if not 0 <= port <= HIGHEST_PORT:
        return _unusable("cli.play.bad-port", language, port=options.port)
    if len(options.files) not in (0, 2):
        return _unusable("cli.play.two-files", language)
    gc.disable()  # thousands of classes are about to be made, none of which is thrown away
    try:
        from gouji.lsp.play.server import Play
    except ModuleNotFoundError:
        return _unusable("cli.play.missing", language)
    finally:
        gc.enable()
    from gouji.lsp.play.assets import bundle_is_built

    if not bundle_is_built():
        return _unusable("cli.play.no-bundle", language)
    samples = _samples([Path(one) for one in options.files], language)
    if samples is None:
        return console.UNUSABLE
    logging.disable()  # what goes wrong is answered, or shown in the page
    try:
        asyncio.run(_serve(Play(samples, language), port, language, opens_browser=not options.no_browser))
    except KeyboardInterrupt:
        pass
    except OSError as error:
        return _unusable("cli.play.unavailable", language, port=port, reason=error.strerror or type(error).__name__)
    return console.CLEAN


async def _serve(play: "Play", port: int, language: Language, *, opens_browser: bool) -> None:
    serving = asyncio.create_task(play.run(port, lambda address: _tell(address, language, opens_browser)))
    with suppress(NotImplementedError):  # where there are no such signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


def _tell(address: str, language: Language, opens_browser: bool) -> None:
    console.say(text("cli.play.address", language, address=address))
    console.flush()
    if opens_browser:
        import webbrowser

        webbrowser.open(address)


def _samples(files: Sequence[Path], language: Language) -> "list[Sample] | None":
    """What there is to begin with, the user's own files first; None where they cannot be read, which is told."""
    from gouji.lint.file_names import is_form_file, is_rule_file
    from gouji.lint.files import UnreadableFile
    from gouji.lint.output.style import WIDTH, Style
    from gouji.lint.output.text import render
    from gouji.lsp.play.assets import BUNDLE
    from gouji.lsp.play.samples import own_sample, shipped_samples

    shipped = shipped_samples(BUNDLE / "examples")
    if not files:
        return shipped
    form, rules = sorted(files, key=is_rule_file)
    if not (is_rule_file(rules) and is_form_file(form)):
        _unusable("cli.play.two-files", language)
        return None
    try:
        return [own_sample(rules, form), *shipped]
    except UnreadableFile as error:
        console.warn(render(error.diagnostic, language, Style(colour=False, width=console.columns(WIDTH))))
        return None


def _unusable(key: str, language: Language, **arguments: object) -> int:
    console.warn(text(key, language, **arguments))
    return console.UNUSABLE
