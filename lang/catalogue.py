"""Message catalogues (gettext): every text that a user reads, by key, in Chinese and English.

Each room keeps `messages/zh.po` and `messages/en.po`; the build compiles them to `.mo` beside them. A key that
one language lacks is shown as the key itself, and a test forbids that. Never holds a text itself.
"""

import gettext
from functools import cache
from typing import Literal

from gouji.lang import packaged

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The texts of all rooms in one language, read once. Raises ValueError for a language that there is not."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    merged = gettext.NullTranslations()
    for compiled in packaged.in_rooms(f"messages/{language}.mo"):
        translations = gettext.GNUTranslations(compiled)
        translations.add_fallback(merged)
        merged = translations
    return merged


def text(key: str, language: Language, /, **arguments: object) -> str:
    """The text of `key` with its `{names}` filled in."""
    template = catalogue(language).gettext(key)
    return template.format_map(arguments) if arguments else template


def has(key: str, language: Language) -> bool:
    """Whether the catalogue of `language` knows `key`."""
    return catalogue(language).gettext(key) != key
