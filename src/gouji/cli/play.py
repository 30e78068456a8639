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
from gouji.cli.argument_types import port
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.lang.catalogue import Language

if TYPE_CHECKING:
    from gouji.lsp.play.samples import Sample
    from gouji.lsp.play.server import Play


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("files", nargs="*", metavar="cli.play.files", help="cli.play.files-help")
    parser.add_argument("--port", type=port, default=0, metavar="cli.play.number", help="cli.play.port")
    parser.add_argument("--no-browser", action="store_true", help="cli.play.no-browser")


def run(options: argparse.Namespace, language: Language) -> int:
    """Serves until Ctrl+C, which is how it ends well."""
    printer = Printer(language)
    if len(options.files) not in (0, 2):
        return printer.fail("cli.play.two-files")
    gc.disable()  # thousands of classes are about to be made, none of which is thrown away
    try:
        from gouji.lsp.play.server import Play
    except ModuleNotFoundError:
        return printer.fail("cli.play.missing")
    finally:
        gc.enable()
    from gouji.lsp.play.assets import bundle_is_built

    if not bundle_is_built():
        return printer.fail("cli.play.no-bundle")
    samples = _samples([Path(one) for one in options.files], printer)
    if samples is None:
        return console.UNUSABLE
    logging.disable()  # what goes wrong is answered, or shown in the page
    try:
        asyncio.run(_serve(Play(samples, language), options.port, printer, opens_browser=not options.no_browser))
    except KeyboardInterrupt:
        pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return printer.fail("cli.play.unavailable", port=options.port, reason=reason)
    return console.CLEAN


async def _serve(play: "Play", port: int, printer: Printer, *, opens_browser: bool) -> None:
    serving = asyncio.create_task(play.run(port, lambda address: _tell(address, printer, opens_browser)))
    with suppress(NotImplementedError):  # where there are no such signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


def _tell(address: str, printer: Printer, opens_browser: bool) -> None:
    printer.say("cli.play.address", address=address)
    console.flush()
    if opens_browser:
        import webbrowser

        webbrowser.open(address)


def _samples(files: Sequence[Path], printer: Printer) -> "list[Sample] | None":
    """What there is to begin with, the user's own files first; None where they cannot be read, which is told."""
    from gouji.lint.file_names import is_form_file, is_rule_file
    from gouji.lint.files import UnreadableFile
    from gouji.lsp.play.assets import BUNDLE
    from gouji.lsp.play.samples import own_sample, shipped_samples

    shipped = shipped_samples(BUNDLE / "examples")
    if not files:
        return shipped
    form, rules = sorted(files, key=is_rule_file)
    if not (is_rule_file(rules) and is_form_file(form)):
        printer.warn("cli.play.two-files")
        return None
    try:
        return [own_sample(rules, form), *shipped]
    except UnreadableFile as error:
        printer.problem(error.diagnostic)
        return None
