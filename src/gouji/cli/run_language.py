"""The language of a run: that of `--lang`, of the environment, or of the configuration where the run stands.

Known before the arguments are read, so that a mistake in them is told in it. Never fails.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gouji.cli.printer import Printer
from gouji.lang.catalogue import LANGUAGES, Language

LANGUAGE_OPTION = "--lang"
LANGUAGE_VARIABLE = "GOUJI_LANG"


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that is asked for, else Chinese; never fails."""
    return _asked(arguments) or LANGUAGES[0]


def language_of_run(arguments: Sequence[str]) -> Language:
    """The language that is chosen, else Chinese."""
    return chosen_language(arguments) or LANGUAGES[0]


def chosen_language(arguments: Sequence[str]) -> Language | None:
    """The language that is asked for, else the one that is configured where the run stands."""
    return _asked(arguments) or _configured_language(arguments)


def _configured_language(arguments: Sequence[str]) -> Language | None:
    """The language that is configured where the run stands."""
    if not _may_be_configured():
        return None
    from gouji.cli.keeping import Keeping

    with Keeping(is_wanted=Keeping.NO not in arguments) as keeping:
        return keeping.configurations.of(Path()).language


def _may_be_configured() -> bool:
    """Whether there may be a configuration, without the time that it takes to read one."""
    try:
        folder = Path.cwd()
    except OSError:  # it is no more
        return False
    for above in (folder, *folder.parents):
        if os.path.isfile(above / "gouji.toml"):
            return True
        with suppress(OSError):
            if b"gouji]" in (above / "pyproject.toml").read_bytes():
                return True
    return False


def _asked(arguments: Sequence[str]) -> Language | None:
    """The language that the last good `--lang` asks for, else the environment."""
    variable = os.environ.get(LANGUAGE_VARIABLE, "").lower()
    found = next((language for language in LANGUAGES if variable.startswith(language)), None)
    before = ""
    for argument in arguments:
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        asked = argument if before == LANGUAGE_OPTION else value if name == LANGUAGE_OPTION else ""
        found = next((language for language in LANGUAGES if asked == language), found)
        before = argument
    return found


def warn_of_unknown_language(language: Language) -> None:
    """Says so where the environment asks for a language that there is not."""
    asked = os.environ.get(LANGUAGE_VARIABLE, "")
    if asked and not asked.lower().startswith(LANGUAGES):
        known = " | ".join(LANGUAGES)
        Printer(language).warn("cli.language-variable", variable=LANGUAGE_VARIABLE, asked=asked, known=known)
