"""Whether a `.toml` file that stands in a folder is meant as a target file. In doubt it is: what is left out is not checked.

Goes by the file's name and by the keys in its head, as an input method may have written them. Never says what is wrong.
"""

import codecs
import re
from collections.abc import Container

from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.nearest import distance

HEAD = 65536
"""Bytes at the start of a file that are looked at."""

TOP = 1024
"""Bytes at the start of a file that are looked at first: they nearly always tell."""

OF_OTHER_TOOLS = frozenset(
    f"{name}.toml"
    for name in ("book", "cargo", "clippy", "hugo", "netlify", "poetry", "pyproject", "ruff", "rustfmt", "taplo", "uv")
)
"""Names that other tools give to files of theirs: these are forms only if they say so."""

_OF_FORMS = frozenset((*FORM_KEYS, *YEAR_KEYS))
_QUOTES = "\"'“”‘’"
_KEY = re.compile(rf"^\s*[{_QUOTES}]?([^\s{_QUOTES}=＝:：#\[\]]+)[{_QUOTES}]?\s*[=＝:：](.*)", re.MULTILINE)
_HEADER = re.compile(r"^\s*[\[［【](.*)", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)(19|20|21)\d\d(?!\d)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def may_be_a_form(name: str, head: bytes) -> bool:
    """Whether the first bytes of a file, in whatever encoding, are such as a target file may have by mistake or aright."""
    if _has_one_of(_OF_FORMS, _decoded(head[:TOP])):
        return True
    text = _decoded(head)
    if _has_one_of(_OF_FORMS, text):
        return True
    if name.lower() in OF_OTHER_TOOLS:
        return False
    keys, headers = _KEY.findall(text), _HEADER.findall(text)
    if any(map(_is_chinese, headers)) or any(_tells(key, value) for key, value in keys):
        return True
    return not keys and not headers  # nothing shows what else it might be


def says_its_form(head: bytes) -> bool:
    """Whether a file says which form it is of: then it is one, and nothing else."""
    return _has_one_of(FORM_KEYS, _decoded(head))


def _has_one_of(wanted: Container[str], text: str) -> bool:
    """Before the first table, in letters of any size."""
    header = _HEADER.search(text)
    top = text[: header.start()] if header else text
    return any(key.lower() in wanted for key, _ in _KEY.findall(top))


def _tells(key: str, value: str) -> bool:
    """A name in Chinese, or nearly `form` or `year` with a value that is one."""
    if _is_chinese(key):
        return True
    form, year = (distance(key.lower(), wanted, 1) <= 1 for wanted in (FORM_KEYS[0], YEAR_KEYS[0]))
    return bool((form and _is_chinese(value)) or (year and _YEAR.search(value)))


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)


def _decoded(head: bytes) -> str:
    if head.startswith(_UTF16):
        return head.decode("utf-16", "replace")
    try:
        # the head may end within a character
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return head.decode("gb18030", "replace")
