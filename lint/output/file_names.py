"""File names made of what pages are about, without what a file name may not hold.

No two are alike where capitals do not count. Writes nothing.
"""

import re

LONGEST_NAME = 60
_NOT_IN_NAMES = re.compile(r"[^\w]+")


def free_name(about: str, taken: set[str], *, by_its_end: bool = False) -> str:
    """A name that is like no other where capitals do not count; it is taken from now on. Long ones are cut."""
    plain = _NOT_IN_NAMES.sub("-", about).strip("-")
    plain = (plain[-LONGEST_NAME:] if by_its_end else plain[:LONGEST_NAME]) or "-"
    free, number = plain, 1
    while free.casefold() in taken:
        number += 1
        free = f"{plain}-{number}"
    taken.add(free.casefold())
    return free
