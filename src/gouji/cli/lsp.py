"""`gouji lsp`: serves an editor over standard input and output until it hangs up.

Only the protocol goes to standard output; what anything else prints goes where errors go.
"""

import gc
import logging
import os
import sys
from argparse import Namespace
from importlib.util import find_spec
from typing import BinaryIO, cast

from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.cli.run_language import LANGUAGE_OPTION, chosen_language
from gouji.lang.catalogue import Language
from gouji.lsp.greeting import Greeting
from gouji.lsp.messages import Messages


def declare(parser: Parser) -> None:
    """It takes no arguments: the editor says everything."""


def run(options: Namespace, language: Language) -> int:
    # Thousands of classes and as many rules are made and kept: looking through all of them for garbage would keep whoever
    # types waiting for a tenth of a second, and find nothing, as what edits leave behind holds no circles.
    gc.set_threshold(50_000, 20, 100)
    if find_spec("pygls") is None:
        return Printer(language).fail("cli.lsp.missing")
    logging.disable()  # what goes wrong is answered, or said in the editor's own log
    # What anything else prints must not get between the messages: it goes where errors go.
    with (
        os.fdopen(os.dup(sys.stdin.fileno()), "rb") as messages,
        os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers,
    ):
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        greeting = Greeting(messages, answers)
        from gouji.lsp.server import make_server  # which takes long to load

        asked = chosen_language([LANGUAGE_OPTION, options.lang] if options.lang else [])
        server = make_server(language, is_asked=asked is not None)
        server.protocol.was_greeted = greeting.facts is not None
        try:
            # It reads lines and bodies, and no more.
            server.start_io(cast(BinaryIO, Messages(greeting.stream)), answers)
        finally:
            server.end()
    return 0 if server.was_shut_down else 1
