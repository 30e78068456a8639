"""Which of the choices of a field a word that is none of them was meant for: a comparator by its sense, else by its letters.

Offers; never takes one for the other.
"""

from collections.abc import Sequence

from gouji.lang.nearest import nearest
from gouji.lang.targets import PREFIX_WORDS, SYMBOLS, Comparator

# Signs in another order, or doubled.
_SIGNS = SYMBOLS | {
    **dict.fromkeys(("≥=", "=≥", "≧=", "》=", "》"), Comparator.AT_LEAST),
    **dict.fromkeys(("≤=", "=≤", "≦=", "《=", "《"), Comparator.AT_MOST),
}
_SHORTEST_PART = 2


def choice_meant(written: str, choices: Sequence[str]) -> str:
    """The choice that a word stands for, is the beginning or another part of, or nearly is; empty where none is."""
    comparator = _comparator(written)
    if comparator is not None:
        return next((one for one in choices if _comparator(one) is comparator), "")
    words = [one for one in choices if _comparator(one) is None]
    around = [one for one in words if written in one] if len(written) >= _SHORTEST_PART else []
    return around[0] if len(around) == 1 else nearest(written, words, share=0.6) or ""


def _comparator(word: str) -> Comparator | None:
    return _SIGNS.get(word) or PREFIX_WORDS.get(word)
