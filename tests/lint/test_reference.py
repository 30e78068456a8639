"""Are the pages under docs/ that are made from tables what the tables and catalogues say now?

Never judges a text.
"""

import re
from pathlib import Path

import pytest
from tools.reference import INDEX, code_pages, write_code_pages, write_reference

from gouji.lang.diagnostic import OPTIONAL_ARGUMENTS, Category, Code, Severity
from gouji.lint.codes import EVERY_CODE
from gouji.lint.output.code_page import code_page, template

DOCS = Path(__file__).resolve().parents[2] / "docs"


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def test_committed_pages_are_current(tmp_path: Path) -> None:
    """`make docs` would change nothing."""
    write_reference(tmp_path)
    made, committed = pages(tmp_path), pages(DOCS)
    assert sorted(made.keys() - committed.keys()) == [], "pages that are missing: make docs"
    assert [name for name in made if made[name] != committed[name]] == [], "pages that are old: make docs"
    assert sorted(name for name in committed if name.startswith("codes/") and name not in made) == []


def test_page_of_a_code_that_is_no_more_is_removed(tmp_path: Path) -> None:
    """Only codes have pages in that folder."""
    (tmp_path / "no-such-code.md").write_text("", encoding="utf-8")
    write_code_pages(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, *(f"{id}.md" for id in EVERY_CODE)}


def test_index_leads_to_every_page() -> None:
    """Each code stands in the index once."""
    index = code_pages()[INDEX]
    assert [id for id in EVERY_CODE if index.count(f"]({id}.md)") != 1] == []


@pytest.mark.parametrize("code", EVERY_CODE.values(), ids=EVERY_CODE)
def test_page_says_what_a_finding_says(code: Code) -> None:
    """No key of a catalogue shows through, and no brace is doubled."""
    page = code_page(code)
    assert f"code.{code.id}" not in page
    assert not re.search(r"\b(reference|output)\.[a-z]", page)
    assert "{{" not in page


def test_code_without_texts_has_a_page_all_the_same() -> None:
    """A new code does not break `make docs`; tests/test_house.py asks for its texts."""
    page = code_page(Code("no-such-code", Severity.HINT, Category.INPUT))
    assert page.startswith("<!--")
    assert OPTIONAL_ARGUMENTS[0] not in page


def test_plain_text_reads_the_same_as_markdown() -> None:
    """What Markdown would take for markup is escaped; braces of a template are those that will be seen."""
    assert template('[["指标"]] ≥ 0 * <b>') == r'\[\["指标"\]\] ≥ 0 \* \<b\>'
    assert template("{{ {name} }}") == "{ {name} }"
