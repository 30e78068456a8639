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


def in_rooms(name: str) -> list[BytesIO]:
    """The content of a file of that name in each room of the program that has one, the rooms in the order of their names."""
    rooms = pkgutil.iter_modules(pkgutil.resolve_name("gouji:__path__"))
    found = (stream("gouji", f"{room.name}/{name}") for room in rooms if room.ispkg)  # which loads no room
    return [content for content in found if content is not None]
