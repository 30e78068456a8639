"""What a client configures for itself, and how it is laid over what the project says.

Takes whatever a client sends: what is no setting, or not of its kind, is named and left out. Speaks no protocol.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gouji.lang.catalogue import LANGUAGES, Language
from gouji.lint.config import Configuration, Written

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


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts, or one text as a list; None for anything else."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return None
    return tuple(one for one in listed if one)


def laid_over(settings: Settings, folders: Iterable[Path]) -> Callable[[Configuration], Configuration]:
    """What makes of the project's configuration the one that is in force for a client with these folders open.

    Its rules come before the project's, its exclusions are added, its language and its forms stand for the project's.
    Its paths count from the folder that the client has open.
    """
    opened = sorted(folders, key=lambda folder: len(folder.parts), reverse=True)

    def over(configuration: Configuration) -> Configuration:
        if settings == Settings():
            return configuration
        at = configuration.folder
        around = [one for one in opened if at.is_relative_to(one)]
        within = [one for one in opened if one.is_relative_to(at)]
        folder = (around or within[::-1] or [at])[0]
        own = configuration if configuration.source is not None else replace(configuration, folder=folder)
        return replace(
            own,
            language=settings.language or own.language,
            rules=(*(Written(str(folder / one), None) for one in settings.rules), *own.rules),
            forms=settings.forms or own.forms,
            exclude=(*own.exclude, *settings.exclude),
        )

    return over
