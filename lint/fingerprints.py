"""What a finding is known by from one run to the next: its kind, its rule, its file and its cell, never a line or a figure.

So lines may move and figures change, and it is the same finding. Says nothing of what a finding weighs.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.values import canonical_text
from gouji.lint.answers import place_of

LENGTH = 32
"""Hexadecimal digits of a fingerprint."""


def fingerprint(finding: Diagnostic, file: str, occurrence: int = 0) -> str:
    """The fingerprint of a finding in a file, as the file is named where the fingerprint is kept.

    Of findings that are alike in all of this, `occurrence` numbers the second and those after it.
    """
    known = [finding.code.id, finding.rule, file, where(finding), [list(one) for one in sorted(finding.coordinates)]]
    written = json.dumps([*known, occurrence] if occurrence else known, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:LENGTH]


def fingerprinted(
    found: Iterable[Diagnostic], file: str, seen: Counter[str] | None = None
) -> Iterator[tuple[Diagnostic, str]]:
    """Each finding of a file with a fingerprint that no other has. `seen` counts those of the same file before."""
    seen = Counter() if seen is None else seen
    for one in found:
        first = fingerprint(one, file)
        yield one, fingerprint(one, file, seen[first])
        seen[first] += 1


def where(finding: Diagnostic) -> str:
    """The cell that a finding is about, or what is written where it is about none."""
    return place_of(finding) or canonical_text(finding.place.source.text[slice(*finding.place.span)])
