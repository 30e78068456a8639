"""Texts, keys and headers as they are written into a filled form: what fixes put in and what messages name.

All that the language knows of how filled forms are written. Reads nothing.
"""

import re

_BARE = re.compile("[A-Za-z0-9_-]+")
_ESCAPED = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    9: "\\t",
    10: "\\n",
}


def in_quotes(text: str) -> str:
    """A text value on one line, whatever characters it has."""
    return f'"{text.translate(_ESCAPED)}"'


def in_fitting_quotes(text: str) -> str:
    """A text value; one with double quotes between single ones, where it can be, so that it reads as it is."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return in_quotes(text)


def as_key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else in_quotes(name)


def as_header(path: tuple[str, ...], *, is_table: bool = False) -> str:
    """The header of a group, or of a row of a table."""
    inner = ".".join(map(as_key, path))
    return f"[[{inner}]]" if is_table else f"[{inner}]"
