"""What a filled form is checked by besides its own text: the rules at hand, the day, what its configuration says.

Holds what was found elsewhere. Looks for nothing, and reads nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouji.lint.config import Configuration
from gouji.lint.library import Library, LoadedRules


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Forms that `rules` declares are held against these; the rules of others are looked for in the library and in `extra`.

    Answers that held until a day before `today` do so no more.
    """

    library: Library
    extra: Sequence[Path] = ()
    rules: LoadedRules | None = None
    today: date | None = None
    configuration: Configuration | None = None
