"""Data files that ship inside the package: the grammar, its tables, the catalogues.

The only place where `lang` touches a file, and never one of a user's. (`importlib.resources` does the same at four
times the start-up.)
"""

import pkgutil
from io import BytesIO


def stream(room: str, name: str) -> BytesIO | None:
    """The content of a file of a room (`gouji.lang`), or None where there is none."""
    try:
        content = pkgutil.get_data(room, name)
    except OSError:
        return None
    return BytesIO(content) if content is not None else None
