"""What a client configures for itself.

Takes whatever a client sends: what is no setting, or not of its kind, is named and left out. Speaks no protocol.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gouji.lang.catalogue import LANGUAGES, Language

SECTION = "gouji"
_TEXTS = ("rules", "forms", "exclude")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this client. `unknown` are names of settings that are none, or whose values could not be used."""

    language: Language | None = None
    rules: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_OF_THE_EDITOR = ("path", "python", "trace")


def settings_of(sent: Any) -> Settings:
    """What a client sent as its options or its configuration, under the section's name or without it."""
    if isinstance(sent, Mapping) and isinstance(sent.get(SECTION), Mapping):
        sent = sent[SECTION]
    if not isinstance(sent, Mapping):
        return Settings()
    language = next((one for one in LANGUAGES if one == sent.get("language")), None)
    texts = {name: _texts(sent.get(name)) for name in _TEXTS}
    # `auto` is what an editor calls its own choice; the others say how it finds the server.
    known = {
        **dict.fromkeys(_OF_THE_EDITOR, True),
        "language": language is not None or sent.get("language") == "auto",
        **{name: found is not None for name, found in texts.items()},
    }
    unknown = tuple(
        str(name) for name, value in sent.items() if value not in (None, "", []) and not known.get(str(name))
    )
    rules, forms, exclude = (texts[name] or () for name in _TEXTS)
    return Settings(language, rules, forms, exclude, unknown)


def language_of(locale: str | None) -> Language | None:
    """The language of a client's own words, `en-US` or `zh_CN.UTF-8`; None where it is not told, or gouji has no words in it."""
    spoken = re.split(r"[-_.@]", locale or "", maxsplit=1)[0].lower()
    return next((one for one in LANGUAGES if one == spoken), None)


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts, or one text as a list; None for anything else."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return None
    return tuple(one for one in listed if one)
