"""Marker tests for filled forms: each finding that a form is to give stands in it, beside the cell's line.

The cases are `forms/*.toml` with the `*.gj` of their forms beside them; lines without a marker are the passing cells.
"""

from functools import cache
from pathlib import Path

import pytest
from tests.markers import differences

from gouji.lang.codes import CODES
from gouji.lang.diagnostic import Category
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library
from gouji.lint.reports import CheckedForm

FORMS = Path(__file__).with_name("forms")
CASES = sorted(FORMS.glob("*.toml"))


@cache
def checked(path: Path) -> CheckedForm:
    return check_form(path, CheckContext(Library()))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_findings_stand_where_they_are_expected(path: Path) -> None:
    """Each finding at its line, and no other."""
    assert differences(path.read_text(encoding="utf-8"), checked(path).diagnostics) == []


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.gj")), ids=lambda path: path.stem)
def test_the_rules_of_the_cases_are_right(path: Path) -> None:
    """Nothing is wrong in them, so that what is found is found in the forms; and some case fills each form in."""
    program = Library().load([path]).program
    assert [one for one in program.diagnostics() if one.code.id != "unread-field"] == []
    filled = {case.submission.form.name for case in map(checked, CASES) if case.submission is not None}
    assert {form.name for form in program.forms} <= filled


@pytest.mark.parametrize("code", [id for id, code in CODES.items() if code.category is not Category.LANGUAGE])
def test_each_finding_is_shown_by_a_case(code: str) -> None:
    """Every code of filled forms is found in some case."""
    assert any(one.code.id == code for path in CASES for one in checked(path).diagnostics)
