"""What was probably meant, as the end of a sentence about a name that there is not: “did you mean …?”

Decides nothing: whoever mistyped a name types it again.
"""

from collections.abc import Iterable

from gouji.lang.catalogue import Language, text
from gouji.lang.nearest import nearest


def meant(name: str, known: Iterable[str], language: Language) -> str:
    """Names the nearest of those that there are; empty where none is near."""
    return suggestion(nearest(name, known), language)


def suggestion(near: str | None, language: Language) -> str:
    """Names what is near, if there is anything."""
    return text("output.did-you-mean", language, name=near) if near else ""
