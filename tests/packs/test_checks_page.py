"""Does `docs/checks.md` say of every line of the catalogue, truly, what checks it?

Each name on the page is a rule's, a code's, or a word for derived checks; each rule is on it; no line is missing.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from gouji.lang import codes
from gouji.lang.program import Program
from gouji.lint.library import Library

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| [0-9]", line)]
# The catalogue's lines; those with a letter are its own insertions, or what these documents have besides.
LINES = [str(number) for number in range(1, 59)]
CATEGORIES = ("完整性", "规范性", "相关性", "适当性", "可行性", "勾稽")
DERIVED = re.compile("derived ((?:[一-鿿]+(?:, )?)+)")


@cache
def program() -> Program:
    """All packs."""
    files = sorted(path for path in (ROOT / "rules").rglob("*.gj") if not path.name.endswith(".test.gj"))
    return Library().load(files).program


@cache
def rules() -> set[str]:
    """The name of every rule in the packs."""
    return {rule.name.text for rule, _ in program().rules}


@cache
def derived() -> set[str]:
    """The words that names of derived checks end in."""
    return {check.name.rpartition(" ")[2] for form in program().forms for check in program().checks(form)}


def names(text: str) -> set[str]:
    """What stands between back quotes."""
    return set(re.findall("`([^`]+)`", text))


def test_no_line_of_the_catalogue_is_left_out() -> None:
    """In order, each with what it is and what checks it, or why nothing does."""
    numbers = [row[0] for row in ROWS]
    assert [number for number in numbers if number.isdigit()] == LINES
    assert len(set(numbers)) == len(numbers)
    for number, what, by in ROWS:
        assert what and by, number
        assert names(by) or "derived" in by or "**not**: " in by, number


def test_each_name_is_a_rule_or_a_code() -> None:
    """Renaming a rule without this page fails here."""
    known = rules() | set(codes.CODES) | {"别名"}
    named = {name for row in ROWS for name in names(row[2]) if not name.startswith(("应 ", "tests/"))}
    assert named - known == set()


def test_each_rule_is_on_the_page() -> None:
    """Nothing is checked that a reader cannot look up here."""
    assert rules() - {name for row in ROWS for name in names(row[2])} == set()


@pytest.mark.parametrize("row", [row for row in ROWS if "derived" in row[2]], ids=lambda row: row[0])
def test_derived_checks_are_called_so(row: list[str]) -> None:
    """The words are those that the names of derived checks end in."""
    for words in DERIVED.findall(row[2]):
        assert set(words.strip(", ").split(", ")) <= derived() | {"写法", "类型"}


def test_a_rule_stands_under_its_category() -> None:
    """The six headings are the six categories."""
    assert re.findall(r"(?m)^## \S+ (\S+)$", PAGE) == list(CATEGORIES)
