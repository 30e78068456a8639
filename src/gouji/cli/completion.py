"""`gouji completion`: the script with which a shell completes the arguments of `gouji`.

Only prints it: where it goes is for each shell's own settings to say. What is completed is in `completing`.
"""

import argparse

from gouji.cli import console
from gouji.cli.parser import Parser
from gouji.cli.printer import Printer
from gouji.lang.catalogue import Language

SHELLS = ("bash", "zsh", "fish")


def declare(parser: Parser) -> None:
    """The arguments of the command."""
    parser.add_argument("shell", nargs="?", choices=SHELLS, help="cli.completion.shell")


def run(options: argparse.Namespace, language: Language) -> int:
    """Prints the script for one shell."""
    if options.shell is None:
        return Printer(language).fail("cli.completion.which", known=" | ".join(SHELLS))
    from argcomplete.shell_integration import shellcode

    console.say(shellcode(["gouji"], use_defaults=False, shell=options.shell), end="")
    return console.CLEAN
