"""What makes a finding the same finding in the next run: its kind, its rule, its cell; not its line, figures or language.

For outputs whose readers tell new findings from old ones. Never holds a place that an edit elsewhere in the file moves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from gouji.lang.diagnostic import Diagnostic

LENGTH = 32
_BETWEEN = "\0"


def fingerprinted(
    diagnostics: Iterable[Diagnostic], seen: Counter[str] | None = None
) -> Iterator[tuple[Diagnostic, str]]:
    """The findings of one file, each with its fingerprint; of those that are alike, each has its own by its order.

    `seen` counts those that were told of the file before.
    """
    seen = Counter() if seen is None else seen
    for one in diagnostics:
        about = _about(one)
        seen[about] += 1
        yield one, _hashed(f"{about}{_BETWEEN}{seen[about]}")


def in_file(fingerprint: str, name: str) -> str:
    """The fingerprint of a finding among those of all files."""
    return _hashed(f"{name}{_BETWEEN}{fingerprint}")


def where(one: Diagnostic) -> str:
    """The cell at fault; where none is, what stands at the place says which one it is."""
    return one.cell or one.place.text


def _about(one: Diagnostic) -> str:
    written = "" if one.cell else where(one)
    return _BETWEEN.join(
        (one.code.id, one.rule, one.cell, written, *(name for pair in one.coordinates for name in pair))
    )


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
